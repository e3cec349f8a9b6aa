"""Options and the choice of the model that several commands of `cramp-voice` share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from offline_voice.models import DEMONSTRATION_NOTICE, ModelFolder, find_model

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="Vosk model folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def chosen_model(named: Path | None) -> ModelFolder:
    """The model to use; says so if it is only the demonstration model.

    Raises:
        ModelError: the folder that was named cannot be used.
    """
    folder = find_model(named)
    if folder.is_demonstration:
        print(DEMONSTRATION_NOTICE, file=sys.stderr)
    return folder
