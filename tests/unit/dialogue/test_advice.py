"""The closing advice says what must be said with it."""


def test_a_daily_drinker_is_never_told_to_stop(talk):
    talk.to_the_advice(
        {"site": "calf", "ongoing_now": "no", "frequency": "nightly", "alcohol_heavy": "yes"}
    )
    assert "Don't stop drinking all at once" in talk.speech
