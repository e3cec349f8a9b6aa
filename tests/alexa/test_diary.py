"""The diary in DynamoDB, over HTTP against moto: nothing before a yes, gone when deleted."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cramp_triage.diary.entry import Entry
from skill.memory.diary import (
    DIARY_KEEP_S,
    ENTRIES_MAX,
    OFFSETS_MIN,
    changed,
    dumped,
    loaded,
    near_now,
)
from skill.memory.store import Memory
from skill.memory.table import EXPIRES, Owner
from skill.publish.interaction_model import LOCALES
from tests import needs
from tests.alexa.alexa_person import PROTOCOL, Person
from tests.alexa.alexa_requests import Json, plain_slot, request, slot, without
from tests.alexa.alexa_table import Shelf, items, served_from, somebody

needs.module("boto3")

CALF = slot("site", "calf", "calf")
OFFER = "Shall I note this in your diary?"


def entries(table: Any) -> list[Json]:
    """All entries of the one diary in the table."""
    [item] = [item for item in items(table) if item["id"].endswith(".diary")]
    found: list[Json] = json.loads(item["attributes"]["entries"])
    return found


def until_asked(person: Person, question: str) -> None:
    """A plain cramp, told to the point where something is asked or said."""
    if person.attributes is None:
        person.launch()
        person.say("CrampIntent", a=CALF, b=slot("side", "left", "left"))
    for _ in range(40):
        if question in person.heard or person.ended:
            break
        person.answer_harmlessly()
    assert question in person.heard


def diarist(url: str, name: str) -> Person:
    """Somebody who has just said yes to a diary."""
    person = somebody(url, name)
    until_asked(person, OFFER)
    assert "I've noted it in your diary." in person.yes()
    return person


def again(person: Person) -> Person:
    """The same person, in another conversation."""
    person.attributes = None
    return person


def noted_again(person: Person) -> Person:
    """Goes on until the next cramp of somebody with a diary has been noted, without a question."""
    time.sleep(1.1)  # an entry is known by its second
    until_asked(person, "I've noted it in your diary.")
    assert OFFER not in person.heard
    return person


def test_nothing_is_kept_before_the_first_yes(url: str, table: Any) -> None:
    person = somebody(url, "ann")
    until_asked(person, OFFER)
    assert items(table) == []
    person.no()
    assert items(table) == []
    until_asked(again(person), OFFER)


def test_the_first_yes_begins_a_diary_and_later_cramps_need_none(url: str, table: Any) -> None:
    person = diarist(url, "ann")
    [entry] = entries(table)
    assert (entry["muscle"], entry["side"], entry["protocol"]) == ("calf", "left", PROTOCOL.version)
    assert abs(datetime.fromisoformat(entry["at"]) - datetime.now(UTC)) < timedelta(minutes=5)
    [item] = items(table)
    assert abs(int(item[EXPIRES]) - time.time() - DIARY_KEEP_S) < 60
    assert "ann" not in json.dumps(item, default=str)
    noted_again(again(person))
    assert len(entries(table)) == 2


def test_what_is_told_later_completes_the_entry(url: str, table: Any) -> None:
    person = noted_again(again(diarist(url, "ann")))
    person.say("SayIIntent", a=plain_slot("words", "take a water pill"))
    assert [entry.get("medicines") for entry in entries(table)] == [None, ["diuretic"]]


def test_it_is_asked_and_the_last_one_deleted_by_voice(url: str, table: Any) -> None:
    person = again(diarist(url, "ann"))
    assert "one cramp in the past seven days" in person.say("DiaryCountIntent")
    assert "Your last one was earlier today, in your left calf." in person.say("DiaryLastIntent")
    assert "deleted the last one" in person.say("DiaryDeleteIntent")
    assert entries(table) == []
    assert "no cramp" in person.say("DiaryCountIntent")
    assert "nothing in your diary" in person.say("DiaryDeleteIntent")


def test_free_words_ask_the_same(url: str, table: Any) -> None:
    person = again(diarist(url, "ann"))
    person.launch()
    heard = person.say("SayIIntent", a=plain_slot("words", "count my cramps"))
    assert "one cramp in the past seven days" in heard


def test_forget_everything_asks_once_and_is_then_truly_done(url: str, table: Any) -> None:
    other = diarist(url, "bob")
    person = diarist(url, "ann")
    person.say("RememberMeIntent")
    assert len(items(table)) == 3
    assert "Shall I delete your whole diary for good?" in person.say("ForgetMeIntent")
    assert "I'll keep it" in person.no()
    assert len(items(table)) == 3
    person.say("ForgetMeIntent")
    assert "deleted all that I kept" in person.yes()
    assert len(items(table)) == 1
    person.send(request("SessionEndedRequest", attributes=person.attributes, reason="ERROR"))
    assert len(items(table)) == 1
    assert "no cramp" in again(person).say("DiaryCountIntent")
    assert "one cramp" in again(other).say("DiaryCountIntent")
    until_asked(again(person), OFFER)


def test_disabling_the_skill_deletes_the_diary(url: str, table: Any) -> None:
    person = diarist(url, "ann")
    person.send(without(request("AlexaSkillEvent.SkillDisabled"), "session"))
    assert items(table) == []


def test_one_conversation_is_one_entry_even_if_interrupted(url: str, table: Any) -> None:
    person = diarist(url, "ann")
    again(person).launch()
    person.say("RememberMeIntent")
    person.say("CrampIntent", a=CALF)
    kept = noted_again(person).attributes
    person.send(request("SessionEndedRequest", attributes=kept, reason="EXCEEDED_MAX_REPROMPTS"))
    time.sleep(1.1)
    assert "still you?" in again(person).launch()
    person.yes()
    person.say("SayIIntent", a=plain_slot("words", "take a water pill"))
    assert [entry.get("medicines") for entry in entries(table)] == [None, ["diuretic"]]


def test_a_cramp_after_start_over_is_another_entry(url: str, table: Any) -> None:
    person = noted_again(again(diarist(url, "ann")))
    assert len(entries(table)) == 2
    time.sleep(1.1)
    person.say("AMAZON.StartOverIntent")
    person.say("CrampIntent", a=CALF)
    noted_again(person)
    assert len(entries(table)) == 3


@pytest.mark.parametrize("noted", ["yesterday", "2026-11-20", 7, None, "9" * 400])
def test_a_forged_time_of_an_entry_is_not_taken(url: str, table: Any, noted: Any) -> None:
    person = somebody(url, "ann")
    until_asked(person, OFFER)
    assert person.attributes is not None
    person.attributes["noted"] = noted
    person.yes()
    [entry] = entries(table)
    assert abs(datetime.fromisoformat(entry["at"]) - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "spoilt", [{"version": 2, "entries": "[]"}, {"version": 1, "entries": "["}]
)
def test_a_diary_that_cannot_be_read_is_left_as_it_is(
    spoilt: Json, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf({"ann.diary": spoilt})
    memory = Memory(shelf)
    now = near_now(time.time(), "en-US")
    ann = Owner("ann", "ann")
    assert memory.digest(ann, now) is None
    assert memory.note(ann, "delete_last", None, now) is None
    assert shelf.kept == {"ann.diary": spoilt}
    assert "[" not in caplog.text


def test_what_could_not_be_done_is_never_said_to_be_done() -> None:
    shelf = Shelf()
    person = Person(served_from(Memory(shelf)))
    until_asked(person, OFFER)
    shelf.broken = True
    assert "Sorry, I couldn't note it in your diary." in person.yes()
    assert "I've noted it" not in person.say("AMAZON.RepeatIntent")
    person.say("ForgetMeIntent")
    assert "Sorry, I couldn't delete it just now." in person.yes()


def test_a_full_diary_keeps_the_newest() -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    kept: tuple[Entry, ...] = ()
    for day in range(ENTRIES_MAX + 5):
        kept = changed(kept, "save", Entry(first + timedelta(days=day), muscle="calf"))
    assert len(kept) == ENTRIES_MAX
    assert kept[-1].at == first + timedelta(days=ENTRIES_MAX + 4)
    assert loaded(dumped(kept)) == kept
    assert changed(kept, "delete_last", None) == kept[:-1]


def test_every_locale_has_a_clock_of_its_own() -> None:
    assert set(OFFSETS_MIN) == set(LOCALES)
    assert near_now(0, "en-IN").isoformat() == "1970-01-01T05:30:00+05:30"
    assert near_now(0, "xx-YY") == near_now(0, "en-US")
