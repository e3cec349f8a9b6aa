"""The skill on AWS Lambda: set the function's handler to `skill.lambda_function.handler`.

Lambda is reached through Alexa's own trigger, which should be bound to the skill's id; `SKILL_ID`
in the environment is checked, too. No web framework and no YAML is imported here.
"""

from __future__ import annotations

import json
import logging
import os
from typing import Any, cast

from skill.errors import RequestRefused
from skill.request.envelope import check_application
from skill.request.serializer import LenientSerializer
from skill.turns.skill import build_skill

log = logging.getLogger(__name__)

_skill = build_skill()
"""Built once per container, while Lambda starts it."""

_serializer = LenientSerializer()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answers one request of Alexa.

    Args:
        event: Alexa's request envelope.
        context: Lambda's own; not used.

    Returns:
        Alexa's response envelope. A request that is not Alexa's, or for another skill, gets an
        empty one that ends the session.

    Raises:
        NotDeleted: somebody has left, and what is kept of them is still there; Lambda tries again.
    """
    try:
        event = with_whole_characters(event)
        check_application(event, os.environ.get("SKILL_ID", ""))
        envelope = _serializer.read(event)
    except RequestRefused as error:
        log.warning("request refused: %s", error.reason)
        return {"version": "1.0", "response": {"shouldEndSession": True}}
    answer: Any = _serializer.serialize(_skill.invoke(envelope, context))
    return cast("dict[str, Any]", answer)


def with_whole_characters(event: dict[str, Any]) -> dict[str, Any]:
    """The event with a mark in the place of each half of a character, which nothing could say.

    Lambda's own reader lets such halves through; over HTTP the body that has one is no JSON.

    Raises:
        RequestRefused: it is nested too deeply.
    """
    try:
        text = json.dumps(event, ensure_ascii=False)
    except RecursionError:
        raise RequestRefused("json", "The event is nested too deeply: send Alexa's own.") from None
    try:
        text.encode()
    except UnicodeEncodeError:
        cleaned = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        return cast("dict[str, Any]", cleaned)
    return event
