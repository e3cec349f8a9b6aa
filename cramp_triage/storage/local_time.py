"""The time where this computer is; the core itself knows no clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def local_now() -> datetime:
    """The time with the zone of this computer."""
    return in_local_zone(datetime.now(UTC))


def in_local_zone(time: datetime) -> datetime:
    """Returns a time in the zone of this computer, which one without a zone is meant in.

    The zone is what the C library makes of `TZ`. One that Python cannot tell (`UTC+25` is more than
    a day away), or that leads out of the calendar, counts as UTC.
    """
    try:
        return time.astimezone()
    except (ValueError, OverflowError):
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)


def doubt_of(clock: datetime) -> str:
    """What is doubtful in a time without a zone because clocks are set; "" if nothing is.

    A time that comes twice is the first one, a time that never comes is an hour earlier.
    """
    first, second = (in_local_zone(clock.replace(fold=fold)) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return ""
    taken = first.isoformat(timespec="minutes")
    if first.replace(tzinfo=None) != clock:
        return f"{clock:%Y-%m-%d %H:%M} does not exist here: taken as {taken}"
    other = second.isoformat(timespec="minutes")
    return f"{clock:%Y-%m-%d %H:%M} comes twice here: taken as {taken}, not {other}"


@contextmanager
def zone_unnamed() -> Iterator[None]:
    """Meanwhile `TZ` is not set: Babel reads it when imported, and ends if it names no zone."""
    named = os.environ.pop("TZ", None)
    try:
        yield
    finally:
        if named is not None:
            os.environ["TZ"] = named
