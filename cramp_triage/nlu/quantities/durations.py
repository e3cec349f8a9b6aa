"""Lengths of time: how long one cramp lasts, and for how many days they have been going on.

Own code: public parsers read "an hour and a half" as half an hour. Must not tell how often.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.fact_groups import word_set
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import STOP, Token

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
UNCOUNTED: Final = VAGUE.keys() | {"a", "an", "one", "quarter"}
"""Words that begin an amount without being a number."""
ALONE: Final = {"days": 3.0, "weeks": 14.0, "months": 60.0, "years": 730.0}
SINCE: Final = frozenset({"for", "since", "been", "past", "last", "over"})
SPAN: Final = frozenset({"for", "been", "about", "over", "almost", "nearly", "past", "than"})
# A stretch of days beside one of these tells when that happened, not how long the cramps go on.
EVENTS: Final = word_set(
    "quit quitting stopped flew fly flight drove driving surgery operation op operated "
    "replaced replacement baby birth delivered delivery stepped bit bitten stung diabetic "
    "diabetes dialysis married retired broke broken fell fall pregnant postpartum cast nail "
    "doubled changed clot chemo stent bypass trip peed pee drank thyroid slept sleep smoked "
    "smoking smoker took taken off statin lipitor tablets tablet medication inhaler pill "
    "pills medicine meds ran cut scraped stitches vaccine shot booster knee hip twisted "
    "travelled traveled landed got_back sober drink vomiting puking runs diarrhea urinated "
    "eaten ate job worked"
)
NOT_SPELL: Final = word_set(
    "flight drive drove drives driving flew fly shift worked working ride sleep slept nap sat "
    "sitting standing stood run ran walk walked apart peed pee urinated weed drank eaten "
    "later meeting class bus train plane ache within after hike hiked every took take taken "
    "queueing queuing queue queued seat dancing danced gardening gardened football rugby tennis "
    "digging dug swimming swam cycling cycled typing knitting blackout fit seizure blacked"
)


ENDED: Final = word_set("over let up gone lasted eased stopped passed done finished went")
"""Before "in ten seconds": so long it lasted."""


HEDGES: Final = word_set("about like maybe probably around only just roughly almost nearly some")
BEGUN: Final = word_set("started start starts since began begun kicked woke woken came come hit")
"""Before "ten minutes ago": it goes on since then."""


COUNTED: Final = word_set("times time of degrees in on this that people miles percent or x")


class Amount(NamedTuple):
    """A count: the higher end of a range, the token behind it, and whether it was a bare "a"."""

    high: float
    end: int
    bare: bool = False


def item_of(start: int, end: int, *meanings: str, weight: float = 0.0) -> Found:
    """Returns what the tokens from `start` to `end` mean; the longest reading wins."""
    return Found(start, end, meanings, tuple(range(start, end)), weight or end - start)


def word_at(words: Sequence[str], at: int) -> str:
    """Returns the word at `at`, or "" outside."""
    return words[at] if 0 <= at < len(words) else ""


def read_amount(tokens: Sequence[Token], at: int) -> Amount | None:
    """Reads "ten fifteen", "two or three", "a couple of", "half a", "an"; the higher of a range."""
    if at >= len(tokens):
        return None
    word, value = tokens[at].word, tokens[at].value
    if value is None and word not in UNCOUNTED:
        return None
    words = [t.word for t in tokens[at : at + 8]]
    if words[1:2] in (["quarters"], ["quarter"]) and value in (1.0, 3.0):
        end = at + 2
        while end < len(tokens) and tokens[end].word in ("of", "a", "an"):
            end += 1
        return Amount(value / 4, end)
    if value is not None:
        end = at + 1
        if words[1:4] == ["and", "a", "half"]:
            return Amount(value + 0.5, at + 4)
        step = end + (1 if word_at(words, 1) in ("to", "or", "maybe", "and") else 0)
        following = (
            tokens[step].value if step < len(tokens) and tokens[end - 1].after < STOP else None
        )
        if following is not None and following > value and word_at(words, 1) != "and":
            return Amount(following, step + 1)
        return Amount(value, end)
    if word in ("a", "an", "one"):
        rest = read_amount(tokens, at + 1) if word_at(words, 1) in VAGUE else None
        return rest or Amount(1.0, at + 1, bare=True)
    if word in VAGUE:
        end = at + 1
        while end < len(tokens) and tokens[end].word in ("of", "a", "an", "more"):
            end += 1
        if end < len(tokens) and tokens[end].value is not None and word in ("couple", "few"):
            return None
        return Amount(VAGUE[word], end)
    end = at + 1  # what is left is "quarter"
    while end < len(tokens) and tokens[end].word in ("of", "a", "an"):
        end += 1
    return Amount(0.25, end) if end > at + 1 else None


def read_length(
    tokens: Sequence[Token], words: Sequence[str], at: int
) -> tuple[float, str, int, bool] | None:
    """Reads a length of time: minutes, unit, end, and whether only "a" stood before the unit."""
    amount = read_amount(tokens, at)
    if amount is None:
        return None
    end = amount.end
    if word_at(words, end) in ("good", "full", "whole", "solid", "more", "odd", "or", "straight"):
        end += 2 if words[end : end + 2] == ["or", "so"] else 1
    unit = word_at(words, end)
    if unit not in MINUTES or (unit == "second" and not amount.bare and amount.high > 1):
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
        behind = word_at(words, end + 2)
        if more is not None and behind not in MINUTES and more * MINUTES[unit] > minutes:
            return more * MINUTES[unit], unit, end + 2, False
    skip = 1 if tail[:1] == ["and"] else 0
    if MINUTES[unit] == 60.0 and end + skip + 1 < len(tokens):
        more = tokens[end + skip].value
        if more is not None and MINUTES.get(word_at(words, end + skip + 1)) == 1.0:
            return minutes + more, unit, end + skip + 2, False
    # "a minute or two", "ten minutes or fifteen minutes"
    if tail[:1] == ["or"] or tail[:1] == ["to"]:
        other = read_length(tokens, words, end + 1)
        if other is not None and other[0] > minutes:
            return other[0], other[1], other[2], False
    return minutes, unit, end, amount.bare


def read_spells(
    tokens: Sequence[Token], words: Sequence[str], asked: Sequence[str]
) -> Iterator[Found]:
    """Lengths of time: of one cramp (minutes, hours) or of the trouble as a whole (days, weeks)."""
    at, known = 0, ""
    while at < len(tokens):
        read = read_length(tokens, words, at) or _same_unit(tokens, words, at, known)
        start = at
        if read is None and words[at] in ("last", "past", "whole", "entire", "all"):
            unit = word_at(words, at + 1)
            if MINUTES.get(unit, 0) >= 60 and not unit.endswith("s"):
                read = (MINUTES[unit], unit, at + 2, True)
        if read is None and words[at] in ALONE and word_at(words, at - 1) in ("for", "been", "now"):
            read = (ALONE[words[at]] * DAY, words[at], at + 1, False)
        if read is None:
            at += 1
            continue
        minutes, unit, end, bare = read
        known = unit
        item = (
            _days(tokens, words, start, end, minutes, unit, bare, asked)
            if MINUTES[unit] >= DAY
            else _minutes(words, start, end, minutes, asked)
        )
        if item is not None:
            yield item
        at = end


def _same_unit(
    tokens: Sequence[Token], words: Sequence[str], at: int, unit: str
) -> tuple[float, str, int, bool] | None:
    """Reads a number in the place of an earlier one: "ten minutes no sorry more like thirty"."""
    value = tokens[at].value
    if not unit or value is None:
        return None
    again = words[at - 1] in ("like", "actually", "closer") or words[at - 2 : at] == [
        "closer",
        "to",
    ]
    if not again or word_at(words, at + 1) in COUNTED:
        return None
    return value * MINUTES[unit], unit, at + 1, False


def _minutes(
    words: Sequence[str], start: int, end: int, minutes: float, asked: Sequence[str]
) -> Found | None:
    before, after = words[max(0, start - 4) : start], words[end : end + 3]
    is_asked = "duration_min" in asked or "over_10_min" in asked
    if before[-1:] in (["every"], ["per"], ["each"]):
        return None
    if not is_asked:
        told = [word for word in before if word not in HEDGES]
        if told[-1:] and told[-1] in ("in", "by", "within", "after"):
            return item_of(start, end, f"duration_min={minutes:g}") if ENDED & {*told} else None
        if before[-1:] == ["for"] and words[start] in ("a", "one") and minutes <= 1:
            return None  # "it let go for a second"
        lasted = {"took"} if "took" in before[-2:] and after[:1] != ["to"] else set()
        if NOT_SPELL.intersection(before) - lasted or NOT_SPELL.intersection(after[:2]):
            return None
        if after[:1] == ["ago"] and not BEGUN & {*before}:
            return None  # when it was, not how long it took
    meanings = [f"duration_min={minutes:g}"]
    going_on = after[:1] in (["now"], ["straight"], ["already"])
    if going_on and word_at(after, 1) not in ("it", "i", "my", "that", "just", "all"):
        meanings.append("ongoing_now=yes")
    if "comes_and_goes" in words or "off_and_on" in words:
        meanings += ["over_10_min=unknown"]
    elif minutes > 10:
        meanings += ["over_10_min=yes"]
    elif "over_10_min" in asked:
        meanings += ["over_10_min=no"]
    return item_of(start, end, *meanings)


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
        return item_of(start, end, *meanings)
    if "duration_min" in asked and "since_days" not in asked:
        return item_of(start, end, f"duration_min={minutes:g}", "over_10_min=yes")
    if words[start] in ("all", "whole", "entire", "last") and unit in ("day", "night"):
        return None
    if "since_days" not in asked:
        if asked and unit not in NIGHTS and not SINCE & {*before[-3:]}:
            return None
        if not _tells_since(words[start], before, after, bare):
            return None
    meanings = [f"since_days={days:g}"]
    if unit in NIGHTS:
        meanings.append("context=night")
        row = words[end : end + 3] == ["in", "a", "row"]
        if row or word_at(words, end) in ("running", "straight"):
            meanings.append("frequency=nightly")
            end += 3 if row else 1
    return item_of(start, end, *meanings)


def _tells_since(first: str, before: Sequence[str], after: Sequence[str], bare: bool) -> bool:
    """Whether days or weeks tell how long the cramps go on, not when something happened."""
    if before[-1:] and before[-1] in ("every", "per", "each", "in", "a", "times", "other"):
        return False
    if EVENTS.intersection(before) or {"pregnant", "along", "old", "postpartum"} & {*after}:
        return False
    near = {*before[-2:]}
    if bare and not SPAN & near and "ago" not in after[:1] and first != "past":
        return False
    if first in ("last", "all") and not {"the", "for", "since", "been", "on"} & near:
        return False
    if "started" in before:
        # "Started two weeks ago" is the cramps; "started lipitor two weeks ago" is not.
        between = {*before[before.index("started") + 1 :]}
        return between <= {"about", "like", "maybe", "happening", "probably"}
    return True
