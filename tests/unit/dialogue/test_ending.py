"""After the advice: offers, news, and the last words."""

import pytest

CALF = {"site": "calf", "ongoing_now": "yes"}


def test_serious_advice_is_said_again_on_request(talk):
    talk.to_the_advice({**CALF, "swelling": "one"}, frequency="monthly")
    level = talk.reply.level
    assert level >= 3
    assert talk.speech.endswith("?")
    talk.say("affirm")
    assert "clot" in talk.speech
    assert talk.reply.level == level


def test_what_can_wait_for_the_morning_is_said_again_in_the_same_words(talk):
    sore = {"site": "calf", "ongoing_now": "no", "statin": "yes", "pain_between_cramps": "yes"}
    talk.to_the_advice(sore, frequency="monthly")
    level = "Be seen in person today. At night, the morning is soon enough"
    assert level in talk.speech
    assert talk.reply.question == "again"
    talk.say("affirm")
    assert level in talk.speech


def test_a_danger_told_after_the_advice_raises_it(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    assert talk.reply.level == 0
    talk.tell(dark_urine="yes")
    assert talk.reply.level == 4
    assert "emergency room" in talk.speech


def test_a_danger_half_heard_after_the_advice_raises_it_once_it_is_confirmed(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say(facts={"fever": "yes"}, doubtful=True, words="i have a fever")
    assert talk.reply.level == 0
    talk.say("affirm")
    assert talk.reply.level == 3
    assert talk.speech.startswith("Be seen in person today")
    assert "You said: i have a fever." in talk.speech


def test_what_is_misheard_twice_after_the_advice_ends_with_the_advice_as_it_was(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    for _ in range(2):
        assert not talk.reply.ended
        talk.say(facts={"side": "right"}, doubtful=True, words="my right calf")
        talk.say("deny")
    assert (talk.reply.ended, talk.reply.level, talk.speech) == (True, 0, "Take care.")
    assert "side" not in talk.reply.facts


def test_what_is_not_understood_after_the_advice_is_asked_once_more_then_it_ends(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("no_match")
    assert not talk.reply.ended
    talk.say("no_match")
    assert talk.reply.ended


@pytest.mark.parametrize("act", ["no_input", "stop"])
def test_silence_or_stop_after_the_advice_is_a_farewell_and_no_new_alarm(talk, act):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say(act)
    talk.until_ended(act)
    assert talk.reply.level == 0
    assert talk.speech in ("Take care.", "Good night.") or talk.speech.endswith("Take care.")


def test_a_conversation_that_goes_on_after_the_advice_ends_without_a_new_one(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.until_ended("repeat", turns=60)
    assert talk.speech.startswith("We've talked a while")
    assert "call 911" not in talk.speech
    assert talk.reply.level == 0
