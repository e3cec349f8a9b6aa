"""How urgent: the highest rule that holds, unknown never treated as no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cramp_triage.protocol.facts import UNKNOWN
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import assess, reasons

PROTOCOL = load_protocol()

LEVELS = [
    (5, {"site": "calf", "chest_pain": "yes"}),
    (5, {"site": "back", "cold_sweat": "yes"}),
    (5, {"site": "arm", "other_sites": ("jaw",)}),
    (5, {"site": "calf", "breathless": "yes"}),
    (5, {"site": "calf", "coughing_blood": "yes"}),
    (5, {"site": "leg", "face_droop": "yes"}),
    (5, {"context": "heat", "confusion": "yes"}),
    (5, {"seizure": "yes"}),
    (5, {"limb_cold_pale": "yes", "ongoing_now": "yes"}),
    (5, {"jaw_stiff": "yes"}),
    (5, {"stopped_suddenly": "alcohol", "hallucinations": "yes"}),
    (5, {"fever": "yes", "confusion": "yes"}),
    (5, {"sickle_trait": "yes", "context": "exercise", "weakness": "yes"}),
    (5, {"cannot_get_out_of_water": "yes"}),
    (4, {"limb_cold_pale": "yes"}),
    (4, {"injury": "yes", "worse_on_stretch": "yes"}),
    (4, {"dark_urine": "yes"}),
    (4, {"sudden_weakness": "yes"}),
    (4, {"numbness": "yes", "weakness": "yes"}),
    (4, {"saddle_numbness": "yes"}),
    (4, {"vomiting": "yes", "low_urine": "yes"}),
    (4, {"diuretic": "yes", "palpitations": "yes"}),
    (4, {"site": "hand", "tingling_lips_fingers": "yes"}),
    (4, {"site": "abdomen", "spider_bite": "yes"}),
    (4, {"pregnant": "yes", "severe_headache": "yes"}),
    (4, {"belly_pain_severe": "yes"}),
    (4, {"takes_quinine": "yes", "bruising": "yes"}),
    (4, {"poison_exposure": "yes", "vomiting": "yes"}),
    (4, {"deformity": "yes", "injury": "yes"}),
    (3, {"swelling": "one"}),
    (3, {"ongoing_now": "yes", "over_10_min": "yes"}),
    (3, {"fever": "yes"}),
    (3, {"pop_felt": "yes"}),
    (3, {"statin": "yes", "pain_between_cramps": "yes"}),
    (3, {"fluid_loss_major": "yes"}),
    (3, {"diarrhea": "yes", "diuretic": "yes"}),
    (2, {"diarrhea": "yes"}),
    (3, {"wound_or_sore_foot": "yes"}),
    (3, {"numbness": "yes", "since_days": 2}),
    (1, {"very_worried": "yes"}),
    (2, {"numbness": "yes", "since_days": 365}),
    (2, {"injury": "yes"}),
    (2, {"diuretic": "yes"}),
    (2, {"twitching": "persistent"}),
    (2, {"site": "abdomen", "frequency": "daily"}),
    (2, {"kidney_disease": "yes", "frequency": "weekly"}),
    (1, {"frequency": "nightly"}),
    (1, {"is_adult": "no"}),
    (0, {"kidney_disease": "yes", "frequency": "rare"}),
    (0, {"site": "calf", "pain": "severe", "pain_score": 10, "ongoing_now": "no"}),
    (0, {"twitching": "during_cramp"}),
    (0, {"swelling": "both", "dark_urine": "no"} | {"swelling": "none"}),
]  # fmt: skip


@pytest.mark.parametrize(("level", "facts"), LEVELS)
def test_the_level_of_what_is_known(level, facts):
    assert assess(PROTOCOL, facts).floor == level


def test_the_level_is_the_highest_never_an_average():
    found = assess(PROTOCOL, {"frequency": "nightly", "diuretic": "yes", "chest_pain": "yes"})
    assert found.floor == 5
    assert [rule.level for rule in found.fired] == sorted(r.level for r in found.fired)[::-1]


def test_what_nobody_could_answer_keeps_the_danger_open_while_the_cramp_is_on():
    facts = {"ongoing_now": "yes", "limb_cold_pale": "unknown"}
    found = assess(PROTOCOL, facts)
    assert found.floor == 3
    assert found.not_excluded == ("limb_cold_pale",)
    assert assess(PROTOCOL, facts | {"ongoing_now": "no"}).floor == 0
    assert assess(PROTOCOL, facts | {"limb_cold_pale": "no"}).floor == 0


def test_a_second_contact_within_two_days_raises_the_level_by_one():
    again = {"repeat_contact_48h": "yes"}
    assert assess(PROTOCOL, again).floor == 1
    assert assess(PROTOCOL, {"swelling": "one"} | again).floor == 4
    assert assess(PROTOCOL, {"swelling": "one"} | again).mode == "emergency_room"


@pytest.mark.parametrize(
    ("mode", "facts"),
    [
        ("ambulance", {"chest_pain": "yes"}),
        ("emergency_room", {"dark_urine": "yes"}),
        ("in_person", {"fever": "yes"}),
        ("telemedicine_ok", {"diuretic": "yes"}),
        ("in_person", {"diuretic": "yes", "twitching": "persistent"}),
        ("telemedicine_ok", {"frequency": "weekly"}),
        ("home", {"frequency": "rare"}),
        ("out_of_scope_child", {"is_adult": "no"}),
        ("ambulance", {"is_adult": "no", "breathless": "yes"}),
    ],
)
def test_how_care_is_reached(mode, facts):
    assert assess(PROTOCOL, facts).mode == mode


def test_every_reason_names_the_facts_and_sources_behind_it():
    facts = {"site": "calf", "swelling": "one", "warm_red_skin": "no"}
    reason = reasons(assess(PROTOCOL, facts), facts)[0]
    assert reason.rule == "leg_clot"
    assert reason.facts == ("swelling",)
    assert reason.sources == ("R95", "R12", "S004")


def values(fact):
    finding = PROTOCOL.findings[fact]
    match finding.kind:
        case "yes_no":
            return st.sampled_from(["yes", "no", UNKNOWN])
        case "enum":
            return st.sampled_from([*finding.values, UNKNOWN])
        case "number":
            return st.one_of(st.just(UNKNOWN), st.integers(0, 400))
        case _:
            return st.lists(st.sampled_from(PROTOCOL.findings["site"].values)).map(tuple)


FACTS = st.lists(st.sampled_from(sorted(PROTOCOL.findings)), unique=True, max_size=12).flatmap(
    lambda ids: st.fixed_dictionaries({fact: values(fact) for fact in ids})
)
YES_NO = sorted(f for f, finding in PROTOCOL.findings.items() if finding.kind == "yes_no")


@given(facts=FACTS, fact=st.sampled_from(YES_NO))
def test_not_knowing_never_gives_a_lower_level_than_no(facts, fact):
    no = PROTOCOL.findings[fact].deny
    if fact in ("ongoing_now", "can_bear_weight", "is_adult", "tetanus_shot_current"):
        no = {"ongoing_now": "no"}.get(fact, "yes")  # the harmless answer of these four
    clear = assess(PROTOCOL, facts | {fact: no}).floor
    assert assess(PROTOCOL, facts | {fact: UNKNOWN}).floor >= clear


@given(facts=FACTS)
def test_the_floor_never_stands_above_the_ceiling(facts):
    found = assess(PROTOCOL, facts)
    assert 0 <= found.floor <= found.ceiling <= 5
