"""Lengths of time: how long one cramp lasts, and for how many days they have been going on.

Own code: public parsers read "an hour and a half" as half an hour. Must not tell how often.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.named import DURATION, FREQUENCY, NIGHT, OVER_TEN, SINCE
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.utterance import Utterance, item_of
from cramp_triage.nlu.quantities.ways import is_time_to_come, is_way
from cramp_triage.nlu.tokens.tokenise import NO_BREAK, STOP
from cramp_triage.protocol.facts import NO, ONGOING_NOW, SITE, UNKNOWN, YES

LENGTHS: Final = frozenset({DURATION, OVER_TEN, SINCE})
"""What a length answers, of whatever it is."""
HOUR: Final = 60.0
DAY: Final = 1440.0
MONTH: Final = 28 * DAY


class Amount(NamedTuple):
    """A count: the higher end of a range, the token behind it, and whether it was a bare "a"."""

    high: float
    end: int
    bare: bool = False


class Length(NamedTuple):
    """A length of time: minutes, unit, the token behind it, whether only "a" stood before it."""

    minutes: float
    unit: str
    end: int
    bare: bool = False


def read_amount(said: Utterance, at: int) -> Amount | None:
    """Reads "ten fifteen", "two or three", "a couple of", "half a", "an"; the higher of a range."""
    names = said.grammar.amounts
    word, value = said.word(at), said.value(at)
    if value is None and word not in names.uncounted:
        return None
    if value is not None:
        return _range(said, at, value)
    if word in names.one:
        rest = read_amount(said, at + 1) if said.word(at + 1) in names.vague else None
        return rest or Amount(1.0, at + 1, bare=True)
    if word in names.vague:
        end = _beyond(said, at + 1, names.of_a_more)
        if said.value(end) is not None and word in names.vague_few:
            return None
        return Amount(names.vague[word], end)
    end = _beyond(said, at + 1, names.of_a)  # what is left is "quarter"
    return Amount(0.25, end) if end > at + 1 else None


def _range(said: Utterance, at: int, value: float) -> Amount:
    """Reads on behind a number: "two and a half", "three quarters", "two or three"."""
    names = said.grammar.amounts
    end = at + 1
    if said.word(end) in names.quarters and value in (1.0, 3.0):
        return Amount(value / 4, _beyond(said, end + 1, names.of_a))
    half = said.phrase(end, names.and_a_half)
    if half:
        return Amount(value + 0.5, end + half)
    step = end + (said.word(end) in names.range)
    following = said.value(step) if said.tokens[at].after < STOP else None
    if following is not None and following > value:
        return Amount(following, step + 1)
    return Amount(value, end)


def _beyond(said: Utterance, at: int, words: frozenset[str]) -> int:
    """The place behind the run of `words` that begins at `at`."""
    while said.word(at) in words:
        at += 1
    return at


def read_length(said: Utterance, at: int) -> Length | None:
    """Reads a length of time: "a good ten minutes", "an hour and a half", "a minute or two"."""
    names = said.grammar.amounts
    amount = read_amount(said, at)
    if amount is None:
        return None
    end = amount.end
    if said.word(end) in names.good:
        end += said.phrase(end, names.or_so) or 1
    unit = said.word(end)
    ordinal = unit in names.ordinal_unit and not amount.bare and amount.high > 1
    if unit not in names.minutes or ordinal:
        return None
    return _longer(said, Length(amount.high * names.minutes[unit], unit, end + 1, amount.bare))


def _longer(said: Utterance, length: Length) -> Length:
    """Adds what follows: "and a half", "or two", "and ten minutes", "or half an hour"."""
    names = said.grammar.amounts
    minutes, unit, end, _ = length
    of_unit = names.minutes[unit]
    for share, phrases in ((2, names.and_a_half), (4, names.and_a_quarter)):
        more = said.phrase(end, phrases)
        if more:
            return Length(minutes + of_unit / share, unit, end + more)
    if said.word(end) in names.or_number:
        high = said.value(end + 1)
        alone = said.word(end + 2) not in names.minutes
        if high is not None and alone and high * of_unit > minutes:
            return Length(high * of_unit, unit, end + 2)
    if of_unit == HOUR:
        first = end + (said.word(end) in names.and_minutes)
        count = said.value(first)
        if count is not None and names.minutes.get(said.word(first + 1)) == 1.0:
            return Length(minutes + count, unit, first + 2)
    if said.word(end) in names.or_length:
        other = read_length(said, end + 1)
        if other is not None and other.minutes > minutes:
            return other._replace(bare=False)
    return length


def read_spells(said: Utterance) -> Iterator[Found]:
    """Lengths of time: of one cramp (minutes, hours) or of the trouble as a whole (days, weeks)."""
    end, known = 0, ""
    for at in said.starts:
        if at < end:
            continue
        length = read_length(said, at) or _same_unit(said, at, known) or _uncounted(said, at)
        if length is None:
            continue
        if known and length.minutes == DAY and SINCE in said.asked:
            continue  # "about a month now. One night it's the left calf"
        known, end = length.unit, length.end
        if not LENGTHS & {*said.asked} and is_way(said, at, end):
            continue
        long = said.grammar.amounts.minutes[known] >= DAY
        item = _days(said, at, length) if long else _minutes(said, at, length)
        if item is not None:
            yield item


def _uncounted(said: Utterance, at: int) -> Length | None:
    """Reads a unit without a number: "the whole day", "for weeks"."""
    spells, minutes = said.grammar.spells, said.grammar.amounts.minutes
    word, unit = said.word(at), said.word(at + 1)
    if word in spells.several_days and said.word(at - 1) in spells.several_after:
        return Length(spells.several_days[word] * DAY, word, at + 1)
    if word in spells.whole and unit in spells.single_units:
        return Length(minutes[unit], unit, at + 2, bare=True)
    return None


def _same_unit(said: Utterance, at: int, unit: str) -> Length | None:
    """Reads a number in the place of an earlier one: "ten minutes no sorry more like thirty"."""
    spells, value = said.grammar.spells, said.value(at)
    if not unit or value is None:
        return None
    again = said.word(at - 1) in spells.again or said.ends(at, spells.again_long)
    if not again or said.word(at + 1) in spells.counted:
        return None
    return Length(value * said.grammar.amounts.minutes[unit], unit, at + 1)


def _minutes(said: Utterance, start: int, length: Length) -> Found | None:
    spells = said.grammar.spells
    minutes, _, end, _ = length
    if said.word(start - 1) in spells.rate:
        return None
    if not {DURATION, OVER_TEN} & {*said.asked}:
        told = [word for word in said.before(start, 4) if word not in spells.hedges]
        if told and told[-1] in spells.within:
            lasted = spells.ended & {*told}
            return item_of(start, end, f"{DURATION}={minutes:g}") if lasted else None
        if _of_something_else(said, start, length):
            return None
    meanings = [f"{DURATION}={minutes:g}"]
    if said.word(end) in spells.going_on and said.word(end + 1) not in spells.other_thought:
        meanings.append(f"{ONGOING_NOW}={YES}")
    if _tells_when(said, start, length):
        return item_of(start, end, *meanings)  # "it woke me an hour ago": it may be over
    if spells.on_and_off & {*said.words}:
        meanings += [f"{OVER_TEN}={UNKNOWN}"]
    elif minutes > 10 or (minutes == 10 and said.word(start - 1) in spells.beyond):
        meanings += [f"{OVER_TEN}={YES}"]
    elif OVER_TEN in said.asked:
        meanings += [f"{OVER_TEN}={NO}"]
    return item_of(start, end, *meanings)


def read_ways(said: Utterance) -> Iterator[range]:
    """Yields the places of lengths of a way or a wait, none where a length is what is asked."""
    if LENGTHS & {*said.asked}:
        return
    end = 0
    for at in said.starts:
        length = read_length(said, at) if at >= end else None
        if length is None:
            continue
        end = length.end
        if is_way(said, at, end) or is_time_to_come(said, at):
            yield range(at, end)


def is_when(said: Utterance) -> bool:
    """Whether a length only tells when it was: "I woke up with a cramp twenty minutes ago"."""
    lengths = ((at, read_length(said, at)) for at in said.starts)
    return any(length is not None and _tells_when(said, at, length) for at, length in lengths)


def is_of_something_else(said: Utterance) -> bool:
    """Whether a length is no cramp's, and none is: "I had a two hour exam"."""
    lengths = [(at, length) for at in said.starts if (length := read_length(said, at))]
    return bool(lengths) and all(_of_something_else(said, at, length) for at, length in lengths)


