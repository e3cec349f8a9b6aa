"""What every test may use: the shipped protocol and lexicon, and a person to talk to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import settings

from cramp_triage.dialogue import asking, render
from cramp_triage.dialogue.session import Session
from cramp_triage.dialogue.step import start, step
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import Lexicon, load_lexicon
from cramp_triage.protocol.model import Protocol, load_protocol

# The same examples every time: a red test on a commit that changed nothing helps nobody.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None, print_blob=True)
settings.load_profile("soak" if os.environ.get("CRAMP_SOAK") else "fixed")


MOST_TURNS = 20
"""A person who denies everything is never asked for longer."""


def opened(protocol: Protocol, question: str, **facts: Value) -> Session:
    """A conversation in which this question of the protocol is open, and nothing else told."""
    turn = Turn(protocol, start(protocol)[0], UserAct(facts=facts))
    for fact, value in facts.items():
        turn.learn(fact, value)
    asked = protocol.questions[question]
    asking.ask(turn, asked, asked.asks)
    return turn.finish()


class Talk:
    """A conversation led by acts: `say` returns the reply, `speech` its words."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.session: Session
        self.reply: Reply
        self.session, self.reply = start(protocol)

    def say(
        self,
        *acts: str,
        facts: Mapping[str, object] | None = None,
        doubtful: bool = False,
        words: str = "",
    ) -> Reply:
        act = UserAct(acts=acts, facts=dict(facts or {}), words=words, doubtful=doubtful)  # type: ignore[arg-type]  # tests tell anything
        self.session, self.reply = step(self.protocol, self.session, act)
        return self.reply

    def tell(self, **facts: object) -> Reply:
        return self.say(facts=facts)

    def until(self, *asks: str, **answers: object) -> Reply:
        """Answers what is known and denies the rest until these facts are asked, or fails."""
        for _ in range(MOST_TURNS):
            if self.reply.asks == asks:
                return self.reply
            self._answer(answers)
        raise AssertionError(f"never asked {asks} in {MOST_TURNS} turns: now {self.reply.asks}")

    def until_asked(self, fact: str, **answers: object) -> Reply:
        """As `until`, for a fact that is asked alone or among others."""
        for _ in range(MOST_TURNS):
            if fact in self.reply.asks:
                return self.reply
            self._answer(answers)
        raise AssertionError(f"never asked {fact!r} in {MOST_TURNS} turns: now {self.reply.asks}")

    def until_ended(self, act: str = "deny", turns: int = MOST_TURNS) -> Reply:
        """Says this until the conversation is over, or fails."""
        for _ in range(turns):
            if self.reply.ended:
                return self.reply
            self.say(act)
        raise AssertionError(f"not over after {turns} turns: now {self.speech!r}")

    def until_heard(self, words: str, **answers: object) -> Reply:
        """Answers what is known and denies the rest until these words are said, or fails."""
        for _ in range(MOST_TURNS):
            if words in self.speech:
                return self.reply
            self._answer(answers)
        raise AssertionError(f"never said {words!r} in {MOST_TURNS} turns: now {self.speech!r}")

    def to_the_advice(self, opening: Mapping[str, object], **answers: object) -> None:
        """Answers what is known and denies the rest until the advice is spoken."""
        self.tell(**opening)
        self.until(**answers)

    def _answer(self, answers: Mapping[str, object]) -> None:
        known = {fact: answers[fact] for fact in self.reply.asks if fact in answers}
        if known:
            self.tell(**known)
        else:
            self.say("deny")

    @property
    def speech(self) -> str:
        return render.speech(self.protocol, self.reply.parts)


@pytest.fixture(scope="session", autouse=True)
def _no_sound_server_of_the_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests that want one start their own; looking for one would leave a folder in /tmp."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PULSE_RUNTIME_PATH", str(tmp_path_factory.mktemp("pulse")))
        yield


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return load_protocol()


@pytest.fixture
def talk(protocol: Protocol) -> Talk:
    return Talk(protocol)
