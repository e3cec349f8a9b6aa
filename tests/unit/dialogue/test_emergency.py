"""911: in the reply to the line that made it known, and until there is an okay."""

import pytest

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


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
    assert reply.expects == "yes_no"
    assert talk.speech.endswith("Is somebody calling 911 now?")
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


@pytest.mark.parametrize("acts", [["stop"], ["affirm"], ["no_input", "no_input"], ["deny", "deny"]])
def test_911_ends_on_okay_or_stop_and_on_the_second_no_or_silence(talk, acts):
    talk.tell(chest_pain="yes")
    assert [talk.say(act).ended for act in acts] == [*(False for _ in acts[1:]), True]
    assert "911" in talk.speech
    assert "911" in talk.speech


def test_a_refusal_of_care_is_told_the_risk_once(talk):
    talk.tell(**CALF, swelling="one")
    talk.say("refuse_care")
    assert "That's your choice. The risk is real" in talk.speech
    assert "can be a clot" in talk.speech
    assert talk.speech.endswith("?")
    talk.say("refuse_care")
    assert "The risk is real" not in talk.speech


def test_tone_never_lowers_a_level(talk):
    talk.tell(**CALF, swelling="one")
    talk.say("refuse_care", "describe")
    assert talk.reply.level == 3


def test_who_refuses_an_ambulance_hears_the_own_sign_once_and_911_every_time(talk):
    talk.tell(**CALF, chest_pain="yes")
    talk.say("refuse_care")
    assert "what you told me: chest pain or pressure." in talk.speech
    assert "have somebody take you in now" in talk.speech
    assert talk.speech.endswith("Will you let somebody call 911 now?")
    talk.say("refuse_care")
    assert "chest pain" not in talk.speech
    assert "have somebody take you to an emergency room now" in talk.speech
    assert talk.speech.endswith("Will you let somebody call 911 now?")
