"""What is a refusal of care, and what only compares."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand


@pytest.mark.parametrize("would", ["i'd sooner", "i'd rather", "i would rather just"])
@pytest.mark.parametrize(
    "instead",
    ["stay home", "wait till morning", "lie down half an hour and see", "sleep on it", "die here",
     "sit it out", "rest a bit first", "not see a doctor"],
)  # fmt: skip
def test_who_would_rather_stay_refuses(lexicon: Lexicon, would: str, instead: str) -> None:
    assert "refuse_care" in understand(lexicon, f"{would} {instead}").acts


@pytest.mark.parametrize(
    "line",
    [
        "it was my thigh rather than the calf",
        "it's the foot rather than the leg, though",
        "it came on at night rather than in the day",
        "no womb, rather than no baby",
        "rather sore than weak",
        "it's rather tight here",
        "i'd rather not stretch it that far",
        "sooner or later it lets go",
    ],
)
def test_rather_than_another_is_no_refusal(lexicon: Lexicon, line: str) -> None:
    assert "refuse_care" not in understand(lexicon, line).acts
