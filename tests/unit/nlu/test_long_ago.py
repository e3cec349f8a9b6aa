"""What is asked of the past weeks and dated years back is a no, whatever stands before it."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

ASKED = ("neck_surgery_recent", "recent_surgery_or_immobile", "surgery_on_that_limb")
OLD = ("two years ago", "ten years back", "in 2015", "years ago", "decades ago")
NEW = ("last week", "four days ago", "two weeks ago", "yesterday")
SAID = ("yes, {}", "yes but that was {}", "surgery, yes, {}", "i had an operation {}")


@pytest.mark.parametrize("fact", ASKED)
@pytest.mark.parametrize("date", OLD)
def test_years_ago_is_not_lately(lexicon: Lexicon, fact: str, date: str) -> None:
    told = {s: understand(lexicon, s.format(date), (fact,), "yes_no").facts for s in SAID}
    assert [said for said, facts in told.items() if facts.get(fact) == "yes"] == []
    assert [told[said].get(fact) for said in SAID[:3]] == ["no"] * 3


@pytest.mark.parametrize("fact", ASKED)
@pytest.mark.parametrize("date", NEW)
def test_days_ago_is_lately(lexicon: Lexicon, fact: str, date: str) -> None:
    heard = understand(lexicon, f"yes, {date}", (fact,), "yes_no").facts
    assert heard.get(fact) == "yes"
