"""Closed, broken and full streams, as a shell makes them: told in a line at most, and survived."""

from __future__ import annotations

import io
import json
import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from benchmarks.measure import untraced
from cramp_triage.console.streams import folded, say, tell
from cramp_triage.dialogue.session import load
from cramp_triage.protocol.model import Protocol
from tests import ROOT

TRIAGE: Final = shlex.join([sys.executable, "-m", "cramp_triage.console.cli"])
VOICE: Final = shlex.join([sys.executable, "-c", "import offline_voice.cli.main as m; m.main()"])
SAID: Final = "my calf is cramping\nno\n" * 4
LEFT: Final = 141


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [5, 40, 80])
def test_a_terminal_gets_whole_words_and_a_pipe_the_line_as_it_is(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    line = (
        "Call 911 now. The file is /home/somebody/with-a-long-name/and/another/diary.sqlite3 " * 3
    )
    out, err = Terminal(), Terminal()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    say(line)
    tell(line)
    assert out.getvalue() == err.getvalue()
    assert out.getvalue().split() == line.split()
    shown = out.getvalue().splitlines()
    assert all(len(one) <= max(columns, 20) or len(one.split()) == 1 for one in shown)
    assert not any(one.startswith(" ") for one in shown[:1])
    assert all(one.startswith("    ") for one in shown[1:])
    assert folded(line, io.StringIO()) == line


def environment(home: Path) -> dict[str, str]:
    """No coverage: its file would be lost, too, where nothing can be written."""
    return {**untraced(), "HOME": str(home), "PYTHONPATH": str(ROOT)}


def cases(folder: Path) -> str:
    """A small file to measure."""
    path = folder / "cases.yaml"
    path.write_text("utterances:\n  - {id: U1, text: nope, asked: fever, facts: {fever: 'no'}}\n")
    return shlex.quote(str(path))


def shell(command: str, folder: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        input=said,
        text=True,
        capture_output=True,
        cwd=folder,
        timeout=120,
        env=environment(folder),
    )


@pytest.mark.parametrize(
    "command",
    [
        f"{TRIAGE} --help",
        f"{TRIAGE} chat",
        f"{TRIAGE} chat --json",
        f"{TRIAGE} understand --json",
        f"{TRIAGE} evaluate utterances {{cases}}",
        f"{TRIAGE} evaluate utterances {{cases}} --json",
        f"{VOICE} config",
        f"{VOICE} diary export",
    ],
)
def test_whoever_reads_no_further_ends_it_quietly(tmp_path: Path, command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        shlex.split(command.format(cases=cases(tmp_path))),
        input='{"text": "no"}\n' * 3,
        text=True,
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=120,
        env=environment(tmp_path),
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (LEFT, "")


def test_the_first_line_of_a_conversation_is_all_that_is_wanted(tmp_path: Path) -> None:
    command = f"{TRIAGE} chat --json | head -1; echo ${{PIPESTATUS[0]}}"
    done = shell(f"(cat; sleep 1; echo no) | ({command})", tmp_path, SAID)
    first, status = done.stdout.splitlines()
    assert json.loads(first)["turn"] == 0
    assert (status, done.stderr) == (str(LEFT), "")


@pytest.mark.parametrize(
    ("command", "closed"),
    [
        (f"{TRIAGE} chat --save kept.json", "<&-"),
        (f"{TRIAGE} chat --save kept.json", ">&-"),
        (f"{TRIAGE} chat --json --save kept.json", "<&-"),
        (f"{TRIAGE} chat --json --save kept.json", ">&-"),
        (f"{TRIAGE} chat --json --save kept.json", "2>&-"),
        (f"{TRIAGE} chat --json --save kept.json", "<&- >&- 2>&-"),
        (f"{TRIAGE} understand --json", "<&- >&-"),
        (f"{TRIAGE} evaluate utterances {{cases}}", "<&- >&-"),
        (f"{VOICE} diary add muscle=calf", "<&- >&- 2>&-"),
        (f"{VOICE} diary export", ">&-"),
    ],
)
def test_a_stream_that_is_closed_from_the_start_is_an_empty_one(
    tmp_path: Path, protocol: Protocol, command: str, closed: str
) -> None:
    done = shell(f"{command.format(cases=cases(tmp_path))} {closed}", tmp_path)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    kept = tmp_path / "kept.json"
    if "--save" in command:
        assert load(protocol, kept.read_bytes()).turn == 0  # and nothing printed is in it


@pytest.mark.parametrize(
    "command",
    [
        f"{TRIAGE} chat",
        f"{TRIAGE} chat --json",
        f"{TRIAGE} evaluate utterances {{cases}} --json",
        f"{VOICE} config",
    ],
)
def test_a_full_disk_under_the_output_is_one_line(tmp_path: Path, command: str) -> None:
    done = shell(f"{command.format(cases=cases(tmp_path))} >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith(
        ": standard output: cannot be written (No space left on device); make room there\n"
    )
    assert done.stderr.count("\n") == 1


def test_a_full_disk_under_the_errors_costs_the_errors_alone(tmp_path: Path) -> None:
    said = "i have chest pain\nokay\n"
    done = shell(f"{TRIAGE} chat --json --save kept.json 2>/dev/full", tmp_path, said)
    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[1])["level"] == 5


@pytest.mark.parametrize("most_bytes", [0, 400])
def test_an_emergency_is_answered_to_its_end_though_it_cannot_be_kept(
    tmp_path: Path, protocol: Protocol, most_bytes: int
) -> None:
    def disk_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    done = subprocess.run(
        [*shlex.split(TRIAGE), "chat", "--json", "--save", "kept.json"],
        input="i have chest pain\nokay\n",
        text=True,
        capture_output=True,
        cwd=tmp_path,
        timeout=120,
        env=environment(tmp_path),
        preexec_fn=disk_full,
    )
    assert done.returncode == 0
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["ended"] for reply in replies] == [False, False, True]
    assert "Call 911 now" in replies[1]["speech"]
    lost = "cannot be written (File too large); make room on the disk"
    if most_bytes:
        told = done.stderr.splitlines()
        assert told[0] == "This conversation is kept in kept.json; only you can read it."
        assert told[1] == f"This conversation is no longer kept: kept.json: {lost}"
        assert told[2:] in ([], told[:1])  # what is left at the end may be short enough again
        kept = load(protocol, (tmp_path / "kept.json").read_bytes())
        assert kept.turn == (replies[-1]["turn"] if told[2:] else 0)
    else:
        assert done.stderr == f"This conversation is not kept: kept.json: {lost}\n"
        assert list(tmp_path.iterdir()) == []
