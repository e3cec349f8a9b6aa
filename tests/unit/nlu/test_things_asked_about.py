"""A topic about a thing is asked about by a word of it: no text to another question.

Both lists were written before the words of any topic were.
"""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.messages.acts import ASK_RELIEF, QUESTION, REPEAT, TOPIC
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.lexicon.asking import LONGEST_NAME
from cramp_triage.nlu.pipeline import read_tokens

NO_TEXT = (
    "Can she take Imodium?",
    "Is creatine bad for me?",
    "Will he lose the leg?",
    "Is it okay while breastfeeding?",
    "Can I still wear my wedding shoes?",
    "How long does the ER take?",
    "Would a fatter pen or another grip help?",
    "Can I take my antibiotics with that?",
    "Can I smoke?",
    "Does weed help with that?",
    "Can I have sex tonight?",
    "Should I lose some weight?",
    "Do orthotics help with these?",
    "Can I go to my sister's funeral tomorrow?",
    "Would a cane help me?",
    "Is it contagious?",
    "Should I take an antihistamine?",
    "Can I eat licorice?",
    "Should I cut out gluten?",
    "Does an inhaler do anything for that?",
    "Can he go to school tomorrow?",
    "Who will look after my dog?",
    "Can I park at the hospital?",
    "Should I bring my own slippers?",
    "Is a vibrating gun safe on it?",
    "Does toothpaste help?",
    "Can I shave my legs?",
    "Will it leave a scar?",
    "Do I need a new chair at work?",
    "Would melatonin be okay?",
    "Can I get a tattoo there?",
    "Does apple cider vinegar help?",
    "Is there an app for this?",
    "Do I need crutches?",
    "Can the dog sense it?",
    "Can I take cough syrup with that?",
)
FITS = {
    "Could it be Parkinson's?": "what_is_it",
    "Could it be MS?": "what_is_it",
    "Could it be arthritis?": "what_is_it",
    "Could it be Lyme disease?": "what_is_it",
    "Could it be ALS?": "what_is_it",
    "Is it my new mattress?": "cause",
    "Is it because of my thyroid?": "cause",
    "Could the vaccine have done this?": "cause",
    "What does that cost?": "cost",
    "Will my insurance pay for that?": "cost",
    "Can I take my insulin now?": "stop_pills",
    "Can I take my sleeping pill tonight?": "stop_pills",
    "Will I need surgery?": "treatment",
}
KNOWN = {
    "alcohol": (
        "Is a nightcap okay tonight?",
        "Is a pint with the lads alright later?",
    ),
    "drink": (
        "Should I be sipping something?",
        "Is Powerade any good for this?",
        "Do I need to get more fluids in me?",
        "Can she drink little sips on the way?",
        "Would a glass of water do me good?",
    ),
    "food": (
        "Is there something I should be eating more of?",
        "What should I have for dinner to stop these?",
    ),
    "heat_or_ice": (
        "Do I stick the frozen peas on it?",
        "Can I lay a heating pad over it?",
        "Would a hot water bottle be alright?",
        "Is a bath a good idea now?",
    ),
    "massage": (
        "Should my wife knead it?",
        "Can he rub the muscle for me?",
        "Is it fine to use a foam roller on it?",
    ),
    "exercise": (
        "Am I allowed to jog tomorrow?",
        "Can I still go to soccer practice?",
        "Is Zumba out for this week?",
        "When can I get back to lifting?",
    ),
    "walk": ("Should I try to walk it off?",),
    "back_to_bed": ("Can I lie back down and sleep now?",),
    "driving": (
        "Is it safe to get behind the wheel?",
        "Can I drive myself home after this?",
    ),
    "prevent": (
        "How do I keep these from coming back?",
        "What can I do so I don't get another one tonight?",
    ),
    "treatment": ("What would the doctor do about it?",),
    "doctor": ("Would they take blood?",),
    "veins": ("Could my varicose veins be doing this?",),
    "restless_legs": ("Is this that restless leg thing?",),
    "soap": ("Does a bar of soap under the sheets really work?",),
    "stop_pills": (
        "Should I quit my Lipitor?",
        "Should I come off my blood pressure pills?",
    ),
    "statin": ("Is it the rosuvastatin?",),
    "water_pill": ("Is it my furosemide that does it?",),
    "quinine": (
        "Is tonic water worth a try?",
        "My neighbor swears by quinine, should I try it?",
    ),
    "magnesium": (
        "Does magnesium glycinate do anything?",
        "Would Epsom salts help?",
    ),
    "potassium": ("Should I load up on potassium?",),
    "pickle_juice": ("My coach says pickle brine, does that work?",),
    "painkiller": (
        "Can I pop an Advil?",
        "Is Tylenol alright for it?",
        "Would a couple of Aleve take the edge off?",
    ),
    "aspirin": ("What about an aspirin?",),
    "relaxant": ("Would Flexeril loosen it?",),
    "pregnancy": ("Is that normal when you're expecting?",),
    "clot": (
        "Could it be a DVT?",
        "How would I know it's not a blood clot?",
    ),
    "physiotherapy": ("Would seeing a physio make sense?",),
    "tens": ("Does one of those electric TENS gadgets work?",),
    "telemedicine": ("Can I just do a video visit?",),
    "cause": (
        "Why do I cramp up on the dialysis machine?",
        "Why does this keep happening to me?",
    ),
    "diary": ("Should I write down when I get them?",),
    "brace": (
        "Would compression socks help?",
        "Should I put a bandage on it?",
        "Could a brace help?",
    ),
    "travel": ("Can I fly tomorrow?",),
    "baby": ("Does it hurt the baby?",),
    "cannabis": ("Is CBD oil any good for this?",),
    "hands_on": (
        "Should I see a chiropractor?",
        "Would acupuncture help?",
    ),
    "side_effect": ("Is it my birth control pill?",),
    "sleeping_position": ("Should I get a different pillow?",),
    "inherited": ("Does it run in the family?",),
}
OTHER_THINGS = (
    "Imodium",
    "creatine",
    "a fatter pen",
    "his slippers",
    "a nasal spray",
    "a copper bracelet",
)
FORMS = (
    "can she take {}",
    "would {} help?",
    "is {} any good?",
    "what about {}?",
    "should i get {}?",
)


