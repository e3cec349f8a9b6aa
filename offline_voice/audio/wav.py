"""WAV headers as recorders leave them, made into one that a decoder can trust.

A program that writes into a pipe does not know the length; some leave out the byte that pads an odd
chunk; a file of more than four gigabytes has its length elsewhere. No sample is touched here.
"""

from __future__ import annotations

import struct
from typing import Final

_UNKNOWN_LENGTH: Final = 0x7FFF_0000
"""Bytes. A program that cannot know the length writes none, or about two or four gigabytes; in 64
bits the same shifted by 32."""

_IN_DS64: Final = 0xFFFF_FFFF
_KEPT: Final[tuple[bytes, ...]] = (b"fmt ", b"fact")


def is_wav(data: bytes) -> bool:
    """Whether it is a WAV: little- or big-endian, or with 64-bit lengths."""
    return data[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") and data[8:12] == b"WAVE"


def plain_wav(data: bytes) -> tuple[bytes, int]:
    """The same samples behind a short header with true lengths.

    Returns:
        The WAV, and how many bytes of sound its header promised: more than there are if it is cut
        short, none if it was cut before its sound begins.
    """
    order = ">" if data[:4] == b"RIFX" else "<"
    chunks = _chunks(data, order, step=2) or _chunks(data, order, step=1)
    if b"data" not in chunks:
        return b"", 0
    at, _ = chunks[b"data"]
    promised = _promised(data, chunks) or len(data) - at
    kept = [(id_, chunks[id_]) for id_ in _KEPT if id_ in chunks]
    parts = [(id_, data[start : start + size]) for id_, (start, size) in kept]
    parts.append((b"data", data[at : at + promised]))
    body = b"WAVE" + b"".join(
        id_ + struct.pack(f"{order}I", len(part)) + part + bytes(len(part) % 2)
        for id_, part in parts
    )
    magic = b"RIFX" if order == ">" else b"RIFF"
    return magic + struct.pack(f"{order}I", len(body)) + body, promised


def _promised(data: bytes, chunks: dict[bytes, tuple[int, int]]) -> int:
    """Bytes of sound by the header; 0 if whoever wrote it could not know."""
    _, promised = chunks[b"data"]
    if promised == _IN_DS64 and b"ds64" in chunks:
        start, size = chunks[b"ds64"]
        promised = int.from_bytes(data[start + 8 : start + min(size, 16)], "little")
        return promised if promised < _UNKNOWN_LENGTH << 32 else 0
    return promised if promised < _UNKNOWN_LENGTH else 0


def _chunks(data: bytes, order: str, step: int) -> dict[bytes, tuple[int, int]]:
    """Place and size of the chunks up to the sound; {} if no sound is found.

    Args:
        data: the file.
        order: of the bytes in a number, as `struct` writes it.
        step: a chunk begins at a multiple of so many bytes after the one before it.
    """
    found: dict[bytes, tuple[int, int]] = {}
    at = 12
    while at + 8 <= len(data):
        id_, size = struct.unpack_from(f"{order}4sI", data, at)
        found[id_] = (at + 8, size)
        if id_ == b"data":
            return found
        at += 8 + size + size % step
    return {}
