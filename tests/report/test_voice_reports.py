"""`cramp-voice report` and `diary chart`: from the diary that was agreed to, and nothing else."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from PIL import Image
from typer.testing import CliRunner

from cramp_triage.dialogue.session import dump
from cramp_triage.diary.entry import Entry
from cramp_triage.errors import DiaryError
from cramp_triage.messages.report_options import Audience, Format
from offline_voice.cli.main import app
from offline_voice.diary.store import DiaryStore
from tests.report.conversations import NOW, entries
from visit_summary.content.diary_summary import summarize_diary
from visit_summary.report import report

COMMAND = Path(sys.executable).parent / "cramp-voice"
LAST = Entry(
    at=NOW,
    muscle="calf",
    side="left",
    length_min=5,
    pain=7,
    doing="night",
    medicines=("diuretic",),
    other=("tingling", "cannot_bear_weight", "my own word"),
    helped=("calf_pull_toes",),
    steps=("calf_pull_toes",),
    level=2,
    mode="telemedicine_ok",
    protocol="2026.11.1",
)
PICTURES = ["hours", "muscles", "nights", "triggers", "weeks"]


@pytest.fixture
def home(tmp_path):
    """A person's folders, with a diary."""
    store = DiaryStore(tmp_path / "data" / "cramp-helper" / "diary" / "diary.sqlite3")
    store.agree()
    store.add([*entries(20), LAST])
    return tmp_path


def voice(home, *words):
    places = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home)}
    return subprocess.run(
        [COMMAND, *words],
        cwd=home,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("reader", list(Audience))
def test_a_diary_alone_says_what_it_has_and_denies_nothing(protocol, lexicon, reader):
    summary = summarize_diary(protocol, lexicon, [*entries(20), LAST], NOW)
    said = report(protocol, summary, reader, Format.md).decode()
    assert "tingling" in said
    assert "not being able to put weight" in said or "unable to bear weight" in said
    assert "Denied" not in said
    assert "no to" not in said
    assert "ot asked" not in said.replace("'not asked' is not", "").replace(
        r"'not asked\' is not", ""
    ).replace(r"\'not asked\' is not", "")
    assert "21" in said


def test_a_diary_alone_makes_a_valid_bundle(protocol, lexicon):
    summary = summarize_diary(protocol, lexicon, [*entries(3), LAST], NOW)
    data = report(protocol, summary, Audience.clinician, Format.fhir)
    Bundle.model_validate_json(data)
    reasons = [e["resource"].get("dataAbsentReason") for e in json.loads(data)["entry"]]
    assert not any(reasons)


def test_an_empty_diary_has_nothing_to_report(protocol, lexicon):
    with pytest.raises(DiaryError, match="no entry yet"):
        summarize_diary(protocol, lexicon, [], NOW)


def test_the_report_of_the_diary_is_written_privately(home):
    done = voice(home, "report", "--format", "html", "--for", "person", "--out", "mine.html")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((home / "mine.html").stat().st_mode) == 0o600
    assert "calf" in (home / "mine.html").read_text("utf-8")
    assert "calf" not in done.stdout + done.stderr


def test_a_kept_conversation_comes_with_the_diary_unless_told_not_to(home, sessions):
    (home / "kept.json").write_text(dump(sessions["typical"]), encoding="utf-8")
    with_diary = voice(home, "report", "kept.json", "--format", "md")
    without = voice(home, "report", "kept.json", "--format", "md", "--no-diary")
    assert "Last 9 of 21 cramps" in with_diary.stdout
    assert without.returncode == 0
    assert "cramps since" not in without.stdout
    assert "“ow my left calf”" in without.stdout


def test_the_number_is_the_one_the_person_set(home):
    config = home / "config.toml"
    config.write_text('locale = "en-GB"\nemergency_number = "112"\n', encoding="utf-8")
    done = voice(home, "--config", str(config), "report", "--format", "md", "--for", "person")
    assert "call 112" in done.stdout
    assert "20 Nov 2026" in done.stdout


@pytest.mark.parametrize(
    ("before", "behind", "number"),
    [((), (), "000"), ((), ("--locale", "en-GB"), "999"), (("--locale", "en-IN"), (), "112")],
)
def test_a_place_named_with_the_command_goes_before_the_settings(home, before, behind, number):
    config = home / "config.toml"
    config.write_text('locale = "en-AU"\n', encoding="utf-8")
    words = ["--config", str(config), *before, "report", "--format=md", "--for=person", *behind]
    done = CliRunner().invoke(app, words, env={"XDG_DATA_HOME": str(home / "data")})
    assert f"call {number}" in done.stdout


def test_no_diary_is_told_in_one_line(tmp_path):
    done = voice(tmp_path, "report")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no entry yet" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_chart_command_draws_every_picture(home, form):
    done = voice(home, "diary", "chart", "--out", "drawn", "--format", form)
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(home / "drawn")) == [f"{name}.{form}" for name in PICTURES]
    for name in PICTURES:
        file = home / "drawn" / f"{name}.{form}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        if form == "png":
            assert Image.open(io.BytesIO(file.read_bytes())).width > 600
        else:
            assert "<svg" in file.read_text("utf-8")
    assert "Cramps by muscle: calf" in done.stdout


def test_the_chart_of_an_empty_diary_says_so_and_makes_no_diary(tmp_path):
    done = voice(tmp_path, "diary", "chart")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("nothing noted yet") == len(PICTURES)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("words", [("diary", "chart"), ("report", "--format", "pdf", "--out", "v")])
@pytest.mark.parametrize("is_writable", [True, False])
def test_the_library_that_draws_says_nothing_and_keeps_nothing(home, words, is_writable):
    own = home / "own"
    own.mkdir()
    places = {"HOME": str(own if is_writable else "/proc/nobody"), "TMPDIR": str(home / "spare")}
    (home / "spare").mkdir()
    ran = subprocess.run(
        [COMMAND, *words],
        cwd=home,
        env={**without_places(), **places, "XDG_DATA_HOME": str(home / "data")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (ran.returncode, ran.stderr.replace("Written to v; only you can read it.\n", "")) == (
        0,
        "",
    )
    assert [*own.rglob("*"), *(home / "spare").rglob("*")] == []


def without_places():
    return {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "MPL"))}


def test_a_report_on_a_device_is_not_said_to_be_the_owners_alone(home):
    ran = voice(home, "report", "--format", "json", "--out", os.devnull)
    assert (ran.returncode, ran.stderr) == (0, f"Written to {os.devnull}.\n")
