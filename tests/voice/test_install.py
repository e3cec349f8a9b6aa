from __future__ import annotations

import errno
import io
import multiprocessing
import os
import signal
import socket
import stat
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offline_voice.errors import InstallError, ModelError
from offline_voice.vosk_models import install as installing
from offline_voice.vosk_models.download import Patience
from offline_voice.vosk_models.find import (
    find_model,
    installed_models_folder,
    load_model,
)
from offline_voice.vosk_models.install import find_release, install
from offline_voice.vosk_models.registry import RELEASES, Release
from tests.voice.model_site import MODEL, NAME, RELEASE, Site, release_of, served

QUICK = Patience(tries=4, pause_s=0.01, stall_s=0.3)


@pytest.fixture
def site() -> Iterator[Site]:
    with served(MODEL) as site:
        yield site


@pytest.fixture(autouse=True)
def _own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def fetch(site: Site, release: Release = RELEASE, **options: Any) -> Path:
    told: list[int] = []
    options.setdefault("patience", QUICK)
    return install(release, lambda done, _: told.append(done), site=site.address, **options)


def left_behind() -> set[str]:
    folder = installed_models_folder()
    return {path.name for path in folder.iterdir()} - {".lock"} if folder.is_dir() else set()


def part_name(release: Release = RELEASE) -> str:
    return f".{NAME}.{release.sha256[:8]}.part"


def test_a_model_is_installed_and_from_then_on_used(site: Site) -> None:
    place = fetch(site)
    assert place == installed_models_folder() / NAME
    assert left_behind() == {NAME}
    used = find_model(None)
    assert (used.path, used.origin, used.is_demonstration) == (place, "installed", False)
    load_model(used)


def test_an_installed_model_is_not_fetched_again_and_a_damaged_one_is(site: Site) -> None:
    place = fetch(site)
    assert fetch(site) == place
    assert len(site.ranges) == 1
    (place / "am/final.mdl").unlink()
    assert fetch(site) == place
    assert (place / "am/final.mdl").stat().st_size > 1_000_000


def test_a_model_that_looks_whole_but_is_damaged_is_replaced_when_asked(site: Site) -> None:
    place = fetch(site)
    (place / "am/final.mdl").write_bytes(b"damaged")
    assert fetch(site) == place
    assert (place / "am/final.mdl").read_bytes() == b"damaged"
    fetch(site, again=True)
    assert (place / "am/final.mdl").stat().st_size > 1_000_000
    assert left_behind() == {NAME}


def test_a_download_that_was_whole_when_it_was_killed_is_not_fetched_again(site: Site) -> None:
    part = installed_models_folder() / part_name()
    part.parent.mkdir(parents=True)
    part.write_bytes(MODEL)
    fetch(site, replace(RELEASE, zip_bytes=None))
    assert site.ranges == []


def test_progress_is_told_in_bytes_up_to_the_whole(site: Site) -> None:
    told: list[tuple[int, int | None]] = []
    install(RELEASE, lambda *done: told.append(done), site=site.address, patience=QUICK)
    assert told[0] == (0, len(MODEL))
    assert told[-1] == (len(MODEL), len(MODEL))


def test_a_dropped_download_goes_on_where_it_stopped(site: Site) -> None:
    site.faults = ["drop:300000", "drop:200000"]
    fetch(site)
    assert site.ranges == [None, "bytes=300000-", "bytes=500000-"]


def test_the_next_run_goes_on_where_the_last_gave_up(site: Site) -> None:
    site.faults = ["drop:300000", *["status:503"] * 3]
    with pytest.raises(InstallError, match=r"failed 4 times \(the site answered 503\).*resumes"):
        fetch(site)
    assert left_behind() == {part_name()}
    fetch(site)
    assert site.ranges[-1] == "bytes=300000-"
    assert left_behind() == {NAME}


def test_a_stalled_connection_is_given_up_and_gone_on_with(site: Site) -> None:
    site.faults = ["stall:100000"]
    began_s = time.monotonic()
    fetch(site)
    assert time.monotonic() - began_s < 5
    assert site.ranges[1] == "bytes=100000-"


def test_a_connection_that_only_drips_counts_as_stalled(site: Site) -> None:
    site.faults = ["drip:0"] * 4
    with pytest.raises(InstallError, match="too slow"):
        fetch(site)


def test_a_server_without_ranges_starts_over(site: Site) -> None:
    site.faults = ["drop:300000", "whole"]
    fetch(site)
    assert site.ranges == [None, "bytes=300000-"]
    assert left_behind() == {NAME}


