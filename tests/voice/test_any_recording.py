"""Recordings of every make, drawn at random: the same sound comes out, or one line says why not."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given
from hypothesis import strategies as st

from offline_voice.audio.interfaces import RATE_HZ
from offline_voice.audio.recordings import read_recording
from offline_voice.errors import RecordingError
from tests.voice.sounds import tone

LENGTH_S = 0.1
SOUND = tone(LENGTH_S)
UNKNOWN = (0, 0x7FFF_0000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0024, 0xFFFF_FFFF)
UNKNOWN_64 = (0, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)


@dataclass(frozen=True)
class Made:
    """How a program writes a WAV.

    Attributes:
        magic: RIFF; RIFX has its numbers big-endian, RF64 its lengths in 64 bits.
        unknown: the length it writes where it cannot know, None if it knows.
        before: sizes of other chunks before the sound.
        other: the second channel as a multiple of the first, None for mono.
    """

    magic: bytes
    width: int
    rate_hz: int
    unknown: int | None
    before: tuple[int, ...]
    padded: bool
    tagged: bool
    other: float | None

    def wav(self) -> tuple[bytes, int]:
        """The file, and where its sound begins."""
        order = ">" if self.magic == b"RIFX" else "<"
        frames = tone(LENGTH_S, self.rate_hz).astype(float) / 32768
        channels = 1 if self.other is None else 2
        if self.other is not None:
            frames = np.stack([frames, self.other * frames], axis=1)
        sound = (frames * 2 ** (8 * self.width - 1)).astype(f"{order}i{self.width}").tobytes()
        step = channels * self.width
        form = struct.pack(
            f"{order}HHIIHH", 1, channels, self.rate_hz, self.rate_hz * step, step, 8 * self.width
        )
        length = len(sound) if self.unknown is None else self.unknown
        size = 0xFFFF_FFFF if self.magic == b"RF64" else length
        wide = self.magic == b"RF64"
        chunks = [(b"ds64", struct.pack("<QQQI", 0, length, 0, 0))] if wide else []
        chunks += [(b"fmt ", form), *((b"LIST", b"x" * count) for count in self.before)]
        head = self.magic + struct.pack(f"{order}I", size) + b"WAVE"
        for id_, part in chunks:
            pad = bytes(len(part) % 2 if self.padded else 0)
            head += id_ + struct.pack(f"{order}I", len(part)) + part + pad
        tag = b"ID3\x03\0\0\0\0\0\x07" + bytes(7) if self.tagged else b""
        head = tag + head + b"data" + struct.pack(f"{order}I", size)
        return head + sound, len(head)


@st.composite
def made(draw: st.DrawFn, *, known: bool = False) -> Made:
    magic = draw(st.sampled_from([b"RIFF", b"RIFX", b"RF64"]))
    unknown = st.none() | st.sampled_from(UNKNOWN_64 if magic == b"RF64" else UNKNOWN)
    return Made(
        magic,
        width=draw(st.sampled_from([2, 4])),
        rate_hz=draw(st.sampled_from([8000, 16_000, 22_050, 44_100, 48_000])),
        unknown=None if known else draw(unknown),
        before=tuple(draw(st.lists(st.integers(0, 40), max_size=3))),
        padded=draw(st.booleans()),
        tagged=draw(st.booleans()),
        other=draw(st.none() | st.sampled_from([-1.0, -0.9, -0.3, 0.0, 0.4, 1.0])),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "recording"


@given(made=made())
def test_a_wav_of_any_make_is_the_same_sound(path: Path, made: Made) -> None:
    path.write_bytes(made.wav()[0])
    heard = read_recording(path)
    assert len(heard) == pytest.approx(len(SOUND), abs=2)
    middle = slice(300, 1300)
    assert abs(np.corrcoef(heard[middle], SOUND[middle])[0, 1]) > 0.99
    assert np.abs(heard[middle]).max() > 3900


@given(made=made(known=True), share=st.floats(0.0, 0.99))
def test_a_wav_that_tells_its_length_is_never_half_heard(
    path: Path, made: Made, share: float
) -> None:
    data, begins = made.wav()
    path.write_bytes(data[: begins + int(share * (len(data) - begins))])
    with pytest.raises(RecordingError, match="cut short"):
        read_recording(path)


def written(kind: str, subtype: str, **more: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, SOUND / 32768, RATE_HZ, format=kind, subtype=subtype, **more)
    return file.getvalue()


WHOLE = [
    written(*form)
    for form in (
        ("WAV", "PCM_16"),
        ("WAVEX", "FLOAT"),
        ("WAV", "DOUBLE"),
        ("RF64", "PCM_24"),
        ("FLAC", "PCM_16"),
        ("MP3", "MPEG_LAYER_III"),
        ("OGG", "VORBIS"),
        ("OGG", "OPUS"),
    )
]
SHORT_DS64 = b"RF64\xff\xff\xff\xffWAVEds64\0\0\0\0data\xff\xff\xff\xff"


@given(
    whole=st.sampled_from(WHOLE),
    at=st.one_of(st.integers(0, 120), st.integers(0, 4000)),
    gone=st.integers(0, 9),
    put=st.binary(max_size=9) | st.sampled_from([size.to_bytes(4, "little") for size in UNKNOWN]),
)
@example(whole=SHORT_DS64, at=0, gone=0, put=b"")
def test_a_damaged_recording_is_read_or_told_in_one_line(
    path: Path, whole: bytes, at: int, gone: int, put: bytes
) -> None:
    path.write_bytes(whole[:at] + put + whole[at + gone :])
    told = ""
    try:
        read_recording(path)
    except RecordingError as error:
        told = str(error)
    assert not told or told.startswith(f"{path}: ")
    assert "\n" not in told
