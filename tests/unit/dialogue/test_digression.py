"""What a person wants beside the answer: repeat, help, why, slower, a question of their own."""

import pytest
from msgspec.structs import replace

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from tests.conftest import Talk

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_repeat_says_the_same_again(talk):
    talk.tell(**CALF)
    before = talk.speech
    talk.say("repeat")
    assert talk.speech == before
    assert talk.reply.asks == ("injury", "swelling", "warm_red_skin", "limb_cold_pale")


def test_help_says_what_can_be_said_to_this_question(talk):
    talk.say("help")
    assert "calf, foot, thigh" in talk.speech
    talk.tell(**CALF)
    talk.say("help")
    assert "You can say yes, no, or I don't know." in talk.speech


def test_why_gives_the_reason_and_asks_again(talk):
    talk.tell(**CALF)
    talk.until("diuretic", "statin", "new_medicine", "takes_quinine")
    talk.say("why")
    assert talk.speech.startswith("Because ")
    assert talk.speech.endswith("?")


def test_slower_is_remembered(talk):
    talk.tell(**CALF)
    assert talk.say("slower").slower
    assert talk.say("deny").slower


def test_refusing_before_anything_is_known_still_gets_the_questions(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("refuse_care")
    assert talk.reply.asks == asks


def test_quinine_is_refused_and_the_question_stays_open(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("ask:quinine", facts={"asks_for_quinine": "yes"})
    assert "can't recommend quinine" in talk.speech
    assert set(asks) & set(talk.reply.asks) or talk.reply.asks == ("takes_quinine",)


def test_why_before_anything_is_known_says_why_the_place_matters(talk):
    talk.say("why")
    assert talk.speech == "Because each muscle is stretched in its own way. Where's the cramp?"


def test_why_at_the_hold_says_why_it_should_let_go(talk):
    talk.tell(**CALF)
    talk.until("ongoing_now")
    talk.say("why")
    assert "a cramp that won't let go should be seen" in talk.speech


def test_why_a_question_that_nothing_explains_says_what_all_of_them_are_for(protocol):
    prompts = {key: text for key, text in protocol.prompts.items() if key != "why.where"}
    talk = Talk(replace(protocol, prompts=prompts, rules=()))
    talk.say("why")
    assert talk.speech.startswith("Because it helps me tell how soon a doctor should see you.")


def test_why_after_harmless_advice_says_that_nothing_pointed_to_danger(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("why")
    assert talk.speech.startswith("I heard no danger sign in what you told me.")


def test_why_after_serious_advice_gives_the_reason_once_more(talk):
    talk.to_the_advice({**CALF, "swelling": "one"}, frequency="monthly")
    talk.say("why")
    assert "clot" in talk.speech


SORE_ON_A_STATIN = {"site": "calf", "ongoing_now": "no", "statin": "yes"}


def test_how_bad_is_it_waits_for_the_questions(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("ask_level")
    assert talk.speech.startswith("I'll tell you in a moment.")
    assert talk.reply.asks == asks


def test_how_bad_is_it_after_the_advice_is_answered_in_the_same_words(talk):
    talk.to_the_advice(SORE_ON_A_STATIN | {"pain_between_cramps": "yes"}, frequency="monthly")
    level = "Be seen in person today. At night, the morning is soon enough"
    assert level in talk.speech
    talk.say("ask_level")
    assert talk.speech.startswith(level)


@pytest.mark.parametrize(
    ("danger", "level"),
    [
        ({"swelling": "one"}, "Be seen in person today"),
        ({"dark_urine": "yes"}, "Go to an emergency"),
    ],
)
def test_a_danger_told_with_how_bad_is_it_is_answered_with_the_new_level_alone(talk, danger, level):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("ask_level", facts=danger)
    assert talk.speech.startswith(level)
    assert "at home" not in talk.speech


def test_how_bad_is_it_stays_as_advised_where_less_is_left_of_what_was_told(talk):
    talk.to_the_advice({**CALF, "swelling": "one"}, frequency="monthly")
    act = UserAct(("ask_level",), retracts=("swelling",))
    talk.session, talk.reply = step(talk.protocol, talk.session, act)
    assert talk.speech.startswith("Be seen in person today, within about four hours if you can.")
