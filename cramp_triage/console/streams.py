"""Standard input, output and error: closed, broken or full, they never end in a traceback."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final, TextIO

_STANDARD: Final = 3


def open_missing() -> None:
    """Opens what was closed at the start on nothing: nothing comes from it, what is sent is lost.

    Left closed, its number would go to the next file, a diary say, and prints into that.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) < _STANDARD:
        os.set_inheritable(number, True)
    os.close(number)
    # Python gives a stream that was closed at the start the value None.
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8")
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")


def forgive_characters() -> None:
    """Lets a terminal without UTF-8, or a byte that is none, cost a character and nothing else."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def tell(line: str) -> None:
    """Writes a line to standard error; where that cannot be, the line is lost and nothing else."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)


def let_go(stream: TextIO) -> None:
    """Sends what is still in the stream's buffer nowhere, or it would fail again at the end."""
    with suppress(OSError, ValueError):  # a stream in memory, or a closed one
        descriptor = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
