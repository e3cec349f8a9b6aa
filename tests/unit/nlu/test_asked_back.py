"""A word of the question that is asked back tells nothing of it; a no beside it does."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import bare_answer

WORDS = {
    "twitching": "twitch",
    "numbness": "numb",
    "weakness": "weak",
    "tingling": "tingling",
    "dizzy_standing": "dizzy",
    "nausea": "nausea",
    "fever": "fever",
}
ASKED_BACK = (
    "what means {}?|what is {}?|{}... what does {} mean|{}, what is {}, like what?|{} is what|"
    "you mean like {}?|{} meaning what"
).split("|")
DENIED = "{}... what is {}, like jump? no|{}? no|what is {}? no, no {}|{}? what is {}? no".split(
    "|"
)


@pytest.mark.parametrize("frame", ASKED_BACK)
@pytest.mark.parametrize("fact", WORDS)
def test_a_word_asked_back_is_a_question_and_no_fact(
    lexicon: Lexicon, fact: str, frame: str
) -> None:
    word = WORDS[fact]
    heard = understand(lexicon, frame.format(word, word), (fact,))
    assert fact not in heard.facts
    assert {"question", "help", "why"} & {*heard.acts}


@pytest.mark.parametrize("frame", DENIED)
@pytest.mark.parametrize("fact", WORDS)
def test_a_no_behind_it_denies_it(lexicon: Lexicon, fact: str, frame: str) -> None:
    word = WORDS[fact]
    heard = understand(lexicon, frame.format(word, word), (fact,))
    said = bare_answer(lexicon.findings, (fact,), heard.acts, heard.facts, heard.left_open)
    assert (said | heard.facts).get(fact) == lexicon.findings[fact].deny


@pytest.mark.parametrize("text", ["weak? no. numb? no", "numb? no! weak? nope"])
def test_each_of_several_asked_back_is_denied_by_its_own_no(lexicon: Lexicon, text: str) -> None:
    asks = ("weakness", "numbness", "tingling")
    heard = understand(lexicon, text, asks)
    assert {fact: heard.facts.get(fact) for fact in asks} == {
        "weakness": "no",
        "numbness": "no",
        "tingling": None,
    }


def test_a_yes_behind_it_affirms_it(lexicon: Lexicon) -> None:
    heard = understand(lexicon, "numb... what is numb? yes, a bit", ("numbness",))
    assert heard.facts["numbness"] == "yes"


ANOTHER = ("weak", "numb", "swollen", "dizzy", "pregnant", "feverish")
OPEN = ("breathless", "chest_pain", "coughing_blood", "jaw_stiff")


@pytest.mark.parametrize("asked", OPEN)
def test_a_no_to_another_sign_answers_nothing_that_is_asked(lexicon: Lexicon, asked: str) -> None:
    for sign in ANOTHER:
        for line in (f"{sign}? no.", f"{sign}? nope", f"{sign}? no, not {sign}"):
            heard = understand(lexicon, line, (asked,))
            bare = bare_answer(lexicon.findings, (asked,), heard.acts, heard.facts, heard.left_open)
            assert asked not in {**heard.facts, **bare}, line
