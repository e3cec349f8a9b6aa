"""Whole conversations, heard through the loudspeaker and led through the microphone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from .person import Heard, Person, answer_from
from .program import Program
from .room import Room

pytestmark = [pytest.mark.audio, pytest.mark.room]

SHORT_HOLDS: Final = ("--once", "--hold-scale", "0.05")


def converse(
    person: Person, program: Program, first: str, answers: Mapping[str, str]
) -> list[Heard]:
    """Leads a conversation to its end; what was heard, turn by turn."""
    heard = [person.hear_out()]
    person.say(first)
    while True:
        heard.append(person.hear_out(gone=program.ended))
        if program.ended():
            return heard
        assert len(heard) < 30, person.told
        person.say(answer_from(answers, heard[-1]))


def assert_ended_well(program: Program) -> None:
    assert program.status() == 0
    assert "Traceback" not in program.complaints
    assert program.left_behind() == []


def test_pain_in_the_chest_is_told_to_call_911(room: Room) -> None:
    with Person(room, "gmw/en+edward") as person, Program(room, *SHORT_HOLDS) as program:
        heard = converse(person, program, "i have pain in my chest", {})
        assert heard[0].has("Where's the cramp?")
        assert heard[1].has("Call 911 now")
        assert_ended_well(program)
