"""A protocol at a place: other words, the same rules."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from cramp_triage.protocol.model import Protocol
from cramp_triage.protocol.spelling import at

OTHERS = ("en-CA", "en-GB", "en-AU", "en-IN")


def without_texts(form: Any) -> Any:
    """The form with every text in it emptied, ids and values left."""
    texts = {"say", "early", "also", "text", "again", "hint", "term", "because", "ask", "brief"}
    texts |= {"person", "clinician", "page", "if_no", "unit", "prompts", "modes"}
    if isinstance(form, dict):
        return {key: None if key in texts else without_texts(one) for key, one in form.items()}
    return [without_texts(one) for one in form] if isinstance(form, list) else form


def as_json(protocol: Protocol) -> Any:
    return msgspec.json.decode(msgspec.json.encode(protocol, order="deterministic"))


def test_at_home_nothing_is_made_anew(protocol: Protocol) -> None:
    assert at(protocol, "en-US") is protocol


@pytest.mark.parametrize("locale", OTHERS)
def test_a_place_changes_words_and_nothing_else(protocol: Protocol, locale: str) -> None:
    here = at(protocol, locale)
    assert here != protocol
    assert without_texts(as_json(here)) == without_texts(as_json(protocol))
    assert at(here, locale) == here


@pytest.mark.parametrize("locale", OTHERS)
def test_no_text_keeps_a_word_that_the_place_writes_otherwise(
    protocol: Protocol, locale: str
) -> None:
    here = at(protocol, locale)
    told = " ".join(
        [
            *here.prompts.values(),
            *(d.term for d in here.dispositions.values()),
            *(rule.because for rule in here.rules),
            *(q.text for q in here.questions.values()),
            *(" ".join(msgspec.structs.astuple(f.name)) for f in here.findings.values()),
        ]
    )
    words = [word for word, places in protocol.spellings.items() if locale in places]
    assert not re.search(rf"\b({'|'.join(words)})\b", told, re.IGNORECASE)


def test_capitals_stay_where_a_sentence_begins(protocol: Protocol) -> None:
    assert "diarrhoea" in at(protocol, "en-GB").findings["diarrhea"].ask
    said = msgspec.structs.replace(protocol, prompts={"x": "Diarrhea? Urgent care, or A&E."})
    assert at(said, "en-GB").prompts["x"] == "Diarrhoea? An urgent treatment centre, or A&E."


def test_every_place_that_is_spelled_is_one_we_know(protocol: Protocol) -> None:
    named = {locale for places in protocol.spellings.values() for locale in places}
    assert named <= protocol.locales.keys()
    assert all(word == word.lower() for word in protocol.spellings)
