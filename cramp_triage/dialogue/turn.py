"""One turn in the making: what has happened so far, what is said, what is asked.

Shared by the policies of the dialogue; holds no rule of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from cramp_triage.dialogue import render
from cramp_triage.dialogue.projections.open_question import Asked
from cramp_triage.dialogue.session import COMPOSED, Event, EventKind, Session
from cramp_triage.dialogue.state import State, fold
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.diary_note import Note
from cramp_triage.messages.replies import Hold, Part, Say
from cramp_triage.protocol.conditions import Facts
from cramp_triage.protocol.facts import NO, ONGOING_NOW, PATIENT, SITE, UNKNOWN
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911, Assessment, assess
from cramp_triage.triage.wording import Kind, callback_prompt, level_prompt, reason


class Turn:
    """Collects the events and parts of one reply; `state` is always the fold of all events."""

    def __init__(self, protocol: Protocol, session: Session, act: UserAct) -> None:
        self.protocol = protocol
        self.session = session
        self.act = act
        self.number = session.turn + 1
        self.state: State = fold(session.log)
        self.answered = self.state.question
        self.before = self.state.known
        self.events: list[Event] = []
        self.parts: list[Part] = []
        self.reprompt: list[Part] = []
        self.news: set[str] = set()
        self.note: Note = ""
        self._assessed: tuple[Facts, Assessment] | None = None

    @property
    def facts(self) -> Facts:
        """What is known."""
        return self.state.known.facts

    @property
    def asked(self) -> Asked:
        """The open question."""
        return self.state.asked

    @property
    def assessment(self) -> Assessment:
        """How urgent what is known is."""
        facts = self.facts
        if self._assessed is None or self._assessed[0] is not facts:
            self._assessed = facts, assess(self.protocol, facts)
        return self._assessed[1]

    @property
    def floor(self) -> int:
        """The level that what is known implies, 0 to 5."""
        return self.assessment.floor

    @property
    def stands_911(self) -> bool:
        """Whether 911 was said and not taken back."""
        return self.state.advised.level == CALL_911

    @property
    def is_helper(self) -> bool:
        """Whether the caller is not the one with the cramp."""
        return self.facts.get(PATIENT) == NO

    def add(
        self, kind: EventKind, id_: str = "", value: Value | None = None, words: str = ""
    ) -> None:
        """Logs an event and takes it into the state."""
        event = Event(self.number, kind, id_, value, words)
        self.events.append(event)
        self.state = self.state.after(event)

    @property
    def log(self) -> tuple[Event, ...]:
        """All that has happened, this turn's last."""
        return (*self.session.log, *self.events)

    @property
    def touched(self) -> set[str]:
        """The facts told or taken back in this turn."""
        return {event.id for event in self.events if event.kind in ("fact", "drop")}

    def has(self, *kinds: EventKind) -> bool:
        """Whether something of these kinds has happened in this turn."""
        return any(event.kind in kinds for event in self.events)

    def learn(self, fact: str, value: Value) -> None:
        """Logs a fact."""
        self.add("fact", fact, value)
        self.news.add(fact)

    def once(self, id_: str) -> bool:
        """True the first time, and remembers it."""
        if id_ in self.state.course.told:
            return False
        self.add("told", id_)
        return True

    def hold(self, seconds: int, counts: tuple[int, ...]) -> None:
        """Counts aloud while the person holds."""
        self.parts.append(Hold(seconds, counts))
        self.add("hold", value=seconds)

    def say(self, prompt: str, **params: str) -> None:
        """Says a prompt; its gaps for limb and diary are filled from what is known."""
        self.parts.append(self.line(prompt, **params))

    def line(self, prompt: str, **params: str) -> Say:
        """A prompt as a part, without saying it."""
        text = "" if prompt in COMPOSED else self.protocol.prompts[prompt]
        diary = self.session.diary
        if "{nights}" in text and diary is not None:
            params["nights"] = str(diary.nights)
        if "{cramps}" in text and diary is not None:
            params["cramps"] = str(diary.week)
        if "{limb}" in text:
            params["limb"] = self.protocol.limb(self.facts.get(SITE))
        if self.is_helper:
            params[render.TO] = render.HELPER
        return Say(prompt, params)

    def say_once(self) -> None:
        """Drops what this reply has said already: a question can bring up what comes anyway."""
        self.parts[:] = [
            part
            for at, part in enumerate(self.parts)
            if not (isinstance(part, Say) and part in self.parts[:at])
        ]

    def say_again(self) -> None:
        """Says the last reply once more."""
        self.parts.extend(self.session.said)
        self.reprompt.extend(self.session.reprompt)

    def advise_on(self, topic: str) -> None:
        """Answers a question from reviewed text, in the variant that fits what is known."""
        number, about = self.variant_of(topic), self.protocol.guidance[topic]
        if number is not None:
            self.say(f"guidance.{topic}.{number}")
        elif about.cramping and self.facts.get(ONGOING_NOW) != NO:
            self.say(f"guidance.{topic}.cramping")
        else:
            self.say(f"guidance.{topic}")

    def variant_of(self, topic: str) -> int | None:
        """Which variant of a topic's answer fits what is known; None if none does.

        A place that is named with the question is the one that is asked about.
        """
        named, facts = self.act.facts.get(SITE), self.facts
        if named not in (None, UNKNOWN):
            facts = {**facts, SITE: named}
        variants = enumerate(self.protocol.guidance[topic].instead)
        fitting = (number for number, one in variants if one.when.truth(facts) is True)
        return next(fitting, None)

    def why(self, prompt: str, rule_id: str) -> None:
        """Says a prompt whose gap is a rule's reason."""
        why = reason(self.protocol, rule_id, self.facts.get(SITE))
        if self.is_helper:
            why = render.of_them(self.protocol, f"rule.{rule_id}", why)
        self.say(prompt, why=why)

    def say_level(self, kind: Kind) -> None:
        """Says the level that what is known implies, or what goes with it."""
        self.say(level_prompt(self.protocol, self.assessment, kind))

    def say_callback(self) -> None:
        """Says when to call back."""
        self.say(callback_prompt(self.protocol, self.facts, self.floor))

    def finish(self) -> Session:
        """The session after this turn."""
        return msgspec.structs.replace(
            self.session,
            turn=self.number,
            log=(*self.session.log, *self.events),
            said=tuple(self.parts),
            reprompt=tuple(self.reprompt),
        )


Handled = Literal["replied", "moves_on"]
"""What a policy that takes a turn has done: made the reply, or dealt with what was said, so that
what comes next is open."""

REPLIED: Final = "replied"
MOVES_ON: Final = "moves_on"

Policy = Callable[[Turn], Handled | None]
"""Takes a turn, or leaves it to the policies after it."""
