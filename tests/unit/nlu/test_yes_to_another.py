"""A yes that goes on about something else is no yes to a danger: that is asked once more."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand

DANGERS = ("limb_cold_pale", "fainted", "confusion")
ELSEWHERE = (
    "yes, it's sore deep in the calf. what can i do for it?",
    "so yeah, kind of a bit bigger, that one",
)
PLAIN = ("yes", "yeah", "yes it is", "yes, a lot", "yes! what do i do?")


@pytest.mark.parametrize(("fact", "line"), [*product(DANGERS, ELSEWHERE)])
def test_a_yes_to_something_else_is_asked_about(lexicon: Lexicon, fact: str, line: str) -> None:
    heard = understand(lexicon, line, (fact,), "yes_no")
    assert heard.facts.get(fact) != lexicon.findings[fact].danger
    assert fact in (*heard.doubts, *heard.left_open)


@pytest.mark.parametrize(("fact", "line"), [*product(DANGERS, PLAIN)])
def test_a_plain_yes_counts(lexicon: Lexicon, fact: str, line: str) -> None:
    heard = understand(lexicon, line, (fact,), "yes_no")
    assert fact not in heard.doubts
    assert "affirm" in heard.acts


@pytest.mark.parametrize("line", ["yes, right in the middle, going down my arm", "yes, since six"])
def test_a_yes_that_says_how_counts(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("chest_pain",), "yes_no").facts["chest_pain"] == "yes"


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("hurt", ["banged", "twisted"])
def test_of_two_sides_the_one_that_cramps_counts(lexicon: Lexicon, side: str, hurt: str) -> None:
    other = {"left": "right", "right": "left"}[side]
    heard = understand(lexicon, f"my {side} calf is cramping. i {hurt} my {other} knee")
    assert heard.facts["side"] == side


@pytest.mark.parametrize("fact", ["numbness", "tingling", "weakness", "fever"])
def test_a_yes_to_the_cramp_is_none_to_a_sign(lexicon: Lexicon, fact: str) -> None:
    heard = understand(lexicon, "yes, it's still cramping like mad", (fact,), "yes_no")
    assert heard.facts.get(fact) != "yes"
    assert fact in heard.left_open
    assert heard.facts["ongoing_now"] == "yes"


@pytest.mark.parametrize("fact", ["fever", "swelling", "injury"])
@pytest.mark.parametrize("line", ["yes, what did you say before?", "yeah, say that again"])
def test_a_yes_that_asks_for_it_again_answers_nothing(
    lexicon: Lexicon, fact: str, line: str
) -> None:
    assert fact not in understand(lexicon, line, (fact,), "yes_no").facts
