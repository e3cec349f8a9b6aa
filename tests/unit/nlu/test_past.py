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


WELL = (
    "he was fine at four o'clock",
    "she was perfectly normal this morning",
    "i was okay until an hour ago",
    "he was himself this morning",
    "she was all right before lunch",
)
SIGNS = ("face_droop", "speech_trouble", "one_sided_weakness", "confusion", "fainted", "chest_pain")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("line", WELL)
def test_who_was_well_before_is_not_said_to_be_so_now(
    lexicon: Lexicon, line: str, sign: str
) -> None:
    assert sign not in understand(lexicon, line, (sign,), "yes_no").facts
    told = understand(lexicon, f"yes it is. {line}", (sign,), "yes_no")
    assert told.facts.get(sign, "yes") == "yes"
    assert sign in told.facts or sign in told.doubts


def test_what_came_then_is_heard(lexicon: Lexicon) -> None:
    line = "i was fine until my chest started hurting"
    heard = understand(lexicon, line, ("site",), "value")
    assert "chest_pain" in {*heard.facts, *heard.doubts}
