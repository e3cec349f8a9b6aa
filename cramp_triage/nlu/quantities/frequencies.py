"""How often: "twice a week", "every other night", "three or four times a month".

Must not tell how long; that is in `durations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cramp_triage.nlu.lexicon.named import FREQUENCY, NIGHT
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.durations import DAY, read_amount
from cramp_triage.nlu.quantities.utterance import Utterance, item_of

WEEK: Final = 7 * DAY


def read_frequencies(said: Utterance) -> Iterator[Found]:
    """Yields how often, as a word of the vocabulary."""
    names = said.grammar.frequencies
    for at in said.starts:
        word = said.words[at]
        if word in names.counts:
            item = _counted(said, at)
        elif word in names.every:
            item = _per_unit(said, at, at, 1.0)
        elif word in names.most and said.word(at + 1) in names.most_units:
            item = _often(said, at, at + 2, "several_weekly", said.word(at + 1))
        else:
            item = _numbered(said, at)
        if item is not None and not names.habits & {*said.before(at, 4)}:
            yield item


def _counted(said: Utterance, at: int) -> Found | None:
    """Reads "twice a week", "once or twice a month", "once or three times a month"."""
    names = said.grammar.frequencies
    item = _per_unit(said, at, at + 1, names.counts[said.word(at)])
    if item is None and said.word(at + 1) in names.or_more:
        more = names.or_counts.get(said.word(at + 2), said.value(at + 2))
        step = at + 3 + (said.word(at + 3) in names.or_times)
        if more is not None:
            return _per_unit(said, at, step, more)
    return item


def _numbered(said: Utterance, at: int) -> Found | None:
    """Reads "four times a month", "four nights a week"."""
    names = said.grammar.frequencies
    amount = read_amount(said, at)
    if amount is None or (amount.bare and said.word(at + 1) not in names.one_time):
        return None
    end = amount.end + (said.word(amount.end) in names.different)
    unit = said.word(end)
    if unit in names.times:
        return _per_unit(said, at, end + 1, amount.high)
    of_week = said.phrase(end + 1, names.a_week)
    if unit in names.counted_days and amount.high < 7 and of_week:
        return _often(said, at, end + 1 + of_week, _rate(said, amount.high, WEEK), unit)
    return None


def _rate(said: Utterance, times: float, minutes: float, unit: str = "") -> str:
    """How often, as a word of the vocabulary: so many times in `minutes`, counted by `unit`."""
    a_week = times * 7 * DAY / minutes
    if a_week >= 6.5:
        return "nightly" if unit in said.grammar.spells.nights else "daily"
    if a_week >= 1.4:
        return "several_weekly"
    if a_week >= 0.8:
        return "weekly"
    return "monthly" if a_week >= 0.2 else "rare"


def _often(said: Utterance, start: int, end: int, rate: str, unit: str) -> Found:
    night = (NIGHT,) if unit in said.grammar.spells.nights else ()
    return item_of(start, end, f"{FREQUENCY}={rate}", *night, weight=end - start + 0.5)


def _per_unit(said: Utterance, start: int, at: int, times: float) -> Found | None:
    """Reads "a week", "every other night", "every two or three weeks" behind a count."""
    names, minutes = said.grammar.frequencies, said.grammar.amounts.minutes
    while said.word(at) in names.gap:
        at += 1
    word = said.word(at)
    if word in minutes and said.word(at - 1) in names.within and minutes[word] >= DAY:
        # "four times in week"
        return _often(said, start, at + 1, _rate(said, times, minutes[word], word), word)
    if word not in names.per:
        return None
    every, at = 1.0, at + 1
    strong = said.word(at) not in minutes and said.word(at + 1) in minutes
    if strong and said.value(at) is None and said.word(at) not in names.ordinals:
        at += 1  # "every blessed night"
    if word in names.every:
        if said.word(at) in names.other:
            every, at = 2.0, at + 1
        else:
            amount = read_amount(said, at)
            if amount is not None:
                every, at = amount.high, amount.end
    unit = said.word(at)
    if unit not in minutes or every <= 0:
        return None
    if minutes[unit] < DAY:
        return _often(said, start, at + 1, "daily", unit)
    return _often(said, start, at + 1, _rate(said, times, minutes[unit] * every, unit), unit)
