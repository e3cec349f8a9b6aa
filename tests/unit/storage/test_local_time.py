"""The local time, wherever `TZ` says that is."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cramp_triage.storage.local_time import in_local_zone, local_now

NIGHT = datetime(2026, 1, 5, 3, 0)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def set_to(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("Europe/Berlin", timedelta(hours=1)),
        (":Europe/Berlin", timedelta(hours=1)),
        ("<+0330>-3:30", timedelta(hours=3, minutes=30)),
        ("UTC+23:59", timedelta(hours=-24, minutes=1)),
        ("UTC+25", timedelta(0)),
        ("UTC-99", timedelta(0)),
        ("XYZ+24:00:01", timedelta(0)),
        ("Nowhere/Else", timedelta(0)),
        ("/etc/passwd", timedelta(0)),
        ("é", timedelta(0)),
        ("", timedelta(0)),
    ],
)
def test_the_zone_is_the_c_librarys_or_utc(
    zone: Callable[[str], None], name: str, offset: timedelta
) -> None:
    zone(name)
    assert in_local_zone(NIGHT) == NIGHT.replace(tzinfo=timezone(offset))
    assert in_local_zone(NIGHT).utcoffset() == offset
    assert in_local_zone(datetime.now(UTC)) - datetime.now(UTC) < timedelta(minutes=1)
    assert abs(local_now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/New_York", "UTC+25"])
@pytest.mark.parametrize("zoned", [None, UTC])
@pytest.mark.parametrize("end", [datetime.min, datetime.max])
def test_the_ends_of_the_calendar_have_a_zone_too(
    zone: Callable[[str], None], name: str, zoned: timezone | None, end: datetime
) -> None:
    zone(name)
    assert in_local_zone(end.replace(tzinfo=zoned)).tzinfo is not None


@pytest.mark.parametrize("name", ["passwd", ".", "UTC+25", "Nowhere/Else"])
def test_a_report_is_dated_whatever_the_zone_is_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "passwd").write_text("root:x:0:0\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", name)
    for module in [m for m in sys.modules if m.startswith(("babel", "visit_summary"))]:
        monkeypatch.delitem(sys.modules, module)
    wording = importlib.import_module("visit_summary.pages.wording")
    assert wording.format_date(NIGHT, locale="en_US") == "Jan 5, 2026"
    assert os.environ["TZ"] == name
