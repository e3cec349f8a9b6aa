"""What breaks at the bedside, on a real sound server: cables, servers, engines, signals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from .person import Person
from .program import Program
from .room import Room
from .test_conversations import stop

pytestmark = [pytest.mark.audio, pytest.mark.room]

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


def test_a_microphone_that_is_pulled_out_is_told_of_and_heard_again(room: Room) -> None:
    settings = FAST + 'microphone = "microphone"\n'
    with Person(room) as person, Program(room, *ONCE, settings=settings) as program:
        person.hear_out()
        room.unplug_microphone()
        assert person.hear_out().has("I can't hear the microphone. I'm trying again.")
        room.plug_in_microphone()
        person.hear_out()
        assert "I can hear you again." in program.said
        stop(person, program)
        assert program.status() == 0
        assert_nothing_is_left(program)


def test_a_microphone_for_which_the_system_puts_silence_is_heard_again_later(room: Room) -> None:
    with Person(room) as person, Program(room, *ONCE, settings=FAST) as program:
        person.hear_out()
        room.unplug_microphone()
        assert person.hear_out().has("Which muscle is it: calf, foot, thigh, or somewhere else?")
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


def test_a_sound_server_that_stays_away_ends_with_the_one_safe_sentence(room: Room) -> None:
    with Program(room, *ONCE, settings=FAST) as program:
        with Person(room) as person:
            person.hear_out()
        room.kill_server()
        assert program.status(within_s=120) == 1
        assert "If you're short of breath or your chest hurts, call 911." in program.said
        assert "plug it in" in program.complaints
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


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_a_frozen_or_dead_speech_engine_is_replaced(room: Room, number: signal.Signals) -> None:
    with Person(room) as person, Program(room, *ONCE, settings=FAST) as program:
        person.listen(lambda ears: len(ears.words) > 3, "the voice")
        [engine] = program.children()
        os.kill(engine, number)
        person.hear_out()
        assert stop(person, program).has("have a doctor look at it today")
        assert program.status() == 0
        assert engine not in program.children()
        assert_nothing_is_left(program)


def test_two_at_once_do_not_disturb_each_other(room: Room) -> None:
    with (
        Person(room) as person,
        Program(room, *ONCE, settings=FAST) as one,
        Program(room, *ONCE, settings=FAST) as other,
    ):
        person.hear_out()
        person.say("stop")
        person.hear_out(gone=lambda: one.ended() and other.ended())
        for program in (one, other):
            assert program.status() == 0
            assert "Okay, I'll stop." in program.said
            assert_nothing_is_left(program)
