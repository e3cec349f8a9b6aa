"""A number, side or place put right in one breath: the last one counts, and nothing is denied."""

from __future__ import annotations

from itertools import permutations

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
MARKS = ("no", "no wait", "sorry", "I mean", "make that", "or rather", "scratch that")
SIGNS = ("injury", "swelling", "warm_red_skin", "limb_cold_pale")
FIGURES = {
    "age_years": ("I'm {}", {"forty": 40, "52": 52, "sixty": 60}),
    "duration_min": ("it's been cramped for {}", {"ten minutes": 10, "five minutes": 5}),
    "since_days": ("I've had it for {}", {"two days": 2, "three weeks": 21}),
    "pain_score": ("the pain is {} out of ten", {"five": 5, "eight": 8}),
    "temp_f": ("my temperature is {}", {"99": 99, "102": 102}),
}
PLACES = {"calf": "calf", "foot": "foot", "thigh": "thigh", "hand": "hand"}
NOT_PUT_RIGHT = (
    ("I'm 40, no kids", "age_years", 40.0),
    ("no, ten minutes", "duration_min", 10.0),
    ("my calf, no pain in my foot", "site", "calf"),
    ("my calf, no fever", "site", "calf"),
    ("my calf and my foot", "site", "calf"),
)


@pytest.mark.parametrize("fact", FIGURES)
@pytest.mark.parametrize("mark", MARKS)
def test_the_last_number_counts(lexicon: Lexicon, fact: str, mark: str) -> None:
    frame, figures = FIGURES[fact]
    lost = []
    for wrong, right in permutations(figures, 2):
        line = frame.format(f"{wrong}, {mark}, {right}")
        heard = understand(lexicon, line)
        if heard.facts.get(fact) != figures[right] or "deny" in heard.acts:
            lost.append((line, dict(heard.facts), heard.acts))
    assert lost == []


@pytest.mark.parametrize("frame", ["not {}, {}", "no, not {}, {}"])
def test_what_is_denied_before_another_number_is_none(lexicon: Lexicon, frame: str) -> None:
    heard = understand(lexicon, frame.format("ten minutes", "twenty minutes"))
    assert heard.facts["duration_min"] == 20
    assert "deny" not in heard.acts


FRAMES = (
    "my {0}, no, my {1}",
    "not my {0}, my {1}",
    "no, not my {0}, my {1}",
    "it's my {1}, not my {0}",
)
SIDES = ("left, no wait, right", "not the left, the right", "the left one, sorry, the right one")


@pytest.mark.parametrize("asked", [(), SIGNS])
@pytest.mark.parametrize("frame", FRAMES)
def test_the_last_place_counts_and_no_sign_is_denied(
    lexicon: Lexicon, frame: str, asked: tuple[str, ...]
) -> None:
    lost = []
    for wrong, right in permutations(PLACES, 2):
        line = frame.format(wrong, right)
        heard = understand(lexicon, line, asked)
        if dict(heard.facts) != {"site": right} or "correct" not in heard.acts:
            lost.append((line, dict(heard.facts), heard.acts))
    assert lost == []


@pytest.mark.parametrize("asked", [(), SIGNS])
@pytest.mark.parametrize("line", SIDES)
def test_the_last_side_counts(lexicon: Lexicon, line: str, asked: tuple[str, ...]) -> None:
    heard = understand(lexicon, line, asked)
    assert (dict(heard.facts), "deny" in heard.acts) == ({"side": "right"}, False)


@pytest.mark.parametrize(("line", "fact", "value"), NOT_PUT_RIGHT)
def test_what_is_not_put_right_stays(lexicon: Lexicon, line: str, fact: str, value: object) -> None:
    heard = understand(lexicon, line)
    assert (heard.facts.get(fact), "correct" in heard.acts) == (value, False)


@pytest.mark.parametrize(
    ("told", "line", "back"),
    [
        ("my calf is cramping, i'm 40", "I said forty but I'm fifty", "50 years, then."),
        (
            "my calf has been cramping for five minutes",
            "five, sorry, nine minutes",
            "9 minutes, then.",
        ),
        ("my calf is cramping", "my calf, no, my foot", "Foot, then."),
        ("my calf is cramping", "no, not my calf, my foot", "Foot, then."),
        ("my left calf is cramping", "it's my foot, not my calf", "Left foot, then."),
        ("my left calf is cramping", "left, no wait, right", "Right calf, then."),
    ],
)
def test_it_is_said_back_and_what_was_asked_stays_open(
    lexicon: Lexicon, told: str, line: str, back: str
) -> None:
    session, reply = start(PROTOCOL)
    for words in (told, line):
        heard = understand(lexicon, words, reply.asks, reply.expects)
        session, reply = step(PROTOCOL, session, heard.to_act(words))
    spoken = render.speech(PROTOCOL, reply.parts)
    assert spoken.startswith(back)
    assert not {*SIGNS} & {*reply.facts}


