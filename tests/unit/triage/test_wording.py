"""Which words a level, a reason and a call-back are said in: those that fit the place and cause."""

import pytest

from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import assess
from cramp_triage.triage.wording import callback_prompt, level_prompt, reason

PROTOCOL = load_protocol()
SORE_ON_A_STATIN = {"site": "calf", "statin": "yes", "pain_between_cramps": "yes"}


def said(kind, **facts):
    """The prompt that says the level of these facts, and its level."""
    assessment = assess(PROTOCOL, facts)
    return assessment.floor, level_prompt(PROTOCOL, assessment, kind)


@pytest.mark.parametrize("kind", ["level", "early", "also"])
def test_what_can_wait_for_the_morning_is_said_so_from_first_to_last(kind):
    assert said(kind, **SORE_ON_A_STATIN) == (3, f"{kind}.3.by_morning")
    assert "morning" in PROTOCOL.prompts["level.3.by_morning"]


@pytest.mark.parametrize("kind", ["level", "early", "also"])
def test_one_cause_that_cannot_wait_takes_the_morning_back(kind):
    assert said(kind, **SORE_ON_A_STATIN, swelling="one") == (3, f"{kind}.3")
    assert said(kind, swelling="one") == (3, f"{kind}.3")


def test_several_causes_that_can_wait_still_wait_for_the_morning():
    facts = {**SORE_ON_A_STATIN, "diarrhea": "yes", "diuretic": "yes"}
    at_three = [rule.id for rule in assess(PROTOCOL, facts).fired if rule.level == 3]
    assert {"statin_muscle", "fluid_loss"} <= set(at_three)
    assert said("level", **facts) == (3, "level.3.by_morning")


def test_who_takes_a_pill_is_sent_to_the_one_who_prescribed_it():
    assert said("level", diuretic="yes") == (2, "level.2.prescriber")
    assert said("level", diuretic="yes", twitching="persistent") == (2, "level.2")


def test_a_danger_above_it_is_said_in_its_own_words():
    assert said("level", **SORE_ON_A_STATIN, dark_urine="yes") == (4, "level.4")
    assert said("level", diuretic="yes", swelling="one") == (3, "level.3")


def test_what_a_wording_leaves_out_is_said_as_always():
    assert "also.2.prescriber" not in PROTOCOL.prompts
    assert said("also", diuretic="yes") == (2, "also.2")


def test_a_cramp_that_no_rule_speaks_of_is_said_as_always():
    assert said("level", site="calf", ongoing_now="no") == (0, "level.0")


@pytest.mark.parametrize(
    ("facts", "level", "prompt"),
    [
        ({"site": "calf"}, 0, "callback.leg"),
        ({"site": "foot"}, 2, "callback.leg"),
        ({"site": "hand"}, 0, "callback.other"),
        ({"site": "abdomen"}, 2, "callback.other"),
        ({}, 1, "callback.other"),
        ({"site": "calf"}, 3, "callback_short.leg"),
        ({"site": "thigh"}, 5, "callback_short.leg"),
        ({"site": "abdomen"}, 3, "callback_short.belly"),
        ({"site": "back"}, 4, "callback_short.belly"),
        ({"site": "hand"}, 3, "callback_short.other"),
        ({"site": "unknown"}, 3, "callback_short.other"),
        ({}, 4, "callback_short.other"),
    ],
)
def test_the_call_back_names_the_dangers_of_the_place(facts, level, prompt):
    assert callback_prompt(PROTOCOL, facts, level) == prompt
    assert "{emergency}" in PROTOCOL.prompts[prompt]


@pytest.mark.parametrize(
    ("site", "words"),
    [("calf", "one leg that's"), ("hand", "one hand that's"), ("forearm", "one arm that's")],
)
def test_a_reason_names_the_limb_that_was_told(site, words):
    assert reason(PROTOCOL, "leg_clot", site).startswith(words)


def test_every_reason_can_be_spoken_for_every_place():
    for site in (None, "unknown", *PROTOCOL.findings["site"].values):
        for rule in PROTOCOL.rules:
            assert "{" not in reason(PROTOCOL, rule.id, site), rule.id
