"""What a question is about is learnt from authors, judged by another, and harmless without."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from cramp_triage.errors import WeightsError
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.questions import ACTS, MEANING, NONE, OTHER, TELLS
from cramp_triage.nlu.reader import loaded
from cramp_triage.nlu.reader.questions import FILE, Questions
from cramp_triage.protocol.model import Protocol
from tools.reader.judge import asked_about
from tools.reader.questions import FOLDER, FROZEN, HELD, bare, made, read_questions, to_learn_from

FROZEN_SHA256 = "4313b7e327b3c7b0eb7c6ebb022962deec62bd1b4c2a378fb382434ff95c4591"
SPECIAL = {*ACTS, NONE, OTHER, TELLS, MEANING, "why_advice"}


def test_the_frozen_author_stays_and_is_never_learnt_from() -> None:
    assert sha256(FROZEN.read_bytes()).hexdigest() == FROZEN_SHA256
    said = {bare(question.text) for question in read_questions(FROZEN)}
    assert said.isdisjoint(bare(question.text) for question in to_learn_from())


def test_what_callers_asked_is_never_learnt_from() -> None:
    said = {bare(question.text) for question in read_questions(HELD)}
    assert len(said) > 450
    learnt = {bare(question.text) for question in (*to_learn_from(), *made())}
    assert said.isdisjoint(learnt)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_author_asks_ten_times_about_every_topic(path: Path) -> None:
    counts = Counter(question.topic for question in read_questions(path))
    assert len(counts) == 50
    assert set(counts.values()) == {10}


def test_every_topic_is_answered_by_guidance_or_by_an_act(protocol: Protocol) -> None:
    topics = {*Questions(loaded.load_reader() or pytest.fail("no reader")).topics}
    assert topics - SPECIAL <= protocol.guidance.keys()
    assert {question.topic for question in [*to_learn_from(), *made()]} == topics


@pytest.mark.slow
def test_an_author_of_whom_nothing_was_learnt_is_mostly_understood(lexicon: Lexicon) -> None:
    found = asked_about(read_questions(FROZEN), understand)
    assert found["right"] >= 0.7 * found.total()


@pytest.fixture
def without_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cramp_triage.nlu.questions.load_questions", lambda: None)


@pytest.mark.usefixtures("without_topics")
def test_without_the_learned_topics_nouns_tell_what_is_asked(lexicon: Lexicon) -> None:
    assert "ask:heat_or_ice" in understand(lexicon, "no. should i try ice?", ("fever",)).acts


def test_without_a_reader_there_are_no_learned_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "load_reader", lambda: None)
    loaded.load_questions.cache_clear()
    assert loaded.load_questions() is None
    loaded.load_questions.cache_clear()


def cut(path: Path) -> None:
    path.write_bytes(FILE.read_bytes()[:1000])


def missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def nonsense(path: Path) -> None:
    path.write_bytes(b"no archive")


@pytest.mark.parametrize("spoil", [cut, missing, nonsense], ids=lambda spoil: spoil.__name__)
def test_a_spoilt_file_is_named_in_one_line(spoil, tmp_path: Path) -> None:
    path = tmp_path / "questions.npz"
    spoil(path)
    with pytest.raises(WeightsError, match=r"^questions.npz: .*; install cramp-helper again"):
        Questions(loaded.load_reader(), path)


def test_a_file_for_another_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = loaded.load_reader()
    other = type("Other", (), {"about": type("About", (), {"version": "other"})})()
    assert reader is not None
    with pytest.raises(WeightsError, match="is not for this reader"):
        Questions(other)


def test_topics_that_cannot_be_loaded_are_told_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lexicon: Lexicon
) -> None:
    def fail(_: object) -> Questions:
        raise WeightsError("questions.npz: cannot be read")

    monkeypatch.setattr("cramp_triage.nlu.reader.questions.Questions", fail)
    loaded.load_questions.cache_clear()
    for _ in range(2):
        understand(lexicon, "should i try some ice on it or what?", ("fever",))
    loaded.load_questions.cache_clear()
    assert [record.message for record in caplog.records] == [
        "questions.npz: cannot be read; until then questions are known by their nouns"
    ]


@pytest.mark.parametrize("text", ["", "?", "??? ...", "😀?", "\ud800 what?", "a " * 5000 + "?"])
def test_any_text_may_be_a_question(lexicon: Lexicon, text: str) -> None:
    assert understand(lexicon, text, ("fever",)) == understand(lexicon, text, ("fever",))
