"""What anybody may send costs little before it is refused: counted, never timed.

A connection in this process, so that a test sees what is parsed for it.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from flask import Flask
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders

from skill.web.server import HEAD_MAX_BYTES, HEADERS_MAX, Client, Door, server_of

LINE = b"POST / HTTP/1.1\r\nHost: x\r\n"
PIECES = LINE + b"Transfer-Encoding: chunked\r\n\r\n"
ALEXAS = (
    b"POST /alexa?skill=1 HTTP/1.1\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Accept: application/json\r\nAccept-Charset: utf-8\r\nSignature: " + b"L" * 344 + b"\r\n"
    b"Signature-256: " + b"L" * 344 + b"\r\n"
    b"SignatureCertChainUrl: https://s3.amazonaws.com/echo.api/echo-api-cert-13.pem\r\n"
    b"Content-Length: 2\r\nHost: skill.example.com\r\nConnection: close\r\n"
    b"User-Agent: Apache-HttpClient/4.5.x (Java/1.8.0)\r\n"
)
"""The head of Alexa's documents, and of requests that skills have published."""

OF_A_PROXY = b"X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-Proto: https\r\nVia: 1.1 proxy\r\n"


def answered(sent: bytes) -> bytes:
    """All that a client hears that sends this and then listens until the end."""

    async def one() -> bytes:
        ours, theirs = socket.socketpair()
        app = Flask(__name__)
        app.add_url_rule("/<path:_>", view_func=lambda _: "taken", methods=["POST"])
        door = Door(app)
        server_of(door).handle_stream(Client(theirs), ("203.0.113.1", 443))
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(sent)
        heard = await reader.read()
        writer.close()
        await door.shut()
        return heard

    return asyncio.run(one())


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the heads that were parsed."""
    lengths: list[int] = []
    parse = HTTPHeaders.parse

    def counted(text: str, **more: Any) -> HTTPHeaders:
        lengths.append(len(text))
        return parse(text, **more)

    monkeypatch.setattr(HTTPHeaders, "parse", counted)
    return lengths


@pytest.mark.parametrize("more", [b"", OF_A_PROXY])
def test_alexa_s_own_head_is_far_below_the_limits(more: bytes, parsed: list[int]) -> None:
    assert answered(ALEXAS + more + b"\r\n{}").startswith(b"HTTP/1.1 200 ")
    [length] = parsed
    assert length < HEAD_MAX_BYTES / 8
    assert (ALEXAS + more).count(b"\n") < HEADERS_MAX / 5


@pytest.mark.parametrize(
    "head",
    [b"a:\r\n" * 4000, b"a:\n" * 5000, b"a: b\r\n" + b" c\r\n" * 4000,
     b"a:\r\n" * (HEADERS_MAX + 1), b"a: " + b"b" * HEAD_MAX_BYTES + b"\r\n"],
    ids=["lines", "bare", "folded", "one too many", "long"],
)  # fmt: skip
def test_a_head_over_the_limit_is_refused_before_it_is_parsed(
    head: bytes, parsed: list[int]
) -> None:
    heard = answered(LINE + head + b"\r\n")
    assert heard.startswith(b"HTTP/1.1 431 ")
    assert heard.endswith(b"(431): send Alexa's request unchanged.\n")
    assert parsed == []


def test_a_head_without_an_end_is_not_read_to_the_end(parsed: list[int]) -> None:
    assert answered(LINE + b"a:\r\n" * 13_000) == b""
    assert parsed == []


def test_a_body_in_pieces_is_refused_before_its_first_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Alexa's documents give Content-Length among its headers, and no Transfer-Encoding.
    monkeypatch.setattr(HTTP1Connection, "_read_chunked_body", None)
    heard = answered(PIECES + b"1\r\na\r\n" * 10_000 + b"0\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 411 ")
    assert heard.endswith(b"(411): send Alexa's request unchanged.\n")


def test_whoever_is_turned_away_gets_no_second_answer() -> None:
    second = LINE + b"Content-Length: 0\r\n\r\n"
    for first in (PIECES + b"0\r\n\r\n", LINE + b"a:\r\n" * 200 + b"\r\n"):
        assert answered(first + second).count(b"HTTP/1.1 ") == 1
