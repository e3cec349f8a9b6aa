"""How often it was before is not how often it is now, whichever is told first."""

from __future__ import annotations

from itertools import permutations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

RATES = {
    "every night": "nightly",
    "twice a week": "several_weekly",
    "once a week": "weekly",
    "once a month": "monthly",
}
FRAMES = (
    "{now}, last year it was {before}",
    "{now}, it used to be {before}",
    "{now}, it was {before} before",
    "{now}, up from {before}",
    "{now} instead of {before}",
    "{now}, before the operation it was {before}",
    "it used to be {before}, now {now}",
)


@pytest.mark.parametrize("frame", FRAMES)
def test_the_rate_of_now_counts(lexicon: Lexicon, frame: str) -> None:
    lost = [
        (line, heard)
        for now, before in permutations(RATES, 2)
        for line in [frame.format(now=now, before=before)]
        for heard in [understand(lexicon, line, ("frequency",), "value").facts.get("frequency")]
        if heard != RATES[now]
    ]
    assert lost == []


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    "frame", ["it used to be {}", "it was {} last week", "{}, and I was asleep"]
)
def test_a_rate_that_stands_alone_is_heard(lexicon: Lexicon, frame: str, rate: str) -> None:
    heard = understand(lexicon, frame.format(rate), ("frequency",), "value")
    assert heard.facts.get("frequency") == RATES[rate]


@pytest.mark.parametrize(
    ("line", "worse"),
    [
        ("twice a week, up from once a month", True),
        ("every night, last year it was once a week", True),
        ("once a month, down from twice a week", False),
    ],
)
def test_a_rate_that_rose_is_getting_worse(lexicon: Lexicon, line: str, worse: bool) -> None:
    assert (hear(lexicon, line, ("frequency",)).facts.get("getting_worse") == "yes") == worse
