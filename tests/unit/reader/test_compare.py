"""The table of readers: which lines are timed, and how a row is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cramp_triage.protocol.model import load_protocol
from tools.reader.compare import CANDIDATES, figures, in_process, lines_of, spread, table, timed
from tools.reader.corpus import FROZEN

ROW: dict[str, Any] = {"title": "one", "MB": 15.64, "memory": 48.7, "alone": (7.5, 13.6)}


def test_the_lines_timed_are_evenly_spread_and_always_the_same() -> None:
    lines = lines_of(FROZEN.glob("author_f1.jsonl"), load_protocol().findings)
    some = spread(lines, 6)
    assert [lines.index(one) for one in some] == [0, 100, 200, 300, 400, 500]
    assert spread(lines[:3], 6) == lines[:3]
    median, slow = timed(lambda one: one[0].text, some)
    assert 0 <= median <= slow


def test_a_row_tells_both_sets_side_by_side() -> None:
    found = figures(Counter(lines=10, facts=8, hits=8, right=9, turned=1, lost=0, made_up=2))
    assert found["f1"] == pytest.approx(1.0)
    row = {**ROW, "both": (9.5, 21.0), "unseen": found, "frozen": found, "topics": 377}
    assert table([row])[-1] == (
        "| one | 15.6 | 49 | 7.5, 13.6 | 9.5, 21.0 | 1.000 / 1.000 | 1 / 1 | 0 / 0 | 2 / 2 | 0 / 0 "
        "| 377 |"
    )


def test_what_gives_the_same_is_not_judged_again() -> None:
    shown = table([{**ROW, "memory": None, "both": (9.5, 21.0)}])[-1]
    assert shown == "| one | 15.6 | - | 7.5, 13.6 | 9.5, 21.0 | as shipped |  |  |  |  |  |"


def test_what_cannot_be_had_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_process("few", tmp_path, None) is None
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert CANDIDATES["few"].title in told
    assert "--few RUN" in told
