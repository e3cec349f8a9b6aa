from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

import pytest

from offline_voice.listen.free_pages import give_back

BLOCK = 16 * 1024
BLOCKS = 4000


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc can be told")
def test_the_gaps_between_what_is_still_held_are_given_back() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    blocks = [ctypes.c_void_p(libc.malloc(BLOCK)) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    held, freed = blocks[::10], [b for at, b in enumerate(blocks) if at % 10]
    for block in freed:
        libc.free(block)
    before = resident_mb()
    give_back()
    assert before - resident_mb() > BLOCK * BLOCKS / 2**20 / 2
    for block in held:
        libc.free(block)


def test_where_nobody_can_be_told_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", None)
    give_back()
