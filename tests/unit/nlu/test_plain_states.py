"""What is told in the plainest words: hot all over, call me an ambulance."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import YES

ASKED = ((), ("injury", "swelling"), ("weakness", "numbness"))


@pytest.mark.parametrize("who", ["he's", "she's", "I'm"])
@pytest.mark.parametrize("how", ["hot all over", "just hot all over", "really hot everywhere"])
def test_the_heat_of_a_whole_body_is_none_of_one_spot(lexicon: Lexicon, who: str, how: str) -> None:
    heard = understand(lexicon, f"{who} {how}", ("swelling", "warm_red_skin"))
    assert heard.facts.get("warm_red_skin") != YES


@pytest.mark.parametrize("verb", ["call", "get", "send", "phone"])
@pytest.mark.parametrize(
    "frame",
    [
        "{} me an ambulance",
        "please {} an ambulance",
    ],
)
@pytest.mark.parametrize("asked", ASKED)
def test_who_has_an_ambulance_called_asks_for_one(
    lexicon: Lexicon, verb: str, frame: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, frame.format(verb), asked)
    assert heard.facts.get("asks_for_ambulance") == YES
    assert "ask_human" not in heard.acts or "emergency_plea" in heard.acts


@pytest.mark.parametrize(
    "where", ["urgent care", "the walk in clinic", "the emergency room", "my doctor"]
)
@pytest.mark.parametrize(
    "told", ["I'm in a hotel and it's Saturday.", "It's Sunday and I'm away.", "It's late."]
)
def test_who_asks_where_to_go_asks_for_no_ambulance(
    lexicon: Lexicon, told: str, where: str
) -> None:
    heard = understand(lexicon, f"{told} So where do I go, {where}?")
    assert "emergency_plea" not in heard.acts
    assert "asks_for_ambulance" not in heard.facts
