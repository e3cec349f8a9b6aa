"""The command line `cramp-voice`: its commands, each in a module `cli_*` of its own, and `main`.

Only these modules print. Slow libraries are imported by the command that needs them.
"""

from __future__ import annotations

import typer

from cramp_triage.console.run import run
from offline_voice.cli.config import config
from offline_voice.cli.diary import diary_app
from offline_voice.cli.doctor import doctor
from offline_voice.cli.evaluate import evaluate
from offline_voice.cli.model import model_app
from offline_voice.cli.replay import replay
from offline_voice.cli.report import chart, report
from offline_voice.cli.talk import talk

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
app.command()(report)
app.command()(doctor)
app.add_typer(model_app, name="model")
diary_app.command()(chart)
app.add_typer(diary_app, name="diary")


def main() -> None:
    """Entry point of `cramp-voice`."""
    run(app, "cramp-voice", "voice")
