"""The skill served by its real command, in a process of its own."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests import ROOT

PATIENCE_S = 120  # Ends a hang; a busy machine is four times as slow as a quiet one.
SERVE = [sys.executable, "-m", "skill.cli", "serve"]
PATIENT = """
import sys
from skill.memory import table
table.CONNECT_TIMEOUT_S = table.READ_TIMEOUT_S = table.CALL_S = 10.0
from skill.cli import main
sys.argv[0] = "cramp-skill"
main()
"""
PATIENTLY = [sys.executable, "-c", PATIENT, "serve"]
"""The same with a memory that waits, since a busy machine's stand-in for DynamoDB is slow."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**more: str) -> dict[str, str]:
    """An environment without a skill id, and with a home that cannot be written."""
    kept = {key: value for key, value in os.environ.items() if key not in ("SKILL_ID", "HOME")}
    return {**kept, "PYTHONPATH": str(ROOT), "HOME": "/nonexistent", **more}


@contextmanager
def serving(
    never: str = "Traceback", *, patient: bool = False, **more: str
) -> Iterator[tuple[int, int]]:
    """Serves until the end; gives the port and the process id.

    What it prints has no traceback, and not the words of `never`.
    """
    number = free_port()
    process = subprocess.Popen(
        [*(PATIENTLY if patient else SERVE), "--port", str(number), "--insecure-local"],
        cwd=ROOT,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    reader = threading.Thread(target=_read, args=(process.stdout, lines))
    reader.start()
    try:
        assert f"listens on http://127.0.0.1:{number}/" in lines.get(timeout=PATIENCE_S)
        yield number, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_S)
        finally:
            process.kill()
            process.wait(PATIENCE_S)
            reader.join(PATIENCE_S)
            process.stdout.close()
    rest = "".join(iter(lines.get_nowait, "")) if not lines.empty() else ""
    assert "Traceback" not in rest
    assert never not in rest


def _read(stream: Iterator[str], lines: queue.Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")
