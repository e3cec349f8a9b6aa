"""Prints what a turn of the core costs: `make bench`. Figures, not a test."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measure import cold_ms, p50, p99, row, show, times_ms
from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol

CASES = Path(__file__).parents[1] / "tests/cases/utterances.yaml"
FIRST_REPLY = """
from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.model import load_protocol
protocol = load_protocol()
session, reply = start(protocol)
session, reply = step(protocol, session, UserAct(facts={"site": "calf", "ongoing_now": "yes"}))
render.speech(protocol, reply.parts)
"""
FIRST_REPLY_TO_WORDS = """
from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
protocol, lexicon = load_protocol(), load_lexicon()
session, reply = start(protocol)
heard = understand(lexicon, "my calf is cramping", asked=reply.asks, expects=reply.expects)
session, reply = step(protocol, session, heard.to_act("my calf is cramping"))
render.speech(protocol, reply.parts)
"""


def turn_times_ms() -> list[float]:
    """Every labelled sentence said to a conversation of its own: understand, step and render."""
    protocol, lexicon = load_protocol(), load_lexicon()
    session, reply = start(protocol)

    def turn(text: str) -> None:
        heard = understand(lexicon, text, asked=reply.asks, expects=reply.expects)
        _, answer = step(protocol, session, heard.to_act(text))
        render.speech(protocol, answer.parts)

    sentences = [case["text"] for case in yaml.safe_load(CASES.read_text())["utterances"]]
    return [taken for text in sentences for taken in times_ms(partial(turn, text), 5)]


def rows() -> list[dict[str, Any]]:
    """See benchmarks/__main__.py."""
    taken = turn_times_ms()
    bare, facts, words = cold_ms("pass", FIRST_REPLY, FIRST_REPLY_TO_WORDS)
    return [
        row("a turn: understand, step, render; p50", p50(taken), budget="≤ 1 ms"),
        row("the same; p99", p99(taken), budget="≤ 5 ms"),
        row("cold: import and first reply to facts", facts, bare, "bare + 80 ms"),
        row("cold: import and first reply to words", words, bare, "bare + 80 ms"),
    ]


if __name__ == "__main__":
    show(rows())
