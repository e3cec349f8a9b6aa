"""One slot of an intent: its raw words, its matches, its number or length of time.

Pure readers of Alexa's slot models; what a slot means for an intent is said in `intents`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import NO, YES

NEGATIVE_WORDS: Final = re.compile(r"\b(no|not|never|none|without|nothing|\w+n't|cannot)\b", re.I)
MATCHED: Final = "ER_SUCCESS_MATCH"
LENGTH: Final = "duration_min"
LONG: Final = "over_10_min"
LONG_MIN: Final = 10
"""Minutes above which `over_10_min` holds."""
FEVER_F: Final = 100.4
"""A temperature from here on is a fever, as for every channel."""

FEVER: Final = "fever"
TEMPERATURE: Final = "temp_f"
SINCE: Final = "since_days"
"""Facts, and the names of slots for them."""

PAIN: Final = "pain"
PAIN_SCORE: Final = "pain_score"
AGE: Final = "age_years"
ADULT: Final = "is_adult"
ADULT_YEARS: Final = 18
FAHRENHEIT: Final = (93, 112)
CELSIUS: Final = (34.5, 43)
"""No body has both, so a bare number shows its unit, whatever the place."""

BOUNDS: Final = {
    AGE: (1, 115),
    PAIN_SCORE: (0, 100),
    LENGTH: (0, 31 * 1440),
    SINCE: (0, 115 * 366),
    "episodes_count": (0, 1000),
}
"""What a person can mean; the rest was misheard, and is asked again."""

NUMBER_FOR: Final = {FEVER: TEMPERATURE, PAIN: PAIN_SCORE, ADULT: AGE, LONG: LENGTH}
"""Facts that are asked with yes or no, and may be answered with a number."""


def duration_facts(name: str, iso: str, asks: tuple[str, ...]) -> dict[str, Value]:
    """Returns what a length of time states.

    Args:
        name: `duration`, `at_least` ("more than"), `at_most` ("less than") or `since_days`.
        iso: Alexa's ISO 8601 duration; anything else states nothing.
        asks: the facts asked; days answer "for how many days?", else the length of one cramp only
            when that was asked.
    """
    minutes = _minutes(iso)
    if minutes is None:
        return {}
    if name == SINCE or SINCE in asks:
        return number_facts(SINCE, minutes / 1440)
    if name == "at_most":
        # "Less than an hour" leaves open whether it was less than ten minutes.
        known = minutes <= LONG_MIN
        return {LENGTH: plain(minutes), LONG: NO} if known else {}
    if minutes >= 1440 and not {LENGTH, LONG} & set(asks):
        return number_facts(SINCE, minutes / 1440)
    facts = number_facts(LENGTH, minutes, asks)
    return {**facts, LONG: YES} if facts and name == "at_least" and minutes >= LONG_MIN else facts


def number_facts(fact: str, number: float, asks: tuple[str, ...] = ()) -> dict[str, Value]:
    """Returns what a number states: nothing where no person can have meant it.

    Args:
        fact: that it is the value of; a temperature is in either unit.
        number: as heard.
        asks: the facts asked, some of which it may answer too.
    """
    if fact == TEMPERATURE:
        return _temperature_facts(number, asks)
    low, high = BOUNDS[fact]
    if not low <= number <= high:
        return {}
    if fact == PAIN_SCORE and number >= 10:
        # "Eleven out of ten" is said, and meant.
        return {fact: 10, PAIN: "severe"}
    facts: dict[str, Value] = {fact: plain(number)}
    if fact == LENGTH and (number > LONG_MIN or LONG in asks):
        facts[LONG] = YES if number > LONG_MIN else NO
    if fact == AGE and ADULT in asks:
        facts[ADULT] = YES if number >= ADULT_YEARS else NO
    return facts


def _temperature_facts(degrees: float, asks: tuple[str, ...]) -> dict[str, Value]:
    if CELSIUS[0] <= degrees <= CELSIUS[1]:
        degrees = round(degrees * 9 / 5 + 32, 1)
    elif not FAHRENHEIT[0] <= degrees <= FAHRENHEIT[1]:
        return {}
    facts: dict[str, Value] = {TEMPERATURE: plain(degrees)}
    if degrees >= FEVER_F or FEVER in asks:
        facts[FEVER] = YES if degrees >= FEVER_F else NO
    return facts


def with_tenths(degrees: float, tenths: str) -> float:
    """Degrees and what was said behind the point, both as numbers: 39 and 5, 39 and 25."""
    return degrees + int(tenths) / 10 ** len(tenths) if tenths.isdecimal() else degrees


def resolved(slot: Any) -> list[tuple[str, str]]:
    """Returns the (id, name) of every value that entity resolution matched, by any authority."""
    found: list[tuple[str, str]] = []
    resolutions = slot.resolutions
    for authority in (resolutions.resolutions_per_authority or ()) if resolutions else ():
        status = authority.status if authority is not None else None
        if status is None or status.code is None or status.code.value != MATCHED:
            continue
        for wrapper in authority.values or ():
            value = wrapper.value if wrapper is not None else None
            if value is not None and isinstance(value.id, str):
                pair = (value.id, str(value.name))
                if pair[0] not in [id_ for id_, _ in found]:
                    found.append(pair)
    return found


def values_of(slot: Any) -> list[Any]:
    """The values of a slot, each with words and resolutions; several where a person named several.

    Alexa puts them in the slot itself, in its `slotValue`, or in a list there.
    """
    held = getattr(slot, "slot_value", None)
    values = getattr(held, "values", None)
    listed = [one for one in values if _text(one)] if isinstance(values, list) else []
    if len(listed) > 1 or (listed and not _text(slot)):
        return listed
    return [held] if _text(held) and not _text(slot) else [slot]


def raw_of(slot: Any) -> str:
    """The words of a slot; "" if it is empty or was not understood."""
    return " and ".join(filter(None, map(_text, values_of(slot))))


def _text(value: Any) -> str:
    text = getattr(value, "value", None)
    return text.strip() if isinstance(text, str) and text.strip() != "?" else ""


def base_name(name: str) -> str:
    """The kind of a slot: its name without the letter of a further one."""
    return re.sub(r"_[b-d]$", "", name)


def number_of(raw: str) -> float | None:
    """Returns the number in a slot, or None if no person could mean it."""
    try:
        number = float(raw)
    except ValueError:
        return None
    return plain(number) if 0 <= number < 1e6 else None


def plain(number: float) -> float:
    """A whole number as an int, so that it reads and stores as one."""
    return int(number) if number == int(number) else number


def _minutes(iso: str) -> float | None:
    # Here, not above: a cold start waits for no module that only a length of time needs.
    from datetime import date

    import isodate

    try:
        length = isodate.parse_duration(iso)
        if isinstance(length, isodate.Duration):
            length = length.totimedelta(start=date(2001, 1, 1))
        minutes: float = length.total_seconds() / 60
    except (isodate.ISO8601Error, OverflowError, ValueError, TypeError):
        return None
    return minutes if minutes > 0 else None
