"""Runs every benchmark and writes one table: `python -m benchmarks [PART ...]`, or `make bench`.

Each part is a program of its own that prints, with `--json`, one JSON array of rows last:
`{"what", "ours", "peer", "unit", "budget"}`. `peer` is what a plain program does with the same
input in the same run, or null; the ratio of the two travels from machine to machine. Nothing is
asserted: budgets are printed next to the figures, for people to read.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import figure

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/benchmarks.md"
PARTS: Final = {
    "core": "benchmarks.core",
    "understanding": "benchmarks.understanding",
    "alexa": "benchmarks.alexa",
    "silence": "benchmarks.silence",
    "voice": "benchmarks.voice",
}
HEAD: Final = """# Benchmarks

Written by `make bench` on {machine}, with a load of {load:.1f} from elsewhere;
since machines differ and are shared, tests assert only ratios of start-up
(`tests/end_to_end/package/test_start.py`).
A **peer** is a plain program that gets the same input in the same run: a bare interpreter for
start-up, a hello-world ask-sdk skill and the stock flask-ask-sdk adapter for Alexa, the same turn
with nobody else there for a turn in a silent crowd, a plain Vosk and pyttsx3 loop for the voice.
The ratio travels between machines; the milliseconds do not.

Medians unless the row says otherwise; of cold starts the best of twenty. What one process computes
alone is given in processor time, so that others on the machine take little part in it. Delays of
the voice are audio time, counted in samples, plus the wait for computing; the served rows include
waiting, too, and suffer most from a busy machine. Looking at an answer while the pause after it
lasts (8 ms with this model) is not a wait of its own. The memory for reading the recordings is not
counted as the voice's.

`make bench` writes this page again. `.venv/bin/python -m benchmarks core` (or `understanding`,
`alexa`, `silence`, `voice`) runs one part and only prints it. Debian's `wrk` is needed for the rows
of sixteen clients. The budgets of a turn, of text, of free words, of sixteen clients and of memory
are from before the learned reader: it takes most of each turn of free words, and some 45 MB
([its card](reader.md)).

| part | what | ours | peer | ratio | budget |
|---|---|---|---|---|---|
"""


def rows_of(part: str) -> list[dict[str, Any]]:
    """Runs one part.

    Raises:
        SystemExit: the benchmark failed; its own output tells why.
    """
    sys.stderr.write(f"{part} ...\n")
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", PARTS[part], "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    if run.returncode:
        raise SystemExit(f"bench: {part} failed; what it said stands above")
    rows: list[dict[str, Any]] = json.loads(run.stdout.splitlines()[-1])
    return rows


def table(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """The rows as Markdown."""
    lines = []
    for part, row in rows:
        ours, peer, unit = row["ours"], row["peer"], row["unit"]
        compared = ("-", "-") if peer is None else (f"{figure(peer)} {unit}", f"{ours / peer:.2f}")
        cells = (part, row["what"], f"{figure(ours)} {unit}", *compared, row["budget"] or "-")
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


def main() -> None:
    """Runs the parts that are named, or all; only a full run is written down."""
    named = sys.argv[1:] or list(PARTS)
    if unknown := [part for part in named if part not in PARTS]:
        raise SystemExit(f"bench: no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    load = os.getloadavg()[0]  # before we add our own
    shown = table((part, row) for part in named for row in rows_of(part))
    sys.stdout.write(shown)
    if named == list(PARTS):
        machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
        PAGE.write_text(HEAD.format(machine=machine, load=load) + shown, encoding="utf-8")


if __name__ == "__main__":
    main()
