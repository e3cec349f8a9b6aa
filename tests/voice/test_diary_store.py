"""The diary's file: nothing before a yes, whole after a kill, and truly gone when forgotten."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.measure import untraced
from cramp_triage.diary.entry import Entry
from cramp_triage.errors import DiaryError
from offline_voice.diary.store import DiaryStore
from offline_voice.errors import DamagedDiaryError
from tests.voice.diary_writer import CHANGES, change

AT = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
CALF = Entry(AT, muscle="calf", side="left", pain=8, length_min=3, other=("zebrafish",))
MORE = int(os.environ.get("CRAMP_SOAK", "1"))
KILLS = 100 if MORE == 1 else 1000


@pytest.fixture
def store(tmp_path: Path) -> DiaryStore:
    return DiaryStore(tmp_path / "cramp-helper" / "diary" / "diary.sqlite3")


def many(count: int) -> list[Entry]:
    return [Entry(AT + timedelta(minutes=n), muscle=f"muscle {n}") for n in range(count)]


def test_looking_makes_no_file(store: DiaryStore, tmp_path: Path) -> None:
    assert store.entries() == {}
    assert not store.agreed()
    assert not store.delete_last()
    assert not store.delete(1)
    assert not store.replace(1, CALF)
    assert store.add([]) == []
    store.forget()
    assert list(tmp_path.iterdir()) == []


def test_entries_come_back_by_time_with_numbers_that_stay(store: DiaryStore) -> None:
    earlier = Entry(AT - timedelta(days=1), muscle="foot")
    assert store.add([CALF]) == [1]
    assert store.add([earlier]) == [2]
    assert list(store.entries().items()) == [(2, earlier), (1, CALF)]
    assert store.delete_last()
    assert store.entries() == {2: earlier}
    assert store.replace(2, CALF)
    assert store.entries() == {2: CALF}


def test_the_same_entry_is_there_once(store: DiaryStore) -> None:
    store.add([CALF, CALF])
    assert store.add([Entry(AT, muscle="calf", side="left", pain=8, length_min=3.0,
                            other=("zebrafish",))]) == []  # fmt: skip
    foot = store.add([Entry(AT, muscle="foot")])[0]
    assert store.replace(foot, CALF)
    assert store.entries() == {foot: CALF}


def test_only_the_owner_can_read_it_even_where_the_folder_was_open(store: DiaryStore) -> None:
    store.path.parent.mkdir(parents=True, mode=0o755)
    store.add([CALF])
    with sqlite3.connect(store.path) as db:
        db.execute("CREATE TABLE keeps_the_wal_open (x)")
        modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in store.path.parent.iterdir()}
    db.close()
    assert modes == dict.fromkeys(
        ("diary.sqlite3", "diary.sqlite3-wal", "diary.sqlite3-shm", "diary.sqlite3.copy"), 0o600
    )
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def everything(folder: Path) -> bytes:
    return b"".join(f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file())


def test_a_deleted_entry_leaves_no_byte(store: DiaryStore, tmp_path: Path) -> None:
    store.add([CALF, *many(200)])
    assert b"zebrafish" in everything(tmp_path)
    number = next(n for n, entry in store.entries().items() if entry == CALF)
    store.delete(number)
    assert b"zebrafish" not in everything(tmp_path)


def test_what_is_forgotten_leaves_no_byte_and_no_yes(store: DiaryStore, tmp_path: Path) -> None:
    store.add([CALF, *many(500)])
    store.agree()
    copy = store.path.with_name("diary.sqlite3.damaged-1")
    copy.write_bytes(store.path.read_bytes())
    assert b"muscle 77" in everything(tmp_path)
    store.forget()
    assert b"muscle" not in everything(tmp_path)
    assert b"zebrafish" not in everything(tmp_path)
    assert [f.name for f in tmp_path.rglob("*")] == ["cramp-helper", "diary.lock"]
    assert store.entries() == {}
    assert not store.agreed()


def test_forgetting_overwrites_before_it_removes(store: DiaryStore, tmp_path: Path) -> None:
    store.add([CALF, *many(500)])
    kept = tmp_path / "another name of the same bytes"
    kept.hardlink_to(store.path)
    store.forget()
    assert b"muscle" not in kept.read_bytes()
    assert b"zebrafish" not in kept.read_bytes()


@pytest.mark.parametrize(
    "bytes_", [b"this is no database" * 99, b"SQLite format 3\0" + b"\7" * 999]
)
def test_a_file_that_is_no_diary_is_named_kept_and_replaced_only_on_request(
    store: DiaryStore, bytes_: bytes
) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(bytes_)
    for use in (store.entries, store.agreed, lambda: store.add([CALF]), store.delete_last):
        with pytest.raises(DamagedDiaryError, match=r"diary is damaged.*diary afresh") as caught:
            use()
        assert "\n" not in str(caught.value)
    assert store.path.read_bytes() == bytes_
    aside, saved = store.start_afresh("now")
    assert (aside.read_bytes(), saved, store.entries()) == (bytes_, 0, {})
    store.add([CALF])
    assert list(store.entries().values()) == [CALF]


def test_what_can_be_read_of_a_damaged_diary_is_saved_without_its_copy(store: DiaryStore) -> None:
    store.add(many(300))
    store.path.with_name("diary.sqlite3.copy").unlink()
    damaged = bytearray(store.path.read_bytes())
    page = 4096
    for at in range(len(damaged) // page - 3, len(damaged) // page - 1):
        damaged[at * page : (at + 1) * page] = random.Random(at).randbytes(page)
    store.path.write_bytes(damaged)
    with pytest.raises(DamagedDiaryError):
        store.entries()
    aside, saved = store.start_afresh("now")
    assert saved == 300  # the index over the texts has them all
    assert set(store.entries().values()) == set(many(300))
    assert aside.read_bytes() == damaged


def test_one_entry_that_cannot_be_read_is_damage_and_costs_only_itself(store: DiaryStore) -> None:
    store.add(many(3))
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE entry SET form = '{}' WHERE id = 2")
    db.close()
    with pytest.raises(DamagedDiaryError):
        store.entries()
    store.path.with_name("diary.sqlite3.copy").unlink()
    assert store.start_afresh("now")[1] == 2


def test_a_diary_of_a_newer_version_is_refused_and_left_alone(store: DiaryStore) -> None:
    store.add([CALF])
    with sqlite3.connect(store.path) as db:
        db.execute("PRAGMA user_version = 2")
    db.close()
    before = store.path.read_bytes()
    for use in (store.entries, lambda: store.add(many(1))):
        with pytest.raises(DiaryError, match=r"newer Cramp Helper .*update the program"):
            use()
    assert store.path.read_bytes() == before
    store.forget()
    assert not store.path.exists()


def test_another_programs_database_is_not_written_into(store: DiaryStore) -> None:
    store.path.parent.mkdir(parents=True)
    with sqlite3.connect(store.path) as db:
        db.execute("PRAGMA application_id = 77")
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(DamagedDiaryError, match="not a Cramp Helper diary"):
        store.add([CALF])


def test_a_folder_in_the_way_is_named(store: DiaryStore) -> None:
    store.path.mkdir(parents=True)
    with pytest.raises(DiaryError, match="check the"):
        store.add([CALF])


BIG = [Entry(AT + timedelta(minutes=n), other=("x" * 190,) * 20) for n in range(40)]


def fill(path: Path, most_bytes: int, told: multiprocessing.Queue[str | int]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    store = DiaryStore(path)
    added = 0
    try:
        for entry in BIG:
            store.add([entry])
            added += 1
    except DiaryError as error:
        told.put(str(error))
    told.put(added)


def test_a_full_disk_is_told_and_costs_nothing_that_was_there(
    store: DiaryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # its file would be full, too
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[str | int] = context.Queue()
    filler = context.Process(target=fill, args=(store.path, 64 * 1024, told))
    filler.start()
    message, added = told.get(timeout=120), told.get(timeout=60)
    filler.join()
    assert "full" in str(message)
    assert str(store.path) in str(message)
    assert isinstance(added, int)
    assert added > 3
    assert list(store.entries().values()) == BIG[:added]
    store.add(BIG[: added + 1])
    assert len(store.entries()) == added + 1


def write_some(path: Path, which: int) -> None:
    store = DiaryStore(path)
    for number in range(25):
        store.add([Entry(AT + timedelta(minutes=number), muscle=f"writer {which}")])


def test_two_programs_at_once_lose_nothing(store: DiaryStore) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_some, args=(store.path, n)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    entries = list(store.entries().values())
    for which in range(3):
        assert sum(entry.muscle == f"writer {which}" for entry in entries) == 25


@pytest.mark.slow
def test_a_program_that_keeps_it_busy_is_told(
    store: DiaryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offline_voice.diary.store.BUSY_S", 0.05)
    store.add([CALF])
    with sqlite3.connect(store.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DiaryError, match="another program is using it"):
            store.add(many(1))
        with pytest.raises(DiaryError, match="another program is using it"):
            store.forget()
        other.execute("ROLLBACK")
    other.close()
    assert list(store.entries().values()) == [CALF]


@pytest.fixture
def writers() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.voice.diary_writer"]
    with subprocess.Popen(
        command,
        env=untraced(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def states(folder: Path, seed: int, count: int) -> list[list[Entry]]:
    """What the diary holds after 0, 1, … `count` of a seed's changes."""
    store, chance = DiaryStore(folder / "diary" / "d"), random.Random(seed)
    found: list[list[Entry]] = [[]]
    for number in range(count):
        change(store, chance, number)
        found.append(list(store.entries().values()))
    return found


