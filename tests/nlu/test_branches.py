"""What few sentences do, and would be missed in them."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand


@pytest.mark.parametrize("text", ["i am one sore person", "she is one tough lady"])
def test_one_of_a_kind_is_not_one_year_old(lexicon: Lexicon, text: str) -> None:
    assert "age_years" not in understand(lexicon, text).facts


def test_a_place_with_its_owner_opens_a_new_thought_behind_a_no(lexicon: Lexicon) -> None:
    heard = understand(lexicon, "no fever my left calf swollen").facts
    assert heard == {"fever": "no", "swelling": "one", "site": "calf", "side": "left"}


def test_a_place_behind_in_belongs_to_what_is_denied(lexicon: Lexicon) -> None:
    assert understand(lexicon, "no swelling in the left calf").facts["swelling"] == "none"
