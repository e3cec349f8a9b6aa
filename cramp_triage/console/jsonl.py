"""The JSON that crosses a process border: one object per reply, one line per turn.

The format is fixed: cases written elsewhere run against it. Whatever bytes come in, they are read,
or refused with a `FactError` of one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final

import msgspec

from cramp_triage.dialogue import render
from cramp_triage.errors import FactError
from cramp_triage.messages.acts import CONTROL_ACTS, UserAct
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import Understanding
from cramp_triage.protocol.facts import Findings, bare_answer, normal_facts
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol

MAX_LINE: Final = 10_000
"""Characters of one turn that are read; nobody says more in one breath."""

_MAX_BYTES: Final = 8 * MAX_LINE
"""Of a line: room for so many characters, each written as `\\u0000`, and for the rest of it."""


def read_lines(source: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is longer than any may be, no more than shows that."""
    while line := source.readline(_MAX_BYTES + 1):
        rest = line
        while len(rest) > _MAX_BYTES and not rest.endswith(b"\n"):
            rest = source.readline(_MAX_BYTES + 1)
        yield line


def text_of(line: bytes) -> str:
    """A line as text, without the mark that some editors put before the first one.

    Raises:
        FactError: it is not UTF-8, or too long.
    """
    if len(line) > _MAX_BYTES:
        raise FactError(f"this line has over {_MAX_BYTES} bytes; say it in at most {MAX_LINE}")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactError(f"this line is not UTF-8 ({error.reason}); send it as UTF-8") from None
    if "\0" in text:
        raise FactError("this line has NUL characters, as UTF-16 has; send it as UTF-8")
    return text


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


def heard_object(findings: Findings, heard: Understanding, asked: Sequence[str]) -> dict[str, Any]:
    """What was understood, as the object that `cramp-triage understand --json` prints.

    Args:
        findings: the vocabulary.
        heard: what the words mean.
        asked: the facts of the open question; a bare answer speaks of all of them.
    """
    bare = bare_answer(findings, asked, heard.acts, heard.facts, heard.left_open)
    facts = {**heard.facts, **bare}
    left = [fact for fact in asked if fact not in facts]
    return {
        "facts": facts,
        "acts": heard.acts,
        "retracts": heard.retracts,
        "open": left if len(left) < len(asked) else [],
        "doubts": heard.doubts,
    }


def read_utterance(findings: Findings, line: str) -> tuple[str, tuple[str, ...]]:
    """A line `{"text": "...", "asked": ...}`: the words, and the facts of the open question.

    Raises:
        FactError: not JSON, no words or too many, or `asked` is no fact id, list of them or null.
    """
    form = _json(line)
    if not isinstance(form, dict) or not isinstance(text := form.get("text"), str):
        raise FactError('a line is {"text": "...", "asked": fact id, a list of them or null}')
    if len(text) > MAX_LINE:
        raise FactError(f"the text has {len(text)} characters; say it in at most {MAX_LINE}")
    asked = form.get("asked")
    names = [] if asked is None else asked if isinstance(asked, list) else [asked]
    for name in names:
        if not isinstance(name, str) or name not in findings:
            raise FactError(f"asked must be a fact id, a list of them or null, not {name!r}")
    return text, tuple(dict.fromkeys(names))


def read_meaning(findings: Findings, line: str) -> UserAct:
    """A line of JSON meaning: `{"facts": {...}}` or `{"act": "..."}`, or both.

    Raises:
        FactError: not JSON, an unknown key, act or fact, a key twice, or a value the fact cannot
            have.
    """
    form = _json(line)
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


def _json(line: str) -> Any:
    try:
        form = msgspec.json.decode(line.encode())
        json.loads(line, object_pairs_hook=_refuse_twins)  # msgspec takes the last in silence
    except (ValueError, RecursionError) as error:
        raise FactError(f"this line is not JSON ({error}); send one object") from None
    return form


def _refuse_twins(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise FactError(f"key {key!r} appears twice, and only one can count; send it once")
        seen.add(key)
