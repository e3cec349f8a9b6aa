"""Whom the program is not made for."""


def test_a_child_is_handed_on_with_the_danger_signs(talk):
    talk.tell(site="calf", caller_is_patient="no", ongoing_now="no")
    assert "confusion" in talk.reply.asks, "somebody else's danger is heard first"
    talk.until("is_adult")
    talk.say("deny")
    talk.until_ended()
    assert talk.reply.mode == "out_of_scope_child"
    assert "made for adults" in talk.speech


def test_a_child_in_danger_still_gets_911(talk):
    talk.tell(site="calf", caller_is_patient="no", is_adult="no")
    assert talk.tell(breathless="yes").level == 5
