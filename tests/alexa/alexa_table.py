"""A DynamoDB of moto's over HTTP, the skill served beside it, and people with their own accounts.

Fixtures for the tests that ask for them by name; imported by `conftest`.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from skill.memory.store import ENDPOINT_ENV, REGION_ENV, TABLE_ENV
from skill.memory.table import EXPIRES
from tests import needs
from tests.alexa.alexa_person import Person
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


def somebody(url: str, name: str) -> Person:
    """A person with an account of their own."""

    def send(envelope: Json) -> Json:
        for user in (
            envelope.get("session", {}).get("user"),
            envelope["context"]["System"]["user"],
        ):
            if user is not None:
                user["userId"] = name
        return post(url, envelope)

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
