"""What the benchmarks measure and report with: repeated calls, cold starts, rows of figures."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

STARTS: Final = 20


def times_ms(call: Callable[[], object], rounds: int) -> list[float]:
    """What each of `rounds` calls computed, in milliseconds; waiting does not count."""
    taken = []
    for _ in range(rounds):
        began_s = time.process_time()
        call()
        taken.append((time.process_time() - began_s) * 1e3)
    return taken


def p50(taken: Iterable[float]) -> float:
    """The median."""
    return statistics.median(taken)


def p95(taken: Iterable[float]) -> float:
    """The 95th percentile: one of the values, also where there are few."""
    ordered = sorted(taken)
    return ordered[round((len(ordered) - 1) * 0.95)]


def p99(taken: Iterable[float]) -> float:
    """The 99th percentile."""
    return statistics.quantiles(taken, n=100)[98]


def untraced() -> dict[str, str]:
    """The environment without coverage: for a child that is timed, killed, or forks."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


def cold_ms(*statements: str, starts: int = STARTS) -> list[float]:
    """What a fresh interpreter computes for each statement, from compiled modules.

    Best of so many starts, the statements in turns; they read nothing and are not seen. Processor
    time is counted, since waiting for a busy machine is not theirs.
    """
    taken: list[list[float]] = [[] for _ in statements]
    with tempfile.TemporaryDirectory() as compiled:
        kept = {k: v for k, v in untraced().items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled}
        for _ in range(starts):
            for times, code in zip(taken, statements, strict=True):
                began_ms = _children_ms()
                subprocess.run(
                    [sys.executable, "-c", code],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
                times.append(_children_ms() - began_ms)
    return [min(times) for times in taken]


def _children_ms() -> float:
    """What all ended child processes have computed so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1e3


def row(
    what: str,
    ours: float,
    peer: float | None = None,
    budget: str | None = None,
    unit: str = "ms",
) -> dict[str, Any]:
    """One row of the table that benchmarks/__main__.py writes."""
    return {"what": what, "ours": ours, "peer": peer, "unit": unit, "budget": budget}


def figure(value: float) -> str:
    """Three digits that count, none of them an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def show(rows: list[dict[str, Any]]) -> None:
    """Prints rows: as one line of JSON with `--json`, else to be read."""
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps(rows) + "\n")
        return
    for one in rows:
        line = f"{one['what']:64} {figure(one['ours']):>8} {one['unit']}"
        if one["peer"] is not None:
            line += f", peer {figure(one['peer'])}, ratio {one['ours'] / one['peer']:.2f}"
        sys.stdout.write(line + (f" ({one['budget']})" if one["budget"] else "") + "\n")
