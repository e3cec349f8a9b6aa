"""The real commands in processes of their own: the HTTP server, and what Lambda would import."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.load import turns
from skill.web.server import THREADS
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


def test_clients_that_hang_do_not_hold_up_the_others(port: int) -> None:
    starts = (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le",
        b"P",
    )
    hung = []
    try:
        for number in range(THREADS + 8):
            slow = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
            slow.sendall(starts[number % len(starts)])
            hung.append(slow)
        assert "Where's the cramp?" in sender(port).launch()
    finally:
        for slow in hung:
            slow.close()


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


@pytest.mark.slow
def test_check_finds_the_models_in_order() -> None:
    done = run("check")
    assert (done.returncode, done.stdout) == (
        0,
        "The interaction models and the package are in order.\n",
    )


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
