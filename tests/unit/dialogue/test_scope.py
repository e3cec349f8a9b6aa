"""Whom the program is not made for."""

import pytest


def test_a_child_is_handed_on_with_the_danger_signs(talk):
    talk.tell(site="calf", caller_is_patient="no", ongoing_now="no")
    assert "confusion" in talk.reply.asks, "somebody else's danger is heard first"
    talk.until("is_adult")
    talk.say("deny")
    talk.until_ended()
    assert talk.reply.mode == "out_of_scope_child"
    assert "made for adults" in talk.speech


def test_a_child_in_danger_still_gets_911(talk):
    talk.tell(site="calf", caller_is_patient="no", is_adult="no")
    assert talk.tell(breathless="yes").level == 5


@pytest.mark.parametrize("age", [3.0, 11.0, 17.0])
def test_a_number_in_passing_makes_nobody_a_child_unasked(talk, age):
    talk.say(facts={"age_years": age, "site": "calf"}, words="my grandson, he's eleven")
    assert talk.reply.asks == ("is_adult",)
    assert not talk.reply.ended
    talk.say("affirm", words="yes")
    assert talk.reply.mode != "out_of_scope_child"
    assert talk.reply.facts["is_adult"] == "yes"


def test_a_child_who_says_so_is_handed_on(talk):
    talk.say(facts={"age_years": 12.0, "site": "calf"}, words="i'm twelve")
    talk.say("deny", words="no")
    while not talk.reply.ended:
        talk.say("deny", words="no")
    assert talk.reply.mode == "out_of_scope_child"


def test_who_calls_for_a_child_is_not_asked_twice(talk):
    told = {"age_years": 8.0, "site": "calf", "caller_is_patient": "no"}
    talk.say(facts=told, words="my son is eight, his calf")
    assert "is_adult" not in talk.reply.asks


def test_who_may_be_a_child_hears_at_once_what_cannot_wait(talk):
    told = {"age_years": 17.0, "site": "quadriceps", "dark_urine": "yes", "hard_exercise": "yes"}
    talk.say(facts=told, words="i'm seventeen, my pee is brown since the squats")
    assert talk.reply.asks == ("is_adult",)
    assert talk.reply.level == 4


@pytest.mark.parametrize(
    "told", [{"site": "foot"}, {"side": "both"}, {"frequency": "nightly"}, {"fever": "no"}]
)
@pytest.mark.parametrize("bare", [{}, {"is_adult": "no"}])
def test_a_no_amid_other_news_makes_nobody_a_child(talk, told, bare):
    talk.say(facts={"age_years": 12.0, "site": "calf"}, words="my grandson, he's twelve")
    talk.say("deny", facts={**told, **bare}, words="no, not that")
    assert "is_adult" not in talk.reply.facts
    assert "is_adult" in talk.reply.asks
    talk.say("deny", facts=told, words="no")
    assert talk.reply.facts["is_adult"] == "no"
