"""Runs a command line so that whatever goes wrong is one line, and never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable

from cramp_triage.errors import CrampError

OURS = ("cramp_triage", "skill", "offline_voice", "visit_summary")


def run(app: Callable[[], object], name: str, extra: str | None = None) -> None:
    """Runs `app` and exits: 1 after an error of ours, 130 after Ctrl-C.

    Args:
        app: a Typer application.
        name: the command as it is typed, said before the error.
        extra: the optional dependencies that its commands need; told if one is not installed.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal without UTF-8 must not end a conversation
    try:
        app()
    except CrampError as error:
        sys.stderr.write(f"{name}: {error}\n")
        raise SystemExit(1) from None
    except ModuleNotFoundError as error:
        if extra is None or str(error.name).partition(".")[0] in OURS:
            raise
        mend = f"pip install 'cramp-helper[{extra}]'"
        sys.stderr.write(f"{name}: the library {error.name} is not installed; run: {mend}\n")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
