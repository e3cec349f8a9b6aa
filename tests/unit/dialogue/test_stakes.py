"""How much hangs on a question: what a channel waits longer for, or takes at once."""

import pytest

from cramp_triage.dialogue.stakes import stakes_of

EARLY = {"let_go", "eased", "over_ten"}
"""How the cramp goes is corrected in a word."""


@pytest.mark.parametrize("fact", ["ongoing_now", "over_10_min", "relieved_by_stretch"])
def test_how_the_cramp_goes_can_be_taken_back(protocol, fact):
    assert stakes_of(protocol, (fact,)) == "harmless"


@pytest.mark.parametrize(
    ("fact", "stakes"),
    [
        ("disturbs_sleep", "harmless"),
        ("is_adult", "today"),
        ("caller_is_patient", "today"),
        ("chest_pain", "emergency"),
        ("diuretic", "emergency"),
        ("prior_clot", "today"),
    ],
)
def test_what_hangs_on_one_fact(protocol, fact, stakes):
    assert stakes_of(protocol, (fact,)) == stakes


def test_an_emergency_hangs_on_every_question_that_a_rule_of_level_four_asks_about(protocol):
    for question in protocol.questions.values():
        grave = any(r.level >= 4 and {*r.facts} & {*question.asks} for r in protocol.rules)
        is_emergency = stakes_of(protocol, question.asks, question.id) == "emergency"
        assert is_emergency is (grave and question.id not in EARLY), question.id


@pytest.mark.parametrize("question", ["confirm", "read_back", "withdraw", "forget"])
def test_what_clears_a_danger_or_deletes_a_diary_is_final(protocol, question):
    assert stakes_of(protocol, (), question) == "final"


@pytest.mark.parametrize("offer", ["prevent", "visit", "again"])
def test_an_offer_is_harmless_but_the_first_yes_to_a_diary_is_not(protocol, offer):
    assert stakes_of(protocol, (), offer) == "harmless"
    assert stakes_of(protocol, (), "diary") == "today"


def test_a_reply_says_what_hangs_on_its_question_until_it_ends(talk):
    assert talk.reply.stakes == "emergency"  # some places are the heart's
    assert talk.tell(site="calf", ongoing_now="yes", chest_pain="yes").stakes == "today"
    talk.say("affirm")
    assert talk.reply.ended
    assert talk.reply.stakes == "harmless"
