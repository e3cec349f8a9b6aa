"""Nobody answers: asked once more, then the careful advice."""

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


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
