"""The real commands in processes of their own: the HTTP server, and what Lambda would import."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.load import turns
from skill.cli import app
from skill.web.server import ARRIVAL_S
from tests.alexa.alexa_person import Person
from tests.alexa.alexa_requests import SKILL_ID, Json, slot
from tests.alexa.served import PATIENCE_S, ROOT, environment, serving


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A served skill; its home cannot be written, as in many containers."""
    with serving() as (number, _):
        yield number


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def sender(port: int) -> Person:
    def send(envelope: Json) -> Json:
        status, body = ask(port, "POST", "/", json.dumps(envelope).encode())
        assert status == 200
        answer: Json = json.loads(body)
        return answer

    return Person(send)


def test_a_conversation_over_http(port: int) -> None:
    person = sender(port)
    assert "Where's the cramp?" in person.launch()
    assert "toes" in person.say("CrampNowIntent", a=slot("site", "calf", "calf"))
    person.say("AMAZON.StopIntent")
    assert person.ended


def test_health_and_refusals_over_http(port: int) -> None:
    assert ask(port, "GET", "/healthz") == (200, b"ok\n")
    status, line = ask(port, "POST", "/", b"{")
    assert status == 400
    assert line.startswith(b"The body is not readable JSON")
    assert ask(port, "GET", "/")[0] == 405
    assert ask(port, "POST", "/", b" " * 300_000)[0] == 413


STARTS = (
    b"",
    b"P",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
)
"""How far a client gets that then says nothing more."""


def test_a_crowd_that_says_nothing_keeps_nobody_waiting(port: int) -> None:
    with ExitStack() as crowd:
        for number in range(300):
            slow = crowd.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE_S))
            slow.sendall(STARTS[number % len(STARTS)])
        began = time.monotonic()
        for _ in range(3):
            assert "Where's the cramp?" in sender(port).launch()
        # Nobody of the crowd has been given up by then.
        assert time.monotonic() - began < ARRIVAL_S


