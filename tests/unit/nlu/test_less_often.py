"""A rate that is denied is less often: "not every night"; another told beside it counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.nlu.pipeline import hear

LEXICON = load_lexicon()
ORDER = ("rare", "monthly", "weekly", "several_weekly", "nightly", "daily")
UNITS = ("night", "day", "week", "month", "year")
RATES = st.sampled_from(
    [
        *(f"{every} {unit}" for every in ("every", "each", "every single") for unit in UNITS),
        *(f"once a {unit}" for unit in UNITS),
        *("every evening", "every morning", "every weekend", "every friday"),
        *("nightly", "daily", "weekly", "monthly"),
    ]
)
DENIALS = st.sampled_from(
    [
        *("not", "never", "hardly", "barely", "scarcely", "seldom", "rarely"),
        *("less than", "fewer than", "less often than", "nowhere near", "far from"),
        *("it isn't", "it's not", "they do not come", "it doesn't happen", "I don't get them"),
        *("not quite", "not exactly", "not always", "no not", "well, not", "but not really"),
    ]
)
ASKED = st.sampled_from([(), ("frequency",)])


def rate(words: str, asked: tuple[str, ...] = ()) -> object:
    return hear(LEXICON, words, asked).facts.get("frequency")


@settings(deadline=None, max_examples=150)
@given(denial=DENIALS, told=RATES, asked=ASKED)
def test_what_is_denied_is_less_often_than_it_says(
    denial: str, told: str, asked: tuple[str, ...]
) -> None:
    heard, plain = rate(f"{denial} {told}", asked), rate(told, ("frequency",))
    assert heard in ORDER
    assert ORDER.index(heard) < max(ORDER.index(plain), 1), f"{denial} {told}: {heard}"


@settings(deadline=None, max_examples=60)
@given(denial=DENIALS, told=RATES, asked=ASKED)
def test_the_reader_takes_no_denied_rate_for_the_rate_itself(
    denial: str, told: str, asked: tuple[str, ...]
) -> None:
    words = f"{denial} {told}"
    assert understand(LEXICON, words, asked).facts.get("frequency") == rate(words, asked)


@settings(deadline=None, max_examples=60)
@given(denial=DENIALS, told=RATES, other=st.sampled_from(["twice a week", "once a month"]))
def test_another_rate_beside_it_is_the_one_that_counts(denial: str, told: str, other: str) -> None:
    assert rate(f"{denial} {told}, {other}", ("frequency",)) == rate(other)


@pytest.mark.parametrize(
    ("words", "often"),
    [
        ("not every night, but sometimes", None),
        ("weekly, not nightly", "weekly"),
        ("not less than every night", None),
        ("it was not every week", None),
        ("I don't take it every night", None),
        ("it's not bad, every night", "nightly"),
        ("no. every night", "nightly"),
        ("not twice a night", "nightly"),
        ("not only every night", "nightly"),
    ],
)
def test_only_a_rate_of_now_that_stands_alone_is_made_less(words: str, often: str | None) -> None:
    assert rate(words) == often


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("the pain is eight of ten", 8),
        ("pain seven and a half of ten", 7.5),
        ("it's a 9 of 10, and my toes", 9),
        ("it hurts, 8 out of 10", 8),
        ("eight of ten nights", None),
        ("one of ten toes hurts", None),
    ],
)
def test_a_score_of_ten_is_the_first_number_and_never_the_ten(
    words: str, score: float | None
) -> None:
    assert hear(LEXICON, words).facts.get("pain_score") == score


@pytest.mark.parametrize("text", ["four times in week", "i get them three times in week"])
def test_a_count_in_a_week_is_a_rate(text: str) -> None:
    assert hear(LEXICON, text, ("frequency",)).facts == {"frequency": "several_weekly"}
