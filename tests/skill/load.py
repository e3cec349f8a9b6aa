"""Loads the served skill over loopback with 1, 16 and 64 clients, and prints what came of it.

Run from the project folder: `python tests/skill/load.py`. Each client keeps its connection and goes
through a conversation's first turns, over and over, for a bounded number of requests. The clients
take a core of the same machine, so a real server does better; signatures are not checked here.
"""

# ruff: noqa: T201 - printing is what a load test does

from __future__ import annotations

import asyncio
import json
import statistics
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from alexa_requests import Json, intent, launch, slot
from served import serving

from skill.lambda_function import handler

CLIENTS = (1, 16, 64)
REQUESTS = 3000
"""In all, at each number of clients."""

WARM_UP = 200
PATIENCE_S = 30.0


@dataclass
class Tally:
    """What one run came to."""

    took_ms: list[float] = field(default_factory=list)
    errors: int = 0


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


async def client(port: int, count: int, bodies: list[bytes], tally: Tally) -> None:
    """Sends `count` requests on one connection, opened anew when it is closed."""
    streams = await asyncio.open_connection("127.0.0.1", port)
    for _, body in zip(range(count), cycle(bodies), strict=False):
        began = time.perf_counter()
        try:
            status = await asyncio.wait_for(exchange(*streams, body), PATIENCE_S)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            status = 0
        tally.took_ms.append((time.perf_counter() - began) * 1000)
        if status != 200:
            tally.errors += 1
            streams[1].close()
            streams = await asyncio.open_connection("127.0.0.1", port)
    streams[1].close()


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> int:
    """One request and its whole answer; returns the status."""
    writer.write(
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.partition("content-length:")[2].split()[0])
    await reader.readexactly(length)
    return int(head.split()[1])


async def load(port: int, clients: int, requests: int, bodies: list[bytes]) -> tuple[Tally, float]:
    """Runs all clients to their end; returns the tally and the seconds it took."""
    tally = Tally()
    began = time.perf_counter()
    each = requests // clients
    await asyncio.gather(*(client(port, each, bodies, tally) for _ in range(clients)))
    return tally, time.perf_counter() - began


def memory_mb(pid: int) -> float:
    """Resident memory of a process and its children, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total_kb = 0
    for one in (str(pid), *children):
        for line in Path(f"/proc/{one}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total_kb += int(line.split()[1])
    return total_kb / 1024


def main() -> None:
    """Prints the table."""
    bodies = turns()
    with serving() as (port, pid):
        asyncio.run(load(port, 1, WARM_UP, bodies))
        print("clients  requests/s    p50 ms    p99 ms  errors  memory MB")
        for clients in CLIENTS:
            tally, seconds = asyncio.run(load(port, clients, REQUESTS, bodies))
            p50 = statistics.median(tally.took_ms)
            p99 = statistics.quantiles(tally.took_ms, n=100)[98]
            rate = len(tally.took_ms) / seconds
            print(
                f"{clients:7d}  {rate:10.0f}  {p50:8.1f}  {p99:8.1f}  {tally.errors:6d}"
                f"  {memory_mb(pid):9.0f}"
            )


if __name__ == "__main__":
    main()