def test_one_more_place_replaces_none(lexicon: Lexicon) -> None:
    session, reply = start(PROTOCOL)
    for words in ("my calf is cramping", "it's in my foot too"):
        heard = understand(lexicon, words, reply.asks, reply.expects)
        session, reply = step(PROTOCOL, session, heard.to_act(words))
    assert (reply.facts["site"], reply.facts["other_sites"]) == ("calf", ("foot",))


@pytest.mark.parametrize("part", ["leg", "one", "side", "foot", "arm", "calf"])
@pytest.mark.parametrize(
    "frame",
    ["no, the other {}", "no it's the other {}", "nope, my other {}", "no wait, her other {}"],
)
@pytest.mark.parametrize(
    "asked", [("injury", "swelling", "warm_red_skin"), ("chest_pain", "breathless"), ("fever",)]
)
def test_the_other_leg_denies_no_sign(
    lexicon: Lexicon, part: str, frame: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, frame.format(part), asked, "yes_no")
    assert "deny" not in heard.acts
    assert "correct" in heard.acts
    assert not set(asked) & set(heard.facts)


def test_another_number_behind_a_no_puts_nothing_right(lexicon: Lexicon) -> None:
    assert understand(lexicon, "I'm 40, no, two dogs here").facts["age_years"] == 40.0


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        ("it started an hour ago, no, two hours ago", "duration_min", 120.0),
        ("it started two hours ago, no wait, an hour ago", "duration_min", 60.0),
        ("I've had it for a week, sorry, three weeks", "since_days", 21.0),
        ("I've had it for three days, I mean a week", "since_days", 7.0),
    ],
)
def test_an_hour_is_a_number_too(lexicon: Lexicon, line: str, fact: str, value: float) -> None:
    heard = understand(lexicon, line)
    assert heard.facts[fact] == value
    assert "deny" not in heard.acts


@pytest.mark.parametrize(
    "line", ["I've had it for two days, no, one day", "the pain is five, no, one out of ten"]
)
def test_a_number_of_one_is_said_back_without_its_unit(lexicon: Lexicon, line: str) -> None:
    session, _ = start(PROTOCOL)
    _, reply = step(PROTOCOL, session, understand(lexicon, line).to_act(line))
    said = [render.say(PROTOCOL, part) for part in reply.parts]
    assert any("put that right" in words for words in said)
    assert not any("1 days" in words or "1 out of ten" in words for words in said)


COUNTED = {
    "diuretic": ("I'm on {}, {}, {} water pills", "I take {} water pills, {}, {}"),
    "blood_thinner": ("I take {}, {}, {} blood thinners", "{} blood thinners, {}, {}"),
    "seizure": ("I had {}, {}, {} seizures",),
    "alcohol_heavy": ("I drink {}, {}, {} bottles of wine a night",),
    "injury": ("I fell {}, {}, {} days ago",),
    "long_travel": ("I was on a plane {}, {}, {} days ago",),
    "diabetes": ("I've had diabetes for {}, {}, {} years",),
}


@pytest.mark.parametrize("fact", COUNTED)
@pytest.mark.parametrize("mark", ["no", "no wait", "sorry"])
def test_a_number_put_right_denies_nothing_that_is_told_with_it(
    lexicon: Lexicon, fact: str, mark: str
) -> None:
    pairs = (("two", "three"), ("five", "four"))
    lines = [frame.format(a, mark, b) for frame in COUNTED[fact] for a, b in pairs]
    heard = {line: understand(lexicon, line, (fact,), "yes_no") for line in lines}
    lost = {line: one for line, one in heard.items() if one.facts.get(fact) != "yes"}
    assert lost == {}
    assert [line for line, one in heard.items() if "deny" in one.acts] == []


@pytest.mark.parametrize("line", ["ten, no, no statin", "two blood pressure pills, no statin"])
def test_a_number_before_a_no_puts_nothing_right(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("statin",), "yes_no").facts["statin"] == "no"
