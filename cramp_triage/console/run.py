"""Runs a command line so that whatever goes wrong is one line, and never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from cramp_triage.console import streams
from cramp_triage.errors import DISK_FULL, CrampError

OURS = ("cramp_triage", "skill", "offline_voice", "visit_summary")

READER_LEFT: Final = 141
"""The exit status of a program that SIGPIPE ends: what a shell sees of `yes | head -1`."""


def run(app: Callable[[], object], name: str, extra: str | None = None) -> None:
    """Runs `app` and exits: 1 after an error of ours, 130 after Ctrl-C, 141 if nobody reads on.

    Args:
        app: a Typer application.
        name: the command as it is typed, said before the error.
        extra: the optional dependencies that its commands need; told if one is not installed.
    """
    streams.open_missing()
    streams.forgive_characters()
    try:
        _written_out(app)
    except CrampError as error:
        streams.tell(f"{name}: {error}")
        raise SystemExit(1) from None
    except ModuleNotFoundError as error:
        if extra is None or str(error.name).partition(".")[0] in OURS:
            raise
        fix = f"pip install 'cramp-helper[{extra}]'"
        streams.tell(f"{name}: the library {error.name} is not installed; run: {fix}")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        streams.let_go(sys.stdout)
        raise SystemExit(READER_LEFT) from None
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        streams.let_go(sys.stdout)
        place = error.filename or "standard output"
        streams.tell(f"{name}: {place}: cannot be written ({error.strerror}); make room there")
        raise SystemExit(1) from None


def _written_out(app: Callable[[], object]) -> None:
    """Runs `app` until all that it printed is written, and not only on its way."""
    try:
        app()
    except SystemExit as ended:
        # Typer and Rich make an exit of a reader who left; which it was, only the cause tells.
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        raise
    finally:
        sys.stdout.flush()
