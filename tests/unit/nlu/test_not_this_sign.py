"""What sounds like a sign and is none, or is to be asked by itself."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

HEART = ("chest_pain", "breathless", "cold_sweat", "fainted")


@pytest.mark.parametrize("why", ["the kitchen is hot", "i was running", "it's hot in here"])
def test_a_sweat_put_down_to_the_heat_is_asked_about_by_itself(lexicon: Lexicon, why: str) -> None:
    heard = understand(lexicon, f"no chest pain. sweating, yes, {why}", HEART, "yes_no")
    assert "cold_sweat" not in heard.facts
    cold = understand(lexicon, f"a cold sweat, and {why}", HEART, "yes_no")
    assert cold.facts["cold_sweat"] == "yes"


@pytest.mark.parametrize("who", ["he's just", "she is", "i'm"])
@pytest.mark.parametrize("colour", ["red as a beet", "red as a tomato"])
def test_a_red_face_is_no_red_leg(lexicon: Lexicon, who: str, colour: str) -> None:
    assert hear(lexicon, f"{who} {colour}", ("confusion",)).facts.get("warm_red_skin") != "yes"
    leg = hear(lexicon, f"my leg is {colour}", ("confusion",)).facts
    assert leg["warm_red_skin"] == "yes"


@pytest.mark.parametrize("line", ["it was like a kick from behind", "like somebody kicked me"])
def test_a_kick_that_nobody_gave_is_a_pop(lexicon: Lexicon, line: str) -> None:
    heard = understand(lexicon, f"{line}, i turned around and nobody was there", ("injury",))
    assert heard.facts["pop_felt"] == "yes"


@pytest.mark.parametrize("fact", ["cancer", "coughing_blood", "palpitations"])
@pytest.mark.parametrize(
    "line",
    ["sure, what do i need to have ready?", "yes, go ahead, what keeps it from coming back?"],
)
def test_who_takes_an_offer_has_no_sign(lexicon: Lexicon, fact: str, line: str) -> None:
    heard = understand(lexicon, line, (fact,), "yes_no")
    assert heard.facts.get(fact) != "yes"
    assert understand(lexicon, "yes", (fact,), "yes_no").facts[fact] == "yes"


def test_who_insists_on_a_pill_has_no_cancer(lexicon: Lexicon) -> None:
    line = "said it already. clarithromycin. eight days ago. still takin' it."
    assert understand(lexicon, line, ("cancer",), "yes_no").facts.get("cancer") != "yes"


@pytest.mark.parametrize("place", ["back", "lower back"])
def test_it_is_my_back_is_no_return(lexicon: Lexicon, place: str) -> None:
    assert hear(lexicon, f"it's my {place}", ("site",), "value").facts == {"site": "back"}
