"""Somebody's words where there is room for so many."""

from __future__ import annotations

from typing import Final

CUT: Final = "…"
"""Stands where words are left out."""


def clipped(words: str, characters: int) -> str:
    """The words, or as many whole ones as there is room for and a mark that more were said."""
    if len(words) <= characters:
        return words
    kept = words[: characters - 1]
    if not words[characters - 1].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip() + CUT
