"""How often: "twice a week", "every other night", "three or four times a month".

Must not tell how long; that is in `durations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cramp_triage.nlu.lexicon.fact_groups import word_set
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.durations import (
    DAY,
    MINUTES,
    NIGHTS,
    item_of,
    read_amount,
    word_at,
)
from cramp_triage.nlu.tokens.tokenise import Token

HABITS: Final = word_set(
    "puff puffs dose doses pill pills albuterol ibuprofen tylenol inhaler "
    "take takes taken taking drink drinks drank drinking smoke smokes beers use used dialysis"
)


ORDINALS: Final = word_set("other second 2nd third 3rd few couple")


def _rate(times: float, unit: str, every: float = 1.0) -> str:
    """How often, as a word of the vocabulary; `every` counts units: every second week."""
    a_week = times * 7 * DAY / (MINUTES[unit] * every)
    if a_week >= 6.5:
        return "nightly" if unit in NIGHTS else "daily"
    if a_week >= 1.4:
        return "several_weekly"
    if a_week >= 0.8:
        return "weekly"
    return "monthly" if a_week >= 0.2 else "rare"


def read_frequencies(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Found]:
    """Yields how often, as a word of the vocabulary."""
    for at, word in enumerate(words):
        item = None
        if word in ("once", "twice", "thrice"):
            times = {"once": 1.0, "twice": 2.0, "thrice": 3.0}[word]
            item = _per_unit(tokens, words, at, at + 1, times)
            if item is None and words[at + 1 : at + 2] == ["or"]:
                step = at + 3 if word_at(words, at + 3) != "times" else at + 4
                more = (
                    2.0
                    if word_at(words, at + 2) == "twice"
                    else tokens[at + 2].value
                    if (at + 2 < len(tokens))
                    else None
                )
                if more is not None:
                    item = _per_unit(tokens, words, at, step, more)
        elif word in ("every", "each"):
            item = _per_unit(tokens, words, at, at, 1.0)
        elif word == "most" and word_at(words, at + 1) in ("nights", "days", "night", "day"):
            item = _often(at, at + 2, "several_weekly", words[at + 1])
        else:
            amount = read_amount(tokens, at)
            if amount is not None and not (amount.bare and word_at(words, at + 1) != "time"):
                end = amount.end + (1 if word_at(words, amount.end) in ("different",) else 0)
                if word_at(words, end) in ("times", "time", "x"):
                    end += 1
                    item = _per_unit(tokens, words, at, end, amount.high)
                elif word_at(words, end) in NIGHTS | {"days"} and amount.high < 7:
                    if words[end + 1 : end + 3] in (["a", "week"], ["per", "week"]):
                        item = _often(at, end + 3, _rate(amount.high, "week"), words[end])
                    elif words[end + 1 : end + 4] in (
                        ["out", "of", "seven"],
                        ["of", "the", "week"],
                    ):
                        item = _often(at, end + 4, _rate(amount.high, "week"), words[end])
        if item is not None and not HABITS.intersection(words[max(0, at - 4) : at]):
            yield item


def _often(start: int, end: int, rate: str, unit: str) -> Found:
    night = ("context=night",) if unit in NIGHTS else ()
    return item_of(start, end, f"frequency={rate}", *night, weight=end - start + 0.5)


def _per_unit(
    tokens: Sequence[Token], words: Sequence[str], start: int, at: int, times: float
) -> Found | None:
    """Reads "a week", "every other night", "every two or three weeks" behind a count."""
    while word_at(words, at) in ("maybe", "like", "about", "in"):
        at += 1
    word = word_at(words, at)
    if word in MINUTES and word_at(words, at - 1) == "in" and MINUTES[word] >= DAY:
        return _often(start, at + 1, _rate(times, word), word)  # "four times in week"
    if word not in ("a", "per", "every", "each", "this", "an"):
        return None
    every, at = 1.0, at + 1
    strong = word_at(words, at) not in MINUTES and word_at(words, at + 1) in MINUTES
    if strong and tokens[at].value is None and words[at] not in ORDINALS:
        at += 1  # "every blessed night"
    if word in ("every", "each"):
        if word_at(words, at) in ("other", "second", "2nd"):
            every, at = 2.0, at + 1
        else:
            amount = read_amount(tokens, at)
            if amount is not None:
                every, at = amount.high, amount.end
    unit = word_at(words, at)
    if unit not in MINUTES or every <= 0:
        return None
    if MINUTES[unit] < DAY:
        return _often(start, at + 1, "daily", unit)
    end = at + 1
    return _often(start, end, _rate(times, unit, every), unit)
