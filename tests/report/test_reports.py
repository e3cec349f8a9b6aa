"""Reports in every format: the same content, nothing run as markup, no network, no identity."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import re
import socket
import stat
import subprocess
import sys
import tempfile
from functools import partial
from html import unescape
from pathlib import Path

import msgspec
import pypdf
import pypdfium2
import pytest
import typst
from fhir.resources.R4B.bundle import Bundle
from markdown_it import MarkdownIt

from cramp_triage.dialogue.session import dump, load
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import to_csv, to_json
from cramp_triage.errors import SessionError
from cramp_triage.messages.report_options import Audience, Format
from tests import ROOT, needs
from tests.report.conversations import HOSTILE, NOW, entries
from visit_summary.content.summarize import summarize
from visit_summary.content.summary import Summary, named
from visit_summary.errors import ReportError
from visit_summary.formats.markdown import escape
from visit_summary.formats.pdf import _of_the_system, named_scripts, pdf
from visit_summary.pages.page import Item, Picture
from visit_summary.pages.wording import clipped, moment
from visit_summary.report import page_for, report

BIN = Path(sys.executable).parent
READERS = list(Audience)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
LISTED = {
    (system, code): says
    for system, code, says in re.findall(
        r"^\| `(http[^`]+)` \| `([^`]+)` \| ([^|]+?) \|",
        (ROOT / "docs/fhir.md").read_text("utf-8"),
        re.M,
    )
}
"""The codes of others that a bundle may hold, and what each says."""

NAMES = ["typical", "talkative", "hostile", "emergency", "stopped"]


def texts(page):
    """Every line of a page, our words and theirs."""
    items = [*page.intro, *(item for section in page.sections for item in section.items)]
    parts = [part for i in items for part in (i.label, i.text, i.quote, i.after) if part]
    return [page.title, *(section.heading for section in page.sections), *parts, *page.notes]


def squeezed(text):
    """Without spaces, hyphens and quotes, which a page may set otherwise."""
    return re.sub(r"[\s\-\u2010“”\"']", "", text)


def shown(data, form):
    """What a reader of the file reads."""
    if form is Format.pdf:
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    text = data.decode()
    if form is Format.md:
        text = MarkdownIt().render(text)
    text = re.sub(r"<(style|head).*?</\1>", "", text, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", text))


@pytest.mark.searches
@pytest.mark.parametrize("form", [Format.html, Format.pdf, Format.md])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["typical", "hostile"])
def test_every_format_says_the_same(protocol, summaries, name, reader, form):
    found = squeezed(shown(report(protocol, summaries[name], reader, form), form))
    for text in texts(page_for(protocol, summaries[name], reader)):
        assert squeezed(text) in found, text


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_report_says_what_it_is_and_is_not(protocol, summaries, name, reader):
    said = shown(report(protocol, summaries[name], reader, Format.md), Format.md)
    assert "not a diagnosis" in said
    assert "not reviewed by a clinician" in said
    assert summaries[name].protocol in said


@pytest.mark.parametrize("reader", READERS)
def test_what_somebody_said_is_never_markup(protocol, summaries, reader):
    page = report(protocol, summaries["hostile"], reader, Format.html).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "7*7" in page
    marked = (
        MarkdownIt("commonmark", {"html": True})
        .enable("linkify")
        .render(report(protocol, summaries["hostile"], reader, Format.md).decode())
    )
    assert "<script" not in marked
    assert "<a " not in marked
    assert "<code" not in marked


@pytest.mark.parametrize(
    "text",
    [
        "# a",
        "1. a",
        "> a",
        "- a",
        "a\n\n# b",
        "![x](y)",
        "<b>",
        "***",
        "a | b",
        "\\*a*",
        "http://x.y",
    ],
)
def test_markdown_shows_text_as_it_is(text):
    shown_as = MarkdownIt("commonmark", {"html": True}).enable("linkify").render(escape(text))
    assert unescape(re.sub(r"</?p>", "", shown_as)).strip() == " ".join(text.split())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["typical", "talkative"])
def test_nothing_is_asked_of_the_network(protocol, summaries, name, reader):
    page = report(protocol, summaries[name], reader, Format.html).decode()
    for attribute in re.findall(r'(?:src|href|action|data|srcset)\s*=\s*"([^"]*)', page):
        assert attribute.startswith("data:")
    assert "url(" not in page
    assert "@import" not in page
    assert not re.search(r"\son\w+\s*=", page)


@pytest.mark.parametrize("place", ["en-US", "en-GB"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["typical", "crammed"])
def test_a_pdf_is_one_sheet_with_its_fonts(protocol, summaries, name, reader, place):
    summary = msgspec.structs.replace(summaries[name], locale=place)
    data = report(protocol, summary, reader, Format.pdf)
    found = pypdf.PdfReader(io.BytesIO(data))
    assert len(found.pages) == 1
    assert round(float(found.pages[0].mediabox.height)) == (792 if place == "en-US" else 842)
    fonts = found.pages[0]["/Resources"]["/Font"].values()
    for font in fonts:
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described.get_object() or "/FontFile3" in described.get_object()
    assert "/StructTreeRoot" in found.trailer["/Root"]
    drawn = pypdfium2.PdfDocument(data)[0].render(scale=0.5).to_pil().convert("L")
    dark = sum(drawn.histogram()[:128])
    assert dark > 500


@pytest.fixture
def page(protocol, summaries):
    """The fullest page there is for a person."""
    return page_for(protocol, summaries["typical"], Audience.person)


def saying(page, words):
    """The page with these words of the person's, at full width and in a column."""
    said = tuple(
        msgspec.structs.replace(section, items=(Item(quote=words),), urgent=bool(index))
        for index, section in enumerate(page.sections[:2])
    )
    return msgspec.structs.replace(page, sections=said)


