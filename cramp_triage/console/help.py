"""What the help of every command line has in common; only text, so that it costs nothing."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cramp_triage.errors import CrampError

PACKAGE: Final = "cramp-helper"

SETTINGS: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"]}
"""Of the outermost command; those inside inherit it."""

EXIT_CODES: Final = (
    "Exit codes: 0 done; 1 it could not be done, and one line says why; 2 the command line makes "
    "no sense; 130 Ctrl-C, which ends a conversation politely, with 0; 141 nobody read on."
)


def examples(*lines: str, also: str = "") -> str:
    """The end of a command's help: its examples, one a line, what else it says, the exit codes."""
    return "\n\n".join(filter(None, ("\n".join(("Examples:", *lines)), also, EXIT_CODES)))


def _tell_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    from cramp_triage.protocol.model import load_protocol

    typer.echo(f"{PACKAGE} {version(PACKAGE)}, protocol {load_protocol().version}")
    raise typer.Exit


def _known_place(locale: str | None) -> str | None:
    if locale is None:
        return None
    from cramp_triage.protocol.model import DEFAULT_LOCALE, load_protocol

    # The usual place is there; to read the protocol twice for it would delay the first word.
    if locale != DEFAULT_LOCALE and locale not in (known := load_protocol().locales):
        raise CrampError(f"--locale: there is no {locale!r}; choose among {', '.join(known)}")
    return locale


LocaleOption = Annotated[
    str | None,
    typer.Option(
        help="Place: its emergency number, spelling, units, dates and paper, as en-GB.",
        callback=_known_place,
        show_default=False,
    ),
]
NameOption = Annotated[
    str,
    typer.Option(
        help="The patient's name, for the clinician's page and FHIR; it is kept nowhere else.",
        show_default=False,
    ),
]
VersionOption = Annotated[
    bool,
    typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version."),
]


def only_version(version: VersionOption = False) -> None:
    """A callback for a command line whose outermost command does nothing else."""
