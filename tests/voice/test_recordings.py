from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

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


def is_the_tone(heard: np.ndarray, length_s: float = 0.5) -> bool:
    """Whether it is `tone`, as loud as it was, but for what a lossy format changes."""
    whole = abs(len(heard) - RATE_HZ * length_s) <= 2
    middle = slice(1000, 7000)
    alike = np.corrcoef(heard[middle], tone(0.5)[middle])[0, 1] > 0.99
    return bool(whole and alike and 7000 < np.abs(heard[middle]).max() < 9000)


@pytest.mark.parametrize(
    "size", [0, 0x7FFF_0000, 0x7FFF_F000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_F000, 0xFFFF_FFFF]
)
def test_a_wav_from_a_pipe_that_does_not_know_its_length_is_read(
    tmp_path: Path, write_wav: WriteWav, size: int
) -> None:
    data = bytearray(write_wav("a.wav", tone(0.5)).read_bytes())
    data[4:8] = data[40:44] = struct.pack("<I", size)
    path = tmp_path / "piped.wav"
    path.write_bytes(data)
    assert is_the_tone(read_recording(path))


def with_chunks(data: bytes, sizes: list[int], *, padded: bool) -> bytes:
    """The WAV with chunks of these sizes before its sound."""
    between = b"".join(
        b"LIST" + struct.pack("<I", size) + b"x" * size + bytes(size % 2 if padded else 0)
        for size in sizes
    )
    body = data[8:36] + between + data[36:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("sizes", [[], [4], [5], [1, 3], [2, 7], [9, 4, 11], [0, 1]])
def test_a_wav_is_read_whether_its_odd_chunks_are_padded_or_not(
    tmp_path: Path, write_wav: WriteWav, sizes: list[int], padded: bool
) -> None:
    whole = with_chunks(write_wav("a.wav", tone(0.5)).read_bytes(), sizes, padded=padded)
    path = tmp_path / "chunks.wav"
    path.write_bytes(whole)
    assert is_the_tone(read_recording(path))
    path.write_bytes(whole[:-400])
    with pytest.raises(RecordingError, match="cut short, 97 %"):
        read_recording(path)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (kind, {"format": kind, "subtype": subtype} | ({"endian": endian} if endian else {}))
        for kind, subtype, endian in [
            *(("WAV", width, "BIG") for width in ("PCM_16", "PCM_24", "PCM_32", "FLOAT")),
            *(("RF64", width, "") for width in ("PCM_16", "PCM_24", "FLOAT")),
            *(("WAVEX", width, "") for width in ("PCM_16", "PCM_24", "FLOAT")),
            *(("WAV", law, "") for law in ("ULAW", "ALAW", "NMS_ADPCM_32")),
            ("FLAC", "PCM_16", ""),
            ("MP3", "MPEG_LAYER_III", ""),
            ("OGG", "VORBIS", ""),
            ("OGG", "OPUS", ""),
        ]
    ],
)
@pytest.mark.parametrize("tagged", [False, True])
def test_what_recorders_write_is_read_whole_or_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str, written: dict, tagged: bool
) -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x02\x01" + bytes(257) if tagged else b""
    file = io.BytesIO()
    soundfile.write(file, tone(0.5) / 32768, RATE_HZ, **written)
    path = tmp_path / "a"
    path.write_bytes(tag + file.getvalue())
    assert is_the_tone(read_recording(path))
    for share in (0.5, 0.9):
        path.write_bytes(tag + file.getvalue()[: int(share * len(file.getvalue()))])
        with pytest.raises(RecordingError, match="cut short"):
            read_recording(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_no_number_is_one_bad_sample(tmp_path: Path, broken: float) -> None:
    sound = (tone(0.5, 44_100) / 32768).astype("<f4")
    sound[5000::4000] = broken
    path = tmp_path / "broken.wav"
    path.write_bytes(wav_bytes(sound.tobytes(), 44_100, 1, 32, 3))
    heard = read_recording(path)
    quiet = np.abs(heard[1000:1700]).max()
    assert 7000 < quiet < 9000
    assert np.corrcoef(heard[2000:3000], tone(0.5)[2000:3000])[0, 1] > 0.99


@pytest.mark.parametrize("kind", [("WAV", "FLOAT"), ("WAV", "DOUBLE")])
def test_a_recording_that_is_mostly_no_numbers_is_damaged(
    tmp_path: Path, kind: tuple[str, str]
) -> None:
    sound = tone(0.5) / 32768
    sound[:1600] = np.nan
    path = tmp_path / "broken.wav"
    soundfile.write(path, sound, RATE_HZ, format=kind[0], subtype=kind[1])
    with pytest.raises(RecordingError, match="damaged, 20 % of its samples are no numbers"):
        read_recording(path)


def test_a_sample_far_beyond_full_scale_is_one_loud_sample(tmp_path: Path) -> None:
    sound = tone(0.5) / 32768
    sound[400] = 1e300
    path = tmp_path / "loud.wav"
    soundfile.write(path, sound, RATE_HZ, subtype="DOUBLE")
    heard = read_recording(path)
    assert heard[400] == 32_767
    assert is_the_tone(heard)


@pytest.mark.parametrize("other", [-1.0, -0.95, -0.5, 0.0, 0.5, 1.0])
@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
def test_two_channels_never_cancel_each_other(tmp_path: Path, other: float, rate_hz: int) -> None:
    sound = tone(0.5, rate_hz).astype(np.float64)
    both = np.stack([sound, other * sound], axis=1).astype("<i2")
    for name, frames in (("a.wav", both), ("b.wav", both[:, ::-1])):
        path = tmp_path / name
        path.write_bytes(wav_bytes(frames.tobytes(), rate_hz, 2, 16))
        heard = read_recording(path)[1000:7000].astype(float)
        assert abs(np.corrcoef(heard, tone(0.5)[1000:7000])[0, 1]) > 0.99
        assert 3900 < np.abs(heard).max() < 8400


def test_an_offset_beside_the_voice_does_not_hide_that_the_channels_cancel(tmp_path: Path) -> None:
    sound = tone(0.5)
    both = np.stack([sound + 20_000, 20_000 - sound], axis=1).astype("<i2")
    path = tmp_path / "offset.wav"
    path.write_bytes(wav_bytes(both.tobytes(), RATE_HZ, 2, 16))
    heard = read_recording(path)[1000:7000].astype(float)
    assert abs(np.corrcoef(heard, tone(0.5)[1000:7000])[0, 1]) > 0.99


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_recordings_joined_in_one_ogg_are_not_heard_as_the_first_alone(
    tmp_path: Path, subtype: str
) -> None:
    file = io.BytesIO()
    soundfile.write(file, tone(0.5) / 32768, RATE_HZ, format="OGG", subtype=subtype)
    path = tmp_path / "joined.ogg"
    path.write_bytes(file.getvalue() * 2)
    with pytest.raises(RecordingError, match="several recordings in one file; give each a file of"):
        read_recording(path)


def test_a_flac_from_a_pipe_that_does_not_tell_its_length_is_refused_with_the_fix(
    tmp_path: Path,
) -> None:
    data = bytearray(next(RECORDINGS.glob("*.flac")).read_bytes())
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    path = tmp_path / "piped.flac"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=r"tell its length, as from a pipe; convert.*`ffmpeg"):
        read_recording(path)


