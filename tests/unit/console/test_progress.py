"""What moves while one waits, on a terminal and nowhere else."""

from __future__ import annotations

import io

import pytest

from cramp_triage.console.progress import counted, waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def stream(monkeypatch: pytest.MonkeyPatch, kind: type[io.StringIO]) -> io.StringIO:
    told = kind()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", told)
    return told


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_a_terminal_sees_how_much_is_done_and_every_item_comes(
    monkeypatch: pytest.MonkeyPatch, kind: type[io.StringIO]
) -> None:
    told = stream(monkeypatch, kind)
    assert list(counted(iter("abc"), 3)) == ["a", "b", "c"]
    assert ("3/3" in told.getvalue()) is told.isatty()
    assert bool(told.getvalue()) is told.isatty()


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_a_terminal_sees_what_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, kind: type[io.StringIO]
) -> None:
    told = stream(monkeypatch, kind)
    with waiting("Drawing"):
        pass
    assert ("Drawing …" in told.getvalue()) is told.isatty()
    assert bool(told.getvalue()) is told.isatty()
