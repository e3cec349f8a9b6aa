"""The same person gets the same answer typed, spoken and through Alexa."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr
import yaml

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, SILENT_FRAME, Samples
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.speak.voicing import Voice
from offline_voice.talk.assembly import open_ears
from offline_voice.talk.conversation import converse
from offline_voice.talk.replay import Mixdown
from offline_voice.vosk_models.find import find_model
from tests import CASES
from tests.alexa.alexa_person import Person
from tests.end_to_end.parity.test_alexa_and_typed import over_lambda
from tests.end_to_end.parity.test_alexa_and_typed import say as say_to_alexa

PROTOCOL, LEXICON = load_protocol(), load_lexicon()
FILE = CASES / "parity.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["cases"]
PERSON = SpeechSettings(voice="gmw/en-us", rate_wpm=150)
TURNS = 40


def answer(case: Mapping[str, Any], reply: Reply) -> str:
    """What the person of a case says to a reply."""
    if reply.question == "where" and not reply.heard.words:
        return str(case["opening"])
    for fact in reply.asks:
        if fact in case["says"]:
            return str(case["says"][fact])
    return {"ongoing_now": "yes it's gone", "frequency": "maybe once a month"}.get(
        next(iter(reply.asks), ""), "stop" if reply.expects == "ack" else "no"
    )


def outcome(reply: Reply) -> dict[str, Any]:
    """What must be the same."""
    return {
        "level": reply.level,
        "mode": reply.mode,
        "facts": reply.facts,
        "relief": [step.id for step in reply.relief],
        "rules": [reason.rule for reason in reply.reasons],
        "ended": reply.ended,
    }


def typed(case: Mapping[str, Any]) -> tuple[Reply, list[Any]]:
    session, reply = start(PROTOCOL)
    acts = []
    while not reply.ended and reply.turn < TURNS:
        words = answer(case, reply)
        act = understand(LEXICON, words, asked=reply.asks, expects=reply.expects).to_act(words)
        acts.append(act)
        session, reply = step(PROTOCOL, session, act)
    return reply, acts


class Speaking:
    """An audio source: the person's next words, spoken by another synthetic voice."""

    def __init__(self, voice: Synthesiser) -> None:
        self._voice = voice
        self.words = ""

    def begin_turn(self) -> bool:
        return bool(self.words)

    def frames(self) -> Iterator[bytes]:
        clip = self._voice.speak(self.words)
        sound = soxr.resample(clip.samples.astype(np.float32), clip.rate_hz, RATE_HZ)
        samples: Samples = np.concatenate([np.zeros(4096, np.int16), sound.astype(np.int16)])
        for begin in range(0, len(samples), FRAME_SAMPLES):
            frame = samples[begin : begin + FRAME_SAMPLES].tobytes()
            yield frame.ljust(len(SILENT_FRAME), b"\0")
        while True:
            yield SILENT_FRAME


def spoken(case: Mapping[str, Any], cache: Path) -> tuple[Reply, list[str]]:
    ears = open_ears(find_model(None))
    heard = []
    with Synthesiser(SpeechSettings(), cache) as ours, Synthesiser(PERSON, cache) as theirs:
        source = Speaking(theirs)
        voice = Voice(PROTOCOL, ours, hold_scale=0.0)
        talk = converse(PROTOCOL, ears.listener, ears.understander, voice, source, Mixdown())
        for turn in talk:
            if turn.sense is not None:
                heard.append(turn.sense.act.words)
            reply = turn.reply
            source.words = "" if reply.ended else answer(case, reply)
    return reply, heard


def through_alexa(acts: list[Any]) -> dict[str, Any]:
    """The last session that Alexa was given, and whether it was the end."""
    person = Person(over_lambda)
    person.launch()
    state = person.state
    for act in acts:
        say_to_alexa(person, act)
        if not person.ended:
            state = person.state
    return {"facts": state.facts, "level": state.advised.level, "relief": [*state.rounds.relief]}


@pytest.mark.searches
@pytest.mark.slow
@pytest.mark.audio
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_three_ways_in_one_answer(case, tmp_path):
    by_hand, acts = typed(case)
    assert by_hand.level == case["level"]
    by_voice, heard = spoken(case, tmp_path)
    assert outcome(by_voice) == outcome(by_hand), heard
    by_alexa = through_alexa(acts)
    assert by_alexa["level"] == by_hand.level
    assert by_alexa["facts"] == by_hand.facts
    assert by_alexa["relief"] == [step.id for step in by_hand.relief]


def test_two_of_the_cases_are_emergencies():
    assert sum(case["level"] == 5 for case in CASES) >= 2
    assert len(CASES) >= 8
