from __future__ import annotations

from collections.abc import Sequence

import pytest

from cramp_triage.dialogue.session import Session
from cramp_triage.diary.entry import Entry
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.model import Protocol
from tests.report.conversations import (
    HOSTILE,
    LONG,
    NOW,
    TALKATIVE,
    TYPICAL,
    crammed,
    entries,
    talk,
)
from visit_summary.content.summarize import summarize
from visit_summary.content.summary import Summary


@pytest.fixture(scope="session")
def sessions(protocol: Protocol, lexicon: Lexicon) -> dict[str, Session]:
    """Conversations by name."""
    told = "well I don't know where to begin but my right calf cramps since three in the morning"
    return {
        "typical": talk(protocol, lexicon, "ow my left calf", TYPICAL),
        "talkative": talk(protocol, lexicon, told, TALKATIVE, LONG),
        "hostile": talk(protocol, lexicon, HOSTILE, {"diuretic": f"yes {HOSTILE}"}),
        "emergency": talk(protocol, lexicon, "my calf cramps and I have chest pain", {}),
        "stopped": talk(protocol, lexicon, "my calf", {}, "stop"),
    }


@pytest.fixture(scope="session")
def summaries(
    protocol: Protocol, lexicon: Lexicon, sessions: dict[str, Session]
) -> dict[str, Summary]:
    """A summary of each; the typical and the talkative have a diary, too."""
    diaries: dict[str, Sequence[Entry]] = {"typical": entries(34), "talkative": entries(200)}
    found = {
        name: summarize(protocol, lexicon, session, NOW, diaries.get(name, ()))
        for name, session in sessions.items()
    }
    return {**found, "crammed": crammed(protocol, lexicon, found["talkative"])}
