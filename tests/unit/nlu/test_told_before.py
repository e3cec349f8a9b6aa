"""Who insists says it once more: "I told you, every night" is an answer."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

TOLD = {
    "frequency": ("every night", "nearly every night", "twice a week"),
    "site": ("the calf", "my foot"),
    "swelling": ("it's swollen", "the left one's swollen"),
    "age_years": ("i'm eighty", "seventy nine"),
}
INSISTS = (
    "i told you, {}",
    "i told you {}",
    "i already told you, {}",
    "{}, i told you",
    "as i said, {}",
)


@pytest.mark.parametrize("fact", TOLD)
def test_what_is_insisted_on_is_an_answer(lexicon: Lexicon, fact: str) -> None:
    for told in TOLD[fact]:
        plain = understand(lexicon, told, (fact,)).facts[fact]
        for insists in INSISTS:
            line = insists.format(told)
            assert understand(lexicon, line, (fact,)).facts.get(fact) == plain, line


CONFUSED = (
    "i'm a little confused, you told me to let go",
    "i'm confused, which leg do you mean",
    "i'm confused about what to do",
    "i'm confused by your question",
    "now you've got me confused",
    "you have me all confused",
    "that has really confused me",
    "i'm just confused, what did you say",
)
NO_SENSE = (
    "she is confused and doesn't know what day it is",
    "he's confused, you know, talking nonsense",
    "my husband is confused and burning hot",
    "i feel confused and my head is foggy",
)


@pytest.mark.parametrize("line", CONFUSED)
def test_who_is_confused_by_us_has_no_sign(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line).facts.get("confusion") != "yes"


@pytest.mark.parametrize("line", NO_SENSE)
def test_who_makes_no_sense_has_one(lexicon: Lexicon, line: str) -> None:
    heard = understand(lexicon, line)
    assert heard.facts.get("confusion") == "yes" or "confusion" in heard.doubts


THINGS = ("exam", "meeting", "lecture", "drive", "shift", "rehearsal", "game", "concert", "flight")


@pytest.mark.parametrize("thing", THINGS)
def test_the_hours_of_something_else_are_no_cramps(lexicon: Lexicon, thing: str) -> None:
    for line in (
        f"after a four hour {thing} my hand is cramping",
        f"i just had a two hour {thing} and my calf seized up",
        f"the {thing} was three hours and then my foot cramped",
    ):
        facts = understand(lexicon, line).facts
        assert "duration_min" not in facts, line
        assert facts.get("over_10_min") != "yes", line


@pytest.mark.parametrize("spell", ["four hour", "two hour", "ten minute"])
def test_the_hours_of_a_cramp_are(lexicon: Lexicon, spell: str) -> None:
    assert "duration_min" in understand(lexicon, f"i had a {spell} cramp in my calf").facts


WARM = ("nice and warm", "just regular warm", "normal warm", "pleasantly warm", "normally warm")


@pytest.mark.parametrize("warm", WARM)
def test_a_limb_as_warm_as_it_should_be_is_neither_cold_nor_hot(
    lexicon: Lexicon, warm: str
) -> None:
    for line in (f"no, it's {warm}", f"no, the foot is {warm}, not red"):
        facts = understand(lexicon, line, ("warm_red_skin",)).facts
        assert facts.get("warm_red_skin") != "yes", line


@pytest.mark.parametrize("who", ["i'm breathing", "no, i'm breathing", "i am breathing, yes"])
def test_who_breathes_is_not_short_of_breath(lexicon: Lexicon, who: str) -> None:
    heard = understand(lexicon, who, ("chest_pain", "breathless"))
    assert heard.facts.get("breathless") != "yes"


@pytest.mark.parametrize(
    "had", ["i've had these", "i've had them for", "been having them", "i've had this about"]
)
@pytest.mark.parametrize(
    ("length", "days"), [("ten years", 3650), ("two weeks", 14), ("forty years", 14600)]
)
@pytest.mark.parametrize(
    "asked", [("injury", "swelling"), ("chest_pain", "fainted"), ("frequency",)]
)
def test_how_long_one_has_had_them_counts_whatever_was_asked(lexicon, had, length, days, asked):
    heard = understand(lexicon, f"no. {had} {length}, doctor", asked, "yes_no")
    assert heard.facts.get("since_days") == days


@pytest.mark.parametrize(
    "said", ["eighteen? ha, i'm {}", "eighteen? yes, he's {}", "over eighteen? she's {}"]
)
@pytest.mark.parametrize("age", [40, 66, 81])
def test_an_age_said_back_is_not_the_answer(lexicon, said, age):
    assert understand(lexicon, said.format(age), ("is_adult",), "yes_no").facts["age_years"] == age
