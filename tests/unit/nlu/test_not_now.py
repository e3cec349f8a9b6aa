"""A cramp that is denied for now is over, whatever is asked; nothing else is denied with it."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand

DENIED = (
    "it isn't happening",
    "it's not on",
    "i am not having one",
    "i don't have it",
    "i haven't got one",
    "it is not there",
    "it's not going on",
    "i'm not getting any",
)
NOW = ("now", "right now", "at the moment", "at this moment", "at the minute", "just now")
GATE = ("injury", "swelling", "warm_red_skin")


@pytest.mark.parametrize("asked", [("site",), GATE])
def test_what_is_not_there_now_is_over(lexicon: Lexicon, asked: tuple[str, ...]) -> None:
    lines = [f"{denied} {now}" for denied, now in product(DENIED, NOW)]
    heard = {line: understand(lexicon, line, asked).facts for line in lines}
    assert [line for line, facts in heard.items() if facts != {"ongoing_now": "no"}] == []


@pytest.mark.parametrize(
    "line",
    [
        "i beg your pardon, no, nothing like that",
        "pardon me, no, i don't have a fever",
        "sorry, no, none of that",
    ],
)
def test_a_pardon_before_an_answer_asks_for_nothing_again(lexicon: Lexicon, line: str) -> None:
    acts = understand(lexicon, line, ("fever", "vomiting")).acts
    assert "repeat" not in acts
    assert "deny" in acts


@pytest.mark.parametrize("line", ["it's me dear", "it was me that had the cramp", "it's just me"])
def test_who_says_that_it_is_them_is_the_patient(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("confusion",)).facts.get("caller_is_patient") == "yes"
