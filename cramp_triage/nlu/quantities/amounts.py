"""What the numbers of an utterance count: time, degrees, pain of ten, years of age.

A number that counts nothing we know is left alone; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.lexicon.named import (
    ADULT,
    AGE,
    DURATION,
    EPISODES,
    FEVER,
    NIGHT,
    OVER_TEN,
    PAIN,
    PAIN_SCORE,
    SINCE,
    TEMPERATURE,
)
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.clock import read_since_clock
from cramp_triage.nlu.quantities.durations import DAY, read_amount, read_length, read_spells
from cramp_triage.nlu.quantities.frequencies import read_frequencies
from cramp_triage.nlu.quantities.utterance import Utterance, item_of, utterance
from cramp_triage.nlu.tokens.tokenise import ASKED, COMMA, NO_BREAK, STOP, Token
from cramp_triage.protocol.facts import NO, ONGOING_NOW, YES

ALONE: Final = 16, 99
"""Years that a number which counts nothing is taken for."""
PAST_BEARING: Final = 40
"""Years from which "pregnant, at sixty-three!" tells an age."""
GROWN: Final = 18
"""Years below which a number needs more to be an age."""
DEGREES: Final = 95
"""From here on a number with an F is no age: "a 105f kitchen"."""
MOST_NUMBERS: Final = 100
"""A text with more numbers than that is no answer of a person."""


def read_quantities(tokens: Sequence[Token], asked: Sequence[str], grammar: Grammar) -> list[Found]:
    """Returns what the numbers mean, as phrases that compete with those of the lexicon."""
    if sum(token.value is not None for token in tokens) > MOST_NUMBERS:
        return []
    said = utterance(tokens, asked, grammar)
    if not said.starts:
        return []
    found = [
        *read_frequencies(said),
        *read_spells(said),
        *read_since_clock(said),
        *_episodes(said),
        *_temperatures(said),
        *_pain_scores(said),
        *_ages(said),
    ]
    return found or list(_bare_number(said))


def _fahrenheit(said: Utterance, value: float, unit: str) -> float | None:
    names = said.grammar.temperature
    if unit in names.celsius and 33 <= value <= 44:
        return round(value * 9 / 5 + 32, 1)
    if 93 <= value <= 112:
        return value
    sure = unit in names.surely_fahrenheit
    return round(value * 9 / 5 + 32, 1) if 34.5 <= value <= 43 and not sure else None


def _temperatures(said: Utterance) -> Iterator[Found]:
    names = said.grammar.temperature
    wanted = bool({TEMPERATURE, FEVER} & {*said.asked})
    for at, token in enumerate(said.tokens):
        if token.value is None:
            continue
        value, end = _with_tenths(said, at, token.value)
        degrees = said.word(end) in names.degrees
        end += degrees
        unit = said.word(end)
        if unit in names.celsius or unit in names.fahrenheit:
            end += 1
        else:
            unit = ""
        near = _tells_fever(said, at, end)
        exact = token.value % 1 and 99 < token.value < 108  # "a hundred and two point four"
        if not (near or wanted or exact or (unit and degrees)):
            continue
        following = said.word(end)
        other = names.weather if near else names.weather | names.not_degrees
        if following in other or following in said.grammar.amounts.minutes:
            continue
        reading = _fahrenheit(said, value, unit)
        if reading is None:
            continue
        meanings = [f"{TEMPERATURE}={reading:g}"]
        if reading >= 100.4:
            meanings.append(f"{FEVER}={YES}")
        elif FEVER in said.asked:
            meanings.append(f"{FEVER}={NO}")
        yield item_of(at, end, *meanings, weight=end - at + 1)


def _with_tenths(said: Utterance, at: int, value: float) -> tuple[float, int]:
    """Returns the degrees and the token behind them: "ninety nine five" has tenths."""
    tenths = said.value(at + 1)
    degrees = 90 <= value <= 105 or 34 <= value <= 42
    if tenths is None or not degrees or tenths >= 10 or tenths % 1:
        return value, at + 1
    return value + tenths / 10, at + 2


def _tells_fever(said: Utterance, at: int, end: int) -> bool:
    """Whether a word next to the number says that it is a temperature."""
    names = said.grammar.temperature
    before = said.before(at, 12 if said.ends(at, names.told) else 6)
    return bool(
        names.hints & {*before}
        or names.fever & {*said.words[end : end + 2]}
        or names.thermometer & {*said.words[end : end + 3]}
    )


def _pain_scores(said: Utterance) -> Iterator[Found]:
    names = said.grammar.pain_score
    wanted = bool({PAIN_SCORE, PAIN} & {*said.asked})
    for at, token in enumerate(said.tokens):
        if token.value is None or not 0 <= token.value <= 100 or said.ends(at, names.out_of):
            continue
        before = {*said.before(at, 4)}
        of_ten = _is_of_ten(said, at, bool(wanted or names.pain & before))
        stated = names.pain & before and names.beside_pain & before
        following = said.word(at + 1)
        uncounted = said.grammar.amounts.minutes.keys() | names.not_score
        if following in uncounted and not of_ten:
            continue
        if not of_ten and not stated and not wanted:
            continue
        score, end = _score(said, at, min(token.value, 10))
        meanings = [f"{PAIN_SCORE}={score:g}"]
        if token.value >= 10:
            meanings.append(f"{PAIN}=severe")
        for later in range(end, len(said.tokens) - 1):
            less = said.value(later)
            if less is not None and less <= 3 < score and said.word(later + 1) in names.now:
                yield item_of(later, later + 2, f"{PAIN}=mild", f"{ONGOING_NOW}={NO}")
        yield item_of(at, end, *meanings, weight=end - at + 0.5)
        return


def _is_of_ten(said: Utterance, at: int, of_pain: bool) -> bool:
    """Whether a number is one of ten: "eight out of ten", of pain "eight of ten", too.

    Nights, days and toes are counted so as well.
    """
    names = said.grammar.pain_score
    end = at + 1 + said.phrase(at + 1, said.grammar.amounts.and_a_half)
    out_of = said.phrase(end, names.out_of)
    ten = end + out_of
    if not out_of or said.value(ten) != 10 or said.word(ten + 1) in said.grammar.amounts.minutes:
        return False
    ends = ten + 1 == len(said.tokens) or said.tokens[ten].after > NO_BREAK
    return out_of > 1 or of_pain or ends


def _score(said: Utterance, at: int, score: float) -> tuple[float, int]:
    """Returns the score and the token behind it: "seven and a half out of ten", "six or seven"."""
    names = said.grammar.pain_score
    end = at + 1
    half = said.phrase(end, said.grammar.amounts.and_a_half)
    if half:
        score, end = score + 0.5, end + half
    out_of = said.phrase(end, names.out_of)
    if out_of and end + out_of < len(said.tokens):
        end += out_of + 1
    hop = end + (said.word(end) in names.range)
    more = said.value(hop)
    return (more, hop + 1) if more is not None and score < more <= 10 else (score, end)


def _ages(said: Utterance) -> Iterator[Found]:
    names = said.grammar.age
    wanted = bool({AGE, ADULT} & {*said.asked})
    for at, token in enumerate(said.tokens):
        if token.value is None or not 1 <= token.value <= 115:
            continue
        if token.after == ASKED and any(later.value for later in said.tokens[at + 1 :]):
            continue  # "eighteen? I'm sixty-six"
        age, end = token.value, at + 1
        old = said.phrase(end, names.years_old)
        letter = said.word(end) in names.sex and said.tokens[end].start == token.end
        if letter and token.value >= DEGREES:
            continue  # "a 105f kitchen"
        told = old or wanted or letter or _tells_age(said, at) or _stands_alone(said, at)
        if not told or _no_age(said, age, end, wanted, old):
            continue
        end += old or letter or said.word(end) in names.years
        if said.word(end) in names.in_month and said.word(end + 1) in names.months:
            age, end = age - 1, end + 2
        elif said.word(at - 1) in names.turning:
            age -= 1
        if age < 2 and not old and token.word in names.one_of_a_kind:
            continue
        meanings = [f"{AGE}={age:g}"]
        if ADULT in said.asked:
            meanings.append(f"{ADULT}={YES}" if age >= 18 else f"{ADULT}={NO}")
        yield item_of(at, end, *meanings, weight=end - at + 0.5)
        return


def _tells_age(said: Utterance, at: int) -> bool:
    """Whether the words before the number say that it is an age: "i am almost seventy"."""
    names = said.grammar.age
    last, before = said.word(at - 1), said.word(at - 2)
    stated = said.ends(at, names.person_is) or last in names.aged
    of_kin = last in names.being and before in names.kin
    nearly = before in names.am and last in names.nearly
    closes = at + 1 == len(said.tokens) or said.tokens[at].after > NO_BREAK
    aged = (said.value(at) or 0) >= PAST_BEARING
    too_old = aged and last in names.at and closes and not names.with_child.isdisjoint(said.words)
    person = nearly and said.word(at - 3) in names.persons | names.kin
    return stated or of_kin or person or too_old


def _stands_alone(said: Utterance, at: int) -> bool:
    """Whether a number between commas says how old one is: "52, smoker, calf cramps"."""
    value, token = said.value(at), said.tokens[at]
    if said.asked or value is None or value % 1 or not ALONE[0] <= value <= ALONE[1]:
        return False
    counts = said.value(at - 1) is not None or said.value(at + 1) is not None
    begins = at == 0 or said.tokens[at - 1].after > NO_BREAK
    return begins and token.after in (COMMA, STOP) and len(said.tokens) > 1 and not counts


def _no_age(said: Utterance, age: float, end: int, wanted: bool, old: int) -> bool:
    """Whether the number counts something else: "thirty minutes", "two and a half"."""
    names, amounts = said.grammar.age, said.grammar.amounts
    begun = end < len(said.tokens) and said.tokens[end - 1].after == NO_BREAK
    unit = said.word(end) if begun else ""
    if unit in amounts.minutes and not old:
        return not (wanted and unit in names.years)
    if age < GROWN and begun and not (old or wanted or unit in names.goes_on):
        return True  # "I'm three blocks away"
    return unit in names.not_age or (not wanted and said.phrase(end, amounts.and_a_half) > 0)


def _episodes(said: Utterance) -> Iterator[Found]:
    """Reads "woke up twice last night" as two cramps, "five of them tonight" as five."""
    names = said.grammar.episodes
    for at in said.starts:
        value = said.value(at)
        if (
            value is not None
            and said.word(at + 1) in names.of
            and said.word(at + 2) in names.so_many
        ):
            near = range(at + 3, min(at + 7, len(said.words)))
            end = next((k + 1 for k in near if said.words[k] in names.nightly), 0)
            if end:
                yield item_of(at, end, f"{EPISODES}={value:g}", NIGHT)
            continue
        count, end = said.grammar.frequencies.counts.get(said.word(at)), at + 1
        if count is None and said.word(end) in names.times:
            count, end = value, at + 2
        if count is None or not names.waking & {*said.before(at, 4)}:
            continue
        night = said.phrase(end, names.last_night)
        if night:
            yield item_of(at, end + night, f"{EPISODES}={count:g}", NIGHT)


def _bare_number(said: Utterance) -> Iterator[Found]:
    """A number alone speaks about the number that was asked for."""
    names = said.grammar.bare_number
    counted = (DURATION, OVER_TEN, SINCE, EPISODES)
    numeric = [fact for fact in said.asked if fact in counted]
    if len(numeric) != 1:
        return
    for at in said.starts:
        amount = read_amount(said, at)
        if amount is None or amount.bare or said.word(at - 1) in names.at:
            continue
        if said.ends(at, names.counted_to):
            yield item_of(at, amount.end, f"{DURATION}={amount.high / 60:g}")
            return
        if said.word(at) in names.one and said.word(at - 1) in names.the:
            continue
        value = amount.high
        if numeric[0] in (SINCE, EPISODES):
            yield item_of(at, amount.end, f"{numeric[0]}={value:g}")
            return
        meanings = [f"{DURATION}={value:g}"]
        if value > 10:
            meanings.append(f"{OVER_TEN}={YES}")
        elif numeric[0] == OVER_TEN:
            meanings.append(f"{OVER_TEN}={NO}")
        yield item_of(at, amount.end, *meanings)
        return


def bare_minutes(tokens: Sequence[Token], longer: object, grammar: Grammar) -> dict[str, Value]:
    """Returns the minutes named in an answer to "more than ten?": "less than that five"."""
    said = utterance(tokens, (), grammar)
    for at in said.starts:
        value = said.value(at)
        if said.word(at - 1) in grammar.bare_number.bounds:
            continue
        length = read_length(said, at)
        if length is not None:
            minutes = length.minutes
        elif value is not None and 1 < value <= 120:
            minutes = value
        else:
            continue
        if minutes < DAY and (minutes > 10) == (longer == YES):
            return {DURATION: minutes}
    return {}
