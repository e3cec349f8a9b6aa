"""`cramp-voice config`: where the configuration is, and every key explained."""

from __future__ import annotations

import typer

from cramp_triage.console.help import LocaleOption
from offline_voice.cli.options import configured
from offline_voice.settings import settings_path, template


def config(context: typer.Context, locale: LocaleOption = None) -> None:
    """Print the configuration in use, every key explained; save it there to change it."""
    settings = configured(context)
    path = settings_path(context.find_root().params.get("config"))
    print(f"# {path}{'' if path.exists() else ' (not there yet: save this text as that file)'}")
    print(template(settings), end="")
