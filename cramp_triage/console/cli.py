"""The command line of the core: talk to it, ask what it understands, measure it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.console.help import (
    SETTINGS,
    LocaleOption,
    NameOption,
    examples,
    only_version,
)
from cramp_triage.console.run import run
from cramp_triage.messages.report_options import Audience, Format

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
    callback=only_version,
    help="Triage for a muscle cramp: education, never a diagnosis. In an emergency call 911.",
    epilog=examples("cramp-triage chat", "cramp-triage chat --save kept.json"),
)


class CaseKind(StrEnum):
    """What a file of cases holds."""

    vignettes = "vignettes"
    utterances = "utterances"
    conversations = "conversations"


@app.command(
    epilog=examples(
        "cramp-triage chat",
        "cramp-triage chat --save kept.json",
        "cramp-triage chat --locale en-GB",
    )
)
def chat(
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object per reply, one line per turn.")
    ] = False,
    locale: LocaleOption = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the conversation in this new file, for you alone."),
    ] = None,
) -> None:
    """Have a conversation in writing; nothing is kept unless --save names a file."""
    from cramp_triage.console import chat as chatting
    from cramp_triage.protocol.model import DEFAULT_LOCALE

    keep: chatting.Keep = chatting.forget
    if save is not None:
        from cramp_triage.console.streams import tell
        from cramp_triage.storage.private_files import Keeper

        keep = Keeper(save, tell)
    if json:
        chatting.over_json(sys.stdin.buffer, sys.stdout, locale or DEFAULT_LOCALE, keep)
    else:
        chatting.with_person(locale or DEFAULT_LOCALE, keep)


@app.command(
    epilog=examples(
        "cramp-triage report kept.json --for person --format pdf --out visit.pdf",
        "cramp-triage report kept.json --diary diary.csv > visit.html",
    )
)
def report(
    session: Annotated[
        Path, typer.Argument(metavar="SESSION", help="A conversation kept by chat --save.")
    ],
    audience: Annotated[
        Audience, typer.Option("--for", help="Who reads the report.")
    ] = Audience.clinician,
    form: Annotated[Format, typer.Option("--format", help="The file format.")] = Format.html,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file to write; by default standard output."),
    ] = None,
    diary: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An exported diary, JSON or CSV.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(help="When the conversation was; by default when the file was written."),
    ] = None,
    name: NameOption = "",
    locale: LocaleOption = None,
) -> None:
    """Make a one-page summary of a kept conversation, for a visit."""
    from cramp_triage.console.delivery import deliver
    from cramp_triage.console.streams import tell
    from cramp_triage.nlu import load_lexicon
    from cramp_triage.protocol.model import DEFAULT_LOCALE, load_protocol
    from cramp_triage.protocol.spelling import at as at_place
    from cramp_triage.storage.local_time import in_local_zone
    from cramp_triage.storage.private_files import read_diary, read_session
    from visit_summary.content.summarize import summarize
    from visit_summary.content.summary import named
    from visit_summary.report import report as report_of

    place = locale or DEFAULT_LOCALE
    protocol = at_place(load_protocol(), place)
    found, saved_at = read_session(protocol, session)
    entries = read_diary(diary, tell) if diary is not None else ()
    when = saved_at if at is None else in_local_zone(at)
    summary = named(summarize(protocol, load_lexicon(), found, when, entries, place), name)
    deliver(lambda: report_of(protocol, summary, audience, form), form, out)


@app.command(
    epilog=examples("""echo '{"text": "my calf cramps"}' | cramp-triage understand --json""")
)
def understand(
    json: Annotated[
        bool, typer.Option("--json", help="JSON lines in and out (the only form for now).")
    ] = False,
) -> None:
    """Show what is understood of each line {"text": ..., "asked": fact id, list or null}."""
    from cramp_triage.console import chat as chatting

    if not json:
        typer.echo("understand: reads and writes JSON lines; call it with --json", err=True)
        raise typer.Exit(2)
    chatting.understand_lines(sys.stdin.buffer, sys.stdout)


@app.command(epilog=examples("cramp-triage lint"))
def lint() -> None:
    """Prove the protocol: reachable, satisfiable, one-way, gated, ending, cited."""
    from cramp_triage.console import tables

    if not tables.lint_table():
        raise typer.Exit(1)


@app.command(epilog=examples("cramp-triage evaluate vignettes tests/cases/vignettes.yaml --json"))
def evaluate(
    kind: Annotated[CaseKind, typer.Argument(help="What kind of cases the file holds.")],
    file: Annotated[Path, typer.Argument(help="A YAML file of cases.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure the triage on a file of cases."""
    from cramp_triage.console import tables

    shown: Callable[[Path, bool], None] = {
        CaseKind.vignettes: tables.vignettes,
        CaseKind.utterances: tables.utterances,
        CaseKind.conversations: tables.conversations,
    }[kind]
    shown(file, json)


def main() -> None:
    """Entry point of `cramp-triage`."""
    run(app, "cramp-triage", "report")


if __name__ == "__main__":
    main()
