from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import numpy as np
import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Beats, Say
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.interfaces import RATE_HZ, Clip
from offline_voice.settings import Settings
from offline_voice.speak.prefetch import Rehearsal
from offline_voice.speak.rate_and_volume import Manner
from offline_voice.speak.synthesiser import Synthesiser
from offline_voice.speak.voicing import BEAT_RATE_WPM, Voice
from tests.voice.sounds import tone

PROTOCOL = load_protocol()
NOON, NIGHT = time(12), time(2)
COUNTED = {*render.beats(Beats(30, 110))}


def manner(now: time = NOON, **settings: int) -> Manner:
    return Manner(Settings(**settings), lambda: now)


def wish(text: str) -> UserAct:
    return understand(load_lexicon(), text, asked=(), expects="yes_no").to_act(text)


def test_at_night_it_is_softer_and_slower_and_by_day_as_set() -> None:
    assert manner(NOON).rate_wpm(slower=False) == 165
    assert manner(NOON).volume() == 1.0
    assert manner(NIGHT).rate_wpm(slower=False) < 165
    assert manner(NIGHT).volume() < 0.7
    assert manner(NOON, rate_wpm=120, volume_percent=50).rate_wpm(slower=False) == 120
    assert manner(NOON, volume_percent=50).volume() == 0.5


def test_a_clock_that_jumps_changes_the_voice_and_nothing_else() -> None:
    hours: Iterator[time] = iter([time(21, 59), time(22), time(3), time(7), time(0)])
    jumping = Manner(Settings(), lambda: next(hours))
    assert [jumping.volume() for _ in range(5)] == [1.0, 0.6, 0.6, 1.0, 0.6]


@pytest.mark.parametrize(
    ("words", "louder", "faster"),
    [
        ("louder", 1, 0),
        ("speak up please", 1, 0),
        ("a bit quieter", -1, 0),
        ("you are too loud", -1, 0),
        ("faster", 0, 1),
        ("you're too slow", 0, 1),
    ],
)
def test_the_voice_changes_as_the_person_says(words: str, louder: int, faster: int) -> None:
    changed = manner()
    assert changed.obey(wish(words))
    assert np.sign(changed.volume() - 1.0) == louder
    assert np.sign(changed.rate_wpm(slower=False) - 165) == faster


@pytest.mark.parametrize("words", ["my heart is beating faster", "it's getting worse", "no"])
def test_nothing_else_changes_it(words: str) -> None:
    assert not manner().obey(wish(words))


def test_however_often_it_is_asked_it_stays_audible_and_understandable() -> None:
    changed = manner()
    for _ in range(50):
        changed.obey(UserAct(acts=("quieter",)))
        changed.obey(UserAct(acts=("faster",)))
    assert 0.05 <= changed.volume() < 0.1
    assert changed.rate_wpm(slower=False) <= 260


def test_after_as_loud_as_can_be_one_quieter_is_quieter() -> None:
    voice = manner()
    for _ in range(12):
        voice.obey(wish("louder"))
    loudest = voice.volume()
    voice.obey(wish("quieter"))
    assert voice.volume() < loudest


def spoken(voice: Voice) -> Clip:
    (clip, _pause) = voice.pieces([Say("good_night")])
    assert isinstance(clip, Clip)
    return clip


def test_the_volume_is_that_of_the_samples(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        usual = spoken(Voice(PROTOCOL, synthesiser)).samples.astype(float)
        half = Voice(PROTOCOL, synthesiser, manner=manner(volume_percent=50))
        assert np.abs(spoken(half).samples - usual / 2).max() <= 1


def test_pushes_are_counted_at_their_pace_however_slow_the_voice_is_set(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        voice = Voice(PROTOCOL, synthesiser, manner=manner(NIGHT, rate_wpm=120))
        pieces = list(voice.pieces([Beats(30, 110)], slower=True))
        whole = {word: synthesiser.speak(word, rate_wpm=BEAT_RATE_WPM) for word in COUNTED}
    at_s, begins_s = 0.0, []
    for piece in pieces:
        assert isinstance(piece, Clip)
        if piece.text:
            begins_s.append(at_s)
            assert len(piece.samples) == len(whole[piece.text].samples)  # no word is cut off
        at_s += len(piece.samples) / piece.rate_hz
    beats_s = np.diff([*begins_s, at_s])
    assert len(beats_s) == 30
    assert 60 / 120 <= beats_s.min() <= beats_s.max() <= 60 / 100


def test_the_counts_of_pushes_are_ready_before_they_are_needed(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        voice = Voice(PROTOCOL, synthesiser)
        assert len(list(voice.rehearse([Beats(30, 110)]))) == len(COUNTED)
        kept = len(list(tmp_path.iterdir()))
        assert list(voice.pieces([Beats(30, 110)]))
    assert len(list(tmp_path.iterdir())) == kept == len(COUNTED)


def test_the_replies_to_short_answers_are_ready_before_they_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(self: Synthesiser, text: str, rate_wpm: int) -> tuple[bytes, Clip]:
        made.append(text)
        return b"", Clip(text, tone(1.0), RATE_HZ)

    monkeypatch.setattr(Synthesiser, "_made", make)
    session, reply = start(PROTOCOL)
    session, reply = step(PROTOCOL, session, UserAct(facts={"site": "calf", "ongoing_now": "yes"}))
    voice = Voice(PROTOCOL, Synthesiser(cache=tmp_path))
    with Rehearsal(PROTOCOL, voice) as rehearsal:
        rehearsal.begin(session, reply)
        rehearsal.wait()
    assert made
    made.clear()
    for act in ("deny", "affirm", "unsure", "no_input", "no_match", "repeat"):
        following = step(PROTOCOL, session, UserAct(acts=(act,)))[1]
        assert list(voice.pieces(following.parts))
    assert made == []
