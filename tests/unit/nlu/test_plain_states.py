"""What is told in the plainest words: fine right now, call me an ambulance."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.lexicon.named import RED
from cramp_triage.protocol.facts import NO, ONGOING_NOW, YES

PLACES = ("my hands", "the calf", "my foot", "my fingers", "the leg", "my toes")
NOWS = ("right now", "now", "at the moment", "right this minute")
ASKED = ((), ("injury", "swelling"), ("weakness", "numbness"))


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_fine_now_cramps_no_more(
    lexicon: Lexicon, place: str, asked: tuple[str, ...]
) -> None:
    be = "are" if place.endswith("s") else "is"
    for how, now in product(("fine", "okay", "normal"), NOWS):
        line = f"{place} {be} {how} {now}"
        assert understand(lexicon, line, asked).facts.get(ONGOING_NOW) == NO, line


@pytest.mark.parametrize("not_", ["not ", "still not "])
def test_a_place_that_is_not_fine_still_cramps(lexicon: Lexicon, not_: str) -> None:
    for now in NOWS:
        assert understand(lexicon, f"it's {not_}fine {now}").facts.get(ONGOING_NOW) != NO


@pytest.mark.parametrize(
    "line",
    [
        "my calf is red and hot, and I feel hot all over",
        "it's red, and he's hot all over with a fever",
        "the leg's hot everywhere",
        "yes, red. I'm hot all over",
        "hot all over the calf",
    ],
)
def test_the_heat_of_a_whole_body_clears_no_spot(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("swelling", "warm_red_skin")).facts.get(RED) != NO


@pytest.mark.parametrize("verb", ["call", "get", "send", "phone"])
@pytest.mark.parametrize(
    "frame",
    [
        "{} me an ambulance",
        "{} an ambulance for me",
        "please {} an ambulance",
        "{} him an ambulance",
    ],
)
@pytest.mark.parametrize("asked", ASKED)
def test_who_has_an_ambulance_called_asks_for_one(
    lexicon: Lexicon, verb: str, frame: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, frame.format(verb), asked)
    assert heard.facts.get("asks_for_ambulance") == YES
    assert "ask_human" not in heard.acts or "emergency_plea" in heard.acts


@pytest.mark.parametrize(
    "where", ["urgent care", "the walk in clinic", "the emergency room", "my doctor"]
)
@pytest.mark.parametrize(
    "told", ["I'm in a hotel and it's Saturday.", "It's Sunday and I'm away.", "It's late."]
)
def test_who_asks_where_to_go_asks_for_no_ambulance(
    lexicon: Lexicon, told: str, where: str
) -> None:
    heard = understand(lexicon, f"{told} So where do I go, {where}?")
    assert "emergency_plea" not in heard.acts
    assert "asks_for_ambulance" not in heard.facts
