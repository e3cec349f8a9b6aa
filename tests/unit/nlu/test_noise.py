"""What stands before or after a danger sign does not change what is said of it."""

from __future__ import annotations

import pytest

from cramp_triage.evaluation.utterance_metrics import cases_from
from cramp_triage.nlu import Lexicon, understand
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


@pytest.mark.parametrize("name", UTTERANCE_FILES)
def test_noise_around_a_danger_sign(lexicon: Lexicon, name: str) -> None:
    wrong = []
    for case in cases_from(lexicon, read_cases(name), name):
        signs = {f: v for f, v in case.facts.items() if f in DANGERS and v in ("yes", "no")}
        if case.asked or not signs:
            continue
        for text in [b + case.text for b in BEFORE] + [case.text + b for b in BEHIND]:
            heard = understand(lexicon, text).facts
            wrong += [(text, f, heard.get(f)) for f, v in signs.items() if heard.get(f) != v]
    assert wrong == []
