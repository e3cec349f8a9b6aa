from __future__ import annotations

import pytest

from offline_voice.audio.interfaces import FRAME_MS
from offline_voice.listen.endpoint import Endpointer, Patience, TurnState

PATIENCE = Patience()


def run(pattern: str, wait_ms: int = 500) -> tuple[TurnState, int]:
    """`s` is a frame of speech, `.` a silent one; returns the last state and the frames used."""
    endpointer = Endpointer(PATIENCE)
    state = TurnState.WAITING
    for used, frame in enumerate(pattern, 1):
        state = endpointer.push(frame == "s", wait_ms)
        if state in (TurnState.DONE, TurnState.NOBODY):
            return state, used
    return state, len(pattern)


@pytest.mark.parametrize("wait_ms", [500, 600, 900, 1600])
def test_a_turn_ends_after_exactly_the_silence_it_waits_for(wait_ms: int) -> None:
    state, used = run("...ssss" + "." * 100, wait_ms)
    assert state is TurnState.DONE
    assert wait_ms <= (used - 7) * FRAME_MS < wait_ms + FRAME_MS


def test_a_pause_shorter_than_the_wait_does_not_end_it() -> None:
    assert run("ssss..........ssss..........", 500)[0] is TurnState.SPEAKING


def test_nobody_is_noticed_after_seven_seconds() -> None:
    state, used = run("." * 1000)
    assert state is TurnState.NOBODY
    assert 7000 <= used * FRAME_MS < 7000 + FRAME_MS


def test_a_click_is_no_answer() -> None:
    endpointer = Endpointer(PATIENCE)
    assert [endpointer.push(c == "s", 500) for c in "s..."] == [
        TurnState.SPEAKING,
        TurnState.SPEAKING,
        TurnState.SPEAKING,
        TurnState.DROPPED,
    ]


def test_a_television_cannot_hold_the_turn_for_ever() -> None:
    state, used = run("s" * 5000)
    assert state is TurnState.DONE
    assert used * FRAME_MS == pytest.approx(20_000, abs=FRAME_MS)


@pytest.mark.parametrize(
    ("text", "bare", "danger", "silence_ms"),
    [
        ("no", True, False, 500),
        ("no", True, True, 600),
        ("no i just woke up with it", False, False, 900),
        ("", False, False, 900),
        ("my left calf and", False, False, 1600),
        ("um", False, True, 1600),
        ("it's on my left", False, False, 1600),
        ("my calf is", False, False, 1600),
        ("i can't", False, False, 1600),
        ("i can't", True, False, 500),
        ("an hour and a half", False, False, 900),
        ("yes it is", True, False, 500),
        ("it's on the left side", False, False, 900),
    ],
)
def test_the_wait_depends_on_what_was_said(
    text: str, bare: bool, danger: bool, silence_ms: int
) -> None:
    assert PATIENCE.silence_ms(text, bare=bare, danger=danger) == silence_ms


@pytest.mark.parametrize(
    ("text", "silence_ms"),
    [
        ("my left calf", 600),
        ("the left", 600),
        ("my calf is", 1600),
        ("it's my left calf and", 1600),
    ],
)
def test_a_sentence_that_answers_is_waited_for_less_unless_it_hangs(
    text: str, silence_ms: int
) -> None:
    assert PATIENCE.silence_ms(text, bare=False, danger=False, whole=True) == silence_ms
