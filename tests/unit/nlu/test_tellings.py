"""A long telling: what each sentence says counts, and what none says is not made up."""

from __future__ import annotations

from itertools import permutations

import pytest

from cramp_triage.nlu import Lexicon, understand

SAID = {
    "My left calf has gone hard as a stone.": {"site": "calf", "side": "left"},
    "My doctor put me on a new blood pressure pill two weeks ago.": {"new_medicine": "yes"},
    "I'm sixty three years old.": {"age_years": 63.0},
    "It has been happening four nights a week.": {"frequency": "several_weekly"},
    "I've got kidney disease.": {"kidney_disease": "yes"},
}
SIGNS = ("chest_pain", "breathless", "fainted", "one_sided_weakness")


@pytest.mark.parametrize("order", [*permutations(SAID)][::11])
def test_each_sentence_of_a_telling_counts(lexicon: Lexicon, order: tuple[str, ...]) -> None:
    facts = understand(lexicon, " ".join(order)).facts
    assert facts.items() >= {item for said in SAID.values() for item in said.items()}


@pytest.mark.parametrize("last", [*SAID][1:])
def test_an_answer_comes_first_and_more_behind_it(lexicon: Lexicon, last: str) -> None:
    line = f"No, none of that, nothing like it at all, thank goodness, no. One more thing. {last}"
    facts = understand(lexicon, line, SIGNS, "yes_no").facts
    assert {facts.get(sign) for sign in SIGNS} == {"no"}
    assert facts.items() >= SAID[last].items()


@pytest.mark.parametrize("length", ["three months now", "it's been years", "for weeks and weeks"])
def test_a_length_denies_no_sign_among_others(lexicon: Lexicon, length: str) -> None:
    assert "one_sided_weakness" not in understand(lexicon, length, SIGNS, "yes_no").facts


def test_a_telling_without_end_is_read_in_bounded_time(lexicon: Lexicon) -> None:
    understand(lexicon, "My calf hurts. It is late. " * 400)


@pytest.mark.parametrize("end", ["That's all.", "That's it, nothing else.", "Thanks so much."])
def test_a_pill_before_the_end_of_it_counts(lexicon: Lexicon, end: str) -> None:
    facts = understand(lexicon, f"He takes furosemide. {end}", ("fainted",), "yes_no").facts
    assert facts.get("diuretic") == "yes"
