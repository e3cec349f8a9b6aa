"""`cramp-voice diary`: what a person sees, in and out without loss, errors with their mend."""

from __future__ import annotations

import logging
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import from_csv, from_json
from cramp_triage.storage.local_time import local_now
from offline_voice.cli.main import main
from offline_voice.diary.shown import sparkline
from offline_voice.diary.store import DiaryStore, diary_path
from tests.unit.diary.test_diary import entries as any_entry

AT = "2026-11-20T02:10-05:00"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Diary = Callable[..., Ran]


@pytest.fixture
def diary(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Diary:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def diary(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["cramp-voice", "diary", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return Ran(int(left.value.code or 0), *capfd.readouterr())

    return diary


def store() -> DiaryStore:
    return DiaryStore(diary_path())


def test_looking_at_no_diary_makes_none(diary: Diary, tmp_path: Path) -> None:
    assert diary("list") == (0, "Nothing in the diary.\n", "")
    assert diary("forget", "--yes").out == "There is no diary.\n"
    assert diary("afresh", "--yes").out == "There is no diary.\n"
    assert "not there" in diary("where").out
    assert list(tmp_path.iterdir()) == []


def test_a_cramp_is_added_shown_changed_and_deleted(diary: Diary) -> None:
    told = (f"at={AT}", "muscle=calf", "side=left", "pain=7", "food=pizza; red wine",
            "helped=calf_pull_toes", "medicines=statin")  # fmt: skip
    assert diary("add", *told) == (0, "Noted as number 1.\n", "")
    assert diary("add", *told).out == "That is in the diary already.\n"
    shown = diary("show", 1).out
    assert "        at  2026-11-20 02:10 -0500\n    muscle  calf\n" in shown
    assert "      food  pizza; red wine\n" in shown
    assert " medicines  a cholesterol pill\n" in shown
    assert diary("edit", 1, "pain=4", "food=").out.startswith("   1  2026-11-20 02:10 -0500  left")
    assert store().entries()[1].pain == 4
    assert store().entries()[1].food == ()
    assert diary("delete", 1).out == "Deleted number 1.\n"
    assert store().entries() == {}


def test_without_a_time_it_was_now_and_without_a_zone_here(diary: Diary) -> None:
    before = local_now() - timedelta(minutes=1)
    diary("add", "muscle=calf")
    diary("add", "muscle=foot", "at=2026-11-20T02:10")
    calf, foot = (store().entries()[number] for number in (1, 2))
    assert before < calf.at <= local_now()
    assert foot.at == datetime(2026, 11, 20, 2, 10).astimezone()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "pain=12"), "diary, column 'pain': pain takes a whole number from 0 to 10"),
        (("add", "pain"), "'pain': write COLUMN=VALUE, with one of at, muscle"),
        (("add", "mood=bad"), "'mood=bad': write COLUMN=VALUE"),
        (("add", "at=tonight"), "column 'at': cannot be 'tonight'; takes a date, time and zone"),
        (("show", 7), "no entry 7; `cramp-voice diary list` shows the numbers"),
        (("edit", 7, "pain=3"), "no entry 7"),
        (("delete", 7), "no entry 7"),
        (
            ("import", "no.csv"),
            "no.csv: cannot be read (No such file or directory); check",
        ),
        (("export", "diary.xls"), "diary.xls: the name must end in .csv or .json"),
        (
            ("export", "no/diary.csv"),
            "no/diary.csv: cannot be written (No such file",
        ),
    ],
)
def test_what_cannot_be_is_one_line_with_its_mend(
    diary: Diary, arguments: tuple[object, ...], message: str
) -> None:
    ran = diary(*arguments)
    assert ran.status == 1
    assert ran.err.startswith("cramp-voice: ")
    assert message in ran.err
    assert ran.err.count("\n") == 1
    assert store().entries() == {}


