"""A DynamoDB of moto's over HTTP, the skill served next to it, and people with their own accounts.

Fixtures for the tests that ask for them by name; imported by `conftest`.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from ask_sdk_core.exceptions import PersistenceException

from skill.memory.store import ENDPOINT_ENV, REGION_ENV, TABLE_ENV, Memory
from skill.memory.table import EXPIRES
from skill.request.serializer import LenientSerializer
from skill.turns.skill import build_skill
from tests import needs
from tests.alexa.alexa_person import Person, Send
from tests.alexa.alexa_requests import Json
from tests.alexa.served import serving

TABLE = "cramp-memory"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    REGION_ENV: "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    server = needs.module("moto.server").ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="session")
def table(endpoint: str) -> Any:
    resource = needs.module("boto3").resource(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    made = resource.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    made.wait_until_exists()
    made.meta.client.update_time_to_live(
        TableName=TABLE,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES},
    )
    return made


@pytest.fixture(scope="session")
def url(endpoint: str, table: Any) -> Iterator[str]:
    settings = {TABLE_ENV: TABLE, ENDPOINT_ENV: endpoint, **CREDENTIALS}
    with serving(patient=True, **settings) as (port, _):
        yield f"http://127.0.0.1:{port}/"


def post(url: str, envelope: Json) -> Json:
    body = json.dumps(envelope).encode()
    sent = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sent, timeout=30) as got:
        answer: Json = json.loads(got.read())
        return answer


class Shelf:
    """Records of a table that can be broken, and hold what is broken."""

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        self.kept: dict[str, Any] = kept or {}
        self.broken = False
        self.calls = 0

    def _call(self) -> None:
        self.calls += 1
        if self.broken:
            raise PersistenceException("my calf hurts")

    def read(self, key: str) -> dict[str, Any]:
        self._call()
        found: dict[str, Any] = self.kept.get(key, {})
        return found

    def save(self, key: str, attributes: dict[str, Any]) -> None:
        self._call()
        self.kept[key] = attributes

    def delete(self, key: str) -> None:
        self._call()
        self.kept.pop(key, None)


def served_from(memory: Memory) -> Any:
    """The skill with a memory, in this process: JSON in, JSON out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skill.turns.skill.load_memory", lambda: memory)
        skill = build_skill()
    serializer = LenientSerializer()

    def send(envelope: Json) -> Json:
        answer = serializer.serialize(skill.invoke(serializer.read(envelope), None))
        back: Json = json.loads(msgspec.json.encode(answer))
        return back

    return send


def somebody(url: str, name: str, voice: str = "") -> Person:
    """A person with an account of their own, and a voice that Alexa knows or not."""
    return as_one(lambda envelope: post(url, envelope), name, voice)


def as_one(post: Send, name: str, voice: str = "") -> Person:
    """The same, by whatever way their requests go."""

    def send(envelope: Json) -> Json:
        if voice:
            envelope["context"]["System"]["person"] = {"personId": voice}
        for user in (
            envelope.get("session", {}).get("user"),
            envelope["context"]["System"]["user"],
        ):
            if user is not None:
                user["userId"] = name
        return post(envelope)

    return Person(send)


def items(table: Any) -> list[Any]:
    found: list[Any] = table.scan()["Items"]
    return found


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest) -> None:
    if "table" in request.fixturenames:
        made = request.getfixturevalue("table")
        for item in items(made):
            made.delete_item(Key={"id": item["id"]})
