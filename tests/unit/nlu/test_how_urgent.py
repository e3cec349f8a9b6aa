"""Whoever asks how urgent it is while questions are open asks for the level, in any words."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

LINES = (
    "so should i see somebody or not",
    "you never said how soon",
    "is this a hospital thing",
    "do i need a doctor",
    "how urgent is this",
    "can it wait till morning",
    "so what's the verdict",
    "am i okay to stay home",
    "just tell me if i need to go in",
    "can i wait for my appointment",
    "do i need to get this looked at",
    "will i need the hospital",
    "so do i have to see someone today",
    "does this need a doctor",
    "is this an emergency",
)


@pytest.mark.parametrize("asked", [("fever",), ("chest_pain", "breathless", "fainted")])
def test_how_urgent_it_is_is_asked_in_many_words_and_answers_nothing(
    lexicon: Lexicon, asked: tuple[str, ...]
) -> None:
    heard = {line: understand(lexicon, line, asked, "yes_no") for line in LINES}
    assert [line for line, one in heard.items() if "ask_level" not in one.acts] == []
    assert {line: one.facts for line, one in heard.items() if one.facts or one.doubts} == {}
