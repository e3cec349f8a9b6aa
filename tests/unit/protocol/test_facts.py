"""Values from outside become values of the vocabulary, or a line that says what is wanted."""

from __future__ import annotations

import re

import pytest

from cramp_triage.errors import FactError
from cramp_triage.messages.acts import DENY
from cramp_triage.protocol.facts import FREQUENCY, SITE, bare_answer, normal_value
from cramp_triage.protocol.model import Protocol


@pytest.mark.parametrize(
    ("fact", "given", "value"),
    [
        ("fever", True, "yes"),
        ("fever", False, "no"),
        ("fever", "unknown", "unknown"),
        ("age_years", 70, 70),
        ("temp_f", 101.5, 101.5),
        ("other_sites", "foot", ("foot",)),
        ("other_sites", ["foot", "calf"], ("foot", "calf")),
        ("site", "calf", "calf"),
    ],
)
def test_a_value_is_taken(protocol: Protocol, fact: str, given: object, value: object):
    assert normal_value(protocol.findings, fact, given) == value


@pytest.mark.parametrize(
    ("fact", "given", "wanted"),
    [
        ("fever", "hot", "it takes yes, no, unknown"),
        ("age_years", "old", "it takes a number or unknown"),
        ("age_years", True, "it takes a number or unknown"),
        ("other_sites", [7], "it takes a list of words or unknown"),
        ("site", "knee", "it takes calf, foot"),
        ("itch", "yes", "itch"),
    ],
)
def test_what_is_no_value_is_told_with_what_would_be(
    protocol: Protocol, fact: str, given: object, wanted: str
):
    with pytest.raises(FactError, match=wanted):
        normal_value(protocol.findings, fact, given)


def test_a_bare_no_to_how_or_where_or_what_is_no_value(protocol: Protocol):
    asked = re.compile(r"(about |for )?(how|where|what)", re.IGNORECASE)
    open_ones = [q for q in protocol.questions.values() if asked.match(q.text)]
    assert {FREQUENCY, SITE} <= {fact for question in open_ones for fact in question.asks}
    for question in open_ones:
        assert bare_answer(protocol.findings, question.asks, [DENY], {}) == {}, question.id
