from __future__ import annotations

import wave
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, SILENT_FRAME, Clip, Samples
from offline_voice.errors import RecordingError
from offline_voice.talk.assembly import has_speech
from offline_voice.talk.replay import MIX_HZ, Mixdown, RecordedPerson, write_text
from tests import RECORDINGS
from tests.voice.sounds import tone


def is_loud(samples: Samples) -> bool:
    return bool(np.abs(samples).max() > 100)


def taken(person: RecordedPerson, frames: int) -> Samples:
    return np.frombuffer(b"".join(islice(person.frames(), frames)), "<i2")


def test_a_recording_is_followed_by_silence_for_as_long_as_one_listens() -> None:
    person = RecordedPerson([tone(0.5)], is_loud)
    assert person.begin_turn()
    heard = taken(person, 200)
    sounding = np.flatnonzero(heard)
    assert sounding[-1] - sounding[0] == pytest.approx(RATE_HZ / 2, abs=30)
    assert not heard[-100 * FRAME_SAMPLES :].any()


def test_each_turn_is_the_next_recording_and_then_there_is_none() -> None:
    person = RecordedPerson([tone(0.2), tone(0.3)], is_loud)
    for _ in range(2):
        assert person.begin_turn()
        taken(person, 100)
    assert not person.begin_turn()


def test_what_is_left_unsaid_when_a_turn_ends_is_the_next_turn() -> None:
    pause = np.zeros(RATE_HZ, np.int16)
    person = RecordedPerson([np.concatenate([tone(0.3), pause, tone(0.4)])], is_loud)
    assert person.begin_turn()
    taken(person, 30)
    assert person.begin_turn()
    assert np.count_nonzero(taken(person, 100)) > 0.35 * RATE_HZ
    assert not person.begin_turn()


def test_an_unheard_rest_without_speech_is_no_turn() -> None:
    person = RecordedPerson([np.concatenate([tone(0.3), np.zeros(RATE_HZ, np.int16)])], is_loud)
    assert person.begin_turn()
    taken(person, 30)
    assert not person.begin_turn()


def test_speech_is_told_from_beeps() -> None:
    from offline_voice.audio.recordings import read_recording

    beeps = np.tile(np.concatenate([tone(0.2, level=12_000), np.zeros(3200, np.int16)]), 5)
    assert has_speech(read_recording(RECORDINGS / "ow-my-left-calf.f4.flac"))
    assert not has_speech(beeps)
    assert not has_speech(np.zeros(RATE_HZ, np.int16))


def test_both_voices_are_in_the_mix_in_order(tmp_path: Path) -> None:
    mix = Mixdown()
    mix.say([Clip("one", tone(1.0, MIX_HZ), MIX_HZ), Clip("", tone(0.0), MIX_HZ, left_out_s=9.0)])
    assert mix.position_s == pytest.approx(1.0)
    mix.person(tone(0.5, RATE_HZ, level=2000))
    mix.write(tmp_path / "new" / "both.wav")
    assert mix.left_out_s == 9.0
    with wave.open(str(tmp_path / "new" / "both.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (MIX_HZ, 1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert len(samples) == pytest.approx(1.5 * MIX_HZ, abs=3)
    assert np.abs(samples[: MIX_HZ - 100]).max() > 7000
    assert 1500 < np.abs(samples[MIX_HZ + 200 :]).max() < 2500
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["both.wav"]


def test_a_place_that_cannot_be_written_is_told_with_its_fix(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(RecordingError, match=r"both\.wav: .*name another folder with --out"):
        Mixdown().write(blocked / "both.wav")
    with pytest.raises(RecordingError, match="name another folder with --out"):
        write_text(blocked / "both.txt", ["a"])


def test_the_frame_after_the_last_sample_is_filled_up_with_silence() -> None:
    person = RecordedPerson([tone(0.01)], is_loud)
    person.begin_turn()
    assert all(len(frame) == len(SILENT_FRAME) for frame in islice(person.frames(), 20))
