"""Programs that a test starts meet the signals of a terminal, however the tests were started."""

from __future__ import annotations

import signal


def as_from_a_terminal() -> None:
    """For `preexec_fn`: the program heeds Ctrl-C, being told to go, and the end of its terminal.

    A run behind `nohup`, or in the background of a script, ignores some of them, and what it starts
    inherits that.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
