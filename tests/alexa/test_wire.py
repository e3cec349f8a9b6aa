"""What strangers may send down the wire: each is refused in a plain line, and nothing is quoted."""

from __future__ import annotations

import gzip
import json
import re
import socket
from collections.abc import Iterator

import pytest

from tests.alexa.alexa_requests import Json, intent, launch, plain_slot
from tests.alexa.served import PATIENCE_S, serving

SECRET = "my chest hurts"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A served skill; that its log quotes nothing is looked at when it has ended."""
    with serving(never=SECRET.split()[1]) as (number, _):
        yield number


def sent(port: int, data: bytes) -> tuple[int, bytes]:
    """Sends bytes as they are; returns the status and the whole of the first answer.

    The status is 0 where the connection was closed without one.
    """
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as client:
        client.sendall(data)
        answer = b""
        while not _whole(answer) and (got := client.recv(65536)):
            answer += got
    found = re.match(rb"HTTP/1\.\d (\d{3}) ", answer)
    return int(found[1]) if found else 0, answer


def _whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    return bool(end and length) and len(body) >= int(length[1])


def post(body: bytes | Json, *headers: str, path: str = "/", length: bool = True) -> bytes:
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: x", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def chunked(body: bytes) -> bytes:
    return post(body, "Transfer-Encoding: chunked", length=False)


def chunks(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def nested(depth: int) -> Json:
    value: Json = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def saying(words: str) -> Json:
    return intent("SayIIntent", plain_slot("words", words), {})


LAUNCH = json.dumps(launch()).encode()
TOLD = json.dumps({"words": SECRET}).encode()

REFUSED = {
    "chunk size no number": (chunked(b"%b\r\nabc\r\n0\r\n\r\n" % SECRET.encode()), 411),
    "chunk size negative": (chunked(b"-5\r\nabc\r\n0\r\n\r\n"), 411),
    "chunk without its end": (chunked(b"3\r\nabc%b\r\n0\r\n\r\n" % SECRET.encode()), 411),
    "chunk with an extension": (chunked(b"3;%b\r\nabc\r\n0\r\n\r\n" % SECRET.encode()), 411),
    "chunks with an odd trailer": (chunked(b"3\r\nabc\r\n0\r\n%b\r\n\r\n" % SECRET.encode()), 411),
    "chunk beyond the end": (chunked(b"ffffffffffffffff\r\n" + TOLD), 411),
    "whole chunks": (chunked(chunks(LAUNCH)), 411),
    "chunks over the limit": (chunked(chunks(b" " * 300_000 + LAUNCH)), 411),
    "chunks and a length": (post(chunks(LAUNCH), "Transfer-Encoding: chunked"), 400),
    "chunks in gzip": (post(LAUNCH, "Transfer-Encoding: gzip, chunked", length=False), 411),
    "an unknown coding": (post(TOLD, "Transfer-Encoding: xchunked"), 400),
    "two lengths": (post(TOLD, "Content-Length: 3"), 400),
    "a length with a sign": (post(TOLD, "Content-Length: +5", length=False), 400),
    "a length beyond numbers": (post(TOLD, "Content-Length: " + "9" * 20, length=False), 400),
    "a body without a length": (post(b'{"a":"%b"}\r\n\r\n' % SECRET.encode(), length=False), 400),
    "a body beyond its length": (
        post(b"{}%b / \r\n\r\n" % SECRET.encode(), "Content-Length: 2", length=False),
        400,
    ),
    "a body that never comes whole": (post(TOLD, "Content-Length: 500", length=False), 0),
    "a body in gzip": (post(gzip.compress(LAUNCH), "Content-Encoding: gzip"), 400),
    "a body in UTF-16": (post(json.dumps(launch()).encode("utf-16")), 400),
    "no header": (f"POST / HTTP/1.1\r\n{SECRET}\r\n\r\n".encode(), 400),
    "no method": (f"{SECRET} / HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "no version": (f"POST / {SECRET}\r\nHost: x\r\n\r\n".encode(), 400),
    "a version to come": (b"POST / HTTP/3.0\r\nHost: x\r\n\r\n", 400),
    "another protocol": (b"\x16\x03\x01\x02\x00" + SECRET.encode() + b"\r\n\r\n", 400),
    "HTTP/2 at once": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "a header with a null": (post(LAUNCH, "X: a\0b"), 400),
    "a header with a space": (post(LAUNCH, "X : b"), 400),
    "a long header": (post(LAUNCH, "X: " + "a" * 9000), 431),
    "many headers": (post(LAUNCH, *(f"X{n}: a" for n in range(200))), 431),
    "a long path": (post(LAUNCH, path="/" + "a" * 5000), 414),
    "a path upwards": (post(LAUNCH, path="/../../etc/passwd"), 404),
    "an odd expectation": (post(LAUNCH, "Expect: 200-maybe"), 417),
    "objects without end": (post(b'{"a":' * 5000 + b"1" + b"}" * 5000), 400),
    "lists without end": (post(b"[" * 100_000), 400),
    "a number without end": (post(b'{"request":{"type":' + b"9" * 100_000 + b"}}"), 400),
    "half a character": (post(saying("\ud800 pain")), 400),
    "a second context": (post(LAUNCH[:-1] + b',"context":{}}'), 400),
}  # fmt: skip

ANSWERED = {
    "a nest in the attributes": post(intent("AMAZON.YesIntent", {}, {"cramp": nested(900)})),
    "a list of lists as attributes": post(intent("AMAZON.YesIntent", {}, {"cramp": [[[]] * 50]})),
    "a nest in a text": post(intent("AMAZON.YesIntent", {}, {"cramp": '{"log":' * 20_000})),
    "a second request object": post(
        LAUNCH[:-1] + b',"request":{"type":"AlexaSkillEvent.SkillDisabled"}}'
    ),
    "controls": post(saying("calf\0\x1b[31m\u202e\ufeff")),
    "markup": post(saying('<audio src="https://evil.example/"/> calf</speak>')),
    "very many words": post(saying("calf " * 20_000)),
    "one very long word": post(saying("a" * 200_000)),
    "very many slots": post(
        intent("SignsIntent", {f"a{n}": plain_slot("a", "x")["a"] for n in range(500)})
    ),
    "a number without end": post(intent("NumberIntent", plain_slot("number", "9" * 5000), {})),
    "a length without end": post(
        intent("DurationIntent", plain_slot("duration", "PT" + "1" * 100_000), {})
    ),
    "a place upwards": post({**launch(), "request": {**launch()["request"], "locale": "../../x"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_request_is_refused_in_a_plain_line(port: int, name: str) -> None:
    data, wanted = REFUSED[name]
    status, answer = sent(port, data)
    assert status == wanted
    assert SECRET.encode() not in answer
    assert b"<" not in answer
    assert b" 500 " not in answer


@pytest.mark.parametrize("name", ANSWERED)
def test_an_odd_request_is_answered_all_the_same(port: int, name: str) -> None:
    status, answer = sent(port, ANSWERED[name])
    assert status == 200
    assert isinstance(json.loads(answer.partition(b"\r\n\r\n")[2])["response"], dict)


def test_a_client_that_does_not_read_is_given_up(port: int) -> None:
    """It leaves no trace in the log, and meanwhile the others are answered."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(PATIENCE_S)
        client.connect(("127.0.0.1", port))
        with pytest.raises((ConnectionResetError, BrokenPipeError)):  # noqa: PT012 - any of them
            for number in range(100_000):
                client.sendall(post(LAUNCH))
                if number % 1000 == 0:
                    assert sent(port, post(LAUNCH))[0] == 200
