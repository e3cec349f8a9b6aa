"""A wish about the diary beside a fact: both are dealt with in the same reply."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()


@pytest.mark.parametrize(
    ("fact", "value"), [("swelling", "one"), ("dark_urine", "yes"), ("fever", "yes")]
)
def test_news_beside_a_wish_about_the_diary_is_acted_on(fact: str, value: str) -> None:
    session, _ = start(PROTOCOL)
    session, _ = step(PROTOCOL, session, UserAct(facts={"site": "calf", "ongoing_now": "yes"}))
    _, reply = step(PROTOCOL, session, UserAct(acts=("diary_last",), facts={fact: value}))
    said = [getattr(part, "prompt", "") for part in reply.parts]
    assert "no_diary" in said
    assert any(prompt.startswith("early.") for prompt in said)
