"""What stands before or after a danger sign does not change what is said of it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from cramp_triage.evaluation.utterance_metrics import cases_from
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import dangers
from cramp_triage.protocol.model import load_protocol
from tests.unit.nlu.conftest import UTTERANCE_FILES, read_cases

DANGERS = dangers(load_protocol().findings)

BEFORE = (
    "um ",
    "no ",
    "no it let go but ",
    "i don't know but ",
    "my leg is fine but ",
    "not great ",
    "it's not swollen ",
    "no zzz ",
    "the cramp's gone but now ",
    "i'm not diabetic ",
)
BEHIND = (
    " and my calf hurts",
    " what should i do",
    " no swelling though",
    " not sure why",
    " and i don't have diabetes",
    " no",
)


SAMPLE = 200
"""Lines that both witnesses read: the rules alone hear all."""


def noisy(lexicon: Lexicon, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Lines with the danger signs that they state or deny."""
    for case in cases_from(lexicon, read_cases(name), name):
        signs = {f: str(v) for f, v in case.facts.items() if f in DANGERS and v in ("yes", "no")}
        if signs and not case.asked:
            yield from ((before + case.text, signs) for before in BEFORE)
            yield from ((case.text + behind, signs) for behind in BEHIND)


@pytest.mark.parametrize("name", UTTERANCE_FILES)
def test_the_rules_hear_a_danger_sign_in_noise(lexicon: Lexicon, name: str) -> None:
    wrong = []
    for text, signs in noisy(lexicon, name):
        heard = hear(lexicon, text).facts
        wrong += [(text, f, heard.get(f)) for f, v in signs.items() if heard.get(f) != v]
    assert wrong == []


@pytest.mark.searches
def test_both_witnesses_hear_or_ask_a_danger_sign_in_noise(lexicon: Lexicon) -> None:
    lines = [one for name in UTTERANCE_FILES for one in noisy(lexicon, name)]
    lost = []
    for text, signs in random.Random(1).sample(lines, SAMPLE):
        heard = understand(lexicon, text)
        claimed = [fact for fact, value in signs.items() if value == "yes"]
        lost += [
            (text, f) for f in claimed if heard.facts.get(f) != "yes" and f not in heard.doubts
        ]
    assert lost == []