@pytest.mark.parametrize("room", [0, 1, 300])
def test_an_mp3_begins_where_the_room_behind_its_tag_ends(tmp_path: Path, room: int) -> None:
    file = io.BytesIO()
    soundfile.write(file, tone(0.5) / 32768, RATE_HZ, format="MP3")
    path = tmp_path / "tagged.mp3"
    path.write_bytes(b"ID3\x04\0\0\0\0\0\x05hello" + bytes(room) + file.getvalue())
    assert is_the_tone(read_recording(path))


@pytest.mark.parametrize(
    ("begins", "says"),
    [
        (b"\x00\x00\x00\x20ftypM4A ", "an M4A or MP4 recording"),
        (b"\x00\x00\x00\x18ftypmp42", "an M4A or MP4 recording"),
        (b"ID3\x04\0\0\0\0\0\x02..\x00\x00\x00\x18ftypM4A", "an M4A or MP4 recording"),
        (b"\x00\x00\x00\x18ftyp3gp4", "a 3GP recording"),
        (b"\x00\x00\x00\x18ftypqt  ", "a QuickTime recording"),
        (b"\x1aE\xdf\xa3", "a WebM recording"),
        (b"#!AMR\n", "an AMR recording"),
        (b"\xff\xf1\x50\x80", "an AAC recording"),
        (b"ID3\x04\0\0\0\0\0\x02..\xff\xf9\x50\x80", "an AAC recording"),
        (b"ADIF", "an AAC recording"),
        (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9", "a WMA recording"),
        (b"FORM\0\0\0\0AIFF", "an AIFF recording"),
        (b"caff\0\1", "a CAF recording"),
        (b"riff.\x91\xcf\x11", "a Wave64 recording"),
        (b".snd", "an AU recording"),
    ],
)
def test_a_format_that_is_not_read_is_named(tmp_path: Path, begins: bytes, says: str) -> None:
    path = tmp_path / "memo.m4a"
    path.write_bytes(begins + bytes(range(256)) * 8)
    with pytest.raises(RecordingError) as told:
        read_recording(list_recordings([tmp_path])[0])
    assert str(told.value) == (
        f"{path}: {says}, which cannot be read here; convert it to WAV, FLAC, MP3 or Ogg:"
        f" `ffmpeg -i {path} {path.with_suffix('.wav')}`"
    )
    path = path.rename(tmp_path / "my memo.wav")
    with pytest.raises(RecordingError, match=rf"-i '{path}' '{tmp_path}/my memo\.flac'`"):
        read_recording(path)


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    ("name", "damage", "says"),
    [
        ("empty.wav", lambda _: b"", "the file is empty"),
        ("cut.wav", cut, "cut short, 49 % of its sound is there"),
        ("header.wav", lambda d: d[:30], "cut short before its sound begins"),
        ("no-sound.wav", lambda d: d[:40] + bytes(4), "there is no sound in it"),
        ("letter.wav", lambda _: b"Dear doctor,\n" * 99, "not a WAV, FLAC, MP3 or Ogg recording"),
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
