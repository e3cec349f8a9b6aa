"""Devices that go and come back, as whoever speaks and listens through them notices it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from offline_voice.audio import reconnect
from offline_voice.audio.interfaces import Clip
from offline_voice.audio.native_stderr import native_stderr_silenced
from offline_voice.audio.reconnect import SteadyLoudspeaker, SteadyMicrophone
from offline_voice.errors import DeviceError
from offline_voice.talk.barge_in import HeardInGaps


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnect, "WAITS_S", (0.0, 0.0))


def clip(text: str) -> Clip:
    return Clip(text, np.zeros(10, np.int16), 16_000)


class Loudspeaker:
    """Plays until it is asked for the sentence on which it breaks, once."""

    said: list[str]

    def __init__(self, said: list[str], breaks: list[str]) -> None:
        self.said, self.breaks = said, breaks

    def say(self, clips: Iterable[Clip]) -> None:
        for each in clips:
            if each.text in self.breaks:
                self.breaks.remove(each.text)
                raise DeviceError("it is gone")
            self.said.append(each.text)

    def rest(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


def test_a_loudspeaker_that_broke_off_says_the_sentences_again_and_none_twice_too_often() -> None:
    said: list[str] = []
    breaks = ["two"]
    steady = SteadyLoudspeaker(lambda: Loudspeaker(said, breaks), lambda text: None)
    steady.say([clip("one"), clip("two"), clip("three")])
    assert said == ["one", "one", "two", "three"]


def test_a_loudspeaker_lost_before_a_gap_of_a_hold_does_not_run_over_it() -> None:
    said: list[str] = []
    breaks = ["hold"]
    steady = SteadyLoudspeaker(lambda: Loudspeaker(said, breaks), lambda text: None)

    class Stopwatch(HeardInGaps):
        def _wait(self, gap: object, reply: object) -> None:
            said.append("(gap)")

    from offline_voice.speak.voicing import Gap

    pieces = [clip("hold"), Gap(1.0, 0.0), clip("ten")]
    Stopwatch(steady, None, None, None).deliver(pieces, None)  # type: ignore[arg-type]  # neither is used here
    assert said == ["hold", "(gap)", "ten"]


def test_the_last_sentence_does_not_wait_for_a_loudspeaker_that_is_gone() -> None:
    said: list[str] = []
    told: list[str] = []
    steady = SteadyLoudspeaker(lambda: Loudspeaker(said, ["careful"]), told.append)
    steady.say_once([clip("careful")])
    assert (said, told) == ([], [])


class Microphone:
    def __init__(self, frames: list[bytes]) -> None:
        self._frames = frames

    def begin_turn(self) -> bool:
        return True

    def frames(self) -> Iterator[bytes]:
        yield from self._frames
        if not self._frames:
            raise DeviceError("the microphone stopped")

    def close(self) -> None: ...


def gone_for(attempts: int) -> Iterator[Microphone | None]:
    yield Microphone([])
    yield from [None] * attempts
    yield Microphone([b"heard"])


def opener(devices: Iterator[Microphone | None]):
    def open_it() -> Microphone:
        device = next(devices)
        if device is None:
            raise DeviceError("no microphone")
        return device

    return open_it


def test_while_it_waits_to_be_called_a_microphone_may_stay_away_all_night() -> None:
    told: list[str] = []
    steady = SteadyMicrophone(opener(gone_for(50)), told.append)
    steady.never_given_up = True
    assert next(iter(steady.frames())) == b"heard"
    assert told == [reconnect.MICROPHONE_LOST, reconnect.MICROPHONE_BACK]


def test_in_a_conversation_a_microphone_that_stays_away_is_an_error_with_its_fix() -> None:
    steady = SteadyMicrophone(opener(gone_for(50)), lambda text: None)
    with pytest.raises(DeviceError, match="plug it in and start again"):
        next(iter(steady.frames()))


def test_two_threads_may_silence_native_libraries_and_errors_are_shown_afterwards() -> None:
    before = os.fstat(2)
    first_in, second_in, first_out = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with native_stderr_silenced():
            first_in.set()
            second_in.wait(10)
        first_out.set()

    thread = threading.Thread(target=first)
    thread.start()
    first_in.wait(10)
    with native_stderr_silenced():
        second_in.set()
        first_out.wait(10)
        assert os.fstat(2).st_rdev != before.st_rdev or os.fstat(2).st_ino != before.st_ino
    thread.join()
    assert (os.fstat(2).st_dev, os.fstat(2).st_ino) == (before.st_dev, before.st_ino)
    sys.stderr.flush()