def test_the_list_has_a_line_a_cramp_and_the_weeks_as_bars(diary: Diary) -> None:
    now = local_now()
    store().add(
        Entry(now - timedelta(days=days), muscle="calf", doing="night", pain=8)
        for days in (1, 2, 3, 8, 15)
    )
    out = diary("list").out
    assert out.count("calf") == 5
    assert "Cramps a week, the past 12 weeks: ▁▁▁▁▁▁▁▁▁▄▄█  this week 3" in out
    assert "5 in all, on 5 nights." in out


def test_the_bars_never_hide_a_single_cramp() -> None:
    assert sparkline((0, 1, 50)) == "▁▂█"
    assert sparkline((0, 0)) == "▁▁"


@pytest.mark.parametrize("name", ["d.csv", "d.JSON"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(any_entry, max_size=4, unique=True))
def test_what_is_exported_comes_back_and_nothing_twice(
    diary: Diary, tmp_path: Path, name: str, some: list[Entry]
) -> None:
    store().forget()
    store().add(some)
    before = list(store().entries().values())
    assert diary("export", name).status == 0
    again = diary("import", name)
    assert again.out == (
        f"0 imported, {len(before)} were there already.\n" if before else "0 imported.\n"
    )
    store().forget()
    assert diary("import", name).out == f"{len(before)} imported.\n"
    assert list(store().entries().values()) == before


def test_an_export_is_for_the_owner_only_and_says_that_it_is_plain(diary: Diary) -> None:
    diary("add", "muscle=calf")
    Path("d.json").write_text("an older one that everybody may read")
    Path("d.json").chmod(0o644)
    ran = diary("export", "d.json")
    assert "not encrypted" in ran.out
    assert stat.S_IMODE(Path("d.json").stat().st_mode) == 0o600
    assert from_json(Path("d.json").read_bytes(), "d") == tuple(store().entries().values())
    assert from_csv(diary("export").out.encode(), "d") == tuple(store().entries().values())


def test_one_bad_row_imports_nothing_and_every_fault_is_named(diary: Diary) -> None:
    Path("d.csv").write_text(f"at,pain\n{AT},3\nnever,4\n{AT},worst\n")
    ran = diary("import", "d.csv")
    assert ran.status == 1
    assert ran.err.splitlines() == [
        "d.csv, line 3, column 'at': cannot be 'never'; takes a date, time and zone like "
        "2026-11-20T02:10-05:00",
        "d.csv, line 4, column 'pain': cannot be 'worst'; takes a whole number from 0 to 10",
        "cramp-voice: d.csv: 2 faults, nothing was imported",
    ]
    assert store().entries() == {}


def test_forgetting_asks_first_and_then_leaves_no_byte(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    diary("add", "muscle=calf", "other=zebrafish")
    for answer, left in (("n", True), ("y", False)):
        monkeypatch.setattr("typer.confirm", lambda _, answer=answer: answer == "y")
        diary("forget")
        data = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
        assert (b"zebrafish" in data) is left
    assert store().entries() == {}


def test_a_damaged_diary_is_told_kept_and_begun_afresh(diary: Diary) -> None:
    diary("add", "muscle=calf")
    diary_path().write_bytes(b"no longer a database")
    assert "the diary is damaged" in diary("list").err
    assert diary("add", "muscle=foot").status == 1
    ran = diary("afresh", "--yes")
    assert ran.out.startswith("0 entries could be read")
    aside = Path(ran.out.rpartition(" ")[2].strip())
    assert aside.read_bytes() == b"no longer a database"
    assert str(aside) in diary("where").out
    assert diary("list").out == "Nothing in the diary.\n"


def test_where_names_what_is_kept_and_what_is_not(diary: Diary) -> None:
    diary("add", "muscle=calf")
    out = diary("where").out
    assert f"{diary_path()}  (" in out
    assert "bytes)" in out
    assert "Nothing else: no recording, no transcript, no log." in out


def test_no_health_fact_reaches_a_log(
    diary: Diary, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    diary("add", "muscle=zebra", f"at={AT}")
    diary("edit", 1, "other=fish")
    diary("export", "d.csv")
    diary("import", "d.csv")
    diary_path().write_bytes(b"broken")
    diary("list")
    diary("forget", "--yes")
    assert "zebra" not in caplog.text
    assert "fish" not in caplog.text
