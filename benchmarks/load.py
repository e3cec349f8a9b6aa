"""Loads the served skill over loopback with 1, 16 and 64 clients, and prints the figures.

Run from the project folder: `python benchmarks/load.py` (needs Debian's `wrk`, which takes little
of the processor that the server wants). Each client keeps its connection and asks again as soon as
it has its answer, through a conversation's first turns, for `LOAD_S`. Signatures are not checked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from skill.lambda_function import handler
from tests.alexa.alexa_requests import Json, intent, launch, slot
from tests.alexa.served import serving

CLIENTS = (1, 16, 64)
LOAD_S = 10
WARM_UP_S = 2
WRK = "wrk"


def turns() -> list[bytes]:
    """A few requests as they come one after the other in a conversation."""
    calf = slot("site", "calf", "calf")
    opened = handler(launch(), None)["sessionAttributes"]
    asked = handler(intent("CrampNowIntent", calf, opened), None)["sessionAttributes"]
    envelopes: list[Json] = [
        launch(),
        intent("CrampNowIntent", calf, opened),
        intent("AMAZON.NoIntent", {}, asked),
        intent("SignsIntent", slot("finding", "kind of puffy there"), asked),
    ]
    return [json.dumps(envelope).encode() for envelope in envelopes]


def script(bodies: list[bytes]) -> str:
    """A script for wrk: the bodies in turn on every connection, and the figures as JSON."""
    quoted = ", ".join(f"[==[{body.decode()}]==]" for body in bodies)
    return f"""
        local bodies, turn = {{{quoted}}}, 0
        request = function()
            turn = turn % #bodies + 1
            return wrk.format("POST", "/", {{["Content-Type"] = "application/json"}}, bodies[turn])
        end
        done = function(summary, latency, requests)
            local failed = summary.errors
            io.write(string.format(
                '\\n{{"rate": %f, "p50_ms": %f, "p99_ms": %f, "max_ms": %f, "errors": %d}}\\n',
                summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
                latency:percentile(99) / 1000, latency.max / 1000, failed.connect + failed.read
                    + failed.write + failed.status + failed.timeout))
        end
    """


def load(port: int, clients: int, seconds: int, lua: Path) -> dict[str, float]:
    """Lets so many clients ask for a while; returns rate, p50_ms, p99_ms, max_ms and errors."""
    command = [WRK, "--threads=1", f"--connections={clients}", f"--duration={seconds}s"]
    command += ["--timeout=10s", f"--script={lua}", f"http://127.0.0.1:{port}/"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return figures


def memory_mb(pid: int) -> float:
    """Memory of a process and its children in MB, what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total_kb = 0
    for one in (str(pid), *children):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total_kb += int(line.split()[1])
    return total_kb / 1024


def main() -> None:
    """Prints the table."""
    if shutil.which(WRK) is None:
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder, serving() as (port, pid):
        lua = Path(folder) / "turns.lua"
        lua.write_text(script(turns()))
        load(port, max(CLIENTS), WARM_UP_S, lua)
        print("clients  requests/s    p50 ms    p99 ms    max ms  errors  memory MB")
        for clients in CLIENTS:
            saw = load(port, clients, LOAD_S, lua)
            print(
                f"{clients:7d}  {saw['rate']:10.0f}  {saw['p50_ms']:8.1f}  {saw['p99_ms']:8.1f}"
                f"  {saw['max_ms']:8.1f}  {saw['errors']:6.0f}  {memory_mb(pid):9.0f}"
            )


if __name__ == "__main__":
    main()
