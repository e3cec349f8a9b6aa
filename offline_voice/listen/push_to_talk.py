"""Push-to-talk: the microphone counts only after Enter was pressed.

For a room with a television, or a loudspeaker next to the microphone. Enter while the program
speaks silences it and listens at once.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

from offline_voice.audio.interfaces import AudioSource


class EnterKey:
    """Watches a file descriptor for lines, in a thread of its own.

    Args:
        on_press: called at each press, in that thread.
        descriptor: standard input. Read without Python's buffer, whose lock would keep the program
            from ending while the thread waits in it.
    """

    def __init__(self, on_press: Callable[[], None], descriptor: int = 0) -> None:
        self._on_press = on_press
        self._descriptor = descriptor
        self._changed = threading.Condition()
        self._presses = 0
        self._closed = False
        threading.Thread(target=self._watch, daemon=True).start()

    def forget(self) -> None:
        """Leaves the presses so far unused."""
        with self._changed:
            self._presses = 0

    def wait(self) -> bool:
        """Returns True at the next press, or one not yet used; False when no more can come."""
        with self._changed:
            self._changed.wait_for(lambda: self._presses or self._closed)
            if not self._presses:
                return False
            self._presses = 0
            return True

    def _watch(self) -> None:
        while read := self._read():
            if b"\n" in read:
                self._on_press()
                with self._changed:
                    self._presses += 1
                    self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, 4096)
        except OSError:
            return b""


class PushToTalk:
    """An `AudioSource` whose turn begins when the key is pressed."""

    def __init__(self, source: AudioSource, key: EnterKey, prompt: Callable[[], None]) -> None:
        self._source = source
        self._key = key
        self._prompt = prompt

    def begin_afresh(self) -> None:
        """What was pressed to silence the end of a conversation begins no other."""
        self._key.forget()

    def begin_turn(self) -> bool:
        """See `AudioSource`: False when standard input has ended."""
        self._prompt()
        return self._key.wait() and self._source.begin_turn()

    def frames(self) -> Iterator[bytes]:
        """See `AudioSource`."""
        self._key.forget()  # pressed again while the person speaks, it is for nothing later
        return self._source.frames()
