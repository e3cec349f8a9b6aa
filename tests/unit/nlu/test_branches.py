"""What few sentences do, and would be missed in them."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.pipeline import hear


@pytest.mark.parametrize("text", ["i am one sore person", "she is one tough lady"])
def test_one_of_a_kind_is_not_one_year_old(lexicon: Lexicon, text: str) -> None:
    assert "age_years" not in hear(lexicon, text).facts


def test_a_place_with_its_owner_opens_a_new_thought_behind_a_no(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "no fever my left calf swollen").facts
    assert heard == {"fever": "no", "swelling": "one", "site": "calf", "side": "left"}


def test_a_place_behind_in_belongs_to_what_is_denied(lexicon: Lexicon) -> None:
    assert hear(lexicon, "no swelling in the left calf").facts["swelling"] == "none"


@pytest.mark.parametrize(
    ("text", "asked", "facts"),
    [
        ("my calf hurts and " * 60 + "i have a fever", (), {"site": "calf", "fever": "yes"}),
        ("no um, my calf is swollen", (), {"swelling": "one", "site": "calf"}),
        ("my calf hurts no, chest pain", (), {"site": "calf", "chest_pain": "yes"}),
        ("not good what a bad night this has been for all of us here fever", (), {"fever": "yes"}),
        ("two days", ("duration_min",), {"duration_min": 2880, "over_10_min": "yes"}),
        (
            "i quit smoking. for two weeks my calf cramps",
            (),
            {"smoker": "no", "since_days": 14, "site": "calf"},
        ),
        ("way longer than ten, since five", (), {"over_10_min": "yes"}),
        ("yes i don't know", ("fever",), {"fever": "yes"}),
        ("didn't come on suddenly", (), {"onset": "gradual"}),
        ("my leg not is not swollen", (), {"swelling": "none", "site": "leg"}),
        (
            "my arm and jaw hurt sorry i meant i've been on my feet all day",
            (),
            {"site": "arm", "other_sites": ("jaw",), "context": "standing_long"},
        ),
    ],
)
def test_what_is_said_on_the_way_takes_nothing_away(
    lexicon: Lexicon, text: str, asked: tuple[str, ...], facts: dict[str, object]
) -> None:
    assert hear(lexicon, text, asked).facts == facts


def test_the_room_has_no_fever(lexicon: Lexicon) -> None:
    assert hear(lexicon, "102.5 in here").facts == {}


def test_a_letter_that_is_only_a_mark_is_no_word(lexicon: Lexicon) -> None:
    assert hear(lexicon, "\uff9e") == hear(lexicon, "")


def test_to_say_for_whom_it_is_takes_nothing_back(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "my calf cramps sorry i meant on behalf of someone")
    assert heard.facts == {"caller_is_patient": "no", "site": "calf"}
    assert heard.retracts == ()


@pytest.mark.parametrize("text", ["none of the rest", "nothing else", "only that"])
def test_the_rest_of_a_question_denied_is_a_no(lexicon: Lexicon, text: str) -> None:
    heard = hear(lexicon, text, ("fever", "vomiting"), "yes_no")
    assert (heard.facts, heard.acts) == ({}, ("deny",))
