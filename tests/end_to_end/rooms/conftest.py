"""Rooms side by side: nearly all of a conversation is waiting, so several are held at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from tests.end_to_end.rooms.room import Room, require_pulseaudio

AT_ONCE: Final = 5
WAITS: Final = pytest.StashKey[list[float]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "room: is held in a `Room` of its own")


@pytest.fixture(scope="session")
def _held(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[None]]]:
    """The chosen tests of this folder, all of them begun, by node id."""
    require_pulseaudio()
    waits_s = request.config.stash.setdefault(WAITS, [])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        held = {}
        for item in request.session.items:
            marker = item.get_closest_marker("room")
            if marker and isinstance(item, pytest.Function):
                held[item.nodeid] = pool.submit(_hold, item, waits_s)
        yield held
        for future in held.values():
            future.cancel()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    waits_s = sorted(config.stash.get(WAITS, []))
    if waits_s:
        median_s, p95_s = (waits_s[int(len(waits_s) * share)] for share in (0.5, 0.95))
        terminalreporter.write_line(
            f"rooms: end of speech to first sound p50 {median_s:.2f} s, p95 {p95_s:.2f} s,"
            f" {len(waits_s)} turns, {AT_ONCE} conversations at a time"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Waits for a test that has begun elsewhere, instead of running it."""
    if pyfuncitem.get_closest_marker("room") is None:
        return None
    held: dict[str, Future[None]] = pyfuncitem.funcargs["_held"]
    held[pyfuncitem.nodeid].result()
    return True


@pytest.fixture
def room(_held: dict[str, Future[None]]) -> None:
    """Stands for the room that the test has got already."""


def _hold(test: pytest.Function, waits_s: list[float]) -> None:
    # A socket's path is at most 107 bytes long; pytest's own folders are deeper.
    folder = Path(tempfile.mkdtemp(prefix="room-"))
    chosen = test.callspec.params if hasattr(test, "callspec") else {}
    try:
        with Room(folder) as room:
            try:
                test.obj(room=room, **chosen)
            except BaseException as error:
                error.add_note("\n".join(room.log))
                raise
            waits_s += room.waits_s
    finally:
        shutil.rmtree(folder)
