"""A topic of the grammar: lists of words under names, and their types. Holds no word."""

from __future__ import annotations

import msgspec

Words = frozenset[str]
WordRuns = frozenset[tuple[str, ...]]
"""Phrases, word by word."""
Counts = dict[str, float]
"""Word -> what it counts."""
Names = dict[str, str]
"""Word -> the name that it goes under."""


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Lists of words; what follows from them is worked out once."""
