"""The optional memory, over HTTP against moto's DynamoDB, and with a table that does not answer."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from skill.errors import ConfigError
from skill.memory.store import (
    ENDPOINT_ENV,
    KEEP_S,
    PAUSE_S,
    REGION_ENV,
    REPEAT_S,
    RESUME_S,
    TABLE_ENV,
    Memory,
    Record,
    load_memory,
)
from skill.memory.table import EXPIRES, Owner, owner_of
from tests import needs
from tests.alexa.alexa_person import Person
from tests.alexa.alexa_requests import request, slot, without
from tests.alexa.alexa_table import CREDENTIALS, TABLE, Shelf, items, somebody
from tests.alexa.served import serving

needs.module("boto3")

FAST_S = 1.0
CALF = slot("site", "calf", "calf")
ANN = Owner("ann", "ann")


def talk_to_the_end(person: Person) -> None:
    person.say("SignsIntent", a=slot("finding", "chest pain", "chest_pain"))
    person.yes()
    assert person.ended


def test_nobody_is_remembered_who_did_not_ask_for_it(url: str, table: Any) -> None:
    person = somebody(url, "quiet")
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    person.send(request("SessionEndedRequest", attributes=person.attributes, reason="ERROR"))
    assert items(table) == []
    assert person.launch().endswith("Where's the cramp?")


def test_an_interrupted_conversation_is_gone_on_with(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    person.launch()
    assert "remember our talks" in person.say("RememberMeIntent")
    person.say("CrampNowIntent", a=CALF)
    question, kept = person.state.question, person.attributes
    person.send(request("SessionEndedRequest", attributes=kept, reason="EXCEEDED_MAX_REPROMPTS"))
    assert person.launch() == "Welcome back. Is this still you?"
    assert person.yes().startswith("Let's go on where we stopped")
    assert person.state.question == question
    assert person.state.facts["site"] == "calf"
    other = somebody(url, "bob")
    assert "Welcome back" not in other.launch()


def test_the_record_says_when_it_expires_and_not_who_it_is(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    person.launch()
    person.say("RememberMeIntent")
    [item] = items(table)
    assert abs(int(item[EXPIRES]) - time.time() - KEEP_S) < 60
    assert "ann" not in json.dumps(item, default=str)
    assert len(item["id"]) == 64


def test_a_second_contact_within_two_days_is_a_fact(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    person.launch()
    person.say("RememberMeIntent")
    assert "repeat_contact_48h" not in person.state.facts
    talk_to_the_end(person)
    [item] = items(table)
    assert item["attributes"]["session"] == ""
    person.attributes = None
    assert person.launch().endswith("Where's the cramp?")
    assert person.state.facts == {"repeat_contact_48h": "yes"}
    person.attributes = None
    person.say("CrampNowIntent", a=CALF)
    assert person.state.facts["repeat_contact_48h"] == "yes"


def test_forget_me_deletes_all_and_the_conversation_goes_on(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    person.launch()
    person.say("RememberMeIntent")
    person.say("CrampNowIntent", a=CALF)
    question = person.state.question
    assert "for good?" in person.say("ForgetMeIntent")
    assert len(items(table)) == 1
    assert "deleted all" in person.yes()
    assert items(table) == []
    assert person.state.question == question
    person.send(request("SessionEndedRequest", attributes=person.attributes, reason="ERROR"))
    assert items(table) == []


def test_disabling_the_skill_deletes_all(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    person.launch()
    person.say("RememberMeIntent")
    assert len(items(table)) == 1
    person.send(without(request("AlexaSkillEvent.SkillDisabled"), "session"))
    assert items(table) == []


def test_a_kept_session_that_no_protocol_knows_starts_over(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    person.launch()
    person.say("RememberMeIntent")
    spoilt = {"cramp": "not ours", "remember": True}
    person.send(request("SessionEndedRequest", attributes=spoilt, reason="ERROR"))
    assert person.launch().endswith("Where's the cramp?")


def test_without_a_table_the_skill_says_so() -> None:
    from skill.lambda_function import handler

    person = Person(lambda envelope: handler(envelope, None))
    person.launch()
    assert "I keep nothing" in person.say("RememberMeIntent")
    assert "I keep nothing" in person.say("ForgetMeIntent")
    assert person.heard.endswith("Where's the cramp?")


@pytest.fixture(params=["down", "slow", "no table"])
def broken(request: pytest.FixtureRequest, endpoint: str) -> Iterator[str]:
    """An endpoint at which nothing listens, one that never answers, or one without the table."""
    if request.param == "no table":
        yield endpoint
        return
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if request.param == "slow":
            listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_with_the_table_gone_it_answers_within_a_second_without_memory(broken: str) -> None:
    settings = {TABLE_ENV: "no-such-table", ENDPOINT_ENV: broken, **CREDENTIALS}
    with serving(**settings) as (port, _):
        person = somebody(f"http://127.0.0.1:{port}/", "ann")
        took, heard = [], []
        for turn in (
            person.launch,
            lambda: person.say("CrampNowIntent", a=CALF),
            lambda: person.say("RememberMeIntent"),
            lambda: person.say("DiaryCountIntent"),
            lambda: person.say("ForgetMeIntent"),
            person.yes,
            person.no,
        ):
            began = time.monotonic()
            heard.append(turn())
            took.append(time.monotonic() - began)
        assert max(took) < FAST_S, took
        assert heard[2].startswith("Sorry, I can't remember anything just now.")
        assert heard[3].startswith("Sorry, I can't reach your diary just now.")
        assert heard[5].startswith("Sorry, I couldn't delete it just now.")
        assert person.state.facts["site"] == "calf"


def test_how_long_a_conversation_is_gone_on_with() -> None:
    assert Record("session", at=1000, now=1000 + RESUME_S).resumable
    assert not Record("session", at=1000, now=1001 + RESUME_S).resumable
    assert not Record("", at=1000, now=1000).resumable
    assert Record("", at=1000, now=1000 + REPEAT_S).repeated
    assert not Record("", at=1000, now=1001 + REPEAT_S).repeated
    assert not Record("", at=0, now=100).repeated


def test_a_table_that_failed_is_left_alone_for_a_while_but_always_asked_to_forget(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(time, "monotonic", lambda: clock.now)
    shelf = Shelf()
    memory = Memory(shelf, lambda: 1000.0)
    shelf.broken = True
    clock.now = 1.0
    assert memory.recall(ANN) is None
    assert not memory.keep(ANN)
    assert shelf.calls == 1
    assert not memory.forget(ANN)
    assert shelf.calls == 2
    shelf.broken = False
    clock.now = 2.0 + PAUSE_S
    assert memory.keep(ANN, "session")
    assert memory.recall(ANN) == Record("session", 1000, 1000)
    assert "calf" not in caplog.text


@pytest.mark.parametrize("kept", [{}, {"at": "soon"}, {"at": None}, []])
def test_a_record_that_is_not_ours_is_none(kept: Any) -> None:
    shelf = Shelf({"ann": kept})
    assert Memory(shelf, lambda: 1000.0).recall(ANN) is None


def test_a_request_that_names_nobody_has_no_key() -> None:
    assert owner_of(SimpleNamespace(context=None)) == Owner("", "")


def test_a_table_without_a_region_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TABLE_ENV, raising=False)
    assert load_memory() is None
    monkeypatch.setenv(TABLE_ENV, TABLE)
    monkeypatch.delenv(REGION_ENV, raising=False)
    with pytest.raises(ConfigError, match=f"{REGION_ENV} is not: name the table's region"):
        load_memory()
