"""Small numbers as people say them: "fifty two", "a hundred and one point five".

Own code: measured public readers cost more to import than a whole turn may take. Reads a run of
words at a position; it must not guess what the number counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from cramp_triage.nlu.lexicon.counting import Numbers


def read_number(words: Sequence[str], at: int, names: Numbers) -> tuple[float, int] | None:
    """Returns the number that starts at `at` and the position behind it, or None.

    Two numbers side by side that cannot be one ("ten fifteen") are read as the first only; what a
    range means is for the caller.
    """
    word = words[at]
    if word[0].isdigit():
        value = _digits(word)
        return None if value is None else (value, at + 1)
    whole, after = _whole(words, at, names)
    if after == at:
        return None
    return _with_point(words, whole, after, names)


def is_a_hundred(words: Sequence[str], at: int, names: Numbers) -> bool:
    """Whether "a hundred" stands at `at`, which begins with no word of a number."""
    return words[at] in names.article and at + 1 < len(words) and words[at + 1] in names.hundred


def _digits(word: str) -> float | None:
    text = word.replace(",", "")
    if not text.isascii() or len(text) > 9:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _below_hundred(words: Sequence[str], at: int, names: Numbers) -> tuple[float, int]:
    word = words[at] if at < len(words) else ""
    if word in names.tens:
        tens = names.tens[word]
        unit = names.units.get(words[at + 1], 0) if at + 1 < len(words) else 0
        return (tens + unit, at + 2) if 0 < unit < 10 else (tens, at + 1)
    if word in names.units:
        return names.units[word], at + 1
    return 0, at


def _whole(words: Sequence[str], at: int, names: Numbers) -> tuple[float, int]:
    if words[at] in names.hundred:
        value, after = 1.0, at + 1
    elif is_a_hundred(words, at, names):
        value, after = 1.0, at + 2
    else:
        value, after = _below_hundred(words, at, names)
        if after == at:
            return 0, at
        if not (after < len(words) and words[after] in names.hundred and value < 10):
            return value, after
        after += 1
    value *= 100
    skip = 1 if after < len(words) and words[after] in names.joint else 0
    rest, end = _below_hundred(words, after + skip, names)
    return (value + rest, end) if end > after + skip else (value, after)


def _with_point(
    words: Sequence[str], whole: float, after: int, names: Numbers
) -> tuple[float, int]:
    if after + 1 < len(words) and words[after] in names.point:
        tenth, end = _below_hundred(words, after + 1, names)
        if end > after + 1 and tenth < 10:
            return whole + tenth / 10, end
    return whole, after
