"""Clock times: "since midnight and it is three now", "started at one and it's twenty past now".

Must not tell the time of day; only how long one cramp has lasted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.durations import item_of, word_at
from cramp_triage.nlu.tokens.tokenise import Token

HALF_DAY: Final = 720
REACH: Final = 6
"""Tokens between the beginning and the present time."""
BEGAN: Final = frozenset({"started", "began", "start", "come", "came", "hit", "since", "from"})

UNTIL: Final = frozenset({"until", "till", "to"})


class Clock(NamedTuple):
    """A time on the dial: minutes past twelve, or past an hour that was not named."""

    minutes: float
    hour_known: bool
    end: int


def _hour(tokens: Sequence[Token], at: int) -> float | None:
    if at >= len(tokens):
        return None
    if tokens[at].word in ("midnight", "noon", "midday"):
        return 0.0
    value = tokens[at].value
    if value is None or value % 1 or not 1 <= value <= 12:
        return None
    return value % 12


def read_clock(tokens: Sequence[Token], words: Sequence[str], at: int) -> Clock | None:
    """Reads "ten", "half past two", "quarter to three", "twenty past", "ten fifteen"."""
    if word_at(words, at) in ("a", "about", "like", "around", "nearly", "just"):
        return read_clock(tokens, words, at + 1) if at + 1 < len(words) else None
    part = {"half": 30.0, "quarter": 15.0}.get(word_at(words, at))
    if part is None and at < len(tokens):
        value = tokens[at].value
        part = value if value is not None and 1 <= value < 60 and not value % 1 else None
    side = word_at(words, at + 1)
    if part is not None and side in ("past", "after", "to", "of", "gone"):
        hour = _hour(tokens, at + 2)
        signed = part if side in ("past", "after", "gone") else -part
        if hour is None:
            return Clock(signed % 60, False, at + 2)
        return Clock((hour * 60 + signed) % HALF_DAY, True, at + 3)
    hour = _hour(tokens, at)
    if hour is None:
        return None
    more = tokens[at + 1].value if at + 1 < len(tokens) else None
    if more is not None and 5 <= more < 60 and not more % 1:
        return Clock(hour * 60 + more, True, at + 2)
    return Clock(hour * 60, True, at + 1)


def read_since_clock(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Found]:
    """Reads a beginning and the present time as a length."""
    for at, word in enumerate(words):
        if word not in BEGAN:
            continue
        first = at + 1 + (word_at(words, at + 1) in ("at", "around", "about", "on"))
        began = read_clock(tokens, words, first)
        if began is None or not began.hour_known:
            continue
        for k in range(began.end, min(began.end + REACH, len(words))):
            behind = words[max(began.end, k - 4) : k]
            ended = word_at(words, k - 1) in UNTIL
            if not ended and ("it" not in behind or not {"is", "'s"} & {*behind}):
                continue
            now = read_clock(tokens, words, k)
            if now is None:
                continue
            turn = HALF_DAY if now.hour_known else 60
            minutes = (now.minutes - began.minutes) % turn or turn
            meanings = [f"duration_min={minutes:g}", *(() if ended else ("ongoing_now=yes",))]
            if minutes > 10:
                meanings.append("over_10_min=yes")
            yield item_of(at, now.end, *meanings)
            return
