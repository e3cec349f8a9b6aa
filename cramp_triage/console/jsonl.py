"""The JSON that crosses a process border: one object per reply, one line per turn.

The format is fixed: cases written elsewhere run against it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from cramp_triage.dialogue import render
from cramp_triage.errors import FactError
from cramp_triage.messages.acts import CONTROL_ACTS, UserAct
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.facts import Findings, normal_facts
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol


def reply_object(protocol: Protocol, reply: Reply, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
    """A reply as the object that `cramp-triage chat --json` prints."""
    return {
        "turn": reply.turn,
        "speech": render.speech(protocol, reply.parts, locale),
        "reprompt": render.speech(protocol, reply.reprompt, locale) or None,
        "asks": list(reply.asks),
        "expects": reply.expects,
        "heard": {
            "acts": list(reply.heard.acts),
            "facts": reply.heard.facts,
            "retracts": list(reply.heard.retracts),
        },
        "facts": reply.facts,
        "level": reply.level,
        "floor": reply.floor,
        "mode": reply.mode,
        "reasons": msgspec.to_builtins(reply.reasons),
        "relief": msgspec.to_builtins(reply.relief),
        "ended": reply.ended,
    }


def read_meaning(findings: Findings, line: str) -> UserAct:
    """A line of JSON meaning: `{"facts": {...}}` or `{"act": "..."}`, or both.

    Raises:
        FactError: not JSON, an unknown key, act or fact, or a value the fact cannot have.
    """
    try:
        form = msgspec.json.decode(line.encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise FactError(f"this line is not JSON ({error}); send an object or plain words") from None
    if not isinstance(form, dict) or not set(form) <= {"facts", "act"}:
        raise FactError('a line of meaning is {"facts": {...}} or {"act": "..."}')
    facts = form.get("facts", {})
    if not isinstance(facts, dict):
        raise FactError('"facts" must be an object of fact ids and values')
    acts: tuple[str, ...] = ()
    if "act" in form:
        if form["act"] not in CONTROL_ACTS:
            raise FactError(f"unknown act {form['act']!r}: use one of {', '.join(CONTROL_ACTS)}")
        acts = (form["act"],)
    return UserAct(acts=acts, facts=normal_facts(findings, facts))
