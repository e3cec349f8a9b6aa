"""What is still to come is no history, and takes none away that is."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

TO_COME = (
    ("i fly to boston tomorrow", "long_travel"),
    ("i'm flying to paris on friday", "long_travel"),
    ("i have to drive eight hours tomorrow", "long_travel"),
    ("we've a long flight coming up on sunday", "long_travel"),
    ("i've got knee surgery next week", "recent_surgery_or_immobile"),
    ("surgery's booked for my hip in june", "recent_surgery_or_immobile"),
    ("i'm having my thyroid out next month", "neck_surgery_recent"),
    ("i'm starting lasix on monday", "diuretic"),
    ("they're putting me on a statin next week", "statin"),
    ("my doctor wants me to start a water pill", "diuretic"),
)
THERE = (
    ("i flew in yesterday and fly back tomorrow", "long_travel"),
    ("i started a statin last week and see the doctor tomorrow", "statin"),
    ("i take a statin and i'm flying on friday", "statin"),
    ("they put me on a water pill, the next appointment is in june", "diuretic"),
    ("i'm taking a new pill, seeing the doctor on monday", "new_medicine"),
    ("i had knee surgery last week", "recent_surgery_or_immobile"),
    ("i'm going for dialysis tomorrow", "dialysis"),
)


@pytest.mark.parametrize(("line", "fact"), TO_COME)
@pytest.mark.parametrize("opens", [True, False])
def test_what_is_to_come_is_not_yet(lexicon: Lexicon, line: str, fact: str, opens: bool) -> None:
    asked, expects = (("site",), "open") if opens else (("chest_pain", "fainted"), "yes_no")
    assert understand(lexicon, line, asked, expects).facts.get(fact) != "yes"


@pytest.mark.parametrize(("line", "fact"), THERE)
def test_what_was_and_is_stays(lexicon: Lexicon, line: str, fact: str) -> None:
    assert understand(lexicon, line, ("site",), "open").facts.get(fact) == "yes"


@pytest.mark.parametrize("plan", [line for line, _ in TO_COME])
@pytest.mark.parametrize("sign", ["my leg is swollen", "i have chest pain"])
def test_a_sign_beside_a_plan_is_heard(lexicon: Lexicon, plan: str, sign: str) -> None:
    heard = understand(lexicon, f"{sign}, {plan}", ("site",), "open")
    assert {"swelling", "chest_pain"} & {*heard.facts, *heard.doubts}
