"""Sentences written without sight of the lexicon: a floor under what has been reached so far."""

from __future__ import annotations

import pytest

from cramp_triage.evaluation.cases import read_cases, read_conversations
from cramp_triage.evaluation.simulated_patient import run_conversation
from cramp_triage.evaluation.utterance_metrics import cases_from, score
from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.model import load_protocol
from tests import CASES


@pytest.mark.parametrize(
    ("name", "n", "floor"),
    [
        ("unseen_utterances.yaml", 220, 0.97),
        ("unseen_utterances_2.yaml", 260, 0.96),
        ("unseen_utterances_3.yaml", 180, 0.96),
        ("unseen_utterances_4.yaml", 220, 0.95),
        ("unseen_utterances_5.yaml", 160, 0.95),
        ("unseen_utterances_6.yaml", 260, 0.96),
        ("unseen_utterances_7.yaml", 180, 0.96),
        ("unseen_utterances_8.yaml", 160, 0.96),
        ("unseen_utterances_9.yaml", 160, 0.93),
        ("unseen_utterances_10.yaml", 160, 0.95),
        ("unseen_utterances_11.yaml", 150, 0.97),
        ("unseen_utterances_12.yaml", 200, 0.95),
        ("unseen_utterances_13.yaml", 150, 0.95),
        ("unseen_utterances_14.yaml", 150, 0.95),
        ("unseen_utterances_15.yaml", 150, 0.93),
        ("unseen_utterances_16.yaml", 200, 0.96),
        ("unseen_utterances_17.yaml", 200, 0.95),
        ("unseen_utterances_18.yaml", 150, 0.95),
        ("bank_danger.yaml", 420, 0.95),
        ("bank_plain.yaml", 420, 0.94),
    ],
)
def test_unseen_sentences_are_heard_at_least_this_well(
    lexicon: Lexicon, name: str, n: int, floor: float
) -> None:
    """What is left of other authors' sentences; the head of each file tells its first figures."""
    result = score(lexicon, cases_from(lexicon, read_cases(CASES / name, "utterances"), name), hear)
    assert result.n == n
    assert result.f1 >= floor
    assert len(result.polarity_errors) <= 0.01 * n
    assert not result.missed_danger
    assert len(result.false_danger) <= (4 if name.startswith("bank") else 1)


@pytest.mark.searches
@pytest.mark.parametrize("name", ["unseen_conversations.yaml", "unseen_conversations_2.yaml"])
def test_unseen_conversations_end_at_the_right_level(lexicon: Lexicon, name: str) -> None:
    protocol = load_protocol()
    wrong = []
    for case in read_conversations(CASES / name, protocol.findings):
        level = run_conversation(protocol, lexicon, case).level
        if not case.expected.min <= level <= case.expected.max:
            wrong.append(case.id)
    assert len(wrong) <= 1, wrong
