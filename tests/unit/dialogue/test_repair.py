"""What is not understood is asked in other words, but not for ever."""

from cramp_triage.dialogue.state import fold

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


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
    asks = talk.reply.asks
    talk.tell(site="calf")
    assert talk.speech.startswith("Okay.")
    assert (talk.reply.asks, fold(talk.session.log).asked.misses) == (asks, 1)
