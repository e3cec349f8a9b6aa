"""A stop half-way gets the careful advice."""

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_stop_ends_with_the_careful_advice(talk):
    talk.tell(**CALF)
    reply = talk.say("stop")
    assert reply.ended
    assert reply.level == 3
    assert "911" in talk.speech
