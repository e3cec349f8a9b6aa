"""Options, settings and the choice of the model, which several commands of `cramp-voice` share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from cramp_triage.console.streams import tell
from cramp_triage.storage.private_files import Keeper
from offline_voice.settings import CONFIG_ENVIRONMENT, Settings, at_place, read_settings
from offline_voice.vosk_models.find import DEMONSTRATION_NOTICE, ModelFolder, find_model

if TYPE_CHECKING:
    from cramp_triage.diary.entry import Entry
    from cramp_triage.protocol.model import Protocol
    from offline_voice.diary.store import DiaryStore

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
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def configured(context: typer.Context) -> Settings:
    """The settings that `--config`, the environment or the platform's place name.

    `--locale` goes before them, behind the command or behind `cramp-voice`.

    Raises:
        SettingsError: the file has a mistake.
    """
    given = context.find_root().params
    settings = read_settings(given.get("config"))
    locale = context.params.get("locale") or given.get("locale")
    return msgspec.structs.replace(settings, locale=locale) if locale else settings


def protocol_here(context: typer.Context) -> Protocol:
    """The protocol in the words and with the number of the place; see `configured`."""
    from cramp_triage.protocol.model import load_protocol

    return at_place(load_protocol(), configured(context))


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


def diary_store() -> DiaryStore:
    """The diary on this computer."""
    from offline_voice.diary.store import DiaryStore, diary_path

    return DiaryStore(diary_path())


def tell_ahead(entries: Mapping[int, Entry], now: datetime) -> None:
    """Says which cramps of the diary are in the future, and so in no figure.

    Raises:
        DiaryError: there is no other.
    """
    from cramp_triage.errors import DiaryError
    from offline_voice.diary.shown import ahead

    if said := ahead(entries, now):
        if all(entry.at > now for entry in entries.values()):
            raise DiaryError(f"no cramp in the diary can be counted; {said}")
        tell(f"Not counted: {said}.")


@contextmanager
def diary_read(*, needed: bool = True) -> Iterator[dict[int, Entry]]:
    """The diary as far as it can be read, by number; then tells if that is not all of it.

    Args:
        needed: without an entry there is nothing to be done.

    Raises:
        DamagedDiaryError: the file is damaged; after what could be done with the rest.
    """
    entries, damage = diary_store().legible()
    if entries or not needed or damage is None:
        yield entries
    if damage is not None:
        raise damage
