"""`cramp-voice model`: the Vosk model that hears the person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offline_voice.cli.options import ModelOption, configured
from offline_voice.vosk_models.find import (
    DEMONSTRATION_NOTICE,
    find_model,
    installed_models,
    installed_models_folder,
    load_model,
    missing_words,
)
from offline_voice.vosk_models.registry import RELEASES

model_app = typer.Typer(help="The Vosk model that hears you.", no_args_is_help=True)


@model_app.command("path")
def model_path(context: typer.Context, model: ModelOption = None) -> None:
    """The folder of the model that would be used."""
    print(find_model(model, configured(context).model).path)


@model_app.command("list")
def model_list(context: typer.Context) -> None:
    """Models that are here, the one in use marked, and those that can be installed."""
    used = find_model(None, configured(context).model)
    folders = installed_models()
    if used.path not in [folder.path for folder in folders]:
        folders.append(used)
    for folder in folders:
        mark = "*" if folder.path == used.path else " "
        print(f"{mark} {folder.path.name}  ({folder.origin})  {folder.path}")
    for release in RELEASES:
        if release.name not in [folder.path.name for folder in folders]:
            print(f"  {release.name}  (not installed)  {release.good_for}; {release.licence}")
    print(f"`cramp-voice model install NAME` puts one into {installed_models_folder()}")


@model_app.command("install")
def model_install(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="As `model list` names it, or a part of it.")
    ] = RELEASES[0].name,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="ZIP", help="Its zip, fetched by other means; no network is used."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Replace one that is there: it may be damaged.")
    ] = False,
) -> None:
    """Download an official Vosk model and unpack it; the only command that goes online."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    from offline_voice.vosk_models.install import find_release, install, is_installed

    release = find_release(name)
    if is_installed(release) and not again:
        print(f"{release.name} is installed already: {installed_models_folder() / release.name}")
        return
    print(f"Installing {release.name} ({release.good_for}), licence {release.licence}", flush=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=release.zip_bytes)

        def show(done: int, wanted: int | None) -> None:
            bar.update(task, completed=done, total=wanted)

        place = install(release, show, from_file=file, again=again)
    print(f"Checked and installed: {place}")


@model_app.command("check")
def model_check(context: typer.Context, model: ModelOption = None) -> None:
    """Load the model and list the words of ours that it can never hear."""
    from offline_voice.talk.assembly import phrase_book

    folder = find_model(model, configured(context).model)
    loaded = load_model(folder)
    words = phrase_book(loaded).words
    missing = missing_words(loaded, words)
    print(f"{folder.path}: loads ({folder.origin})")
    if not folder.takes_lists:
        print("Its graph takes no phrase list: answers are heard with the open vocabulary only.")
    if folder.is_demonstration:
        print(DEMONSTRATION_NOTICE)
    print(f"It knows {len(words) - len(missing)} of the {len(words)} words we listen for.")
    if missing:
        print(f"Missing: {' '.join(missing)}")
