from __future__ import annotations

import numpy as np
import pytest

from offline_voice.audio.interfaces import FRAME_MS, FRAME_SAMPLES, RATE_HZ, SILENT_FRAME, Samples
from offline_voice.audio.recordings import read_recording
from offline_voice.listen.voice_activity import LoudnessGate, NeuralDetector, level_dbfs
from tests import RECORDINGS
from tests.voice.sounds import tone

SPOKEN = sorted(RECORDINGS.glob("*.flac"))[::30]


def verdicts(detector: NeuralDetector, samples: Samples) -> list[bool]:
    frames = len(samples) // FRAME_SAMPLES
    whole = samples[: frames * FRAME_SAMPLES].reshape(frames, -1)
    return [detector.is_speech(frame.astype("<i2").tobytes()) for frame in whole]


def noise(length_s: float, level_dbfs: float) -> Samples:
    random = np.random.default_rng(7).standard_normal(round(length_s * RATE_HZ))
    return (random * 32768 * 10 ** (level_dbfs / 20)).astype(np.int16)


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.stem)
def test_speech_is_found_where_it_is(path) -> None:
    quiet = np.zeros(RATE_HZ // 2, np.int16)
    samples = np.concatenate([quiet, read_recording(path), quiet])
    speech = np.flatnonzero(verdicts(NeuralDetector(), samples)) * FRAME_MS
    audible = np.flatnonzero(np.abs(samples) > 600) * 1000 / RATE_HZ
    assert speech[0] - audible[0] < 200
    assert abs(speech[-1] + FRAME_MS - audible[-1]) < 200


def test_noise_and_beeps_are_not_speech() -> None:
    beeps = np.tile(np.concatenate([tone(0.15), np.zeros(RATE_HZ // 4, np.int16)]), 12)
    assert sum(verdicts(NeuralDetector(), noise(5, -30))) == 0
    assert sum(verdicts(NeuralDetector(), beeps)) <= 2


def test_speech_over_a_fan_is_still_found() -> None:
    spoken = read_recording(SPOKEN[0]).astype(np.int32)
    fan = noise(2 + len(spoken) / RATE_HZ, -40).astype(np.int32)
    fan[RATE_HZ : RATE_HZ + len(spoken)] += spoken
    found = np.flatnonzero(verdicts(NeuralDetector(), fan.astype(np.int16))) * FRAME_MS
    assert len(found) * FRAME_MS > 300
    assert found[0] > 900


def test_in_silence_and_steady_noise_the_gate_stays_shut() -> None:
    gate = LoudnessGate()
    assert not any(gate.is_open(SILENT_FRAME) for _ in range(100))
    hum = noise(5, -45)
    opened = [
        gate.is_open(hum[at : at + FRAME_SAMPLES].tobytes())
        for at in range(0, len(hum) - FRAME_SAMPLES, FRAME_SAMPLES)
    ]
    assert sum(opened[70:]) == 0


def test_the_level_is_told_below_full_scale() -> None:
    assert level_dbfs(SILENT_FRAME) == -96
    assert level_dbfs(b"") == -96
    assert level_dbfs(tone(0.1, level=32_767).tobytes()) == pytest.approx(-3.0, abs=0.1)
