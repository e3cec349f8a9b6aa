"""An "okay" that only leads to a question takes no offer; a yes beside a question does."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.messages.acts import AFFIRM
from cramp_triage.nlu import Lexicon, understand

FILLERS = ("okay", "right", "alright", "well", "fine", "yeah")
QUESTIONS = (
    "so it's not a clot?",
    "and what do i do tonight?",
    "but is it serious?",
    "and can i walk on it?",
    "then why does it hurt?",
)


@pytest.mark.parametrize(("filler", "question"), [*product(FILLERS, QUESTIONS)])
def test_what_leads_to_a_question_takes_no_offer(
    lexicon: Lexicon, filler: str, question: str
) -> None:
    for mark in ("", ","):
        assert AFFIRM not in understand(lexicon, f"{filler}{mark} {question}", (), "yes_no").acts


@pytest.mark.parametrize(
    "line",
    [
        "yes please, and can i rake tomorrow?",
        "sure. what do i do tonight?",
        "okay",
        "okay, tell me",
        "okay. so what is it?",
        "yes, but is it serious?",
    ],
)
def test_a_yes_beside_a_question_takes_it(lexicon: Lexicon, line: str) -> None:
    assert AFFIRM in understand(lexicon, line, (), "yes_no").acts


def test_asked_about_a_sign_it_stays_a_yes(lexicon: Lexicon) -> None:
    assert AFFIRM in understand(lexicon, "yeah, but is it serious?", ("numbness",)).acts
