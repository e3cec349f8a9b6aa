"""The commands of `cramp-voice diary` that write the diary to a file or read it from one."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp_triage.console.help import LocaleOption, examples
from cramp_triage.errors import DiaryError
from offline_voice.cli.options import YesOption, diary_read, diary_store

if TYPE_CHECKING:
    from cramp_triage.diary.entry import Entry

diary_files_app = typer.Typer()
"""Its commands stand among those of `cramp-voice diary`."""

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="FILE.csv or FILE.json.")]


@diary_files_app.command(
    "export",
    epilog=examples("cramp-voice diary export diary.csv", "cramp-voice diary export > diary.csv"),
)
def export_to(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="FILE.csv or FILE.json; without a file, CSV is printed."
        ),
    ] = None,
    locale: LocaleOption = None,
) -> None:
    """Write the diary as a table or as JSON, with nothing lost."""
    from cramp_triage.diary.exchange import to_csv, to_json
    from cramp_triage.storage.private_files import write_private

    with diary_read() as found:
        entries = found.values()
        if file is None:
            sys.stdout.write(to_csv(entries))
            return
        text = to_json(entries) if _is_json(file) else to_csv(entries)
        write_private(file, text.encode())
        print(f"{len(entries)} exported to {file}, which is not encrypted.")


@diary_files_app.command(
    "import",
    epilog=examples(
        "cramp-voice diary import diary.csv",
        also="`cramp-voice diary add --help` lists the columns; `at` must be there, and one more.",
    ),
)
def import_from(file: FileArgument, locale: LocaleOption = None) -> None:
    """Import the entries of a file: all of them, or none if one is wrong."""
    from cramp_triage.console.streams import tell
    from cramp_triage.nlu import load_lexicon
    from cramp_triage.protocol.model import load_protocol
    from cramp_triage.storage.local_time import local_now
    from offline_voice.diary.doubtful import doubtful, respelled

    protocol, lexicon, store = load_protocol(), load_lexicon(), diary_store()
    read, there = _read(file, all_tell=True), set(store.entries().values())
    entries, doubt = respelled(protocol, lexicon, [entry for entry in read if entry not in there])
    for told in (*doubtful(protocol, lexicon, entries, local_now()), *([doubt] if doubt else ())):
        tell(f"{file}: {told}")
    added = len(store.add(entries))
    known = len(read) - added
    print(f"{added} imported{f', {known} were there already' if known else ''}.")


@diary_files_app.command(
    epilog=examples("cramp-voice diary backup", "cramp-voice diary backup /media/stick/diary.json")
)
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A new FILE.json or FILE.csv; by default named after the day."
        ),
    ] = None,
    locale: LocaleOption = None,
) -> None:
    """Write the whole diary to a new file, and read that back to be sure."""
    from cramp_triage.diary.exchange import to_csv, to_json
    from cramp_triage.storage.local_time import local_now
    from cramp_triage.storage.private_files import check_new, write_private

    place = file or Path(f"cramp-diary-{local_now():%Y-%m-%d}.json")
    is_json = _is_json(place)
    check_new(place)
    with diary_read() as found:
        if not found:
            print("The diary is empty.")
            return
        entries = list(found.values())
        write_private(place, (to_json(entries) if is_json else to_csv(entries)).encode())
        if list(_read(place)) != entries:
            raise DiaryError(f"{place}: is not what was written; name another place")
        print(f"{len(entries)} in {place}, read back and whole; it is not encrypted.")
        print(f"It stays there after `cramp-voice diary forget`. Back: diary restore {place}")


@diary_files_app.command(epilog=examples("cramp-voice diary restore cramp-diary-2026-11-29.json"))
def restore(file: FileArgument, yes: YesOption = False, locale: LocaleOption = None) -> None:
    """Bring back what a backup has and the diary lacks; a damaged diary is put aside first."""
    entries, store = _read(file), diary_store()
    _, damage = store.legible()
    if damage is not None:
        if not yes and not typer.confirm(f"{damage}. Put it aside and begin a new diary?"):
            print("Left as it is.")
            return
        _put_aside()
    added = len(store.add(entries))
    print(f"{added} brought back, {len(entries) - added} were there already.")


@diary_files_app.command(epilog=examples("cramp-voice diary afresh"))
def afresh(yes: YesOption = False, locale: LocaleOption = None) -> None:
    """Put a damaged diary aside, and begin a new one with what can be read of it."""
    store = diary_store()
    if not store.files():
        print("There is no diary.")
        return
    if not yes and not typer.confirm(f"Put {store.path} aside and begin a new diary?"):
        print("Left as it is.")
        return
    _put_aside()


def _put_aside() -> None:
    from cramp_triage.storage.local_time import local_now

    aside, saved = diary_store().start_afresh(local_now().strftime("%Y%m%d-%H%M%S"))
    print(f"{saved} entries could be read and are in the new diary. The old file is {aside}")


def _read(file: Path, *, all_tell: bool = False) -> Collection[Entry]:
    """The entries of a file; every fault of a bad one is told first, see `read_diary`."""
    from cramp_triage.console.streams import tell
    from cramp_triage.storage.private_files import read_diary

    _is_json(file)  # or is named as neither
    try:
        return read_diary(file, tell, all_tell=all_tell)
    except DiaryError as error:
        if len(error.faults) > 1:
            print(*error.faults, sep="\n", file=sys.stderr)
        raise


def _is_json(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix not in (".json", ".csv"):
        raise DiaryError(f"{file}: the name must end in .csv or .json")
    return suffix == ".json"
