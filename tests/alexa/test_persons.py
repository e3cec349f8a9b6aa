"""Nobody is taken for somebody else: whose a memory is, on a device that a household shares."""

from __future__ import annotations

import copy
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from skill.errors import NotDeleted
from skill.memory import table
from skill.memory.store import Memory
from skill.memory.table import DamagedRecord, Owner
from tests import needs
from tests.alexa.alexa_person import Person
from tests.alexa.alexa_requests import Json, plain_slot, request, slot, without
from tests.alexa.alexa_table import CREDENTIALS, Shelf, as_one, served_from

needs.module("boto3")

CALF = slot("site", "calf", "calf")
SHOULDER = slot("site", "shoulder", "shoulder")
CHEST = slot("finding", "chest pain", "chest_pain")


class Household:
    """People at one device, or several, over one memory."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.memory = Memory(self.shelf)
        self._send = served_from(self.memory)

    def somebody(self, voice: str = "", account: str = "home") -> Person:
        return as_one(self._send, account, voice)

    def interrupted(self, voice: str = "", account: str = "home") -> Person:
        """Somebody who asked to be remembered, and broke off."""
        person = self.somebody(voice, account)
        person.launch()
        assert "remember our talks" in person.say("RememberMeIntent")
        person.say("CrampNowIntent", a=SHOULDER)
        person.send(request("SessionEndedRequest", attributes=person.attributes, reason="ERROR"))
        return person


OTHERS = [("ann", "home", "bob", "home"), ("ann", "home", "", "home"), ("", "home", "ann", "home"),
          ("", "home", "", "away"), ("ann", "home", "ann", "away")]  # fmt: skip


@pytest.mark.parametrize(("voice", "account", "other", "others"), OTHERS)
def test_only_the_one_who_broke_off_is_asked_to_go_on(
    voice: str, account: str, other: str, others: str
) -> None:
    home = Household()
    person = home.interrupted(voice, account)
    stranger = home.somebody(other, others)
    assert stranger.launch().endswith("Where's the cramp?")
    assert stranger.state.facts == {}
    assert person.launch() == "Welcome back. Is this still you?"
    assert person.attributes is not None
    assert "cramp" not in person.attributes
    assert person.yes().startswith("Let's go on where we stopped")
    assert person.state.facts["site"] == "shoulder"


def said(name: str, **slots: Json) -> Callable[[Person], str]:
    return lambda person: person.say(name, **slots)


NOT_YES = {
    "no": said("AMAZON.NoIntent"),
    "not understood": said("AMAZON.FallbackIntent"),
    "help": said("AMAZON.HelpIntent"),
    "again": said("AMAZON.RepeatIntent"),
    "start over": said("AMAZON.StartOverIntent"),
    "next": said("AMAZON.NextIntent"),
    "back": said("AMAZON.PreviousIntent"),
    "who": said("SayIIntent", a=plain_slot("words", "am somebody else")),
    "a place": said("CrampNowIntent", a=slot("site", "foot", "foot")),
    "a sign": said("SignsIntent", a=slot("finding", "a fever", "fever")),
    "yes and a sign": said("YesSignsIntent", a=slot("finding", "a fever", "fever")),
    "for my son": said("SomeoneElseIntent"),
    "remember me": said("RememberMeIntent"),
    "my last cramp": said("DiaryLastIntent"),
    "why": said("WhyIntent"),
    "not sure": said("UnsureIntent"),
    "thanks": said("ThanksIntent"),
    "stop": said("AMAZON.StopIntent"),
    "an unknown intent": said("NobodyKnowsThisIntent"),
    "launched again": lambda person: person.launch(),
}


@pytest.mark.parametrize("answer", NOT_YES)
@pytest.mark.parametrize("voice", ["", "ann"])
def test_whatever_is_no_plain_yes_tells_and_changes_nothing(answer: str, voice: str) -> None:
    home = Household()
    person = home.interrupted(voice)
    kept = copy.deepcopy(home.shelf.kept)
    person.launch()
    heard = NOT_YES[answer](person)
    assert "shoulder" not in heard
    for _ in range(3):
        if not person.ended:
            assert (
                "cramp" not in (person.attributes or {}) or person.state.facts.get("site") != "calf"
            )
            person.say("AMAZON.HelpIntent")
    person.send(request("SessionEndedRequest", attributes=person.attributes, reason="ERROR"))
    assert home.shelf.kept == kept


def test_danger_is_told_to_whoever_says_it_instead_of_a_yes() -> None:
    person = Household().interrupted()
    person.launch()
    assert "911" in person.say("SignsIntent", a=CHEST)


@pytest.mark.parametrize("gone", ["table", "record"])
def test_a_yes_that_finds_nothing_any_more_starts_over(gone: str) -> None:
    home = Household()
    person = home.interrupted()
    person.launch()
    if gone == "table":
        home.shelf.broken = True
    else:
        home.shelf.kept.clear()
    assert person.yes().startswith("Sorry, I've lost our place")
    assert person.state.facts == {}


@pytest.mark.parametrize(("voice", "account", "other", "others"), OTHERS)
def test_a_conversation_of_two_people_is_kept_for_neither(
    voice: str, account: str, other: str, others: str
) -> None:
    home = Household()
    person = home.interrupted(voice, account)
    kept = copy.deepcopy(home.shelf.kept)
    person.launch()
    person.yes()
    second = home.somebody(other, others)
    second.attributes = person.attributes
    second.say("CrampIntent", a=slot("site", "thigh", "thigh"))
    if other:
        assert "couldn't delete" in second.say("ForgetMeIntent") + second.yes()
        assert "can't remember anything" in second.say("RememberMeIntent")
        assert home.shelf.kept == kept
        person.attributes = second.attributes
    person.send(request("SessionEndedRequest", attributes=person.attributes, reason="ERROR"))
    assert set(home.shelf.kept) == set(kept)
    if other:
        assert home.shelf.kept == kept


def test_a_yes_that_is_not_recognised_is_of_the_person_who_began() -> None:
    home = Household()
    person = home.interrupted("ann")
    unrecognised = home.somebody()
    person.launch()
    unrecognised.attributes = person.attributes
    assert unrecognised.yes().startswith("Let's go on")
    assert unrecognised.state.facts["site"] == "shoulder"


@pytest.mark.parametrize("voice", ["", "ann"])
@pytest.mark.parametrize("form", ["{}", "{}.diary", "{}.people", "{}.", ".{}"])
def test_a_session_that_names_somebody_of_another_account_touches_nothing_of_theirs(
    voice: str, form: str
) -> None:
    home = Household()
    home.interrupted(voice)
    kept = copy.deepcopy(home.shelf.kept)
    key = next(key for key in kept if key.count(".") == bool(voice) and "people" not in key)
    attacker = home.somebody(account="away")
    attacker.launch()
    forged = {**(attacker.attributes or {}), "who": form.format(key), "remember": True}
    attacker.attributes = forged
    attacker.send(request("SessionEndedRequest", attributes=forged, reason="USER_INITIATED"))
    attacker.attributes = forged
    assert "couldn't delete" in attacker.say("ForgetMeIntent") + attacker.yes()
    assert home.shelf.kept == kept


def test_whoever_leaves_takes_everybody_of_the_account_along() -> None:
    home = Household()
    for voice in ("", "ann", "bob"):
        home.interrupted(voice)
    home.interrupted("ann", "away")
    away = {key for key in home.shelf.kept if key not in _of(home, "home")}
    person = home.somebody()
    left = without(request("AlexaSkillEvent.SkillDisabled"), "session")
    home.shelf.broken = True
    with pytest.raises(NotDeleted):
        person.send(left)
    assert len(home.shelf.kept) == 6
    home.shelf.broken = False
    person.send(left)
    assert set(home.shelf.kept) == away


def _of(home: Household, account: str) -> set[str]:
    """The keys of an account and of its persons."""
    keys: set[str] = set()
    for voice in ("", "ann", "bob"):
        envelope = request("LaunchRequest")
        envelope["context"]["System"]["user"]["userId"] = account
        envelope["context"]["System"]["person"] = {"personId": voice}
        from skill.request.serializer import LenientSerializer

        owner = table.owner_of(LenientSerializer().read(envelope))
        keys |= {owner.key, owner.diary, owner.people}
    return keys


def test_a_person_is_kept_only_where_the_account_can_delete_them() -> None:
    home = Household()
    person = home.somebody("ann")
    person.launch()
    save = home.shelf.save

    def fails(key: str, attributes: dict[str, Any]) -> None:
        if key.endswith(".people"):
            raise DamagedRecord("no")
        save(key, attributes)

    home.shelf.save = fails  # type: ignore[method-assign]  # it is a stand-in
    assert "can't remember anything" in person.say("RememberMeIntent")
    assert home.shelf.kept == {}


DAMAGED: tuple[Any, ...] = (
    {"version": 2, "entries": "[]"}, {"version": 1}, {"version": 1, "entries": "["},
    {"version": 1, "entries": 7}, {"version": 1, "entries": "{}"}, {"version": 1, "entries": "[1]"},
    {"version": 1, "entries": '[{"at": "soon"}]'}, {"version": 1, "entries": None},
    {"version": None}, {"entries": "[]"}, {"version": 1, "entries": "\ud800"}, {"at": 1},
    {"version": "1", "entries": "[]"}, {"version": 1, "entries": "[null]"}, {"people": 7},
    {"version": 1, "entries": "[" * 5000}, {"version": [1]}, {"x": b"\xff"},
    {"version": 1, "entries": ["[]"]}, {"version": 1, "entries": "\x00"},
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED, ids=lambda one: repr(one)[:40])
def test_a_damaged_record_is_one_person_s_alone(damage: Any) -> None:
    home = Household()
    home.interrupted("bob")
    ann = home.somebody("ann")
    ann.launch()
    ann.say("RememberMeIntent")
    [key] = {key for key in home.shelf.kept if not key.endswith(".people")} - _of_bob(home)
    for broken in (key, f"{key}.diary"):
        home.shelf.kept[broken] = damage
    ann.attributes = None
    ann.launch()
    ann.say("DiaryCountIntent")
    # Nobody waits until the table is tried again.
    assert "still you?" in home.somebody("bob").launch()


def _of_bob(home: Household) -> set[str]:
    return {key for key, kept in home.shelf.kept.items() if kept.get("session")}


JSON = b"application/x-amz-json-1.0"
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"


def page(body: bytes, kind: bytes = JSON, more: bytes = b"") -> bytes:
    """An answer of something that is no table."""
    return HEAD % (kind, len(body), more) + body


def of_table(body: bytes) -> bytes:
    """An answer of a table, whose checksum is right."""
    return page(body, JSON, b"x-amz-crc32: %d\r\n" % zlib.crc32(body))


SIGN_IN = b"<html><body>Sign in to the network</body></html>"
NO_TABLE = {
    "a web page": page(SIGN_IN, b"text/html"),
    "a web page that is called JSON": page(SIGN_IN),
    "nothing": page(b""),
    "what a table would say": page(b"{}"),
    "a web page with a checksum of something else": page(SIGN_IN, JSON, b"x-amz-crc32: 1\r\n"),
    "half of it": page(b'{"Item": {'),
    "bytes": page(b"\x00\xff\xfe", b"application/octet-stream"),
}
STRANGE = {
    **NO_TABLE,
    "a list": of_table(b"[]"),
    "a word": of_table(b'"Item"'),
    "an item that is a word": of_table(b'{"Item": "x"}'),
    "an item of another type": of_table(b'{"Item": {"id": {"X": "1"}}}'),
    "an item without anything": of_table(b'{"Item": {"id": {"S": "1"}}}'),
    "attributes that are a word": of_table(b'{"Item": {"attributes": {"S": "x"}}}'),
}


def _read_whole(client: socket.socket) -> None:
    """Reads a request to its end: what is left unread would break the answer off."""
    asked = b""
    while not (length := re.search(rb"(?i)content-length: (\d+)\r\n(?:.*\r\n)*?\r\n", asked)):
        if not (got := client.recv(65536)):
            return
        asked += got
    left = int(length[1]) - (len(asked) - length.end())
    while left > 0 and (got := client.recv(65536)):
        left -= len(got)


@contextmanager
def table_that(answers: Callable[[socket.socket], None]) -> Iterator[str]:
    """An endpoint that lets each client have its say, then does as it pleases."""
    with socket.create_server(("127.0.0.1", 0), backlog=32) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(client,), daemon=True).start()

        def one(client: socket.socket) -> None:
            with client:
                _read_whole(client)
                try:
                    answers(client)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Memory]:
    """Memories over the real client."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    from skill.memory.dynamo import Records

    return lambda endpoint: Memory(Records("cramp-memory", endpoint))


