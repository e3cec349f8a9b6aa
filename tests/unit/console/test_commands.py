"""The command line's other commands, and how it ends when something goes wrong."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from cramp_triage.console import chat, tables
from cramp_triage.console.cli import app
from cramp_triage.console.run import run
from cramp_triage.errors import FileError, ProtocolError
from cramp_triage.evaluation.cases import Conversation, Expected
from cramp_triage.evaluation.lint import Checked, Fault
from cramp_triage.evaluation.simulated_patient import say_answer
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol import model as protocol_module
from cramp_triage.protocol.facts import normal_facts
from cramp_triage.protocol.model import Protocol, load_protocol
from cramp_triage.storage import private_files

UTTERANCES = """utterances:
  - {id: U1, text: my calf is swollen, facts: {site: calf, swelling: one}}
  - {id: U2, text: zig zag, asked: fever, facts: {fever: "yes"}}
  - {id: U3, text: i have chest pain, facts: {}}
"""
CONVERSATIONS = """conversations:
  - id: C1
    opening: my left calf is cramping
    findings: {site: calf}
    expected: {level: 0, min: 0, max: 3}
"""


def invoke(*arguments: str | Path, said: str = "") -> Result:
    return CliRunner().invoke(app, [str(word) for word in arguments], input=said)


def test_utterances_are_measured_and_each_miss_is_shown_with_its_words(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(UTTERANCES)
    shown = invoke("evaluate", "utterances", path).stdout
    assert "mine.yaml: 3 utterances" in shown
    assert "U2 (asked: fever) zig zag\n  missing fever=yes" in shown
    assert "U3 i have chest pain\n  too much chest_pain=yes" in shown
    assert "U1" not in shown
    figures = json.loads(invoke("evaluate", "utterances", path, "--json").stdout)
    assert (figures["n"], figures["exact_match"]) == (3, pytest.approx(1 / 3))


def test_conversations_are_measured(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(CONVERSATIONS)
    figures = json.loads(invoke("evaluate", "conversations", path, "--json").stdout)
    assert (figures["n"], figures["under"]) == (1, [])


@pytest.mark.parametrize(("found", "code"), [((), 0), ((Fault("cited", "fever", "no source"),), 1)])
def test_lint_prints_what_it_proved_and_fails_on_a_fault(
    monkeypatch: pytest.MonkeyPatch, found: tuple[Fault, ...], code: int
):
    checked = Checked("cited", "everything cites a source", 7, found)
    monkeypatch.setattr(tables, "lint", lambda _: [checked])
    done = invoke("lint")
    assert done.exit_code == code
    assert "everything cites a source" in done.stdout
    assert ("cited: fever: no source" in done.stdout) is bool(found)


def test_understand_wants_json_lines():
    done = invoke("understand")
    assert (done.exit_code, "call it with --json" in done.stderr) == (2, True)
    heard = invoke("understand", "--json", said='\n{"text": "nope", "asked": "fever"}\n')
    assert json.loads(heard.stdout)["facts"] == {"fever": "no"}


def test_a_place_has_its_own_number_and_words_and_an_unknown_one_is_told():
    said = invoke("chat", "--json", "--locale", "en-GB", said="my calf cramps, my pee is dark\n")
    assert "call 999 now" in said.stdout
    assert "Go to A&E now" in said.stdout
    assert invoke("chat", "--json", "--locale", "en-US").exit_code == 0
    assert "choose among en-US, en-CA" in str(invoke("chat", "--locale", "en-XX").exception)


def test_at_the_terminal_a_bad_line_is_told_and_the_last_reply_ends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    said = iter(['{"act": "dance"}', "i have chest pain", "okay"])
    monkeypatch.setattr("builtins.input", lambda _: next(said))
    chat.with_person()
    shown = capsys.readouterr().out
    assert "unknown act 'dance'" in shown
    assert "911" in shown
    assert list(said) == []


def test_at_the_terminal_a_hold_is_shown_and_the_end_of_input_is_a_farewell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    said = iter(["my left calf is cramping", *("no",) * 4])

    def typed(_: str) -> str:
        for line in said:
            return line
        raise EOFError

    monkeypatch.setattr("builtins.input", typed)
    chat.with_person()
    shown = capsys.readouterr().out
    assert re.search(r"\(\d+ seconds\)", shown)
    assert shown.rstrip().endswith(chat.LEAVING.format(emergency="911").rstrip()[-20:])


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("my chest hurts", "Call 911 now."),
        ("i pee like cola and my leg cramps", "Go to an emergency room now. Don't drive yourself."),
    ],
)
def test_who_leaves_the_terminal_after_a_level_hears_that_level_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, last: str
):
    said = iter([line])

    def typed(_: str) -> str:
        for line in said:
            return line
        raise EOFError

    monkeypatch.setattr("builtins.input", typed)
    chat.with_person()
    assert capsys.readouterr().out.rstrip().endswith(f"\n\n{last}")


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (FileError("a.json: is gone"), 1, "cramp-triage: a.json: is gone\n"),
        (ModuleNotFoundError(name="typst"), 1, "pip install 'cramp-helper[report]'\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_whatever_goes_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
):
    def fails() -> None:
        raise error

    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    with pytest.raises(SystemExit) as caught:
        run(fails, "cramp-triage", "report")
    assert caught.value.code == code
    assert shown.getvalue().endswith(told)
    assert shown.getvalue().count("\n") == bool(told)


def test_a_module_of_ours_that_is_missing_is_no_missing_library():
    def fails() -> None:
        raise ModuleNotFoundError(name="skill.nothing")

    with pytest.raises(ModuleNotFoundError):
        run(fails, "cramp-triage", "report")


def test_a_broken_installation_says_how_to_fix_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(protocol_module, "COMPILED", "gone.json")
    with pytest.raises(ProtocolError, match=r"gone\.json: cannot be read .*run `make data`"):
        load_protocol()


def test_a_file_that_cannot_be_one_of_ours_is_not_read_whole(
    tmp_path: Path, protocol: Protocol, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(private_files, "LARGEST_BYTES", 100)
    path = tmp_path / "kept.json"
    path.write_bytes(b" " * 101)
    with pytest.raises(FileError, match="is too large to be a conversation"):
        private_files.read_session(protocol, path)


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("other_sites", ["foot", "calf"], "foot and calf"),
        ("fever", "yes", "yes"),
        ("fever", "unknown", "i don't know"),
        ("temp_f", 101.5, "101.5"),
        ("context", "after_injury", "after injury"),
    ],
)
def test_a_simulated_person_without_words_of_their_own_speaks_plainly(
    protocol: Protocol, talk, fact: str, value: object, said: str
):
    case = Conversation(
        id="C1",
        findings=normal_facts(protocol.findings, {fact: value}),
        expected=Expected(level=0, min=0, max=0),
        opening="ow",
    )
    reply: Reply = replace(talk.reply, asks=(fact,))
    assert say_answer(case, reply) == said
