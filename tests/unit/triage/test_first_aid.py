"""What may be said until help comes: whatever is known, and whatever is asked, it does no harm."""

import re
from itertools import islice

import pytest

from cramp_triage.evaluation.lint import EXAMPLES, ways
from cramp_triage.protocol.facts import UNKNOWN
from cramp_triage.protocol.model import HIGHEST, load_protocol
from cramp_triage.triage.assess import ER_NOW, NOT_EXCLUDED, assess
from cramp_triage.triage.first_aid import OPERATOR_FIRST, first_aid

PROTOCOL = load_protocol()
TOPICS = sorted({entry.topic for entry in PROTOCOL.first_aid})
URGENT = [r for r in PROTOCOL.rules if r.level >= ER_NOW and r.id != NOT_EXCLUDED]


def said(facts, topic="", before=()):
    """The ids of what may be said to a person with these facts."""
    assessment = assess(PROTOCOL, facts)
    return [e.id for e in first_aid(PROTOCOL, facts, assessment, topic=topic, said=before)]


def entries(facts, *topics):
    """Each entry that may be said to a person on these topics; without any, unasked or asked."""
    assessment = assess(PROTOCOL, facts)
    return {
        entry.id: entry
        for topic in topics or ("", *TOPICS)
        for entry in first_aid(PROTOCOL, facts, assessment, topic=topic)
    }.values()


def people(rules=URGENT, **more):
    """Each way in which a rule can hold, with more facts."""
    for rule in rules:
        for facts in islice(ways(rule.when, PROTOCOL), EXAMPLES):
            yield {**more, **facts}


def sentences(facts, *topics):
    """Every sentence of these entries but of cooling, which goes before a limb."""
    for entry in entries(facts, *topics):
        if entry.kind != "cool":
            yield from re.split(r"(?<=[.:])\s+", " ".join(entry.say))


def test_every_entry_is_said_to_somebody():
    heard = {
        entry.id
        for facts in (
            {},
            {"heat_exposure": "yes"},
            {"pregnant": "yes", "breathless": "yes"},
            {"pregnant": "yes", "fainted": "yes"},
            {"pregnant": "yes"},
            {"injury": "yes"},
            {"fainted": "yes", "vomiting": "yes"},
            {"fainted": "yes", "breathless": UNKNOWN},
            {"fainted": "yes", "chest_pain": "yes"},
            {"injury": UNKNOWN},
            {"confusion": "yes", "diabetes": "yes"},
            {"in_water_now": "yes"},
            {"dark_urine": "yes"},
            {"heat_exposure": "yes", "confusion": "yes"},
            {"limb_cold_pale": "yes"},
            {"alone_now": "yes", "asks_for_ambulance": "yes"},
            {"alone_now": "yes", "confusion": "yes"},
            {"alone_now": "yes", "in_water_now": "yes"},
            *people(),
        )
        for entry in entries(facts)
    }
    assert heard == {entry.id for entry in PROTOCOL.first_aid}


def test_every_emergency_brings_something_of_its_own():
    for facts in people([rule for rule in URGENT if rule.level == HIGHEST]):
        assert len(said(facts)) > 1, facts


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"face_droop": "yes"}, ["operator_first", "stroke_note_time"]),
        ({"seizure": "yes"}, ["operator_first", "seizure_safe"]),
        ({"chest_pain": "yes"}, ["operator_first", "heart_rest", "own_angina_spray"]),
        ({"heat_exposure": "yes", "hot_skin": "yes"}, ["operator_first", "cool_body"]),
        ({"fainted": "yes"}, ["operator_first", "lie_flat"]),
        ({"dark_urine": "yes"}, ["stop_all_effort"]),
        ({"limb_cold_pale": "yes"}, ["cold_limb_still"]),
        ({"cannot_get_out_of_water": "yes"}, ["operator_first", "float", "reach_or_throw"]),
    ],
)
def test_what_fired_chooses_what_is_said_unasked(facts, expected):
    assert said(facts) == expected


def test_a_cramp_without_danger_brings_up_nothing():
    assert said({"site": "calf", "ongoing_now": "yes", "context": "night"}) == []


def test_the_operator_goes_first_and_is_told_of_once():
    facts = {"face_droop": "yes"}
    assert said(facts)[0] == OPERATOR_FIRST
    assert OPERATOR_FIRST not in said(facts, before=[OPERATOR_FIRST])
    assert said({"dark_urine": "yes"}, "calling") == ["calling"]


def test_what_was_said_comes_again_only_when_asked_for():
    facts = {"face_droop": "yes"}
    before = [OPERATOR_FIRST, "stroke_note_time"]
    assert said(facts, before=before) == []
    assert said(facts, "stroke", before) == ["stroke_note_time"]


def test_whoever_does_not_breathe_is_pushed_on_the_chest_at_any_level():
    for facts in ({}, *people()):
        *_, chest = entries(facts, "not_breathing")
        assert chest.count_per_minute == 110


@pytest.mark.parametrize("rule", [r.id for r in URGENT if r.level == HIGHEST])
def test_nothing_by_mouth_in_an_emergency(rule):
    for facts in people([r for r in URGENT if r.id == rule]):
        assert all(entry.kind != "by_mouth" for entry in entries(facts)), facts