def _tells_when(said: Utterance, start: int, length: Length) -> bool:
    """Whether "ago" follows, and nothing before says that it began then and goes on since."""
    spells = said.grammar.spells
    if said.word(length.end) not in spells.ago or {DURATION, OVER_TEN} & {*said.asked}:
        return False
    return spells.lasting_since.isdisjoint(said.before(start, 4))


def _of_something_else(said: Utterance, start: int, length: Length) -> bool:
    """Whether the minutes are no cramp's: "it let go for a second", "a two hour drive"."""
    spells, end = said.grammar.spells, length.end
    before = said.before(start, 4)
    if _of_activity(said, start):
        return True
    if said.word(end - 1) in spells.singular and length.minutes > 60 and _names(said, end):
        return True
    moment = said.word(start - 1) in spells.briefly and said.word(start) in spells.a_moment
    if moment and length.minutes <= 1:
        return True
    took = spells.took & {*before[-2:]}
    lasted = took if said.word(end) not in spells.took_to else frozenset()
    if spells.not_spell & {*before} - lasted or spells.not_spell & {*said.words[end : end + 2]}:
        return True
    return said.word(end) in spells.ago and not spells.begun & {*before}


def _of_activity(said: Utterance, start: int) -> bool:
    """Whether a length alone tells how long somebody was at it: "I was shoveling. For an hour"."""
    spells, cramp = said.grammar.spells, said.grammar.past.cramp
    while start > 0 and said.tokens[start - 1].after < STOP:
        start -= 1
        if said.words[start] not in spells.hedges | spells.several_after:
            return False
    told = max((at for at in range(start) if said.words[at] in cramp), default=-1) + 1
    return any(
        word in spells.was_doing and doing.endswith("ing")
        for word, doing in pairwise(said.words[told:start])
    )


