"""The danger signs by what they may point to, as a clinician goes through them.

The groups stand in `data/danger_groups.json`; every danger sign of the protocol is in one of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

DATA: Final = Path(__file__).parent.parent / "data/danger_groups.json"


class Group(msgspec.Struct, frozen=True):
    """Danger signs that are looked at together, with their name for either reader."""

    clinician: str
    person: str
    facts: tuple[str, ...]


GROUPS: Final = msgspec.json.decode(DATA.read_bytes(), type=tuple[Group, ...])
