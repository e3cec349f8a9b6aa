"""The pages and the bundle say what was told and what is written: nothing else, and all of it."""

from __future__ import annotations

import json
import re

import pytest

from cramp_triage.messages.report_options import Audience, Format
from tests.report.conversations import NOW, talk
from tests.report.test_clinician_page import said_by
from tests.report.test_reports import texts
from visit_summary.content.summarize import summarize
from visit_summary.report import page_for, report


def page_of(protocol, summary, reader=Audience.clinician):
    """All that a page says, its tables among it."""
    page = page_for(protocol, summary, reader)
    cells = [c for s in page.sections if s.table for row in s.table.rows for c in row]
    return " \n".join([*texts(page), *cells])


def lines_of(protocol, summary, reader=Audience.clinician):
    """The lines of a page, each with its label."""
    page = page_for(protocol, summary, reader)
    return [
        f"{i.label}: {i.text} {i.quote} {i.after}" for section in page.sections for i in section.items
    ]


def observed(protocol, summary):
    """The observations of the bundle by the program's own code."""
    form = json.loads(report(protocol, summary, Audience.clinician, Format.fhir))
    found = [entry["resource"] for entry in form["entry"]]
    return {
        one["code"]["coding"][-1]["code"]: one
        for one in found
        if one["resourceType"] == "Observation"
    }


OF_NO_CHILD = [
    "I'm 71. I get cramps in my left calf at night",
    "I'm a man and my calf cramps",
    "My mother is 84, and her right calf is cramping",
]


@pytest.mark.parametrize("first", OF_NO_CHILD)
def test_what_nobody_asked_or_said_is_neither_denied_nor_told(protocol, lexicon, first):
    summary = summarize(protocol, lexicon, talk(protocol, lexicon, first, {}), NOW)
    asked = {fact for one in summary.asked for fact in one.facts}
    assert "pregnant" not in asked
    for reader in Audience:
        for line in lines_of(protocol, summary, reader):
            if "pregnan" in line and "elly" not in line:
                assert line.startswith(("Inferred, not asked: ", "Did not come up: ")), line
                assert "You said no" not in line
    for line in lines_of(protocol, summary, Audience.person):
        if line.startswith(("You take or have", "You said no to")):
            assert "eighteen" not in line
    form = observed(protocol, summary)["pregnant"]
    assert form["note"] == [{"text": "Inferred from other answers; not stated."}]


@pytest.mark.parametrize(
    "first", ["I'm not pregnant and my calf cramps", "my calf cramps, I am not on the pill"]
)
def test_what_is_said_stays_said(protocol, lexicon, first):
    summary = summarize(protocol, lexicon, talk(protocol, lexicon, first, {}), NOW)
    fact = "pregnant" if "pregnant" in first else "oral_contraceptive"
    told = next(told for told in (*summary.signs, *summary.facts) if told.id == fact)
    assert told.heard == "denied"
    assert not told.inferred
    assert any(line.startswith("Denied: ") for line in lines_of(protocol, summary))


OF_ANOTHER = [
    "My mother is 84, she takes simvastatin 40 mg, and her right calf is cramping and swollen",
    "my wife has a cramp in her calf and she takes a water pill",
    "my father is 79, his foot cramps",
]


@pytest.mark.parametrize("first", OF_ANOTHER)
def test_what_a_relative_tells_is_said_to_be_the_relatives(protocol, lexicon, first):
    summary = summarize(protocol, lexicon, talk(protocol, lexicon, first, {}), NOW)
    said = page_of(protocol, summary)
    assert "what somebody else told for the patient" in said
    assert "In the words of the one who spoke for the patient" in said
    assert not re.search("patient told|the patient's words|Patient-reported|informant is", said)
    own = page_of(protocol, summary, Audience.person)
    assert not re.search(r"[Yy]ou (take|have)\b|your age|If you (get|faint)|being yours", own)
    form = json.loads(report(protocol, summary, Audience.clinician, Format.fhir))
    found = [entry["resource"] for entry in form["entry"]]
    tellers = [r["source"] for r in found if r["resourceType"] == "QuestionnaireResponse"]
    tellers += [r["informationSource"] for r in found if r["resourceType"] == "MedicationStatement"]
    tellers.append(found[-1]["agent"][0]["who"])
    assert all("spoke for the patient" in one["display"] for one in tellers)
    assert all("spoke for" not in str(r.get("subject")) for r in found)


def test_who_speaks_of_their_own_cramp_is_the_patient(protocol, lexicon):
    first = "I'm 71 and my calf cramps"
    summary = summarize(protocol, lexicon, talk(protocol, lexicon, first, {}), NOW)
    assert "what the patient told" in page_of(protocol, summary)
    assert b"spoke for" not in report(protocol, summary, Audience.clinician, Format.fhir)
