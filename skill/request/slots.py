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

TEMPERATURE: Final = "temp_f"
SINCE: Final = "since_days"
"""Facts, and the names of slots for them."""


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
        return {SINCE: plain(minutes / 1440)}
    if name == "at_most":
        # "Less than an hour" leaves open whether it was less than ten minutes.
        known = minutes <= LONG_MIN
        return {LENGTH: plain(minutes), LONG: NO} if known else {}
    if minutes >= 1440 and not {LENGTH, LONG} & set(asks):
        return {SINCE: plain(minutes / 1440)}
    facts: dict[str, Value] = {LENGTH: plain(minutes)}
    if minutes > LONG_MIN or (name == "at_least" and minutes >= LONG_MIN):
        facts[LONG] = YES
    elif LONG in asks:
        facts[LONG] = NO
    return facts


def temperature_facts(degrees_f: float, tenths: float) -> dict[str, Value]:
    """Returns what a temperature states, its tenths told apart."""
    reading = degrees_f + tenths / 10
    fever: dict[str, Value] = {"fever": YES} if reading >= FEVER_F else {}
    return {TEMPERATURE: reading, **fever}


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


def raw_of(slot: Any) -> str:
    """The words of a slot; "" if it is empty or was not understood."""
    value = slot.value
    return value.strip() if isinstance(value, str) and value.strip() != "?" else ""


def base_name(name: str) -> str:
    """The kind of a slot: its name without the letter of a further one."""
    return re.sub(r"_[b-d]$", "", name)


def number_of(raw: str) -> float | None:
    """Returns the number in a slot, or None if it is none that a person could mean."""
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
