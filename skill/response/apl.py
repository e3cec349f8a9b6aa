"""Replies as screens: the question and its signs, the stretch and its ring, the advice, the number.

One APL document (`data/screen.json`), the words that only a screen has (`data/screen_words.json`),
and the words that are spoken. The urgency is told by colour and by verb. A button sends the act
that a spoken yes, no or repeat is, or the words of an answer, heard as if they were spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import msgspec

from cramp_triage.dialogue import render
from cramp_triage.messages.acts import AFFIRM, DENY, REPEAT, UNSURE
from cramp_triage.messages.replies import Hold, Part, Reply, Say
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911
from skill.response.places import said_here
from skill.response.screen_words import read_data, screen_words

TOKEN: Final = "cramp"
SAY: Final = "say"
"""Before the words that a button stands for."""

TEXT_MAX_CHARS: Final = 170
NOTE_MAX_CHARS: Final = 112
NOTES: Final = 2
"""So many notes beside an advice: the first reason and what to watch."""

ROOMY_CHARS: Final = 220
"""As much text as the round screen has room for."""

PLAIN: Final = "#0E1A24"
FILLS: Final = {
    "yes": ("#F2C14E", "#10202C"),
    "no": ("#2F6B96", "#FFFFFF"),
    "repeat": ("transparent", "#FFFFFF"),
    "urgent": ("#FFFFFF", "#A00018"),
}
"""What a button is painted with, and its letters."""

SPOKEN_MS_A_CHAR: Final = 65
"""About as long as Alexa speaks on one: the ring moves when the counting begins."""


class Button(msgspec.Struct, frozen=True):
    """What can be touched; `arguments` are sent."""

    id: str
    label: str
    arguments: tuple[str, ...]
    fill: str
    ink: str


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """What the document shows; "", 0 and () leave a part out.

    Attributes:
        band: how urgent it is, as a verb, on `colour`.
        emergency: the whole screen in its colour, the main text in the largest type.
        step: the stretch in short lines.
        drawing: of the stretch; a graphic of the document.
        held_s: how far the hold has come.
        hold_s: how far it goes now.
        total_s: how long it is in all.
        wait_ms: how long is spoken before it goes on.
        lead: the advice, smaller than a question that follows it.
        main: the largest text: the advice or the question.
        alone: nothing else takes much room, so the type can be large.
        signs: what is asked about, one a line.
        hint: how it can be answered.
        notes: why, and what to watch.
        roomy: the first note has room on the smallest screen, too.
        box: the number to call, and when.
        question: what is asked besides an advice.
        answers: the buttons are places or times, not yes and no.
        buttons: in reading order.
    """

    band: str = ""
    colour: str = PLAIN
    emergency: bool = False
    step: tuple[str, ...] = ()
    drawing: str = ""
    held_s: int = 0
    hold_s: int = 0
    total_s: int = 0
    wait_ms: int = 0
    lead: str = ""
    main: str = ""
    alone: bool = False
    signs: tuple[str, ...] = ()
    hint: str = ""
    notes: tuple[str, ...] = ()
    roomy: bool = False
    box: str = ""
    question: str = ""
    answers: bool = False
    buttons: tuple[Button, ...] = ()


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
    loaded: dict[str, Any] = msgspec.json.decode(read_data("screen.json"))
    return loaded


def screen(protocol: Protocol, reply: Reply, locale: str) -> Screen:
    """Returns what the screen shows of a reply."""
    shown = _Shown(protocol, reply, locale)
    if reply.level == CALL_911:
        return shown.emergency()
    if shown.advice or (reply.ended and reply.level is not None):
        return shown.advised()
    return shown.asked()


class _Shown:
    """One reply on its way to the screen."""

    def __init__(self, protocol: Protocol, reply: Reply, locale: str) -> None:
        self._protocol = protocol
        self._reply = reply
        self._locale = locale
        self._words = screen_words()
        self._says = [part for part in reply.parts if isinstance(part, Say)]
        self.advice = [p for p in self._says if p.prompt.startswith(("level.", "early."))]

    def emergency(self) -> Screen:
        """The number to call, on the whole screen, for as long as it stands."""
        return Screen(
            **self._level(),
            emergency=True,
            main=self._text([Say(f"level.{CALL_911}")]),
            notes=self._words.emergency,
            question=self._question(),
            buttons=tuple(self._buttons(listed=False)),
        )

    def advised(self) -> Screen:
        """The advice: at length where the interview is over, in short above a question."""
        advice = self._text(self.advice[:1] or self._says)
        notes, box = self._notes()
        if self._reply.question in self._protocol.questions:
            asked = self.asked(stretching=False)
            why = notes[:1] if asked.signs else ()
            return msgspec.structs.replace(asked, lead=advice, notes=why, box=box)
        question = self._question()
        return Screen(
            **self._level(),
            main=advice,
            notes=notes,
            roomy=len(advice + "".join(notes[:1]) + box + question) <= ROOMY_CHARS,
            box=box,
            question=question,
            buttons=tuple(self._buttons(listed=False)),
        )

    def asked(self, *, stretching: bool = True) -> Screen:
        """The question, below the stretch that is being done, if one is."""
        signs, answers = self._signs(), self._answers()
        step = self._step() if stretching and not answers else {}
        opening = any(part.prompt == "opening" for part in self._says)
        return Screen(
            **self._level(),
            **step,
            main=self._header() if signs else self._question() or self._text(self._says),
            alone=not step and self._reply.level is None and not answers,
            signs=signs,
            hint=self._words.say_or_touch if answers else "",
            box=self._danger() if opening else "",
            answers=bool(answers),
            buttons=tuple(self._buttons(listed=bool(signs), holding=bool(step))),
        )

    def _level(self) -> dict[str, Any]:
        if self._reply.level is None:
            return {}
        level = self._words.levels[self._reply.level]
        return {"band": self._here(level.band), "colour": level.colour}

    def _question(self) -> str:
        if self._reply.ended or self._reply.expects in ("ack", "none"):
            return ""
        return self._text(self._says[-1:])

    def _signs(self) -> tuple[str, ...]:
        """What a question with several parts asks about, in fewest words."""
        asked = self._says[-1].prompt if self._says else ""
        own = asked.removeprefix("question.").removeprefix("again.") in self._protocol.questions
        several = self._reply.expects == "yes_no" and len(self._reply.asks) > 1
        if not several or not (own or asked in (render.ASK, render.BRIEF)):
            return ()
        part = self._says[-1]
        briefs = [
            render.of_fact(self._protocol, part, render.BRIEF, fact) for fact in self._reply.asks
        ]
        return tuple(self._here(brief[0].upper() + brief[1:]) for brief in briefs)

    def _header(self) -> str:
        groups = {self._protocol.findings[fact].group for fact in self._reply.asks}
        return self._words.right_now if groups == {"symptom"} else self._words.any_of_these

    def _answers(self) -> tuple[tuple[str, str], ...]:
        if self._reply.expects != "value":
            return ()
        asked = self._says[-1].prompt if self._says else ""
        answers = self._words.answers
        return answers.get(asked) or answers.get(self._reply.question, ())

    def _buttons(self, *, listed: bool, holding: bool = False) -> Iterator[Button]:
        expects = self._reply.expects
        if expects == "yes_no":
            yield self._button("yes", AFFIRM, "yes_one" if listed else "yes")
            yield self._button("no", DENY, "no_none" if listed else "no")
        elif expects == "ack":
            yield self._button("yes", AFFIRM, "okay")
        elif expects == "value":
            for label, said in self._answers():
                yield Button("answer", label, (SAY, said), *FILLS["no"])
            if self._reply.question != "where":
                yield self._button("no", UNSURE, "unsure")
        if holding:
            gone = self._words.buttons["gone"]
            yield Button("gone", gone, (SAY, gone.lower()), *FILLS["no"])
        if not self._reply.ended:
            yield self._button("repeat", REPEAT, "repeat")

    def _button(self, kind: str, act: str, label: str) -> Button:
        urgent = self._reply.level == CALL_911 and kind != "repeat"
        fill = FILLS["urgent" if urgent else kind]
        return Button(act, self._words.buttons[label], (act,), *fill)

    def _step(self) -> dict[str, Any]:
        """The step that is being done, and how far its hold has come; empty if none is."""
        reply = self._reply
        holds = [part for part in reply.parts if isinstance(part, Hold)]
        new = [p.prompt for p in self._says if p.prompt.startswith("relief.")]
        if not (new or holds) or not reply.relief:
            return {}
        done = new[-1].removeprefix("relief.") if new else reply.relief[-1].id
        step = self._words.steps.get(done)
        if step is None:
            return {}
        total_s = next(one.hold_s for one in self._protocol.relief if one.id == done)
        held_s = holds[0].counts[0] - holds[0].hold_s if holds else 0
        return {
            "step": step.lines,
            "drawing": step.drawing,
            "held_s": held_s,
            "hold_s": sum(hold.hold_s for hold in holds),
            "total_s": total_s,
            "wait_ms": self._spoken_ms(),
        }

    def _spoken_ms(self) -> int:
        """How long the voice speaks before it counts."""
        before: list[Part] = []
        for part in self._reply.parts:
            if isinstance(part, Hold):
                break
            before.append(part)
        return len(render.speech(self._protocol, before, self._locale)) * SPOKEN_MS_A_CHAR

    def _notes(self) -> tuple[tuple[str, ...], str]:
        """Why, and what to watch, each a sentence; and the one that names the number."""
        reasons = [p.params["why"] for p in self._says if p.prompt == "reason"]
        notes = [_cut(f"Why: {why}.", NOTE_MAX_CHARS) for why in map(self._shown, reasons)]
        also = ("also.", "callback", "hold_back", "caution", "careful")
        told = self._text([p for p in self._says if p.prompt.startswith(also)], most=1000)
        number = self._protocol.place(self._locale)["emergency"]
        sentences = [one for one in re.split(r"(?<=[.?!]) ", told) if one]
        notes += [_cut(one, NOTE_MAX_CHARS) for one in sentences if number not in one]
        calls = [one for one in sentences if number in one]
        box = _cut(calls[-1], NOTE_MAX_CHARS) if calls else self._danger()
        return tuple(notes[:NOTES]), box

    def _danger(self) -> str:
        return self._words.danger.format_map(self._protocol.place(self._locale))

    def _text(self, parts: Sequence[Part], most: int = TEXT_MAX_CHARS) -> str:
        return _cut(self._shown(render.speech(self._protocol, parts, self._locale)), most)

    def _shown(self, text: str) -> str:
        # APL reads a few tags in text, and what a person said may be quoted in it.
        return self._here(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def _here(self, text: str) -> str:
        return said_here(self._protocol, text, self._locale)


def _cut(text: str, most: int) -> str:
    """Whole sentences as far as they fit; the voice says the rest."""
    if len(text) <= most:
        return text
    head = text[: most + 1]
    ends = [head.rfind(mark) for mark in (". ", "? ", "! ")]
    return head[: max(ends) + 1] if max(ends) > 0 else head[: head.rfind(" ")] + "…"
