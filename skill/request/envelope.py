"""What an Alexa request must show before it is read: JSON, a fresh timestamp, our own skill id.

Pure checks on parsed JSON, the same for the web service and for Lambda. Nothing of a request is
logged or quoted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from skill.errors import RequestRefused

Clock = Callable[[], datetime]
"""The time now, with its zone."""

TOLERANCE: Final = timedelta(seconds=150)
EVENT_TOLERANCE: Final = timedelta(hours=1)
"""Skill events, such as a disabled skill, are delivered late and repeated."""


def parse_envelope(body: bytes) -> Mapping[str, object]:
    """Returns the JSON object in a body.

    Raises:
        RequestRefused: not UTF-8, not JSON, nested too deeply, or not an object.
    """
    try:
        envelope = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RequestRefused(
            "json", "The body is not readable JSON: send Alexa's JSON as UTF-8, unchanged."
        ) from None
    if not isinstance(envelope, dict):
        raise RequestRefused("json", "The body is not a JSON object: send Alexa's whole request.")
    return envelope


def check_timestamp(envelope: Mapping[str, object], now: datetime) -> None:
    """Refuses a request that was not made just now (replayed, or a wrong clock).

    Args:
        envelope: the whole request.
        now: the time to compare with, with its zone.

    Raises:
        RequestRefused: no timestamp, not ISO 8601 with a zone, or too far away.
    """
    request = envelope.get("request")
    if not isinstance(request, Mapping):
        raise RequestRefused("shape", "The request object is missing: send Alexa's whole JSON.")
    text = request.get("timestamp")
    if not isinstance(text, str):
        raise RequestRefused(
            "timestamp", "request.timestamp is missing: give ISO 8601 text with a zone."
        )
    try:
        sent = datetime.fromisoformat(text)
        away = abs(now - sent)
    except (ValueError, TypeError, OverflowError):
        raise RequestRefused(
            "timestamp", "request.timestamp cannot be read: give ISO 8601 text with a zone."
        ) from None
    is_event = str(request.get("type")).startswith("AlexaSkillEvent.")
    tolerance = EVENT_TOLERANCE if is_event else TOLERANCE
    if away > tolerance:
        raise RequestRefused(
            "timestamp",
            f"request.timestamp is more than {tolerance.total_seconds():.0f} seconds away: "
            "check the clock and send the request once.",
        )


def check_application(envelope: Mapping[str, object], skill_id: str) -> None:
    """Refuses a request that was made for another skill.

    Raises:
        RequestRefused: `context.System.application.applicationId` is missing or foreign.
    """
    found: object = envelope
    for key in ("context", "System", "application", "applicationId"):
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, str):
        raise RequestRefused(
            "application",
            "context.System.application.applicationId is missing: send the whole Alexa request.",
        )
    if skill_id and found != skill_id:
        raise RequestRefused(
            "application",
            "context.System.application.applicationId belongs to another skill: "
            "set SKILL_ID to the id in the developer console.",
        )


def reason_of(request: Mapping[str, object]) -> str:
    """Why Alexa sent a request that nobody said, in its own word; "" if it does not say.

    It stands in one of four places, and the SDK's models lose what they do not know.
    """
    error, errors, status = (request.get(key) for key in ("error", "errors", "status"))
    first = errors[0] if isinstance(errors, list) and errors else None
    said = [request.get("reason")]
    said += [
        part.get(key)
        for part in (error, first, status)
        if isinstance(part, Mapping)
        for key in ("type", "reason", "code")
    ]
    words = [word for word in said if isinstance(word, str)]
    # "ERROR" is explained by the error next to it.
    return words[1] if words[:1] == ["ERROR"] and len(words) > 1 else next(iter(words), "")


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)
