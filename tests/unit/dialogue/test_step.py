"""A conversation from its opening to its end: back, start over, save."""

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_it_opens_with_one_line_of_safety_and_one_question(talk):
    assert "call 911" in talk.speech
    assert talk.reply.asks == ("site",)
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
    talk.say("back")
    assert talk.speech == "911 stands, because of chest pain or pressure. So that's a no, right?"
    reply = talk.say("affirm")
    assert reply.facts["chest_pain"] == "no"
    assert reply.level is None
    assert reply.asks


def test_start_over_forgets_everything(talk):
    talk.tell(**CALF, swelling="one")
    reply = talk.say("restart")
    assert reply.facts == {}
    assert reply.asks == ("site",)


def test_a_conversation_goes_on_the_same_after_a_save_at_every_turn(protocol, talk):
    from cramp_triage.dialogue.session import dump, load

    talk.tell(**CALF, duration_min=3)
    for act in ("deny", "deny", "deny", "deny", "deny", "deny"):
        talk.session = load(protocol, dump(talk.session))
        talk.say(act)
    assert talk.reply.facts["injury"] == "no"


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


def test_a_call_after_911_that_goes_on_for_ever_ends_with_the_number(talk):
    talk.tell(**CALF)
    talk.tell(chest_pain="yes")
    while not talk.reply.ended:
        talk.say("ask:driving")
    assert talk.reply.turn == 39
    assert talk.reply.level == 5
    assert "911" in talk.speech


def test_what_is_corrected_is_said_back_as_it_is_now(talk):
    talk.tell(side="left")
    talk.say("correct", facts={"side": "right"})
    assert "Right side, then." in talk.speech
    talk.tell(site="calf", ongoing_now="no", fever="no")
    talk.say("correct", facts={"fever": "yes"})
    assert "so a fever" in talk.speech or "so fever" in talk.speech
