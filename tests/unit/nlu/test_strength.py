"""Words of strength add to a sign and never take it away: "my chest hurts really bad"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

import pytest

from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.match.strength import strong_places
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.tokens.reading import read_tokens
from cramp_triage.protocol.facts import YES, dangers
from cramp_triage.protocol.model import load_protocol

DANGERS = dangers(load_protocol().findings)

BEHIND = (
    "really bad|so bad|a lot|very badly|terribly|pretty bad|like crazy|something awful|real bad|"
    "like hell|really badly|so much|super bad|a whole lot|something terrible|like the devil"
).split("|")
BEFORE = (
    "really bad|so bad|pretty bad|real bad|terrible|awful|severe|really severe|horrible|a lot of|"
    "some pretty bad|something awful|very bad|so much|intense"
).split("|")
WITHIN = "really badly|badly|terribly|so badly|severely|really|awfully".split("|")
FRAMES = (
    "{}",
    "{} and my calf is cramping",
    "my calf is cramping and {}",
    "{} since last night",
    "{} please help",
)
SAMPLE: Final = 11
"""Of the other sentences every eleventh is tried: all of them take a quarter of a minute."""
# "*" is where a word of strength may stand within.
TOLD = {
    "chest_pain": "my chest * hurts|my chest * aches|my breastbone * aches|my chest is * aching|"
    "the left side of my chest * hurts|my chest is * tight|i have pain in my chest|"
    "it hurts in my chest",
    "breathless": "i am * short of breath|i can't breathe|it is * hard to breathe|i'm * breathless",
    "coughing_blood": "i'm coughing up blood|there's blood when i cough|i coughed up blood",
    "fainted": "i fainted|i passed out|i blacked out",
    "one_sided_weakness": "my left side is * weak|my right arm and leg are * weak|"
    "one side of my body is * weak",
    "face_droop": "my face is * drooping|my mouth is * drooping|my face droops",
    "speech_trouble": "my speech is * slurred|i'm * slurring my words|i can't speak properly",
    "sudden_weakness": "my leg suddenly went * weak|my legs suddenly gave out",
    "confusion": "i'm * confused|she is * confused|he isn't making sense",
    "seizure": "i had a seizure|he had a fit|she is having a seizure",
    "limb_cold_pale": "my foot is * cold and pale|my leg is * cold and blue|"
    "my foot has gone * white",
    "jaw_stiff": "my jaw is * stiff|my jaw is locked|i can't open my mouth",
    "trouble_swallowing": "i can't swallow|i'm having trouble swallowing|it is * hard to swallow",
    "dark_urine": "my pee is * dark|my urine is * brown|there's blood in my pee",
    "saddle_numbness": "i'm * numb between my legs|my groin is * numb|it's numb where i sit",
    "bladder_bowel_change": "i can't pee|i wet myself|i've lost control of my bladder",
    "warm_red_skin": "my calf is * red and hot|my leg is * warm and red|the skin is * red",
    "fever": "i have a fever|i'm * feverish|i'm burning up",
    "cannot_keep_fluids": "i can't keep anything down|i can't keep water down|"
    "i keep throwing up water",
    "unresponsive": "he won't wake up|i can't wake her|she is unresponsive",
    "not_breathing": "he has stopped breathing|she isn't breathing|his chest isn't moving",
}
NAMED = {
    "chest_pain": "chest pain|pain in my chest|chest tightness",
    "breathless": "shortness of breath|trouble breathing",
    "coughing_blood": "blood when i cough",
    "one_sided_weakness": "weakness on one side",
    "face_droop": "facial droop",
    "speech_trouble": "slurred speech|trouble speaking",
    "sudden_weakness": "sudden weakness in my leg",
    "confusion": "confusion",
    "seizure": "seizure",
    "jaw_stiff": "stiff jaw|lockjaw",
    "trouble_swallowing": "trouble swallowing",
    "dark_urine": "blood in my pee|dark urine",
    "saddle_numbness": "numbness between my legs",
    "warm_red_skin": "redness on my calf",
    "fever": "fever",
}


def sentences(fact: str) -> Iterator[tuple[str, str]]:
    """Yields what tells the sign, without a word of strength and with one."""
    for told, frame in product(TOLD[fact].split("|"), FRAMES):
        plain = told.replace("* ", "")
        for word in BEHIND:
            yield frame.format(plain), frame.format(f"{plain} {word}")
        if plain != told:
            for word in WITHIN:
                yield frame.format(plain), frame.format(told.replace("*", word))
    for named, frame, opening in product(
        NAMED.get(fact, "").split("|"), FRAMES, ("", "i have ", "i'm having ")
    ):
        for word in BEFORE if named else ():
            yield frame.format(opening + named), frame.format(f"{opening}{word} {named}")


def test_every_danger_is_told_here() -> None:
    assert set(TOLD) == DANGERS >= set(NAMED)


@pytest.mark.searches
@pytest.mark.parametrize("fact", sorted(DANGERS))
def test_a_word_of_strength_takes_no_sign_away(lexicon: Lexicon, fact: str) -> None:
    told = list(sentences(fact))
    told = [*told[:40], *told[40::SAMPLE]]  # the first sentence in many ways
    assert [t for t in {t for t, _ in told} if hear(lexicon, t).facts.get(fact) != YES] == []
    lost = [text for _, text in told if hear(lexicon, text).facts.get(fact) != YES]
    assert lost == []


@pytest.mark.parametrize("word", ["really bad", "so bad", "real bad", "something awful", "a lot"])
def test_how_bad_it_is_is_heard_beside_the_sign(lexicon: Lexicon, word: str) -> None:
    facts = hear(lexicon, f"my chest hurts {word}").facts
    assert facts == {"chest_pain": YES, "pain": "severe"}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("my calf hurts really bad", {"site": "calf", "pain": "severe"}),
        ("my chest is fine but my calf hurts really bad", {"chest_pain": "no", "site": "calf"}),
        ("no chest pain but my leg hurts so bad", {"chest_pain": "no", "pain": "severe"}),
        ("still hurts really bad", {"ongoing_now": YES, "pain": "severe"}),
        ("my foot is cramping a lot", {"site": "foot", "pain": "severe", "ongoing_now": YES}),
        ("i pee a lot", {"low_urine": "no"}),
    ],
)
def test_it_adds_no_sign_either(lexicon: Lexicon, text: str, facts: dict[str, str]) -> None:
    heard = hear(lexicon, text).facts
    assert {fact: heard.get(fact) for fact in facts} == facts
    assert {fact for fact in DANGERS if heard.get(fact) == YES} == set()
    assert "diarrhea" not in heard


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("it hurts a whole lot", "a whole lot"),
        ("a lot of blood", "a lot of"),
        ("it hurts like the devil", "like the devil"),
        ("it feels like anything", "like anything"),
        ("the hell", ""),
        ("hell", ""),
        ("it is so. bad leg", "bad"),
        ("really sore", "really"),
    ],
)
def test_the_words_of_strength_are_found(lexicon: Lexicon, text: str, strong: str) -> None:
    tokens = read_tokens(lexicon, text)
    places = sorted(strong_places(tokens, lexicon.grammar.strength))
    assert " ".join(tokens[at].word for at in places) == strong
