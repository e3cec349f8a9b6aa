"""The README and the docs are true: the conversation is real, and commands run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tools.docs import transcript

pytestmark = [pytest.mark.slow, pytest.mark.searches]

README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent

PAGES = "\n".join(
    page.read_text(encoding="utf-8")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
)
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"^ *```sh\n(.*?)```", PAGES, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
COMMANDS += re.findall(r"`(\.venv/bin/cramp-[^`]+)`", PAGES)
COMMANDS = [*dict.fromkeys(command for command in COMMANDS if command)]


def test_the_pages_show_every_command_line():
    for program in ("cramp-triage chat", "cramp-voice replay", "cramp-skill serve"):
        assert any(program in command for command in COMMANDS)
    assert len(COMMANDS) >= 20


def test_the_conversation_is_the_real_one():
    told = transcript.with_transcript(README)
    assert told == README, "run `make data` and commit README.md"


def test_the_conversation_is_one_a_person_would_want():
    told = README.split(transcript.BEGIN)[1].split(transcript.END)[0]
    assert "pull your toes up" in told.splitlines()[2]
    assert "You can take care of this at home" in told


@pytest.mark.parametrize("command", [c for c in COMMANDS if "cramp-triage" in c or "replay" in c])
def test_the_commands_run_as_they_stand(command, tmp_path):
    if command.endswith("chat"):
        command += " < /dev/null"
    typed = command.replace(".venv/bin", str(BIN)).replace("--out out", f"--out {tmp_path}")
    typed = re.sub(r"\b(kept\.json|visit\.pdf)", rf"{tmp_path}/\1", typed)
    if " report " in command:
        keep = f"{BIN}/cramp-triage chat --json --save {tmp_path}/kept.json > {tmp_path}/said"
        subprocess.run(["bash", "-c", f"echo my calf | {keep}"], check=True, timeout=120)
    shown = subprocess.run(
        ["bash", "-c", typed],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout or (tmp_path / "visit.pdf").stat().st_size
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize("command", [c for c in COMMANDS if re.search(r"cramp-(skill|voice)", c)])
def test_every_command_named_exists(command):
    words = shlex.split(command)
    at = next(i for i, word in enumerate(words) if Path(word).name.startswith("cramp-"))
    program = str(BIN / Path(words[at]).name)
    command_of_it = [word for word in words[at + 1 : at + 2] if not word.startswith("-")]
    done = subprocess.run(
        [program, *command_of_it, "--help"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
