"""The command line of the core: talk to it, ask what it understands, measure it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.command_line import run

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Triage for a muscle cramp: education, never a diagnosis. In an emergency call 911.",
)


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
    locale: Annotated[str, typer.Option(help="Place, for the emergency number.")] = "en-US",
) -> None:
    """Have a conversation in writing."""
    from cramp_triage import chat as chatting

    if json:
        chatting.over_json(sys.stdin.buffer, sys.stdout, locale)
    else:
        chatting.with_person(locale)


@app.command()
def understand(
    json: Annotated[
        bool, typer.Option("--json", help="JSON lines in and out (the only form for now).")
    ] = False,
) -> None:
    """Show what is understood of each line {"text": ..., "asked": fact id or null}."""
    from cramp_triage import chat as chatting

    if not json:
        typer.echo("understand: reads and writes JSON lines; call it with --json", err=True)
        raise typer.Exit(2)
    chatting.understand_lines(sys.stdin.buffer, sys.stdout)


@app.command()
def lint() -> None:
    """Prove the protocol: reachable, satisfiable, one-way, gated, ending, cited."""
    from cramp_triage import tables

    if not tables.lint_table():
        raise typer.Exit(1)


@app.command()
def evaluate(
    kind: Annotated[CaseKind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="A YAML file of cases.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure the triage on a file of cases."""
    from cramp_triage import tables

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
