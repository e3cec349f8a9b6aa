"""A list that is denied as a whole is closed, whatever is told with it; what is not counts."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import bare_answer

ASKED = ("chest_pain", "breathless", "cold_sweat", "nausea")
WHOLE = (
    *("none of that", "none of those", "none of them", "no, none of it", "nothing like that"),
    *("nope. none of these", "nothing of that", "no, nothing like those"),
)
DETAILS = {
    "breathing's fine": "breathless",
    "I breathe fine": "breathless",
    "no sweat": "cold_sweat",
    "my chest is fine": "chest_pain",
    "not sick either": "nausea",
}


def answered(lexicon: Lexicon, line: str) -> dict[str, object]:
    heard = understand(lexicon, line, ASKED)
    bare = bare_answer(lexicon.findings, ASKED, heard.acts, heard.facts, heard.left_open)
    return {fact: value for fact, value in {**bare, **heard.facts}.items() if fact in ASKED}


@pytest.mark.parametrize("whole", WHOLE)
def test_a_list_denied_as_a_whole_is_closed_whatever_is_told_with_it(
    lexicon: Lexicon, whole: str
) -> None:
    for detail in DETAILS:
        for line in (f"{whole}. {detail}", f"{whole}, {detail}"):
            assert answered(lexicon, line) == dict.fromkeys(ASKED, "no"), line


@pytest.mark.parametrize("detail", DETAILS)
def test_a_no_that_names_one_sign_leaves_the_others_open(lexicon: Lexicon, detail: str) -> None:
    rest = {*ASKED} - {DETAILS[detail]}
    assert rest - answered(lexicon, f"no, {detail}").keys()


@pytest.mark.parametrize("whole", WHOLE[:5])
def test_what_is_excepted_counts(lexicon: Lexicon, whole: str) -> None:
    line = f"{whole}, except my chest hurts"
    heard = understand(lexicon, line, ASKED)
    assert heard.facts.get("chest_pain") == "yes" or "chest_pain" in heard.doubts, line


@pytest.mark.parametrize("line", ["no, no and no", "no, no, no, no", "nope, no and nope"])
def test_a_no_for_each_denies_them_all(lexicon: Lexicon, line: str) -> None:
    assert answered(lexicon, line) == dict.fromkeys(ASKED, "no")


@pytest.mark.parametrize("line", ["no, no chest pain", "no no no chest pain", "no, no sweat"])
def test_a_no_said_twice_before_one_sign_leaves_the_others_open(
    lexicon: Lexicon, line: str
) -> None:
    assert {*ASKED} - answered(lexicon, line).keys()


@pytest.mark.parametrize("asked", ["limb_cold_pale", "breathless", "fainted"])
@pytest.mark.parametrize("told", ["i take a water pill", "i'm diabetic", "my leg is swollen"])
def test_a_yes_to_something_else_is_made_sure_of(lexicon: Lexicon, asked: str, told: str) -> None:
    heard = understand(lexicon, f"well, yeah, {told}", (asked,))
    assert heard.facts.get(asked) != "yes"


@pytest.mark.parametrize(
    "line",
    [
        "yes, the one i told you about, nothing else",
        "yes, that one, nothing more",
        "yes, the blood pressure one. that's all.",
        "well yes, like I told you, that brown thing, for my blood pressure. Nothing else.",
    ],
)
def test_a_yes_to_something_unnamed_denies_none(lexicon: Lexicon, line: str) -> None:
    """Which of them it is must be asked."""
    asked = ("diuretic", "statin", "new_medicine", "takes_quinine")
    assert "no" not in understand(lexicon, line, asked, "yes_no").facts.values()


@pytest.mark.parametrize(
    "line",
    [
        "i don't take anything like that",
        "no, i don't take any pills like that",
        "not on anything of that kind",
        "he doesn't use anything of that sort",
    ],
)
@pytest.mark.parametrize("asked", [("stopped_suddenly",), ("statin", "new_medicine"), ("fever",)])
def test_nothing_like_that_is_no_word_of_other_pills(
    lexicon: Lexicon, line: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, line, asked, "yes_no")
    assert "deny" in heard.acts
    assert heard.facts.keys() <= {*asked}
