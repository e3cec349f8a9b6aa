"""A habit is no cramp that is on: nothing is stretched before it is known whether it cramps now."""

import pytest

from cramp_triage.dialogue import render

HABITS = ({"frequency": "nightly"}, {"since_days": 30.0}, {"episodes_count": 3.0})


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("site", ["calf", "foot", "hand", "hamstring"])
def test_a_habit_is_asked_about_before_any_stretch(talk, habit, site):
    talk.tell(site=site, **habit)
    assert talk.reply.asks == ("ongoing_now",)
    assert not talk.reply.relief
    talk.say("deny")
    assert not talk.reply.relief


@pytest.mark.parametrize("habit", HABITS)
def test_one_that_is_on_is_stretched(talk, habit):
    talk.tell(site="calf", **habit)
    talk.say("affirm")
    assert [given.kind for given in talk.reply.relief] == ["stretch"]


@pytest.mark.parametrize("habit", HABITS)
def test_who_tells_something_else_is_helped_all_the_same(talk, habit):
    talk.tell(site="calf", **habit)
    talk.tell(diabetes="yes")
    assert [given.kind for given in talk.reply.relief] == ["stretch"]


def test_a_cramp_told_as_such_is_stretched_at_once(talk):
    talk.tell(site="calf")
    assert talk.reply.relief
    talk.tell(frequency="nightly")
    assert talk.reply.asks != ("ongoing_now",)


@pytest.mark.parametrize("site", ["calf", "foot", "hand"])
def test_cramps_told_of_as_a_habit_are_asked_about_before_any_stretch(talk, site):
    talk.say("habit", facts={"site": site, "context": "night"})
    assert talk.reply.asks == ("ongoing_now",)
    assert not talk.reply.relief


def test_a_habit_is_remembered_until_the_place_is_known(talk):
    talk.say("habit", facts={"context": "night"})
    talk.tell(site="calf")
    assert talk.reply.asks == ("ongoing_now",)


@pytest.mark.parametrize(
    ("site", "limb"), [("calf", "leg"), ("toes", "foot"), ("hamstring", "leg")]
)
def test_of_two_sides_the_worse_comes_first(talk, site, limb):
    talk.tell(site=site, side="both", ongoing_now="yes")
    assert f"One {limb} at a time" in render.speech(talk.protocol, talk.reply.parts)
    talk.say("deny")
    assert "at a time" not in render.speech(talk.protocol, talk.reply.parts)


def test_a_stretch_for_a_cramp_that_nobody_has_is_for_the_next(talk):
    talk.tell(site="calf")
    talk.say("deny", facts={"ongoing_now": "no"}, words="no, nothing's cramping right now")
    assert "nothing to hold" in talk.speech
    assert "let it rest" not in talk.speech.lower()


def test_what_lets_go_has_been_on(talk):
    talk.tell(site="calf")
    talk.say("gone", facts={"ongoing_now": "no"}, words="it's gone now")
    assert "it has let go" in talk.speech
