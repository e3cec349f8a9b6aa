""" "Ago" tells when a cramp was, not how long it lasts: "two hours ago"."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

OPENINGS = (
    "woke up with a cramp like {} ago",
    "got a cramp in my calf {} ago",
    "my calf cramped up about {} ago",
    "{} ago I had a cramp in my foot",
    "it woke me {} ago",
    "a cramp hit me {} ago",
)
LENGTHS = (
    "twenty minutes",
    "15 minutes",
    "half an hour",
    "an hour",
    "two hours",
    "a couple of hours",
)


def test_by_the_rules_ago_is_no_length_of_over_ten_minutes(lexicon: Lexicon) -> None:
    for opening, length in product(OPENINGS, LENGTHS):
        words = opening.format(length)
        assert "over_10_min" not in hear(lexicon, words).facts, words


@pytest.mark.parametrize("opening", OPENINGS)
def test_no_witness_takes_ago_for_a_length(lexicon: Lexicon, opening: str) -> None:
    for length in LENGTHS[::2]:
        words = opening.format(length)
        assert understand(lexicon, words).facts.get("over_10_min") != "yes", words


@pytest.mark.parametrize(
    "words",
    [
        "my calf has been cramping for twenty minutes",
        "it started about thirty minutes ago and will not let go",
        "my calf's been locked up for half an hour, it woke me an hour ago",
    ],
)
def test_a_length_is_still_one(lexicon: Lexicon, words: str) -> None:
    assert hear(lexicon, words).facts["over_10_min"] == "yes"


def test_to_how_long_it_lasts_ago_is_an_answer(lexicon: Lexicon) -> None:
    assert hear(lexicon, "twenty minutes ago", ["over_10_min"]).facts["over_10_min"] == "yes"
