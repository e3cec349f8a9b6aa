"""Calls that people held, said again line by line: what came right stays right.

The replies drift, since a later program asks other things; what a caller tells and how a call ends
do not depend on them. A call with an `open_fault` is not yet led to its level.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import CALL_911
from tests import CASES

PROTOCOL = load_protocol()
CALLS = [
    call
    for path in sorted((CASES / "calls").glob("round_*.yaml"))
    for call in yaml.safe_load(path.read_text(encoding="utf-8"))["calls"]
]


def levels(lexicon: Lexicon, call: dict[str, Any]) -> list[int | None]:
    """The level told by each reply; shorter than the lines if the program ended the call."""
    session, reply = start(PROTOCOL)
    told = []
    for line in call["lines"]:
        if reply.ended:
            break
        heard = understand(lexicon, line, reply.asks, reply.expects)
        session, reply = step(PROTOCOL, session, heard.to_act(line))
        told.append(reply.level)
    return told


def is_led(call: dict[str, Any], told: list[int | None]) -> bool:
    """Whether it ends at a right level, and told none too high on the way."""
    expected, last = call["expected"], told[-1] or 0
    most = max((level for level in told if level is not None), default=0)
    return expected["min"] <= last <= expected["max"] and most <= expected["max"]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(call["id"]))
def test_a_call_held_by_a_person_is_led_to_its_level_and_not_hung_up_on(
    lexicon: Lexicon, call: dict[str, Any]
) -> None:
    told = levels(lexicon, call)
    assert len(told) == len(call["lines"]) or told[-1] == CALL_911  # help has come
    assert is_led(call, told) or "open_fault" in call
    if "danger_at" in call:
        assert told[call["danger_at"] - 1] >= call["expected"]["min"]


def test_every_open_fault_is_one(lexicon: Lexicon) -> None:
    faulty = [call for call in CALLS if "open_fault" in call]
    led = [call["id"] for call in faulty if is_led(call, levels(lexicon, call))]
    assert led == [], "take off its fault"
