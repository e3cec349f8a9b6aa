"""Standard input, output and error: closed, broken or full, they never end in a traceback."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import Final, TextIO

_STANDARD: Final = 3
INDENT: Final = "    "
NARROWEST: Final = 20
"""Columns; a terminal that says less does not know."""


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
    """Lets a terminal without UTF-8, or a byte outside it, cost a character and nothing else."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def tell(line: str) -> None:
    """Writes a line to standard error; where that cannot be, the line is lost and nothing else."""
    try:
        sys.stderr.write(f"{folded(line, sys.stderr)}\n")
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)


def say(line: str) -> None:
    """Writes a line to standard output at once, folded as a person reads it."""
    sys.stdout.write(f"{folded(line, sys.stdout)}\n")
    sys.stdout.flush()


def folded(line: str, stream: TextIO) -> str:
    """The line as a terminal shows it without cutting a word; for a file or a pipe, as it is.

    What follows stands in from the margin, so that the next line is seen to begin.
    """
    if not stream.isatty():
        return line
    import textwrap

    width = shutil.get_terminal_size().columns
    folds = textwrap.wrap(
        line,
        max(width, NARROWEST),
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(folds)


def let_go(stream: TextIO) -> None:
    """Sends what is still in the stream's buffer nowhere, or it would fail again at the end."""
    with suppress(OSError, ValueError):  # a stream in memory, or a closed one
        descriptor = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
