"""Small numbers as people say them: "fifty two", "a hundred and one point five".

Own code: measured public readers cost more to import than a whole turn may take. Reads a run of
words at a position; it must not guess what the number counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_LOW: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_HIGH: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS: Final[dict[str, int]] = {word: value for value, word in enumerate(_LOW.split())}
TENS: Final[dict[str, int]] = {
    word: 10 * value for value, word in enumerate(_HIGH.split(), start=2)
} | {"fourty": 40}
NUMBER_WORDS: Final = frozenset(UNITS) | frozenset(TENS) | {"hundred", "point", "thousand"}


def read_number(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """Returns the number that starts at `at` and the position behind it, or None.

    Two numbers side by side that cannot be one ("ten fifteen") are read as the first only; what a
    range means is for the caller.
    """
    word = words[at]
    if word[0].isdigit():
        value = _digits(word)
        return None if value is None else (value, at + 1)
    whole, after = _whole(words, at)
    if after == at:
        return None
    return _with_point(words, whole, after)


def _digits(word: str) -> float | None:
    text = word.replace(",", "")
    if not text.isascii() or len(text) > 9:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int]:
    word = words[at] if at < len(words) else ""
    if word in TENS:
        unit = UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
        return (TENS[word] + unit, at + 2) if 0 < unit < 10 else (TENS[word], at + 1)
    if word in UNITS:
        return UNITS[word], at + 1
    return 0, at


def _whole(words: Sequence[str], at: int) -> tuple[float, int]:
    following = words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "hundred" or (words[at] == "a" and following == "hundred"):
        value, after = 1, at + (1 if words[at] == "hundred" else 2)
    else:
        value, after = _below_hundred(words, at)
        if after == at:
            return 0, at
        if not (after < len(words) and words[after] == "hundred" and value < 10):
            return value, after
        after += 1
    value *= 100
    skip = 1 if after < len(words) and words[after] == "and" else 0
    rest, end = _below_hundred(words, after + skip)
    return (value + rest, end) if end > after + skip else (value, after)


def _with_point(words: Sequence[str], whole: float, after: int) -> tuple[float, int]:
    if after + 1 < len(words) and words[after] == "point":
        tenth, end = _below_hundred(words, after + 1)
        if end > after + 1 and tenth < 10:
            return whole + tenth / 10, end
    return whole, after
