from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from offline_voice.audio.interfaces import FRAME_MS, FRAME_SAMPLES, RATE_HZ, Hypotheses, Hypothesis
from offline_voice.listen.listener import HeardTurn, Listener, Question
from tests.voice.sounds import tone

SILENT = bytes(2 * FRAME_SAMPLES)
LOUD = tone(1.0)[:FRAME_SAMPLES].tobytes()
QUESTION = Question(phrases=("yes", "no"), is_bare=lambda text: text == "no", danger=False)


class Frames:
    """An audio source: `s` is a frame of sound, `.` a silent one; then silence for ever."""

    def __init__(self, pattern: str, *, goes_on: bool = True) -> None:
        self.pattern, self.goes_on = pattern, goes_on

    def begin_turn(self) -> bool:
        return True

    def frames(self) -> Iterator[bytes]:
        for mark in self.pattern:
            yield LOUD if mark == "s" else SILENT
        while self.goes_on:
            yield SILENT


class Loudness:
    """A detector that calls every sound speech."""

    def reset(self) -> None:
        pass

    def is_speech(self, frame: bytes) -> bool:
        return frame != SILENT


class Scribe:
    """A recogniser that hears fixed words and remembers what it was given.

    Args:
        text: the words while the turn goes on, and in its end.
        decides: the words in its end, if they are others.
        glimpses: what it decides in a pause, if that is something else.
    """

    def __init__(self, text: str, decides: str | None = None, glimpses: str | None = None) -> None:
        self.text, self.decides = text, decides
        self.glimpses = text if glimpses is None else glimpses
        self.glimpsed: list[bytes] = []
        self.lists: list[tuple[str, ...]] = []
        self.frames: list[bytes] = []

    def begin(self, phrases: Sequence[str], closed: Sequence[str] = ()) -> None:
        self.lists.append(tuple(phrases))
        self.frames.clear()

    def accept(self, frame: bytes) -> None:
        self.frames.append(frame)

    def partial(self) -> str:
        return self.text

    def glimpse(self, sound: bytes) -> str:
        self.glimpsed.append(sound)
        return self.glimpses

    def finish(self) -> Hypotheses:
        decided = Hypothesis(self.decides if self.decides is not None else self.text, 1.0)
        return Hypotheses(decided, decided, decided)


def hear(pattern: str, text: str = "no", *, goes_on: bool = True) -> tuple[HeardTurn, Scribe]:
    scribe = Scribe(text)
    heard = Listener(scribe, Loudness()).hear(Frames(pattern, goes_on=goes_on), QUESTION)
    return heard, scribe


def test_the_recogniser_gets_the_list_and_only_speech_with_its_run_up_and_tail() -> None:
    heard, scribe = hear("." * 100 + "s" * 20)
    assert scribe.lists == [("yes", "no")]
    assert scribe.frames[:10] == [SILENT] * 10
    assert scribe.frames[10:30] == [LOUD] * 20
    assert set(scribe.frames[30:]) == {SILENT}
    assert heard.words
    assert heard.words.unlisted == Hypothesis("no", 1.0)
    assert len(heard.samples) == FRAME_SAMPLES * len(scribe.frames)


@pytest.mark.parametrize(
    ("text", "wait_ms"), [("no", 500), ("no it let go", 900), ("no but", 1600)]
)
def test_the_delay_told_is_the_silence_from_the_last_sound_to_the_end(
    text: str, wait_ms: int
) -> None:
    heard, _ = hear("." * 20 + "s" * 30, text)
    assert wait_ms <= heard.endpoint_ms <= wait_ms + FRAME_MS + 10


def hear_usual(pattern: str, scribe: Scribe, *, can_be_taken_back: bool = True) -> HeardTurn:
    question = Question(
        phrases=(),
        is_bare=lambda text: text == "no",
        danger=not can_be_taken_back,
        closed=("yes", "no"),
        can_be_taken_back=can_be_taken_back,
    )
    return Listener(scribe, Loudness()).hear(Frames(pattern), question)


def test_a_usual_answer_that_can_be_taken_back_is_taken_after_a_third_of_a_second() -> None:
    heard = hear_usual("." * 20 + "s" * 20, Scribe("no"))
    assert 300 <= heard.endpoint_ms <= 300 + FRAME_MS + 10


