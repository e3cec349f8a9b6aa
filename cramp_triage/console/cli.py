"""The command line of the core: talk to it, ask what it understands, measure it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.console.run import run
from cramp_triage.errors import CrampError
from cramp_triage.messages.report_options import Audience, Format

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Triage for a muscle cramp: education, never a diagnosis. In an emergency call 911.",
)


def _known(locale: str) -> str:
    from cramp_triage.protocol.model import DEFAULT_LOCALE, load_protocol

    # The usual place is there; to read the protocol twice for it would delay the first word.
    if locale != DEFAULT_LOCALE and locale not in (known := load_protocol().locales):
        raise CrampError(f"--locale: there is no {locale!r}; choose among {', '.join(known)}")
    return locale


LocaleOption = Annotated[
    str, typer.Option(help="Place, for the emergency number.", callback=_known)
]


class CaseKind(StrEnum):
    """What a file of cases holds."""

    vignettes = "vignettes"
    utterances = "utterances"
    conversations = "conversations"


@app.command()
def chat(
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object per reply, one line per turn.")
    ] = False,
    locale: LocaleOption = "en-US",
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the conversation in this new file, for you alone."),
    ] = None,
) -> None:
    """Have a conversation in writing; nothing is kept unless --save names a file."""
    from cramp_triage.console import chat as chatting

    keep: chatting.Keep = chatting.forget
    if save is not None:
        from cramp_triage.console.streams import tell
        from cramp_triage.storage.private_files import Keeper

        keep = Keeper(save, tell)
    if json:
        chatting.over_json(sys.stdin.buffer, sys.stdout, locale, keep)
    else:
        chatting.with_person(locale, keep)


@app.command()
def report(
    session: Annotated[
        Path, typer.Argument(metavar="SESSION", help="A conversation kept by chat --save.")
    ],
    audience: Annotated[Audience, typer.Option("--for", help="Who reads it.")] = Audience.clinician,
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.html,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else standard output.")
    ] = None,
    diary: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An exported diary, JSON or CSV.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(help="When it was; else when the file was written.")
    ] = None,
    locale: LocaleOption = "en-US",
) -> None:
    """Make a one-page summary of a kept conversation, for a visit."""
    from cramp_triage.protocol.model import load_protocol
    from cramp_triage.storage.local_time import in_local_zone
    from cramp_triage.storage.private_files import read_diary, read_session
    from visit_summary.content.summarize import summarize
    from visit_summary.report import write_report

    protocol = load_protocol()
    found, saved_at = read_session(protocol, session)
    entries = read_diary(diary) if diary is not None else ()
    when = saved_at if at is None else in_local_zone(at)
    summary = summarize(protocol, found, when, entries, locale)
    write_report(protocol, summary, audience, form, out)


@app.command()
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


@app.command()
def lint() -> None:
    """Prove the protocol: reachable, satisfiable, one-way, gated, ending, cited."""
    from cramp_triage.console import tables

    if not tables.lint_table():
        raise typer.Exit(1)


@app.command()
def evaluate(
    kind: Annotated[CaseKind, typer.Argument(help="What the file holds.")],
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
