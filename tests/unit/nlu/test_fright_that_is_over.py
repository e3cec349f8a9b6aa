"""A fright that is over is no worry that a visit answers; one that is there is."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand

OVER = (
    "it scared me half to death",
    "that's why i was freaking out",
    "i panicked a bit at first",
    "it spooked me at first",
    "i was just panicking",
    "i got freaked out",
    "frightened me for a second",
    "i was really freaked out",
    "it terrified me for a moment",
)
THERE = (
    "i'm freaking out",
    "i'm scared to death",
    "it's freaking me out",
    "i'm in a panic here",
    "i'm really worried about it",
    "it scares me",
)
BEHIND = ("", ", it's my first one", ", but it's let go now")


@pytest.mark.parametrize("told", OVER)
def test_a_fright_that_is_over_is_no_worry(lexicon: Lexicon, told: str) -> None:
    for behind, asked in product(BEHIND, ((), ("frequency",), ("weakness", "numbness"))):
        facts = understand(lexicon, told + behind, asked).facts
        assert facts.get("very_worried") != "yes", (told + behind, asked)


@pytest.mark.parametrize("told", THERE)
def test_a_worry_that_is_there_is_heard(lexicon: Lexicon, told: str) -> None:
    assert understand(lexicon, told).facts["very_worried"] == "yes"
