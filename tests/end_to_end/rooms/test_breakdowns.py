"""What breaks in the night: devices, the sound server, the voice, the disk; and how to leave."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from offline_voice.audio.reconnect import (
    LOUDSPEAKER_BACK,
    LOUDSPEAKER_LOST,
    MICROPHONE_BACK,
    MICROPHONE_LOST,
)
from tests.end_to_end.rooms.ears import Recording
from tests.end_to_end.rooms.person import Person
from tests.end_to_end.rooms.program import Program
from tests.end_to_end.rooms.room import HEARD, Room

pytestmark = [pytest.mark.slow, pytest.mark.audio, pytest.mark.room]

CAREFUL: Final = "If you're short of breath or your chest hurts, call 911."
GOODBYE: Final = "Take care."
SPEAKING: Final = "Cramp Helper: "
SPEECH_WORKER: Final = b"worker.py"
LONG_S: Final = 60


def wait_for(happened: Callable[[], object], program: Program) -> None:
    until_s = time.monotonic() + LONG_S
    while not happened():
        assert time.monotonic() < until_s, program.said + program.complaints
        assert not program.ended(), program.said + program.complaints
        time.sleep(0.05)


def said(program: Program, words: str, times: int = 1) -> Callable[[], bool]:
    return lambda: program.said.count(words) >= times


def speech_children(program: Program) -> list[int]:
    """The live speech engines that the program has started."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and SPEECH_WORKER in (folder / "cmdline").read_bytes():
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                found += [int(folder.name)] if parent == program._process.pid else []
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def assert_left(program: Program, number: signal.Signals, last: list[str]) -> None:
    """It goes at once when told to, politely, and leaves nothing."""
    children = speech_children(program)
    program.signal(number)
    assert program.status() == 0
    assert program.transcript[-len(last) :] == last
    assert "Traceback" not in program.complaints
    assert program.left_behind() == []
    assert not [pid for pid in children if alive(pid)]


def test_it_can_be_told_to_go_at_any_moment_in_any_locale(room: Room) -> None:
    room.env |= {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with Program(room, name="loading") as program:
        wait_for(lambda: "demonstration" in program.complaints, program)
        assert_left(program, signal.SIGINT, [GOODBYE])
    with Program(room, name="speaking") as program:
        wait_for(said(program, SPEAKING), program)
        assert_left(program, signal.SIGTERM, [CAREFUL, GOODBYE])
    with Program(room, "--wait", name="waiting") as program:
        wait_for(said(program, 'Say "hey cramp helper"'), program)
        assert_left(program, signal.SIGINT, [GOODBYE])


def test_a_voice_that_dies_and_one_that_freezes_are_replaced(room: Room) -> None:
    with Program(room, "--rate", "171") as program, Person(room) as person:
        wait_for(lambda: speech_children(program), program)
        os.kill(speech_children(program)[0], signal.SIGKILL)
        wait_for(said(program, SPEAKING), program)
        wait_for(lambda: speech_children(program), program)
        os.kill(speech_children(program)[0], signal.SIGSTOP)
        assert person.hear_out().has("Where's the cramp?")
        wait_for(said(program, SPEAKING, 2), program)  # nobody answered, so it asks again
        assert person.hear_out().words
        assert "(Not spoken" not in program.said
        assert_left(program, signal.SIGTERM, [CAREFUL, GOODBYE])


def test_a_sound_server_that_stays_away_ends_it_with_the_safe_sentence(room: Room) -> None:
    with Program(room) as program:
        wait_for(said(program, SPEAKING), program)
        room.kill_server()
        assert program.status(LONG_S) == 1
        assert program.transcript[-2:] == [LOUDSPEAKER_LOST, CAREFUL]
        assert "cramp-voice: no loudspeaker; plug it in and start again" in program.complaints
        assert "Traceback" not in program.complaints
        assert program.left_behind() == []


def test_a_sound_server_that_comes_back_hears_the_sentence_again(room: Room) -> None:
    with Program(room) as program:
        wait_for(said(program, SPEAKING), program)
        room.kill_server()
        wait_for(said(program, LOUDSPEAKER_LOST), program)
        room.start_server()
        wait_for(said(program, LOUDSPEAKER_BACK), program)
        with Person(room) as person:
            assert person.hear_out(patience_s=6).words
        assert_left(program, signal.SIGTERM, [CAREFUL, GOODBYE])


def test_a_microphone_pulled_out_and_plugged_in_again_hears_on(room: Room) -> None:
    with Program(room) as program:
        wait_for(said(program, SPEAKING), program)
        room.unplug_microphone()
        wait_for(said(program, MICROPHONE_LOST), program)
        room.plug_in_microphone()
        wait_for(said(program, MICROPHONE_BACK), program)
        with Person(room) as person:  # whose recordings would not have survived the unplugging
            wait_for(said(program, SPEAKING, 2), program)
            assert person.hear_out().words
            person.say("my left calf is cramping")
            wait_for(said(program, "You: my left calf"), program)
            assert_left(program, signal.SIGTERM, [CAREFUL, GOODBYE])


def test_a_full_disk_and_a_lost_cache_are_not_noticed(room: Room) -> None:
    with Program(room, "--rate", "173") as program:
        heard = Recording(room, HEARD)
        wait_for(said(program, SPEAKING), program)
        # No file may grow any more, as on a full disk; what it kept is taken away as well.
        resource.prlimit(program._process.pid, resource.RLIMIT_FSIZE, (0, 0))
        shutil.rmtree(program.home / ".cache", ignore_errors=True)
        wait_for(said(program, SPEAKING, 2), program)
        asked_s = time.monotonic()
        wait_for(lambda: heard.last_audible_s > asked_s, program)
        assert "(Not spoken" not in program.said
        assert_left(program, signal.SIGTERM, [CAREFUL, GOODBYE])
        assert [p for p in (program.home / ".cache").rglob("*") if p.is_file()] == []
        heard.close()
