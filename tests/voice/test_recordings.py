from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from offline_voice.audio.interfaces import RATE_HZ
from offline_voice.audio.recordings import list_recordings, read_recording
from offline_voice.errors import RecordingError
from tests import RECORDINGS
from tests.voice.sounds import tone

WriteWav = Callable[..., Path]


def wav_bytes(samples: bytes, rate_hz: int, channels: int, bits: int, code: int = 1) -> bytes:
    step = channels * bits // 8
    form = struct.pack("<HHIIHH", code, channels, rate_hz, rate_hz * step, step, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def encoded(sound: np.ndarray, bits: int, code: int) -> bytes:
    if code == 3:
        return sound.astype("<f4").tobytes()
    if bits == 8:
        return (sound * 127 + 128).astype(np.uint8).tobytes()
    whole = (sound * (2 ** (bits - 1) - 1)).astype("<i4")
    if bits == 24:
        return whole.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return whole.astype("<i2" if bits == 16 else "<i4").tobytes()


@pytest.mark.parametrize("rate_hz", [8000, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize(("bits", "code"), [(8, 1), (16, 1), (24, 1), (32, 1), (32, 3)])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_of_any_rate_width_and_channels_is_the_same_sound(
    tmp_path: Path, rate_hz: int, bits: int, code: int, channels: int
) -> None:
    sound = tone(0.5, rate_hz).astype(np.float64) / 32768
    frames = np.repeat(sound, channels)
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(encoded(frames, bits, code), rate_hz, channels, bits, code))
    heard = read_recording(path).astype(np.float64)
    assert len(heard) == pytest.approx(RATE_HZ / 2, abs=2)
    middle = slice(1000, 7000)
    assert np.corrcoef(heard[middle], tone(0.5)[middle])[0, 1] > 0.99
    assert np.abs(heard[middle]).max() == pytest.approx(8000, rel=0.05)


def test_a_flac_is_read() -> None:
    samples = read_recording(next(RECORDINGS.glob("*.flac")))
    assert np.abs(samples).max() == 12_000


def test_a_wav_from_a_pipe_that_does_not_know_its_length_is_read(
    tmp_path: Path, write_wav: WriteWav
) -> None:
    data = bytearray(write_wav("a.wav", tone(0.5)).read_bytes())
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    path = tmp_path / "piped.wav"
    path.write_bytes(data)
    assert len(read_recording(path)) == RATE_HZ // 2


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    ("name", "damage", "says"),
    [
        ("empty.wav", lambda _: b"", "the file is empty"),
        ("cut.wav", cut, "cut short, 49 % of its sound is there"),
        ("header.wav", lambda d: d[:30], "cut short before its sound begins"),
        ("no-sound.wav", lambda d: d[:40] + bytes(4), "there is no sound in it"),
        ("letter.wav", lambda _: b"Dear doctor,\n" * 99, "not a WAV or FLAC recording"),
        ("odd.wav", lambda d: d[:20] + b"\x55\x00" + d[22:], "damaged, cannot be decoded"),
    ],
)
def test_a_bad_recording_is_told_in_one_line_with_its_name(
    tmp_path: Path, write_wav: WriteWav, name: str, damage: Callable[[bytes], bytes], says: str
) -> None:
    good = write_wav("good.wav", tone(0.5)).read_bytes()
    path = tmp_path / name
    path.write_bytes(damage(good))
    with pytest.raises(RecordingError) as told:
        read_recording(path)
    assert str(told.value).startswith(f"{path}: {says}")
    assert "\n" not in str(told.value)


def test_a_flac_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    path.write_bytes(cut(next(RECORDINGS.glob("*.flac")).read_bytes()))
    with pytest.raises(RecordingError, match="cut short"):
        read_recording(path)


def test_a_recording_of_hours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "night.wav"
    path.write_bytes(wav_bytes(bytes(8000 * 601), 8000, 1, 8))
    with pytest.raises(RecordingError, match="longer than 10 minutes"):
        read_recording(path)


def test_a_folder_means_its_recordings_in_name_order(tmp_path: Path, write_wav: WriteWav) -> None:
    for name in ("02-b.wav", "01-a.WAV", "03-c.flac", ".hidden.wav"):
        write_wav(name, tone(0.1))
    (tmp_path / "manifest.yaml").write_text("[]")
    found = [path.name for path in list_recordings([tmp_path])]
    assert found == ["01-a.WAV", "02-b.wav", "03-c.flac"]


def test_a_missing_recording_or_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"nobody\.wav: no such recording"):
        list_recordings([tmp_path / "nobody.wav"])
    with pytest.raises(RecordingError, match="no recording in this folder"):
        list_recordings([tmp_path])
