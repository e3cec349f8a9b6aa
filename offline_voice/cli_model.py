"""`cramp-voice model`: the Vosk model that hears the person."""

from __future__ import annotations

import typer

from offline_voice.cli_options import ModelOption, configured
from offline_voice.models import (
    DEMONSTRATION_NOTICE,
    find_model,
    installed_models,
    installed_models_folder,
    load_model,
    missing_words,
)

model_app = typer.Typer(help="The Vosk model that hears you.", no_args_is_help=True)


@model_app.command("path")
def model_path(context: typer.Context, model: ModelOption = None) -> None:
    """The folder of the model that would be used."""
    print(find_model(model, configured(context).model).path)


@model_app.command("list")
def model_list(context: typer.Context) -> None:
    """Installed models, the built-in one last; the one in use is marked."""
    used = find_model(None, configured(context).model)
    folders = installed_models()
    if used.path not in [folder.path for folder in folders]:
        folders.append(used)
    for folder in folders:
        mark = "*" if folder.path == used.path else " "
        print(f"{mark} {folder.path.name}  ({folder.origin})  {folder.path}")
    if used.is_demonstration:
        print(f"Put official Vosk models into {installed_models_folder()}")


@model_app.command("check")
def model_check(context: typer.Context, model: ModelOption = None) -> None:
    """Load the model and list the words of ours that it can never hear."""
    from cramp_triage.nlu import load_lexicon
    from cramp_triage.protocol import load_protocol
    from offline_voice.stage import phrase_book

    folder = find_model(model, configured(context).model)
    loaded = load_model(folder)
    words = phrase_book(load_protocol(), load_lexicon(), loaded).words()
    missing = missing_words(loaded, words)
    print(f"{folder.path}: loads ({folder.origin})")
    if not folder.takes_lists:
        print("Its graph takes no phrase list: answers are heard with the open vocabulary only.")
    if folder.is_demonstration:
        print(DEMONSTRATION_NOTICE)
    print(f"It knows {len(words) - len(missing)} of the {len(words)} words we listen for.")
    if missing:
        print(f"Missing: {' '.join(missing)}")
