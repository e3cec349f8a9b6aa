"""`cramp-voice model`: the Vosk model that hears the person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.console.help import LocaleOption, examples
from cramp_triage.console.progress import bar, waiting
from offline_voice.cli.options import ModelOption, configured
from offline_voice.settings import ADDRESS
from offline_voice.vosk_models.find import (
    DEMONSTRATION_NOTICE,
    find_model,
    installed_models,
    installed_models_folder,
    load_model,
    missing_words,
)
from offline_voice.vosk_models.registry import MODEL_SITE, RELEASES, Release

model_app = typer.Typer(
    help="The Vosk model that hears you.",
    no_args_is_help=True,
    epilog=examples("cramp-voice model list", "cramp-voice model install"),
)


@model_app.command("path", epilog=examples("cramp-voice model path"))
def model_path(
    context: typer.Context, model: ModelOption = None, locale: LocaleOption = None
) -> None:
    """Print the folder of the model in use."""
    print(find_model(model, configured(context).model).path)


@model_app.command("list", epilog=examples("cramp-voice model list"))
def model_list(context: typer.Context, locale: LocaleOption = None) -> None:
    """List the installed models, with the one in use marked, and those that can be installed."""
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


def _address(site: str) -> str:
    if not re.match(ADDRESS, site):
        raise typer.BadParameter(f"{site} is no address; give one as {MODEL_SITE}")
    return site


@model_app.command(
    "install",
    epilog=examples(
        "cramp-voice model install",
        f"cramp-voice model install {RELEASES[0].name} --file model.zip",
    ),
)
def model_install(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Its name in `model list`, or part of it.")
    ] = RELEASES[0].name,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="ZIP", help="The model's zip, downloaded before; uses no network."
        ),
    ] = None,
    site: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Another folder of the zip files; else `model_site` is used.",
            callback=_address,
        ),
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Replace an installed model: it may be damaged.")
    ] = False,
    locale: LocaleOption = None,
) -> None:
    """Download an official Vosk model and unpack it; nothing else goes online."""
    from offline_voice.vosk_models.install import find_release, is_installed

    release = find_release(name)
    if is_installed(release) and not again:
        print(f"{release.name} is installed already: {installed_models_folder() / release.name}")
        return
    print(f"Installing {release.name} ({release.good_for}), licence {release.licence}", flush=True)
    from_site = site or configured(context).model_site or MODEL_SITE
    place = install_shown(release, from_site, from_file=file, again=again)
    print(f"Checked and installed: {place}")


def install_shown(
    release: Release, site: str, *, from_file: Path | None = None, again: bool = False
) -> Path:
    """Installs a model while a terminal shows how far it is; see `install`."""
    from rich.progress import DownloadColumn, TimeRemainingColumn, TransferSpeedColumn

    from offline_voice.vosk_models.install import install

    with bar(DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()) as shown:
        task = shown.add_task("", total=release.zip_bytes)

        def show(done: int, wanted: int | None) -> None:
            shown.update(task, completed=done, total=wanted)

        return install(release, show, site=site, from_file=from_file, again=again)


@model_app.command("check", epilog=examples("cramp-voice model check"))
def model_check(
    context: typer.Context, model: ModelOption = None, locale: LocaleOption = None
) -> None:
    """Load the model and list the words that the program knows and the model lacks."""
    from offline_voice.talk.assembly import phrase_book

    folder = find_model(model, configured(context).model)
    with waiting("Loading the model"):
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
