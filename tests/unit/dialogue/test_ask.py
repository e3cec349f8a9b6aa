"""The next question: the one that matters most, and a serious level before it."""

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_a_serious_level_is_spoken_as_soon_as_it_is_known(talk):
    talk.tell(**CALF)
    reply = talk.tell(swelling="one")
    assert reply.level == 3
    assert "looked at today" in talk.speech
    assert "Don't rub it" in talk.speech
    assert talk.speech.endswith("?")


def test_a_harmless_cramp_ends_at_home_within_eight_questions(talk):
    talk.tell(**CALF, context="night")
    questions = 1
    while talk.reply.asks:
        questions += 1
        assert questions <= 8
        if talk.reply.asks == ("frequency",):
            talk.tell(frequency="monthly")
        else:
            talk.say("deny")
    assert talk.reply.level == 0
    assert talk.reply.mode == "home"
    assert "You can take care of this at home" in talk.speech
    assert "Call a doctor the same day if it swells" in talk.speech
    talk.say("affirm")
    assert "Stretch your calves before bed" in talk.speech
    assert talk.reply.ended
    assert talk.speech.endswith("Good night.")


def test_a_no_to_how_often_is_asked_in_other_words_and_then_left_open(talk):
    talk.tell(**CALF, context="night")
    talk.until("frequency")
    talk.say("deny")
    assert talk.reply.asks == ("frequency",)
    assert "Is it the first one, a few a month, or every week or more?" in talk.speech
    talk.say("deny")
    talk.say("deny")
    assert "frequency" not in talk.reply.asks
    assert talk.reply.facts["frequency"] == "unknown"
    talk.until_ended()
    assert talk.reply.level == 0
