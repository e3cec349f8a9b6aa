"""A word of greeting before something else greets nobody."""

from __future__ import annotations

import pytest

from cramp_triage.messages.acts import GREETING
from cramp_triage.nlu import Lexicon, understand

GREETINGS = "hi|hello|hey|good morning|hiya|hi there|good evening".split("|")
OPENERS = "okay|well|look|right|so|listen".split("|")
MORE = (
    "should he soak it|no, none of that|my calf hurts|can i drink water|is it serious|yes|"
    "what about ice|i have a cramp in my foot|i don't know|stop, my chest hurts"
).split("|")
ALONE = ("", " there", ", can you hear me", ", is anybody there", ", is this the cramp line")


@pytest.mark.parametrize("more", MORE)
@pytest.mark.parametrize("word", [*GREETINGS, *OPENERS])
def test_a_greeting_before_something_else_is_none(lexicon: Lexicon, word: str, more: str) -> None:
    assert GREETING not in understand(lexicon, f"{word}, {more}", ("fever", "vomiting")).acts


@pytest.mark.parametrize("more", ALONE)
@pytest.mark.parametrize("word", ["hi", "hello", "hey"])
def test_a_greeting_by_itself_is_one(lexicon: Lexicon, word: str, more: str) -> None:
    assert GREETING in understand(lexicon, f"{word}{more}").acts
