"""Serves the skill over HTTP with gunicorn's threads, in a process for each core.

Processes, because Python lets only one thread of each compute at a time, and an answer then waits
for all that came before it. They are forked from the finished skill and share its memory. Threads,
because one client that sends its body slowly would block a plain worker completely; and a time
limit on each request's arrival, because enough of them would block all threads. No control socket,
since its default place may be a home that cannot be written.
"""

from __future__ import annotations

import errno
import gc
import ipaddress
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # ships no types
from gunicorn.http.errors import (  # type: ignore[import-untyped]  # as above
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # as above

from skill.errors import ConfigError

MOST_PROCESSES: Final = 4
THREADS: Final = 32
"""Of each process."""

GRACE_S: Final = 5
UNREADABLE: Final = {LimitRequestLine: 414, ExpectationFailed: 417, LimitRequestHeaders: 431}
"""The status for what gunicorn cannot read; 400 for all the rest."""

ARRIVAL_S: Final = 2.0
"""Time for a whole request to arrive; Alexa's arrive within milliseconds."""


class ImpatientSocket(socket.socket):
    """A connection that is given up when a request takes too long to arrive.

    Gunicorn itself waits for headers and body without a limit. It makes a connection blocking
    whenever a thread takes up a request on it, which is where the time starts.
    """

    _deadline = 0.0

    def setblocking(self, flag: bool, /) -> None:
        """Blocking means: for `ARRIVAL_S` in all."""
        if flag:
            self._deadline = time.monotonic() + ARRIVAL_S
            self.settimeout(ARRIVAL_S)
        else:
            super().setblocking(False)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receives, or raises ConnectionResetError, which gunicorn takes without a stir."""
        if self.gettimeout():
            self.settimeout(max(0.001, self._deadline - time.monotonic()))
        try:
            return super().recv(bufsize, flags)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "request too slow") from None

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Sends, or gives up a client that does not read."""
        try:
            super().sendall(data, flags)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "reader too slow") from None


class ImpatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's threads, on connections that do not wait for ever."""

    def enqueue_req(self, conn: Any) -> None:
        """Hands a connection to a thread; a new one is given its limit first."""
        if not isinstance(conn.sock, ImpatientSocket):
            conn.sock = ImpatientSocket(fileno=conn.sock.detach())
        super().enqueue_req(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Refuses what is no HTTP, quoting nothing: gunicorn's own words hold parts of a body."""
        status = UNREADABLE.get(type(exc), 400 if isinstance(exc, ParseException) else 500)
        self.log.warning("request refused: %s (%d)", type(exc).__name__, status)
        line = f"The request cannot be answered ({status}): send Alexa's request unchanged.\n"
        with suppress(OSError):
            client.sendall(
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nConnection: close\r\n"
                f"Content-Type: text/plain\r\nContent-Length: {len(line)}\r\n\r\n{line}".encode()
            )


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn with fixed settings: neither files nor the environment change them.

    Args:
        app: the web service, already built, so that workers share its memory.
        host: address to listen at.
        port: port to listen at.
        ready: called once connections are taken.
    """

    def __init__(self, app: Flask, host: str, port: int, ready: Callable[[], None]) -> None:
        self._app = app
        self._settings: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": min(os.cpu_count() or 1, MOST_PROCESSES),
            "threads": THREADS,
            "worker_class": ImpatientWorker,
            "graceful_timeout": GRACE_S,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _: ready(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Takes the settings; older gunicorn has no control socket to disable."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Returns the web service."""
        return self._app


def serve(app: Flask, host: str, port: int) -> None:
    """Serves until it is told to stop.

    Raises:
        ConfigError: the address cannot be listened at.
    """
    check_address(host, port)

    def ready() -> None:
        sys.stdout.write(f"cramp-skill listens on http://{host}:{port}/ (stop with Ctrl-C)\n")
        sys.stdout.flush()

    # Before the fork, so that no collection copies what the processes share.
    gc.collect()
    gc.freeze()
    Server(app, host, port, ready).run()


def check_address(host: str, port: int) -> None:
    """Tries an address once; gunicorn itself would retry for seconds and then only log.

    Raises:
        ConfigError: it is taken, not of this machine, or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host} port {port} ({error.strerror}): choose another with --port"
        ) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