def with_picture(page, svg):
    return msgspec.structs.replace(page, picture=Picture(svg.encode(), "a picture"))


def test_a_pdf_tells_a_screen_reader_what_is_what(page):
    found = pypdf.PdfReader(io.BytesIO(pdf(page, "letter")))
    assert found.metadata.title == page.title
    assert found.trailer["/Root"]["/Lang"] == "en-US"
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    tags = list(structure(found.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(page.sections)
    assert "/L" in kinds
    assert [tag["/Alt"] for tag in tags if "/Alt" in tag] == [page.picture.alt]


def structure(tags):
    """Every tag below, in the order in which it is read."""
    for tag in (tag.get_object() for tag in (tags if isinstance(tags, list) else [tags])):
        if isinstance(tag, pypdf.generic.DictionaryObject) and "/S" in tag:
            yield tag
            yield from structure(tag.get("/K", []))


@pytest.mark.searches
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", [*NAMES, "crammed"])
def test_a_pdf_meets_the_standard_of_accessible_ones(
    protocol, summaries, name, reader, monkeypatch
):
    monkeypatch.setattr(typst, "compile", partial(typst.compile, pdf_standards="ua-1"))
    assert pdf(page_for(protocol, summaries[name], reader), "A4")


def test_the_same_page_is_the_same_pdf(page):
    code = (
        "import hashlib, pickle, sys; from visit_summary.formats.pdf import pdf;"
        "print(hashlib.sha256(pdf(pickle.load(sys.stdin.buffer), 'letter')).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(page), capture_output=True, timeout=120
    )
    assert done.stdout.decode().strip() == hashlib.sha256(pdf(page, "letter")).hexdigest()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what a process has loaded")
def test_a_pdf_needs_no_library_of_the_system(page):
    code = (
        "import pickle, sys; from visit_summary.formats.pdf import pdf;"
        "pdf(pickle.load(sys.stdin.buffer), 'letter');"
        "print(open('/proc/self/maps').read())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(page), capture_output=True, timeout=120
    )
    loaded = set(re.findall(r"/\S+\.so\S*", done.stdout.decode()))
    assert any("typst" in name for name in loaded)
    drawing = ("pango", "cairo", "harfbuzz", "fontconfig", "gobject", "gdk")
    assert not [name for name in loaded if any(part in name for part in drawing)]


def test_a_pdf_that_cannot_be_set_is_told_in_one_line(page):
    with pytest.raises(
        ReportError, match=r"cannot be typeset \(.*\); print the HTML report"
    ) as told:
        pdf(with_picture(page, "<svg"), "A4")
    assert "\n" not in str(told.value)


def test_a_pdf_leaves_nothing_behind(page, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for place in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(place, str(tmp_path))
    pdf(page, "letter")
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_fetches_nothing(page, tmp_path):
    (tmp_path / "near.svg").write_text(SVG.format('<rect width="9" height="9"/>'))
    with socket.create_server(("127.0.0.1", 0)) as server:
        away = f"http://127.0.0.1:{server.getsockname()[1]}/far.svg"
        naming = SVG.format(
            f"<style>@import url('{away}');</style>"
            f'<image href="{away}" width="9" height="9"/>'
            f'<image href="{(tmp_path / "near.svg").as_uri()}" width="9" height="9"/>'
            f'<image href="{tmp_path / "near.svg"}" width="9" height="9"/>'
        )
        words = f'{away} #image("{away}") #import "@preview/cetz:0.3.4"'
        data = pdf(with_picture(saying(page, words), naming), "letter")
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert squeezed(words) in squeezed(shown(data, Format.pdf))


@pytest.mark.parametrize(
    "words",
    [
        '#read("page.css")',
        "*a* _b_ `c` $d$ <e> @f",
        "= calf7",
        "- calf7",
        "// calf7",
        "\\#a \\u{41}",
        "a\u2014-- b",
    ],
)
def test_a_pdf_shows_text_as_it_is(page, words):
    said = squeezed(shown(pdf(saying(page, words), "letter"), Format.pdf))
    assert said.count(squeezed(words)) == 2


@pytest.mark.parametrize("words", ["W" * 300, "my calf " * 8 + "x" * 300, "\u0440" * 90])
def test_a_word_wider_than_its_column_is_broken(page, words):
    data = pdf(saying(page, words), "letter")
    (sheet,) = pypdfium2.PdfDocument(data)
    text = sheet.get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    assert max(right for _, _, right, _ in boxes) < sheet.get_width() - 20
    assert text.get_text_range().count(words[-1]) >= 2 * words.count(words[-1])


def test_letters_that_no_font_here_has_do_no_harm(page):
    data = pdf(saying(page, "my calf 足がつる 🦵 cramps"), "letter")
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    assert squeezed(shown(data, Format.pdf)).count("cramps") >= 2


@pytest.mark.parametrize(
    ("words", "script"),
    [("お湯", "Hiragana"), ("हल्दी दूध", "Devanagari"), ("鍋", "CJK"), ("shank 🦵", "symbols")],
)
def test_letters_that_no_font_has_are_named_not_set_as_boxes(page, monkeypatch, words, script):
    monkeypatch.setattr("visit_summary.formats.pdf.findSystemFonts", list)
    _of_the_system.cache_clear()
    said = squeezed(shown(pdf(saying(page, f"with {words} now"), "letter"), Format.pdf))
    _of_the_system.cache_clear()
    assert said.count(f"[in{script}]") == 2
    assert "now" in said
    known = "нога ბეტა a πόνος"
    assert named_scripts(known) == known


def test_a_pdf_keeps_letters_beyond_ascii(protocol, lexicon, sessions):
    words = "mein Fuß krampft: ça fait mal, боль, πόνος, Łydka"
    events = tuple(
        msgspec.structs.replace(event, words=words) if event.kind == "words" else event
        for event in sessions["typical"].log
    )
    session = msgspec.structs.replace(sessions["typical"], log=events)
    summary = summarize(protocol, lexicon, session, NOW)
    data = report(protocol, summary, Audience.person, Format.pdf)
    assert squeezed(words) in squeezed(shown(data, Format.pdf))


@pytest.mark.parametrize("name", NAMES)
def test_the_bundle_is_valid_fhir(protocol, summaries, name):
    data = report(protocol, summaries[name], Audience.clinician, Format.fhir)
    found = Bundle.model_validate_json(data)
    kinds = [entry.resource.get_resource_type() for entry in found.entry]
    assert {"QuestionnaireResponse", "Observation", "Provenance"} <= set(kinds)
    assert set(kinds) <= {
        "QuestionnaireResponse",
        "Observation",
        "MedicationStatement",
        "Provenance",
    }
    assert len({entry.fullUrl for entry in found.entry}) == len(kinds)
    targets = {target.reference for target in found.entry[-1].resource.target}
    assert targets == {entry.fullUrl for entry in found.entry[:-1]}


def test_the_bundle_keeps_unknown_and_not_asked_apart(protocol, summaries):
    form = json.loads(report(protocol, summaries["talkative"], Audience.clinician, Format.fhir))
    observed = {
        entry["resource"]["code"]["coding"][-1]["code"]: entry["resource"]
        for entry in form["entry"]
        if entry["resource"]["resourceType"] == "Observation"
    }
    reasons = {
        code: resource["dataAbsentReason"]["coding"][0]["code"]
        for code, resource in observed.items()
        if "dataAbsentReason" in resource
    }
    asked = {fact for asked in summaries["talkative"].asked for fact in asked.facts}
    for told in (*summaries["talkative"].signs, *summaries["talkative"].facts):
        wanted = {"unknown": "unknown", "not_asked": "not-asked"}.get(told.heard)
        if told.value == "unknown" and told.id in asked:
            wanted = "asked-unknown"
        assert reasons.get(told.id) == wanted
        if told.heard == "denied" and protocol.findings[told.id].kind == "yes_no":
            assert observed[told.id]["valueBoolean"] is (told.id == "can_bear_weight")
    level = observed["triage_level"]
    assert level["valueInteger"] == summaries["talkative"].advice.level


@pytest.mark.parametrize("name", NAMES)
def test_a_second_validator_of_another_author_finds_no_fault(protocol, summaries, name):
    fhirkit = needs.module("fhirkit")
    summary = named(summaries[name], "Ann Example")
    data = report(protocol, summary, Audience.clinician, Format.fhir)
    assert list(map(str, fhirkit.validate(data))) == []
    form = json.loads(data)
    del form["entry"][-2]["resource"]["status"]
    assert "required element missing" in str(fhirkit.validate(json.dumps(form)))


def test_a_name_makes_a_patient_whom_every_resource_is_about(protocol, summaries):
    summary = named(summaries["typical"], " Ann   <b>Example</b> ")
    data = report(protocol, summary, Audience.clinician, Format.fhir)
    form = json.loads(data)
    first = form["entry"][0]
    assert first["resource"]["resourceType"] == "Patient"
    assert first["resource"]["name"] == [{"text": "Ann <b>Example</b>"}]
    about = {"reference": first["fullUrl"], "display": "Ann <b>Example</b>"}
    subjects = [e["resource"].get("subject") for e in form["entry"][1:-1]]
    assert subjects == [about] * len(subjects)
    assert form["entry"][-1]["resource"]["agent"][0]["who"] == about
    Bundle.model_validate_json(data)
    page = report(protocol, summary, Audience.clinician, Format.html).decode()
    assert "<b>Name:</b> Ann &lt;b&gt;Example&lt;/b&gt;" in page
    nameless = json.loads(report(protocol, summaries["typical"], Audience.clinician, Format.fhir))
    assert "Patient" not in [entry["resource"]["resourceType"] for entry in nameless["entry"]]


@pytest.mark.parametrize("name", ["a\x07b", "x" * 81])
def test_a_name_that_is_no_line_is_refused(summaries, name):
    with pytest.raises(ReportError, match="--name: takes one line of at most 80"):
        named(summaries["typical"], name)


def everything_in(form):
    yield form
    for part in form.values() if isinstance(form, dict) else form if isinstance(form, list) else ():
        yield from everything_in(part)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_has_nothing_empty_and_codes_only_what_is_a_code(protocol, summaries, name):
    form = json.loads(report(protocol, summaries[name], Audience.clinician, Format.fhir))
    for part in everything_in(form):
        assert part not in ([], {}, "")
        if isinstance(part, dict) and part.get("system") == "http://loinc.org":
            assert part["code"] in ("72514-3", "8310-5")
        if (
            isinstance(part, dict)
            and part.get("system", "urn:cramp-helper:fact") != "urn:cramp-helper:fact"
        ):
            assert (part["system"], part["code"]) in LISTED
            if "display" in part:
                assert part["display"] == LISTED[part["system"], part["code"]]
        if isinstance(part, dict) and part.get("system") == "urn:cramp-helper:fact":
            assert re.fullmatch("[a-z0-9_]+", part["code"])


def test_who_was_not_asked_did_not_say_that_they_do_not_know(protocol, summaries):
    never = msgspec.structs.replace(summaries["talkative"], asked=())
    data = report(protocol, never, Audience.clinician, Format.fhir)
    assert b"asked-unknown" not in data
    assert b"QuestionnaireResponse" not in data
    Bundle.model_validate_json(data)


def test_a_temperature_is_a_vital_sign_and_a_medicine_is_a_statement(protocol, lexicon, talk):
    talk.tell(site="calf", temp_f=101, statin="yes", steroid_stopped="yes", diuretic="no")
    own = [Entry(NOW, medicines=("my_blue pill", "statin")), Entry(NOW, muscle="foot")]
    visit = summarize(protocol, lexicon, talk.session, NOW, own)
    data = report(protocol, visit, Audience.clinician, Format.fhir)
    found = [entry.resource for entry in Bundle.model_validate_json(data).entry]
    kinds = {
        resource.code.coding[-1].code: resource.category[0].coding[0].code
        for resource in found
        if resource.get_resource_type() == "Observation"
    }
    assert kinds["temp_f"] == "vital-signs"
    assert set(kinds.values()) == {"vital-signs", "survey"}
    medicines = {
        resource.medicationCodeableConcept.text: resource.status
        for resource in found
        if resource.get_resource_type() == "MedicationStatement"
    }
    stopped = protocol.findings["steroid_stopped"].name.clinician
    assert medicines == {"statin": "active", stopped: "stopped", "my blue pill": "unknown"}


def test_nobody_is_named(protocol, summaries):
    form = json.loads(report(protocol, summaries["typical"], Audience.clinician, Format.fhir))
    subjects = [
        entry["resource"].get("subject")
        for entry in form["entry"]
        if entry["resource"]["resourceType"] != "Provenance"
    ]
    assert all(
        subject == {"display": "The patient (identity not recorded)"} for subject in subjects
    )


def test_json_is_the_whole_summary(protocol, summaries):
    data = report(protocol, summaries["talkative"], Audience.person, Format.json)
    assert msgspec.json.decode(data, type=Summary) == summaries["talkative"]


def test_dates_and_paper_are_those_of_the_place():
    assert moment(NOW, "en-US") == "Nov 20, 2026, 3:05 AM (UTC-05:00)"
    assert moment(NOW, "en-GB") == "20 Nov 2026, 03:05 (UTC-05:00)"


@pytest.mark.parametrize("form", [Format.html, Format.pdf, Format.md])
def test_controls_in_what_somebody_said_do_nothing(protocol, lexicon, sessions, form):
    words = "my\x00 calf\x1b[2J\u202e is \u2028tight\x07"
    events = tuple(
        msgspec.structs.replace(event, words=words) if event.kind == "words" else event
        for event in sessions["typical"].log
    )
    session = msgspec.structs.replace(sessions["typical"], log=events)
    data = report(protocol, summarize(protocol, lexicon, session, NOW), Audience.person, form)
    said = shown(data, form)
    assert squeezed("my calf [2J is tight") in squeezed(said)
    assert not set("\x00\x1b\u202e\u2028\x07") & set(said)


def test_long_words_are_cut_where_there_is_no_room():
    assert clipped("a " * 400).endswith("…")
    assert len(clipped("x" * 5000)) == 300


# ---------------------------------------------------------------- the command


def command(*words, said="", cwd=None):
    return subprocess.run(
        [BIN / "cramp-triage", *words],
        input=said.encode(),
        cwd=cwd,
        capture_output=True,
        timeout=120,
    )


def kept(folder, said="my left calf is cramping\nno\nstop\n"):
    done = command("chat", "--json", "--save", "kept.json", said=said, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done


def test_a_conversation_is_kept_only_on_request(tmp_path):
    command("chat", "--json", said="my calf is cramping\nno\n", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_kept_conversation_is_announced_and_private(tmp_path, protocol):
    done = kept(tmp_path)
    assert b"kept in kept.json" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.json"]
    assert stat.S_IMODE((tmp_path / "kept.json").stat().st_mode) == 0o600
    session = load(protocol, (tmp_path / "kept.json").read_bytes())
    said = [event.words for event in session.log if event.kind == "words"]
    assert said == ["my left calf is cramping", "no", "stop"]


def test_an_old_file_is_not_overwritten(tmp_path):
    kept(tmp_path)
    before = (tmp_path / "kept.json").read_bytes()
    again = command("chat", "--save", "kept.json", said="x\n", cwd=tmp_path)
    assert again.returncode == 1
    assert b"already exists" in again.stderr
    assert (tmp_path / "kept.json").read_bytes() == before


@pytest.mark.parametrize("form", list(Format))
def test_the_command_writes_every_format_privately(tmp_path, form):
    kept(tmp_path)
    (tmp_path / "diary.csv").write_text(to_csv(entries(5)), encoding="utf-8")
    done = command(
        *("report", "kept.json", "--for", "person", "--format", form, "--out", "out"),
        *("--diary", "diary.csv"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600
    assert done.stdout == b""
    assert b"calf" not in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["diary.csv", "kept.json", "out"]


def test_the_command_prints_without_a_file(tmp_path):
    kept(tmp_path)
    (tmp_path / "diary.json").write_text(to_json(entries(5)), encoding="utf-8")
    done = command("report", "kept.json", "--format", "md", "--diary", "diary.json", cwd=tmp_path)
    assert "“my left calf is cramping”" in done.stdout.decode()
    assert "All 5 cramps" in done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "missing.json"], "missing.json: cannot be read"),
        (["report", "broken.json"], "broken.json: not a saved conversation"),
        (["report", "kept.json", "--out", "no/folder/out.html"], "cannot be written"),
        (["report", "kept.json", "--out", "taken"], "taken: cannot be written"),
        (["report", "kept.json", "--locale", "xx-XX"], "there is no 'xx-XX'; choose among"),
        (["report", "kept.json", "--diary", "broken.json"], "broken.json"),
        (["chat", "--locale", "xx-XX"], "there is no 'xx-XX'; choose among"),
        (["chat", "--save", "no/folder/kept.json"], "no folder"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path, words, told):
    kept(tmp_path)
    (tmp_path / "broken.json").write_text('{"version": 1', encoding="utf-8")
    (tmp_path / "taken").mkdir()
    done = command(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert sorted(os.listdir(tmp_path)) == ["broken.json", "kept.json", "taken"]
    assert told in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_a_forged_session_is_refused_before_it_is_set(protocol, sessions):
    forged = dump(sessions["typical"]).replace('"calf"', '"<b>calf</b>"')
    with pytest.raises(SessionError):
        load(protocol, forged)
    assert HOSTILE  # the words may be anything: see the tests of markup above


def test_the_core_reports_without_slow_libraries():
    code = (
        "import cramp_triage.console.cli, visit_summary.content.summary, sys;"
        "print([m for m in ('matplotlib', 'typst', 'jinja2', 'babel') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]"
