"""Labelled utterances are heard by the rules. Figures on files that were used to build prove that
nothing was lost since; docs/figures.md says how well strangers are understood by both witnesses."""

from __future__ import annotations

import pytest

from cramp_triage.errors import CaseError
from cramp_triage.evaluation.cases import read_conversations
from cramp_triage.evaluation.simulated_patient import run_conversation
from cramp_triage.evaluation.utterance_metrics import cases_from, score
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import YES, dangers
from cramp_triage.protocol.model import load_protocol
from tests.unit.nlu.conftest import CASES, UTTERANCE_FILES, read_cases

DANGERS = dangers(load_protocol().findings)


@pytest.mark.searches
@pytest.mark.parametrize("name", UTTERANCE_FILES)
def test_both_witnesses_lose_make_up_and_turn_no_danger(lexicon: Lexicon, name: str) -> None:
    lost, made_up = [], []
    for case in cases_from(lexicon, read_cases(name), name):
        by_rules = hear(lexicon, case.text, case.asked).facts
        if not DANGERS & {*case.facts, *by_rules}:
            continue
        heard = understand(lexicon, case.text, case.asked)
        for fact in DANGERS:
            said, label = heard.facts.get(fact), case.facts.get(fact)
            if label == YES and said != YES and fact not in heard.doubts:
                lost.append((case.text, fact, said))
            elif said == YES != label and said not in (case.also_ok.get(fact) or ()):
                made_up.append((case.text, fact, label))
    assert (lost, made_up) == ([], [])


@pytest.mark.parametrize("name", UTTERANCE_FILES)
def test_what_people_say_is_understood(lexicon: Lexicon, name: str) -> None:
    result = score(lexicon, cases_from(lexicon, read_cases(name), name), hear)
    shown = "\n".join(f"{m.id} {m.text!r} lacks {m.missing} has {m.extra}" for m in result.misses)
    assert result.f1 >= 0.98, shown
    assert not result.polarity_errors, shown
    assert not result.missed_danger, shown
    assert not result.false_danger, shown
    assert len(result.retract_errors) <= 0.02 * result.n, result.retract_errors


def test_words_of_an_independent_author_are_understood(lexicon: Lexicon) -> None:
    result = score(lexicon, cases_from(lexicon, read_cases("utterances_blind.yaml"), "blind"), hear)
    shown = "\n".join(f"{m.id} {m.text!r} lacks {m.missing} has {m.extra}" for m in result.misses)
    assert result.f1 >= 0.93, shown
    assert len(result.polarity_errors) <= 0.01 * result.n, shown
    assert not result.missed_danger, shown


def test_conversations_in_words_end_at_the_level_of_the_facts(lexicon: Lexicon) -> None:
    protocol = load_protocol()
    cases = read_conversations(CASES / "conversations_blind.yaml", protocol.findings)
    assert len(cases) == 12
    wrong = []
    for case in cases:
        level = run_conversation(protocol, lexicon, case).level
        if not case.expected.min <= (level or 0) <= case.expected.max:
            wrong.append((case.id, level))
    assert wrong == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"vignettes": []}, "no list under 'utterances'"),
        ({"utterances": [{"id": "U1"}]}, "1: needs id, text and facts"),
        ([{"id": "U1", "text": "hot", "facts": {"itch": "yes"}}], r"1 \(U1\): .*itch"),
    ],
)
def test_a_file_that_holds_no_utterances_is_told_with_its_place(
    lexicon: Lexicon, content: object, said: str
) -> None:
    with pytest.raises(CaseError, match=said) as caught:
        cases_from(lexicon, content, "mine.yaml")
    assert str(caught.value).startswith("mine.yaml: ")


@pytest.mark.searches
def test_intents_are_heard(lexicon: Lexicon) -> None:
    cases = [c for f in UTTERANCE_FILES for c in cases_from(lexicon, read_cases(f), f)]
    result = score(lexicon, [case for case in cases if case.intent], hear)
    assert len(result.intent_errors) <= 0.05 * result.n, result.intent_errors


@pytest.mark.searches
def test_every_danger_fact_is_tried_with_yes_and_with_no(lexicon: Lexicon) -> None:
    seen: dict[str, set[object]] = {}
    for name in UTTERANCE_FILES:
        for case in cases_from(lexicon, read_cases(name), name):
            for fact, value in case.facts.items():
                seen.setdefault(fact, set()).add(value)
    assert {fact for fact in DANGERS if not {"yes", "no"} <= seen.get(fact, set())} == set()


def test_a_wrong_polarity_and_a_missed_danger_are_counted(lexicon: Lexicon) -> None:
    raw = [
        {"id": "a", "asked": None, "text": "no chest pain", "facts": {"chest_pain": True}},
        {"id": "b", "asked": None, "text": "my foot is cold", "facts": {}},
        {"id": "c", "asked": "duration_min", "text": "ten", "facts": {"duration_min": 10.1}},
    ]
    result = score(lexicon, cases_from(lexicon, raw, "here"))
    assert result.polarity_errors == ("a",)
    assert result.missed_danger == ("a",)
    assert result.false_danger == ("b",)
    assert [miss.id for miss in result.misses] == ["a", "b"]


def test_a_case_that_fails_shows_which_words_meant_what(lexicon: Lexicon) -> None:
    raw = [{"id": "a", "asked": "fever", "text": "zig zag chest pain", "facts": {"fever": True}}]
    (miss,) = score(lexicon, cases_from(lexicon, raw, "here")).misses
    assert (miss.asked, miss.missing) == (("fever",), {"fever": "yes"})
    assert miss.heard == ('"chest pain" chest_pain=yes',)
    assert miss.leftovers == ("zig zag",)
