"""What the terminal shows while the voice speaks: the conversation, notices, a level meter.

A terminal that goes away, or a file on a full disk, never ends a conversation: showing then stops.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

from cramp_triage.console.streams import folded, let_go
from offline_voice.listen.voice_activity import level_dbfs

_METER_EVERY_S: Final = 0.25
_QUIETEST_DBFS: Final = -60.0
_BARS: Final = 20


class Screen:
    """Lines of text, and while we wait one line that moves.

    Args:
        stream: where to; the meter is only shown on a terminal.
        now: a clock that never jumps, in seconds.
    """

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._now = now
        self._works = True
        self._meter_until = 0.0
        self._loudest = -96.0
        self._metered = ""

    def line(self, text: str) -> None:
        """Shows a line, below whatever stands there."""
        self._write(self._cleared(), text)

    def meter(self, frame: bytes) -> None:
        """Takes a frame of sound into the level shown, a few times a second."""
        if not self._works or not self._stream.isatty():
            return
        self._loudest = max(self._loudest, level_dbfs(frame))
        now_s = self._now()
        if now_s < self._meter_until:
            return
        self._meter_until = now_s + _METER_EVERY_S
        share = (self._loudest - _QUIETEST_DBFS) / -_QUIETEST_DBFS
        bars = round(_BARS * min(1.0, max(0.0, share)))
        self._loudest = -96.0
        self._metered = f"listening [{'#' * bars:<{_BARS}}]"
        self._write(f"\r{self._metered}")

    def _cleared(self) -> str:
        over, self._metered = len(self._metered), ""
        return f"\r{' ' * over}\r" if over else ""

    def _write(self, text: str, line: str = "") -> None:
        if not self._works:
            return
        try:
            self._stream.write(text)
            if line:
                self._stream.write(f"{folded(line, self._stream)}\n")
            self._stream.flush()
        except (OSError, ValueError):  # closed, or its disk is full
            self._works = False
            let_go(self._stream)
