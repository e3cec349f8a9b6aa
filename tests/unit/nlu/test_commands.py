"""Back, start over, repeat and stop are whole wishes; inside a sentence they steer nothing."""

import pytest

from cramp_triage.nlu import understand
from cramp_triage.nlu.lexicon.compiled import Lexicon

STEERS = {"back", "restart", "repeat", "stop"}
BEGINS = ("", "can I ", "when can I ", "should I ", "my wife says I should ", "I meant ")
TELLS = (
    "go back up in half an hour",
    "go back to work",
    "go back there and help him",
    "have to go to the bathroom",
    "start again with my running on Monday",
    "hang up my coat first",
    "go and get my wife",
    "forget it when I take my pills",
    "take a step back from the ladder",
    "go back to the doctor on Friday",
)
TOLD = (
    "it went back to normal",
    "it is never enough water",
    "I missed it on Friday, the dialysis",
    "sorry, what is a shin",
    "it came on from the top down",
    "it hurts once more this evening",
    "do I really have to go to the hospital",
    "I did not have a good night",
    "my calf won't let me go",
    "she said goodbye to her doctor",
    "it's a new cramp",
)
WHOLE = {
    "back": (
        *("back", "go back", "go back please", "can we go back", "back one", "undo that"),
        "okay, go back",
    ),
    "restart": ("start over", "start again please", "can we start over", "restart"),
    "repeat": (
        "repeat that",
        "say that again",
        "pardon",
        "one more time please",
        "what did you say",
    ),
    "stop": (
        *("stop", "goodbye", "okay bye now", "that's enough", "I have to go", "I have to go now"),
        *("I'll hang up now", "never mind", "stop talking", "thanks, bye", "I'm done"),
        "leave me alone",
    ),
}


@pytest.mark.parametrize("asked", [(), ("swelling", "warm_red_skin")], ids=["open", "asked"])
@pytest.mark.parametrize("told", [*TOLD, *(b + t for t in TELLS for b in BEGINS)])
def test_what_is_told_or_asked_steers_nothing(lexicon: Lexicon, told: str, asked: tuple) -> None:
    assert not STEERS & {*understand(lexicon, told, asked, "yes_no" if asked else "open").acts}


@pytest.mark.parametrize(("act", "said"), [(a, said) for a, all_ in WHOLE.items() for said in all_])
def test_a_whole_wish_is_heard(lexicon: Lexicon, act: str, said: str) -> None:
    assert act in understand(lexicon, said).acts


ARRIVALS = [
    *("they're here", "they are here now", "they're at the door", "they just pulled up"),
    *(
        f"{who} {where}"
        for who in ("the ambulance", "help")
        for where in ("is here", "is at the door", "has arrived", "is here with us")
    ),
    *(f"the {who} are {where}" for who in ("paramedics", "EMTs") for where in ("here", "with me")),
]
NOT_YET = (
    "the ambulance will be here in ten minutes",
    "the ambulance is on its way",
    "is the ambulance here yet",
    "what do I do until they're here",
    "what do I do until the ambulance is here",
    "they are coming",
    "there is no help in the house",
    "they are here at night, the cramps",
)


@pytest.mark.parametrize("said", ARRIVALS)
def test_help_that_is_there_is_heard(lexicon: Lexicon, said: str) -> None:
    assert understand(lexicon, said).acts == ("arrived",)


@pytest.mark.parametrize("said", NOT_YET)
def test_help_that_is_not_there_yet_has_not_arrived(lexicon: Lexicon, said: str) -> None:
    assert "arrived" not in understand(lexicon, said).acts


@pytest.mark.parametrize("to", ["sleep", "bed"])
def test_who_goes_back_to_bed_after_a_no_has_said_nothing_else(lexicon: Lexicon, to: str) -> None:
    heard = understand(lexicon, f"no i'm going back to {to}", (), "yes_no")
    assert (heard.acts, heard.facts, heard.leftovers) == (("deny",), {}, ())


@pytest.mark.parametrize(
    "line",
    ["i stood up too fast", "my heart beats too fast", "it came on so fast"],
)
def test_what_was_too_fast_is_not_the_voice(lexicon: Lexicon, line: str) -> None:
    assert "slower" not in understand(lexicon, line, ("fainted",), "yes_no").acts


@pytest.mark.parametrize("who", ["my doctor", "our gp", "the surgery", "his nurse"])
def test_who_means_to_call_asks_for_no_call(lexicon: Lexicon, who: str) -> None:
    assert "ask_human" not in understand(lexicon, f"okay, I'll ring {who} tomorrow, bye").acts
    assert "goodbye" in understand(lexicon, f"okay, I'll ring {who} tomorrow, bye").acts
