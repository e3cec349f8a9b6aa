"""A medicine that was stopped is not taken, and what stopped is no cramp."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

TAKEN = {"the water pill": "diuretic", "my statin": "statin", "the cholesterol pills": "statin"}
STOPPED = (
    "they stopped {} in spring",
    "i came off {} last year",
    "i take it, no wait, they stopped {}",
    "my doctor took me off {}",
    "i'm off {} now",
    "they weaned me off {} last week",
)
TAKING = (
    *("i am still on {}", "he is on {}", "i take {}", "i'm back on {}", "they put me back on {}"),
    *("i haven't stopped {}", "they never took me off {}", "i went back on {}"),
)


@pytest.mark.parametrize("said", STOPPED)
@pytest.mark.parametrize("medicine", TAKEN)
def test_what_was_stopped_is_not_taken(lexicon: Lexicon, said: str, medicine: str) -> None:
    facts = understand(lexicon, said.format(medicine)).facts
    assert facts.get(TAKEN[medicine]) in (None, "no")
    assert "ongoing_now" not in facts


@pytest.mark.parametrize("said", TAKING)
@pytest.mark.parametrize("medicine", TAKEN)
def test_what_is_taken_is(lexicon: Lexicon, said: str, medicine: str) -> None:
    assert understand(lexicon, said.format(medicine)).facts.get(TAKEN[medicine]) == "yes"
