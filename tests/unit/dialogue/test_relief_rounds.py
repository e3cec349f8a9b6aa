"""Relief: the stretch first where nothing holds it back, in rounds that are counted."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Hold
from cramp_triage.triage.assess import SEE_TODAY

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_a_plain_calf_cramp_gets_its_stretch_in_the_first_answer(talk):
    reply = talk.tell(**CALF)
    assert talk.speech.startswith("Straighten that leg")
    assert [step.kind for step in reply.relief] == ["stretch"]
    assert reply.asks == ("injury", "swelling", "warm_red_skin", "limb_cold_pale")


@pytest.mark.parametrize("site", ["calf", "foot", "toes", "hamstring", "quadriceps", "thigh"])
def test_every_plain_place_has_a_first_stretch(talk, site):
    assert [step.kind for step in talk.tell(site=site, ongoing_now="yes").relief] == ["stretch"]


def test_a_hand_waits_until_the_heart_is_cleared(talk):
    assert talk.tell(site="hand", ongoing_now="yes").relief == ()
    talk.until_asked("chest_pain")
    assert talk.reply.relief == ()
    talk.until_heard("Open the hand")
    assert {"chest_pain", "breathless", "injury"} <= talk.reply.facts.keys()
    assert [step.id for step in talk.reply.relief] == ["hand_open"]


@pytest.mark.parametrize(
    "danger",
    [{"injury": "yes"}, {"swelling": "one"}, {"warm_red_skin": "yes"}, {"limb_cold_pale": "yes"},
     {"pop_felt": "yes"}, {"in_water_now": "yes"}, {"tight_cast_or_bandage": "yes"},
     {"injury": "unknown"}],
)  # fmt: skip
def test_what_was_said_holds_the_stretch_back(talk, danger):
    reply = talk.tell(**CALF, **danger)
    assert "stretch" not in [step.kind for step in reply.relief]


def test_restless_legs_are_not_stretched_like_a_cramp(talk):
    talk.to_the_advice({"site": "leg", "urge_to_move_legs": "yes"})
    assert talk.reply.relief == ()
    assert talk.reply.level == 1


def test_out_of_the_water_comes_before_anything_else(talk):
    talk.tell(site="foot", ongoing_now="yes", in_water_now="yes")
    assert talk.speech.startswith("First get to the side and out of the water.")


def test_the_hold_is_counted_and_ends_with_is_it_still_cramping(talk):
    talk.tell(**CALF)
    talk.say("deny")
    assert "Keep holding. Ten." in talk.speech
    talk.say("deny")
    assert "Keep holding. Twenty. Thirty. Is it still cramping?" in talk.speech
    assert talk.reply.asks == ("ongoing_now",)


def test_with_nothing_left_to_ask_the_hold_is_counted_to_its_end(protocol, talk):
    denied = {fact: found.deny for fact, found in protocol.findings.items() if found.deny}
    known = {**denied, **CALF, "is_adult": "yes", "caller_is_patient": "yes"}
    del known["relieved_by_stretch"]
    talk.tell(**{**known, "frequency": "monthly", "can_bear_weight": "yes"})
    assert talk.speech.startswith("Straighten that leg")
    assert talk.speech.endswith("Ten. Twenty. Thirty. Is it still cramping?")


def test_something_else_said_at_the_end_of_the_hold_counts_nothing_again(talk):
    talk.tell(**CALF)
    talk.until("ongoing_now")
    talk.tell(diabetes="yes")
    assert talk.speech.endswith("Still cramping?")
    assert "Thirty" not in talk.speech


def test_a_second_hold_asks_on_where_no_step_waits_for_an_answer(talk):
    talk.tell(**CALF, blood_thinner="no", dizzy_standing="no", frail_or_falls="no")
    talk.until_heard("One more round.", ongoing_now="yes")
    first = talk.reply.asks
    talk.say("deny")
    assert talk.reply.question == "pills"
    assert "Keep holding. Ten." in talk.speech
    assert set(talk.reply.asks).isdisjoint(first)


def test_a_no_to_still_cramping_means_it_is_over(talk):
    talk.tell(**CALF)
    talk.until("ongoing_now")
    talk.say("deny")
    assert talk.reply.facts["ongoing_now"] == "no"
    assert talk.speech.startswith("Good, it has let go.")


def test_what_let_go_on_the_way_to_the_emergency_room_gets_no_more_relief(talk):
    talk.tell(**CALF)
    before = talk.say("deny").relief
    reply = talk.tell(ongoing_now="no", dark_urine="yes")
    assert reply.level == 4
    assert reply.relief == before
    assert "Let it rest" not in talk.speech


def test_a_muscle_that_hurts_more_when_stretched_is_not_stretched_again(talk):
    talk.tell(**CALF)
    talk.until_asked("worse_on_stretch", ongoing_now="yes")
    talk.tell(worse_on_stretch="yes")
    talk.until(ongoing_now="yes")
    assert talk.reply.level == 3
    assert [step.id for step in talk.reply.relief] == ["calf_pull_toes"]


@pytest.mark.parametrize("site", ["calf", "foot", "hamstring", "thigh", "groin", "hand"])
@pytest.mark.parametrize("context", ["night", "exercise", "heat"])
def test_a_limb_is_stretched_again_only_once_its_dangers_were_asked(talk, site, context):
    talk.tell(site=site, ongoing_now="yes", context=context)
    talk.until_heard("One more round.", ongoing_now="yes")
    assert {"worse_on_stretch", "weakness", "numbness"} <= talk.reply.facts.keys()


@pytest.mark.parametrize("danger", ["weakness", "numbness"])
@pytest.mark.parametrize("site", ["calf", "groin"])
def test_a_weak_or_numb_limb_is_not_stretched_again(talk, site, danger):
    talk.tell(site=site, ongoing_now="yes")
    first = talk.reply.relief
    talk.until("ongoing_now")
    talk.tell(ongoing_now="yes")
    assert danger in talk.reply.asks
    talk.tell(**{danger: "yes"})
    talk.until(ongoing_now="yes")
    assert talk.reply.relief == first


def test_three_rounds_without_relief_are_enough(talk):
    talk.tell(**CALF)
    talk.until("relieved_by_stretch", ongoing_now="yes")
    assert talk.reply.facts["rounds_failed"] == "yes"
    assert talk.say("deny").level == 3
    assert [step.id for step in talk.reply.relief] == [
        "calf_pull_toes",
        "calf_pull_again",
        "calf_stand",
    ]


def test_rounds_that_fail_in_exercise_with_sickle_trait_are_911_at_once(talk):
    talk.tell(**CALF, context="exercise")
    talk.until("sickle_trait", ongoing_now="yes")
    assert talk.reply.facts["rounds_failed"] == "yes"
    assert talk.reply.level is None
    talk.say("affirm")
    assert talk.reply.level == 5
    assert talk.speech.startswith("Call 911 now.")


def test_with_sickle_trait_nothing_is_stretched_in_exercise_and_a_long_cramp_is_911_at_once(talk):
    talk.tell(**CALF, sickle_trait="yes", context="exercise")
    talk.until("over_10_min")
    assert talk.reply.level is None
    assert "stretch" not in {step.kind for step in talk.reply.relief}
    talk.say("affirm")
    assert talk.reply.level == 5
    assert talk.speech.startswith("Call 911 now.")


def test_a_drink_in_the_heat_waits_until_nothing_forbids_it(talk):
    talk.tell(site="calf", ongoing_now="no", context="heat")
    talk.until("heart_disease", "kidney_disease", "low_salt_diet", "fluid_restricted")
    assert "sip_in_heat" not in {step.id for step in talk.reply.relief}
    talk.until(duration_min=5)
    assert talk.reply.facts["confusion"] == "no"
    assert "sip_in_heat" in {step.id for step in talk.reply.relief}


@pytest.mark.parametrize("reason", ["heart_disease", "kidney_disease", "fluid_restricted"])
def test_a_drink_in_the_heat_is_not_for_whoever_it_can_harm(talk, reason):
    heat = {"site": "calf", "ongoing_now": "no", "context": "heat"}
    talk.to_the_advice(heat, duration_min=5, **{reason: "yes"})
    assert talk.reply.level is not None
    assert "sip_in_heat" not in {step.id for step in talk.reply.relief}


def test_where_a_round_has_no_step_of_its_own_the_last_stretch_is_done_again(talk):
    talk.tell(site="groin", ongoing_now="yes")
    talk.until_heard("One more round.", ongoing_now="yes")
    assert "Sit with the soles of your feet together" in talk.speech
    assert [step.id for step in talk.reply.relief] == ["groin_knees_out"]


def test_the_stretch_begins_once_a_driver_is_safe(talk):
    talk.tell(**CALF, driving_now="yes")
    assert talk.speech.startswith("First pull over and stop")
    talk.say("deny")
    assert "Once you're safe: Straighten that leg" in talk.speech
    assert "calf_pull_toes" in {step.id for step in talk.reply.relief}


@pytest.mark.parametrize(
    "danger",
    [{"swelling": "one"}, {"dark_urine": "yes"}, {"limb_cold_pale": "yes"}, {"fever": "yes"}],
    ids=lambda danger: next(iter(danger)),
)
@pytest.mark.parametrize("answers", range(3))
def test_a_stretch_is_let_go_of_once_somebody_must_look_and_is_never_counted_on(
    talk, danger, answers
):
    talk.tell(site="calf", side="left", ongoing_now="yes")
    for _ in range(answers):
        talk.say("deny")
    talk.tell(**danger)
    assert talk.reply.level >= SEE_TODAY
    assert "Let go of the stretch." in talk.speech
    for _ in range(12):
        talk.say("deny")
        assert "Keep holding" not in talk.speech
        assert "Let go of the stretch." not in talk.speech, "said once"
        assert not any(isinstance(part, Hold) for part in talk.reply.parts)


@pytest.mark.parametrize("first", ["calf", "foot", "quadriceps"])
@pytest.mark.parametrize("second", ["hand", "toes", "hamstring"])
def test_what_cramps_now_is_what_is_stretched(talk, first, second):
    talk.tell(site=first, frequency="nightly")
    assert talk.reply.asks == ("ongoing_now",)
    talk.say(facts={"site": second, "ongoing_now": "yes"}, words="now another one is going")
    assert talk.reply.facts["site"] == second
    assert first in talk.reply.facts["other_sites"]
    while not talk.reply.relief:
        talk.say("deny")
    told = {relief.id for relief in talk.reply.relief}
    assert all(second in step.sites for step in talk.protocol.relief if step.id in told)


@pytest.mark.parametrize("back", [{"site": "foot"}, {"site": "hamstring"}])
def test_a_cramp_that_comes_back_elsewhere_is_stretched_there(talk, back):
    talk.tell(site="calf", ongoing_now="yes")
    talk.say("deny", facts={"ongoing_now": "no"})
    given = {given.id for given in talk.reply.relief}
    talk.say(facts={**back, "ongoing_now": "yes"}, words="now it's somewhere else")
    new = {told.id for told in talk.reply.relief} - given
    sites = {site for relief in talk.protocol.relief if relief.id in new for site in relief.sites}
    assert back["site"] in sites
    assert "One more round" not in talk.speech


def test_a_cramp_that_came_back_is_stretched_once_a_doubt_is_cleared(talk):
    talk.tell(site="calf", ongoing_now="yes")
    talk.say("deny", facts={"ongoing_now": "no"})
    act = UserAct(("deny",), facts={"ongoing_now": "yes"}, doubts=("speech_trouble",), words="ow")
    talk.session, talk.reply = step(talk.protocol, talk.session, act)
    assert talk.reply.asks == ("speech_trouble",)
    talk.say("deny")
    assert talk.speech.startswith("One more round.")


def test_a_place_put_right_gets_its_own_stretch(talk):
    talk.tell(site="calf", ongoing_now="yes")
    talk.say("deny", "correct", facts={"site": "quadriceps"}, words="no, the front of the thigh")
    assert "bring the heel toward your bottom" in talk.speech
