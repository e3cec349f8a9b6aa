"""Each danger sign told in many ways, denied, and things that only sound like it."""

from __future__ import annotations

import pytest
import yaml

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import NO, YES, dangers
from cramp_triage.protocol.model import load_protocol
from tests import CASES as FOLDER

DANGERS = dangers(load_protocol().findings)

CASES = yaml.safe_load((FOLDER / "danger_wording.yaml").read_text())


def test_every_danger_has_its_wordings() -> None:
    assert set(CASES) == DANGERS


@pytest.mark.parametrize("fact", sorted(CASES))
def test_the_rules_hear_a_danger_unasked_and_asked(lexicon: Lexicon, fact: str) -> None:
    wrong = []
    for value in (YES, NO):
        for text in CASES[fact][value]:
            unasked = hear(lexicon, text).facts.get(fact)
            asked = hear(lexicon, text, [fact]).facts.get(fact)
            if (unasked, asked) != (value, value):
                wrong.append((text, unasked, asked))
    assert wrong == []


@pytest.mark.searches
@pytest.mark.parametrize("fact", sorted(CASES))
def test_both_witnesses_lose_no_danger_and_make_none_of_its_denial(
    lexicon: Lexicon, fact: str
) -> None:
    lost, made = [], []
    for asked in ([], [fact]):
        for text in CASES[fact][YES]:
            heard = understand(lexicon, text, asked)
            if heard.facts.get(fact) != YES and fact not in heard.doubts:
                lost.append((text, asked))
        for text in CASES[fact][NO]:
            if understand(lexicon, text, asked).facts.get(fact) == YES:
                made.append((text, asked))
    assert (lost, made) == ([], [])


@pytest.mark.parametrize("fact", sorted(CASES))
def test_what_only_sounds_like_a_danger_is_none(lexicon: Lexicon, fact: str) -> None:
    texts = CASES[fact]["neither"]
    for hears in (hear, understand):
        heard = {text: hears(lexicon, text).facts for text in texts}
        assert [text for text, facts in heard.items() if facts.get(fact) == YES] == []
