from __future__ import annotations

import pytest

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.facts import bare_answer
from cramp_triage.protocol.model import load_protocol
from offline_voice.listen.phrase_lists import PhraseBook
from offline_voice.listen.short_answers import ANSWERS, closed_answers
from offline_voice.vosk_models.find import find_model, load_model

FINDINGS = load_protocol().findings
LEXICON = load_lexicon()
ASKED = ("disturbs_sleep",)


def act_of(phrase: str) -> str:
    return understand(LEXICON, phrase, asked=ASKED, expects="yes_no").acts[0]


@pytest.mark.parametrize(
    ("phrases", "act"),
    [(ANSWERS.yes, "affirm"), (ANSWERS.no, "deny"), (ANSWERS.unsure, "unsure")],
)
def test_the_usual_answers_mean_what_they_are_listed_for(
    phrases: tuple[str, ...], act: str
) -> None:
    assert {phrase: act_of(phrase) for phrase in phrases} == dict.fromkeys(phrases, act)


@pytest.mark.parametrize("phrase", ANSWERS.commands)
def test_the_commands_on_the_short_list_are_no_answers(phrase: str) -> None:
    acts = understand(LEXICON, phrase, asked=ASKED, expects="yes_no").acts
    assert acts
    assert not {"affirm", "deny", "unsure"} & set(acts)


@pytest.mark.parametrize(
    ("fact", "value", "phrase"),
    [
        (fact, value, phrase)
        for fact, values in ANSWERS.of_fact.items()
        for value, phrases in values.items()
        for phrase in phrases
    ],
)
def test_what_is_said_of_one_fact_gives_the_value_it_is_listed_for(
    fact: str, value: str, phrase: str
) -> None:
    meant = understand(LEXICON, phrase, asked=(fact,), expects="yes_no")
    facts = {**bare_answer(FINDINGS, (fact,), meant.acts, meant.facts), **meant.facts}
    assert facts[fact] == value


def test_only_closed_questions_have_a_short_list() -> None:
    assert closed_answers(("site",), "value") == ()
    assert "okay" in closed_answers((), "ack")
    assert "okay" not in closed_answers(("fever",), "yes_no")
    assert "okay" in closed_answers((), "yes_no")
    assert "it's gone" in closed_answers(("ongoing_now",), "yes_no")
    assert "it's gone" not in closed_answers(("fever",), "yes_no")


def test_the_model_knows_the_words_of_nearly_every_usual_answer() -> None:
    model = load_model(find_model(None))
    book = PhraseBook(lambda word: model.vosk_model_find_word(word) >= 0)
    known = book.closed(("ongoing_now",), "ack")
    assert len(known) >= 0.95 * len(closed_answers(("ongoing_now",), "ack"))