def test_a_server_that_sends_another_part_is_not_believed(site: Site) -> None:
    site.faults = ["drop:300000", "shift"]
    with pytest.raises(InstallError, match="a different part from the one asked for"):
        fetch(site)


def test_a_part_longer_than_the_model_is_begun_anew(site: Site) -> None:
    folder = installed_models_folder()
    folder.mkdir(parents=True)
    (folder / part_name()).write_bytes(MODEL + b"more")
    fetch(site)
    assert site.ranges == [f"bytes={len(MODEL) + 4}-", None]


def test_a_corrupt_file_is_thrown_away_and_never_unpacked(site: Site) -> None:
    site.faults = ["twist"]
    with pytest.raises(InstallError, match=r"does not have the checksum .* was deleted"):
        fetch(site)
    assert left_behind() == set()


def test_a_corrupt_part_of_an_earlier_run_is_fetched_anew_once(site: Site) -> None:
    folder = installed_models_folder()
    folder.mkdir(parents=True)
    (folder / part_name()).write_bytes(b"x" * 1000)
    fetch(site)
    assert site.ranges == ["bytes=1000-", None]


@pytest.mark.parametrize("fault", ["length:10", "length:99999999999"])
def test_a_wrong_length_is_told_before_a_byte_is_kept(site: Site, fault: str) -> None:
    site.faults = [fault]
    with pytest.raises(InstallError, match=r"the site offers [\d,]+ bytes, the model has"):
        fetch(site)
    assert left_behind() == set()


def test_a_model_of_unknown_length_may_not_grow_for_ever(site: Site) -> None:
    release = release_of(MODEL, zip_bytes=None, zip_bytes_max=1_000_000)
    with pytest.raises(InstallError, match="at most 1,000,000"):
        fetch(site, release)
    assert fetch(site, release_of(MODEL, zip_bytes=None)).is_dir()


def test_a_redirect_within_the_site_is_followed_and_one_elsewhere_is_not(site: Site) -> None:
    site.faults = ["to:/moved/model.zip"]
    fetch(site)
    with served(b"something else") as elsewhere:
        site.faults = [f"to:{elsewhere.address}/model.zip"]
        with pytest.raises(InstallError, match=r"redirects to 127\.0\.0\.1:\d+, which was not"):
            fetch(site, release_of(MODEL, name="vosk-model-other"))
        assert elsewhere.ranges == []


def test_a_site_that_sends_us_in_circles_is_left(site: Site) -> None:
    site.faults = ["to:/again"] * 9
    with pytest.raises(InstallError, match="redirects in a circle"):
        fetch(site)


def test_a_model_that_is_gone_from_the_site_is_told_at_once(site: Site) -> None:
    site.faults = ["status:404"]
    with pytest.raises(InstallError, match=r"answered 404.*--file"):
        fetch(site)
    assert len(site.ranges) == 1


def test_without_a_network_it_says_so() -> None:
    with served(MODEL) as gone:
        pass
    with pytest.raises(InstallError, match=r"failed 4 times \(the site cannot be reached"):
        fetch(gone)


def told_soon(address: str) -> str:
    """The error of a download from there, which must come within the time of its patience."""
    began_s = time.monotonic()
    with pytest.raises(InstallError) as told:
        fetch(Site(MODEL, address=address), patience=Patience(answer_s=0.4))
    assert time.monotonic() - began_s < 2
    return str(told.value)


def test_where_nothing_answers_it_gives_up_soon_and_says_how_to_go_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert told_soon(address) == (
            f"{address}/{NAME}.zip: the download failed once (no bytes came for too long); check"
            " the network and run it again, it resumes where it stopped, or fetch the zip by hand"
            " and run `cramp-voice model install --file ZIP`"
        )


def test_a_name_that_the_system_looks_up_for_ever_is_given_up_as_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leave = threading.Event()

    def look_up(*_: object, **__: object) -> None:
        leave.wait(60)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert "failed once (no bytes came for too long)" in told_soon("http://models.example")
    leave.set()


def test_another_folder_of_the_site_may_be_named_with_its_last_slash(site: Site) -> None:
    site.address += "/mirror/"
    assert fetch(site).name == NAME


