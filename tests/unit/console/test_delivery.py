"""A report reaches whoever asked for it, and what draws it leaves nothing behind."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

import pytest

from cramp_triage.console.delivery import deliver, drawing_apart
from cramp_triage.errors import FileError
from cramp_triage.messages.report_options import Format


def test_a_pdf_is_not_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(FileError, match="a PDF is not for a terminal; name a file with --out"):
        deliver(lambda: b"%PDF", Format.pdf, None)


@pytest.mark.parametrize("is_file", [True, False])
def test_a_report_goes_where_it_was_asked_for(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], is_file: bool
) -> None:
    out = tmp_path / "page" if is_file else None
    deliver(lambda: b"a page", Format.html, out)
    written, told = capfdbinary.readouterr()
    assert (out.read_bytes() if out else written) == b"a page"
    assert told == (f"Written to {out}; only you can read it.\n".encode() if out else b"")


@pytest.mark.parametrize("before", [None, "/a/folder"])
def test_what_draws_has_a_folder_of_its_own_for_a_while(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    if before is not None:
        monkeypatch.setenv("MPLCONFIGDIR", before)
    with drawing_apart():
        place = Path(os.environ["MPLCONFIGDIR"])
        (place / "cache.json").write_text("{}")
        assert logging.getLogger("matplotlib").getEffectiveLevel() == logging.CRITICAL
    assert not place.exists()
    assert os.environ.get("MPLCONFIGDIR") == before


def test_without_room_for_a_temporary_file_the_fix_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    told = pytest.raises(FileError, match=r"temporary files: cannot be written .* in TMPDIR$")
    with told, drawing_apart():
        pass
