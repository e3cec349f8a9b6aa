"""Who reads a report, and in which form; names for the command lines, free to import."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who reads it."""

    clinician = "clinician"
    person = "person"


class Format(StrEnum):
    """How it is written; JSON and FHIR hold everything, whoever reads them."""

    html = "html"
    pdf = "pdf"
    md = "md"
    json = "json"
    fhir = "fhir"