@pytest.mark.parametrize("start", STARTS)
def test_whoever_does_not_go_on_is_given_up(port: int, start: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as slow:
        slow.sendall(start)
        assert slow.recv(100) == b""


def test_whoever_asks_and_does_not_listen_is_given_up(port: int) -> None:
    body = turns()[0]
    asked = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.settimeout(PATIENCE_S)
        deaf.connect(("127.0.0.1", port))
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            deaf.sendall(asked * 20_000)


HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
HTTP = {
    "health": (200, HEALTH),
    "its head alone": (200, HEALTH.replace(b"GET", b"HEAD")),
    "an old client": (200, HEALTH.replace(b"/1.1", b"/1.0").replace(b"Host: x\r\n", b"")),
    "an address with a question": (200, HEALTH.replace(b"healthz", b"healthz?a=%ff&b")),
    "a body in pieces": (411, b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                              b"1\r\n{\r\n0\r\n"),
    "a body that is announced": (400, b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                                      b"Content-Length: 0\r\n"),
    "elsewhere": (404, HEALTH.replace(b"healthz", b"../secret")),
    "OPTIONS": (405, HEALTH.replace(b"GET", b"OPTIONS")),
    "TRACE": (405, HEALTH.replace(b"GET", b"TRACE")),
    "a method that nobody knows": (405, HEALTH.replace(b"GET", b"SECRET")),
    "a body of a megabyte": (413, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
                                  + b"s" * 999_998),
    "no host": (400, b"GET /secret HTTP/1.1\r\n"),
    "two hosts": (400, HEALTH + b"Host: secret\r\n"),
    "an invalid host": (400, HEALTH.replace(b"x", b"x secret")),
    "an invalid port": (400, HEALTH.replace(b": x", b": x:secret")),
    "two lengths": (400, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                         b"Content-Length: 2\r\n"),
    "a length below nothing": (400, HEALTH + b"Content-Length: -1\r\n"),
    "a length that is a word": (400, HEALTH + b"Content-Length: secret\r\n"),
    "a length and pieces": (400, HEALTH + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
    "a coding that nobody knows": (411, HEALTH + b"Transfer-Encoding: secret\r\n"),
    "pieces without a size": (411, HEALTH + b"Transfer-Encoding: chunked\r\n\r\nsecret\r\n"),
    "a body of a gigabyte": (400, HEALTH + b"Content-Length: 1000000000\r\n"),
    "a header without a name": (400, HEALTH + b": secret\r\n"),
    "an invalid header": (400, HEALTH + b"secret\r\n"),
    "a header with a nothing": (400, HEALTH + b"a: secret\x00\r\n"),
    "a head of many lines": (431, HEALTH + b"a: secret\r\n" * 110),
    "a head of many folded lines": (431, HEALTH + b"a: b\r\n" + b" secret\r\n" * 110),
    "a head of many bare lines": (431, HEALTH + b"a: secret\n" * 110),
    "a long head": (431, HEALTH + b"".join(b"a%d: %s\r\n" % (n, b"s" * 7000) for n in range(3))),
    "a long header": (431, HEALTH + b"a: " + b"s" * 9000 + b"\r\n"),
    "a long address": (414, HEALTH.replace(b"healthz", b"secret" * 1000)),
    "an invalid line": (400, b"secret\r\n"),
    "another protocol": (400, b"PRI * HTTP/2.0\r\n"),
}  # fmt: skip
"""What somebody sends, without the empty line at its end, and the status of the answer."""


@pytest.fixture(scope="module")
def discreet() -> Iterator[int]:
    """A served skill that must not tell a secret."""
    with serving(never="secret") as (number, _):
        yield number


@pytest.mark.parametrize("name", HTTP)
def test_what_is_no_request_of_ours_gets_its_status(discreet: int, name: str) -> None:
    status, sent = HTTP[name]
    with socket.create_connection(("127.0.0.1", discreet), PATIENCE_S) as client:
        client.sendall(sent + b"\r\n")
        said = b""
        while b"\r\n" not in said.removeprefix(b"HTTP/1.1 100 (Continue)\r\n\r\n"):
            got = client.recv(4096)
            assert got, "the answer breaks off"
            said += got
    said = said.removeprefix(b"HTTP/1.1 100 (Continue)\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 %d " % status)
    assert b"secret" not in said


def test_one_connection_takes_one_request_after_the_other(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    for body in turns():
        connection.request("POST", "/", body)
        answer = connection.getresponse()
        assert answer.status == 200
        assert b"outputSpeech" in answer.read()
    connection.close()


def test_many_clients_at_once_are_all_answered(port: int) -> None:
    bodies = turns() * 40
    with ThreadPoolExecutor(16) as clients:
        answers = list(clients.map(lambda body: ask(port, "POST", "/", body), bodies))
    assert [status for status, _ in answers] == [200] * len(bodies)


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "skill.cli", *arguments],
        cwd=ROOT,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "more", "wanted"),
    [
        (("serve",), {}, "SKILL_ID is not set: set it"),
        (
            ("serve", "--insecure-local", "--host", "0.0.0.0"),
            {},
            "--insecure-local cannot serve 0.0.0.0",
        ),
        (
            ("serve", "--host", "203.0.113.1"),
            {"SKILL_ID": SKILL_ID},
            "cannot listen on 203.0.113.1",
        ),
        (("check", "--root", "/nonexistent"), {}, "cannot be read: run this in the project folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: tuple[str, ...], more: dict[str, str], wanted: str
) -> None:
    done = run(*arguments, **more)
    assert done.returncode == 1
    assert wanted in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = run("serve", "--insecure-local", "--port", str(number))
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {number}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.searches
@pytest.mark.slow
def test_check_wants_a_privacy_policy_of_what_is_published() -> None:
    done = run("check")
    assert done.returncode == 1
    # This alone: the models and the package are in order.
    assert done.stdout.startswith("skill.json: no privacy policy is named")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "given", [("--privacy-url", "https://example.com/privacy"), ("--private",)]
)
def test_check_is_content_with_a_privacy_policy_or_without_a_public(
    given: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skill.publish.model_check.check_models", lambda *_: [])
    done = CliRunner().invoke(app, ["check", "--root", str(ROOT), *given])
    assert done.exit_code == 0
    assert done.output == "The interaction models and the package are in order.\n"


def test_threads_find_every_type_already_known() -> None:
    """Msgspec can crash when two threads are the first to read a type: no request may be."""
    script = """
import sys
from alexa_requests import intent, launch, plain_slot
from skill.web import create_app
client = create_app(skill_id="", verify=False).test_client()
called = set()
sys.setprofile(lambda frame, *_: called.add(frame.f_code.co_name))
kept = client.post("/", json=launch()).get_json()["sessionAttributes"]
for words in ("my calf", "it is swollen"):
    said = intent("SayIIntent", plain_slot("words", words), kept)
    kept = client.post("/", json=said).get_json()["sessionAttributes"]
sys.setprofile(None)
assert "handle" in called
sys.exit("get_class_annotations" in called or "load_lexicon" in called)
"""
    tests = str(Path(__file__).parent)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env=environment(PYTHONPATH=f"{ROOT}{os.pathsep}{tests}"),
        check=False,
    )
    assert run.returncode == 0


def test_lambda_imports_no_web_framework_and_no_yaml() -> None:
    script = """
import json, sys
from skill.lambda_function import handler
answer = handler(json.load(sys.stdin), None)
heavy = {"boto3", "botocore", "flask", "werkzeug", "yaml", "cryptography", "certvalidator",
         "hassil", "typer", "rich", "gunicorn", "flask_ask_sdk", "ask_sdk_webservice_support"}
print(json.dumps([answer["response"]["shouldEndSession"], sorted(heavy & set(sys.modules))]))
"""
    from tests.alexa.alexa_requests import launch

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(),
        input=json.dumps(launch()),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert json.loads(done.stdout) == [False, []]
