"""Private files: where they can be, and what becomes of a conversation whose file fails."""

from __future__ import annotations

import errno
import io
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cramp_triage.dialogue.session import load
from cramp_triage.errors import FileError
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage import private_files
from cramp_triage.storage.private_files import (
    Keeper,
    check_new,
    read_bounded,
    read_diary,
    told_private,
    write_private,
    write_whole,
)


def fails_with(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(private_files.tempfile if name == "mkstemp" else os, name, fail)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("gone/kept.json", "there is no folder gone; make it, or name another"),
        ("file/kept.json", "there is no folder file; make it, or name another"),
        ("folder", "is a folder; name a new file in it"),
        ("file", "already exists; name a new file"),
        ("dangling", "already exists; name a new file"),
        ("/dev/full", "already exists; name a new file"),
        ("/proc/kept.json", "cannot be written (No such file or directory); name another"),
        ("n" * 300, "cannot be written (File name too long); name another"),
    ],
)
def test_a_place_where_nothing_can_be_kept_is_refused_at_once_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").write_text("mine")
    Path("dangling").symlink_to("nowhere")
    with pytest.raises(FileError) as refused:
        Keeper(Path(place), lambda line: pytest.fail(line))
    assert str(refused.value) == f"{place}: {told}"
    assert sorted(os.listdir()) == ["dangling", "file", "folder"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fails_with(monkeypatch, "mkstemp", number)
    with pytest.raises(FileError, match=rf"\({os.strerror(number)}\); name another$"):
        check_new(tmp_path / "kept.json")


def test_trying_a_place_leaves_nothing_there_and_a_full_disk_is_no_reason_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_new(tmp_path / "kept.json")
    fails_with(monkeypatch, "mkstemp", errno.ENOSPC)
    check_new(tmp_path / "kept.json")
    assert list(tmp_path.iterdir()) == []


def test_what_becomes_of_the_file_is_told_once_each_time_that_it_changes(
    tmp_path: Path, protocol: Protocol, talk
) -> None:
    told: list[str] = []
    path = tmp_path / "kept.json"
    keep = Keeper(path, told.append)
    assert told == []  # nothing is kept yet, and nothing says so
    for _ in range(2):
        keep(talk.session)
    assert told == [f"This conversation is kept in {path}; only you can read it."]
    with pytest.MonkeyPatch.context() as patch:
        fails_with(patch, "fsync", errno.ENOSPC)
        talk.tell(site="calf")
        for _ in range(3):
            keep(talk.session)
    assert told[1:] == [
        f"This conversation is no longer kept: {path}: "
        "cannot be written (No space left on device); make room on the disk"
    ]
    assert load(protocol, path.read_bytes()) != talk.session
    keep(talk.session)
    assert told[2:] == [f"This conversation is kept in {path}; only you can read it."]
    assert load(protocol, path.read_bytes()) == talk.session
    assert [file.name for file in tmp_path.iterdir()] == ["kept.json"]


def test_a_conversation_that_was_never_kept_is_not_said_to_be_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, talk
) -> None:
    told: list[str] = []
    keep = Keeper(tmp_path / "kept.json", told.append)
    fails_with(monkeypatch, "fsync", errno.EIO)
    for _ in range(2):
        keep(talk.session)
    assert len(told) == 1
    assert told[0].startswith("This conversation is not kept: ")


def test_a_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_private(pipe, b"a page")
    reader.join(timeout=20)
    assert read == [b"a page"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_without_another_end_is_told_in_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cramp_triage.storage.private_files.PIPE_S", 0.2)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for use, why in (
        (lambda: write_private(pipe, b"a page"), r"cannot be written \(nobody reads from"),
        (lambda: read_bounded(pipe), r"cannot be read \(nobody writes into"),
        (lambda: read_diary(pipe, print), r"cannot be read \(nobody writes into"),
    ):
        with pytest.raises(FileError, match=rf"{pipe}: {why} this pipe\)"):
            use()
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(FileError, match="nobody reads on from this pipe"):
        write_private(pipe, bytes(1_000_000))
    os.close(reader)


@pytest.mark.parametrize("wait_s", [0.0, 0.5])
def test_a_pipe_is_read_to_its_end_however_slow_its_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_s: float
) -> None:
    monkeypatch.setattr("cramp_triage.storage.private_files.PIPE_S", 0.2 if wait_s else 20)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR) if wait_s else None

    def write() -> None:
        time.sleep(wait_s)
        pipe.write_bytes(b"a page" * 50_000)
        if held is not None:
            os.close(held)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_bounded(pipe) == b"a page" * 50_000
    writer.join(timeout=20)


def test_what_lies_in_a_pipe_already_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    keeps = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # so that it is not lost with its writer
    pipe.write_bytes(b"a page")
    assert read_bounded(pipe) == b"a page"
    os.close(keeps)


