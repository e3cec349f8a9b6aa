"""The command line `cramp-voice`: its commands, each in its own module, and `main`.

Only these modules print. Slow libraries are imported by the command that needs them.
"""

from __future__ import annotations

import typer

from cramp_triage.console.help import SETTINGS, examples
from cramp_triage.console.run import run
from offline_voice.cli.config import config
from offline_voice.cli.diary import diary_app
from offline_voice.cli.diary_files import diary_files_app
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
    context_settings=SETTINGS,
    epilog=examples("cramp-voice", "cramp-voice --no-wake --save kept.json"),
)
app.callback(invoke_without_command=True)(talk)
for command, lines in (
    (replay, ["cramp-voice replay --out out tests/recordings/night-calf-cramp"]),
    (evaluate, ["cramp-voice evaluate tests/recordings", "cramp-voice evaluate --wakes room"]),
    (config, ["cramp-voice config", "cramp-voice --config mine.toml config"]),
    (
        report,
        [
            "cramp-voice report --out visit.html",
            "cramp-voice report kept.json --for person --format pdf --out visit.pdf",
        ],
    ),
    (doctor, ["cramp-voice doctor", "cramp-voice doctor --yes"]),
):
    app.command(epilog=examples(*lines))(command)
app.add_typer(model_app, name="model")
diary_app.command(epilog=examples("cramp-voice diary chart --out pictures --format svg"))(chart)
diary_app.add_typer(diary_files_app)
app.add_typer(diary_app, name="diary")


def main() -> None:
    """Entry point of `cramp-voice`."""
    run(app, "cramp-voice", "voice")


if __name__ == "__main__":
    main()
