"""What is said around the advice and after it: why, again, one thing more, and the end."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.conftest import Talk

CALF = {"site": "calf", "ongoing_now": "yes"}


def to_the_advice(talk, opening: Mapping[str, str], **answers: str) -> None:
    """Answers what is known and denies the rest until the advice is spoken."""
    talk.tell(**opening)
    while talk.reply.asks:
        known = {fact: answers[fact] for fact in talk.reply.asks if fact in answers}
        if known:
            talk.tell(**known)
        else:
            talk.say("deny")


def test_why_before_anything_is_known_says_why_the_place_matters(talk):
    talk.say("why")
    assert talk.speech == "Because each muscle is stretched in its own way. Where's the cramp?"


def test_why_at_the_hold_says_why_it_should_let_go(talk):
    talk.tell(**CALF)
    while talk.reply.asks != ("ongoing_now",):
        talk.say("deny")
    talk.say("why")
    assert "a cramp that won't let go should be seen" in talk.speech


def test_why_a_question_that_nothing_explains_says_what_all_of_them_are_for(protocol):
    prompts = {key: text for key, text in protocol.prompts.items() if key != "why.where"}
    talk = Talk(replace(protocol, prompts=prompts, rules=()))
    talk.say("why")
    assert talk.speech.startswith("Because it helps me tell how soon a doctor should see you.")


def test_why_after_harmless_advice_says_that_nothing_pointed_to_danger(talk):
    to_the_advice(talk, CALF, frequency="monthly")
    talk.say("why")
    assert talk.speech.startswith("Nothing you've told me is a danger sign.")


def test_why_after_serious_advice_gives_the_reason_once_more(talk):
    to_the_advice(talk, {**CALF, "swelling": "one"}, frequency="monthly")
    talk.say("why")
    assert "clot" in talk.speech


def test_serious_advice_is_said_again_on_request(talk):
    to_the_advice(talk, {**CALF, "swelling": "one"}, frequency="monthly")
    level = talk.reply.level
    assert level >= 3
    assert talk.speech.endswith("?")
    talk.say("affirm")
    assert "clot" in talk.speech
    assert talk.reply.level == level


def test_a_danger_told_after_the_advice_raises_it(talk):
    to_the_advice(talk, CALF, frequency="monthly")
    assert talk.reply.level == 0
    talk.tell(dark_urine="yes")
    assert talk.reply.level == 4
    assert "emergency room" in talk.speech


def test_a_danger_half_heard_after_the_advice_raises_it_once_it_is_confirmed(talk):
    to_the_advice(talk, CALF, frequency="monthly")
    talk.say(facts={"fever": "yes"}, doubtful=True, words="i have a fever")
    assert talk.reply.level == 0
    talk.say("affirm")
    assert talk.reply.level == 3
    assert talk.speech.startswith("Be seen in person today")
    assert "You said: i have a fever." in talk.speech


def test_what_is_misheard_twice_after_the_advice_ends_with_the_advice_as_it_was(talk):
    to_the_advice(talk, CALF, frequency="monthly")
    for _ in range(2):
        assert not talk.reply.ended
        talk.say(facts={"side": "right"}, doubtful=True, words="my right calf")
        talk.say("deny")
    assert (talk.reply.ended, talk.reply.level, talk.speech) == (True, 0, "Take care.")
    assert "side" not in talk.reply.facts


def test_who_refuses_an_ambulance_hears_the_risk_once_and_911_every_time(talk):
    talk.tell(**CALF, chest_pain="yes")
    talk.say("refuse_care")
    assert "pain or pressure in the chest can be your heart" in talk.speech
    assert talk.speech.endswith("Please call 911 now.")
    talk.say("refuse_care")
    assert talk.speech == "Please call 911 now."


def test_what_is_not_understood_after_the_advice_is_asked_once_more_then_it_ends(talk):
    to_the_advice(talk, CALF, frequency="monthly")
    talk.say("no_match")
    assert not talk.reply.ended
    talk.say("no_match")
    assert talk.reply.ended


@pytest.mark.parametrize("act", ["no_input", "stop"])
def test_silence_or_stop_after_the_advice_is_a_farewell_and_no_new_alarm(talk, act):
    to_the_advice(talk, CALF, frequency="monthly")
    talk.say(act)
    while not talk.reply.ended:
        talk.say(act)
    assert talk.reply.level == 0
    assert talk.speech in ("Take care.", "Good night.") or talk.speech.endswith("Take care.")


def test_a_conversation_that_goes_on_after_the_advice_ends_without_a_new_one(talk):
    to_the_advice(talk, CALF, frequency="monthly")
    while not talk.reply.ended:
        talk.say("repeat")
    assert talk.speech.startswith("We've talked a while")
    assert "call 911" not in talk.speech
    assert talk.reply.level == 0
