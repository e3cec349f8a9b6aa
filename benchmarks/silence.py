"""What clients that say nothing, or drip, cost another one: its signed turns, timed.

`python -m benchmarks silence` runs it. The skill is served by its real server in a process of its
own, with signatures checked against an authority of ours. One client sends a signed launch on a new
connection, `TURNS` times; meanwhile so many others are connected that say nothing, or send a byte
of a request a second. Who is dropped comes again.
"""

from __future__ import annotations

import http.client
import json
import os
import selectors
import signal
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.measure import row, show
from skill.web import create_app
from skill.web.server import serve
from tests.alexa import alexa_ca as ca
from tests.alexa.alexa_requests import SKILL_ID, launch
from tests.alexa.served import PATIENCE_S, free_port

TURNS = 100
MOST_S = 30.0
"""After so long there are turns enough, however few."""

PAUSE_S = 0.03
DRIP_S = 1.0
CROWDS = (("silent", 0), ("silent", 64), ("silent", 128), ("silent", 300), ("dripping", 300))
REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + b"{" * 1000


@contextmanager
def served() -> Iterator[tuple[int, dict[str, str], bytes]]:
    """Serves with signatures checked; gives the port, the headers and the body of a turn."""
    now, day = datetime.now(UTC), timedelta(days=1)
    root = ca.make("Silence Root", ca=True, start=now - day, end=now + day)
    leaf = ca.leaf(root, start=now - day, end=now + day)
    body = json.dumps(launch()).encode()
    headers = {"Signature-256": leaf.sign(body), "SignatureCertChainUrl": ca.CHAIN_URL}
    port = free_port()
    process = os.fork()
    if process == 0:
        chain = leaf.pem + root.pem
        # The turns were signed when this began; only the clock of the door stands still.
        app = create_app(
            skill_id=SKILL_ID, roots_pem=root.pem, download=lambda _: chain, now=lambda: now
        )
        serve(app, "127.0.0.1", port)
        os._exit(0)
    try:
        _until_answered(port)
        yield port, headers, body
    finally:
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)


def _until_answered(port: int) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("silence: the server does not listen")


class Crowd(threading.Thread):
    """Clients that keep connected; whoever is dropped connects again.

    Args:
        port: of the server.
        size: how many.
        drips: each sends a byte of a request every `DRIP_S`; else nothing.
    """

    def __init__(self, port: int, size: int, drips: bool) -> None:
        super().__init__()
        self._port, self._size, self._drips = port, size, drips
        self._over = threading.Event()
        self._here: dict[socket.socket, int] = {}
        self._watch = selectors.DefaultSelector()
        self.dropped = 0

    def run(self) -> None:
        """Keeps the crowd together."""
        while not self._over.is_set():
            while len(self._here) < self._size:
                self._join()
            for key, _ in self._watch.select(DRIP_S):
                self._leave(key.fileobj)  # type: ignore[arg-type]  # we registered sockets
            if self._drips:
                for one, sent in list(self._here.items()):
                    self._drip(one, sent)
        for one in list(self._here):
            self._leave(one)

    def stop(self) -> None:
        """Sends everybody home."""
        self._over.set()
        self.join()

    def _join(self) -> None:
        one = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_S)
        self._here[one] = 0
        self._watch.register(one, selectors.EVENT_READ)

    def _drip(self, one: socket.socket, sent: int) -> None:
        try:
            one.send(REQUEST[sent : sent + 1])
            self._here[one] = sent + 1
        except OSError:
            self._leave(one)

    def _leave(self, one: socket.socket) -> None:
        if self._here.pop(one, None) is not None:
            self._watch.unregister(one)
            one.close()
            self.dropped += 1


def turns_ms(port: int, headers: dict[str, str], body: bytes) -> list[float]:
    """The times of another client's turns, each on a connection of its own."""
    taken: list[float] = []
    until_s = time.monotonic() + MOST_S
    while len(taken) < TURNS and time.monotonic() < until_s:
        began_s = time.perf_counter()
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        client.request("POST", "/", body, headers)
        answer = client.getresponse()
        answer.read()
        client.close()
        taken.append((time.perf_counter() - began_s) * 1e3)
        if answer.status != 200:
            raise SystemExit(f"silence: a signed turn got {answer.status}")
        time.sleep(PAUSE_S)
    return taken


def rows() -> list[dict[str, Any]]:
    """See benchmarks/__main__.py; the peer of each row is the same turn with nobody else there."""
    found: list[dict[str, Any]] = []
    alone = (0.0, 0.0)
    with served() as (port, headers, body):
        for kind, size in CROWDS:
            crowd = Crowd(port, size, kind == "dripping")
            crowd.start()
            time.sleep(DRIP_S)
            try:
                taken = turns_ms(port, headers, body)
            finally:
                crowd.stop()
            saw = statistics.median(taken), max(taken)
            if size == 0:
                alone = saw
                found += [row("served, a verified turn alone; p50", saw[0])]
                found += [row("the same; worst", saw[1])]
            else:
                found += [row(f"with {size} {kind} clients; p50", saw[0], alone[0], "+ 200 ms")]
                found += [row("the same; worst", saw[1], alone[1], "+ 1 s")]
    return found


if __name__ == "__main__":
    show(rows())
