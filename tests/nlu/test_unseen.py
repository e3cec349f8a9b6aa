"""Sentences written without sight of the lexicon: a floor under what has been reached so far."""

from __future__ import annotations

from pathlib import Path

from cramp_triage.cases import read_cases, read_conversations
from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.score import cases_from, score
from cramp_triage.protocol import load_protocol
from cramp_triage.simulate import run_conversation

CASES = Path(__file__).parent.parent / "cases"


def test_unseen_sentences_are_heard_at_least_this_well(lexicon: Lexicon) -> None:
    """The target is an f1 of 0.93 and no missed danger; raise the floor as it is approached."""
    file = CASES / "unseen_utterances.yaml"
    result = score(lexicon, cases_from(lexicon, read_cases(file, "utterances"), file.name))
    assert result.n == 220
    assert result.f1 >= 0.88
    assert len(result.polarity_errors) <= 2
    assert len(result.missed_danger) <= 4


def test_unseen_conversations_end_at_the_right_level(lexicon: Lexicon) -> None:
    protocol = load_protocol()
    wrong = []
    for case in read_conversations(CASES / "unseen_conversations.yaml", protocol.findings):
        level = run_conversation(protocol, lexicon, case).level
        if not case.expected.min <= level <= case.expected.max:
            wrong.append(case.id)
    assert len(wrong) <= 1, wrong
