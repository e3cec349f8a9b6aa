"""Each danger sign told in many ways, denied, and things that only sound like it."""

from __future__ import annotations

import pytest
import yaml

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import NO, YES, dangers
from cramp_triage.protocol.model import load_protocol
from tests import CASES as FOLDER

DANGERS = dangers(load_protocol().findings)

CASES = yaml.safe_load((FOLDER / "danger_wording.yaml").read_text())


def test_every_danger_has_its_wordings() -> None:
    assert set(CASES) == DANGERS


@pytest.mark.parametrize("fact", sorted(CASES))
def test_a_danger_is_heard_unasked_and_asked(lexicon: Lexicon, fact: str) -> None:
    wrong = []
    for value in (YES, NO):
        for text in CASES[fact][value]:
            unasked = understand(lexicon, text).facts.get(fact)
            asked = understand(lexicon, text, [fact]).facts.get(fact)
            if (unasked, asked) != (value, value):
                wrong.append((text, unasked, asked))
    assert wrong == []


@pytest.mark.parametrize("fact", sorted(CASES))
def test_what_only_sounds_like_a_danger_is_none(lexicon: Lexicon, fact: str) -> None:
    texts = CASES[fact]["neither"]
    heard = {text: understand(lexicon, text).facts for text in texts}
    assert [text for text, facts in heard.items() if facts.get(fact) == YES] == []
