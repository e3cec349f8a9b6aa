"""`cramp-voice diary`: look at the diary, write into it, take it along, and forget it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp_triage.errors import DiaryError

if TYPE_CHECKING:
    from cramp_triage.diary.entry import Entry
    from offline_voice.diary.store import DiaryStore

diary_app = typer.Typer(
    no_args_is_help=True,
    help="Your diary on this computer: kept only if you said yes, readable only by you.",
)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="As `list` shows it.")]
ValuesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="COLUMN=VALUE", help="Such as muscle=calf pain=7 food='pizza; wine'."),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@diary_app.command("list")
def list_entries() -> None:
    """One line a cramp, newest last, and the cramps a week."""
    from cramp_triage.protocol.model import load_protocol
    from cramp_triage.storage.local_time import local_now
    from offline_voice.diary.shown import overview

    entries = _store().entries()
    if not entries:
        print("Nothing in the diary.")
        return
    print(*overview(load_protocol(), entries, local_now()), sep="\n")


@diary_app.command()
def show(number: NumberArgument) -> None:
    """Everything that is noted of one cramp."""
    from cramp_triage.protocol.model import load_protocol
    from offline_voice.diary.shown import details

    print(*details(load_protocol(), _entry(_store(), number)), sep="\n")


@diary_app.command()
def add(values: ValuesArgument = None) -> None:
    """Note a cramp by hand; without at=… it was now."""
    from cramp_triage.storage.local_time import local_now
    from offline_voice.diary.shown import typed

    added = _store().add([typed(values or [], None, local_now())])
    print(f"Noted as number {added[0]}." if added else "That is in the diary already.")


@diary_app.command()
def edit(number: NumberArgument, values: ValuesArgument = None) -> None:
    """Change what is noted of a cramp; COLUMN= with nothing behind it empties it."""
    from cramp_triage.protocol.model import load_protocol
    from cramp_triage.storage.local_time import local_now
    from offline_voice.diary.shown import line, typed

    store = _store()
    entry = typed(values or [], _entry(store, number), local_now())
    store.replace(number, entry)
    print(f"{number:4}  {line(load_protocol(), entry)}")


@diary_app.command()
def delete(number: NumberArgument) -> None:
    """Delete one cramp from the diary."""
    if not _store().delete(number):
        raise _no_number(number)
    print(f"Deleted number {number}.")


@diary_app.command("export")
def export_to(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="FILE.csv or FILE.json; none prints CSV.")
    ] = None,
) -> None:
    """Write the diary as a table or as JSON, with nothing lost."""
    from cramp_triage.diary.exchange import to_csv, to_json
    from cramp_triage.storage.private_files import write_private

    entries = _store().entries().values()
    if file is None:
        sys.stdout.write(to_csv(entries))
        return
    text = to_json(entries) if _is_json(file) else to_csv(entries)
    write_private(file, text.encode())
    print(f"{len(entries)} exported to {file}, which is not encrypted.")


@diary_app.command("import")
def import_from(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="FILE.csv or FILE.json.")],
) -> None:
    """Take entries in from a file: all of them, or none if one is wrong."""
    from cramp_triage.diary.exchange import from_csv, from_json
    from cramp_triage.storage.private_files import read_bounded

    data = read_bounded(file)
    try:
        entries = from_json(data, file.name) if _is_json(file) else from_csv(data, file.name)
    except DiaryError as error:
        if len(error.faults) > 1:
            print(*error.faults, sep="\n", file=sys.stderr)
        raise
    added = len(_store().add(entries))
    known = len(entries) - added
    print(f"{added} imported{f', {known} were there already' if known else ''}.")


@diary_app.command()
def forget(yes: YesOption = False) -> None:
    """Delete the whole diary for good, with every copy that was put aside."""
    store = _store()
    if not store.files():
        print("There is no diary.")
        return
    if not yes and not typer.confirm("Delete your whole diary for good?"):
        print("Kept.")
        return
    store.forget()
    print("Deleted. What you exported elsewhere is still there.")


@diary_app.command()
def afresh(yes: YesOption = False) -> None:
    """Put a damaged diary aside, and begin a new one with what can be read of it."""
    from cramp_triage.storage.local_time import local_now

    store = _store()
    if not store.path.exists():
        print("There is no diary.")
        return
    if not yes and not typer.confirm(f"Put {store.path} aside and begin a new diary?"):
        print("Left as it is.")
        return
    aside, saved = store.start_afresh(local_now().strftime("%Y%m%d-%H%M%S"))
    print(f"{saved} entries could be read and are in the new diary. The old file is {aside}")


@diary_app.command()
def where() -> None:
    """What this program keeps on this computer, and where."""
    import platformdirs

    from offline_voice.settings import default_settings_path
    from offline_voice.vosk_models.find import installed_models_folder

    store = _store()
    print("The diary, after your yes; forgotten by `cramp-voice diary forget`:")
    for file in store.files() or [store.path]:
        size = f"{file.stat().st_size:,} bytes" if file.exists() else "not there"
        print(f"  {file}  ({size})")
    for what, place in (
        ("Your settings, written by you", default_settings_path()),
        ("Speech models, installed by you", installed_models_folder()),
        (
            "Our own fixed sentences as sound, to speak at once",
            platformdirs.user_cache_path("cramp-helper", appauthor=False) / "speech",
        ),
    ):
        print(f"{what}:\n  {place}  ({'there' if place.exists() else 'not there'})")
    print("What you saved with --save, --out or report is where you said.")
    print("Nothing else: no recording, no transcript, no log. Nothing leaves this computer.")


def _store() -> DiaryStore:
    from offline_voice.diary.store import DiaryStore, diary_path

    return DiaryStore(diary_path())


def _entry(store: DiaryStore, number: int) -> Entry:
    entry = store.entries().get(number)
    if entry is None:
        raise _no_number(number)
    return entry


def _no_number(number: int) -> DiaryError:
    return DiaryError(f"no entry {number}; `cramp-voice diary list` shows the numbers")


def _is_json(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix not in (".json", ".csv"):
        raise DiaryError(f"{file}: the name must end in .csv or .json")
    return suffix == ".json"
