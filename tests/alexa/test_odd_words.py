"""Words that mean something to a screen or a voice are only words: none is run, shown or spoken."""

from __future__ import annotations

import json

import pytest

from tests.alexa.alexa_person import Person
from tests.alexa.alexa_requests import Json
from tests.alexa.test_conversations import over_lambda

ODD = (
    "calf ${viewport.width}",
    "${payload.screen.main} my calf",
    "my calf @screenBand and #{1+1}",
    "my \u202ecalf\u202c hurts",
    "my \u2066calf\u2069 cramps",
    "calf \u200fcramp\u200e now",
    "my calf <break time='10s'/> hurts",
    "calf {0} %s %(a)s {a.__class__}",
)
BINDING = ("${", "#{", "{0}", "%(", "__class__", "<break time='10s'")
CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def with_screen(event: Json) -> Json:
    """Answered on a device that has one."""
    device = event["context"]["System"]["device"]
    device["supportedInterfaces"] = {
        "Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.2"}}
    }
    return over_lambda(event)


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_taken_in_and_come_back_in_nothing(words: str) -> None:
    person = Person(with_screen)
    person.launch()
    assert "datasources" in json.dumps(person.response)
    told = []
    for said in (words, f"no {words}", f"what about {words}", f"i have chest pain {words}", words):
        person.words(said)
        told.append(_shown_and_spoken(person))
    assert "911" in told[-1]
    assert [binding for binding in BINDING if any(binding in one for one in told)] == []
    assert CONTROLS.isdisjoint("".join(told))


def _shown_and_spoken(person: Person) -> str:
    """What is spoken and shown, less the document, whose bindings are ours."""
    response = dict(person.response)
    directives = response.pop("directives", [])
    data = [one.get("datasources", {}) for one in directives]
    return json.dumps([response, data], ensure_ascii=False)
