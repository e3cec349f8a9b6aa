"""A stop half-way gets the careful advice."""

import pytest

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_stop_ends_with_the_careful_advice(talk):
    talk.tell(**CALF)
    reply = talk.say("stop")
    assert reply.ended
    assert reply.level == 3
    assert "911" in talk.speech


def test_a_stop_once_no_danger_is_open_alarms_nobody(protocol, talk):
    asked = {fact for question in protocol.questions.values() for fact in question.asks}
    told = {fact: protocol.findings[fact].deny or "unknown" for fact in asked}
    del told["urge_to_move_legs"]
    adult = {"is_adult": "yes", "caller_is_patient": "yes", "can_bear_weight": "yes"}
    both = {"site": "calf", "side": "both", "context": "night", "frequency": "rare"}
    talk.tell(**{**told, **adult, **both})
    assert talk.reply.question == "urge", "asked for relief alone"
    assert talk.say("stop").level == 0


def test_a_stop_says_in_the_same_words_what_can_wait_for_the_morning(talk):
    talk.tell(site="calf", ongoing_now="no", statin="yes", pain_between_cramps="yes")
    assert "At night, the morning is soon enough." in talk.speech
    reply = talk.say("stop")
    assert reply.level == 3
    assert "At night, the morning is soon enough, and sooner if it gets worse." in talk.speech


@pytest.mark.parametrize(
    "more", ["question", "ask:heat_or_ice", "wait", "why", "ask_level", "ask_relief"]
)
def test_a_stop_with_another_wish_ends_nothing(talk, more):
    talk.tell(**CALF)
    asks = talk.reply.asks
    reply = talk.say("stop", more)
    assert not reply.ended
    assert reply.asks == asks


@pytest.mark.parametrize("more", ["thanks", "deny", "affirm", "goodbye"])
def test_a_stop_with_a_word_of_parting_ends_the_call(talk, more):
    talk.tell(**CALF)
    assert talk.say("stop", more).ended
