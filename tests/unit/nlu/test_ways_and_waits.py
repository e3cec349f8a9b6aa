"""A time of travel, of waiting or to come is no length of a cramp, unless a length is asked."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

LENGTHS = ("forty minutes", "two hours", "three weeks", "half an hour", "ten minutes")
WAYS = (
    "the hospital's {} away",
    "she's {} off",
    "my son is {} out",
    "the nearest er is {} from here",
    "i can be there in {}",
    "my husband will be home in {}",
    "i have to leave in {}",
    "they said to wait {}",
    "they told me {} wait",
    "the ambulance will be {}",
    "it takes {} to get to town",
    "i was on hold for {}",
    "my appointment is in {}",
    "the doctor can see me {} from now",
    "it'd take me {} to get there",
    "after the school pick-up about four, {} from now",
    "he's running {} late",
    "she'll be {} yet",
)
OF_THE_CRAMP = (
    "it's been going for {}",
    "my calf has been cramping for {}",
    "it lasted {}",
    "i've had this cramp for {}",
    "my leg's been locked up {} now",
    "i've been waiting {} for it to stop",
    "the cramp has been there for {} and the hospital's an hour away",
    "it started {} ago and it's still on, and my appointment is in three weeks",
)
COURSE = {"duration_min", "over_10_min", "since_days", "frequency", "onset"}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("asked", [(), ("swelling",), ("pain",)])
def test_the_length_of_a_way_or_a_wait_is_none_of_a_cramp(
    lexicon: Lexicon, length: str, asked: tuple[str, ...]
) -> None:
    said = [way.format(length) for way in WAYS]
    heard = {text: understand(lexicon, text, asked).facts for text in said}
    assert [text for text, facts in heard.items() if COURSE & facts.keys()] == []


@pytest.mark.parametrize(("length", "minutes"), [("forty minutes", 40), ("two hours", 120)])
def test_the_length_of_a_cramp_is_still_one(lexicon: Lexicon, length: str, minutes: int) -> None:
    for frame in OF_THE_CRAMP:
        facts = understand(lexicon, frame.format(length)).facts
        assert facts.get("duration_min", minutes) == minutes, frame
        assert facts["over_10_min"] == "yes", frame


@pytest.mark.parametrize("text", ["about forty minutes", "it'll be forty minutes by now"])
def test_where_a_length_is_asked_it_is_the_answer(lexicon: Lexicon, text: str) -> None:
    assert understand(lexicon, text, ("over_10_min",), "yes_no").facts["over_10_min"] == "yes"
