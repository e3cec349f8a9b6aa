"""What a recording is by its first bytes: one that the decoder reads whole, or why it is refused.

The decoder is content with what is there. So a recording that is cut short, or joined of several,
is told here where its own header or pages give it away.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

from offline_voice.audio.wav import is_wav, plain_wav
from offline_voice.errors import RecordingError

SUFFIXES: Final = (".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga", ".opus")
UNREAD_SUFFIXES: Final = tuple(
    ".m4a .mp4 .mov .aac .3gp .amr .awb .webm .mka .wma .aif .aiff .caf .w64 .au".split()
)
"""What a folder may hold besides; refused by name, for a silent gap would look like an answer."""

READ: Final = "WAV, FLAC, MP3 or Ogg"

_UNREAD: Final = (
    (4, b"ftyp3g", "a 3GP"),
    (4, b"ftypqt", "a QuickTime"),
    (4, b"ftyp", "an M4A or MP4"),
    (0, b"\x1aE\xdf\xa3", "a WebM"),
    (0, b"#!AMR", "an AMR"),
    (0, b"ADIF", "an AAC"),
    (0, b"\xff\xf0", "an AAC"),
    (0, b"\xff\xf1", "an AAC"),
    (0, b"\xff\xf8", "an AAC"),
    (0, b"\xff\xf9", "an AAC"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "a WMA"),
    (0, b"FORM", "an AIFF"),
    (0, b"caff", "a CAF"),
    (0, b"riff.\x91\xcf\x11", "a Wave64"),
    (0, b".snd", "an AU"),
)
"""Place, bytes there, and what they say it is; the first that fits counts."""

_OGG_BEGINS: Final = b"OggS\0\x02"
_OGG_PAGE: Final = 27  # bytes of a page's header, before its table of segments
_FLAC_LENGTH: Final = slice(21, 26)  # its lower 36 bits count the samples


def whole(path: Path, data: bytes) -> bytes:
    """What the decoder gets: a format that it reads, and all of it.

    Raises:
        RecordingError: cut short, joined of several, or in another format.
    """
    data = _without_tags(data)
    if is_wav(data):
        return _whole_wav(path, data)
    if data[:4] == b"OggS":
        _refuse_part_of_ogg(path, data)
    elif data[:4] == b"fLaC":
        _refuse_endless_flac(path, data)
    elif not _is_mp3(data):
        raise RecordingError(f"{path}: {_kind(path, data)}")
    return data


def cut_short(path: Path, have: int, want: int) -> RecordingError:
    """The error of a recording that has `have` bytes or frames of the `want` it promised."""
    percent = 100 * have // max(want, 1)
    return RecordingError(
        f"{path}: cut short, {percent} % of its sound is there; record or copy it again"
    )


def _without_tags(data: bytes) -> bytes:
    """What follows the ID3 tags, and the room left behind them, that a program put before."""
    while data[:3] == b"ID3" and len(data) >= 10:
        size = sum((byte & 0x7F) << 7 * place for place, byte in enumerate(data[9:5:-1]))
        rest = data[10 + size + (10 if data[5] & 0x10 else 0) :]
        data = rest if rest[4:8] == b"ftyp" else rest.lstrip(b"\0")
    return data


def _whole_wav(path: Path, data: bytes) -> bytes:
    wav, promised = plain_wav(data)
    if not wav:
        raise RecordingError(f"{path}: cut short before its sound begins; record or copy it again")
    have = len(wav) - wav.index(b"data") - 8
    if have < promised:
        raise cut_short(path, have, promised)
    return wav


def _is_mp3(data: bytes) -> bool:
    """Whether it begins with a frame of MPEG audio that is no AAC (whose layer is 0)."""
    return data[:1] == b"\xff" and data[1:2] >= b"\xe0" and data[1] & 0x06 != 0


def _kind(path: Path, data: bytes) -> str:
    """What it is instead, and how to convert it."""
    for at, begins, kind in _UNREAD:
        if data[at : at + len(begins)] == begins:
            return f"{kind} recording, which cannot be read here; {_converting(path)}"
    return f"not a {READ} recording; convert it to {READ}"


def _converting(path: Path) -> str:
    made = path.with_suffix(".wav" if path.suffix.lower() != ".wav" else ".flac")
    command = shlex.join(["ffmpeg", "-i", str(path), str(made)])
    return f"convert it to {READ}: `{command}`"


def _refuse_part_of_ogg(path: Path, data: bytes) -> None:
    """The decoder is content with the pages that are whole, and with the first of several."""
    page = data[data.rindex(b"OggS") :]
    table = page[_OGG_PAGE : _OGG_PAGE + page[_OGG_PAGE - 1]] if len(page) >= _OGG_PAGE else b""
    missing = _OGG_PAGE + len(table) + sum(table) - len(page)
    if not table or missing > 0:
        raise cut_short(path, len(data), len(data) + max(missing, 1))
    if data.count(_OGG_BEGINS) > 1:
        raise RecordingError(f"{path}: several recordings in one file; give each a file of its own")


def _refuse_endless_flac(path: Path, data: bytes) -> None:
    """One that was written into a pipe does not tell its length, and so not whether it is whole."""
    if len(data) >= _FLAC_LENGTH.stop and not int.from_bytes(data[_FLAC_LENGTH]) & 0xF_FFFF_FFFF:
        raise RecordingError(
            f"{path}: a FLAC that does not tell its length, as from a pipe; {_converting(path)}"
        )
