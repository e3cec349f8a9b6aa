"""A cramp told with a past time is over; one with anything of now is not said to be."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import NO, ONGOING_NOW, SITE
from cramp_triage.protocol.model import load_protocol

TIMES = "last night|yesterday|this morning|the other day|two hours ago|on monday|earlier".split("|")
TOLD = (
    "{} i have cramp in leg, it wake me up",
    "i get a cramp {} in the calf",
    "had one {}",
    "i had a cramp in my thigh {}",
    "my foot cramps up very bad {}",
    "{} my hand got a spasm",
)
OF_NOW = (
    "{} i have cramp in leg and still have",
    "my calf cramped {}, and again now",
    "i had surgery {} and my calf is cramping",
    "i have a cramp in my calf, it started {}",
    "i had a cramp {} and it hasn't let go",
    "my calf keeps cramping, {} as well",
    "i have a cramp in my calf and had one {} as well",
    "i get cramps in my calf every night, {} too",
)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("frame", TOLD)
def test_a_cramp_of_a_past_time_is_over(lexicon: Lexicon, frame: str, time: str) -> None:
    assert understand(lexicon, frame.format(time), (SITE,)).facts.get(ONGOING_NOW) == NO


@pytest.mark.parametrize("time", [*TIMES, "since last night"])
@pytest.mark.parametrize("frame", OF_NOW)
def test_a_cramp_that_may_be_of_now_is_not_over(lexicon: Lexicon, frame: str, time: str) -> None:
    assert understand(lexicon, frame.format(time), (SITE,)).facts.get(ONGOING_NOW) != NO


@pytest.mark.parametrize("asked", ["gate", "left", "losses", "pills"])
@pytest.mark.parametrize(
    "text",
    [
        "no no, now is finish",
        "now is no more",
        "is gone already",
        "it stop",
        "is finish now",
        "already finish",
        "cramp is finish",
        "the pain it is no more",
    ],
)
def test_what_is_finish_in_a_second_language_is_over(
    lexicon: Lexicon, text: str, asked: str
) -> None:
    asks = load_protocol().questions[asked].asks
    assert understand(lexicon, text, asks).facts.get(ONGOING_NOW) == NO
