"""Serves the skill over HTTP: an event loop in a process for each core, and threads that answer.

Processes, because Python lets only one thread of each compute at a time, and an answer then waits
for all that came before it. Gunicorn forks them from the finished skill, whose memory they share,
and minds them. In each, Tornado's event loop waits for all connections at once: one that says
nothing, or drips, holds a file and no thread, and is soon given up. Only a whole request goes to a
thread, where the download of a certificate or the table may keep it waiting. What anybody can send
costs the loop little before it is refused: a head is measured before it is parsed, and a body comes
with its length.
"""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # ships no types
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]  # as above
from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPInputError,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream, StreamClosedError
from tornado.wsgi import WSGIContainer
from werkzeug.wrappers import Response

from skill.errors import ConfigError
from skill.web.service import BODY_MAX_BYTES

MOST_PROCESSES: Final = 4
THREADS: Final = 32
"""Of each process."""

GRACE_S: Final = 5
ARRIVAL_S: Final = 2.0
"""Time for the head of a request to arrive, for its body, and for its answer to be taken; Alexa
needs milliseconds for each."""

PATH_MAX: Final = 4 * 1024
HEADER_MAX: Final = 8 * 1024
HEADERS_MAX: Final = 100
LINES_MAX: Final = HEADERS_MAX + 2
HEAD_MAX_BYTES: Final = 16 * 1024
"""Only so much of a head is parsed, since each of its lines keeps all others waiting. Alexa's has
about ten lines and 1.1 kB, most of it two signatures."""

HEAD_READ_MAX_BYTES: Final = 2 * HEAD_MAX_BYTES
BODY_READ_MAX_BYTES: Final = 64 * BODY_MAX_BYTES
"""What is too large is read so far and dropped, so that its sender hears why."""

log = logging.getLogger(__name__)


