"""What the help of a question offers is heard and understood, by every voice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from cramp_triage.messages.acts import NO_MATCH
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import Question, load_protocol
from offline_voice.listen.phrase_lists import PhraseBook
from tools.echo.figure import Core
from tools.echo.matcher import matcher
from tools.reader.corpus import Line

PROTOCOL, LEXICON, CORE = load_protocol(), load_lexicon(), Core()
BOOK = PhraseBook(lambda word: True)
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


@pytest.mark.searches
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


@pytest.mark.parametrize(("question", "said"), HELPED)
def test_what_help_offers_reaches_the_core_on_an_echo(question: Question, said: str) -> None:
    """By its words, or as an intent that answers just this."""
    arrival = matcher().hear(said, elicited=True)
    line = Line("help", tuple(question.asks), said, {}, (), "plain")
    assert arrival.by_words or CORE.hear(arrival, line).acts != (NO_MATCH,)