def _names(said: Utterance, at: int) -> bool:
    """Whether a thing is named behind a length that is said of it: "a three hour set"."""
    parted = said.tokens[at - 1].after != NO_BREAK or at >= len(said.tokens)
    word = said.word(at)
    return not parted and word not in said.grammar.spells.no_thing and said.value(at) is None


def _days(said: Utterance, start: int, length: Length) -> Found | None:
    spells, asked = said.grammar.spells, said.asked
    minutes, unit, end, _ = length
    if DURATION in asked and SINCE not in asked:
        if said.word(start) not in spells.all_day:
            return item_of(start, end, f"{DURATION}={minutes:g}", f"{OVER_TEN}={YES}")
        often = spells.on_and_off & {*said.words}
        over = [f"{OVER_TEN}={UNKNOWN}", f"{FREQUENCY}=daily"] if often else [f"{OVER_TEN}={YES}"]
        return item_of(start, end, f"{DURATION}=480", *over)
    if said.word(start) in spells.no_length and unit in spells.day_or_night:
        return None
    if SINCE not in asked and not _tells_since(said, start, length):
        return None
    if said.word(end) in spells.ago and spells.another & {*said.before(start, 6)}:
        return item_of(start, end, f"{SINCE}={UNKNOWN}")  # "one other two weeks ago"
    meanings = [f"{SINCE}={minutes / DAY:g}"]
    if unit in spells.nights:
        meanings.append(NIGHT)
        row = said.phrase(end, spells.in_a_row)
        if row:
            meanings.append(f"{FREQUENCY}=nightly")
            end += row
    return item_of(start, end, *meanings)


def goes_on_alone(said: Utterance) -> bool:
    """Whether a sentence holds nothing but how long it goes on: "no, eight months of this"."""
    lengths = ((at, read_length(said, at)) for at in said.starts)
    return any(
        length is not None
        and length.minutes >= DAY
        and (_stands_alone(said, at, length) or _began(said, at, length))
        for at, length in lengths
    )


def _began(said: Utterance, start: int, length: Length) -> bool:
    """Whether it tells behind a no when they began: "no. it started three weeks ago"."""
    spells, tokens = said.grammar.spells, said.tokens
    while start > 0 and said.word(start - 1) in spells.hedges:
        start -= 1
    runs = [run for run in spells.began if said.ends(start, frozenset({run}))]
    begin = start - max(map(len, runs), default=0)
    parted = begin > 0 and tokens[begin - 1].after
    is_no = said.words[0] in said.grammar.matching.noes
    return bool(runs and parted and is_no) and said.word(length.end) in spells.ago


def _stands_alone(said: Utterance, start: int, length: Length) -> bool:
    """Whether the length's sentence holds nothing else."""
    spells, tokens = said.grammar.spells, said.tokens
    end = length.end + said.phrase(length.end, spells.so_far)
    if end == length.end or (end < len(tokens) and tokens[end - 1].after == NO_BREAK):
        return False
    while start > 0 and tokens[start - 1].after < STOP:
        start -= 1
        if said.words[start] not in spells.before_alone:
            return False
    return True


def _tells_since(said: Utterance, start: int, length: Length) -> bool:
    """Whether days or weeks tell how long the cramps go on, not when something happened."""
    spells, first = said.grammar.spells, said.word(start)
    behind = start
    while said.word(behind - 1) in spells.hedges | spells.several_after:
        behind -= 1
    if said.ends(behind, spells.had_them) or _stands_alone(said, behind, length):
        return True
    if _began(said, behind, length):
        return True
    before = said.before(start, 5)
    for k in range(start - 1, max(-1, start - 6), -1):
        if said.tokens[k].after >= STOP:
            before = said.words[k + 1 : start]
            break
    goes_on = length.unit in spells.nights or not spells.since.isdisjoint(before[-3:])
    answers = {*said.asked} - {SITE} and not goes_on
    rates = said.grammar.frequencies
    # "Eight months maybe, it's every evening": what has a rate goes on for so long.
    is_rated = not (rates.every | rates.named.keys()).isdisjoint(said.words)
    if answers and not (is_rated and length.minutes >= MONTH):
        return False
    if before and before[-1] in spells.no_span:
        return False
    after = {*said.words[length.end : length.end + 2]}
    if spells.events & {*before} or spells.of_child & after:
        return False
    near = {*before[-2:]}
    ago = said.word(length.end) in spells.ago
    if length.bare and not spells.span & near and not ago and first not in spells.past:
        return False
    if first in spells.span_whole and not spells.span_of & near:
        return False
    begun = next((k for k, word in enumerate(before) if word in spells.started), None)
    # "Started two weeks ago" is the cramps; "started lipitor two weeks ago" is not.
    return begun is None or {*before[begun + 1 :]} <= spells.started_gap
