"""`cramp-voice diary`: look at the diary, write into it, export it, and forget it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cramp_triage.console.help import LocaleOption, examples
from cramp_triage.console.streams import say
from cramp_triage.errors import DiaryError
from offline_voice.cli.options import YesOption, diary_read, diary_store, protocol_here
from offline_voice.diary.columns import columns_help

if TYPE_CHECKING:
    from cramp_triage.diary.entry import Entry
    from cramp_triage.nlu import Lexicon
    from cramp_triage.protocol.model import Protocol

diary_app = typer.Typer(
    no_args_is_help=True,
    help="Your diary on this computer: kept only if you said yes, readable only by you.",
    epilog=examples("cramp-voice diary add", "cramp-voice diary list --last 5"),
)

NumberArgument = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The number that `list` shows.")
]
ValuesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="COLUMN=VALUE", help="Such as muscle=calf pain=7 food='pizza; wine'."),
]


@diary_app.command(
    "list",
    epilog=examples(
        "cramp-voice diary list --since 2026-11-01",
        "cramp-voice diary list --muscle calf --last 5",
    ),
)
def list_entries(
    context: typer.Context,
    since: Annotated[
        datetime | None, typer.Option(help="Only cramps from this day on.", show_default=False)
    ] = None,
    last: Annotated[
        int | None, typer.Option(min=1, help="Only so many of the newest.", show_default=False)
    ] = None,
    muscle: Annotated[str | None, typer.Option(help="Only cramps in this place.")] = None,
    locale: LocaleOption = None,
) -> None:
    """List the cramps, one per line and newest last, and count them per week."""
    from cramp_triage.storage.local_time import in_local_zone, local_now
    from offline_voice.diary.shown import chosen, line, overview

    protocol = protocol_here(context)
    with diary_read() as entries:
        if not entries:
            print("The diary is empty.")
            return
        if since is None and last is None and muscle is None:
            print(*overview(protocol, entries, local_now()), sep="\n")
            return
        found = chosen(entries, since and in_local_zone(since), last, muscle)
        for number, entry in found.items():
            print(f"{number:4}  {line(protocol, entry)}")
        print(f"{len(found)} of {len(entries)}.")


@diary_app.command(epilog=examples("cramp-voice diary show 3"))
def show(context: typer.Context, number: NumberArgument, locale: LocaleOption = None) -> None:
    """Show everything that is noted about one cramp."""
    from offline_voice.diary.shown import details

    with diary_read() as entries:
        print(*details(protocol_here(context), _entry(entries, number)), sep="\n")


@diary_app.command(
    epilog=examples(
        "cramp-voice diary add",
        "cramp-voice diary add muscle=calf side=left pain=7",
        "cramp-voice diary add at=2026-11-28T03:00 muscle=foot food='pizza; red wine'",
        also=columns_help(),
    )
)
def add(context: typer.Context, values: ValuesArgument = None, locale: LocaleOption = None) -> None:
    """Note a cramp by hand; without at=… the time is now.

    At a terminal, it asks for what is missing if you do not say where the cramp was.
    """
    from cramp_triage.nlu import load_lexicon
    from cramp_triage.protocol.model import load_protocol
    from cramp_triage.storage.local_time import local_now
    from offline_voice.diary.guided import INTRODUCTION, guided, needs_guide
    from offline_voice.diary.typed import checked, refuse_same_minute, typed

    protocol, lexicon, store = load_protocol(), load_lexicon(), diary_store()
    now, given = local_now(), values or []

    def check(values: Sequence[str]) -> None:
        refuse_same_minute(store.entries(), checked(protocol, lexicon, values, None, now))

    if needs_guide(given) and _at_a_terminal():
        check(given)
        print(INTRODUCTION)
        before = list(store.entries().values())
        try:
            given = guided(protocol, before, given, now, input, check)
        except (EOFError, KeyboardInterrupt):
            print("\nNothing is noted.")
            raise KeyboardInterrupt from None
    entry = typed(protocol, lexicon, given, None, now)
    refuse_same_minute(store.entries(), entry)
    added = store.add([entry])
    print(f"Noted as number {added[0]}." if added else "That is in the diary already.")
    _tell(context, protocol, lexicon, entry, given)


@diary_app.command(
    epilog=examples(
        "cramp-voice diary edit 3 pain=4 helped='warm bath'",
        also="`cramp-voice diary add --help` lists the columns.",
    )
)
def edit(
    context: typer.Context,
    number: NumberArgument,
    values: ValuesArgument = None,
    locale: LocaleOption = None,
) -> None:
    """Change what is noted about a cramp; COLUMN= without a value empties it."""
    from cramp_triage.nlu import load_lexicon
    from cramp_triage.protocol.model import load_protocol
    from cramp_triage.storage.local_time import local_now
    from offline_voice.diary.shown import line
    from offline_voice.diary.typed import refuse_same_minute, typed

    protocol, lexicon, store = load_protocol(), load_lexicon(), diary_store()
    entries = store.entries()
    before = _entry(entries, number)
    entry = typed(protocol, lexicon, values or [], before, local_now())
    if entry.at != before.at:
        refuse_same_minute({n: e for n, e in entries.items() if n != number}, entry)
    store.replace(number, entry)
    print(f"{number:4}  {line(protocol, entry)}")
    _tell(context, protocol, lexicon, entry, values or [])


@diary_app.command(epilog=examples("cramp-voice diary delete 3"))
def delete(number: NumberArgument, locale: LocaleOption = None) -> None:
    """Delete one cramp and print the line that adds it again; nothing else of it is kept."""
    from cramp_triage.protocol.model import load_protocol
    from offline_voice.diary.typed import as_arguments

    store = diary_store()
    entry = _entry(store.entries(), number)
    if not store.delete(number):
        raise _no_number(number)
    print(f"Deleted number {number}.")
    again = shlex.join(as_arguments(load_protocol(), entry))
    print(f"It is kept nowhere else. To add it again: cramp-voice diary add {again}")


@diary_app.command(epilog=examples("cramp-voice diary forget"))
def forget(yes: YesOption = False, locale: LocaleOption = None) -> None:
    """Delete the whole diary for good, with every copy that was put aside."""
    store = diary_store()
    if not store.files():
        print("There is no diary.")
        return
    if not yes and not typer.confirm("Delete your whole diary for good?"):
        print("Kept.")
        return
    store.forget()
    print("Deleted. What you exported elsewhere is still there.")


@diary_app.command(epilog=examples("cramp-voice diary where"))
def where(locale: LocaleOption = None) -> None:
    """Show what this program keeps on this computer, and where."""
    import platformdirs

    from offline_voice.settings import default_settings_path
    from offline_voice.vosk_models.find import installed_models_folder

    store = diary_store()
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
    print("What you saved with --save, --out or report is where you put it.")
    print("Nothing else: no recording, no transcript, no log. Nothing leaves this computer.")


def _tell(
    context: typer.Context,
    protocol: Protocol,
    lexicon: Lexicon,
    entry: Entry,
    values: Sequence[str],
) -> None:
    """Says what is doubtful in the time, what is not known of the words, what must not wait."""
    from cramp_triage.protocol.model import DEFAULT_LOCALE
    from offline_voice.diary.shown import urgent
    from offline_voice.diary.typed import doubts_of_time, unread

    for doubt in doubts_of_time(values):
        say(f"{doubt}.")
    for told in unread(protocol, lexicon, entry):
        say(told)
    here = protocol_here(context)
    if said := urgent(here, lexicon, entry, here.place(DEFAULT_LOCALE)):
        say(said)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _entry(entries: Mapping[int, Entry], number: int) -> Entry:
    entry = entries.get(number)
    if entry is None:
        raise _no_number(number)
    return entry


def _no_number(number: int) -> DiaryError:
    return DiaryError(f"no entry {number}; `cramp-voice diary list` shows the numbers")
