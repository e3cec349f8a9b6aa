"""A damaged diary: nothing legible is lost, no command ends in a traceback, each goes on."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import re
import resource
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import from_csv
from cramp_triage.errors import DiaryError
from offline_voice.diary.database import as_text
from offline_voice.diary.rescue import committed
from offline_voice.diary.store import DiaryStore
from offline_voice.errors import NewerDiaryError
from tests.voice.test_cli_diary import Diary, diary, store

__all__ = ["diary"]  # the fixture

AT = datetime(2026, 6, 1, 2, 10, tzinfo=UTC)
SEEDS = 40 if os.environ.get("CRAMP_SOAK", "1") == "1" else 1000
ALONE = 60 if SEEDS == 40 else 1500
WORDS = "calf foot zebrafish naïve 腓肠肌 درد 🦵 =1+1".split()


def some_entries(chance: random.Random, most: int) -> list[Entry]:
    """Cramps with few words or so many that a row goes over several pages."""

    def words() -> tuple[str, ...]:
        longest = chance.choice((1, 1, 1, 1, 12, 150))
        return tuple(chance.choice(WORDS) * longest for _ in range(chance.choice((0, 1, 1, 3, 30))))

    return [
        Entry(
            AT + timedelta(hours=number, minutes=chance.randrange(60)),
            muscle=chance.choice(WORDS),
            pain=chance.choice((None, *range(11))),
            other=tuple(word[:200] for word in words()),
        )
        for number in range(chance.randrange(1, most))
    ]


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 40, 400))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def no_text(data: bytearray, chance: random.Random) -> None:
    at = data.find(chance.choice((b'"muscle"', b"CREATE", b"entry")), chance.randrange(len(data)))
    data[max(0, at) + 2] = 0xFF


def zeroed(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(0, len(data), 512)
    data[at : at + 512 * chance.choice((1, 8, 40))] = bytes(len(data[at : at + 512 * 8]))


def scrambled(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(0, len(data), 4096)
    data[at : at + 4096] = chance.randbytes(4096)


def header(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(100)] = chance.randrange(256)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def moved(data: bytearray, chance: random.Random) -> None:
    begin, end = (4096 * chance.randrange(len(data) // 4096) for _ in range(2))
    data[begin : begin + 4096], data[end : end + 4096] = (
        data[end : end + 4096],
        data[begin : begin + 4096],
    )


def emptied(data: bytearray, chance: random.Random) -> None:
    data.clear()


def dates(data: bytearray, chance: random.Random) -> None:
    """Of some entries the time is gone."""
    places = [found.start() for found in re.finditer(rb'"at":"', data)]
    for at in chance.sample(places, min(len(places), chance.choice((1, 3, 60)))):
        data[at + 6 : at + 16] = chance.choice((bytes(10), b"0000-00-00", b"2026-13-99"))


def words(data: bytearray, chance: random.Random) -> None:
    """Bytes in the middle of words."""
    places = [found.start() for found in re.finditer(rb"calf|foot|zebra", data)]
    for at in chance.sample(places, min(len(places), chance.choice((1, 9, 200)))):
        data[at + 1 : at + 3] = chance.randbytes(2)


def schema(data: bytearray, chance: random.Random) -> None:
    """What says which tables there are."""
    at = data.find(b"CREATE TABLE")
    data[at : at + chance.choice((6, 40, 300))] = chance.choice((b"", bytes(40), b"CREATE VIEW"))


def noise(data: bytearray, chance: random.Random) -> None:
    data[:] = chance.randbytes(len(data))


DAMAGES = (
    flipped, no_text, zeroed, scrambled, header, cut, moved, emptied, dates, words, schema, noise
)  # fmt: skip


def damage(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    DAMAGES[chance.randrange(len(DAMAGES))](data, chance)
    path.write_bytes(data)


def told_in_one_line(path: Path, use: Callable[[], object]) -> None:
    told = f"{path}: "
    try:
        use()
    except DiaryError as error:
        told = str(error)
    assert told.startswith(f"{path}: ")
    assert told.isprintable()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_legible_is_lost_and_nothing_made_up(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    entries = some_entries(chance, 120)
    gone = set(store.add(entries)[:: chance.choice((2, 3, 7))])
    for number in list(gone)[:3]:
        store.delete(number)
    whole = list(store.entries().values())
    if not whole:
        return
    copy = store.path.with_name("d.sqlite3.copy")
    has_copy = chance.random() < 0.6
    if not has_copy:
        damage(copy, chance) if chance.random() < 0.5 else copy.unlink()
    damage(store.path, chance)
    left = store.path.read_bytes() + (copy.read_bytes() if copy.exists() else b"")

    for use in (store.entries, store.agreed, store.delete_last, lambda: store.add(whole[:1])):
        told_in_one_line(store.path, use)
        if store.path.exists() and store.path.read_bytes() not in left:
            return  # it was sound, and is used
    seen = None
    with contextlib.suppress(NewerDiaryError):  # a changed byte of the header can say so
        seen, _ = store.legible()
    _, saved = store.start_afresh("now")
    found = list(store.entries().values())
    assert saved == len(found)
    assert seen is None or list(seen.values()) == found
    if has_copy:
        assert found == whole
    texts = {as_text(entry) for entry in found}
    assert all(text in texts for text in map(as_text, whole) if text.encode() in left)
    assert store.path.with_name("d.sqlite3.damaged-now").exists()
    store.forget()
    assert not store.path.parent.exists()


@pytest.mark.parametrize("seed", range(ALONE))
def test_row_by_row_without_a_copy_all_that_is_legible_is_saved(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    store.add(some_entries(chance, 60)[:30])
    whole = [as_text(entry) for entry in store.entries().values()]
    store.path.with_name("d.sqlite3.copy").unlink()
    DAMAGES[seed % len(DAMAGES)](data := bytearray(store.path.read_bytes()), chance)
    store.path.write_bytes(data)
    seen = None
    with contextlib.suppress(NewerDiaryError):  # a changed byte of the header can say so
        seen, _ = store.legible()
    texts = {as_text(entry) for entry in (seen or {}).values()}
    there = {text for text in whole if text.encode() in data}
    assert seen is None or there <= texts
    _, saved = store.start_afresh("now")
    found = {as_text(entry) for entry in store.entries().values()}
    assert len(found) == saved
    assert there <= found
    assert seen is None or found == texts


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.__name__)
def test_no_command_ends_in_a_traceback_without_a_copy(
    diary: Diary, kind: Callable[..., None]
) -> None:
    store().add(some_entries(random.Random(5), 30))
    path = store().path
    path.with_name("diary.sqlite3.copy").unlink()
    kind(data := bytearray(path.read_bytes()), random.Random(7))
    path.write_bytes(data)
    for command in (
        ("list",), ("show", 1), ("where",), ("export", "all.csv"), ("backup", "all.json"),
        ("add", f"at={AT}", "muscle=calf"), ("edit", 1, "pain=3"), ("delete", 2),
        ("afresh", "--yes"), ("list",), ("add", f"at={AT - timedelta(days=9)}", "muscle=foot"),
        ("forget", "--yes"),
    ):  # fmt: skip
        ran = diary(*command)
        assert ran.status in (0, 1)
        assert ran.err.count("\n") <= 1
        assert not ran.err or ran.err.startswith(f"cramp-voice: {path}: ") or "no entry" in ran.err
    assert not path.parent.exists()


@pytest.mark.parametrize("kind", [no_text, cut, emptied], ids=lambda kind: kind.__name__)
def test_every_command_names_the_file_and_goes_on(diary: Diary, kind: Callable[..., None]) -> None:
    entries = some_entries(random.Random(5), 30)
    store().add(entries)
    path = store().path
    whole = list(store().entries().values())
    data = bytearray(path.read_bytes())
    kind(data, random.Random(3))
    path.write_bytes(data)
    for command, sign in (
        (("list",), f"{len(entries)} in all"),
        (("show", 1), "at  2026-06-01"),
        (("export", "all.csv"), f"{len(entries)} exported"),
        (("chart",), "muscles.png"),
        (("add", "muscle=calf"), ""),
        (("import", "all.csv"), ""),
        (("delete", 1), ""),
        (("edit", 1, "pain=3"), ""),
    ):
        ran = diary(*command)
        assert ran.status == 1
        assert sign in ran.out
        assert ran.err.startswith(f"cramp-voice: {path}: the diary is damaged (")
        assert ran.err.endswith("saves what can be read and begins a new one\n")
        assert ran.err.count("\n") == 1
    assert list(from_csv(Path("all.csv").read_bytes(), "all.csv")) == whole
    assert path.read_bytes() == data
    assert diary("afresh", "--yes").out.startswith(f"{len(entries)} entries could be read")
    assert diary("list").status == 0
    assert diary("forget", "--yes").out.startswith("Deleted.")
    assert not path.parent.exists()


def test_a_report_is_made_of_what_can_be_read(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from offline_voice.cli.main import main

    store().add(some_entries(random.Random(5), 30))
    store().path.write_bytes(b"no database")
    monkeypatch.setattr("sys.argv", ["cramp-voice", "report", "--format", "md"])
    with pytest.raises(SystemExit) as left:
        main()
    out, err = capfd.readouterr()
    assert left.value.code == 1
    assert "muscle cramp" in out.lower()
    assert err.startswith(f"cramp-voice: {store().path}: the diary is damaged (file is not a ")


def test_a_diary_of_which_nothing_is_left_is_not_said_to_be_empty(diary: Diary) -> None:
    diary("add", "muscle=calf")
    store().path.write_bytes(b"no database")
    store().path.with_name("diary.sqlite3.copy").unlink()
    ran = diary("list")
    assert (ran.status, ran.out) == (1, "")
    assert "the diary is damaged" in ran.err


def test_the_copy_is_the_last_good_state_and_knows_nothing_deleted(tmp_path: Path) -> None:
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    copy = store.path.with_name("d.sqlite3.copy")
    store.agree()
    assert not copy.exists()
    store.add([Entry(AT, muscle="zebrafish"), Entry(AT + timedelta(days=1), muscle="calf")])
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"zebrafish" in copy.read_bytes()
    store.delete(1)
    left = as_text(Entry(AT + timedelta(days=1), muscle="calf"))
    assert copy.read_text().splitlines()[:-1] == [left]
    store.delete_last()
    assert not copy.exists()


def test_what_stands_in_the_log_only_is_read_without_a_write(tmp_path: Path) -> None:
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    for seed in range(6):
        chance = random.Random(seed)
        store.add(some_entries(chance, 30))
        reader = sqlite3.connect(store.path)
        reader.execute("SELECT count(*) FROM entry").fetchall()  # keeps the log from being emptied
        store.add(some_entries(chance, 30))
        with contextlib.closing(sqlite3.connect(":memory:")) as db:
            data = bytearray(committed(store.path))
            data[18:20] = b"\1\1"
            db.deserialize(bytes(data))
            (sound,) = db.execute("PRAGMA integrity_check").fetchone()
            (count,) = db.execute("SELECT count(*) FROM entry").fetchone()
        reader.close()
        assert (sound, count) == ("ok", len(store.entries()))


def on_a_full_disk(path: Path, told: multiprocessing.Queue[tuple[int, str, list[str]]]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    store = DiaryStore(path)
    entries = len(store.entries())
    try:
        store.add([Entry(AT, muscle="new")])
    except DiaryError as error:
        message = str(error)
    store.forget()
    told.put((entries, message, [file.name for file in path.parent.parent.rglob("*")]))


def test_a_disk_without_room_lists_and_forgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # its file would be full, too
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    entries = some_entries(random.Random(1), 40)
    store.add(entries)
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[tuple[int, str, list[str]]] = context.Queue()
    process = context.Process(target=on_a_full_disk, args=(store.path, told))
    process.start()
    count, message, left = told.get(timeout=60)
    process.join()
    assert count == len(entries)
    assert message.startswith(f"{store.path}: ")
    assert left == ["diary.lock"]


def afresh_with_room_for(path: Path, most_bytes: int, told: multiprocessing.Queue[str]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    try:
        DiaryStore(path).start_afresh("now")
    except DiaryError as error:
        told.put(str(error))
    else:
        told.put("")


def test_beginning_again_without_room_leaves_every_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # its file would be full, too
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    store.add(some_entries(random.Random(3), 60))
    whole = list(store.entries().values())
    copy = store.path.with_name("d.sqlite3.copy")
    store.path.write_bytes(b"no database")
    enough = copy.stat().st_size
    context = multiprocessing.get_context("spawn")
    for most_bytes in (0, 100, enough - 1, enough, enough + 4096):
        before = {file: file.read_bytes() for file in store.path.parent.iterdir()}
        told: multiprocessing.Queue[str] = context.Queue()
        process = context.Process(target=afresh_with_room_for, args=(store.path, most_bytes, told))
        process.start()
        message = told.get(timeout=60)
        process.join()
        if message:
            assert message.startswith(f"{store.path}: ")
            assert {f: f.read_bytes() for f in store.path.parent.iterdir()} == before, most_bytes
            assert list(store.legible()[0].values()) == whole
    assert store.start_afresh("then")[1] == len(whole)
    assert list(store.entries().values()) == whole


def test_a_copy_for_which_there_is_no_room_leaves_no_half_and_costs_no_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    store.add(some_entries(random.Random(3), 60))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("offline_voice.diary.store.os.fsync", full)
    store.add([Entry(AT - timedelta(days=1), muscle="new")])
    assert next(iter(store.entries().values())).muscle == "new"
    assert not [f for f in store.path.parent.iterdir() if f.name.endswith("copy-new")]


def test_a_disk_that_is_only_read_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = DiaryStore(tmp_path / "data" / "diary" / "d.sqlite3")
    entries = some_entries(random.Random(2), 40)
    store.add(entries)

    def refused(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        db.execute("UPDATE consent SET yes = 1")
        raise AssertionError("a database that is only read was written")

    def no_lock(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("offline_voice.diary.store.opened", refused)
    monkeypatch.setattr("filelock.FileLock", no_lock)
    assert list(store.entries().values()) == entries
    with pytest.raises(DiaryError, match="Read-only file system; check the folder"):
        store.add(entries)
