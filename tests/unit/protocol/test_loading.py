"""Loading the protocol leaves the interpreter as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cramp_triage.protocol.model import load_protocol


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_as_it_was(on: bool) -> None:
    if not on:
        gc.disable()
    load_protocol()
    assert gc.isenabled() == on
