"""The pages and the bundle say what was told and what is written: nothing else, and all of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from cramp_triage.diary.entry import Entry
from cramp_triage.messages.report_options import Audience, Format
from tests.report.conversations import NOW, talk
from tests.report.test_reports import texts
from visit_summary.content.diary_summary import summarize_diary
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
        f"{i.label}: {i.text} {i.quote} {i.after}"
        for section in page.sections
        for i in section.items
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


def diary_of(protocol, lexicon, *entries, now=NOW):
    return summarize_diary(protocol, lexicon, entries, now)


@pytest.mark.parametrize("word", ["severe", "moderate", "mild"])
@pytest.mark.parametrize("numbers", [(), (5,), (2, 4, 6, 6)])
def test_pain_told_in_words_is_pain(protocol, lexicon, word, numbers):
    told = [Entry(NOW - timedelta(days=n + 1), pain=pain) for n, pain in enumerate(numbers)]
    summary = diary_of(protocol, lexicon, Entry(NOW, muscle="calf", pain_word=word), *told)
    said = page_of(protocol, summary)
    picture = page_for(protocol, summary, Audience.clinician).picture
    assert f"pain in words: {word} 1" in said
    assert f"in words: {word} 1" in picture.alt
    assert f">{word}</text>" in picture.svg.decode()
    assert "not noted" not in picture.alt + picture.svg.decode()
    assert f"Pain in words: {word} 1" in " ".join(lines_of(protocol, summary, Audience.person))
    assert word in report(protocol, summary, Audience.clinician, Format.fhir).decode()


@pytest.mark.parametrize("weeks", [1, 11, 13, 26])
def test_a_picture_that_is_not_of_every_cramp_says_so(protocol, lexicon, weeks):
    told = [Entry(NOW - timedelta(weeks=n, days=1), muscle="calf") for n in range(weeks)]
    summary = diary_of(protocol, lexicon, *told)
    said = [page_of(protocol, summary, reader) for reader in Audience]
    headed = {"Every cramp: date" in said[0], "Past 12 weeks, 12 of" in said[0]}
    assert headed == {True, False}
    assert ("Past 12 weeks, 12 of" in said[0]) == (weeks > 12) == ("12 of" in said[1])


@pytest.mark.parametrize("hour", [0, 3, 5, 12, 23])
@pytest.mark.parametrize("reader", list(Audience))
def test_a_diary_names_the_day_of_its_first_entry_and_the_day_it_is_counted(
    protocol, lexicon, hour, reader
):
    at = NOW.replace(day=9, hour=hour)
    said = page_of(protocol, diary_of(protocol, lexicon, Entry(at, muscle="calf")), reader)
    assert "since Nov 9, 2026" in said
    assert "Recorded" not in said
    assert "Counted up to \nNov 20, 2026, 3:05 AM" in said
    assert "Newest entry \nNov 9, 2026" in said


@pytest.mark.parametrize("doing", ["ceilidh dancing", "rest", "im Bett", "watching TV"])
def test_an_hour_of_the_night_is_no_night_where_something_else_is_noted(protocol, lexicon, doing):
    told = [
        Entry(NOW - timedelta(days=1), doing=doing),
        Entry(NOW - timedelta(days=2), doing="night"),
        Entry(NOW - timedelta(days=3), doing="asleep"),
        Entry(NOW - timedelta(days=4)),
    ]
    summary = diary_of(protocol, lexicon, *told)
    said = page_of(protocol, summary)
    assert "3 of 4 at night; 3 nights in" in said
    assert f"1 more at a night hour by the clock, noted with: {doing}" in said
    assert (
        "3 at night, 1 by day or not sure"
        in page_for(protocol, summary, Audience.person).picture.alt
    )


def test_every_place_of_a_cramp_is_named(protocol, lexicon):
    told = [
        Entry(NOW - timedelta(days=n), muscle="foot", also_at=("calf", "my wee shank"))
        for n in range(3)
    ]
    summary = diary_of(protocol, lexicon, *told)
    said = page_of(protocol, summary)
    assert "Where: foot 3, calf 3, my wee shank 3" in said
    assert "foot, also calf, also my wee shank" in said
    assert "calf" in page_of(protocol, summary, Audience.person)
    assert b"calf, my wee shank" in report(protocol, summary, Audience.clinician, Format.fhir)
