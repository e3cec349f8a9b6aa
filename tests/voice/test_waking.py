from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
import soxr
import vosk

from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, Samples
from offline_voice.listen.push_to_talk import EnterKey, PushToTalk
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.listen.waking import SpeechSpotter, Spotter, WakeSpotter, is_alike, short_form
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.talk.terminal import Screen
from offline_voice.talk.wake_trial import listen_for_wakes
from offline_voice.vosk_models.find import find_model, load_model
from tests.voice.sounds import tone

PHRASE = "hey cramp helper"
SECOND = np.zeros(RATE_HZ, np.int16)


@pytest.fixture(scope="module")
def model() -> vosk.Model:
    return load_model(find_model(None, ""))


@pytest.fixture
def spotter(model: vosk.Model) -> WakeSpotter:
    return WakeSpotter(model, NeuralDetector(), PHRASE, takes_lists=True)


def spoken(text: str, voice: str = "f4", rate_wpm: int = 160) -> Samples:
    with Synthesiser(SpeechSettings(f"gmw/en-us+{voice}", rate_wpm)) as synthesiser:
        clip = synthesiser.speak(text)
    sound = soxr.resample(clip.samples.astype(np.float32), clip.rate_hz, RATE_HZ)
    return np.concatenate([SECOND, (sound * 0.5).astype(np.int16), SECOND])


def wakes(spotter: Spotter, *sounds: Samples) -> int:
    samples = np.concatenate(sounds)
    frames = range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    return sum(spotter.hears(samples[at : at + FRAME_SAMPLES].tobytes()) for at in frames)


@pytest.mark.searches
@pytest.mark.parametrize("voice", ["f4", "m8", "linda", "paul", "edward"])
@pytest.mark.parametrize("rate_wpm", [135, 190])
def test_the_phrase_wakes_once_in_voices_never_heard_before(
    spotter: WakeSpotter, voice: str, rate_wpm: int
) -> None:
    assert wakes(spotter, spoken("Hey, cramp helper.", voice, rate_wpm)) == 1


def test_a_wake_in_a_recording_is_told_with_its_time(model: vosk.Model, write_wav) -> None:
    quiet = write_wav("quiet.wav", SECOND)
    called = write_wav("called.wav", np.concatenate([SECOND, spoken("Hey, cramp helper.")]))
    heard_by = SimpleNamespace(model=model, takes_lists=True)
    silent, woken = listen_for_wakes(heard_by, PHRASE, [quiet, called])
    assert (silent.length_s, silent.woken_s) == (1.0, ())
    assert len(woken.woken_s) == 1
    assert 2 < woken.woken_s[0] < woken.length_s


def test_the_phrase_as_the_goodbye_says_it_wakes_too_and_again(spotter: WakeSpotter) -> None:
    assert wakes(spotter, spoken("Cramp helper!"), spoken("Hey cramp helper")) == 2


@pytest.mark.searches
@pytest.mark.parametrize(
    "text",
    [
        "Hey, can you help her?",
        "I have a cramp, help her.",
        "Hey there, doctor. Hello.",
        "The camp helper came.",
        "My cramp is gone, and the camp helper came.",
        "The committee approved the annual budget on Sunday.",
    ],
)
def test_what_sounds_like_it_does_not_wake(spotter: WakeSpotter, text: str) -> None:
    assert wakes(spotter, spoken(text)) == 0


def test_noise_does_not_even_reach_the_recogniser(
    spotter: WakeSpotter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(frame: bytes) -> None:
        raise AssertionError("noise was handed to the recogniser")

    monkeypatch.setattr(spotter._listed, "accept", refuse)
    hiss = np.random.default_rng(3).normal(0, 300, 5 * RATE_HZ).astype(np.int16)
    assert wakes(spotter, SECOND, hiss, tone(3.0)) == 0


def test_another_phrase_can_be_chosen(model: vosk.Model) -> None:
    spotter = WakeSpotter(model, NeuralDetector(), "hello doctor", takes_lists=True)
    assert wakes(spotter, spoken("Hello, doctor.")) == 1
    assert wakes(spotter, spoken("Hey cramp helper")) == 0


def test_without_a_phrase_any_speech_will_do_but_not_a_noise() -> None:
    assert wakes(SpeechSpotter(NeuralDetector()), spoken("Ow, my leg.")) >= 1
    assert wakes(SpeechSpotter(NeuralDetector()), SECOND, tone(3.0)) == 0


def test_alike_is_alike_enough() -> None:
    assert is_alike("cramp helper", "uh hey cramp helper please")
    assert is_alike("cramp helper", "cramp helped")
    assert not is_alike("cramp helper", "help me my cramp")
    assert not is_alike("cramp helper", "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_meter_moves_on_a_terminal_and_makes_way_for_words() -> None:
    terminal, clock = Terminal(), iter([0.0, 0.1, 1.0])
    screen = Screen(terminal, lambda: next(clock))
    for frame in (bytes(1024), bytes(1024), tone(1.0)[:512].tobytes()):
        screen.meter(frame)
    shown = terminal.getvalue().split("\r")
    assert [text.count("#") for text in shown] == [0, 0, 15]
    screen.line("You: no")
    assert terminal.getvalue().endswith("\rYou: no\n")


def test_a_long_reply_is_folded_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "31")
    terminal = Terminal()
    Screen(terminal).line("Cramp Helper: Straighten that leg, and pull your toes up.")
    assert terminal.getvalue() == (
        "Cramp Helper: Straighten that\n    leg, and pull your toes up.\n"
    )


def test_where_there_is_no_terminal_there_is_no_meter() -> None:
    pipe = io.StringIO()
    Screen(pipe).meter(tone(1.0)[:512].tobytes())
    assert pipe.getvalue() == ""


def test_a_full_disk_or_a_closed_pipe_ends_the_showing_only() -> None:
    with open("/dev/full", "w") as full:
        screen = Screen(full)
        for _ in range(3):
            screen.line("Cramp Helper: Call 911 now.")


def test_a_wake_phrase_of_one_word_is_not_made_shorter() -> None:
    assert short_form("hey cramp helper") == "cramp helper"
    assert short_form("hey there") == "hey there"


def test_what_began_one_conversation_begins_no_other() -> None:
    spotter = SpeechSpotter(Always())
    fired = [spotter.hears(b"") for _ in range(24)]
    assert 1 < sum(fired) < 5


class Always:
    """A detector to which everything is speech."""

    def is_speech(self, frame: bytes) -> bool:
        return True


def test_presses_count_once_and_those_at_the_end_of_a_talk_not_at_all() -> None:
    reading, writing = os.pipe()
    pressed = threading.Event()
    key = EnterKey(pressed.set, reading)
    talk = PushToTalk(Silence(), key, lambda: None)
    os.write(writing, b"\n")
    assert pressed.wait(5)
    talk.begin_afresh()
    os.close(writing)
    assert not talk.begin_turn()  # input has ended, and the press was none for this talk
    os.close(reading)


class Silence:
    """A source that nothing comes from."""

    def begin_turn(self) -> bool:
        return True

    def frames(self) -> Iterator[bytes]:
        return iter(())


def test_enter_is_heard_and_the_end_of_input_is_told() -> None:
    reading, writing = os.pipe()
    pressed = threading.Event()
    key = EnterKey(pressed.set, reading)
    os.write(writing, b"\n")
    assert key.wait()
    assert pressed.is_set()
    os.close(writing)
    assert not key.wait()
    os.close(reading)
