from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.replies import OpenQuestion, Reply
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.interfaces import Clip, Hypotheses, Hypothesis
from offline_voice.listen.hypotheses import Sense
from offline_voice.listen.listener import HeardTurn
from offline_voice.speak.voicing import Gap
from offline_voice.talk.barge_in import HeardInGaps, HeardOverTheVoice, Piece, SaidThrough

PROTOCOL = load_protocol()
NOTHING = HeardTurn(None, np.zeros(0, np.int16), 0)
CLIP_S = 0.2


def clip(text: str) -> Clip:
    return Clip(text, np.zeros(100, np.int16), 22_050)


class Loudspeaker:
    """Takes `CLIP_S` a clip; `stop` cuts it short."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.stopped = threading.Event()

    def say(self, clips: Iterable[Clip]) -> None:
        for each in clips:
            self.said.append(each.text)
            if each.text and self.stopped.wait(CLIP_S):
                return

    def stop(self) -> None:
        self.stopped.set()


class Room:
    """An audio source and its listener in one: in each turn of listening the next thing is said.

    "" is silence: the listener then waits for as long as it is allowed to.
    """

    def __init__(self, *said: str) -> None:
        self.said = iter(said)
        self.turns = 0

    def begin_turn(self) -> bool:
        return True

    def frames(self) -> Iterator[bytes]:
        raise AssertionError("only the listener hears frames")

    def hear(self, source: object, question: object, while_waiting: object) -> HeardTurn:
        self.turns += 1
        words = next(self.said, "")
        if words:
            heard = Hypothesis(words, 1.0)
            return HeardTurn(Hypotheses(heard, heard), np.zeros(1, np.int16), 0)
        assert callable(while_waiting)
        while while_waiting():
            time.sleep(0.005)
        return NOTHING


MEANING = {
    "stop": UserAct(acts=("stop",)),
    "it's gone": UserAct(facts={"ongoing_now": "no"}),
    "it's worse": UserAct(facts={"getting_worse": "yes"}),
    "my chest hurts": UserAct(facts={"chest_pain": "yes"}),
    "louder": UserAct(acts=("louder",)),
    "no": UserAct(acts=("deny",)),
    "the committee approved": UserAct(acts=("no_match",)),
}


class Ears:
    """Understands fixed words, and notes what it is told to listen for."""

    in_hold = ("ongoing_now", "getting_worse")

    def __init__(self) -> None:
        self.questions: list[OpenQuestion] = []

    def dangers_in(self, facts: Mapping[str, Value]) -> frozenset[str]:
        return frozenset({"chest_pain"} & facts.keys())

    def question(self, asked: OpenQuestion) -> OpenQuestion:
        self.questions.append(asked)
        return asked

    def sense(self, words: Hypotheses | None, asked: OpenQuestion) -> Sense:
        if words is None:
            return Sense(UserAct(acts=("no_input",)), "", 0.0)
        return Sense(MEANING[words.unlisted.text], words.unlisted.text, 1.0)


def reply() -> Reply:
    session, _ = start(PROTOCOL)
    return step(PROTOCOL, session, UserAct(facts={"site": "calf", "ongoing_now": "yes"}))[1]


def held(gap_s: float = 1.2) -> list[Piece]:
    gap = Gap(gap_s, 0.0)
    return [clip("Hold."), gap, clip("Ten."), gap, clip("Twenty."), clip("Has it let go?")]


def test_a_hold_that_nobody_breaks_is_counted_through_in_real_time() -> None:
    speaker, room = Loudspeaker(), Room()
    began_s = time.monotonic()
    assert HeardInGaps(speaker, room, room, Ears()).deliver(held(), reply()) is None
    assert time.monotonic() - began_s >= 2.4
    assert [text for text in speaker.said if text] == ["Hold.", "Ten.", "Twenty.", "Has it let go?"]
    assert room.turns >= 2


@pytest.mark.parametrize("words", ["stop", "it's gone", "it's worse", "my chest hurts", "louder"])
def test_what_matters_breaks_off_the_count_at_once(words: str) -> None:
    speaker, room = Loudspeaker(), Room(words)
    broke_in = HeardInGaps(speaker, room, room, Ears()).deliver(held(60.0), reply())
    assert broke_in is not None
    assert broke_in[1].text == words
    assert speaker.said == ["Hold."]


@pytest.mark.parametrize("words", ["no", "the committee approved"])
def test_a_no_to_nothing_and_a_television_leave_the_count_going(words: str) -> None:
    speaker, room = Loudspeaker(), Room(words)
    assert HeardInGaps(speaker, room, room, Ears()).deliver(held(), reply()) is None
    assert "Has it let go?" in speaker.said


def test_in_a_hold_it_listens_for_the_facts_of_its_question_and_how_the_cramp_goes() -> None:
    ears, room, asked = Ears(), Room(), reply()
    HeardInGaps(Loudspeaker(), room, room, ears).deliver(held(), asked)
    assert {*asked.asks, "ongoing_now", "getting_worse"} == set(ears.questions[0].asks)


def test_where_nobody_listens_gaps_are_silence() -> None:
    speaker = Loudspeaker()
    assert SaidThrough(speaker).deliver(held(0.01), reply()) is None
    assert speaker.said == ["Hold.", "", "Ten.", "", "Twenty.", "Has it let go?"]


@pytest.mark.parametrize("words", ["stop", "it's gone", "it's worse", "louder"])
def test_safe_words_silence_the_voice_where_the_echo_is_cancelled(words: str) -> None:
    speaker, room = Loudspeaker(), Room(words)
    pieces = [clip("A long sentence."), clip("And more.")]
    broke_in = HeardOverTheVoice(speaker, room, room, Ears()).deliver(pieces, reply())
    assert broke_in is not None
    assert broke_in[1].text == words
    assert speaker.stopped.is_set()
    assert speaker.said == ["A long sentence."]


def test_a_danger_over_the_voice_is_taken_up_and_asked_once_more() -> None:
    speaker, room = Loudspeaker(), Room("my chest hurts")
    pieces = [clip("A long sentence."), clip("And more.")]
    broke_in = HeardOverTheVoice(speaker, room, room, Ears()).deliver(pieces, reply())
    assert broke_in is not None
    assert broke_in[1].act.facts == {"chest_pain": "yes"}
    assert broke_in[1].act.doubtful
    assert speaker.stopped.is_set()


def test_our_own_words_are_no_danger_of_the_person() -> None:
    speaker, room = Loudspeaker(), Room("my chest hurts")
    pieces = [clip("Say: my chest hurts."), clip("And more.")]
    assert HeardOverTheVoice(speaker, room, room, Ears()).deliver(pieces, reply()) is None
    assert speaker.said == ["Say: my chest hurts.", "And more."]


@pytest.mark.parametrize("words", ["no", "the committee approved"])
def test_nothing_else_is_taken_over_the_voice(words: str) -> None:
    speaker, room = Loudspeaker(), Room(words)
    pieces = [clip("A long sentence."), clip("And more.")]
    assert HeardOverTheVoice(speaker, room, room, Ears()).deliver(pieces, reply()) is None
    assert speaker.said == ["A long sentence.", "And more."]
    assert not speaker.stopped.is_set()
