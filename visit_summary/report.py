"""One summary, any reader, any format; the only entry point of a report.

JSON, FHIR and Markdown cost little; HTML and PDF bring their libraries in when they are asked for.
"""

from __future__ import annotations

import msgspec

from cramp_triage.messages.report_options import Audience, Format
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Summary
from visit_summary.formats.strip import draw_strip
from visit_summary.pages import pattern, wording
from visit_summary.pages.clinician import clinician_page
from visit_summary.pages.page import Page
from visit_summary.pages.person import person_page


def report(protocol: Protocol, summary: Summary, audience: Audience, form: Format) -> bytes:
    """The report as the bytes of one file.

    Raises:
        ReportError: what a PDF needs is missing.
    """
    match form:
        case Format.json:
            return msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n"
        case Format.fhir:
            from visit_summary.formats.fhir import bundle

            found = msgspec.json.encode(bundle(protocol, summary))
            return msgspec.json.format(found, indent=2) + b"\n"
        case Format.md:
            from visit_summary.formats.markdown import markdown

            return markdown(page_for(protocol, summary, audience)).encode()
        case Format.html:
            from visit_summary.formats.html import html

            page = page_for(protocol, summary, audience)
            return html(page, wording.paper(summary.locale)).encode()
        case Format.pdf:
            from visit_summary.formats.pdf import pdf

            return pdf(page_for(protocol, summary, audience), wording.paper(summary.locale))


def page_for(protocol: Protocol, summary: Summary, audience: Audience) -> Page:
    """What the report says to a reader, with the strip of the diary if there is one."""
    until = summary.diary.until if summary.diary is not None else summary.at
    nights = set(pattern.nights(summary))
    picture = draw_strip(summary.entries, until, summary.locale, lambda e: e.at in nights)
    make = clinician_page if audience is Audience.clinician else person_page
    return make(protocol, summary, picture)
