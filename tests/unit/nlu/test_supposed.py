"""What is only supposed states no fact; the answer is what to watch for, or the next cramp."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
FRAMES = (
    "what if it {}",
    "and if it {} later",
    "suppose it {}",
    "say it {}, what do i do",
    "what happens if it {}",
    "in case it {} what should i do",
)
SIGNS = ("swells up", "goes numb", "turns blue", "goes red", "gets weak", "gets cold")
LINES = (
    *(frame.format(sign) for frame, sign in product(FRAMES, SIGNS)),
    "should it go numb what then",
    "should my foot go cold what then",
    "if i couldn't breathe i'd call",
    "what if i pass out",
    "if my chest started hurting what do i do",
    "and suppose i can't walk on it tomorrow",
    "at what point do i go in",
    "how bad does it have to get before i go to the hospital",
)
RETURNS = ("suppose it comes back tonight", "what if it happens again", "and if it returns")
NOT_SUPPOSED = {
    "it only hurts if i walk": "fever",
    "it's weak if i stand": "weakness",
    "can i take a walk if it stops": "fever",
    "if i'd hurt it i'd know": "injury",
    "i don't know if i have one": "fever",
}


@pytest.mark.parametrize("asked", ["fever", "numbness", "swelling"])
def test_what_is_supposed_is_no_fact_and_asks_what_to_watch_for(
    lexicon: Lexicon, asked: str
) -> None:
    heard = {line: understand(lexicon, line, (asked,), "yes_no") for line in LINES}
    assert {line: one.facts for line, one in heard.items() if one.facts or one.doubts} == {}
    assert [k for k, one in heard.items() if "ask:when_to_call" not in one.acts] == []


@pytest.mark.parametrize("line", RETURNS)
def test_a_cramp_that_may_come_back_asks_for_next_time(lexicon: Lexicon, line: str) -> None:
    heard = understand(lexicon, line, ("fever",), "yes_no")
    assert (heard.acts, heard.facts) == (("ask:next_time",), {})


@pytest.mark.parametrize("line", NOT_SUPPOSED)
def test_what_is_so_on_a_condition_asks_nothing_of_the_future(lexicon: Lexicon, line: str) -> None:
    acts = understand(lexicon, line, (NOT_SUPPOSED[line],), "yes_no").acts
    assert {"ask:when_to_call", "ask:next_time"}.isdisjoint(acts)


@pytest.mark.parametrize("line", [*LINES[::5], *RETURNS])
def test_it_is_answered_and_the_open_question_comes_back(lexicon: Lexicon, line: str) -> None:
    session, reply = start(PROTOCOL)
    for words in ("my calf cramped, it's gone now", "no, none of that", line):
        before = reply
        heard = understand(lexicon, words, reply.asks, reply.expects)
        session, reply = step(PROTOCOL, session, heard.to_act(words))
    assert (reply.asks, reply.level, reply.floor) == (before.asks, before.level, before.floor)
    assert reply.parts[0].prompt.startswith("guidance.")


@pytest.mark.parametrize("pill", ["an aspirin", "an ibuprofen", "my painkillers"])
def test_what_is_asked_beside_the_supposition_is_answered(lexicon: Lexicon, pill: str) -> None:
    line = f"if it turns blue should i take {pill}"
    acts = understand(lexicon, line, ("injury", "swelling"), "yes_no").acts
    assert "ask:painkiller" in acts
    assert "ask:when_to_call" not in acts


@pytest.mark.parametrize(
    "line",
    [
        "he wants to know am i pregnant, ha",
        "she's asking is it swollen",
        "they want to know do i have a fever",
        "it asks did i pass out",
    ],
)
def test_a_question_that_is_told_claims_nothing(lexicon: Lexicon, line: str) -> None:
    heard = understand(lexicon, line, ("over_10_min",), "yes_no")
    assert "yes" not in heard.facts.values()
    assert not heard.doubts