def hostile(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (hostile(("../../escaped", b"x")), "'../../escaped' leaves the folder"),
        (hostile(("m/../../escaped", b"x")), "leaves the folder"),
        (hostile(("/escaped", b"x")), "is not a plain relative name"),
        (hostile(("C:escaped", b"x")), "is not a plain relative name"),
        (hostile(("..\\escaped", b"x")), "is not a plain relative name"),
        (hostile((special("m/link", stat.S_IFLNK | 0o777), b"/etc")), "is a link or a device"),
        (hostile((special("m/pipe", stat.S_IFIFO | 0o600), b"")), "is a link or a device"),
        (hostile(("m/a", b"1"), ("M/A", b"2")), "comes twice"),
        (hostile(("m/bomb", bytes(40_000_000))), "would unpack to 40,000,000 bytes"),
        (hostile(*((f"m/{n}", b"") for n in range(1001))), "1,001 members"),
        (MODEL[:-5000], "not a complete zip file"),
        (b"no zip at all", "not a complete zip file"),
        (hostile(("m/readme", b"hello")), "not a Vosk model"),
    ],
)
def test_a_zip_that_is_no_model_is_not_unpacked(body: bytes, says: str, tmp_path: Path) -> None:
    with served(body) as site, pytest.raises(ModelError) as told:
        fetch(site, release_of(body))
    assert says in str(told.value)
    assert "\n" not in str(told.value)
    assert not list(tmp_path.rglob("*escaped*"))
    assert not [name for name in left_behind() if not name.endswith(".part")]


def test_a_zip_that_lies_about_a_size_is_damaged_not_obeyed(tmp_path: Path) -> None:
    body = hostile(("m/bomb", bytes(3_000_000)))
    at = body.rindex(b"PK\x01\x02") + 24
    lying = body[:at] + (100).to_bytes(4, "little") + body[at + 4 :]
    with served(lying) as site, pytest.raises(InstallError, match="not a complete zip file"):
        fetch(site, release_of(lying))
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 100_000


def test_what_a_killed_install_left_is_swept_and_never_listed(site: Site) -> None:
    left = installed_models_folder() / ".staging-killed"
    (left / NAME).mkdir(parents=True)
    fetch(site)
    assert left_behind() == {NAME}


def _install_in_child(address: str) -> None:
    install(RELEASE, lambda *_: None, site=address, patience=Patience(stall_s=60))


def test_killed_at_any_moment_nothing_half_is_taken_for_a_model(site: Site) -> None:
    site.faults = ["stall:500000"]
    child = multiprocessing.get_context("spawn").Process(
        target=_install_in_child, args=(site.address,)
    )
    child.start()
    part = installed_models_folder() / part_name()
    wait_until(lambda: part.exists() and part.stat().st_size >= 400_000)
    with pytest.raises(InstallError, match="another install is running; wait"):
        fetch(site)
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert find_model(None).is_demonstration
    fetch(site)
    assert left_behind() == {NAME}


def wait_until(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline_s
        threading.Event().wait(0.02)


def test_a_full_disk_is_said_in_one_line_and_leaves_only_the_download(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(installing, "unpack", full)
    with pytest.raises(InstallError) as told:
        fetch(site)
    folder = installed_models_folder()
    assert str(told.value) == f"{folder}: the disk is full; free some space and run it again"
    assert left_behind() == {part_name()}


def test_too_little_room_is_told_before_the_download(site: Site) -> None:
    with pytest.raises(InstallError, match=r"MB free, about \d+ MB are needed; free some space"):
        fetch(site, release_of(MODEL, unpacked_bytes_max=10**16))
    assert site.ranges == []


def test_a_place_that_cannot_be_written_is_one_line(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    with pytest.raises(InstallError, match="check the folder's permissions"):
        fetch(site)


def test_a_zip_fetched_by_other_means_needs_no_network(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "carried.zip"
    file.write_bytes(MODEL)
    fetch(site, from_file=file)
    assert left_behind() == {NAME}
    assert site.ranges == []
    assert file.exists()


def test_a_wrong_zip_or_none_is_told(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "carried.zip"
    with pytest.raises(InstallError, match="no such file"):
        fetch(site, from_file=file)
    file.write_bytes(MODEL[:-1])
    with pytest.raises(InstallError, match=r"its checksum differs; download it again from https"):
        fetch(site, from_file=file)


def test_the_official_models_are_found_by_a_part_of_their_name() -> None:
    assert find_release("small") is RELEASES[0]
    assert find_release("vosk-model-en-us-0.22-lgraph") is RELEASES[1]
    with pytest.raises(InstallError, match="no such model; choose among vosk-model-small"):
        find_release("german")
    assert {release.sha256[:4] for release in RELEASES} == {"30f2", "d983"}
    assert RELEASES[0].zip_bytes == 41_205_931
