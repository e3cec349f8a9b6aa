"""Options, settings and the choice of the model, which several commands of `cramp-voice` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.console.streams import tell
from cramp_triage.storage.private_files import Keeper
from offline_voice.settings import CONFIG_ENVIRONMENT, Settings, read_settings
from offline_voice.vosk_models.find import DEMONSTRATION_NOTICE, ModelFolder, find_model

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="Vosk model folder.")
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help=f"Configuration file; also {CONFIG_ENVIRONMENT}. See `cramp-voice config`.",
    ),
]
SaveOption = Annotated[
    Path | None,
    typer.Option(
        "--save",
        metavar="FILE",
        help="Keep the conversation in this new file, for you alone; see `cramp-voice report`.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def configured(context: typer.Context) -> Settings:
    """The settings that `--config`, the environment or the platform's place name.

    Raises:
        SettingsError: the file has a mistake.
    """
    return read_settings(context.find_root().params.get("config"))


def chosen_model(named: Path | None, settings: Settings) -> ModelFolder:
    """The model to use; says so if it is only the demonstration model.

    Raises:
        ModelError: the folder that was named cannot be used.
    """
    folder = find_model(named, settings.model)
    if folder.is_demonstration:
        tell(DEMONSTRATION_NOTICE)
    return folder


def keeper_of(file: Path | None) -> Keeper | None:
    """What keeps the conversation that `--save` asks for, and says so; None if nothing does.

    Raises:
        FileError: no new file can be written there.
    """
    return None if file is None else Keeper(file, tell)
