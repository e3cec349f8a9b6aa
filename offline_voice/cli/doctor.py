"""`cramp-voice doctor`: does a conversation have all that it needs?"""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from cramp_triage.console.help import LocaleOption
from cramp_triage.console.streams import say
from offline_voice.cli.options import ModelOption, configured
from offline_voice.vosk_models.find import find_model, how_it_hears

_MARKS: Final = {True: "  ok  ", False: "  FIX ", None: "  --  "}


def doctor(
    context: typer.Context,
    model: ModelOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: for scripts, and when you cannot type.")
    ] = False,
    locale: LocaleOption = None,
) -> None:
    """Check model, voice, speed, loudspeaker, microphone and wake phrase; name each fix."""
    from offline_voice.diagnose.doctor import examine, real_helpers

    settings = configured(context)
    folder = find_model(model, settings.model)
    ask = None if yes or not sys.stdin.isatty() else _asked
    is_well = True
    for finding in examine(folder, settings, real_helpers(settings, ask, print)):
        say(f"[{_MARKS[finding.is_well]}] {finding.part}: {finding.told}")
        is_well = is_well and finding.is_well is not False
    typer.secho(how_it_hears(folder), bold=True)
    if not is_well:
        raise typer.Exit(1)


def _asked(question: str) -> bool:
    return typer.confirm(question)
