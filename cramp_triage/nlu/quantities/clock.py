"""Clock times: "since midnight and it is three now", "started at one and it's twenty past now".

Must not tell the time of day; only how long one cramp has lasted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.named import DURATION, OVER_TEN
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.utterance import Utterance, item_of
from cramp_triage.protocol.facts import ONGOING_NOW, YES

HALF_DAY: Final = 720
REACH: Final = 6
"""Tokens between the beginning and the present time."""


class Clock(NamedTuple):
    """A time on the dial: minutes past twelve, or past an hour that was not named."""

    minutes: float
    hour_known: bool
    end: int


def _hour(said: Utterance, at: int) -> float | None:
    if said.word(at) in said.grammar.clock.twelve:
        return 0.0
    value = said.value(at)
    if value is None or value % 1 or not 1 <= value <= 12:
        return None
    return value % 12


def read_clock(said: Utterance, at: int) -> Clock | None:
    """Reads "ten", "half past two", "quarter to three", "twenty past", "ten fifteen"."""
    names = said.grammar.clock
    if said.word(at) in names.hedges:
        return read_clock(said, at + 1)
    part = names.parts.get(said.word(at))
    value = said.value(at)
    if part is None and value is not None and 1 <= value < 60 and not value % 1:
        part = value
    side = said.word(at + 1)
    if part is not None and (side in names.past or side in names.to):
        hour = _hour(said, at + 2)
        signed = part if side in names.past else -part
        if hour is None:
            return Clock(signed % 60, False, at + 2)
        return Clock((hour * 60 + signed) % HALF_DAY, True, at + 3)
    hour = _hour(said, at)
    if hour is None:
        return None
    more = said.value(at + 1)
    if more is not None and 5 <= more < 60 and not more % 1:
        return Clock(hour * 60 + more, True, at + 2)
    return Clock(hour * 60, True, at + 1)


def read_since_clock(said: Utterance) -> Iterator[Found]:
    """Reads a beginning and the present time as a length."""
    names = said.grammar.clock
    for at in said.starts:
        if said.words[at] not in names.began:
            continue
        began = read_clock(said, at + 1 + (said.word(at + 1) in names.at))
        if began is None or not began.hour_known:
            continue
        for k in range(began.end, min(began.end + REACH, len(said.words))):
            behind = {*said.words[max(began.end, k - 4) : k]}
            ended = said.word(k - 1) in names.until
            if not ended and not (names.it & behind and names.being & behind):
                continue
            now = read_clock(said, k)
            if now is None:
                continue
            turn = HALF_DAY if now.hour_known else 60
            minutes = (now.minutes - began.minutes) % turn or turn
            meanings = [f"{DURATION}={minutes:g}", *(() if ended else (f"{ONGOING_NOW}={YES}",))]
            if minutes > 10:
                meanings.append(f"{OVER_TEN}={YES}")
            yield item_of(at, now.end, *meanings)
            return
