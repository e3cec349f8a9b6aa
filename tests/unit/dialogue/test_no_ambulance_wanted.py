"""Who only called for an ambulance and wants none takes it back, and is asked; a danger stands."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from tests.conftest import Talk

UNWANTED = (
    "i don't want the ambulance anymore",
    "i don't need an ambulance",
    "no ambulance, it's just a cramp",
)


def hear(talk: Talk, lexicon: Lexicon, words: str) -> None:
    heard = understand(lexicon, words, talk.reply.asks, talk.reply.expects)
    talk.say(*heard.acts, facts=heard.facts, words=words)


@pytest.mark.parametrize("unwanted", UNWANTED)
def test_a_call_for_an_ambulance_is_taken_back_when_none_is_wanted(
    talk: Talk, lexicon: Lexicon, unwanted: str
) -> None:
    hear(talk, lexicon, "i need an ambulance, my thigh locked up")
    assert talk.reply.level == 5
    hear(talk, lexicon, unwanted)
    assert "Is that right?" in talk.speech
    hear(talk, lexicon, "yes")
    assert talk.reply.floor < 5
    assert not talk.reply.ended


@pytest.mark.parametrize("unwanted", UNWANTED)
def test_beside_a_danger_a_refusal_takes_nothing_back(
    talk: Talk, lexicon: Lexicon, unwanted: str
) -> None:
    hear(talk, lexicon, "i need an ambulance, my chest hurts and my arm cramps")
    hear(talk, lexicon, unwanted)
    assert talk.reply.floor == 5
    assert "your choice" in talk.speech
