"""Words that tell when or how often cramps come deny no sign that was asked."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import bare_answer

ASKED = (
    ("vomiting", "diarrhea", "pregnant"),
    ("injury", "swelling", "warm_red_skin", "limb_cold_pale"),
    ("chest_pain", "breathless", "fainted"),
)
WHEN = (
    *("first one in years", "first one ever", "once a month", "about twice a week"),
    *("not now, the last one was a week ago", "not right now, the last one was on monday"),
    *("not at the moment, dear, last one was yesterday", "the last one ended an hour ago"),
)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("line", WHEN)
def test_when_it_cramps_denies_no_sign(lexicon: Lexicon, asked: tuple[str, ...], line: str) -> None:
    heard = understand(lexicon, line, asked)
    bare = bare_answer(lexicon.findings, asked, heard.acts, heard.facts, heard.left_open)
    assert {*asked}.isdisjoint({**bare, **heard.facts})


@pytest.mark.parametrize("line", WHEN[4:])
def test_a_cramp_that_was_is_not_on(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ASKED[0]).facts["ongoing_now"] == "no"
