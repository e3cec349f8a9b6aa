"""The questions come to an end: nobody is asked for ever, and who presses is told soon."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue.pace import MORE, PATIENCE, PRESSED, WEARY
from tests.conftest import Talk

STORIES: tuple[dict[str, object], ...] = (
    {"site": "calf", "dialysis": "yes", "frequency": "several_weekly", "since_days": 21},
    {"site": "jaw", "ongoing_now": "no", "duration_min": 0.5},
    {"site": "side", "ongoing_now": "no", "postpartum_12mo": "yes"},
    {"site": "forearm", "other_sites": ["calf"], "weakness": "yes", "frequency": "daily"},
    {"site": "calf", "other_sites": ["foot"], "new_medicine": "yes", "frequency": "nightly"},
    {"site": "hand", "diabetes": "yes", "frequency": "nightly", "since_days": 30},
)
PRESSING = ("ask_level", "ask_length", "complaint")


def questions(talk: Talk) -> int:
    asked = {event.id for event in talk.session.log if event.kind == "ask"}
    return len(asked & talk.protocol.questions.keys())


def go_on(talk: Talk, *acts: str) -> None:
    """Answers what is open with no, and besides does this."""
    value = "deny" if talk.reply.expects == "yes_no" else "unsure"
    talk.say(value, *acts)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["site"]))
def test_nobody_is_asked_for_ever(talk: Talk, story: dict[str, object]) -> None:
    talk.tell(**story)
    while talk.reply.level is None and not talk.reply.ended:
        go_on(talk)
    assert talk.reply.level is not None
    assert questions(talk) <= PATIENCE + MORE + 1


@pytest.mark.parametrize("act", PRESSING)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["site"]))
def test_who_presses_is_asked_three_questions_more(
    talk: Talk, story: dict[str, object], act: str
) -> None:
    talk.tell(**story)
    while questions(talk) < PRESSED and talk.reply.level is None:
        go_on(talk)
    so_far = questions(talk)
    go_on(talk, act)
    while talk.reply.level is None and not talk.reply.ended:
        go_on(talk)
    assert questions(talk) <= so_far + MORE + 1


def test_who_asks_how_long_late_is_told_that_it_is_nearly_done(talk: Talk) -> None:
    talk.tell(**STORIES[0])
    talk.say("ask_length")
    assert "Two or three minutes" in talk.speech
    while questions(talk) < PRESSED:
        go_on(talk)
    talk.say("ask_length")
    assert "Nearly done" in talk.speech
    talk.say("ask_level")
    assert "From what you've told me so far" in talk.speech


def test_who_presses_late_waits_no_longer_for_having_asked_much_in_between(talk: Talk) -> None:
    talk.tell(**STORIES[5])
    for turn in range(WEARY):
        talk.say("ask:heat_or_ice") if turn % 2 else go_on(talk)
    so_far = questions(talk)
    assert so_far < PRESSED
    go_on(talk, "complaint")
    while talk.reply.level is None and not talk.reply.ended:
        go_on(talk)
    assert questions(talk) <= so_far + MORE + 1


def test_who_asks_how_long_after_the_advice_is_told_that_it_is_over(talk: Talk) -> None:
    talk.to_the_advice({"site": "calf", "ongoing_now": "no"}, frequency="monthly")
    talk.say("ask_length")
    assert talk.speech.startswith("That was all I needed to ask.")
