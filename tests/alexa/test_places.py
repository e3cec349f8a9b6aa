"""What is said and shown in Britain, Australia, India and Canada."""

from __future__ import annotations

import re

import msgspec
import pytest

from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.spelling import words_at
from skill.response.apl import screen
from skill.response.places import said_here
from skill.response.screen_words import screen_words
from skill.response.speech import to_response
from tests.alexa.screens_seen import PROTOCOL, reply

ABROAD = ("en-GB", "en-AU", "en-IN", "en-CA")
TO_THE_ER = UserAct(("describe",), {"site": "back", "saddle_numbness": "yes"})


def everything_said() -> list[str]:
    findings = PROTOCOL.findings.values()
    asked = [
        text
        for one in findings
        for text in (one.ask, one.brief, *msgspec.structs.astuple(one.name), one.unit)
    ]
    because = [rule.because for rule in PROTOCOL.rules]
    levels = [level.band for level in screen_words().levels]
    return [*PROTOCOL.prompts.values(), *asked, *because, *levels]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "Go to an emergency room now. Don't drive yourself."),
        ("en-GB", "Go to A and E now. Don't drive yourself."),
        ("en-AU", "Go to an emergency department now. Don't drive yourself."),
        ("en-IN", "Go to an emergency room now. Don't drive yourself."),
        ("en-CA", "Go to an emergency room now. Don't drive yourself."),
        ("en-ZZ", "Go to an emergency room now. Don't drive yourself."),
    ],
)
def test_an_emergency_room_is_called_as_people_there_call_it(locale: str, said: str) -> None:
    assert said_here(PROTOCOL, PROTOCOL.prompts["level.4"], locale) == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "Any fever, throwing up or diarrhea?"),
        ("en-GB", "Any fever, throwing up or diarrhoea?"),
        ("en-AU", "Any fever, throwing up or diarrhoea?"),
        ("en-IN", "Any fever, throwing up or diarrhoea?"),
        ("en-CA", "Any fever, throwing up or diarrhea?"),
    ],
)
def test_it_is_spelled_as_people_there_spell(locale: str, said: str) -> None:
    assert said_here(PROTOCOL, PROTOCOL.prompts["question.losses"], locale).startswith(said)


@pytest.mark.parametrize("locale", ABROAD)
def test_every_word_of_the_table_is_one_that_is_said(locale: str) -> None:
    texts = "\n".join(everything_said())
    for word in words_at(PROTOCOL, locale):
        assert re.search(rf"\b{re.escape(word)}\b", texts, re.IGNORECASE), word


def test_no_american_word_is_left_in_britain() -> None:
    american = r"\b(diarrhea|labor|color|liters?|emergency room|ER|urgent care|epinephrine|soda)\b"
    for text in everything_said():
        assert not re.search(american, said_here(PROTOCOL, text, "en-GB"))
        assert said_here(PROTOCOL, text, "en-US") == text


@pytest.mark.parametrize(("locale", "there"), [("en-GB", "A and E"), ("en-AU", "department")])
def test_voice_card_and_screen_say_the_same_words(locale: str, there: str) -> None:
    answer = reply(TO_THE_ER)
    assert answer.level == 4
    response = to_response(PROTOCOL, answer, locale)
    assert there in response.output_speech.ssml
    assert there in response.card.content
    shown = screen(PROTOCOL, answer, locale)
    assert there in f"{shown.lead} {shown.main}"
    assert not re.search(r"\bER\b", shown.band)
    assert "emergency room" not in str(msgspec.to_builtins(shown))