@pytest.fixture
def patiently(real: Callable[[str], Memory], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same, waiting as long as a busy machine takes."""
    for name in ("CONNECT_TIMEOUT_S", "READ_TIMEOUT_S", "CALL_S"):
        monkeypatch.setattr(f"skill.memory.dynamo.{name}", 60.0)
    return real


@pytest.mark.parametrize("name", STRANGE)
def test_a_table_that_answers_something_else_costs_the_memory_alone(
    real: Callable[[str], Memory], name: str
) -> None:
    with table_that(lambda client: client.sendall(STRANGE[name])) as endpoint:
        person = Person(served_from(real(endpoint)))
        assert person.launch().endswith("Where's the cramp?")
        person.say("CrampNowIntent", a=CALF)
        assert person.state.facts["site"] == "calf"
        person.say("RememberMeIntent")
        person.say("DiaryCountIntent")
        assert not person.ended


@pytest.mark.parametrize("name", [*NO_TABLE, ""])
def test_only_a_table_is_believed_that_it_has_kept_or_deleted(
    patiently: Callable[[str], Memory], name: str
) -> None:
    answer = NO_TABLE[name] if name else of_table(b"{}")
    with table_that(lambda client: client.sendall(answer)) as endpoint:
        person = Person(served_from(patiently(endpoint)))
        person.launch()
        assert ("I'll remember our talks" in person.say("RememberMeIntent")) is not bool(name)
        person.say("ForgetMeIntent")
        assert ("I've deleted all" in person.yes()) is not bool(name)
        left = without(request("AlexaSkillEvent.SkillDisabled"), "session")
        if name:
            with pytest.raises(NotDeleted):
                person.send(left)
        else:
            person.send(left)


NEST = b'{"M":{"a":' * 3000 + b'{"S":"x"}' + b"}}" * 3000
DAMAGE = {
    "deep JSON": b"[" * 100_000 + b"]" * 100_000,
    "a deep map": b'{"attributes":%s}' % NEST,
    "a number of 50 digits": b'{"attributes":{"M":{"at":{"N":"%s"}}}}' % (b"1" * 50),
    "a number beyond all": b'{"attributes":{"M":{"at":{"N":"1E999"}}}}',
    "people that are a number": b'{"attributes":{"M":{"people":{"N":"5"}}}}',
    "people that are a yes": b'{"attributes":{"M":{"people":{"BOOL":true}}}}',
    "people that are a word": b'{"attributes":{"M":{"people":{"S":"ann"}}}}',
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_no_record_can_hold_costs_no_turn_and_danger_is_told_first(
    patiently: Callable[[str], Memory], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[int] = []

    def answers(client: socket.socket) -> None:
        asked.append(1)
        client.sendall(of_table(b'{"Item":%s}' % DAMAGE[name]))

    with table_that(answers) as endpoint:
        send = served_from(patiently(endpoint))
        person = as_one(send, "home", "ann")
        assert "911" in person.words("I have chest pain and I can't breathe")
        assert "chest pain" in person.heard
        assert person.launch().endswith("Where's the cramp?")
        for turn in ("RememberMeIntent", "DiaryCountIntent", "CrampNowIntent"):
            assert "went wrong" not in person.say(turn)
        # It is one person's: the table is asked on for the next.
        before = len(asked)
        assert as_one(send, "away").launch().endswith("Where's the cramp?")
        assert len(asked) > before
        # Nobody can tell whose records the list named.
        with pytest.raises(NotDeleted):
            person.send(without(request("AlexaSkillEvent.SkillDisabled"), "session"))
    assert "failed" not in caplog.text


def test_whoever_leaves_is_not_forgotten_by_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    home = Household()

    def fails(key: str) -> None:
        raise ZeroDivisionError("my calf")

    home.shelf.delete = fails  # type: ignore[method-assign]  # it is a stand-in
    with pytest.raises(NotDeleted):
        home.somebody().send(without(request("AlexaSkillEvent.SkillDisabled"), "session"))
    assert "event failed: ZeroDivisionError" in caplog.text
    assert "calf" not in caplog.text


def test_a_table_that_drips_is_given_up_in_time(real: Callable[[str], Memory]) -> None:
    def drip(client: socket.socket) -> None:
        for byte in of_table(b"{}"):
            client.sendall(bytes([byte]))
            time.sleep(0.1)

    with table_that(drip) as endpoint:
        memory = real(endpoint)
        ann = Owner("ann", "ann")
        began = time.monotonic()
        assert memory.recall(ann) is None
        assert not memory.keep(ann)
        took = time.monotonic() - began
    # The whole answer would take nine seconds; after the first failure nothing is tried.
    assert took < 3
