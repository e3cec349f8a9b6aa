"""What is taken back takes effect aloud."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.facts import dangers
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
DANGERS = sorted(f for f in dangers(PROTOCOL.findings) if PROTOCOL.findings[f].danger == "yes")
CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


@pytest.mark.parametrize("fact", DANGERS)
def test_a_danger_taken_back_is_said_to_be_so(talk, fact):
    talk.tell(**CALF)
    talk.tell(**{fact: "yes"})
    talk.say("correct", facts={fact: "no"}, words="no wait i don't have that")
    if talk.reply.question in ("confirm", "read_back"):
        assert talk.reply.facts[fact] == "yes"  # it would lower the level: asked about first
        talk.say("affirm")
    if talk.speech.startswith("Good, so "):
        return  # 911 is taken back in its own words
    assert talk.speech.startswith("Sorry, so no ")
    assert "Then back to your calf." in talk.speech
    assert talk.reply.facts[fact] == "no"


def test_another_place_is_said_to_be_so(talk):
    talk.tell(**CALF)
    talk.say("correct", facts={"site": "foot", "side": "right"})
    assert talk.speech.startswith("Right foot, then.")
    assert (talk.reply.facts["site"], talk.reply.facts["side"]) == ("foot", "right")


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("question", ["gate", "breath", "frequency"])
def test_a_place_put_right_at_any_question_is_said_back_and_the_question_stays(
    talk, side, question
):
    talk.tell(site="calf", side="right" if side == "left" else "left", ongoing_now="yes")
    talk.until(question) if question == "frequency" else talk.tell()
    asks = talk.reply.asks
    talk.say("correct", facts={"side": side}, words=f"no i meant the {side} one")
    assert talk.speech.startswith(f"{side.capitalize()} calf, then.")
    assert talk.reply.asks == asks


def test_the_other_leg_is_the_same_muscle_of_it(talk):
    talk.tell(**CALF)
    talk.say("correct", facts={"site": "leg", "side": "right"}, words="no i meant the right leg")
    assert talk.speech.startswith("Right calf, then.")
    assert talk.reply.facts["site"] == "calf"


def test_what_is_only_taken_back_is_open_again(protocol, talk):
    talk.tell(**CALF, fever="yes")
    act = UserAct(retracts=("fever",), words="forget the fever")
    session, reply = step(protocol, talk.session, act)
    assert "fever" not in reply.facts
    assert step(protocol, session, UserAct(("repeat",)))[1].parts == reply.parts
    assert reply.parts[0].params == {"what": "no fever"}


def test_a_number_told_anew_is_taken_without_a_word(talk):
    talk.tell(**CALF, age_years=40)
    talk.say("correct", facts={"age_years": 60})
    assert "Sorry" not in talk.speech
    assert talk.reply.facts["age_years"] == 60