def test_about_a_danger_the_same_answer_is_waited_for() -> None:
    heard = hear_usual("." * 20 + "s" * 20, Scribe("no"), can_be_taken_back=False)
    assert 600 <= heard.endpoint_ms <= 600 + FRAME_MS + 10


def test_what_is_not_a_usual_answer_is_waited_for() -> None:
    assert hear_usual("." * 20 + "s" * 20, Scribe("no but my chest")).endpoint_ms >= 900
    assert hear_usual("." * 20 + "s" * 20, Scribe("no [unk]")).endpoint_ms >= 900


def test_an_answer_that_changes_when_it_is_decided_is_not_taken_early() -> None:
    scribe = Scribe("no", decides="now it hurts more")
    heard = hear_usual("." * 20 + "s" * 20, scribe)
    assert heard.endpoint_ms >= 500
    assert len(scribe.lists) == 2  # everything was heard again from the first frame
    assert scribe.frames.count(LOUD) == 20


def test_an_answer_that_was_another_when_the_pause_began_is_not_taken_early() -> None:
    scribe = Scribe("no", glimpses="yes")
    heard = hear_usual("." * 20 + "s" * 20, scribe)
    assert heard.endpoint_ms >= 500
    assert len(scribe.lists) == 2
    assert len(scribe.glimpsed) == 1


def test_what_was_said_up_to_the_pause_is_looked_at_once_it_is_longer_than_one_in_a_word() -> None:
    scribe = Scribe("no")
    hear_usual("." * 20 + "s" * 10 + ".." + "s" * 10, scribe)
    (sound,) = scribe.glimpsed
    frames = [sound[at : at + len(SILENT)] for at in range(0, len(sound), len(SILENT))]
    assert frames.count(LOUD) == 20
    assert frames[-1] != SILENT


@pytest.mark.parametrize(
    ("pattern", "text"), [("s" * 20, "no [unk]"), ("ssssssss.." * 10, "no"), ("s" * 200, "no")]
)
def test_a_story_is_not_looked_at(pattern: str, text: str) -> None:
    scribe = Scribe(text)
    hear_usual("." * 20 + pattern, scribe)
    assert scribe.glimpsed == []


def test_sound_that_the_detector_still_hears_is_not_silence_yet() -> None:
    class Hanging(Loudness):
        hung = 0

        def is_speech(self, frame: bytes) -> bool:
            self.hung = 6 if frame != SILENT else self.hung - 1
            return self.hung > 0

    question = Question((), lambda text: False, False, ("no",), can_be_taken_back=True)
    heard = Listener(Scribe("no"), Hanging()).hear(Frames("." * 20 + "s" * 20), question)
    hung_ms = 5 * FRAME_MS
    assert heard.endpoint_ms >= hung_ms + 300 - 64


def test_somebody_who_speaks_on_within_the_third_of_a_second_is_heard_out() -> None:
    scribe = Scribe("no")
    hear_usual("." * 20 + "s" * 20 + "." * 7 + "s" * 20, scribe)
    assert scribe.frames.count(LOUD) == 40


def test_silence_has_no_words_and_its_length_is_kept() -> None:
    heard, scribe = hear("")
    assert heard.words is None
    assert heard.endpoint_ms == 0
    assert len(heard.samples) / RATE_HZ == pytest.approx(7.0, abs=0.05)
    assert not scribe.frames


def test_a_click_before_the_answer_is_not_heard_as_part_of_it() -> None:
    heard, scribe = hear("....s" + "." * 40 + "s" * 20)
    assert len(scribe.lists) == 2  # the recogniser began again
    assert scribe.frames.count(LOUD) == 20
    assert heard.words is not None


def test_a_source_that_ends_within_a_word_still_gives_what_was_said() -> None:
    heard, _ = hear("..ssssss", goes_on=False)
    assert heard.words is not None
    assert np.abs(heard.samples).max() > 0


@pytest.mark.parametrize(("pattern", "hears"), [("." * 40 + "s" * 20, False), ("ssssss", True)])
def test_waiting_can_be_given_up_but_a_word_begun_is_heard_to_its_end(
    pattern: str, hears: bool
) -> None:
    patience = iter([True] * 4)
    listener = Listener(Scribe("no"), Loudness())
    heard = listener.hear(Frames("." + pattern), QUESTION, lambda: next(patience, False))
    assert (heard.words is not None) is hears
