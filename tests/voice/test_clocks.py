"""A clock that jumps must not end a wait: the wall clock is read where wall time is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import offline_voice

PACKAGE = Path(offline_voice.__file__).parent
WALL_CLOCKS = {
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"},
    "datetime": {"now", "today", "utcnow"},
    "date": {"today"},
}
WALL_TIME_IS_MEANT = {
    "rate_and_volume.py: local_time",  # quiet hours
    "keeper.py: ",  # when an episode was
    "diary.py: list_entries",
    "diary.py: add",
    "diary.py: edit",
    "diary_files.py: import_from",  # a cramp in the future is doubtful
    "diary_files.py: backup",
    "diary_files.py: _put_aside",
    "report.py: ",
}


def wall_clocks(tree: ast.Module) -> Iterator[str]:
    """The functions that read a wall clock; "" outside of any."""

    def visit(node: ast.AST, function: str) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef):
            function = node.name
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (function for alias in node.names if alias.name in WALL_CLOCKS["time"])
        if isinstance(node, ast.ImportFrom):
            yield from (function for alias in node.names if alias.name == "local_now")
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if node.attr in WALL_CLOCKS.get(owner, ()):
                yield function
        for child in ast.iter_child_nodes(node):
            yield from visit(child, function)

    return visit(tree, "")


def test_the_wall_clock_is_read_for_quiet_hours_and_the_diary_only() -> None:
    found = {
        f"{path.name}: {function}"
        for path in PACKAGE.rglob("*.py")
        for function in wall_clocks(ast.parse(path.read_text()))
    }
    assert found == WALL_TIME_IS_MEANT


@pytest.mark.parametrize(
    "line",
    [
        "until_s = time.time() + 2",
        "now = datetime.now()",
        "day = datetime.date.today()",
        "clock = time.time",
        "from time import time_ns",
    ],
)
def test_every_way_to_read_it_is_seen(line: str) -> None:
    assert list(wall_clocks(ast.parse(f"def wait():\n    {line}"))) == ["wait"]


def test_a_monotonic_clock_is_none() -> None:
    assert not list(wall_clocks(ast.parse("until_s = time.monotonic() + time.perf_counter()")))