class Client(IOStream):
    """A connection whose heads are measured before anything parses them."""

    async def read_until_regex(self, regex: bytes, max_bytes: int | None = None) -> bytes:
        """Returns the next head.

        Raises:
            StreamClosedError: the client is gone, or was turned away for the size of its head.
        """
        head = await super().read_until_regex(regex, max_bytes)
        if len(head) > HEAD_MAX_BYTES or head.count(b"\n") > LINES_MAX:
            await self.turn_away(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            raise StreamClosedError
        return head

    async def turn_away(self, status: HTTPStatus) -> None:
        """Says why a request is not read, and closes.

        What still comes of it is dropped unseen: the answer is lost if it lies unread at the end.
        """
        log.warning("request refused: http (%d)", status)
        got, left = _refused(status), BODY_READ_MAX_BYTES
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n{got.headers}"
        with suppress(OSError):
            async with asyncio.timeout(ARRIVAL_S):
                await self.write(head.encode("latin-1") + got.get_data())
                self.socket.shutdown(socket.SHUT_WR)
                while left > 0:
                    left -= len(await self.read_bytes(self.read_chunk_size, partial=True))
        self.close()


class Arriving(HTTPMessageDelegate):
    """A request while it arrives.

    Args:
        door: answers it when it is whole.
        connection: that it arrives on.
    """

    def __init__(self, door: Door, connection: HTTP1Connection) -> None:
        self._door = door
        self._connection = connection
        self._body = bytearray()
        self._size = 0

    async def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> None:
        """Takes the head.

        A body must say its length, as Alexa's do: each of the pieces of one that does not costs as
        much as a large body, however small it is.
        """
        assert isinstance(start_line, RequestStartLine)
        if "Transfer-Encoding" in headers and "Content-Length" not in headers:
            client = self._connection.detach()
            assert isinstance(client, Client)
            await client.turn_away(HTTPStatus.LENGTH_REQUIRED)
            return
        self._refused = refusal(start_line, headers)
        self._request = HTTPServerRequest(
            connection=self._connection, start_line=start_line, headers=headers
        )

    def data_received(self, chunk: bytes) -> None:
        """Takes a part of the body, and keeps it as long as the whole may still be read."""
        self._size += len(chunk)
        if self._size <= BODY_MAX_BYTES:
            self._body += chunk

    def finish(self) -> None:
        """Has the request answered.

        Raises:
            HTTPInputError: its address makes no sense.
        """
        if self._refused is not None:
            self._door.refuse(self._refused, self._connection)
            return
        self._request.body = bytes(self._body)
        self._door.answer(self._request, self._connection)


def refusal(start_line: RequestStartLine, headers: HTTPHeaders) -> HTTPStatus | None:
    """Why the head of a request is not taken, though it can be read; None if it is."""
    if len(start_line.path) > PATH_MAX:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    lengths = [len(name) + len(value) for name, value in headers.get_all()]
    if len(lengths) > HEADERS_MAX or max(lengths, default=0) > HEADER_MAX:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    if headers.get("Expect", "100-continue").lower() != "100-continue":
        return HTTPStatus.EXPECTATION_FAILED
    return None


class Door(HTTPServerConnectionDelegate):
    """Lets whole requests into the web service, each on a thread.

    Args:
        app: the web service.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._environ = WSGIContainer(app).environ
        self._threads = ThreadPoolExecutor(THREADS)
        self._answers: set[asyncio.Task[None]] = set()

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Awaits one request."""
        assert isinstance(request_conn, HTTP1Connection)
        return Arriving(self, request_conn)

    def answer(self, request: HTTPServerRequest, connection: HTTP1Connection) -> None:
        """Begins to answer a whole request.

        Raises:
            HTTPInputError: its address makes no sense.
        """
        try:
            environ = self._environ(request)
        except ValueError as error:
            raise HTTPInputError(type(error).__name__) from None
        self._begin(self._answer(environ, connection))

    def refuse(self, status: HTTPStatus, connection: HTTP1Connection) -> None:
        """Begins to say why a request is not taken."""
        log.warning("request refused: http (%d)", status)
        self._begin(self._send(_refused(status), connection))

    def _begin(self, answer: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(answer)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, environ: dict[str, Any], connection: HTTP1Connection) -> None:
        loop = asyncio.get_running_loop()
        got = await loop.run_in_executor(self._threads, self._answered, environ)
        await self._send(got, connection, body=environ["REQUEST_METHOD"] != "HEAD")

    async def _send(self, got: Response, connection: HTTP1Connection, *, body: bool = True) -> None:
        status = HTTPStatus(got.status_code)
        sent = connection.write_headers(
            ResponseStartLine("HTTP/1.1", status.value, status.phrase),
            HTTPHeaders(dict(got.headers)),
            got.get_data() if body else b"",
        )
        connection.finish()
        try:
            await asyncio.wait_for(sent, ARRIVAL_S)
        except TimeoutError:
            connection.close()
        except StreamClosedError:
            pass

    def _answered(self, environ: dict[str, Any]) -> Response:
        """What the web service answers; an inner fault is logged by its type alone."""
        try:
            return Response.from_app(self._app, environ, buffered=True)
        except Exception as error:  # noqa: BLE001 - the client must hear of any fault, and no more
            log.error("request failed: %s", type(error).__name__)
            return _line(HTTPStatus.INTERNAL_SERVER_ERROR, "try again")

    async def shut(self) -> None:
        """Waits for the answers that are under way."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=GRACE_S)


def _refused(status: HTTPStatus) -> Response:
    return _line(status, "send Alexa's request unchanged")


def _line(status: HTTPStatus, fix: str) -> Response:
    text = f"The request cannot be answered ({status.value}): {fix}.\n"
    return Response(text, status.value, mimetype="text/plain")


class EventWorker(Worker):  # type: ignore[misc]  # gunicorn is untyped
    """A process of gunicorn's that serves from Tornado's event loop."""

    def run(self) -> None:
        """Serves until gunicorn stops it or is gone."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        loop, stopped, door = asyncio.get_running_loop(), asyncio.Event(), Door(self.wsgi)
        loop.add_signal_handler(signal.SIGTERM, stopped.set)
        server = server_of(door)
        for listening in self.sockets:
            listening.setblocking(False)
            loop.add_reader(listening, _accept, listening, server)
        while not stopped.is_set() and self.ppid == os.getppid():
            self.notify()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), 1.0)
        for listening in self.sockets:
            loop.remove_reader(listening)
        await door.shut()
        await server.close_all_connections()


def server_of(door: Door) -> HTTPServer:
    """What reads requests off connections, each of which must be a `Client`."""
    return HTTPServer(
        door,
        max_header_size=HEAD_READ_MAX_BYTES,
        max_body_size=BODY_READ_MAX_BYTES,
        idle_connection_timeout=ARRIVAL_S,
        body_timeout=ARRIVAL_S,
    )


def _accept(listening: socket.socket, server: HTTPServer) -> None:
    """Takes one client, unlike Tornado's own, which would leave none to the other processes."""
    with suppress(OSError):  # another process was quicker, or the client is gone again
        connection, address = listening.accept()
        server.handle_stream(Client(connection), address)


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
            "worker_class": EventWorker,
            "graceful_timeout": GRACE_S,
            "accesslog": None,
            "loglevel": "warning",
            # Its default place may be a home that cannot be written.
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

    # A client costs a file, and the usual limit is for few.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
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
