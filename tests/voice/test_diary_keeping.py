"""A conversation's cramp in the diary: after a yes, once, complete, and never at its cost."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.diary.entry import Entry
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.diary_note import Digest, Last
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import Protocol
from offline_voice.diary.keeper import DiaryKeeper
from offline_voice.diary.store import DiaryStore

AT = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
CALF = {"site": "calf", "side": "left", "ongoing_now": "no", "context": "night"}
LEXICON = load_lexicon()


@pytest.fixture
def store(tmp_path: Path) -> DiaryStore:
    return DiaryStore(tmp_path / "cramp-helper" / "diary" / "diary.sqlite3")


class Night:
    """One conversation with a voice that keeps a diary."""

    def __init__(
        self, protocol: Protocol, store: DiaryStore, at: datetime = AT, *, notes: bool = True
    ) -> None:
        self.protocol = protocol
        self.keeper = DiaryKeeper(store, protocol, lambda: at, notes=notes)
        self.session, self.reply = start(protocol, self.keeper.open())
        self.heard = ""
        self.act(UserAct(facts=dict(CALF)))

    def act(self, act: UserAct) -> None:
        session, reply = step(self.protocol, self.session, act)
        self.session, self.reply = self.keeper.after(session, reply)
        self.heard += render.speech(self.protocol, self.reply.parts) + "\n"

    def say(self, words: str) -> str:
        heard = understand(LEXICON, words, asked=self.reply.asks, expects=self.reply.expects)
        self.act(heard.to_act(words))
        return self.heard.splitlines()[-1]

    def until(self, question: str) -> Night:
        while self.reply.question != question and not self.reply.ended:
            self.say("no")
        return self


def test_nothing_is_stored_without_a_yes(
    protocol: Protocol, store: DiaryStore, tmp_path: Path
) -> None:
    Night(protocol, store).until("")
    assert list(tmp_path.iterdir()) == []


def test_after_the_first_yes_every_cramp_is_noted_once_and_told(
    protocol: Protocol, store: DiaryStore
) -> None:
    first = Night(protocol, store).until("diary")
    assert first.say("yes") == "I've noted it in your diary. Good night."
    later = AT + timedelta(days=1)
    second = Night(protocol, store, later).until("")
    assert second.heard.count("I've noted it in your diary.") == 1
    assert "Shall I note" not in second.heard
    entries = list(store.entries().values())
    assert [(entry.at, entry.muscle, entry.side) for entry in entries] == [
        (AT, "calf", "left"),
        (later, "calf", "left"),
    ]
    assert entries[1].level == second.reply.level
    assert entries[1].protocol == protocol.version


def test_delete_the_last_one_takes_back_what_was_just_noted(
    protocol: Protocol, store: DiaryStore
) -> None:
    store.add([Entry(AT - timedelta(days=9), muscle="foot")])
    store.agree()
    night = Night(protocol, store)
    while "I've noted it" not in night.heard:
        night.say("no")
    assert night.say("delete the last one").startswith("Okay, I've deleted the last one.")
    night.until("")
    assert [entry.muscle for entry in store.entries().values()] == ["foot"]


def test_an_answer_knows_what_was_done_a_moment_ago(protocol: Protocol, store: DiaryStore) -> None:
    store.add([Entry(AT - timedelta(days=1), muscle="foot")])
    night = Night(protocol, store)
    assert night.say("how many this week").startswith("Your diary has one cramp")
    night.say("delete the last one")
    assert night.say("how many this week").startswith("Your diary has no cramp")
    assert night.say("delete the last one").startswith("There's nothing in your diary yet.")


def test_forget_everything_is_asked_once_and_leaves_nothing(
    protocol: Protocol, store: DiaryStore, tmp_path: Path
) -> None:
    store.add([Entry(AT - timedelta(days=1), muscle="zebra")])
    store.agree()
    night = Night(protocol, store)
    assert night.say("forget everything") == "Shall I delete your whole diary for good?"
    assert night.say("yes").startswith("Okay, I've deleted all that I kept of you.")
    night.until("")
    data = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
    assert b"zebra" not in data
    assert store.entries() == {}
    assert not store.agreed()
    assert Night(protocol, store).until("diary").reply.question == "diary"


def test_nights_in_the_diary_are_put_to_the_person(protocol: Protocol, store: DiaryStore) -> None:
    store.add(Entry(AT - timedelta(days=days), doing="night") for days in (1, 2, 3))
    night = Night(protocol, store).until("diary_nights")
    assert night.heard.splitlines()[-1].endswith(
        "Your diary shows 3 nights this week. Is that right?"
    )
    night.say("yes")
    assert night.reply.facts["frequency"] == "several_weekly"


def test_a_damaged_diary_costs_the_diary_and_not_the_conversation(
    protocol: Protocol, store: DiaryStore
) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(b"no database")
    night = Night(protocol, store).until("")
    assert night.reply.level is not None
    assert "diary" not in night.heard
    assert "the diary is damaged" in night.keeper.trouble
    assert store.path.read_bytes() == b"no database"
    night = Night(protocol, store)
    assert night.say("how many this week").startswith("Sorry, I can't read your diary just now.")
    night.say("forget everything")
    assert night.say("yes").startswith("Okay, I've deleted all that I kept of you.")
    assert store.files() == []


def test_a_diary_that_is_switched_off_takes_nothing_but_answers_and_forgets(
    protocol: Protocol, store: DiaryStore
) -> None:
    assert Night(protocol, store, notes=False).say("forget me").startswith("I keep nothing once")
    store.add([Entry(AT - timedelta(days=1), muscle="foot")])
    store.agree()
    night = Night(protocol, store, notes=False)
    assert night.say("how many this week").startswith("Your diary has one cramp")
    assert night.say("note it in my diary").startswith("Your diary is switched off")
    night.until("")
    assert len(store.entries()) == 1
    night = Night(protocol, store, notes=False)
    night.say("forget everything")
    night.say("yes")
    assert store.files() == []


def test_a_diary_that_breaks_half_way_is_said_to_have_noted_nothing(
    protocol: Protocol, store: DiaryStore
) -> None:
    night = Night(protocol, store).until("diary")
    store.path.mkdir(parents=True)
    assert night.say("yes") == "Sorry, I couldn't note it in your diary. Good night."
    assert night.keeper.trouble


@pytest.mark.parametrize("notes", [True, False])
def test_a_place_that_may_not_be_looked_into_costs_the_diary_and_not_the_conversation(
    protocol: Protocol, store: DiaryStore, monkeypatch: pytest.MonkeyPatch, notes: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    keeper = DiaryKeeper(store, protocol, lambda: AT, notes=notes)
    monkeypatch.setattr(Path, "exists", refuse)
    assert keeper.open() == Digest(readable=False)
    assert (
        keeper.trouble == f"{store.path}: Permission denied; check the folder and its permissions"
    )


def test_a_diary_of_nobody_who_agreed_is_no_yes(protocol: Protocol, store: DiaryStore) -> None:
    store.add([Entry(AT - timedelta(days=20), muscle="foot")])
    assert DiaryKeeper(store, protocol, lambda: AT).open() == Digest(
        total=1, frequency="monthly", last=Last(20, "foot")
    )
    assert Night(protocol, store).until("diary").reply.question == "diary"
