"""What a dialogue and a diary tell each other; the dialogue never sees the entries themselves.

A voice passes a `Digest` in at the start; a reply asks for a `Note` to be done. Values only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Frequency = Literal["", "rare", "monthly", "weekly", "several_weekly", "nightly", "daily"]
Note = Literal["", "save", "delete_last", "forget"]
"""What the voice is to do with the diary after a reply; "" is nothing."""


class Last(msgspec.Struct, frozen=True, omit_defaults=True):
    """The last cramp in the diary: how many days ago, where it was, what helped or was tried."""

    days_ago: int
    muscle: str = ""
    side: str = ""
    helped: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


class Digest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a diary amounts to when a conversation begins.

    Attributes:
        agreed: the person has said yes to the diary before.
        total: entries.
        week: entries of the past seven days.
        nights: nights with a cramp among them.
        frequency: what they show, "" if too little; only ever a lower bound.
        last: the newest entry.
        readable: it could be read; if not, it can still be forgotten.
        open: cramps are noted in it; if not, it can still be asked about.
    """

    agreed: bool = False
    total: int = 0
    week: int = 0
    nights: int = 0
    frequency: Frequency = ""
    last: Last | None = None
    readable: bool = True
    open: bool = True
