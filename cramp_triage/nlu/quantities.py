"""What numbers in an utterance count: minutes, days, how often, degrees, pain of ten, years of age.

Own code: public duration parsers read "an hour and a half" as half an hour. A number that counts
nothing we know is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.match import Found
from cramp_triage.nlu.normalise import STOP, Token

MINUTES: Final[dict[str, float]] = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), 1 / 60),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), 1.0),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), 60.0),
    **dict.fromkeys(("day", "days", "night", "nights", "evenings", "mornings"), 1440.0),
    **dict.fromkeys(("week", "weeks", "wk", "wks"), 7 * 1440.0),
    "fortnight": 14 * 1440.0,
    **dict.fromkeys(("month", "months"), 30 * 1440.0),
    **dict.fromkeys(("year", "years", "yr", "yrs"), 365 * 1440.0),
}
DAY: Final = 1440.0
NIGHTS: Final = frozenset({"night", "nights"})
VAGUE: Final = {"couple": 2.0, "few": 3.0, "several": 4.0, "half": 0.5, "dozen": 12.0}
ALONE: Final = {"days": 3.0, "weeks": 14.0, "months": 60.0, "years": 730.0}
# A stretch of days beside one of these tells when that happened, not how long the cramps go on.
EVENTS: Final = frozenset(
    "quit quitting stopped flew fly flight drove driving surgery operation op operated replaced "
    "replacement baby birth delivered delivery stepped bit bitten stung diabetic diabetes dialysis "
    "married retired broke broken fell fall pregnant postpartum cast nail doubled changed clot "
    "chemo stent bypass trip peed pee drank thyroid slept sleep smoked smoking smoker took taken off statin "
    "lipitor tablets tablet medication inhaler pill pills medicine meds ran cut scraped stitches vaccine shot booster knee hip twisted "
    "travelled traveled landed got_back sober drink vomiting puking runs diarrhea urinated eaten ate "
    "job worked".split()
)
NOT_SPELL: Final = frozenset(
    "flight drive drove drives driving flew fly shift worked working ride sleep slept nap sat "
    "sitting standing stood run ran walk walked apart peed pee urinated weed drank eaten later "
    "meeting class bus train plane ache within after hike hiked every took take taken".split()
)


HABITS: Final = frozenset(
    "take takes taken taking drink drinks drank drinking smoke smokes beers use used dialysis".split()
)


class _Amount(NamedTuple):
    high: float
    end: int
    bare: bool = False


def read_quantities(tokens: Sequence[Token], asked: Sequence[str]) -> list[Found]:
    """Returns what the numbers mean, as phrases that compete with those of the lexicon."""
    words = [token.word for token in tokens]
    found = [
        *_frequencies(tokens, words),
        *_spells(tokens, words, asked),
        *_since_clock(tokens, words),
        *_temperatures(tokens, words, asked),
        *_pain_scores(tokens, words, asked),
        *_ages(tokens, words, asked),
    ]
    if not found:
        found = list(_bare_number(tokens, words, asked))
    return found


def _item(start: int, end: int, *meanings: str, weight: float = 0.0) -> Found:
    return Found(start, end, meanings, tuple(range(start, end)), weight or end - start)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _amount(tokens: Sequence[Token], at: int) -> _Amount | None:
    """Reads "ten fifteen", "two or three", "a couple of", "half a", "an"; the higher of a range."""
    if at >= len(tokens):
        return None
    word, value = tokens[at].word, tokens[at].value
    words = [t.word for t in tokens[at : at + 8]]
    if value is not None:
        end = at + 1
        if words[1:4] == ["and", "a", "half"]:
            return _Amount(value + 0.5, at + 4)
        step = end + (1 if _word(words, 1) in ("to", "or", "maybe", "and") else 0)
        following = (
            tokens[step].value if step < len(tokens) and tokens[end - 1].after < STOP else None
        )
        if following is not None and following > value and _word(words, 1) != "and":
            return _Amount(following, step + 1)
        return _Amount(value, end)
    if word in ("a", "an", "one"):
        rest = _amount(tokens, at + 1) if _word(words, 1) in VAGUE else None
        return rest or _Amount(1.0, at + 1, bare=True)
    if word in VAGUE:
        end = at + 1
        while end < len(tokens) and tokens[end].word in ("of", "a", "an", "more"):
            end += 1
        if end < len(tokens) and tokens[end].value is not None and word in ("couple", "few"):
            return None
        return _Amount(VAGUE[word], end)
    if word == "quarter":
        end = at + 1
        while end < len(tokens) and tokens[end].word in ("of", "a", "an"):
            end += 1
        return _Amount(0.25, end) if end > at + 1 else None
    return None


def _length(tokens: Sequence[Token], at: int) -> tuple[float, str, int, bool] | None:
    """Reads a length of time: minutes, unit word, end, and whether only "a" stood before the unit."""
    words = [t.word for t in tokens]
    amount = _amount(tokens, at)
    if amount is None:
        return None
    end = amount.end
    if _word(words, end) in ("good", "full", "whole", "solid", "more", "odd", "or", "straight"):
        end += 2 if words[end : end + 2] == ["or", "so"] else 1
    unit = _word(words, end)
    if unit not in MINUTES or unit == "second" and not amount.bare and amount.high > 1:
        return None
    minutes = amount.high * MINUTES[unit]
    end += 1
    tail = words[end : end + 3]
    if tail == ["and", "a", "half"]:
        return minutes + MINUTES[unit] / 2, unit, end + 3, False
    if tail == ["and", "a", "quarter"]:
        return minutes + MINUTES[unit] / 4, unit, end + 3, False
    if tail[:1] in (["or"], ["maybe"], ["possibly"]):
        more = tokens[end + 1].value if end + 1 < len(tokens) else None
        behind = _word(words, end + 2)
        if more is not None and behind not in MINUTES and more * MINUTES[unit] > minutes:
            return more * MINUTES[unit], unit, end + 2, False
    skip = 1 if tail[:1] == ["and"] else 0
    if MINUTES[unit] == 60.0 and end + skip + 1 < len(tokens):
        more = tokens[end + skip].value
        if more is not None and MINUTES.get(_word(words, end + skip + 1)) == 1.0:
            return minutes + more, unit, end + skip + 2, False
    # "a minute or two", "ten minutes or fifteen minutes"
    if tail[:1] == ["or"] or tail[:1] == ["to"]:
        other = _length(tokens, end + 1)
        if other is not None and other[0] > minutes:
            return other[0], other[1], other[2], False
    return minutes, unit, end, amount.bare


def _spells(tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]) -> Iterator[Found]:
    """Lengths of time: of one cramp (minutes, hours) or of the trouble as a whole (days, weeks)."""
    at = 0
    while at < len(tokens):
        read = _length(tokens, at)
        start = at
        if read is None and words[at] in ("last", "past", "whole", "entire", "all"):
            unit = _word(words, at + 1)
            if MINUTES.get(unit, 0) >= 60 and not unit.endswith("s"):
                read = (MINUTES[unit], unit, at + 2, True)
        if read is None and words[at] in ALONE and _word(words, at - 1) in ("for", "been", "now"):
            read = (ALONE[words[at]] * DAY, words[at], at + 1, False)
        if read is None:
            at += 1
            continue
        minutes, unit, end, bare = read
        item = (
            _days(tokens, words, start, end, minutes, unit, bare, asked)
            if MINUTES[unit] >= DAY
            else _minutes(words, start, end, minutes, asked)
        )
        if item is not None:
            yield item
        at = end


def _minutes(
    words: Sequence[str], start: int, end: int, minutes: float, asked: Sequence[str]
) -> Found | None:
    before, after = words[max(0, start - 4) : start], words[end : end + 3]
    is_asked = "duration_min" in asked or "over_10_min" in asked
    if before[-1:] in (["every"], ["per"], ["each"]):
        return None
    if not is_asked:
        if before[-1:] and before[-1] in ("in", "by", "within"):
            return None
        if before[-1:] == ["for"] and words[start] in ("a", "one") and minutes <= 1:
            return None  # "it let go for a second"
        if NOT_SPELL.intersection(before) or NOT_SPELL.intersection(after[:2]):
            return None
        if after[:1] == ["ago"] and EVENTS.intersection(before):
            return None
        if after[:1] == ["ago"] and "had" in before and "cramp" not in before:
            return None
    meanings = [f"duration_min={minutes:g}"]
    if "comes_and_goes" in words or "off_and_on" in words:
        meanings += ["over_10_min=unknown"]
    elif minutes > 10:
        meanings += ["over_10_min=yes"]
    elif "over_10_min" in asked:
        meanings += ["over_10_min=no"]
    return _item(start, end, *meanings)


def _days(
    tokens: Sequence[Token],
    words: Sequence[str],
    start: int,
    end: int,
    minutes: float,
    unit: str,
    bare: bool,
    asked: Sequence[str],
) -> Found | None:
    days = minutes / DAY
    before, after = words[max(0, start - 5) : start], words[end : end + 2]
    for k in range(start - 1, max(-1, start - 6), -1):
        if tokens[k].after == STOP:
            before = words[k + 1 : start]
            break
    if "duration_min" in asked and "since_days" not in asked and words[start] in ("all", "whole"):
        meanings = ["duration_min=480"]
        often = "off_and_on" in words or "comes_and_goes" in words
        meanings += ["over_10_min=unknown", "frequency=daily"] if often else ["over_10_min=yes"]
        return _item(start, end, *meanings)
    if "duration_min" in asked and "since_days" not in asked:
        return _item(start, end, f"duration_min={minutes:g}", "over_10_min=yes")
    if words[start] in ("all", "whole", "entire", "last") and unit in ("day", "night"):
        return None
    if "since_days" not in asked:
        if asked and unit not in NIGHTS and not {"for", "since", "been", "past", "last", "over"} & {*before[-3:]}:
            return None
        if before[-1:] and before[-1] in ("every", "per", "each", "in", "a", "times", "other"):
            return None
        if EVENTS.intersection(before) or {"pregnant", "along", "old", "postpartum"} & {*after}:
            return None
        if (
            bare
            and not {"for", "been", "about", "over", "almost", "nearly", "past", "than"}
            & {*before[-2:]}
            and "ago" not in after[:1]
            and "past" != words[start]
        ):
            return None
        if words[start] in ("last", "all") and not {"the", "for", "since", "been", "on"} & {
            *before[-2:]
        }:
            return None
        if "started" in before and before[before.index("started") + 1 :] not in (
            [],
            ["about"],
            ["like"],
            ["maybe"],
            ["happening"],
        ):
            return None
    meanings = [f"since_days={days:g}"]
    if unit in NIGHTS:
        meanings.append("context=night")
        row = words[end : end + 3] == ["in", "a", "row"]
        if row or _word(words, end) in ("running", "straight"):
            meanings.append("frequency=nightly")
            end += 3 if row else 1
    return _item(start, end, *meanings)


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


def _frequencies(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Found]:
    for at, word in enumerate(words):
        item = None
        if word in ("once", "twice", "thrice"):
            times = {"once": 1.0, "twice": 2.0, "thrice": 3.0}[word]
            item = _per_unit(tokens, words, at, at + 1, times)
            if item is None and words[at + 1 : at + 2] == ["or"]:
                step = at + 3 if _word(words, at + 3) != "times" else at + 4
                more = (
                    2.0
                    if _word(words, at + 2) == "twice"
                    else tokens[at + 2].value
                    if (at + 2 < len(tokens))
                    else None
                )
                if more is not None:
                    item = _per_unit(tokens, words, at, step, more)
        elif word in ("every", "each"):
            item = _per_unit(tokens, words, at, at, 1.0)
        elif word == "most" and _word(words, at + 1) in ("nights", "days", "night", "day"):
            item = _often(at, at + 2, "several_weekly", words[at + 1])
        else:
            amount = _amount(tokens, at)
            if amount is not None and not (amount.bare and _word(words, at + 1) != "time"):
                end = amount.end + (1 if _word(words, amount.end) in ("different",) else 0)
                if _word(words, end) in ("times", "time", "x"):
                    end += 1
                    item = _per_unit(tokens, words, at, end, amount.high)
                elif _word(words, end) in NIGHTS | {"days"} and amount.high < 7:
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
    return _item(start, end, f"frequency={rate}", *night, weight=end - start + 0.5)


def _per_unit(
    tokens: Sequence[Token], words: Sequence[str], start: int, at: int, times: float
) -> Found | None:
    """Reads "a week", "every other night", "every two or three weeks" behind a count."""
    while _word(words, at) in ("maybe", "like", "about", "in"):
        at += 1
    word = _word(words, at)
    if word not in ("a", "per", "every", "each", "this", "an"):
        return None
    every, at = 1.0, at + 1
    while _word(words, at) in ("single", "damn", "bloody", "freaking", "god", "goddamn", "fucking"):
        at += 1
    if word in ("every", "each"):
        if _word(words, at) in ("other", "second", "2nd"):
            every, at = 2.0, at + 1
        else:
            amount = _amount(tokens, at)
            if amount is not None:
                every, at = amount.high, amount.end
    unit = _word(words, at)
    if unit not in MINUTES or every <= 0:
        return None
    if MINUTES[unit] < DAY:
        return _often(start, at + 1, "daily", unit)
    end = at + 1
    return _often(start, end, _rate(times, unit, every), unit)


def _clock(tokens: Sequence[Token], at: int) -> float | None:
    if at >= len(tokens):
        return None
    if tokens[at].word in ("midnight", "noon"):
        return 0.0
    value = tokens[at].value
    return value % 12 if value is not None and 1 <= value <= 12 else None


def _since_clock(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Found]:
    """Reads "since midnight and it is (what) three now" as three hours."""
    for at, word in enumerate(words):
        began = _clock(tokens, at + 1) if word == "since" else None
        if began is None:
            continue
        for k in range(at + 2, min(at + 9, len(words))):
            now = _clock(tokens, k)
            behind = words[max(at, k - 4) : k]
            if now is not None and "it" in behind and ("is" in behind or "'s" in behind):
                minutes = (now - began) % 12 * 60 or 720
                meanings = [f"duration_min={minutes:g}", "ongoing_now=yes"]
                if minutes > 10:
                    meanings.append("over_10_min=yes")
                yield _item(at, k + 1, *meanings)
                return


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
        if following is not None and (90 <= value <= 105 or 34 <= value <= 42) and following < 10 and following % 1 == 0:
            value, end = value + following / 10, end + 1  # "ninety nine five"
        degrees = _word(words, end) in ("degrees", "degree")
        end += degrees
        unit = _word(words, end)
        if unit in ("c", "celsius", "centigrade", "f", "fahrenheit"):
            end += 1
        else:
            unit = ""
        near = hints.intersection(words[max(0, at - 6) : at]) or "fever" in words[end : end + 2]
        wanted = bool({"temp_f", "fever"} & {*asked})
        if not (near or wanted or (unit and degrees)) or _word(words, end) in ("out", "outside"):
            continue
        if _word(words, end) in MINUTES or (not near and _word(words, end) in ("out", "in")):
            continue
        reading = _fahrenheit(value, unit)
        if reading is None:
            continue
        meanings = [f"temp_f={reading:g}"]
        if reading >= 100.4:
            meanings.append("fever=yes")
        elif "fever" in asked:
            meanings.append("fever=no")
        yield _item(at, end, *meanings, weight=end - at + 1)


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
        if _word(words, at + 1) in MINUTES or _word(words, at + 1) in ("times", "of", "in"):
            continue
        if not (out_of and tokens[at + 3].value == 10) and not stated and not wanted:
            continue
        end = at + (4 if out_of else 1)
        score = min(token.value, 10)
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
                yield _item(later, later + 2, "pain=mild", "ongoing_now=no")
        yield _item(at, end, *meanings, weight=end - at + 0.5)
        return


def _ages(tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]) -> Iterator[Found]:
    months = frozenset(
        "january february march april may june july august september october november december "
        "spring summer fall autumn winter".split()
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
        nearly = before[-2:-1] in (["am"], ["is"]) and before[-1] in (
            ("almost", "nearly", "about", "only", "just", "like", "still")
        )
        taken = _word(words, end)
        if taken in MINUTES and not old:
            if not (wanted and taken == "years"):
                continue
        elif taken in ("weeks", "percent", "feet", "foot", "pounds", "miles", "out", "times", "of"):
            continue
        elif taken == "and" and words[end : end + 3] == ["and", "a", "half"] and not wanted:
            continue
        if not (old or stated or nearly or wanted):
            continue
        if old:
            end += 2
        elif taken == "years":
            end += 1
        if _word(words, end) == "in" and _word(words, end + 1) in months:
            age, end = age - 1, end + 2
        elif before[-1:] == ["turning"]:
            age -= 1
        if age < 2 and not old and token.word == "one":
            continue
        meanings = [f"age_years={age:g}"]
        if "is_adult" in asked:
            meanings.append("is_adult=yes" if age >= 18 else "is_adult=no")
        yield _item(at, end, *meanings, weight=end - at + 0.5)
        return


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
        amount = _amount(tokens, at)
        if amount is None or amount.bare:
            continue
        if words[at] == "one" and _word(words, at - 1) in ("the", "left", "right", "that", "this"):
            continue
        value = amount.high
        if numeric[0] in ("since_days", "episodes_count"):
            yield _item(at, amount.end, f"{numeric[0]}={value:g}")
            return
        meanings = [f"duration_min={value:g}"]
        if value > 10:
            meanings.append("over_10_min=yes")
        elif numeric[0] == "over_10_min":
            meanings.append("over_10_min=no")
        yield _item(at, amount.end, *meanings)
        return
