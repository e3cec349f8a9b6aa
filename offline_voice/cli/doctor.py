"""`cramp-voice doctor`: is everything there that a conversation needs?"""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from offline_voice.cli.options import ModelOption, configured
from offline_voice.vosk_models.find import find_model

_MARKS: Final = {True: "  ok  ", False: " MEND ", None: "  --  "}


def doctor(
    context: typer.Context,
    model: ModelOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: for scripts, and when you cannot type.")
    ] = False,
) -> None:
    """Examine model, voice, speed, loudspeaker, microphone and wake phrase; say each mend."""
    from offline_voice.diagnose.doctor import examine, real_helpers

    settings = configured(context)
    folder = find_model(model, settings.model)
    ask = None if yes or not sys.stdin.isatty() else _asked
    is_well = True
    for finding in examine(folder, settings, real_helpers(settings, ask, print)):
        print(f"[{_MARKS[finding.is_well]}] {finding.part}: {finding.told}", flush=True)
        is_well = is_well and finding.is_well is not False
    if not is_well:
        raise typer.Exit(1)


def _asked(question: str) -> bool:
    return typer.confirm(question)