def test_every_rule_of_the_emergency_room_decides_whether_one_may_drink():
    free = {rule.id for rule in URGENT if rule.level == ER_NOW}
    sips = next(entry for entry in PROTOCOL.first_aid if entry.id == "drink_sips")
    assert free - set(sips.never_rules) == {
        "dark_urine",
        "dried_out",
        "heart_rhythm_salts",
        "muscle_breakdown",
        "quinine_harm",
        "sweated_out",
        "withdrawal_severe",
    }


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"dark_urine": "yes"}, "drink_sips"),
        ({"dark_urine": "yes", "vomiting": "yes"}, "drink_wait"),
        ({"dark_urine": "yes", "dialysis": "yes"}, "drink_wait"),
        ({"dark_urine": "yes", "fluid_restricted": UNKNOWN}, "drink_wait"),
        ({"dark_urine": "yes", "severe_headache": "yes"}, "drink_wait"),
        ({"dark_urine": "yes", "limb_cold_pale": "yes"}, "drink_wait"),
        ({"saddle_numbness": "yes"}, "drink_wait"),
        ({"deformity": "yes", "injury": "yes"}, "drink_wait"),
    ],
)
def test_sips_only_where_no_operation_and_no_limit_speaks_against_them(facts, answer):
    assert said(facts, "drink") == [answer]


@pytest.mark.searches
@pytest.mark.parametrize("topic", ["drink", "drive", "rub", "refusing", "calling"])
def test_what_is_asked_on_the_way_always_has_one_answer(topic):
    for facts in (*people(), *people(fluid_restricted=UNKNOWN)):
        answers = [id_ for id_ in said(facts, topic) if id_ != OPERATOR_FIRST]
        assert len(answers) == 1, facts


def test_aspirin_is_never_advised_without_a_doctor_or_the_operator():
    for facts in people():
        for sentence in sentences(facts):
            if "aspirin" in sentence:
                told = "operator or a doctor" in sentence
                assert told or re.search(r"\bno aspirin|No aspirin", sentence), sentence


def test_no_aspirin_at_all_beside_the_signs_of_a_stroke():
    facts = {"chest_pain": "yes", "speech_trouble": "yes"}
    assert "no_aspirin" in said(facts, "aspirin")
    assert "aspirin_if_told" in said({"chest_pain": "yes"}, "aspirin")


@pytest.mark.parametrize("fact", ["fainted", "dizzy_standing", "face_droop"])
@pytest.mark.parametrize("value", ["yes", UNKNOWN])
def test_an_angina_spray_is_not_for_whoever_may_be_faint(fact, value):
    facts = {"chest_pain": "yes", fact: value}
    assert "own_angina_spray" not in said(facts) + said(facts, "angina_spray")


def test_a_cold_limb_is_never_warmed_cooled_rubbed_stretched_or_raised():
    doing = re.compile(r"\b(heat|heating|ice|rub|rubbing|stretch|stretching|raise)\b", re.I)
    for facts in people(limb_cold_pale="yes"):
        for sentence in sentences(facts):
            if doing.search(sentence):
                assert re.match(r"(No|Don't|Not|Rest it\. No)\b", sentence), sentence


def test_a_cold_limb_is_left_still_whatever_else_there_is():
    for facts in people(limb_cold_pale="yes"):
        assert "cold_limb_still" in said(facts)


@pytest.mark.searches
def test_whoever_is_told_to_sit_is_not_told_to_lie():
    for facts in (*people(), *people(fainted="yes"), *people(pregnant="yes")):
        heard = " ".join(sentences(facts, ""))
        sits = re.search(r"\b(Sit up|Sit down)\b", heard)
        assert not (sits and re.search(r"\bLie (down|on)\b", heard)), facts


@pytest.mark.parametrize("fact", ["breathless", "heart_failure", "chest_pain", "pregnant"])
def test_nobody_lies_flat_whom_it_can_harm(fact):
    for value in ("yes", UNKNOWN):
        facts = {"fainted": "yes", fact: value}
        assert "lie_flat" not in said(facts) + said(facts, "faint")


def test_whoever_may_have_a_broken_neck_is_not_rolled_but_for_vomit():
    assert said({"injury": "yes"}, "passed_out") == ["not_rolled"]
    assert said({"injury": UNKNOWN}, "passed_out") == ["watch_the_breathing"]


def test_nobody_is_told_that_help_is_on_its_way():
    for entry in PROTOCOL.first_aid:
        spoken = " ".join(entry.say)
        assert not re.search(r"(?<!care )on (its|the|their) way|(is|are) coming|help comes", spoken)


def test_who_refuses_hears_what_was_told_and_no_diagnosis():
    (entry,) = (e for e in PROTOCOL.first_aid if e.id == "refusing")
    spoken = " ".join(entry.say)
    assert "{told}" in spoken
    assert "your choice" in spoken
    assert not re.search(r"heart|stroke|clot|sepsis|artery", spoken)


def test_a_spoken_part_is_short_and_each_sentence_one_step():
    long = [
        (entry.id, sentence)
        for entry in PROTOCOL.first_aid
        for part in entry.say
        for sentence in re.split(r"(?<=[.?!])\s+", part)
        if len(sentence.split()) > 20
    ]
    assert long == []


def test_an_unknown_holds_back_as_a_yes_does():
    assert said({"diabetes": "yes"}, "low_sugar") == ["low_sugar_sweet"]
    for fact in ("confusion", "trouble_swallowing", "vomiting"):
        for value in ("yes", UNKNOWN):
            assert "low_sugar_sweet" not in said({"diabetes": "yes", fact: value}, "low_sugar")
