"""What an answer calls for before anything new."""

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_a_bare_yes_is_split_where_the_parts_differ(talk):
    talk.tell(**CALF)
    talk.say("affirm")
    assert talk.reply.asks == ("injury",)
    talk.say("deny")
    assert talk.reply.asks == ("swelling",)
    talk.say("affirm")
    assert talk.reply.facts["swelling"] == "one"
    assert talk.reply.level == 3