@pytest.mark.slow
def test_a_kill_at_any_instant_leaves_the_diary_of_before_or_after(
    writers: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert writers.stdin
    assert writers.stdout
    chance = random.Random() if MORE > 1 else random.Random(7)
    seeds = 5
    expected = [states(tmp_path / f"whole {seed}", seed, CHANGES) for seed in range(seeds)]
    cut_short = 0
    for kill in range(KILLS):
        seed = kill % seeds
        path = tmp_path / f"killed {kill}" / "diary" / "d"
        writers.stdin.write(f"{path} {seed}\n")
        writer = int(writers.stdout.readline())
        done = chance.randrange(CHANGES - 1)
        for _ in range(done):
            assert writers.stdout.readline() == ".\n"
        time.sleep(chance.uniform(0, 0.03))
        os.kill(writer, signal.SIGKILL)
        while writers.stdout.readline() != "gone\n":
            done += 1
        cut_short += done < CHANGES
        found = list(DiaryStore(path).entries().values())
        assert found in expected[seed][done : done + 2], (kill, done)
    assert cut_short > KILLS / 10  # the others found it done: how many is the disk's affair


def test_a_folder_that_may_not_be_looked_into_is_told(
    store: DiaryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    for look in (store.entries, store.agreed, store.files):
        with pytest.raises(DiaryError, match="Permission denied; check the folder"):
            look()
