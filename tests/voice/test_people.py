"""People, not synthetic voices, answer a question about a danger with one word.

None of them may be sent to a doctor by a "no" or by another word. Every second recording that is no
"yes" is here because it was once taken for one, so the floor of what is heard is low; a better ear
may only raise it.
"""

from __future__ import annotations

import pytest

from cramp_triage.protocol.model import load_protocol
from offline_voice.talk.assembly import has_speech, open_ears
from offline_voice.talk.evaluation import Heard, hear_all, read_manifest
from offline_voice.talk.hearing_figures import by_condition
from offline_voice.vosk_models.find import find_model
from tests import RECORDINGS

pytestmark = [pytest.mark.slow, pytest.mark.heard]

PEOPLE = RECORDINGS / "people"
PROTOCOL = load_protocol()


@pytest.fixture(scope="module")
def people() -> list[Heard]:
    ears = open_ears(find_model(None))
    return list(hear_all(PEOPLE, PROTOCOL, ears.listener, ears.understander, has_speech))


def test_no_word_of_a_person_becomes_a_danger_but_a_yes(people: list[Heard]) -> None:
    figures = by_condition(PROTOCOL.findings, people)["all"]
    assert figures["false_danger"] == []
    assert figures["polarity_errors"] == figures["danger_yes_from_no"] == []


def test_most_people_are_heard(people: list[Heard]) -> None:
    table = by_condition(PROTOCOL.findings, people)
    assert table["yes"]["meaning_accuracy"] >= 0.7
    assert table["no"]["meaning_accuracy"] >= 0.35


def test_whoever_judges_is_not_among_them() -> None:
    speakers = [int(entry.voice, 16) % 5 for entry in read_manifest(PEOPLE, PROTOCOL.findings)]
    assert len(speakers) >= 36
    assert max(speakers) < 3
