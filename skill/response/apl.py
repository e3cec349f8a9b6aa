"""Replies as screens: the question, the stretch with step and count, the advice, the emergency.

One APL document (`data/screen.json`) and the few words that fill it, the same that are spoken. The
urgency is told by colour and by word. Buttons send the acts that a spoken yes, no or repeat is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import msgspec

from cramp_triage.dialogue import render
from cramp_triage.messages.replies import Hold, Part, Reply, Say
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911

TOKEN: Final = "cramp"
MAIN_MAX_CHARS: Final = 170
QUESTION_MAX_CHARS: Final = 200
PLAIN: Final = "#2E4A62"
STRETCH: Final = "#1F6F5C"
LEVELS: Final = (
    ("AT HOME", "#1B7F4B"),
    ("BOOK A VISIT", "#1F6F8B"),
    ("WITHIN THREE DAYS", "#7A5C00"),
    ("TODAY", "#B04A00"),
    ("GO NOW", "#B3261E"),
    ("EMERGENCY", "#A00018"),
)
"""Word and colour of each level; white stands out on all of them (4.5 to 1 or more)."""


class Screen(msgspec.Struct, frozen=True):
    """What the document shows; "" and False leave a part out.

    Attributes:
        word: what it is, in a word, on `colour`.
        main: the largest text: the advice, the step, or the question.
        count: how far a hold has come.
        question: what is asked besides `main`.
        emergency: the whole screen in its colour, the main text in the largest type.
        yes: a button to say so; as are `no`, `okay` and `repeat`.
    """

    word: str
    colour: str
    main: str
    count: str = ""
    question: str = ""
    emergency: bool = False
    yes: bool = False
    no: bool = False
    okay: bool = False
    repeat: bool = False


def directive(protocol: Protocol, reply: Reply, locale: str) -> Any:
    """Returns the SDK's directive that shows a reply."""
    # Only devices with a screen pay for these modules.
    from ask_sdk_model.interfaces.alexa.presentation.apl.render_document_directive import (
        RenderDocumentDirective,
    )

    return RenderDocumentDirective(
        token=TOKEN,
        document=document(),
        datasources={"screen": msgspec.to_builtins(screen(protocol, reply, locale))},
    )


@cache
def document() -> dict[str, Any]:
    """The APL document; its parameter `payload` has the key `screen`."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "screen.json")
    with open(path, "rb") as file:  # as in skill.request.table
        loaded: dict[str, Any] = msgspec.json.decode(file.read())
    return loaded


def screen(protocol: Protocol, reply: Reply, locale: str) -> Screen:
    """Returns what the screen shows of a reply."""
    says = [part for part in reply.parts if isinstance(part, Say)]
    asked = _question(protocol, reply, says, locale)
    keys: dict[str, Any] = {
        "yes": reply.expects == "yes_no",
        "no": reply.expects == "yes_no",
        "okay": reply.expects == "ack",
        "repeat": not reply.ended,
    }
    advice = [part for part in says if part.prompt.startswith(("level.", "early."))]
    if reply.level == CALL_911 or advice:
        level = reply.level or 0
        urgent = level == CALL_911
        spoken = Say(f"level.{CALL_911}") if urgent else advice[0]
        word, colour = LEVELS[level]
        main = _words(protocol, [spoken], locale)
        return Screen(word, colour, _cut(main, MAIN_MAX_CHARS), "", asked, urgent, **keys)
    holds = [part for part in reply.parts if isinstance(part, Hold)]
    step = _step(protocol, reply, says, bool(holds))
    if step:
        main = _words(protocol, [Say(step)], locale)
        word = f"STEP {len(reply.relief)}"
        return Screen(word, STRETCH, _cut(main, MAIN_MAX_CHARS), _count(holds), asked, **keys)
    main = asked or _words(protocol, says, locale)
    return Screen("", PLAIN, _cut(main, MAIN_MAX_CHARS), **keys)


def _question(protocol: Protocol, reply: Reply, says: Sequence[Say], locale: str) -> str:
    if reply.ended or reply.expects in ("ack", "none") or not says:
        return ""
    return _cut(_words(protocol, says[-1:], locale), QUESTION_MAX_CHARS)


def _step(protocol: Protocol, reply: Reply, says: Sequence[Say], holding: bool) -> str:
    """The prompt of the step that is being done, if one is."""
    new = [part.prompt for part in says if part.prompt.startswith("relief.")]
    if new:
        return new[-1]
    last = f"relief.{reply.relief[-1].id}" if reply.relief and holding else ""
    return last if last in protocol.prompts else ""


def _count(holds: Sequence[Hold]) -> str:
    counted = [second for hold in holds for second in hold.counts]
    return f"Hold: {counted[-1]} seconds" if counted else ""


def _words(protocol: Protocol, parts: Sequence[Part], locale: str) -> str:
    text = render.speech(protocol, parts, locale)
    # APL reads a few tags in text, and what a person said may be quoted in it.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, most: int) -> str:
    """Whole sentences as far as they fit; the voice says the rest."""
    if len(text) <= most:
        return text
    head = text[: most + 1]
    ends = [head.rfind(mark) for mark in (". ", "? ", "! ")]
    return head[: max(ends) + 1] if max(ends) > 0 else head[: head.rfind(" ")] + "…"
