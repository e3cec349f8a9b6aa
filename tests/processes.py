"""Programs that a test starts meet the signals of a terminal, however the tests were started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

FROM_A_TERMINAL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def as_from_a_terminal() -> Iterator[None]:
    """What is started meanwhile heeds Ctrl-C and the end of its terminal.

    A run behind `nohup`, or in the background of a script, ignores them, and a program inherits
    that; what has a handler here begins there with the system's default.
    """
    before = {number: signal.signal(number, _heed) for number in FROM_A_TERMINAL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heed(number: int, frame: object) -> None:
    raise KeyboardInterrupt
