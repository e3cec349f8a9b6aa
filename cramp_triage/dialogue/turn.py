"""One turn in the making: what has happened so far, what is said, what is asked.

Shared by the modules of the dialogue; holds no rule of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from cramp_triage.dialogue import render
from cramp_triage.dialogue.session import Event, EventKind, Session
from cramp_triage.dialogue.state import State, fold
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.diary_note import Note
from cramp_triage.messages.replies import Expects, Hold, Part, Say
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import Assessment, assess

QUOTABLE_CHARACTERS: Final = 60
"""Longer sentences are not read back as a reason: nobody listens to the end."""


class Turn:
    """Collects the events and parts of one reply; `state` is always the fold of all events."""

    def __init__(self, protocol: Protocol, session: Session, act: UserAct) -> None:
        self.protocol = protocol
        self.session = session
        self.act = act
        self.number = session.turn + 1
        self.state: State = fold(session.log)
        self.events: list[Event] = []
        self.parts: list[Part] = []
        self.reprompt: list[Part] = []
        self.news: set[str] = set()
        self.note: Note = ""
        self.assessment: Assessment = assess(protocol, self.state.facts)

    def add(
        self, kind: EventKind, id_: str = "", value: Value | None = None, words: str = ""
    ) -> None:
        """Logs an event and takes it into the state."""
        event = Event(self.number, kind, id_, value, words)
        self.events.append(event)
        self.state.apply(event)

    def learn(self, fact: str, value: Value) -> None:
        """Logs a fact."""
        self.add("fact", fact, value)
        self.news.add(fact)

    def quote(self, facts: Iterable[str]) -> None:
        """Says in the person's own words what was heard of these facts, if it was a sentence."""
        for fact in facts:
            words = self.state.words.get(fact, "")
            if words.count(" ") >= 2 and len(words) <= QUOTABLE_CHARACTERS:
                self.say("you_said", words=words)
                return

    def assess(self) -> None:
        """Brings the assessment up to date with the facts."""
        self.assessment = assess(self.protocol, self.state.facts)

    def say(self, prompt: str, **params: str) -> None:
        """Says a prompt; its gaps for limb and diary are filled from what is known."""
        self.parts.append(self.line(prompt, **params))

    def line(self, prompt: str, **params: str) -> Say:
        """A prompt as a part, without saying it."""
        text = "" if prompt == render.ASK else self.protocol.prompts[prompt]
        diary = self.session.diary
        if "{nights}" in text and diary is not None:
            params["nights"] = str(diary.nights)
        if "{cramps}" in text and diary is not None:
            params["cramps"] = str(diary.week)
        if "{limb}" in text:
            site = self.state.facts.get("site")
            params["limb"] = self.protocol.limb(site)
        return Say(prompt, params)

    def advise_on(self, topic: str) -> None:
        """Answers a question from reviewed text, in the variant that fits what is known."""
        for number, variant in enumerate(self.protocol.guidance[topic].instead):
            if variant.when.truth(self.state.facts) is True:
                self.say(f"guidance.{topic}.{number}")
                return
        self.say(f"guidance.{topic}")

    def why(self, prompt: str, rule_id: str) -> None:
        """Says a prompt whose gap is a rule's reason."""
        self.say(prompt, why=self.protocol.prompts[f"rule.{rule_id}"])

    def hold(self, seconds: int, counts: tuple[int, ...]) -> None:
        """Counts aloud while the person holds."""
        self.parts.append(Hold(seconds, counts))
        self.add("hold", value=seconds)

    def ask(self, question: str, asks: tuple[str, ...], expects: Expects) -> None:
        """Opens a question; the words for it are said by the caller."""
        self.add("ask", question, asks, expects)

    def once(self, id_: str) -> bool:
        """True the first time, and remembers it."""
        if id_ in self.state.told:
            return False
        self.add("told", id_)
        return True

    def finish(self) -> Session:
        """The session after this turn."""
        return msgspec.structs.replace(
            self.session,
            turn=self.number,
            log=(*self.session.log, *self.events),
            said=tuple(self.parts),
            reprompt=tuple(self.reprompt),
        )
