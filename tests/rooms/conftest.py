"""Rooms side by side: nearly all of a conversation is waiting, so several are held at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest

from .room import Room, require_pulseaudio

AT_ONCE: Final = 4


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "room(**options): is held in a `Room` of its own")


@pytest.fixture(scope="session")
def _held(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[None]]]:
    """The chosen tests of this folder, all of them begun, by node id."""
    require_pulseaudio()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        held = {}
        for item in request.session.items:
            marker = item.get_closest_marker("room")
            if marker and isinstance(item, pytest.Function):
                held[item.nodeid] = pool.submit(_hold, item.obj, marker.kwargs)
        yield held
        for future in held.values():
            future.cancel()


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


def _hold(test: Callable[..., Any], options: dict[str, Any]) -> None:
    # A socket's path is at most 107 bytes long; pytest's own folders are deeper.
    folder = Path(tempfile.mkdtemp(prefix="room-"))
    try:
        with Room(folder, **options) as room:
            test(room=room)
    finally:
        shutil.rmtree(folder)
