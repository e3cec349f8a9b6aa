"""A model site on the loopback address whose faults are chosen, request by request; its model."""

from __future__ import annotations

import hashlib
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from offline_voice.vosk_models.find import MINI_MODEL
from offline_voice.vosk_models.registry import Release

NAME = "vosk-model-test"


def zipped(**extra: bytes) -> bytes:
    """The mini model in a folder of its own, as the Vosk project packs its models."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(MINI_MODEL.rglob("*")):
            archive.write(path, Path(NAME) / path.relative_to(MINI_MODEL))
        for name, data in extra.items():
            archive.writestr(name, data)
    return made.getvalue()


def release_of(body: bytes, **changes: Any) -> Release:
    whole = Release(
        name=NAME,
        sha256=hashlib.sha256(body).hexdigest(),
        zip_bytes=len(body),
        zip_bytes_max=len(body),
        unpacked_bytes_max=20_000_000,
        licence="Apache-2.0",
        good_for="tests",
        words_heard=0,
    )
    return replace(whole, **changes)


MODEL = zipped()
RELEASE = release_of(MODEL)


@dataclass
class Site:
    """What the site serves and how it behaves.

    Attributes:
        body: the file.
        faults: taken one a request; when they run out the site is well. `drop:N` hangs up after N
            bytes, `stall:N` falls silent after them, `drip:N` sends single bytes after them,
            `status:N` answers so, `to:URL` redirects, `whole` ignores the range, `length:N`
            announces N bytes, `shift` answers another range, `twist` changes a byte.
        ranges: the Range header of each request, None without.
    """

    body: bytes
    faults: list[str] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    address: str = ""
    closing: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = self.site
        site.ranges.append(self.headers["Range"])
        kind, _, value = (site.faults.pop(0) if site.faults else "").partition(":")
        if kind == "status":
            self._head(int(value), 0)
        elif kind == "to":
            self._head(302, 0, Location=value)
        else:
            self._file(kind, int(value or 0))

    def _file(self, fault: str, count: int) -> None:
        body = self.site.body
        at = int((self.headers["Range"] or "bytes=0-")[6:-1])
        if at >= len(body):
            self._head(416, 0)
            return
        if fault == "whole" or not at:
            at = 0
            self._head(200, count if fault == "length" else len(body))
        else:
            said = at + 1 if fault == "shift" else at
            span = f"bytes {said}-{len(body) - 1}/{len(body)}"
            self._head(206, len(body) - at, **{"Content-Range": span})
        rest = body[at:]
        if fault == "twist":
            rest = rest[:-1] + bytes([rest[-1] ^ 1])
        if fault not in ("drop", "stall", "drip"):
            self.wfile.write(rest)
            return
        self.wfile.write(rest[:count])
        if fault == "stall":
            self.site.closing.wait()
        while fault == "drip" and not self.site.closing.wait(0.05):
            self.wfile.write(b"x")
        self.connection.shutdown(socket.SHUT_RDWR)

    def _head(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is part of the play."""


@contextmanager
def served(body: bytes) -> Iterator[Site]:
    """The site, until the block is left."""
    site = Site(body)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
