""" "Nobody" who does it denies the sign; a "what" before such an answer asks nothing again."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from tests.unit.nlu.test_strength import NAMED

SIGNS = {
    "had a seizure": "seizure",
    "having a fit": "seizure",
    "passed out": "fainted",
    "fainted": "fainted",
    "coughed up blood": "coughing_blood",
    "got chest pain": "chest_pain",
    "having a stroke": "one_sided_weakness",
    "struggling to breathe": "breathless",
    "got slurred speech": "speech_trouble",
}
NOBODY = (
    "nobody's {}",
    "no, no one's {}",
    "no no, nobody here has {}, it's only a cramp",
    "what, no, no, nobody's {}, it's only a cramp in my foot",
    "there's nobody {}",
)
NOT_THE_DOER = (
    "nobody's here, I've got chest pain",
    "there's nobody here and I have chest pain",
    "nobody believes I have chest pain",
    "nobody can help, I have chest pain",
    "who's with me? nobody. chest pain",
    "nobody, chest pain and no one to help",
)


@pytest.mark.parametrize("frame", NOBODY)
def test_what_nobody_does_is_denied(lexicon: Lexicon, frame: str) -> None:
    for words, fact in SIGNS.items():
        heard = understand(lexicon, frame.format(words), (), "yes_no")
        assert (heard.facts.get(fact), heard.doubts) == ("no", ()), frame.format(words)
        assert "repeat" not in heard.acts, frame.format(words)


@pytest.mark.parametrize("fact", NAMED)
def test_whatever_it_is_that_nobody_has_is_none(lexicon: Lexicon, fact: str) -> None:
    for noun in NAMED[fact].split("|"):
        for who in ("nobody has", "nobody here has", "no one has had"):
            assert hear(lexicon, f"{who} {noun}").facts.get(fact) != "yes", f"{who} {noun}"
            not_denied = f"nobody's here and i have {noun}"
            assert hear(lexicon, not_denied).facts.get(fact) == "yes", not_denied


@pytest.mark.parametrize("text", NOT_THE_DOER)
def test_nobody_who_does_something_else_denies_no_sign(lexicon: Lexicon, text: str) -> None:
    heard = understand(lexicon, text)
    assert heard.facts.get("chest_pain") == "yes" or heard.doubts == ("chest_pain",)


@pytest.mark.parametrize("cry", ["what", "what?", "huh?", "sorry, what?"])
@pytest.mark.parametrize("answer", ["no", "no, my chest is fine", "yes it is"])
def test_a_what_with_an_answer_behind_it_is_no_wish_to_hear_it_again(
    lexicon: Lexicon, cry: str, answer: str
) -> None:
    assert "repeat" not in understand(lexicon, f"{cry} {answer}", ("fever",), "yes_no").acts
    assert "repeat" in understand(lexicon, cry, ("fever",), "yes_no").acts


@pytest.mark.parametrize("text", ["what? say that again", "what did you say", "what?"])
def test_who_asks_for_it_again_gets_it(lexicon: Lexicon, text: str) -> None:
    assert "repeat" in understand(lexicon, text, ("fever",), "yes_no").acts
