"""Whatever ends a command, a line at most is told, and the exit status says what it was."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pytest

from cramp_triage.console import streams
from cramp_triage.console.run import READER_LEFT, run


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """Standard output in a file of its own."""
    with (tmp_path / "output").open("w", encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdout", file)
        yield file


def raising(error: BaseException) -> Callable[[], None]:
    def app() -> None:
        raise error

    return app


def status(app: Callable[[], object]) -> object:
    with pytest.raises(SystemExit) as ended:
        run(app, "cramp-triage")
    return ended.value.code


def test_ctrl_c_has_the_status_of_a_shell(output: TextIO) -> None:
    assert status(raising(KeyboardInterrupt())) == 130


def test_a_reader_who_left_ends_it_without_a_word(
    output: TextIO, capfd: pytest.CaptureFixture[str]
) -> None:
    assert status(raising(BrokenPipeError())) == READER_LEFT
    assert capfd.readouterr().err == ""


def test_a_reader_who_left_is_known_behind_the_exit_that_was_made_of_it(output: TextIO) -> None:
    def app() -> None:
        try:
            raise BrokenPipeError
        except BrokenPipeError:
            raise SystemExit(1)  # noqa: B904 - as Typer does it

    assert status(app) == READER_LEFT


def test_a_full_disk_is_one_line(output: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr("sys.stderr", told)
    full = OSError(errno.ENOSPC, "No space left on device", "kept.json")
    assert status(raising(full)) == 1
    assert told.getvalue() == (
        "cramp-triage: kept.json: cannot be written (No space left on device); make room there\n"
    )


def test_another_fault_of_the_system_is_not_hidden(output: TextIO) -> None:
    with pytest.raises(PermissionError):
        run(raising(PermissionError(errno.EACCES, "Permission denied")), "cramp-triage")


def test_what_is_let_go_is_written_nowhere(output: TextIO, tmp_path: Path) -> None:
    output.write("lost")
    streams.let_go(output)
    output.flush()
    assert (tmp_path / "output").read_text(encoding="utf-8") == ""


def test_a_line_that_no_error_stream_takes_is_lost_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sys.stderr", Full())
    streams.tell("lost")


def test_a_number_of_a_closed_stream_goes_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given, made = iter([1, 2, 7]), []
    monkeypatch.setattr(os, "open", lambda *_: next(given))
    monkeypatch.setattr(os, "set_inheritable", lambda number, inherited: made.append(number))
    monkeypatch.setattr(os, "close", lambda number: made.append(-number))
    streams.open_missing()
    assert made == [1, 2, -7]
