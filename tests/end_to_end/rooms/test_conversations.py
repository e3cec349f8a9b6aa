"""Whole conversations, heard through the loudspeaker and led through the microphone.

The virtual room has no echo: where the program is told that echo is cancelled, it is.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from typing import Final

import pytest

from tests.end_to_end.rooms.person import NOT_UNDERSTOOD, Heard, Person, answer_from
from tests.end_to_end.rooms.program import Program
from tests.end_to_end.rooms.room import Room
from tests.end_to_end.rooms.sounds import fan, television

pytestmark = [pytest.mark.slow, pytest.mark.audio, pytest.mark.room]

HOLD_SCALE: Final = "1" if os.environ.get("CRAMP_SOAK") else "0.05"
SHORT_HOLDS: Final = ("--once", "--hold-scale", HOLD_SCALE)
PATIENCE_S: Final = 15 if os.environ.get("CRAMP_SOAK") else 3
FAST: Final = "rate_wpm = 190\n"
HARMLESS: Final = {
    "let_go": "it's gone",
    "ongoing_now": "it's gone",
    "how_often": "once a month",
    "frequency": "once a month",
}
SURE: Final = dict.fromkeys(["chest_pain", "fainted", "heart_signs", "heart_behind"], "yes")


def converse(
    person: Person, program: Program, first: str, answers: Mapping[str, str]
) -> list[Heard]:
    """Leads a conversation to its end; what was heard, turn by turn.

    Who is asked again where it is says it again.
    """
    answers = {"where": first, "site": first, **answers}
    heard = [person.hear_out()]
    person.say(first)
    while True:
        heard.append(person.hear_out(PATIENCE_S, program.ended))
        if program.ended():
            return heard
        assert len(heard) < 25
        person.say(answer_from(answers, heard[-1]))


def stop(person: Person, program: Program) -> Heard:
    """Says "stop", in a noisy room once more, until the program stops."""
    heard = []
    while not (heard and heard[-1].has("Okay, I'll stop")):
        assert len(heard) < 4
        person.say("stop")
        heard.append(person.hear_out(PATIENCE_S, program.ended))
    return heard[-1]


def tell_until_answered(person: Person, words: str) -> None:
    """Says it, and once more if nothing comes of it."""
    for _ in range(2):
        person.say(words)
        person.await_sound(within_s=4)
        if person.ears.began_s:
            return


def assert_ended_well(program: Program) -> None:
    assert program.status() == 0
    assert "Traceback" not in program.complaints
    assert program.left_behind() == []


def all_of(heard: list[Heard]) -> Heard:
    return Heard(" ".join(turn.words for turn in heard), NOT_UNDERSTOOD)


def test_a_calf_cramp_at_night_is_stretched_asked_about_and_looked_after_at_home(
    room: Room,
) -> None:
    with Person(room) as person, Program(room, *SHORT_HOLDS, settings=FAST) as program:
        heard = converse(person, program, "ow my left calf", HARMLESS)
        assert heard[0].has("If you have chest pain or trouble breathing, call 911 now")
        assert all_of(heard[1:4]).has("pull your toes up toward your shin")
        assert any(turn.has("Keep holding. Ten.") for turn in heard)
        assert any(turn.has("Good, it has let go.") for turn in heard)
        assert any(turn.has("You can take care of this at home for now") for turn in heard)
        assert all(turn.lacks("Go to an emergency room now") for turn in heard)
        assert_ended_well(program)


def test_pain_in_the_chest_is_told_to_call_911(room: Room) -> None:
    with Person(room, "gmw/en+edward") as person, Program(room, *SHORT_HOLDS) as program:
        heard = converse(person, program, "i have pain in my chest", SURE)
        assert heard[0].has("If you have chest pain or trouble breathing, call 911 now")
        assert all_of(heard[1:5]).has("Call 911 now")
        assert_ended_well(program)


def test_a_cramp_that_goes_from_the_arm_to_the_jaw_is_told_to_call_911(room: Room) -> None:
    with (
        Person(room, "gmw/en+edward", 155) as person,
        Program(room, *SHORT_HOLDS, settings=FAST) as program,
    ):
        heard = converse(person, program, "a cramp in my left arm and it goes up to my jaw", SURE)
        assert all_of(heard[1:5]).has("Call 911 now")
        assert all_of(heard[1:5]).has("I can't make the call for you")
        assert_ended_well(program)


def test_a_danger_in_the_middle_of_the_questions_is_answered_at_once(room: Room) -> None:
    with (
        Person(room, "gmw/en-US+linda") as person,
        Program(room, *SHORT_HOLDS, settings=FAST) as program,
    ):
        answers = SURE | {"gate": "i fainted this morning"}
        heard = converse(person, program, "my right calf is cramping", answers)
        assert all_of(heard).has("Did you hurt that leg?")
        assert all_of(heard[2:7]).has("Call 911 now")
        assert_ended_well(program)


def test_it_is_gone_breaks_into_a_hold_and_stop_ends_it(room: Room) -> None:
    long_hold = ("--once", "--hold-scale", "2")
    with Person(room) as person, Program(room, *long_hold, settings=FAST) as program:
        person.hear_out()
        person.say("ow my left calf")
        person.hear_out()
        person.say("no")
        person.listen(lambda ears: ears.began_s is not None and ears.silent_s > 1.5, "a hold")
        tell_until_answered(person, "it's gone")
        heard = person.hear_out()
        assert heard.has("Good, it has let go")
        assert "ten" not in heard.words.split()
        heard = stop(person, program)
        assert heard.has("have a doctor look at it today")
        assert_ended_well(program)


def test_stop_over_the_voice_silences_it_where_echo_is_cancelled(room: Room) -> None:
    settings = FAST + "echo_cancelled = true\n"
    with Person(room) as person, Program(room, "--once", settings=settings) as program:
        person.hear_out()
        person.say("ow my left calf")
        person.listen(lambda ears: len(ears.words) > 2, "the voice")
        person.say("stop")
        heard = person.hear_out(gone=program.ended)
        assert heard.lacks("Is one leg swollen or red, or much colder?")
        assert heard.has("Okay, I'll stop")
        assert_ended_well(program)


def test_nobody_answers_and_is_told_the_careful_thing(room: Room) -> None:
    with Person(room) as person, Program(room, *SHORT_HOLDS, settings=FAST) as program:
        assert person.hear_out().has("trouble breathing, call 911 now")
        again = person.hear_out()
        assert again.has("Which muscle is it: calf, foot, thigh, or somewhere else?")
        careful = person.hear_out(gone=program.ended)
        assert careful.has("I can't hear you, so I'll tell you the careful thing")
        assert careful.has("If you're short of breath or your chest hurts, call 911")
        assert_ended_well(program)


def test_what_was_said_wrongly_can_be_taken_back(room: Room) -> None:
    with Person(room, "gmw/en-US+linda") as person, Program(room, *SHORT_HOLDS) as program:
        person.hear_out()
        person.say("a cramp in my left hand")
        assert person.hear_out(PATIENCE_S).has("A cold sweat, or did you pass out?")
        person.say("go back")
        heard = person.hear_out(PATIENCE_S)
        assert heard.has("Sure, back one step. Where's the cramp?")
        person.say("i have a cramp in my left foot")
        person.hear_out(PATIENCE_S)
        assert stop(person, program).has("or the foot is swollen")
        assert_ended_well(program)


def test_with_a_fan_in_the_room_a_swollen_calf_is_seen_today(room: Room) -> None:
    room.lay_noise(fan(level=400))
    with Person(room) as person, Program(room, *SHORT_HOLDS, settings=FAST) as program:
        heard = converse(person, program, "my calf is red and swollen", HARMLESS)
        whole = all_of(heard)
        assert whole.has("That should be looked at today")
        assert whole.has("Don't rub it")
        assert all(turn.lacks("Pull your toes up toward your shin") for turn in heard)
        assert_ended_well(program)


def test_the_wake_phrase_begins_and_a_television_does_not(room: Room) -> None:
    room.lay_noise(television(level=300))
    with Person(room) as person, Program(room, "--wait", settings=FAST) as program:
        quiet_s = 15
        person.listen(lambda ears: ears.passed_s > quiet_s, "the television alone")
        assert person.heard.last_audible_s == 0
        person.say("hey cramp helper")
        assert person.hear_out().has("trouble breathing, call 911 now")
        room.hush()
        stop(person, program)
        program.signal(signal.SIGTERM)
        assert_ended_well(program)
