"""What is only said back in surprise claims nothing: "pregnant! I'm eighty-one"."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from cramp_triage.nlu import Lexicon, Understanding, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.witnesses import agree
from cramp_triage.protocol.facts import UNKNOWN

NOUNS: Final = {
    "pregnant": "pregnant|a baby on the way",
    "diabetes": "diabetes|diabetic",
    "oral_contraceptive": "birth control|the pill",
    "statin": "a statin|statins",
    "diuretic": "a water pill|water pills",
    "kidney_disease": "kidney disease|kidney trouble",
    "coughing_blood": "coughed up blood|coughing blood",
    "chest_pain": "chest pain|pain in the chest",
    "fainted": "fainted|passed out",
    "poison_exposure": "old paint|weed killer",
    "warm_red_skin": "red|red and hot",
    "dark_urine": "dark pee|brown urine",
    "swelling": "swollen|swelling",
    "injury": "a fall|an injury",
}
PROTESTS: Final = (
    "{}! I'm eighty-one",
    "{}! Oh you are funny",
    "{}? Goodness",
    "{}, for crying out loud",
    "oh {}, are you kidding",
    "{} good grief",
    "{} at my age",
    "what, {}? jeez",
    "are you kidding, {}",
    "what? {}?",
    "{}!",
)
TOLD: Final = [(f, noun) for f, nouns in NOUNS.items() for noun in nouns.split("|")]


@pytest.mark.parametrize(("fact", "noun"), TOLD)
def test_what_is_said_back_in_surprise_is_no_yes(lexicon: Lexicon, fact: str, noun: str) -> None:
    no = (None, UNKNOWN, lexicon.findings[fact].deny)
    for asked, protest in product(([fact], [fact, "cold_feet_hands"]), PROTESTS):
        heard = hear(lexicon, protest.format(noun), asked)
        assert heard.facts.get(fact) in no, (protest, heard.facts)
        assert fact in heard.unclaimed or heard.facts.get(fact) is not None, protest


@pytest.mark.parametrize(("fact", "noun"), TOLD[::2])
def test_no_witness_takes_what_is_said_back(lexicon: Lexicon, fact: str, noun: str) -> None:
    no = (None, UNKNOWN, lexicon.findings[fact].deny)
    for protest in PROTESTS[:4]:
        heard = understand(lexicon, protest.format(noun), [fact])
        assert heard.facts.get(fact) in no, (protest, heard.facts)


@pytest.mark.parametrize(("fact", "noun"), TOLD)
def test_a_noun_alone_or_with_its_yes_is_an_answer(lexicon: Lexicon, fact: str, noun: str) -> None:
    no = (None, UNKNOWN, lexicon.findings[fact].deny)
    for answer in ("{}", "{} yes", "yes, {}", "{}? yes", "yes! {}!"):
        heard = hear(lexicon, answer.format(noun), [fact])
        affirmed = "affirm" in heard.acts and fact not in heard.facts
        assert affirmed or heard.facts.get(fact) not in no, (answer, heard)


@pytest.mark.parametrize("fact", NOUNS)
def test_a_no_behind_what_is_said_back_counts(lexicon: Lexicon, fact: str) -> None:
    noun = NOUNS[fact].split("|")[0]
    for answer in ("{}? no", "{}! good grief, no", "{}? never"):
        heard = hear(lexicon, answer.format(noun), [fact])
        denied = heard.facts.get(fact) == lexicon.findings[fact].deny
        assert denied or ("deny" in heard.acts and fact not in heard.facts), (answer, heard)


def test_a_danger_nobody_asked_about_counts_however_it_is_said(lexicon: Lexicon) -> None:
    assert hear(lexicon, "chest pain! bad!", ["diabetes"]).facts["chest_pain"] == "yes"
    assert hear(lexicon, "chest pain!").facts["chest_pain"] == "yes"


def test_what_is_told_behind_the_echo_counts(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "swollen? my left calf is swollen like a balloon", ["swelling"])
    assert heard.facts["swelling"] == "one"


def test_a_denial_behind_the_echo_wins_over_a_slip_of_the_rules(lexicon: Lexicon) -> None:
    words = "Warm? Brother, everything on me is warm. But red, nah"
    assert understand(lexicon, words, ["warm_red_skin"]).facts.get("warm_red_skin") == "no"


@pytest.mark.parametrize(
    ("words", "yes"),
    [
        ("swollen. Why?", True),
        ("a big swelling round the left ankle bone! ow", True),
        ("it is swollen! goodness", True),
        ("good grief. swollen?", False),
        ("swollen. Goodness", False),
    ],
)
def test_only_a_short_noun_before_surprise_is_said_back(
    lexicon: Lexicon, words: str, yes: bool
) -> None:
    assert (hear(lexicon, words, ["swelling"]).facts.get("swelling") == "one") == yes


@pytest.mark.parametrize("fact", ["chest_pain", "coughing_blood", "fainted"])
def test_a_danger_said_back_is_at_most_a_doubt(lexicon: Lexicon, fact: str) -> None:
    likely = {f"{f}=unknown": 0.0 for f in lexicon.findings} | {f"{fact}=yes": 0.99}
    heard = Understanding(unclaimed=(fact,))
    assert agree(lexicon, heard, likely, (fact,)).doubts == (fact,)
    harmless = {f"{f}=unknown": 0.0 for f in lexicon.findings} | {"pregnant=yes": 0.99}
    both = agree(lexicon, Understanding(unclaimed=("pregnant",)), harmless, ("pregnant",))
    assert (both.facts, both.doubts) == ({}, ())
