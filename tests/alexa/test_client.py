"""A real client, virtual-alexa, talks to the served skill from each model's own samples."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.publish.interaction_model import LOCALES
from skill.response.places import said_here
from tests import needs
from tests.alexa.alexa_person import PROTOCOL
from tests.alexa.alexa_requests import SKILL_ID
from tests.alexa.served import ROOT, serving

pytestmark = [pytest.mark.slow, pytest.mark.outside]

CLIENT = Path(__file__).parent / "client"
CONVERSATIONS = yaml.safe_load((CLIENT / "conversations.yaml").read_text("utf-8"))
PATIENCE_S = 120


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    needs.node("virtual-alexa")
    with serving() as (number, _):
        yield number


@pytest.fixture(scope="module", params=LOCALES)
def talk(request: pytest.FixtureRequest, port: int) -> tuple[str, Any]:
    """A locale, and what was said and heard in each conversation there."""
    model = ROOT / "interaction_models" / f"{request.param}.json"
    done = subprocess.run(
        [
            needs.node("virtual-alexa"),
            str(CLIENT / "conversation.cjs"),
            f"http://127.0.0.1:{port}/",
            request.param,
            str(model),
            SKILL_ID,
        ],
        input=json.dumps(CONVERSATIONS),
        env=needs.node_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return request.param, json.loads(done.stdout)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_whole_conversation(talk: tuple[str, Any], name: str) -> None:
    locale, transcripts = talk
    transcript = transcripts[name]
    assert "error" not in transcript, transcript
    turns = transcript["turns"]
    number = PROTOCOL.place(locale)["emergency"]
    heard = " ".join(turn["heard"] for turn in turns)
    at = 0
    for wanted in CONVERSATIONS[name]["hears"]:
        text = said_here(PROTOCOL, wanted.format(emergency=number), locale)
        assert text in heard[at:], (text, turns)
        at = heard.index(text, at) + len(text)
    for unwanted in CONVERSATIONS[name].get("never", ()):
        assert unwanted.format(emergency=number) not in heard[1 + len(turns[0]["heard"]) :]
    assert turns[-1]["ended"]


def test_there_are_at_least_ten_conversations() -> None:
    assert len(CONVERSATIONS) >= 10


def test_the_lock_file_names_no_registry() -> None:
    lock = (CLIENT / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock
    assert "registry" not in lock