def topics(lexicon: Lexicon, line: str, asked: tuple[str, ...] = ()) -> list[str]:
    acts = understand(lexicon, line, asked).acts
    return [act.removeprefix(TOPIC) for act in acts if act.startswith(TOPIC)]


@pytest.mark.parametrize("line", NO_TEXT)
def test_what_no_text_answers_gets_none(lexicon: Lexicon, line: str) -> None:
    for said, asked in product((line, line.lower().rstrip("?")), ((), ("fever",))):
        assert topics(lexicon, said, asked) == [], said
    acts = understand(lexicon, line, ()).acts
    assert {QUESTION, ASK_RELIEF} & {*acts}, "it stays a question"


@pytest.mark.parametrize("thing", OTHER_THINGS)
def test_no_form_of_a_question_makes_a_topic_of_another_thing(lexicon: Lexicon, thing: str) -> None:
    of_things = lexicon.grammar.questions.needs.keys()
    for form in FORMS:
        assert of_things.isdisjoint(topics(lexicon, form.format(thing))), form.format(thing)


@pytest.mark.parametrize(("line", "topic"), FITS.items())
def test_only_a_topic_that_fits_answers(lexicon: Lexicon, line: str, topic: str) -> None:
    assert {*topics(lexicon, line)} <= {topic, "own_pills"}


@pytest.mark.parametrize("topic", KNOWN)
def test_what_a_text_answers_is_known_in_odd_words(lexicon: Lexicon, topic: str) -> None:
    assert [line for line in KNOWN[topic] if topic not in topics(lexicon, line)] == []


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Can she drink little sips on the way, yes or no?", "drink"),
        ("so that's a yes, with breaks? and what would the doctor do?", "doctor"),
        ("could it be Parkinson's?", "what_is_it"),
        ("do I have to get out of bed?", "walk"),
        ("Can I walk back to the car?", "exercise"),
        ("can I work tomorrow", None),
        ("does it hurt the baby?", "baby"),
        ("what medicine, the lisinopril? you want me to quit that?", None),
    ],
)
def test_what_was_answered_wrong_in_calls(lexicon: Lexicon, line: str, topic: str | None) -> None:
    assert topics(lexicon, line) == ([topic] if topic else [])


@pytest.mark.parametrize("asked", ["", "side", "site", "pregnant", "chest_pain"])
@pytest.mark.parametrize(
    "but", ["Right, but does it hurt the baby", "right so can i sleep", "Right, is it bad"]
)
def test_a_right_that_opens_a_question_is_no_side_and_no_yes(
    lexicon: Lexicon, asked: str, but: str
) -> None:
    heard = understand(lexicon, but, (asked,) if asked else ())
    assert heard.facts == {}
    assert "affirm" not in heard.acts


def test_a_right_that_answers_is_a_side(lexicon: Lexicon) -> None:
    for line in ("right", "Right, and it hurts", "right but its easing"):
        assert understand(lexicon, line, ("side",)).facts["side"] == "right"


@pytest.mark.parametrize("word", ["Sheets", "Liver", "the liver", "a rash", "kidney disease"])
@pytest.mark.parametrize(
    "unheard", ["What's that? {}?", "what was that, {}?", "come again? {}?", "say what? {}?"]
)
@pytest.mark.parametrize("asked", [(), ("liver_disease", "kidney_disease")])
def test_a_word_said_back_is_to_be_heard_again(
    lexicon: Lexicon, word: str, unheard: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, unheard.format(word), asked)
    assert (heard.acts, heard.facts, heard.doubts) == ((REPEAT,), {}, ())


@pytest.mark.parametrize(
    "line",
    [
        "say what? help!",
        "what was that? no",
        "what's that? numb?",
        "what's that lump",
        "sorry? i fell down the stairs",
    ],
)
def test_what_answers_or_asks_more_is_not_said_back(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ()).acts != (REPEAT,)


def test_every_name_of_a_thing_can_be_heard(lexicon: Lexicon) -> None:
    about = lexicon.grammar.questions
    names = [
        name for lists in (about.needs, about.strays) for runs in lists.values() for name in runs
    ]
    assert [name for name in names if len(name) > LONGEST_NAME] == []
    rewritten = [n for n in names if tuple(t.word for t in read_tokens(lexicon, " ".join(n))) != n]
    assert rewritten == []
