"""Mutated requests, from a fixed seed: never a server error, never an inner fault."""

from __future__ import annotations

import copy
import json
import logging
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from skill.web import create_app
from tests.alexa.alexa_requests import SKILL_ID, Json, intent, launch, plain_slot, request, slot

SEED = 20_261_120
ROUNDS = 10_000 if os.environ.get("CRAMP_SOAK") else 1000

ODD_VALUES: list[Any] = [
    None, True, False, 0, -1, 1e308, 2**70, "", "x", "?", "\u0000", "\ud83e\udd75", "9" * 400,
    "<speak>&</speak>", [], {}, [[]], [None], {"a": None}, "PT5M", "P99Y", "ER_SUCCESS_MATCH",
    "LaunchRequest", "IntentRequest", "SessionEndedRequest", "AMAZON.YesIntent", "SayIntent",
    SKILL_ID, {"cramp": "{}"}, {"cramp": {"version": 1}}, "__class__", "site=calf", "chest_pain",
]  # fmt: skip


def seeds(client: Any) -> list[Json]:
    """Real requests, some from the middle of a conversation."""
    calf = {**slot("site", "calf", "calf"), **slot("side", "left", "left")}
    opened = client.post("/", json=launch()).get_json()["sessionAttributes"]
    cramp = intent("CrampNowIntent", calf, opened)
    asked = client.post("/", json=cramp).get_json()["sessionAttributes"]
    return [
        launch(),
        cramp,
        intent("AMAZON.NoIntent", {}, asked),
        intent("SignsIntent", slot("finding", "chest pain", "chest_pain"), asked),
        intent("NoSignsIntent", slot("absent", "odd thing"), asked),
        intent("DurationIntent", plain_slot("duration", "PT2M"), asked),
        intent("SayIIntent", plain_slot("words", "fell down the stairs"), asked),
        request("SessionEndedRequest", reason="USER_INITIATED"),
        request("Alexa.Presentation.APL.UserEvent", attributes=asked, arguments=["deny"]),
    ]


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value that can be changed."""
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield node, key
        if isinstance(node[key], dict | list):
            yield from places(node[key])


def mutated(envelope: Json, chance: random.Random) -> bytes:
    changed = copy.deepcopy(envelope)
    for _ in range(chance.randint(1, 4)):
        node, key = chance.choice(list(places(changed)))
        match chance.randrange(4):
            case 0:
                del node[key]
            case 1 if isinstance(node, dict):
                node[chance.choice(["odd", "id", "value", "__class__", "type"])] = node[key]
            case 2 if isinstance(node[key], str):
                at = chance.randint(0, len(node[key]))
                node[key] = (
                    node[key][:at] + chance.choice(["", "\u00e9", '"', "0"]) + node[key][at + 1 :]
                )
            case _:
                node[key] = copy.deepcopy(chance.choice(ODD_VALUES))
        if not changed:
            break
    body = json.dumps(changed).encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        at = chance.randrange(len(body))
        body = body[:at] + bytes([chance.randrange(256)]) + body[at + chance.randint(0, 3) :]
    return body


@pytest.mark.searches
def test_no_mutation_of_a_request_breaks_the_skill(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    client = create_app(skill_id=SKILL_ID, verify=False).test_client()
    chance = random.Random(SEED)
    base = seeds(client)
    answered = 0
    for number in range(ROUNDS):
        body = mutated(chance.choice(base), chance)
        answer = client.post("/", data=body)
        assert answer.status_code in (200, 400), (number, body)
        assert not caplog.records, (number, caplog.text, body)
        if answer.status_code == 200:
            answered += 1
            response = answer.get_json()["response"]
            assert "outputSpeech" not in response or isinstance(response["shouldEndSession"], bool)
    assert answered > ROUNDS / 4
