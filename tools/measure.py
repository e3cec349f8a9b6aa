"""What the benchmarks measure with: repeated calls, and starts of a fresh interpreter."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Final

STARTS: Final = 10


def times_ms(call: Callable[[], object], rounds: int) -> list[float]:
    """How long each of `rounds` calls took, in milliseconds."""
    taken = []
    for _ in range(rounds):
        began_s = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began_s) * 1e3)
    return taken


def p99(taken: list[float]) -> float:
    """The 99th percentile."""
    return statistics.quantiles(taken, n=100)[98]


def cold_ms(statement: str) -> float:
    """Best of ten starts of a fresh interpreter that runs a statement, from compiled modules."""
    with tempfile.TemporaryDirectory() as compiled:
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        start = [sys.executable, "-c", statement]
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled}
        return min(
            times_ms(lambda: subprocess.run(start, env=environment, check=True), STARTS),
        )
