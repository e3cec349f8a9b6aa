"""An offer is taken in words of wanting it, with a question behind it, too."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

TAKEN = (
    "tell me",
    "shoots, yeah, tell me. and can i go in tomorrow?",
    "ha ha, yeah, i said tell me",
    "go ahead",
)


@pytest.mark.parametrize("line", TAKEN)
def test_what_is_wanted_is_told(talk, lexicon: Lexicon, line: str) -> None:
    talk.tell(site="calf", ongoing_now="no", frequency="rare")
    while talk.reply.level is None:
        talk.say("deny")
    assert not talk.reply.asks
    heard = understand(lexicon, line, talk.reply.asks, talk.reply.expects)
    talk.say(*heard.acts, words=line)
    assert "Stretch your calves before bed" in talk.speech


@pytest.mark.parametrize("line", ["tell me what to do if it comes back", "no, don't tell me"])
def test_what_asks_or_refuses_takes_nothing(lexicon: Lexicon, line: str) -> None:
    assert "takes" not in understand(lexicon, line, (), "yes_no").acts
