"""After the advice: offers, news, and the last words."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
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
    assert "i have a fever" not in talk.speech, "the reason is in our words"


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


@pytest.mark.parametrize("topic", PROTOCOL.guidance)
def test_what_is_asked_behind_a_no_at_the_end_is_answered_and_the_call_goes_on(talk, topic):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("deny", f"ask:{topic}")
    assert not talk.reply.ended
    assert talk.speech.endswith("Is there anything else?")
    assert talk.say("deny").ended


ASKED = sorted({fact for question in PROTOCOL.questions.values() for fact in question.asks})


@pytest.mark.searches
@pytest.mark.parametrize("fact", [f for f in ASKED if PROTOCOL.findings[f].kind == "yes_no"])
def test_what_is_told_behind_a_no_at_the_end_is_heard(talk, fact):
    talk.to_the_advice(CALF, frequency="monthly")
    known = talk.reply.facts.get(fact)
    told = "no" if known == "yes" else "yes"
    talk.say("deny", facts={fact: told})
    assert talk.reply.facts[fact] == told
    assert not talk.reply.ended


@pytest.mark.parametrize("acts", [("done",), ("wait",), ("deny", "wait"), ("question",)])
def test_neither_waiting_nor_that_s_all_ends_the_call_at_its_end(talk, acts):
    talk.to_the_advice(CALF, frequency="monthly")
    assert not talk.say(*acts).ended
    assert "Sorry" not in talk.speech


def test_words_behind_a_no_that_mean_nothing_are_asked_for_once(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    act = UserAct(("deny",), words="no my toe jingles", unread=("toe jingles",))
    talk.session, talk.reply = step(talk.protocol, talk.session, act)
    assert talk.speech.startswith("I heard the no, but not what came after it.")
    assert step(talk.protocol, talk.session, act)[1].ended


def test_who_has_more_to_say_is_listened_to(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("done")
    talk.say("affirm")
    assert talk.speech.startswith("Go on, I'm listening.")
    talk.tell(diabetes="yes")
    assert not talk.reply.ended
    talk.say("done")
    assert talk.say("deny").ended


def test_a_no_with_nothing_behind_it_ends_the_call(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    assert talk.say("deny").ended


@pytest.mark.parametrize("fever", ["no", "yes"])
@pytest.mark.parametrize("open_", [(), ("done",)])
def test_who_asks_what_helps_at_the_end_is_told_and_the_call_goes_on(talk, fever, open_):
    talk.to_the_advice({**CALF, "fever": fever}, frequency="monthly")
    if open_:
        talk.say(*open_)
    talk.say("ask_relief")
    helps = PROTOCOL.guidance["prevent"].text if fever == "no" else "Be seen in person today"
    assert talk.speech.startswith(helps)
    assert not talk.reply.ended


def test_what_is_told_after_grave_advice_is_to_be_told_there_and_the_level_stands(talk):
    talk.to_the_advice({**CALF, "swelling": "one"}, frequency="monthly")
    level = talk.reply.level
    talk.tell(diabetes="yes")
    assert talk.reply.level == level >= 3
    assert talk.speech.startswith("Okay, tell them that, too. Be seen in person today")
    assert not talk.reply.ended


def test_what_is_told_after_light_advice_is_noted(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.tell(age_years=40)
    assert talk.speech.startswith("Okay. That doesn't change what I told you.")


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("calf", "Stretch your calves before bed"),
        ("foot", "Stretch your calves before bed"),
        ("hand", "breaks from gripping"),
        ("forearm", "breaks from gripping"),
        ("thigh", "Stretch that muscle gently"),
        ("groin", "Stretch that muscle gently"),
        ("neck", "Warm up before you use that muscle hard"),
        ("side", "Warm up before you use that muscle hard"),
    ],
)
def test_what_may_prevent_the_next_one_is_for_this_muscle(talk, site, words):
    talk.tell(site=site, ongoing_now="no")
    talk.say("ask:prevent")
    assert words in talk.speech


def test_a_yes_with_a_question_of_ones_own_is_answered_and_not_hung_up_on(talk):
    talk.to_the_advice({"site": "calf", "side": "left", "ongoing_now": "no"})
    assert talk.reply.question == "prevent"
    talk.say("affirm", "ask:heat_or_ice")
    assert "comfort" in talk.speech
    assert "Stretch your calves" in talk.speech
    assert (talk.reply.question, talk.reply.ended) == ("anything_else", False)


@pytest.mark.parametrize("unread", [("bed",), ("tired",), ("fine",)])
def test_one_word_behind_the_last_no_is_no_more_to_tell(talk, unread):
    talk.to_the_advice(CALF, frequency="monthly")
    act = UserAct(acts=("deny",), words=f"no {unread[0]}", unread=unread)
    assert step(PROTOCOL, talk.session, act)[1].ended


LONG_NOES = ("no i think i have got it now thank you so i rest it and i ring them in the morning",)


@pytest.mark.parametrize("words", LONG_NOES)
def test_a_no_that_goes_on_never_ends_the_call_however_often(talk, words):
    talk.to_the_advice(CALF, frequency="monthly")
    act = UserAct(("deny",), words=words)
    for _ in range(3):
        talk.session, talk.reply = step(talk.protocol, talk.session, act)
        assert not talk.reply.ended
    assert talk.say("deny").ended


@pytest.mark.parametrize("acts", [("affirm", "thanks", "goodbye"), ("affirm", "goodbye")])
def test_a_yes_that_says_goodbye_ends_the_call(talk, acts):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("done")
    assert talk.reply.question == "anything_else"
    assert talk.say(*acts, words="alright, so long, thanks").ended
