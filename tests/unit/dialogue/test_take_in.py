"""What was said becomes facts: a bare answer, a correction, a place named in passing."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_one_no_clears_every_part_of_a_question(talk):
    talk.tell(**CALF)
    talk.say("deny")
    facts = talk.reply.facts
    assert facts["injury"] == facts["warm_red_skin"] == facts["limb_cold_pale"] == "no"
    assert facts["swelling"] == "none"


def test_a_bare_yes_to_911_signs_needs_no_splitting(talk):
    talk.tell(**CALF)
    talk.say("deny")
    assert "breathless" in talk.reply.asks
    assert talk.say("affirm").level == 5


def test_i_dont_know_stays_unknown_and_counts_against_safety(talk):
    talk.tell(**CALF)
    talk.say("unsure")
    assert talk.reply.facts["limb_cold_pale"] == "unknown"
    assert talk.reply.floor == 3


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


def test_what_is_taken_back_is_not_known_any_more(protocol, talk):
    talk.tell(**CALF, swelling="one")
    act = UserAct(acts=("correct",), retracts=("swelling",))
    _, reply = step(protocol, talk.session, act)
    assert "swelling" not in reply.facts


def test_a_length_that_is_not_known_after_all_implies_nothing(talk):
    assert talk.tell(**CALF, duration_min=20).facts["over_10_min"] == "yes"
    assert "over_10_min" not in talk.tell(duration_min="unknown").facts


def test_a_long_sentence_is_kept_with_the_drug_named_at_its_end(talk):
    said = "I am 74 and " + "it came back again and again all night, " * 5 + "I take furosemide"
    talk.say(words=said, facts={"site": "calf", "diuretic": "yes"})
    assert [event.words for event in talk.session.log if event.kind == "words"] == [said]


def test_what_is_left_out_of_an_endless_sentence_is_marked(talk):
    talk.say(words="my calf hurts " * 200, facts={"site": "calf"})
    (kept,) = (event.words for event in talk.session.log if event.kind == "words")
    assert kept.endswith("hurts…") or kept.endswith("calf…") or kept.endswith("my…")


WALKING = "leg_pain_on_walking_eases_rest"


@pytest.mark.parametrize(("site", "taken"), [("back", False), ("hand", False), ("calf", True)])
def test_only_a_leg_has_pain_that_comes_with_walking(talk, site, taken):
    talk.tell(site=site)
    talk.say(facts={WALKING: "yes"}, words="it grabs when i move, and it's fine when i lie still")
    assert (WALKING in talk.reply.facts) == taken


def test_a_leg_named_beside_a_back_has(talk):
    talk.tell(site="back")
    told = {WALKING: "yes", "other_sites": ("calf",)}
    talk.say(facts=told, words="and my calf hurts when i walk, not when i stop")
    assert talk.reply.facts[WALKING] == "yes"


def test_a_man_who_is_spoken_of_is_asked_about_no_pregnancy(talk):
    talk.tell(site="calf")
    talk.say("man", facts={"caller_is_patient": "no"}, words="his calf is cramping")
    assert talk.reply.facts["pregnant"] == talk.reply.facts["postpartum_12mo"] == "no"


def test_what_was_told_of_a_child_stays(talk):
    talk.tell(site="calf", pregnant="yes")
    talk.say("man", words="he says it is the left one")
    assert talk.reply.facts["pregnant"] == "yes"


def test_who_it_is_after_all_is_put_right(talk):
    talk.tell(site="calf")
    talk.say("correction", facts={"caller_is_patient": "no"}, words="no, it is my mother")
    assert talk.reply.facts["caller_is_patient"] == "no"
