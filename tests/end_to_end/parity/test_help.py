"""What the help of a question offers is heard and understood, by every voice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import Question, load_protocol
from offline_voice.listen.phrase_lists import PhraseBook
from tests import ROOT

PROTOCOL, LEXICON = load_protocol(), load_lexicon()
BOOK = PhraseBook(lambda word: True)
MODEL = ROOT / "interaction_models" / "en-US.json"
ANSWERS = {"affirm", "deny", "unsure"}
COUNTED = "three"


def offered(question: Question) -> Iterator[str]:
    """The sentences that "you can say" names; of "a number of days" one is made."""
    text = question.hint or PROTOCOL.prompts["yes_no_hint"]
    counted = f"{COUNTED} " if text.startswith("a number of") else ""
    for piece in re.split(r", or |, | or ", text.removeprefix("a number of ")):
        if not piece.startswith("name the"):
            yield counted + piece.lower()


HELPED = [
    pytest.param(question, said, id=f"{question.id}: {said}")
    for question in PROTOCOL.questions.values()
    if question.expects == "yes_no" or question.hint
    for said in offered(question)
]


@pytest.mark.parametrize(("question", "said"), HELPED)
def test_what_help_offers_answers_the_question(question: Question, said: str) -> None:
    meant = understand(LEXICON, said, question.asks, question.expects)
    assert set(question.asks) & meant.facts.keys() or ANSWERS & set(meant.acts), meant


@pytest.mark.parametrize(("question", "said"), HELPED)
def test_what_help_offers_is_on_the_phrase_list(question: Question, said: str) -> None:
    """Vosk makes word pairs of a list, so a sentence is heard when all its pairs are there."""
    listed = {
        pair
        for phrase in BOOK.phrases(question.asks, question.expects)
        for pair in pairwise(["<s>", *phrase.split(), "</s>"])
    }
    missing = [pair for pair in pairwise(["<s>", *said.split(), "</s>"]) if pair not in listed]
    assert missing == []


def test_every_value_that_help_offers_is_one_of_alexas() -> None:
    model = json.loads(MODEL.read_text(encoding="utf-8"))["interactionModel"]["languageModel"]
    heard = {
        said.lower()
        for kind in model["types"]
        for value in kind["values"]
        for said in (value["name"]["value"], *value["name"].get("synonyms", ()))
    }
    samples = {s.lower() for intent in model["intents"] for s in intent["samples"]}
    values = {
        said
        for question in PROTOCOL.questions.values()
        if question.hint
        for said in offered(question)
        if not said.startswith(COUNTED) and said != "no"
    }
    assert values - heard - samples == set()
