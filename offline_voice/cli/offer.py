"""The offer to install the official model, to whoever would talk with the demonstration model."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cramp_triage.console.streams import tell
from offline_voice.errors import InstallError
from offline_voice.vosk_models.find import DEMONSTRATION_HEARS, find_model, installed_models_folder
from offline_voice.vosk_models.registry import MODEL_SITE, RELEASES

if TYPE_CHECKING:
    from offline_voice.settings import Settings

NoInstallOption = Annotated[
    bool, typer.Option("--no-install", help="Do not offer to install the official model.")
]

_DECLINED: Final = ".declined"
"""An empty file among the models: whoever said no is not asked again."""


def offer_model(named: Path | None, settings: Settings) -> None:
    """Asks once, at a terminal beside a microphone, and installs on a yes.

    A failed download is told, and ends nothing: whoever is in pain talks with what is there.

    Raises:
        ModelError: the folder that was named cannot be used.
    """
    if not _is_wanted(named, settings):
        return
    from offline_voice.cli.model import install_shown

    release, folder = RELEASES[0], installed_models_folder()
    site = settings.model_site or MODEL_SITE
    size_mb = round(release.zip_bytes_max / 1_000_000)
    print(f"The model on board {DEMONSTRATION_HEARS}.")
    print(f"The official one hears {release.words_heard} of 100 words of books read aloud.")
    print(f"It is {release.name}, {size_mb} MB from {site}")
    print(f"into {folder}. Nothing else is ever fetched.")
    if not _says_yes("Install it now? [y/N] "):
        with suppress(OSError):  # where nothing can be kept, it is asked again
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _DECLINED).touch()
        return
    try:
        print(f"Checked and installed: {install_shown(release, site)}")
    except InstallError as error:
        tell(f"Not installed: {error}")


def _is_wanted(named: Path | None, settings: Settings) -> bool:
    from offline_voice.audio.devices import choices

    if find_model(named, settings.model).origin != "built in":
        return False
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return False
    return not (installed_models_folder() / _DECLINED).exists() and bool(choices("microphone"))


def _says_yes(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False
