"""The pages and the bundle say what was told and what is written: nothing else, and all of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.statistics import figures
from cramp_triage.messages.report_options import Audience, Format
from cramp_triage.nlu import understand
from tests.report.conversations import NOW, talk
from tests.report.test_reports import texts
from visit_summary.content.diary_summary import summarize_diary
from visit_summary.content.summarize import summarize
from visit_summary.formats.pictures import draw_triggers
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


SHANKS = ["my wee shank is loupin something fierce", "ma hough is louping sair the day"]


@pytest.mark.parametrize("first", SHANKS)
def test_a_place_that_was_not_understood_is_quoted(protocol, lexicon, first):
    session, reply = start(protocol)
    for words in (first, "naw", "naw", "naw", "naw", "naw"):
        if not reply.ended:
            act = understand(lexicon, words, asked=reply.asks, expects=reply.expects).to_act(words)
            session, reply = step(protocol, session, act)
    summary = summarize(protocol, lexicon, session, NOW)
    said = page_of(protocol, summary)
    assert f"place in own words: “{first}”" in said
    assert "place not told" not in said
    place = observed(protocol, summary)["site"]
    assert place["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert place["note"] == [{"text": first}]


DRUGS = [
    ("my calf cramps and I take furosemide 40 mg", "furosemide", "furosemide 40 mg"),
    ("my foot cramps, I take simvastatin 20 mg every night", "simvastatin", "simvastatin 20 mg"),
    ("I take amlodipine 5 mg and my calf cramps", "amlodipine", "amlodipine 5 mg"),
]


@pytest.mark.parametrize(("first", "name", "dose"), DRUGS)
def test_a_dose_that_was_said_is_on_the_page_and_in_the_bundle(
    protocol, lexicon, first, name, dose
):
    session = talk(protocol, lexicon, first, {})
    told = [
        Entry(NOW - timedelta(days=9), medicines=(dose,)),
        Entry(NOW - timedelta(days=3), medicines=(f"{name} 80 mg (doctor doubled it)",)),
        Entry(NOW - timedelta(days=1), medicines=(dose, "aspirin")),
    ]
    for summary in (
        summarize(protocol, lexicon, session, NOW, told),
        diary_of(protocol, lexicon, *told),
    ):
        lines = lines_of(protocol, summary)
        assert any(dose in line for line in lines)
        blank = [line for line in lines if line.startswith("No dose noted")]
        assert len(blank) == 1
        assert "aspirin" in blank[0]
        assert name not in blank[0]
        assert not re.search(r"Not (recorded|asked): .*doses", " ".join(lines))
        section = [line for line in lines if "80 mg (doctor doubled it)" in line]
        assert any(line.startswith("New or changed medicine") for line in section)
        assert any("changed: " in line for line in section)
        form = json.loads(report(protocol, summary, Audience.clinician, Format.fhir))
        found = [entry["resource"] for entry in form["entry"]]
        pills = [r for r in found if r["resourceType"] == "MedicationStatement"]
        names = [pill["medicationCodeableConcept"]["text"] for pill in pills]
        assert sorted(names) == sorted({name, "aspirin"})
        own = pills[names.index(name)]
        assert {dose, f"{name} 80 mg (doctor doubled it)"} <= {
            re.sub(r" (every night )?\[noted .*|( every night)$", "", one["text"])
            for one in own["dosage"]
        }
        assert all("effectivePeriod" not in pill for pill in pills)


def test_a_new_medicine_is_no_medicine_of_its_own(protocol, lexicon):
    session = talk(protocol, lexicon, "my calf cramps since I started furosemide 40 mg", {})
    summary = summarize(protocol, lexicon, session, NOW)
    data = report(protocol, summary, Audience.clinician, Format.fhir)
    pills = [
        entry["resource"]["medicationCodeableConcept"]["coding"][0]["code"]
        for entry in json.loads(data)["entry"]
        if entry["resource"]["resourceType"] == "MedicationStatement"
    ]
    assert "new_medicine" not in pills
    assert "diuretic" in pills


TOLD = [
    ("my calf cramps and I'm allergic to penicillin", "Allergies, as told: "),
    ("my calf cramps. I have high blood pressure.", "Told in words: "),
    ("my calf cramps and I fell asleep at work", "By day: "),
    ("I take quinine for my calf, it helps a bit", "In their words: "),
]


@pytest.mark.parametrize(("words", "label"), TOLD)
def test_what_no_fact_holds_is_quoted_where_it_is_looked_for(protocol, lexicon, words, label):
    session = talk(protocol, lexicon, words, {})
    lines = lines_of(protocol, summarize(protocol, lexicon, session, NOW))
    assert any(line.startswith(label) and words.split(". ")[-1] in line for line in lines)
    assert ("Allergies: not asked  " in lines) != label.startswith("Allergies")
    noted = words.partition(" and ")[2] or words
    noted = noted.split(". ")[-1]
    lines = lines_of(protocol, diary_of(protocol, lexicon, Entry(NOW, other=(noted,))))
    assert any(line.startswith(label) and "(diary, Nov 20)" in line for line in lines)


@pytest.mark.parametrize("words", ["dark urine since evening", "chest pain", "my leg is swollen"])
def test_the_level_of_the_rules_is_a_value_and_no_advice(protocol, lexicon, words):
    summary = diary_of(protocol, lexicon, Entry(NOW, muscle="calf", other=(words,)))
    found = observed(protocol, summary)
    assert found["triage_level_by_rules"]["valueInteger"] == summary.advice.floor >= 3
    assert "triage_level" not in found
    assert f"level {summary.advice.floor} of 5" in page_of(protocol, summary)
    notes = json.dumps(found["triage_level_by_rules"]["note"])
    assert not re.search(r"\b[RS]\d\d|\w+_\w+:", notes)


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("right calf swollen and warm", "swelling"),
        ("short of breath on the stairs", "breathless"),
        ("numb toes", "numbness"),
    ],
)
def test_what_is_written_and_denied_is_to_be_checked(protocol, lexicon, words, fact):
    noted = Entry(NOW - timedelta(days=2), muscle="calf", other=(words,))
    session = talk(protocol, lexicon, "my left calf cramps", {})
    summary = summarize(protocol, lexicon, session, NOW, [noted])
    told = {one.id: one.heard for one in summary.signs}
    if told.get(fact) != "denied":
        pytest.skip("not asked here")
    name = protocol.findings[fact].name.clinician
    assert any(
        words in line and "denied Nov 20 when asked: please check" in line
        for line in lines_of(protocol, summary)
    )
    assert f"{name} (Nov 18, denied since)" in lines_of(protocol, summary)[0]
    group = next(line for line in lines_of(protocol, summary) if f"{name} (diary" in line)
    assert f"{name} (diary, but denied Nov 20)" in group
    assert not re.search(rf"; denied [^;]*\b{re.escape(name)}\b", group)


def test_no_getting_worse_against_a_rising_diary_is_to_be_checked(protocol, lexicon):
    days = [1, 3, 5, 8, 10, 15, 18, 22, 26, 30, 40, 50]
    noted = [Entry(NOW - timedelta(days=n), muscle="calf") for n in days]
    session = talk(protocol, lexicon, "my left calf cramps", {"frequency": "every week"})
    summary = summarize(protocol, lexicon, session, NOW, noted)
    told = next(one for one in (*summary.signs, *summary.facts) if one.id == "getting_worse")
    assert told.heard == "denied"
    assert any("9 cramps in the past 4 weeks, 3 in" in line for line in lines_of(protocol, summary))
    even = [Entry(NOW - timedelta(days=7 * n + 1), muscle="calf") for n in range(12)]
    summary = summarize(protocol, lexicon, session, NOW, even)
    assert not any("please check" in line for line in lines_of(protocol, summary))


@pytest.mark.parametrize("minutes", [14, 40])
def test_a_length_that_was_written_is_not_called_inferred(protocol, lexicon, minutes):
    said = page_of(protocol, diary_of(protocol, lexicon, Entry(NOW, length_min=minutes)))
    assert "(inferred)" not in said
    assert "duration over 10 min (by the number given)" in said


def test_sleep_that_is_not_noted_cost_nothing_and_is_not_said_to(protocol):
    told = [Entry(NOW - timedelta(days=n), food=("pie",)) for n in range(3)]
    alt = draw_triggers(figures(told, NOW)).alt
    assert "sleep not noted" in alt
    assert "cost sleep" not in alt
    told.append(Entry(NOW, food=("pie",), sleep_lost="yes"))
    assert "1 of 1 cost sleep, where it is noted" in draw_triggers(figures(told, NOW)).alt


@pytest.mark.parametrize("hours", [-1, 0, 1, 20])
@pytest.mark.parametrize("reader", list(Audience))
def test_a_grave_sign_does_not_drop_out_at_an_hour(protocol, lexicon, hours, reader):
    old = Entry(NOW - timedelta(days=7, hours=-hours), other=("my leg is swollen",))
    summary = diary_of(protocol, lexicon, old, Entry(NOW, muscle="calf"))
    said = page_of(protocol, summary, reader)
    today = {"clinician": "same day", "person": "e seen in person today"}[reader]
    if hours < 0 and old.at.date() < (NOW - timedelta(days=7)).date():
        assert "not over" in said
    assert today in said


@pytest.mark.parametrize("days", [8, 30, 90])
def test_an_old_grave_sign_is_asked_about_until_it_is_denied(protocol, lexicon, days):
    old = Entry(NOW - timedelta(days=days), other=("short of breath on the stairs",))
    now = Entry(NOW, muscle="calf")
    for newest in (now, Entry(NOW, other=("no chest pain",)), Entry(NOW, medicines=("statin",))):
        summary = diary_of(protocol, lexicon, old, newest)
        said = page_of(protocol, summary)
        assert "please ask: " in said
        assert "“short of breath on the stairs” (then: call emergency services)" in said
        own = page_of(protocol, summary, Audience.person)
        assert "If that is not over: Call 911 now." in own
    over = [old, now, Entry(NOW - timedelta(days=1), other=("not short of breath",))]
    assert "please ask: " not in page_of(protocol, diary_of(protocol, lexicon, *over))


SENTENCES = [
    (
        "I'm 71 and I get cramps in my left calf at night for three months since I started "
        "furosemide 40 mg",
        {"frequency": "three nights a week"},
        ["71-year-old", "left calf", "at night", "3 months", "“three nights a week”",
         "takes furosemide 40 mg", "asks for: "],
    ),
    (
        "I'm on dialysis and I cramp in both feet, I take quinine 300 mg",
        {"frequency": "every week"},
        ["Dialysis", "foot, both sides", "takes quinine", "asks for: "],
    ),
    (
        "I ran a marathon yesterday and both my thighs are cramping and my pee is dark like cola",
        {},
        ["thigh, both sides", "yesterday", "dark urine", "asks for: emergency room now"],
    ),
    (
        "My mother is 84 and her right calf is cramping and swollen since two days",
        {},
        ["84-year-old", "right calf", "2 days", "swelling", "asks for: same day"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("first", "answers", "wanted"), SENTENCES)
def test_the_first_sentence_is_the_case(protocol, lexicon, first, answers, wanted):
    summary = summarize(protocol, lexicon, talk(protocol, lexicon, first, answers), NOW)
    sentence = page_for(protocol, summary, Audience.clinician).sections[0].items[0].text
    for words in wanted:
        assert words in sentence
    assert "both foot" not in sentence


@pytest.mark.parametrize("words", ["quinine 300 mg", "quinine", "Quinine sulfate 200 mg"])
def test_quinine_in_the_diary_is_taken(protocol, lexicon, words):
    told = [Entry(NOW - timedelta(days=n), muscle="calf", medicines=(words,)) for n in range(3)]
    summary = diary_of(protocol, lexicon, *told)
    said = page_of(protocol, summary)
    assert "[quinine]" in said
    assert "quinine for cramps can cause dangerous bleeding" in said
    assert "Could one of my medicines play a part?" in said
    asking = diary_of(protocol, lexicon, Entry(NOW, other=("should I take quinine?",)))
    assert "[quinine]" not in page_of(protocol, asking)


def test_nights_a_week_are_a_run(protocol, lexicon):
    nights = [2, 9, 16, 17, 23, 24, 25]
    told = [Entry(NOW - timedelta(days=n), doing="night") for n in nights]
    said = page_of(protocol, diary_of(protocol, lexicon, *told))
    assert "7 nights in the past 4 weeks, by week, oldest first: 3 2 1 1" in said
    assert "usual" not in said


def test_nothing_that_helped_is_no_remedy(protocol, lexicon):
    summary = diary_of(protocol, lexicon, Entry(NOW, helped=("nothing",)))
    assert any("nothing helped 1" in line for line in lines_of(protocol, summary))
    own = lines_of(protocol, summary, Audience.person)
    assert any("nothing helped (1)" in line for line in own)


def test_no_id_is_in_the_prose_of_the_clinician(protocol, summaries):
    for summary in summaries.values():
        if len(summary.entries) > 70:
            continue
        for line in lines_of(protocol, summary):
            if line.startswith("Advised: "):
                assert not re.match(r"Advised: \w+, ", line)


def test_an_answer_that_raises_a_sign_has_its_question(protocol, talk, lexicon):
    talk.say(words="my wee shank", facts={"site": "calf", "ongoing_now": "yes"})
    talk.until_asked("swelling")
    question = talk.reply.asks
    talk.say(words="aye, in the shank, it gaes tight", facts={"swelling": "one"})
    summary = summarize(protocol, lexicon, talk.session, NOW)
    assert question
    line = next(line for line in lines_of(protocol, summary) if line.startswith("Swelling"))
    assert "asked “" in line
    assert "?”, answered aye, in the shank" in line


def test_an_urgent_visit_has_what_to_take_along(protocol, lexicon):
    first = "my thighs cramp after a marathon and my pee is dark like cola"
    summary = summarize(protocol, lexicon, talk(protocol, lexicon, first, {}), NOW)
    assert summary.advice.level == 4
    said = page_of(protocol, summary, Audience.person)
    assert "Take along, if it costs no time" in said
    for word in ("painkillers", "When it began", "drunk"):
        assert word in said


def test_the_picture_ends_with_the_day_it_is_counted_up_to(protocol, lexicon):
    told = [Entry(NOW - timedelta(days=n), muscle="calf") for n in (0, 2)]
    summary = diary_of(protocol, lexicon, *told)
    drawn = page_for(protocol, summary, Audience.clinician).picture.svg.decode()
    assert ">Nov 20<" in drawn
    assert ">Nov 21<" not in drawn


def test_groups_that_nobody_spoke_of_are_one_line(protocol, lexicon):
    lines = lines_of(protocol, diary_of(protocol, lexicon, Entry(NOW, other=("chest pain",))))
    blank = [line for line in lines if line.startswith("Not recorded: ") and "Clot" in line]
    assert len(blank) == 1
    assert "Heart" not in blank[0]


def test_no_row_of_the_table_looks_like_an_alarm(protocol, lexicon):
    told = [Entry(NOW - timedelta(days=n), muscle="calf") for n in range(2)]
    summary = diary_of(protocol, lexicon, *told)
    page = report(protocol, summary, Audience.clinician, Format.html).decode()
    assert "tr:first-child" not in page
    assert "All 2 cramps" in page
    one = diary_of(protocol, lexicon, told[0])
    assert "The one cramp (-: not noted)" in page_of(protocol, one)
