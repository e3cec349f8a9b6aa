"""`cramp-voice report` and `cramp-voice diary chart`: what to take to a visit."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from cramp_triage.console.delivery import deliver, drawing_apart
from cramp_triage.console.help import LocaleOption, NameOption
from cramp_triage.console.progress import waiting
from cramp_triage.diary.entry import Entry
from cramp_triage.errors import DiaryError
from cramp_triage.messages.report_options import Audience, Format
from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol, load_protocol
from cramp_triage.storage.local_time import local_now
from cramp_triage.storage.private_files import read_session, write_private
from offline_voice.cli.options import configured, diary_read, tell_ahead
from offline_voice.settings import Settings, at_place


class Drawing(StrEnum):
    """How a picture is written."""

    svg = "svg"
    png = "png"


def report(
    context: typer.Context,
    session: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SESSION]", help="A kept conversation; by default the newest cramp."
        ),
    ] = None,
    audience: Annotated[
        Audience, typer.Option("--for", help="Who reads the report.")
    ] = Audience.clinician,
    form: Annotated[Format, typer.Option("--format", help="The file format.")] = Format.html,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file to write; by default standard output."),
    ] = None,
    no_diary: Annotated[
        bool, typer.Option("--no-diary", help="Leave the diary out of a conversation's report.")
    ] = False,
    name: NameOption = "",
    locale: LocaleOption = None,
) -> None:
    """Make a one-page summary for a visit, from the diary or a kept conversation."""
    from visit_summary.content.diary_summary import summarize_diary
    from visit_summary.content.summarize import summarize
    from visit_summary.content.summary import named
    from visit_summary.errors import extra_installed

    settings, lexicon = configured(context), load_lexicon()
    protocol, place = _with_number(at_place(load_protocol(), settings), settings), settings.locale
    diary: AbstractContextManager[dict[int, Entry]] = nullcontext({})
    if not no_diary:
        diary = diary_read(needed=session is None)
    with diary as noted:
        entries = list(noted.values())
        if session is None:
            tell_ahead(noted, now := local_now())
            summary = summarize_diary(protocol, lexicon, entries, now, place)
        else:
            found, at = read_session(protocol, session)
            summary = summarize(protocol, lexicon, found, at, entries, place)
        with extra_installed():
            from visit_summary.report import report as report_of

            page = named(summary, name)
            deliver(lambda: report_of(protocol, page, audience, form), form, out)


def chart(
    context: typer.Context,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder to write to; created if missing.")
    ] = Path("diary-pictures"),
    form: Annotated[Drawing, typer.Option("--format", help="The file format.")] = Drawing.png,
    locale: LocaleOption = None,
) -> None:
    """Draw the diary: weeks, nights, time of day, muscles, and what was noted with the cramps."""
    from cramp_triage.diary.statistics import figures
    from visit_summary.errors import extra_installed

    settings = configured(context)
    protocol = at_place(load_protocol(), settings)
    with diary_read() as entries, extra_installed(), drawing_apart():
        tell_ahead(entries, now := local_now())
        found = figures(entries.values(), now)
        from visit_summary.formats.pictures import draw_all
        from visit_summary.pages.wording import label

        try:
            out.mkdir(parents=True, mode=0o700, exist_ok=True)
        except OSError as error:
            raise DiaryError(f"{out}: {error.strerror}; choose another folder") from None
        with waiting("Drawing"):
            pictures = draw_all(found, lambda word: label(protocol, word), settings.locale)
        for drawn in pictures:
            file = out / f"{drawn.name}.{form}"
            write_private(file, drawn.image(form.value))
            print(f"{file}: {drawn.alt}")


def _with_number(protocol: Protocol, settings: Settings) -> Protocol:
    """The protocol whose own place has the emergency number that the person set."""
    locales = {**protocol.locales, settings.locale: protocol.locales[DEFAULT_LOCALE]}
    return msgspec.structs.replace(protocol, locales=locales)
