"""`cramp-voice report` and `cramp-voice diary chart`: what is taken along to a visit."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from cramp_triage.errors import DiaryError
from cramp_triage.messages.report_options import Audience, Format
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol, load_protocol
from cramp_triage.storage.local_time import local_now
from cramp_triage.storage.private_files import read_session, write_private
from offline_voice.cli.options import configured
from offline_voice.diary.store import DiaryStore, diary_path
from offline_voice.settings import Settings, at_place


class Drawing(StrEnum):
    """How a picture is written."""

    svg = "svg"
    png = "png"


def report(
    context: typer.Context,
    session: Annotated[
        Path | None,
        typer.Argument(metavar="[SESSION]", help="A kept conversation; none: the diary's newest."),
    ] = None,
    audience: Annotated[Audience, typer.Option("--for", help="Who reads it.")] = Audience.clinician,
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.html,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else standard output.")
    ] = None,
    no_diary: Annotated[
        bool, typer.Option("--no-diary", help="Leave the diary out of a conversation's report.")
    ] = False,
) -> None:
    """Make a one-page summary for a visit, from the diary or a kept conversation."""
    from visit_summary.content.diary_summary import summarize_diary
    from visit_summary.content.summarize import summarize
    from visit_summary.errors import extra_installed

    settings = configured(context)
    protocol, locale = _with_number(at_place(load_protocol(), settings), settings), settings.locale
    entries = [] if no_diary else list(DiaryStore(diary_path()).entries().values())
    if session is None:
        summary = summarize_diary(protocol, entries, local_now(), locale)
    else:
        found, at = read_session(protocol, session)
        summary = summarize(protocol, found, at, entries, locale)
    with extra_installed():
        from visit_summary.report import write_report

        write_report(protocol, summary, audience, form, out)


def chart(
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the pictures go; made if it is missing.")
    ] = Path("diary-pictures"),
    form: Annotated[Drawing, typer.Option("--format", help="How they are drawn.")] = Drawing.png,
) -> None:
    """Draw the diary: weeks, nights, time of day, muscles, and what stood beside the cramps."""
    from cramp_triage.diary.statistics import figures
    from visit_summary.errors import extra_installed

    protocol = load_protocol()
    found = figures(DiaryStore(diary_path()).entries().values(), local_now())
    with extra_installed():
        from visit_summary.formats.pictures import draw_all
        from visit_summary.pages.wording import label

        try:
            out.mkdir(parents=True, mode=0o700, exist_ok=True)
        except OSError as error:
            raise DiaryError(f"{out}: {error.strerror}; choose another folder") from None
        for drawn in draw_all(found, lambda word: label(protocol, word)):
            file = out / f"{drawn.name}.{form}"
            write_private(file, drawn.image(form.value))
            print(f"{file}: {drawn.alt}")


def _with_number(protocol: Protocol, settings: Settings) -> Protocol:
    """The protocol whose own place has the emergency number that the person set."""
    locales = {**protocol.locales, settings.locale: protocol.locales[DEFAULT_LOCALE]}
    return msgspec.structs.replace(protocol, locales=locales)
