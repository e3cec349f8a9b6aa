"""The command line `cramp-voice`: its commands, each in a module `cli_*` of its own, and `main`.

Only these modules print. Slow libraries are imported by the command that needs them.
"""

from __future__ import annotations

import sys

import typer

from cramp_triage.errors import CrampError
from offline_voice.cli_config import config
from offline_voice.cli_evaluate import evaluate
from offline_voice.cli_model import model_app
from offline_voice.cli_replay import replay
from offline_voice.cli_talk import talk

app = typer.Typer(
    name="cramp-voice",
    help="Cramp Helper at the bedside: speech in, speech out, never the network.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.callback(invoke_without_command=True)(talk)
app.command()(replay)
app.command()(evaluate)
app.command()(config)
app.add_typer(model_app, name="model")


def main() -> None:
    """Runs the command line; every error of ours is one line and exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal without UTF-8 must not end a conversation
    try:
        app()
    except CrampError as error:
        print(f"cramp-voice: {error}", file=sys.stderr)
        raise SystemExit(1) from None
