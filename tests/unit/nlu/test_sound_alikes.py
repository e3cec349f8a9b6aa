"""Names that a recogniser hears in pieces are known by their sound; a danger never is."""

from __future__ import annotations

import pytest

from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE
from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.tokens.sound_alikes import sound_of
from cramp_triage.protocol.facts import dangers
from cramp_triage.protocol.model import load_protocol

DANGERS = dangers(load_protocol().findings)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("alec quiz", "eliquis"),
        ("sir alto", "xarelto"),
        ("die a bet ick", "diabetic"),
        ("for rose a mide", "furosemide"),
        ("cluster all", "cholesterol"),
        ("char lee horse", "charley horse"),
        ("gabba pent in", "gabapentin"),
        ("new rop a thee", "neuropathy"),
        ("knack", "nack"),
    ],
)
def test_pieces_sound_like_the_name(heard: str, name: str) -> None:
    assert sound_of(heard.split()) == sound_of(name.split())


@pytest.mark.parametrize(
    ("said", "fact", "value"),
    [
        ("i take alec quiz", "blood_thinner", "yes"),
        ("no i don't take sir alto", "blood_thinner", "no"),
        ("my quadra steps is cramping", "site", "quadriceps"),  # one consonant too many
        ("my quadrupes is cramping", "site", "quadriceps"),  # one too few
        ("i'm die a bet ick", "diabetes", "yes"),
    ],
)
def test_a_name_in_pieces_is_understood(lexicon: Lexicon, said: str, fact: str, value: str) -> None:
    assert hear(lexicon, said).facts.get(fact) == value


@pytest.mark.parametrize(
    "said",
    [
        "my zig zag wandered off",  # strange, and like nothing we know
        "sorry lot of noise here",  # words that we know stay what they are
        "war. for in the morning",  # not over the end of a sentence
        "the tubs",  # too short to be told by its consonants
    ],
)
def test_other_words_stay_what_they_are(lexicon: Lexicon, said: str) -> None:
    facts = hear(lexicon, said).facts
    assert not {"blood_thinner", "diabetes", "statin", "diuretic"} & facts.keys()


def test_no_name_that_is_known_by_its_sound_is_a_danger_or_an_answer(lexicon: Lexicon) -> None:
    assert len(lexicon.sounds) > 50
    for words in lexicon.sounds.values():
        meant = hear(lexicon, " ".join(words))
        assert not DANGERS & meant.facts.keys(), words
        assert not {AFFIRM, DENY, UNSURE} & set(meant.acts), words
