"""The rules of meaning, each by an example that a person might say."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, load_lexicon
from cramp_triage.nlu.match.phrases import MOST_KNOWN
from cramp_triage.nlu.pipeline import hear
from tests.unit.nlu.conftest import read_cases


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # negation reaches through a list and ends where a new thought begins
        ("no swelling or redness", {"swelling": "none", "warm_red_skin": "no"}),
        ("no chest pain but i'm short of breath", {"chest_pain": "no", "breathless": "yes"}),
        ("it isn't numb it's swollen", {"numbness": "no", "swelling": "one"}),
        ("i haven't fallen or banged it", {"injury": "no"}),
        ("my chest doesn't hurt", {"chest_pain": "no"}),
        ("swelling no redness no", {"swelling": "none", "warm_red_skin": "no"}),
        # a "no" inside another thing's phrase does not deny the next
        ("not pregnant no pills", {"pregnant": "no", "no_medicines": "yes"}),
        ("no headache my face is drooping", {"face_droop": "yes", "severe_headache": "no"}),
        # denied twice
        ("it's not that i can't move it", {"weakness": "no"}),
        # polarity of the words themselves
        ("can't feel my foot", {"numbness": "yes"}),
        ("i can't catch my breath", {"breathless": "yes"}),
        ("can't put weight on it", {"can_bear_weight": "no"}),
        ("breathing's fine", {"breathless": "no"}),
        ("pee looks normal", {"dark_urine": "no"}),
        # doubt
        ("i don't know if it's swollen", {"swelling": "unknown"}),
        # derived, and only these
        ("i'm on dialysis", {"dialysis": "yes", "kidney_disease": "yes"}),
        ("my temperature is 39 celsius", {"temp_f": 102.2, "fever": "yes"}),
        ("it has lasted two hours", {"duration_min": 120, "over_10_min": "yes"}),
        # other people
        ("my wife's leg is cramping", {"caller_is_patient": "no", "site": "leg"}),
        ("he's not making any sense", {"caller_is_patient": "no", "confusion": "yes"}),
    ],
)
def test_what_is_stated(lexicon: Lexicon, text: str, facts: dict[str, object]) -> None:
    heard = hear(lexicon, text).facts
    assert {fact: heard.get(fact) for fact in facts} == facts


@pytest.mark.parametrize("said", ["my face feels funny", "i can't breathe right"])
@pytest.mark.parametrize("asked", [[], ["side"], ["swelling", "injury"], ["age_years"]])
def test_danger_is_heard_whatever_was_asked(lexicon: Lexicon, said: str, asked: list[str]) -> None:
    facts = hear(lexicon, said, asked).facts
    assert "yes" in (facts.get("face_droop"), facts.get("breathless"))


@pytest.mark.parametrize("word", ["yes", "yeah", "uh huh", "mm hm", "i think so", "a little"])
def test_a_bare_yes_gives_the_asked_fact(lexicon: Lexicon, word: str) -> None:
    assert hear(lexicon, word, ["numbness"]).facts == {"numbness": "yes"}


@pytest.mark.parametrize("word", ["no", "nope", "uh uh", "not really", "not that i know of"])
def test_a_bare_no_clears_the_asked_fact(lexicon: Lexicon, word: str) -> None:
    assert hear(lexicon, word, ["swelling"]).facts == {"swelling": "none"}


@pytest.mark.parametrize(
    "word", ["i don't know", "maybe", "i can't tell", "no idea", "hard to say"]
)
def test_not_knowing_is_an_answer(lexicon: Lexicon, word: str) -> None:
    assert hear(lexicon, word, ["swelling"]).facts == {"swelling": "unknown"}


def test_is_it_still_cramping(lexicon: Lexicon) -> None:
    def told(text: str) -> object:
        return hear(lexicon, text, ["ongoing_now"]).facts.get("ongoing_now")

    assert told("yes") == "yes"
    assert told("no") == "no"
    assert told("no it let go") == "no"
    assert told("yeah it's gone") == "no"
    assert told("no it's getting worse") == "yes"
    assert told("mostly") == "yes"


def test_several_facts_asked(lexicon: Lexicon) -> None:
    asked = ["nausea", "cold_sweat", "palpitations"]
    assert hear(lexicon, "yes", asked).facts == {}
    assert hear(lexicon, "yes", asked).acts == ("affirm",)
    assert hear(lexicon, "no", asked).acts == ("deny",)
    assert hear(lexicon, "the nausea yes", asked).facts == {"nausea": "yes"}
    cleared = {"nausea": "yes", "cold_sweat": "no", "palpitations": "no"}
    assert hear(lexicon, "just nausea", asked).facts == cleared
    assert hear(lexicon, "the nausea but nothing else", asked).facts == cleared
    assert "deny" in hear(lexicon, "no just my leg hurts", asked).acts


@pytest.mark.parametrize(
    ("text", "asked", "fact", "value"),
    [
        ("ten fifteen minutes", "duration_min", "duration_min", 15),
        ("an hour and a half", "duration_min", "duration_min", 90),
        ("since midnight and it's three now", "duration_min", "duration_min", 180),
        ("a minute maybe two", "duration_min", "duration_min", 2),
        ("half an hour", "over_10_min", "over_10_min", "yes"),
        ("every other night", "frequency", "frequency", "several_weekly"),
        ("couple times a month", "frequency", "frequency", "monthly"),
        ("one oh two", "temp_f", "temp_f", 102),
        ("ninety eight point six", "temp_f", "temp_f", 98.6),
        ("thirty eight", "temp_f", "temp_f", 100.4),
        ("eleven", "pain_score", "pain_score", 10),
        ("seventy four in march", "age_years", "age_years", 73),
        ("three months", "since_days", "since_days", 90),
    ],
)
def test_numbers(lexicon: Lexicon, text: str, asked: str, fact: str, value: object) -> None:
    assert hear(lexicon, text, [asked]).facts[fact] == value


@pytest.mark.parametrize(
    ("text", "asked", "facts"),
    [
        # how long, how often, how old
        ("it started at two and it's five past two now", "duration_min", {"duration_min": 5}),
        ("a couple of fifteen minutes", "duration_min", {"duration_min": 15}),
        ("ten minutes to fifteen minutes", "duration_min", {"duration_min": 15}),
        ("i fell five minutes ago", "", {"injury": "yes", "duration_min": None}),
        ("my leg's been bad. two weeks now", "since_days", {"since_days": 14}),
        ("cramps started two weeks ago", "", {"since_days": 14}),
        ("started lipitor two weeks ago", "", {"statin": "yes", "since_days": None}),
        ("longer than that one", "over_10_min", {"over_10_min": "yes", "duration_min": None}),
        ("it happens every", "frequency", {"frequency": None}),
        ("once or whatever", "", {"frequency": None}),
        ("it used to be once a month now it's every other night", "", {"getting_worse": "yes"}),
        ("it was not every week now it's every night", "", {"getting_worse": "yes"}),
        ("i don't keep getting them", "", {"frequency": "unknown"}),
        ("i'm turning seventy", "", {"age_years": 69}),
        ("a hundred point twenty", "temp_f", {"temp_f": 100}),
        ("ten years ago", "recent_surgery_or_immobile", {"recent_surgery_or_immobile": None}),
        # as it is written
        ("runnin' a fever", "", {"fever": "yes"}),
        ("i take u.s.p. quinine", "", {"asks_for_quinine": "yes"}),
        # a word behind turns what was said; not across a full stop
        ("swelling not sure", "", {"swelling": "unknown"}),
        ("the swelling. no", "", {"swelling": "one"}),
        ("my chest hurts but it did earlier", "", {"chest_pain": "yes"}),
        ("i passed out but i'm fine now", "", {"fainted": "yes"}),
        ("it's not painless", "", {"pain": None}),
        ("no thermometer", "fever", {"fever": "unknown"}),
        # an illness of long ago, or of others
        ("my calf cramps and i had fits as a kid", "", {"site": "calf", "seizure": None}),
        ("my sister isn't diabetic but i am not", "", {"diabetes": None}),
        # a part of the body, to a question about a sign
        ("my throat feels furry", "numbness", {"numbness": "yes"}),
        ("it feels odd", "chest_pain", {"chest_pain": "yes"}),
        ("my lips feel wonderful", "trouble_swallowing", {"trouble_swallowing": None}),
        ("the bucket feels odd", "chest_pain", {"chest_pain": None}),
    ],
)
def test_the_finer_rules(lexicon: Lexicon, text: str, asked: str, facts: dict[str, object]) -> None:
    heard = hear(lexicon, text, [asked] if asked else []).facts
    assert {fact: heard.get(fact) for fact in facts} == facts


def test_a_correction_takes_back_what_was_said_before(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "i mean my foot not my calf")
    assert (heard.facts, heard.retracts) == ({"site": "foot"}, ("site",))
    slip = hear(lexicon, "my right no sorry my left calf")
    assert (slip.facts, slip.retracts) == ({"site": "calf", "side": "left"}, ("site", "side"))


def test_the_first_place_is_the_principal_one(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "cramp in my left arm goes up to my jaw").facts
    assert heard == {"site": "arm", "side": "left", "other_sites": ("jaw",)}


def test_why_can_quote_the_words(lexicon: Lexicon) -> None:
    text = "Um, I've got chest pain… and my LEFT calf hurts"
    heard = hear(lexicon, text)
    for span in heard.spans:
        assert text[span.start : span.end] == span.text
    assert ("chest pain", "chest_pain=yes") in [(s.text, s.meaning) for s in heard.spans]


def test_the_same_words_always_mean_the_same(lexicon: Lexicon) -> None:
    text = "no well a little yeah around the ankle just the one"
    assert hear(lexicon, text, ["swelling"]) == hear(lexicon, text, ["swelling"])


def test_an_act_for_the_dialogue(lexicon: Lexicon) -> None:
    act = hear(lexicon, "no", ["fever"]).to_act("no", doubtful=True)
    assert (act.acts, act.facts, act.words, act.doubtful) == (
        ("deny",),
        {"fever": "no"},
        "no",
        True,
    )


@pytest.mark.parametrize(
    ("text", "expects", "act"),
    [("okay", "ack", "affirm"), ("done", "ack", "affirm"), ("no thanks", "yes_no", "deny")],
)
def test_going_on(lexicon: Lexicon, text: str, expects: str, act: str) -> None:
    assert act in hear(lexicon, text, (), expects).acts


def test_nothing_else_leaves_a_number_open(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "just chest pain", ["chest_pain", "breathless", "since_days"])
    assert heard.facts == {"chest_pain": "yes", "breathless": "no"}


def test_what_was_heard_before_changes_nothing(lexicon: Lexicon) -> None:
    fresh = load_lexicon()
    cases = read_cases("utterances.yaml")["utterances"][:200]
    heard = [hear(lexicon, case["text"]) for case in cases]
    assert [hear(fresh, case["text"]) for case in reversed(cases)] == heard[::-1]


def test_no_end_of_numbers_and_names_is_kept() -> None:
    fresh = load_lexicon()
    for start in range(0, 3 * MOST_KNOWN, 300):
        hear(fresh, " ".join(f"{n} xylo{'q' * (n % 7)}" for n in range(start, start + 300)))
    kept = fresh.open().firsts
    assert 0 < len(kept) <= MOST_KNOWN
    assert not [word for word in kept if word.startswith("xylo")]


@pytest.mark.parametrize("part", ["knee", "hip", "ankle", "foot", "shin", "bunion"])
@pytest.mark.parametrize(
    "told",
    [
        "she had her {} done ten days ago and her calf cramped up",
        "i had {} surgery last week and my calf is cramping",
        "they operated on my {} on monday and my calf cramps",
        "i got my {} fixed two weeks ago, my calf is like a rock",
    ],
)
def test_an_operation_on_part_of_a_leg_holds_its_stretch_back(
    lexicon: Lexicon, told: str, part: str
) -> None:
    facts = hear(lexicon, told.format(part)).facts
    assert facts["recent_surgery_or_immobile"] == facts["surgery_on_that_limb"] == "yes"
    assert facts["site"] == "calf"


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("52, smoker, calf cramps when i walk", 52),
        ("seventy-one, had my hip done three weeks ago", 71),
        ("my dad, seventy eight, pushes the mower and his calf seizes", 78),
        ("it's my mother, eighty nine, frail as a wren", 89),
        ("33f, both calves lock up at night", 33),
        ("hi, 19f in the pool, calf cramp", 19),
    ],
)
def test_a_number_between_commas_is_an_age(lexicon: Lexicon, text: str, age: int) -> None:
    assert hear(lexicon, text).facts.get("age_years") == age


@pytest.mark.parametrize(
    "text",
    [
        "28, 29, 30, it still hurts",
        "4, maybe 5, of them a night",
        "101, my head is hot, calf cramp",
        "98.6, so no fever",
        "i counted, 30 seconds, and it let go",
        "20 minutes, on and off",
    ],
)
def test_a_number_that_counts_something_is_no_age(lexicon: Lexicon, text: str) -> None:
    assert "age_years" not in hear(lexicon, text).facts


def test_a_number_between_commas_is_no_age_where_something_is_asked(lexicon: Lexicon) -> None:
    assert "age_years" not in hear(lexicon, "20, maybe, it varies", ["over_10_min"]).facts
