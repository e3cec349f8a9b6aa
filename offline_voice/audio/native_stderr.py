"""Keeps native libraries from writing over the conversation.

Kaldi and ALSA write straight to file descriptor 2. Only short, single-purpose calls may be wrapped:
whatever Python writes to standard error meanwhile is lost as well.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


class _Silence:
    """The descriptor is the whole process's: the first in keeps it, the last out restores it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth = 0
        self._kept = -1

    def begin(self) -> None:
        with self._lock:
            if not self._depth:
                sys.stderr.flush()
                self._kept = os.dup(2)
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 2)
                os.close(nowhere)
            self._depth += 1

    def end(self) -> None:
        with self._lock:
            self._depth -= 1
            if not self._depth:
                os.dup2(self._kept, 2)
                os.close(self._kept)


_SILENCE: Final = _Silence()


@contextmanager
def native_stderr_silenced() -> Iterator[None]:
    """Sends file descriptor 2 of the whole process to the null device meanwhile.

    Threads may do so at the same time; it is restored when the last of them is done.
    """
    _SILENCE.begin()
    try:
        yield
    finally:
        _SILENCE.end()