def test_nobody_is_said_to_be_the_only_reader_of_what_others_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, talk
) -> None:
    pipe, open_file, own = tmp_path / "pipe", tmp_path / "open", tmp_path / "own"
    os.mkfifo(pipe, 0o600)
    open_file.write_bytes(b"")
    open_file.chmod(0o644)
    write_private(own, b"")
    others = (pipe, open_file, tmp_path / "nothing", tmp_path, Path("/dev/null"))
    assert [told_private(path) for path in others] == [""] * len(others)
    assert told_private(own) == "; only you can read it"
    told: list[str] = []
    keep = Keeper(tmp_path / "kept.json", told.append)
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: open_to_all(tmp_path / "x"))
    keep(talk.session)
    assert told == [f"This conversation is kept in {tmp_path / 'kept.json'}."]


def open_to_all(path: Path) -> tuple[int, str]:
    """As `mkstemp`, on a disk that knows no owners."""
    number = os.open(path, os.O_CREAT | os.O_WRONLY, 0o666)
    os.fchmod(number, 0o666)
    return number, str(path)


def test_a_device_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"^/dev/full: .*make room on the disk$"):
        write_private(Path("/dev/full"), b"a page")
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def stands_as(path: Path) -> tuple[int, str]:
    """What a name is: its kind, and where it leads if it is a link."""
    kind = stat.S_IFMT(path.lstat().st_mode)
    return kind, os.readlink(path) if kind == stat.S_IFLNK else ""


PLACES = ("nothing", "open file", "shut file", "hard link", "link", "link to a link", "dangling",
          "link to nothing's link", "pipe", "link to a pipe", "link to a device")  # fmt: skip


def make(place: str, path: Path) -> Path:
    """Makes what stands at the path; returns where the written bytes are to be found."""
    end = path.with_name("end of the way")
    match place.split():
        case ["nothing"]:
            return path
        case [mode, "file"]:
            path.write_bytes(b"older")
            path.chmod(0o644 if mode == "open" else 0o400)
            return path
        case ["hard", "link"]:
            end.write_bytes(b"older")
            path.hardlink_to(end)
            return path
        case ["pipe"]:
            os.mkfifo(path)
            return path
        case ["link", "to", "a", "pipe"]:
            os.mkfifo(end)
        case ["link", "to", "a", "device"]:
            end = Path(os.devnull)
        case ["link"]:
            end.write_bytes(b"older")
            end.chmod(0o644)
        case ["link", "to", *_]:
            path.with_name("on the way").symlink_to(end)
            path.symlink_to("on the way")
            return end
    path.symlink_to(end)
    return end


@pytest.mark.parametrize("place", PLACES)
def test_only_a_plain_file_is_replaced_and_what_is_written_is_the_owners_alone(
    tmp_path: Path, place: str
) -> None:
    path = tmp_path / "page.html"
    end = make(place, path)
    before = stands_as(path) if place != "nothing" else (stat.S_IFREG, "")
    ends_in = end.stat().st_mode if end.exists() else stat.S_IFREG
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(end.read_bytes()))
    if stat.S_ISFIFO(ends_in):
        reader.start()
        write_private(path, b"a page")
        reader.join(timeout=20)
        assert read == [b"a page"]
    else:
        write_private(path, b"a page")
    assert stands_as(path) == before
    assert stat.S_IFMT(end.stat().st_mode) == stat.S_IFMT(ends_in)
    if stat.S_ISREG(ends_in):
        assert end.read_bytes() == b"a page"
        assert stat.S_IMODE(end.stat().st_mode) == 0o600
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize("name", ["/dev/stdout", "link.html"])
def test_standard_output_is_written_on_whatever_its_name(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out.html"
    (tmp_path / "link.html").symlink_to("out.html")
    program = (
        "import sys; from pathlib import Path\n"
        "from cramp_triage.storage.private_files import write_private\n"
        "print('before'); write_private(Path(sys.argv[1]), b'a page '); print('after')"
    )
    place = stands_as(Path("/dev/stdout"))
    with out.open("wb") as file:
        subprocess.run([sys.executable, "-c", program, name], stdout=file, cwd=tmp_path, check=True)
    assert out.read_text() == "before\na page after\n"
    assert stands_as(Path("/dev/stdout")) == place


def test_what_cannot_be_written_whole_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "diary.csv"
    write_whole(place, b"old")
    fails_with(monkeypatch, "fsync", errno.ENOSPC)
    with pytest.raises(OSError, match="No space left"):
        write_whole(place, b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_program_without_a_standard_output_of_the_system_writes_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "page.html"
    place.write_bytes(b"old")
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    write_private(place, b"new")
    assert place.read_bytes() == b"new"


def test_a_pipe_that_is_gone_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        private_files._pour(tmp_path / "gone", b"")
