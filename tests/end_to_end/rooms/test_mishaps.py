"""What goes wrong around a conversation that somebody hears: it goes on, or ends well."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from tests.end_to_end.rooms.person import Person
from tests.end_to_end.rooms.program import Program
from tests.end_to_end.rooms.room import Room
from tests.end_to_end.rooms.test_conversations import stop

pytestmark = [pytest.mark.slow, pytest.mark.audio, pytest.mark.room]

FAST = "rate_wpm = 190\n"
ONCE = ("--once", "--hold-scale", "0.05")
WITHIN_S = 60


def until(happens: Callable[[], bool], what: str) -> None:
    until_s = time.monotonic() + WITHIN_S
    while not happens():
        assert time.monotonic() < until_s, f"waited for {what}"
        time.sleep(0.1)


def assert_nothing_is_left(program: Program) -> None:
    assert "Traceback" not in program.complaints
    until(lambda: program.left_behind() == [], "everything to be tidied up")


def test_where_another_microphone_takes_over_the_old_one_is_heard_once_it_is_back(
    room: Room,
) -> None:
    with Person(room) as person, Program(room, *ONCE, settings=FAST) as program:
        person.hear_out()
        room.unplug_microphone(another=True)
        assert person.hear_out().words
        room.plug_in_microphone()
        stop(person, program)
        assert program.status() == 0
        assert_nothing_is_left(program)


def test_a_sound_server_that_dies_and_comes_back_does_not_end_the_conversation(
    room: Room,
) -> None:
    with Program(room, *ONCE, settings=FAST) as program:
        with Person(room) as person:
            person.hear_out()
        room.kill_server()
        room.start_server()
        with Person(room) as person:
            until(lambda: "I can hear you again." in program.said, "the microphone to be back")
            person.hear_out()
            assert stop(person, program).has("have a doctor look at it today")
        assert program.status() == 0
        assert_nothing_is_left(program)


def test_without_a_sound_server_the_recorded_conversation_is_replayed(room: Room) -> None:
    room.kill_server()
    with Program(room, *ONCE) as program:
        assert program.status(within_s=120) == 0
        assert program.transcript[0].startswith("Not talking (no ")
        assert (program.home / "out" / "night-calf-cramp.wav").stat().st_size > 100_000
        assert_nothing_is_left(program)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_in_the_middle_of_a_sentence_silences_it_and_ends_well(
    room: Room, number: signal.Signals
) -> None:
    with Person(room) as person, Program(room, *ONCE, settings=FAST) as program:
        person.listen(lambda ears: len(ears.words) > 3, "the voice")
        program.signal(number)
        assert program.status() == 0
        heard = person.hear_out(gone=program.ended)
        assert heard.lacks("Where's the cramp?")
        assert program.transcript[-1] == "Take care."
        assert "call 911" in program.transcript[-2]
        assert_nothing_is_left(program)


def test_killed_outright_it_leaves_no_process_behind(room: Room) -> None:
    with Person(room) as person, Program(room, *ONCE, settings=FAST) as program:
        person.listen(lambda ears: len(ears.words) > 3, "the voice")
        program.signal(signal.SIGKILL)
        assert program.status() == -signal.SIGKILL
        until(lambda: program.children() == [], "the speech engine to end")


def test_two_at_once_do_not_disturb_each_other(room: Room) -> None:
    with (
        Program(room, *ONCE, settings=FAST) as one,
        Program(room, *ONCE, settings=FAST) as other,
    ):
        for program in (one, other):  # of one home: cache and all
            assert program.status(within_s=120) == 0
            assert "I can't hear you, so I'll tell you the careful thing." in program.said
            assert "(Not spoken" not in program.said
            assert "Traceback" not in program.complaints
        assert one.left_behind() == []
