"""What a person hears: relief first, danger at once, short questions, careful endings."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_it_opens_with_one_line_of_safety_and_one_question(talk):
    assert "call 911" in talk.speech
    assert talk.reply.asks == ("site",)
    assert talk.speech.endswith("?")


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
    while "chest_pain" not in talk.reply.facts:
        talk.say("deny")
    for _ in range(3):
        if not talk.reply.relief:
            talk.say("deny")
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
    reply = talk.tell(site="leg", urge_to_move_legs="yes")
    while reply.asks:
        reply = talk.say("deny")
    assert reply.relief == ()
    assert reply.level == 1


def test_out_of_the_water_comes_before_anything_else(talk):
    talk.tell(site="foot", ongoing_now="yes", in_water_now="yes")
    assert talk.speech.startswith("First get to the side and out of the water.")


def test_the_hold_is_counted_and_ends_with_is_it_still_cramping(talk):
    talk.tell(**CALF)
    talk.say("deny")
    assert "Keep holding. Ten." in talk.speech
    talk.say("deny")
    assert "Keep holding. Twenty." in talk.speech
    talk.say("deny")
    assert "Thirty. Is it still cramping?" in talk.speech
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
    while talk.reply.asks != ("ongoing_now",):
        talk.say("deny")
    talk.tell(diabetes="yes")
    assert talk.speech.endswith("Is it still cramping?")
    assert "Thirty" not in talk.speech


def test_a_second_hold_asks_on_where_no_step_waits_for_an_answer(talk):
    talk.tell(**CALF, blood_thinner="no", dizzy_standing="no", frail_or_falls="no")
    while "One more round." not in talk.speech:
        talk.say("affirm" if talk.reply.asks == ("ongoing_now",) else "deny")
    first = talk.reply.asks
    talk.say("deny")
    assert talk.reply.question == "losses"
    assert set(talk.reply.asks).isdisjoint(first)


def test_a_no_to_still_cramping_means_it_is_over(talk):
    talk.tell(**CALF)
    for act in ("deny", "deny", "deny", "deny"):
        talk.say(act)
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
    while talk.reply.asks != ("ongoing_now",):
        talk.say("deny")
    talk.say("affirm")
    assert "worse_on_stretch" in talk.reply.asks
    talk.tell(worse_on_stretch="yes", tingling="no", numbness="no")
    for _ in range(4):
        talk.say("deny")
    assert [step.id for step in talk.reply.relief] == ["calf_pull_toes"]


def test_three_rounds_without_relief_are_enough(talk):
    talk.tell(**CALF)
    while "rounds_failed" not in talk.reply.facts:
        talk.say("affirm" if talk.reply.asks == ("ongoing_now",) else "deny")
    while talk.reply.asks != ("relieved_by_stretch",):
        talk.say("deny")
    assert talk.say("deny").level == 3
    assert [step.id for step in talk.reply.relief] == [
        "calf_pull_toes",
        "calf_pull_again",
        "calf_stand",
    ]


def test_rounds_that_fail_in_exercise_with_sickle_trait_are_911_at_once(talk):
    talk.tell(**CALF, sickle_trait="yes", context="exercise")
    while "rounds_failed" not in talk.reply.facts:
        assert talk.reply.level is None
        talk.say("affirm" if talk.reply.asks == ("ongoing_now",) else "deny")
    assert talk.reply.level == 5
    assert talk.speech.startswith("Call 911 now.")


@pytest.mark.parametrize(
    "facts",
    [{"chest_pain": "yes"}, {"face_droop": "yes"}, {"breathless": "yes"}, {"seizure": "yes"}],
)
def test_911_is_said_in_the_reply_to_the_line_that_made_it_known(talk, facts):
    reply = talk.tell(**CALF, **facts)
    assert reply.level == 5
    assert reply.mode == "ambulance"
    assert talk.speech.startswith("Call 911 now.")
    assert reply.asks == ()
    assert reply.expects == "ack"
    assert not reply.ended


def test_after_911_why_and_repeat_still_work_and_okay_ends_it(talk):
    talk.tell(chest_pain="yes", site="arm")
    first = talk.speech
    talk.say("repeat")
    assert talk.speech == first
    talk.say("why")
    assert "your heart" in talk.speech
    assert not talk.reply.ended
    assert talk.say("affirm").ended
    assert talk.reply.level == 5


@pytest.mark.parametrize("act", ["stop", "no_input", "affirm"])
def test_911_ends_on_okay_stop_or_silence(talk, act):
    talk.tell(chest_pain="yes")
    assert talk.say(act).ended
    assert "911" in talk.speech


def test_one_no_clears_every_part_of_a_question(talk):
    talk.tell(**CALF)
    talk.say("deny")
    facts = talk.reply.facts
    assert facts["injury"] == facts["warm_red_skin"] == facts["limb_cold_pale"] == "no"
    assert facts["swelling"] == "none"


def test_a_bare_yes_is_split_where_the_parts_differ(talk):
    talk.tell(**CALF)
    talk.say("affirm")
    assert talk.reply.asks == ("injury",)
    talk.say("deny")
    assert talk.reply.asks == ("swelling",)
    talk.say("affirm")
    assert talk.reply.facts["swelling"] == "one"
    assert talk.reply.level == 3


def test_a_bare_yes_to_911_signs_needs_no_splitting(talk):
    talk.tell(**CALF)
    talk.say("deny")
    assert "breathless" in talk.reply.asks
    assert talk.say("affirm").level == 5


def test_a_serious_level_is_spoken_as_soon_as_it_is_known(talk):
    talk.tell(**CALF)
    reply = talk.tell(swelling="one")
    assert reply.level == 3
    assert "looked at today" in talk.speech
    assert "Don't rub it" in talk.speech
    assert talk.speech.endswith("?")


def test_i_dont_know_stays_unknown_and_counts_against_safety(talk):
    talk.tell(**CALF)
    talk.say("unsure")
    assert talk.reply.facts["limb_cold_pale"] == "unknown"
    assert talk.reply.floor == 3


def test_a_harmless_cramp_ends_at_home_within_eight_questions(talk):
    talk.tell(**CALF, context="night")
    questions = 1
    while talk.reply.asks:
        if talk.reply.asks == ("frequency",):
            talk.tell(frequency="monthly")
        else:
            talk.say("deny")
        questions += bool(talk.reply.asks)
    assert questions <= 8
    assert talk.reply.level == 0
    assert talk.reply.mode == "home"
    assert "You can take care of this at home" in talk.speech
    assert "Call a doctor if" in talk.speech
    talk.say("affirm")
    assert "Stretch your calves before bed" in talk.speech
    assert talk.reply.ended
    assert talk.speech.endswith("Good night.")


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
    while talk.reply.asks != ("statin", "diuretic", "new_medicine", "stopped_suddenly"):
        talk.say("deny")
    talk.say("why")
    assert talk.speech.startswith("Because ")
    assert talk.speech.endswith("?")


def test_back_takes_the_last_answer_away_and_asks_again(talk):
    talk.tell(**CALF)
    talk.say("deny")
    talk.say("back")
    assert "injury" not in talk.reply.facts
    assert talk.reply.asks == ("injury", "swelling", "warm_red_skin", "limb_cold_pale")


def test_back_takes_a_mistaken_911_back(talk):
    talk.tell(**CALF)
    talk.tell(chest_pain="yes")
    reply = talk.say("back")
    assert "chest_pain" not in reply.facts
    assert reply.level is None
    assert reply.asks


def test_start_over_forgets_everything(talk):
    talk.tell(**CALF, swelling="one")
    reply = talk.say("restart")
    assert reply.facts == {}
    assert reply.asks == ("site",)


def test_slower_is_remembered(talk):
    talk.tell(**CALF)
    assert talk.say("slower").slower
    assert talk.say("deny").slower


def test_silence_asks_in_other_words_then_gives_the_careful_advice(talk):
    talk.tell(**CALF)
    asked = talk.speech
    reply = talk.say("no_input")
    assert talk.speech.startswith("I'm still here.")
    assert talk.speech not in asked
    assert reply.asks
    reply = talk.say("no_input")
    assert reply.ended
    assert reply.level == 3
    assert "call 911" in talk.speech


def test_silence_when_it_is_over_is_no_reason_for_alarm(talk):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("no_input")
    assert talk.say("no_input").level < 3


def test_an_answer_between_two_silences_starts_the_count_again(talk):
    talk.tell(**CALF)
    talk.say("no_input")
    talk.say("deny")
    assert not talk.say("no_input").ended


def test_not_understood_twice_asks_in_other_words_then_leaves_it_open(talk):
    talk.tell(**CALF)
    first = talk.speech
    talk.say("no_match")
    assert talk.speech.startswith("Sorry")
    assert talk.speech not in first
    talk.say("no_match")
    reply = talk.say("no_match")
    assert reply.facts["limb_cold_pale"] == "unknown"
    assert reply.asks[0] not in ("injury", "swelling")


def test_a_question_that_is_talked_past_is_left_open_in_the_end(talk):
    talk.tell(**CALF)
    for minutes in (1, 2, 3):
        talk.tell(duration_min=minutes)
    assert talk.reply.facts["limb_cold_pale"] == "unknown"
    assert talk.reply.asks[0] not in ("injury", "swelling")


def test_saying_the_same_again_is_no_answer(talk):
    talk.tell(**CALF)
    talk.tell(site="calf")
    assert talk.speech.startswith("Sorry")


def test_a_refusal_of_care_is_told_the_risk_once(talk):
    talk.tell(**CALF, swelling="one")
    talk.say("refuse_care")
    assert "That's your choice. The risk is real" in talk.speech
    assert "can be a clot" in talk.speech
    assert talk.speech.endswith("?")
    talk.say("refuse_care")
    assert "The risk is real" not in talk.speech


def test_refusing_before_anything_is_known_still_gets_the_questions(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("refuse_care")
    assert talk.reply.asks == asks


def test_tone_never_lowers_a_level(talk):
    talk.tell(**CALF, swelling="one")
    talk.say("refuse_care", "describe")
    assert talk.reply.level == 3


def test_stop_ends_with_the_careful_advice(talk):
    talk.tell(**CALF)
    reply = talk.say("stop")
    assert reply.ended
    assert reply.level == 3
    assert "911" in talk.speech


def test_another_place_named_in_passing_is_one_more_place(protocol, talk):
    talk.tell(**CALF)
    act = UserAct(facts={"site": "side"}, words="it catches under my ribs")
    _, reply = step(protocol, talk.session, act)
    assert reply.facts["site"] == "calf"
    assert reply.facts["other_sites"] == ("side",)


def test_a_corrected_place_is_a_new_place(protocol, talk):
    talk.tell(**CALF)
    act = UserAct(("correct",), {"site": "foot"}, ("site",), "i mean my foot not my calf")
    assert step(protocol, talk.session, act)[1].facts["site"] == "foot"


def test_a_correction_is_a_later_fact_and_lowers_the_level_again(talk):
    talk.tell(**CALF)
    talk.tell(swelling="one")
    assert talk.reply.floor == 3
    assert talk.tell(swelling="none").floor == 0


def test_a_corrected_length_takes_back_what_it_implied(talk):
    talk.tell(**CALF, duration_min=25)
    assert talk.reply.facts["over_10_min"] == "yes"
    assert talk.reply.floor == 3
    talk.tell(duration_min=5)
    assert talk.reply.facts["over_10_min"] == "no"
    assert talk.reply.floor == 0


def test_a_word_beats_what_was_implied(talk):
    talk.tell(**CALF, duration_min=5, over_10_min="yes")
    assert talk.reply.facts["over_10_min"] == "yes"


def test_a_conversation_goes_on_the_same_after_a_save_at_every_turn(protocol, talk):
    from cramp_triage.dialogue.session import dump, load

    talk.tell(**CALF, duration_min=3)
    for act in ("deny", "deny", "deny", "deny", "deny", "deny"):
        talk.session = load(protocol, dump(talk.session))
        talk.say(act)
    assert talk.reply.facts["injury"] == "no"


def test_a_doubtful_no_to_a_danger_is_read_back(talk):
    talk.tell(**CALF)
    reply = talk.say("deny", doubtful=True)
    assert talk.speech.endswith("So that's a no, right?")
    assert "injury" not in reply.facts
    assert talk.say("affirm").facts["injury"] == "no"


def test_help_at_a_read_back_asks_it_again(talk):
    talk.tell(**CALF)
    talk.say("deny", doubtful=True)
    talk.say("help")
    assert "So that's a no, right?" in talk.speech
    assert talk.reply.reprompt


def test_a_doubtful_danger_is_asked_once_more_by_itself(talk):
    talk.tell(**CALF)
    reply = talk.say(facts={"breathless": "yes"}, doubtful=True)
    assert reply.level is None
    assert talk.speech == "I want to be sure. Are you short of breath?"
    assert reply.asks == ("breathless",)
    assert talk.say("affirm", doubtful=True).level == 5


def test_a_danger_that_was_misheard_is_cleared_and_it_goes_on(talk):
    talk.tell(**CALF)
    talk.say(facts={"breathless": "yes"}, doubtful=True)
    reply = talk.say("deny")
    assert reply.facts["breathless"] == "no"
    assert reply.level is None
    assert reply.asks


def test_a_danger_heard_clearly_needs_no_second_asking(talk):
    talk.tell(**CALF)
    assert talk.say(facts={"breathless": "yes"}).level == 5


def test_a_spoken_correction_that_lowers_the_level_is_read_back(protocol, talk):
    talk.tell(**CALF)
    talk.tell(swelling="one")
    act = UserAct(("correct",), {"swelling": "none"}, (), "no wait it isn't swollen")
    session, reply = step(protocol, talk.session, act)
    assert reply.floor == 3
    assert reply.question == "confirm"
    assert step(protocol, session, UserAct(("affirm",)))[1].floor == 0


def test_that_it_let_go_is_no_correction(protocol, talk):
    talk.tell(**CALF)
    act = UserAct(facts={"ongoing_now": "no"}, words="oh it's gone now")
    assert step(protocol, talk.session, act)[1].facts["ongoing_now"] == "no"


def test_a_doubtful_no_that_was_wrong_is_asked_one_by_one(talk):
    talk.tell(**CALF)
    talk.say("deny", doubtful=True)
    talk.say("deny")
    assert talk.reply.asks == ("injury",)


def test_a_child_is_handed_on_with_the_danger_signs(talk):
    talk.tell(site="calf", caller_is_patient="no", ongoing_now="no")
    assert "confusion" in talk.reply.asks, "somebody else's danger is heard first"
    while talk.reply.asks != ("is_adult",):
        assert talk.say("deny").asks
    talk.say("deny")
    while not talk.reply.ended:
        talk.say("deny")
    assert talk.reply.mode == "out_of_scope_child"
    assert "made for adults" in talk.speech


def test_a_child_in_danger_still_gets_911(talk):
    talk.tell(site="calf", caller_is_patient="no", is_adult="no")
    assert talk.tell(breathless="yes").level == 5


def test_quinine_is_refused_and_the_question_stays_open(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("ask:quinine", facts={"asks_for_quinine": "yes"})
    assert "can't recommend quinine" in talk.speech
    assert set(asks) & set(talk.reply.asks) or talk.reply.asks == ("takes_quinine",)


def test_a_daily_drinker_is_never_told_to_stop(talk):
    talk.tell(site="calf", ongoing_now="no", frequency="nightly", alcohol_heavy="yes")
    while talk.reply.asks:
        talk.say("deny")
    assert "Don't stop drinking all at once" in talk.speech


def test_after_the_end_nothing_changes(talk):
    talk.say("stop")
    assert talk.reply.ended
    again = talk.say("affirm", facts={"chest_pain": "yes"})
    assert again.ended
    assert "chest_pain" not in again.facts


def test_step_never_changes_the_session_it_was_given(protocol, talk):
    before = talk.session
    step(protocol, before, UserAct(facts={"site": "calf"}))
    assert talk.session is before
    assert not [event for event in before.log if event.kind == "fact"]


def test_what_is_taken_back_is_not_known_any_more(protocol, talk):
    talk.tell(**CALF, swelling="one")
    act = UserAct(acts=("correct",), retracts=("swelling",))
    _, reply = step(protocol, talk.session, act)
    assert "swelling" not in reply.facts


def test_a_length_that_is_not_known_after_all_implies_nothing(talk):
    assert talk.tell(**CALF, duration_min=20).facts["over_10_min"] == "yes"
    assert "over_10_min" not in talk.tell(duration_min="unknown").facts
