"""How often: "twice a week", "every other night", "not every night".

Must not tell how long; that is in `durations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.named import FREQUENCY, NIGHT
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.durations import DAY, read_amount
from cramp_triage.nlu.quantities.utterance import Utterance, item_of
from cramp_triage.nlu.tokens.tokenise import NO_BREAK

WEEK: Final = 7 * DAY
MOST_A_WEEK: Final = 5.0
"""What "most nights" stands for."""
SHARE: Final = 0.6
"""What is left of a rate that is denied: who says "not every week" means less, and not never."""


class Rate(NamedTuple):
    """How often, and the words that tell it.

    Attributes:
        start: token that begins it.
        end: token behind it.
        a_week: times a week.
        unit: the word that counts them.
    """

    start: int
    end: int
    a_week: float
    unit: str


def read_frequencies(said: Utterance) -> Iterator[Found]:
    """Yields how often, as a word of the vocabulary."""
    rates = [rate for at in said.starts if (rate := _rate_at(said, at)) is not None]
    less = _less_often(said, rates)
    if less is not None:
        yield less
        return
    for rate in rates:
        yield _item(said, rate, rate.start, rate.a_week)


def _less_often(said: Utterance, rates: Sequence[Rate]) -> Found | None:
    """Reads "not every night", "hardly ever weekly"; None if another rate is told beside it.

    In "not every night, once a week" the second counts, and whoever reads negation drops the first.
    """
    names = said.grammar.frequencies
    rates = [*rates, *_named(said)]
    told = [rate for rate in rates if not any(_is_within(rate, other) for other in rates)]
    begin = _denied_from(said, told[0].start) if len(told) == 1 else None
    if begin is None or names.otherwise & {*said.words[:begin], *said.words[told[0].end :]}:
        return None
    return _item(said, told[0], begin, told[0].a_week * SHARE)


def _named(said: Utterance) -> Iterator[Rate]:
    """Reads the rates that a word tells without a count: "nightly", "every morning"."""
    names = said.grammar.frequencies
    for at, word in enumerate(said.words):
        if word in names.named:
            yield Rate(at, at + 1, names.named[word], word)
        elif word in names.every and (part := said.word(at + 1)) in names.named_by_every:
            yield Rate(at, at + 2, names.named_by_every[part], part)


def _is_within(rate: Rate, other: Rate) -> bool:
    return rate != other and other.start <= rate.start and rate.end <= other.end


def _denied_from(said: Utterance, at: int) -> int | None:
    """Returns the token that begins the denial of a rate at `at`; None if it is not denied."""
    names = said.grammar.frequencies
    while at > 0 and said.tokens[at - 1].after == NO_BREAK:
        if said.ends(at, names.not_less):
            return None
        length = max((len(p) for p in names.less if said.ends(at, frozenset({p}))), default=0)
        if length:
            return at - length
        if said.word(at - 1) not in names.less_gap:
            return None
        at -= 1
    return None


def _rate_at(said: Utterance, at: int) -> Rate | None:
    """Reads the rate that begins at a token; how often something is taken is not read."""
    names, word = said.grammar.frequencies, said.words[at]
    before = [*said.before(at, 4)]
    was = {a for a, b in pairwise(before) if (a, b) in said.grammar.past_rates.past}
    if names.habits & ({*before} - was):
        return None
    if word in names.counts:
        return _counted(said, at)
    if word in names.every:
        return _per_unit(said, at, at, 1.0)
    if word in names.most and said.word(at + 1) in names.most_units:
        return Rate(at, at + 2, MOST_A_WEEK, said.word(at + 1))
    return _numbered(said, at)


def _counted(said: Utterance, at: int) -> Rate | None:
    """Reads "twice a week", "once or twice a month", "once or three times a month"."""
    names = said.grammar.frequencies
    item = _per_unit(said, at, at + 1, names.counts[said.word(at)])
    if item is None and said.word(at + 1) in names.or_more:
        more = names.or_counts.get(said.word(at + 2), said.value(at + 2))
        step = at + 3 + (said.word(at + 3) in names.or_times)
        if more is not None:
            return _per_unit(said, at, step, more)
    return item


def _numbered(said: Utterance, at: int) -> Rate | None:
    """Reads "four times a month", "four nights a week"."""
    names = said.grammar.frequencies
    amount = read_amount(said, at)
    if amount is None or (amount.bare and said.word(at + 1) not in names.one_time):
        return None
    end = amount.end + (said.word(amount.end) in names.different)
    unit = said.word(end)
    if FREQUENCY in said.asked and unit in names.per:
        return _per_unit(said, at, end, amount.high)  # "two or three a year"
    if unit in names.times:
        return _per_unit(said, at, end + 1, amount.high)
    of_week = said.phrase(end + 1, names.a_week)
    if unit in names.counted_days and not of_week and said.word(end + 1) in names.per:
        return _per_unit(said, at, end + 1, amount.high)  # "three nights a month"
    if unit in names.counted_days and amount.high < 7 and of_week:
        return Rate(at, end + 1 + of_week, amount.high, unit)
    return None


def _item(said: Utterance, rate: Rate, start: int, a_week: float) -> Found:
    """The rate as a word of the vocabulary; told from `start` on, so many times a week."""
    at_night = rate.unit in said.grammar.spells.nights
    if a_week >= 6.5:
        often = "nightly" if at_night else "daily"
    elif a_week >= 1.4:
        often = "several_weekly"
    elif a_week >= 0.8:
        often = "weekly"
    else:
        often = "monthly" if a_week >= 0.2 else "rare"
    night = (NIGHT,) if at_night else ()
    weight = rate.end - start + 0.5
    return item_of(start, rate.end, f"{FREQUENCY}={often}", *night, weight=weight)


def _per_unit(said: Utterance, start: int, at: int, times: float) -> Rate | None:
    """Reads "a week", "every other night", "every two or three weeks" behind a count."""
    names, minutes = said.grammar.frequencies, said.grammar.amounts.minutes
    over = False
    while said.word(at) in names.gap or (over and said.word(at) in names.latest):
        over = said.word(at) in names.within or over
        at += 1
    word = said.word(at)
    if over:  # "four times in ten years", "four times in week"
        amount = read_amount(said, at)
        many, unit_at = (1.0, at) if amount is None else (amount.high, amount.end)
        span = minutes.get(said.word(unit_at), 0.0) * many
        if span > DAY or (span == DAY and amount is None):
            return Rate(start, unit_at + 1, times * WEEK / span, said.word(unit_at))
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
    if unit not in minutes or every <= 0 or (over and minutes[unit] < DAY):
        return None  # "twice in an hour" tells of one attack
    return Rate(start, at + 1, times * WEEK / (minutes[unit] * every), unit)
