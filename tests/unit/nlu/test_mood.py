"""A sign that is only asked about, supposed, long past or somebody else's is not there."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.context.mood import unclaimed
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.tokens.reading import read_tokens
from tests.unit.nlu.test_strength import TOLD

SIGNS = [
    (fact, sentence.replace("* ", ""))
    for fact, sentences in sorted(TOLD.items())
    for sentence in sentences.split("|")
]
SUPPOSED = (
    "what if {}",
    "should i call if {}",
    "how would i know if {}",
    "if {} i'd call an ambulance",
    "i'd call an ambulance if {}",
    "suppose {}",
    "why do you want to know if {}",
)
STATED = (
    "what do i do {}",
    "what do i do if i can't sleep, {}",
    "can you help me {}",
    "is it bad that {}",
    "{}, is that bad",
    "{} is that bad",
    "should i worry, {}",
    "{} why do you ask",
    "{} if you ask me",
    "if you must know {}",
    "what can i say {}",
    "you know what {}",
    "i want to know why {}",
    "what's going on {}",
    "is it the cramp, {}",
    "if i lie down {}",
    "i had a clot ten years ago, {}",
)
SAMPLE = 5
"""Of all sentences every fifth is tried: each sign in some frame, each frame with many signs."""


def yes(lexicon: Lexicon, text: str, fact: str, *asked: str) -> bool:
    return hear(lexicon, text, asked).facts.get(fact) in ("yes", "one", "both")


@pytest.mark.parametrize("frame", SUPPOSED)
def test_a_supposed_sign_is_not_there(lexicon: Lexicon, frame: str) -> None:
    made_up = [s for fact, s in SIGNS if yes(lexicon, frame.format(s), fact)]
    assert made_up == []


@pytest.mark.parametrize("number", range(len(STATED)))
def test_a_stated_sign_is_heard_beside_a_question_or_a_condition(
    lexicon: Lexicon, number: int
) -> None:
    frame = STATED[number]
    tried = SIGNS[number % SAMPLE :: SAMPLE]
    plain = [(fact, s) for fact, s in tried if yes(lexicon, s, fact)]
    assert plain
    assert [s for fact, s in plain if not yes(lexicon, frame.format(s), fact)] == []


@pytest.mark.parametrize(
    ("text", "fact", "there"),
    [
        ("is swollen bad", "swelling", False),
        ("is a cold sweat bad for you", "cold_sweat", False),
        ("does weed killer count", "poison_exposure", False),
        ("is not swollen and is a bad thing", "swelling", False),
        ("you mean my pee is dark", "dark_urine", False),
        ("define chest pain", "chest_pain", False),
        ("what am i on about i have chest pain", "chest_pain", True),
        ("what hurts the most of my one leg is my calf it is swollen", "swelling", True),
        ("drooping how", "face_droop", False),
        ("could it be a blood clot", "prior_clot", False),
        ("my calf, which is swollen, hurts", "swelling", True),
        ("what i have is chest pain", "chest_pain", True),
        ("why is my leg swollen", "swelling", True),
        ("why would my leg be swollen", "swelling", False),
        ("what's my chest pain got to do with it", "chest_pain", False),
        ("a cast, why would i need a cast", "tight_cast_or_bandage", False),
        ("what do i do for chest pain", "chest_pain", True),
        ("should i look for dark pee", "dark_urine", False),
        ("how do i stop my chest hurting", "chest_pain", True),
        ("is tylenol okay with warfarin", "blood_thinner", True),
        ("could it be my statin doing this", "statin", True),
        ("what about my chest i have chest pain", "chest_pain", True),
        ("had it been a seizure i would have said", "seizure", False),
        ("suppose so my leg is swollen", "swelling", True),
        ("i'd know if i had a fever", "fever", False),
        ("if i stand up i get dizzy", "dizzy_standing", True),
        ("if my jaw locked, it would hurt with a fever", "fever", False),
        ("nearly fainted when i saw the bill", "fainted", False),
        ("fifteen years ago i had a seizure", "seizure", False),
        ("fifteen years ago, i have a fever", "fever", True),
        ("i had a seizure as a kid", "seizure", False),
        ("my leg is swollen, i had it years ago", "swelling", True),
        ("i am dizzy like many years ago", "dizzy_standing", True),
        ("my leg is numb, many years ago too", "numbness", True),
        ("i fainted last week", "fainted", True),
        ("my leg has been swollen since last winter", "swelling", True),
        ("uncle's on blood thinners", "blood_thinner", False),
        ("heart disease runs down my dad's side", "heart_disease", False),
    ],
)
def test_what_is_asked_supposed_past_or_of_kin(
    lexicon: Lexicon, text: str, fact: str, there: bool
) -> None:
    assert yes(lexicon, text, fact) is there


def test_a_doubt_stays_a_doubt(lexicon: Lexicon) -> None:
    text = "how bad is it, i can't tell if it's swollen"
    assert hear(lexicon, text).facts["swelling"] == "unknown"


def test_the_place_of_a_supposed_sign_is_no_place_of_a_cramp(lexicon: Lexicon) -> None:
    assert hear(lexicon, "if my foot turned blue i'd call").facts == {}
    assert hear(lexicon, "what can i do about my calf").facts["site"] == "calf"


def test_a_plain_statement_asks_nothing(lexicon: Lexicon) -> None:
    tokens = read_tokens(lexicon, "both calves hurt")
    assert not unclaimed(tokens, lexicon.grammar.mood).asked
