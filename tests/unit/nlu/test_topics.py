"""A question that no phrase knows is known by its noun, wherever it stands in the line."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

ASKED = (
    "is it the {}",
    "could it be the {}",
    "do you think it's the {}",
    "what about {}",
    "should i try {}",
)
BESIDE = ("no. {}?", "nope, {}", "no, nothing like that. {}?", "yeah it's sore. {}?")
NOUNS = {
    "alcohol": ("beer", "wine"),
    "clot": ("clot",),
    "drink": ("water", "coffee"),
    "heat_or_ice": ("ice", "heat"),
    "massage": ("massage",),
    "exercise": ("running", "swimming"),
}


@pytest.mark.searches
@pytest.mark.parametrize("topic", NOUNS)
@pytest.mark.parametrize("beside", BESIDE)
def test_a_question_beside_an_answer_is_heard(lexicon: Lexicon, topic: str, beside: str) -> None:
    lost = []
    for noun in NOUNS[topic]:
        for asked in ASKED:
            line = beside.format(asked.format(noun))
            acts = understand(lexicon, line, ("fever", "vomiting")).acts
            if not any(act in (f"ask:{topic}", "ask:cause") for act in acts):
                lost.append((line, acts))
    assert lost == []


@pytest.mark.parametrize(
    "line",
    [
        "i was swimming and my calf cramped",
        "my calf cramps when i run",
        "i had a beer and then my foot cramped",
        "it let go in the bath",
        "what's the wine got to do with it",
        "is it from the heat",
    ],
)
def test_a_noun_that_is_told_or_a_cause_is_no_question_about_it(
    lexicon: Lexicon, line: str
) -> None:
    acts = understand(lexicon, line, ("fever",)).acts
    assert [act for act in acts if act.startswith("ask:") and act != "ask:cause"] == []


BLAMED = ("the rowing", "my new boots", "that long shift", "all the gardening", "the wedding dance")
BLAMES = (
    "is it because of {}",
    "could it be from {}",
    "you think {} did it",
    "do you think {} caused it",
    "might it be due to {}",
    "was it {} that brought it on",
    "so was {} to blame",
    "has {} set it off",
    "would {} be the reason",
)
NOT_BLAMED = (
    "it did it again?",
    "did it just get worse?",
    "what do i do it hurts",
    "i don't know what caused it",
    "i got it from gardening",
    "why do you ask that?",
    "can i do it again?",
)


@pytest.mark.parametrize("blames", BLAMES)
def test_what_a_question_blames_is_a_question_of_the_cause(lexicon: Lexicon, blames: str) -> None:
    for beside in ("{}?", "no. {}?", "no, nothing like that, it's just sore. {}?"):
        for blamed in BLAMED:
            line = beside.format(blames.format(blamed))
            acts = understand(lexicon, line, ("fever", "vomiting")).acts
            assert "ask:cause" in acts, line


@pytest.mark.parametrize("line", NOT_BLAMED)
def test_what_blames_nothing_is_no_question_of_the_cause(lexicon: Lexicon, line: str) -> None:
    assert "ask:cause" not in understand(lexicon, line, ("fever",)).acts


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("yeah. and is hot water on the hand okay or not? he's got the kettle on.", "heat_or_ice"),
        ("so is coffee any good for it, do you know?", "drink"),
        ("but is driving with a sore calf like that allowed at all?", "driving"),
        ("well, does soap in the bed really do anything for cramps?", "soap"),
        ("would a stretch for the inner thigh after rowing do any good?", "stretch"),
        ("should i lie flat or sit up while i wait for them?", "meanwhile"),
        ("no cold sweat. was a hot bath in the evening a bad idea then?", "heat_or_ice"),
    ],
)
def test_a_question_that_its_verb_leads_is_known_by_its_noun(
    lexicon: Lexicon, line: str, topic: str
) -> None:
    assert f"ask:{topic}" in understand(lexicon, line, ("fever", "vomiting")).acts


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("no fever. could the new boots matter?", True),
        ("nope, and can i go have my tea now", True),
        ("no. so should i call in sick tonight", True),
        ("not numb. why does it matter", True),
        ("it's my hand, it's all that kneading, i got rolls in the oven", False),
        ("no, talking fine, that one's starting to do it too", False),
        ("my face is fine, i'm talking to you, am i not?", False),
        ("no, he's fine, isn't he", False),
        ("no fever, it is what it is", False),
    ],
)
def test_beside_an_answer_only_the_form_of_a_question_asks(
    lexicon: Lexicon, line: str, asks: bool
) -> None:
    heard = understand(lexicon, line, ("fever", "numbness", "speech_trouble"))
    questions = {act for act in heard.acts if act in ("question", "why") or act.startswith("ask")}
    assert bool(questions) == asks


@pytest.mark.parametrize("medicine", ["Amlodipine", "Metformin", "Lisinopril", "My heart tablet"])
@pytest.mark.parametrize("asks", ["Should I leave it off tonight?", "Do I still take it tonight?"])
def test_what_a_question_stands_for_is_in_the_sentence_before(
    lexicon: Lexicon, medicine: str, asks: str
) -> None:
    acts = understand(lexicon, f"{medicine}. {asks}", ("vomiting", "fever")).acts
    assert "ask:stop_pills" in acts


@pytest.mark.parametrize("subject", ["it", "she", "that"])
@pytest.mark.parametrize("adverb", ["", "only ", "always ", "really "])
@pytest.mark.parametrize(
    "rest", ["does this after long writing", "does it on the stairs", "did it before"]
)
def test_a_subject_before_its_verb_asks_nothing(
    lexicon: Lexicon, subject: str, adverb: str, rest: str
) -> None:
    heard = understand(lexicon, f"{subject} {adverb}{rest}", ("fever",), "yes_no")
    assert {"question", "affirm"}.isdisjoint(heard.acts)


@pytest.mark.parametrize(
    "asked", ["does it go away", "i wonder does it go away", "will it do that again"]
)
def test_a_verb_before_its_subject_asks(lexicon: Lexicon, asked: str) -> None:
    acts = understand(lexicon, asked, ("fever",), "yes_no").acts
    assert any(act == "question" or act.startswith("ask:") for act in acts)


@pytest.mark.parametrize("verb", ["called", "i've phoned", "i should have called", "i'm ringing"])
@pytest.mark.parametrize("whom", ["the doctor", "my doctor", "the nurse", "our midwife"])
def test_who_calls_a_doctor_calls_no_ambulance(lexicon: Lexicon, verb: str, whom: str) -> None:
    heard = understand(lexicon, f"{verb} {whom}", (), "yes_no")
    assert "ask:calling" not in heard.acts
    assert "asks_for_ambulance" not in {*heard.facts, *heard.doubts}


@pytest.mark.parametrize("before", ["", "no. ", "sore where it cramped, not weak. "])
@pytest.mark.parametrize(
    "why", ["why do you ask all this?", "why all these questions?", "why are you asking me that?"]
)
def test_why_we_ask_is_not_why_it_cramps(lexicon: Lexicon, before: str, why: str) -> None:
    acts = understand(lexicon, before + why, ("numbness",), "yes_no").acts
    assert "why" in acts
    assert "ask:cause" not in acts
