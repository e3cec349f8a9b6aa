"""How often it cramps: as people say it and as they type it, alone and beside other news."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

RATES = {
    "maybe once a week": "weekly",
    "once a wk": "weekly",
    "couple times a wk": "several_weekly",
    "about three nights out of seven": "several_weekly",
    "few times a year": "rare",
    "twice this yr": "rare",
    "every nite": "nightly",
    "fourth night running": "nightly",
    "third night in a row": "nightly",
    "five days straight": "daily",
    "thirty to forty cramps a day": "daily",
}


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("frame", ["{}", "my toes curl up and lock, {}", "{}, it wakes me up"])
def test_a_rate_with_a_clause_of_its_own_is_of_the_cramp(
    lexicon: Lexicon, rate: str, frame: str
) -> None:
    for asked in ((), ("frequency",)):
        facts = understand(lexicon, frame.format(rate), asked, "value" if asked else "open").facts
        assert facts.get("frequency") == RATES[rate]


OVER_TIME = {
    "four times in ten years": "rare",
    "it's happened perhaps four times in ten years": "rare",
    "twice in the last five years": "rare",
    "six times in six weeks": "weekly",
    "three times within two months": "monthly",
    "eight times over the past four weeks": "several_weekly",
    "five times in the last month": "weekly",
}


@pytest.mark.parametrize("rate", OVER_TIME)
def test_a_count_over_a_stretch_of_time_is_a_rate(lexicon: Lexicon, rate: str) -> None:
    facts = understand(lexicon, rate, ("frequency",), "value").facts
    assert facts["frequency"] == OVER_TIME[rate]
    assert "since_days" not in facts


@pytest.mark.parametrize("line", ["three times in one night", "it cramped twice in an hour"])
def test_a_count_within_a_night_or_less_is_no_rate_of_the_rules(
    lexicon: Lexicon, line: str
) -> None:
    assert "frequency" not in hear(lexicon, line, ("frequency",), "value").facts


@pytest.mark.parametrize("line", ["two or three a year", "2 or 3 a yr", "one every month"])
def test_a_bare_count_answers_how_often(lexicon: Lexicon, line: str) -> None:
    facts = understand(lexicon, line, ("frequency",), "value").facts
    assert facts["frequency"] in ("rare", "monthly")


@pytest.mark.parametrize(
    "line",
    [
        "my ankles puff up every evening",
        "he falls every week",
        "i drink eight coffees a day",
        "the legs get weaker every month",
    ],
)
def test_the_rate_of_something_else_is_not(lexicon: Lexicon, line: str) -> None:
    assert "frequency" not in understand(lexicon, line).facts


@pytest.mark.parametrize("before", ["never had them before that", "first time ever"])
def test_who_tells_a_rate_has_had_more_than_one(lexicon: Lexicon, before: str) -> None:
    facts = understand(lexicon, f"four nights this week, {before}", ("frequency",), "value").facts
    assert facts["frequency"] == "several_weekly"


@pytest.mark.parametrize(("line", "age"), [("52, smoker, leg cramps", 52), ("19f in the pool", 19)])
def test_an_age_is_told_in_a_word(lexicon: Lexicon, line: str, age: float) -> None:
    assert understand(lexicon, line).facts["age_years"] == age


def test_a_hot_kitchen_is_no_age(lexicon: Lexicon) -> None:
    assert "age_years" not in understand(lexicon, "a 105f kitchen, cramps all over").facts


@pytest.mark.parametrize("pill", ["ibuprofen", "tylenol", "a muscle relaxer"])
@pytest.mark.parametrize("rate", ["sometimes", "every night", "twice a week"])
def test_how_often_a_pill_is_taken_is_no_rate_of_the_cramp(
    lexicon: Lexicon, pill: str, rate: str
) -> None:
    assert "frequency" not in hear(lexicon, f"i take {pill} {rate}").facts


@pytest.mark.parametrize("asked", [("numbness", "pain_between_cramps"), ("frequency",), ()])
def test_a_length_of_months_beside_a_rate_is_how_long_it_goes_on(
    lexicon: Lexicon, asked: tuple[str, ...]
) -> None:
    facts = understand(lexicon, "eight months maybe, it's every evening", asked).facts
    assert (facts["frequency"], facts["since_days"]) == ("daily", 240)


@pytest.mark.parametrize(
    "line",
    [
        "once before, two winters ago. that's it",
        "twice! twice in my whole life!",
        "just them two times",
        "twice. ever.",
        "only once before",
        "one other time, last summer",
    ],
)
def test_a_count_of_a_life_answers_how_often(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("frequency",), "value").facts["frequency"] == "rare"


@pytest.mark.parametrize(
    "work",
    ["i was shoveling snow, heavy wet snow", "moving a couch", "painting the ceiling", "raking"],
)
def test_work_answers_what_was_done_when_it_began(lexicon: Lexicon, work: str) -> None:
    assert understand(lexicon, work, ("context",), "value").facts["context"] == "exercise"
