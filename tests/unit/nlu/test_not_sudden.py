"""What grew over weeks is no yes to a question about what came suddenly."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

SUDDEN = ("one_sided_weakness", "sudden_weakness")
SLOWLY = (
    "gradually",
    "just the right hand, gradually",
    "yes, but gradually",
    "my left arm, slowly, over months",
    "it's been coming on slowly",
    "it crept up on me",
    "bit by bit",
    "nothing sudden",
    "no, nothing sudden",
    "not suddenly, no",
    "yes but not suddenly",
    "the right leg, it's been years",
)
AT_ONCE = ("yes, all of a sudden", "yes, suddenly", "yes, not slowly, all at once", "suddenly, yes")


@pytest.mark.parametrize("fact", SUDDEN)
def test_what_came_slowly_did_not_come_suddenly(lexicon: Lexicon, fact: str) -> None:
    assert fact in lexicon.sets.sudden
    for line in SLOWLY:
        assert hear(lexicon, line, (fact,)).facts.get(fact) == "no", line
        assert understand(lexicon, line, (fact,)).facts.get(fact) != "yes", line


@pytest.mark.parametrize("fact", SUDDEN)
def test_what_came_at_once_did(lexicon: Lexicon, fact: str) -> None:
    for line in AT_ONCE:
        heard = understand(lexicon, line, (fact,))
        assert heard.facts.get(fact) == "yes" or heard.doubts == (fact,), line


@pytest.mark.parametrize("cramp", ["the cramp", "the pain", "the hurting", "the ache"])
def test_a_cramp_that_came_suddenly_is_no_weakness(lexicon: Lexicon, cramp: str) -> None:
    heard = understand(lexicon, f"{cramp} came on sudden", ("sudden_weakness",))
    assert heard.facts.get("sudden_weakness") != "yes"
