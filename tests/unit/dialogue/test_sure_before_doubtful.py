"""What is known for sure is said before what is doubtful is asked once more."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from tests.conftest import Talk

EMERGENCY: dict[str, object] = {"kidney_disease": "yes", "weakness": "yes"}


def say(talk: Talk, doubts: tuple[str, ...] = (), **facts: object) -> None:
    act = UserAct(acts=(), facts=facts, doubts=doubts, words="so it is")  # type: ignore[arg-type]  # tests tell anything
    talk.session, talk.reply = step(talk.protocol, talk.session, act)


@pytest.mark.parametrize("doubt", ["fainted", "confusion", "speech_trouble"])
def test_the_level_comes_with_the_doubt_that_is_asked(talk: Talk, doubt: str) -> None:
    talk.tell(site="calf", ongoing_now="no")
    say(talk, (doubt,), **EMERGENCY)
    assert talk.reply.level == 4
    assert talk.reply.asks == (doubt,)
    assert "I want to be sure" in talk.speech


@pytest.mark.parametrize("doubt", ["fainted", "confusion", "speech_trouble"])
def test_the_level_comes_while_a_doubt_is_still_open(talk: Talk, doubt: str) -> None:
    talk.tell(site="calf", ongoing_now="no")
    say(talk, (doubt,))
    assert talk.reply.asks == (doubt,)
    assert talk.reply.level is None
    talk.tell(**EMERGENCY)
    assert talk.reply.level == 4


def test_nothing_is_said_twice_in_one_reply(talk: Talk) -> None:
    talk.to_the_advice({"site": "calf", "ongoing_now": "no", "frequency": "weekly"})
    talk.say("affirm", "ask:visit")
    told = [part for part in talk.reply.parts if "guidance" in getattr(part, "prompt", "")]
    assert len(told) == len(set(map(str, told)))
