"""The same meaning both ways: by Alexa's intent and slots, and by the words as they are said."""

from __future__ import annotations

import pytest
import yaml

from cramp_triage.protocol.facts import dangers
from cramp_triage.protocol.model import load_protocol
from tests.end_to_end.parity.said_both_ways import (
    KNOWN_DIFFERENCES,
    SEED,
    differences,
    spoken,
)

pytestmark = [pytest.mark.slow, pytest.mark.searches]
KNOWN = yaml.safe_load(KNOWN_DIFFERENCES.read_text("utf-8"))


def test_every_template_means_the_same_both_ways_but_for_the_reviewed_ones() -> None:
    found = differences()
    for kind in found.keys() | KNOWN.keys():
        for intent in found.get(kind, {}).keys() | KNOWN.get(kind, {}).keys():
            differing = set(found.get(kind, {}).get(intent, ()))
            known = set(KNOWN.get(kind, {}).get(intent, ()))
            assert differing == known, f"{kind}: {intent}: {differing ^ known}"


def test_no_danger_is_yes_in_one_way_and_no_in_the_other() -> None:
    signs = dangers(load_protocol().findings)
    for seed in range(SEED, SEED + 5):
        for said in spoken(seed):
            by_slots, by_words = said.by_slots, said.by_words
            for fact in signs & by_slots.keys() & by_words.keys():
                assert by_slots[fact] == by_words[fact], said


def test_the_sentences_are_the_same_for_the_same_seed() -> None:
    assert list(spoken(SEED)) == list(spoken(SEED))
    assert list(spoken(SEED)) != list(spoken(SEED + 1))
