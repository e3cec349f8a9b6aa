"""What the numbers of an utterance count: time, degrees, pain of ten, years of age.

A number that counts nothing we know is left alone; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.lexicon.fact_groups import word_set
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.clock import read_since_clock
from cramp_triage.nlu.quantities.durations import (
    DAY,
    MINUTES,
    item_of,
    read_amount,
    read_length,
    read_spells,
    word_at,
)
from cramp_triage.nlu.quantities.frequencies import read_frequencies
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import YES

WAKING: Final = word_set("woke woken wakes waking up had got cramped cramp cramps gone went")
KIN: Final = word_set(
    "son daughter wife husband mother father mom dad brother sister boy girl grandson "
    "granddaughter kid child grandma grandpa grandmother grandfather gran granny partner patient"
)
TIMES: Final = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
SO_MANY: Final = frozenset({"them", "these", "those"})
NIGHTLY: Final = frozenset({"tonight", "night", "already"})
BOUNDS: Final = word_set("at than under over past within below above every the left right")
MOST_NUMBERS: Final = 100
"""A text with more numbers than that is no answer of a person."""


def read_quantities(tokens: Sequence[Token], asked: Sequence[str]) -> list[Found]:
    """Returns what the numbers mean, as phrases that compete with those of the lexicon."""
    if sum(token.value is not None for token in tokens) > MOST_NUMBERS:
        return []
    words = [token.word for token in tokens]
    found = [
        *read_frequencies(tokens, words),
        *read_spells(tokens, words, asked),
        *read_since_clock(tokens, words),
        *_episodes(tokens, words),
        *_temperatures(tokens, words, asked),
        *_pain_scores(tokens, words, asked),
        *_ages(tokens, words, asked),
    ]
    if not found:
        found = list(_bare_number(tokens, words, asked))
    return found


def _fahrenheit(value: float, unit: str) -> float | None:
    if unit in ("c", "celsius", "centigrade") and 33 <= value <= 44:
        return round(value * 9 / 5 + 32, 1)
    if 93 <= value <= 112:
        return value
    return round(value * 9 / 5 + 32, 1) if 34.5 <= value <= 43 and unit != "f" else None


def _temperatures(
    tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]
) -> Iterator[Found]:
    hints = {"fever", "temp", "temperature", "thermometer", "running", "reads", "reading"}
    for at, token in enumerate(tokens):
        if token.value is None:
            continue
        value, end = token.value, at + 1
        following = tokens[end].value if end < len(tokens) else None
        if (
            following is not None
            and (90 <= value <= 105 or 34 <= value <= 42)
            and following < 10
            and following % 1 == 0
        ):
            value, end = value + following / 10, end + 1  # "ninety nine five"
        degrees = word_at(words, end) in ("degrees", "degree")
        end += degrees
        unit = word_at(words, end)
        if unit in ("c", "celsius", "centigrade", "f", "fahrenheit"):
            end += 1
        else:
            unit = ""
        told = words[max(0, at - 2) : at] in (["it", "is"], ["it", "was"], ["it", "says"])
        near = (
            hints.intersection(words[max(0, at - (12 if told else 6)) : at])
            or "fever" in words[end : end + 2]
            or "thermometer" in words[end : end + 3]
        )
        wanted = bool({"temp_f", "fever"} & {*asked})
        exact = token.value % 1 and 99 < token.value < 108  # "a hundred and two point four"
        if not (near or wanted or exact or (unit and degrees)) or word_at(words, end) in (
            "out",
            "outside",
        ):
            continue
        if word_at(words, end) in MINUTES or (not near and word_at(words, end) in ("out", "in")):
            continue
        reading = _fahrenheit(value, unit)
        if reading is None:
            continue
        meanings = [f"temp_f={reading:g}"]
        if reading >= 100.4:
            meanings.append("fever=yes")
        elif "fever" in asked:
            meanings.append("fever=no")
        yield item_of(at, end, *meanings, weight=end - at + 1)


def _pain_scores(
    tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]
) -> Iterator[Found]:
    wanted = bool({"pain_score", "pain"} & {*asked})
    for at, token in enumerate(tokens):
        if token.value is None or not 0 <= token.value <= 100:
            continue
        before = words[max(0, at - 4) : at]
        out_of = words[at + 1 : at + 3] == ["out", "of"] and at + 3 < len(tokens)
        stated = "pain" in before and {"a", "an", "is", "'s", "level", "about"} & {*before}
        if word_at(words, at + 1) in MINUTES or word_at(words, at + 1) in ("times", "of", "in"):
            continue
        if not (out_of and tokens[at + 3].value == 10) and not stated and not wanted:
            continue
        end = at + (4 if out_of else 1)
        score = min(token.value, 10)
        if words[at + 1 : at + 4] == ["and", "a", "half"]:
            score, end = score + 0.5, at + 4
            end += 3 if words[end : end + 2] == ["out", "of"] else 0
        following = tokens[end] if end < len(tokens) else None
        hop = end + (1 if following is not None and following.word in ("or", "to", "maybe") else 0)
        more = tokens[hop].value if hop < len(tokens) else None
        if more is not None and score < more <= 10:
            score, end = more, hop + 1
        meanings = [f"pain_score={score:g}"]
        if token.value >= 10:
            meanings.append("pain=severe")
        for later in range(end, len(tokens) - 1):
            less = tokens[later].value
            if less is not None and less <= 3 < score and words[later + 1] == "now":
                yield item_of(later, later + 2, "pain=mild", "ongoing_now=no")
        yield item_of(at, end, *meanings, weight=end - at + 0.5)
        return


def _ages(tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]) -> Iterator[Found]:
    months = word_set(
        "january february march april may june july august september october november december "
        "spring summer fall autumn winter"
    )
    wanted = bool({"age_years", "is_adult"} & {*asked})
    for at, token in enumerate(tokens):
        if token.value is None or not 1 <= token.value <= 115:
            continue
        age, end = token.value, at + 1
        before, after = words[max(0, at - 2) : at], words[end : end + 3]
        old = after[:2] in (["years", "old"], ["year", "old"]) or after[:2] == ["years", "young"]
        stated = before in (["i", "am"], ["he", "is"], ["she", "is"], ["he", "'s"], ["she", "'s"])
        stated = stated or before[-1:] in (["age"], ["aged"], ["turned"], ["turning"])
        stated = stated or (before[-1:] in (["is"], ["'s"]) and before[0] in KIN)
        nearly = before[-2:-1] in (["am"], ["is"]) and before[-1] in (
            ("almost", "nearly", "about", "only", "just", "like", "still")
        )
        taken = word_at(words, end)
        if taken in MINUTES and not old:
            if not (wanted and taken == "years"):
                continue
        elif taken in (
            "weeks",
            "percent",
            "feet",
            "foot",
            "pounds",
            "miles",
            "out",
            "times",
            "of",
        ) or (taken == "and" and words[end : end + 3] == ["and", "a", "half"] and not wanted):
            continue
        if not (old or stated or nearly or wanted):
            continue
        if old:
            end += 2
        elif taken == "years":
            end += 1
        if word_at(words, end) == "in" and word_at(words, end + 1) in months:
            age, end = age - 1, end + 2
        elif before[-1:] == ["turning"]:
            age -= 1
        if age < 2 and not old and token.word == "one":
            continue
        meanings = [f"age_years={age:g}"]
        if "is_adult" in asked:
            meanings.append("is_adult=yes" if age >= 18 else "is_adult=no")
        yield item_of(at, end, *meanings, weight=end - at + 0.5)
        return


def _episodes(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Found]:
    """Reads "woke up twice last night" as two cramps, "five of them tonight" as five."""
    for at, word in enumerate(words):
        value = tokens[at].value
        if (
            value is not None
            and word_at(words, at + 1) == "of"
            and word_at(words, at + 2) in SO_MANY
        ):
            end = next(
                (k + 1 for k in range(at + 3, min(at + 7, len(words))) if words[k] in NIGHTLY), 0
            )
            if end:
                yield item_of(at, end, f"episodes_count={value:g}", "context=night")
            continue
        count = TIMES.get(word)
        end = at + 1
        if count is None and word_at(words, at + 1) in ("times", "time"):
            count, end = tokens[at].value, at + 2
        if count is None or not WAKING.intersection(words[max(0, at - 4) : at]):
            continue
        if words[end : end + 2] in (["last", "night"], ["the", "night"]):
            yield item_of(at, end + 2, f"episodes_count={count:g}", "context=night")
        elif word_at(words, end) == "tonight":
            yield item_of(at, end + 1, f"episodes_count={count:g}", "context=night")


def _bare_number(
    tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]
) -> Iterator[Found]:
    """A number alone speaks about the number that was asked for."""
    numeric = [
        f for f in asked if f in ("duration_min", "over_10_min", "since_days", "episodes_count")
    ]
    if len(numeric) != 1:
        return
    for at, _ in enumerate(tokens):
        amount = read_amount(tokens, at)
        if amount is None or amount.bare:
            continue
        if word_at(words, at - 1) == "at":
            continue
        if words[max(0, at - 2) : at] == ["counted", "to"]:
            yield item_of(at, amount.end, f"duration_min={amount.high / 60:g}")
            return
        if words[at] == "one" and word_at(words, at - 1) in (
            "the",
            "left",
            "right",
            "that",
            "this",
        ):
            continue
        value = amount.high
        if numeric[0] in ("since_days", "episodes_count"):
            yield item_of(at, amount.end, f"{numeric[0]}={value:g}")
            return
        meanings = [f"duration_min={value:g}"]
        if value > 10:
            meanings.append("over_10_min=yes")
        elif numeric[0] == "over_10_min":
            meanings.append("over_10_min=no")
        yield item_of(at, amount.end, *meanings)
        return


def bare_minutes(tokens: Sequence[Token], longer: object) -> dict[str, Value]:
    """Returns the minutes named beside an answer to "more than ten?": "less than that five"."""
    words = [token.word for token in tokens]
    for at, token in enumerate(tokens):
        if word_at(words, at - 1) in BOUNDS:
            continue
        length = read_length(tokens, words, at)
        if length is not None:
            minutes = length[0]
        elif token.value is not None and 1 < token.value <= 120:
            minutes = float(token.value)
        else:
            continue
        if minutes < DAY and (minutes > 10) == (longer == YES):
            return {"duration_min": minutes}
    return {}
