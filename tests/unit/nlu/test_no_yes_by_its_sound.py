"""Answers that sound like a sign and tell of another thing, and noes that close a whole list."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import UNKNOWN

LISTS = (
    ("swelling", "warm_red_skin"),
    ("fever", "vomiting", "diarrhea"),
    ("chest_pain", "breathless", "fainted"),
    ("coughing_blood", "palpitations", "dizzy_standing"),
)


def no_yes(lexicon: Lexicon, fact: str) -> tuple[str | None, ...]:
    return None, UNKNOWN, lexicon.findings[fact].deny


@pytest.mark.parametrize("joint", ["hip", "knee", "left hip", "right knee"])
def test_an_operation_is_no_injury(lexicon: Lexicon, joint: str) -> None:
    for words in (f"I had my {joint} done", f"I had my {joint} replaced", f"got a new {joint}"):
        assert understand(lexicon, words, ["injury"]).facts.get("injury") != "yes", words


@pytest.mark.parametrize("fact", ["injury", "swelling", "warm_red_skin", "limb_cold_pale"])
def test_a_bare_place_is_no_yes(lexicon: Lexicon, fact: str) -> None:
    no = no_yes(lexicon, fact)
    for side, part in product(("", "left ", "my right "), ("calf", "leg", "shin", "ankle")):
        for hears in (hear, understand):
            words = side + part
            assert hears(lexicon, words, [fact]).facts.get(fact) in no, (hears, words)
    assert hear(lexicon, "just the one leg", ["swelling"]).facts["swelling"] == "one"


@pytest.mark.parametrize("words", ["still a bit there", "it's still there", "still there a little"])
def test_that_it_is_still_there_is_no_other_sign(lexicon: Lexicon, words: str) -> None:
    for fact in ("chest_pain", "fever", "fainted", "dark_urine", "breathless", "nausea"):
        heard = understand(lexicon, words, [fact])
        assert heard.facts.get(fact) in no_yes(lexicon, fact), (fact, words)


def test_what_lets_go_names_no_new_place(lexicon: Lexicon) -> None:
    for words in ("it's letting go, the toes are coming straight", "it's easing, my foot's loose"):
        for hears in (hear, understand):
            heard = hears(lexicon, words)
            assert "easing" in heard.acts
            assert "site" not in heard.facts, words
    assert understand(lexicon, "it's letting go, the toes are coming straight").acts == ("easing",)
    assert hear(lexicon, "the cramp in my toes is easing").facts["site"] == "toes"


@pytest.mark.parametrize("asked", LISTS)
@pytest.mark.parametrize(
    "words", ["no, none", "no I said nothing", "no, nothing", "no. no. why do you ask that?"]
)
def test_a_no_to_all_closes_the_whole_list(
    lexicon: Lexicon, asked: tuple[str, ...], words: str
) -> None:
    heard = understand(lexicon, words, asked)
    for fact in asked:
        no = lexicon.findings[fact].deny
        bare = "deny" in heard.acts and fact not in heard.left_open
        assert heard.facts.get(fact, no if bare else None) == no, (fact, heard)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("they ain't swollen or red or anything", LISTS[0]),
        ("no fever, nothing", LISTS[1]),
        ("no chest pain, none", LISTS[2]),
        ("no coughing blood, nothing", LISTS[3]),
    ],
)
def test_a_nothing_behind_one_no_denies_the_rest(
    lexicon: Lexicon, words: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, words, asked)
    for fact in asked:
        no = lexicon.findings[fact].deny
        bare = "deny" in heard.acts and fact not in heard.left_open
        assert heard.facts.get(fact, no if bare else None) == no, (fact, heard)


def test_a_why_alone_denies_nothing(lexicon: Lexicon) -> None:
    for asked in LISTS:
        heard = hear(lexicon, "why do you ask that?", asked)
        assert not heard.facts
        assert "deny" not in heard.acts


@pytest.mark.parametrize(
    "text",
    ["i was at the shops this morning", "the mailman came by last week", "shops this morning"],
)
def test_a_time_among_other_things_is_no_yes(lexicon: Lexicon, text: str) -> None:
    for fact in ("numbness", "fever", "dizzy_standing"):
        assert hear(lexicon, text, (fact,)).facts.get(fact) in no_yes(lexicon, fact)


@pytest.mark.parametrize("text", ["for an hour", "for a few minutes"])
def test_how_long_it_has_been_so_is_a_yes(lexicon: Lexicon, text: str) -> None:
    assert hear(lexicon, text, ("numbness",)).facts["numbness"] == "yes"
