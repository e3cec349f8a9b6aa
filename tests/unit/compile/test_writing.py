"""Compiled files are whole, and current before `make` runs what reads them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cramp_triage.compile.writing import write
from tests import ROOT

LOADED = """
import sys
import cramp_triage.compile.lexicon, cramp_triage.compile.protocol
print(*(m.__file__ for n, m in sys.modules.items() if n.partition(".")[0] == "cramp_triage"))
"""


def test_nothing_is_left_beside_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "lexicon.json").write_bytes(b"old")
    write(tmp_path / "lexicon.json", lambda: b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    told = r"data/lexicon\.json: cannot be written \(.*\); make its folder writable$"
    with pytest.raises(SystemExit, match=told):
        write(tmp_path / "data/lexicon.json", lambda: b"new")


def make(*words: str) -> list[str]:
    """The lines that `make` prints; it does nothing."""
    command = ["make", "--dry-run", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.parametrize("name", ["protocol", "lexicon"])
def test_make_knows_all_that_a_compiled_file_comes_from(name: str) -> None:
    (rule,) = (
        line.split()
        for line in make("--print-data-base", "run")
        if line.startswith(f"cramp_triage/data/{name}.json:")
    )
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True).stdout
    sources = [*(ROOT / "cramp_triage/data").rglob("*.yaml"), *map(Path, told.split())]
    assert {str(path.relative_to(ROOT)) for path in sources} <= {*rule}


@pytest.mark.parametrize(
    ("target", "command"),
    [("run", "bin/cramp-voice"), ("test", "-m pytest"), ("mini-model", "-m tools.mini_model")],
)
def test_make_compiles_what_was_edited_before_it_is_read(target: str, command: str) -> None:
    done = "\n".join(make("--what-if=cramp_triage/data/lexicon/acts.yaml", target))
    assert done.index("cramp_triage.compile.lexicon") < done.index(command)
