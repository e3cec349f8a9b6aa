"""Whatever people say on an Echo arrives, one-shot or as an answer, and means the same typed."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from cramp_triage.dialogue.session import load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import load_lexicon, understand
from skill.publish.interaction_model import LOCALES
from skill.publish.model_check import BUILT_INS_SAY
from skill.request.intents import FALLBACK
from skill.request.table import load_table
from tests.alexa.alexa_person import PROTOCOL, Person
from tests.alexa.alexa_requests import intent, launch, plain_slot, request
from tests.alexa.test_conversations import over_lambda
from tools.echo.figure import Core, reach_table
from tools.echo.matcher import LOST, Matcher, matcher
from tools.reader.judge import ECHO_HEAD, PAGE

ELICITED = {
    "type": "Dialog.ElicitSlot",
    "slotToElicit": "words",
    "updatedIntent": {
        "name": "SayIntent",
        "confirmationStatus": "NONE",
        "slots": {"words": {"name": "words", "confirmationStatus": "NONE"}},
    },
}


@pytest.fixture
def person() -> Person:
    return Person(over_lambda)


def one_shot(person: Person, said: str, locale: str = "en-US") -> str:
    """What is heard of "ask cramp helper ...", by what arrives of it."""
    arrival = matcher(locale).hear(said, elicited=False)
    slots = {k: plain_slot(k, value)[k] for k, value in arrival.slots.items()}
    return person.send(intent(arrival.intent, slots, locale=locale))


def test_every_open_question_elicits_whatever_is_said(person: Person) -> None:
    person.launch()
    for _ in range(40):
        assert person.response["directives"] == [ELICITED]
        person.answer_harmlessly()
        if person.ended:
            break
    assert person.ended
    assert "directives" not in person.response


def test_after_a_tap_nothing_is_elicited(person: Person) -> None:
    person.launch()
    person.words("my calf")
    person.send(
        request(
            "Alexa.Presentation.APL.UserEvent",
            attributes=person.attributes,
            arguments=["no"],
            token="cramp",
        )
    )
    assert not person.ended
    assert "directives" not in person.response


@pytest.mark.parametrize(
    "said",
    [
        "feels like somebody's wringing my calf out like a dishrag",
        "my left calf and i haven't had any fever or anything like that",
        "woke up at two with my foot all twisted up third time this week",
        "no but my chest is tight and my left arm's cramping",
    ],
)
def test_elicited_words_mean_what_they_mean_typed(person: Person, said: str) -> None:
    person.launch()
    person.words(said)
    session, _ = start(PROTOCOL)
    asked = fold(session.log).asked
    act = understand(load_lexicon(), said, asked.asks, asked.expects).to_act(said)
    typed = fold(step(PROTOCOL, session, act)[0].log)
    assert person.attributes is not None
    assert fold(load(PROTOCOL, person.attributes["cramp"]).log).facts == typed.facts
    assert typed.facts


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("said", "site"),
    [
        ("help with my calf", "calf"),
        ("to help with my calf", "calf"),
        ("for help with a calf cramp", "calf"),
        ("help me with a leg cramp", "leg"),
        ("about a leg cramp", "leg"),
        ("to stretch my calf", "calf"),
        ("what to do for a charley horse", "calf"),
        ("how to stop a foot cramp", "foot"),
        ("how do i get rid of a cramp in my thigh", "thigh"),
        ("my foot is cramping", "foot"),
        ("i've got a cramp in my right calf", "calf"),
        ("that my hamstring seized up", "hamstring"),
    ],
)
def test_a_one_shot_starts_at_once_with_disclaimer_and_number(
    person: Person, locale: str, said: str, site: str
) -> None:
    spoken = one_shot(person, said, locale)
    number = PROTOCOL.place(locale)["emergency"]
    assert spoken.startswith("I give general advice, not a diagnosis.")
    assert f"call {number} now." in spoken
    assert f"Call {number} now" not in spoken
    assert person.state.facts["site"] == site
    assert not person.ended


def test_an_emergency_in_one_shot_waits_for_one_short_sentence(person: Person) -> None:
    spoken = one_shot(person, "i have chest pain and i can't breathe")
    assert spoken.startswith("I give general advice, not a diagnosis. Call 911 now.")
    for said in ("help me with chest pain", "i need an ambulance", "i'm dying"):
        assert "Call 911 now." in one_shot(Person(over_lambda), said)


def test_help_with_a_cramp_is_no_cry_for_help_after_a_launch_either(person: Person) -> None:
    person.launch()
    assert "pull your toes up" in person.words("help me with my calf")


def test_a_one_shot_that_ends_says_no_more_than_that(person: Person) -> None:
    assert "diagnosis" not in one_shot(person, "stop")
    assert person.ended


def test_lost_words_are_counted_and_never_told(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        person.launch()
        person.words("a secret rash")
        person.say(FALLBACK)
        person.say(FALLBACK)
    lost = [record.getMessage() for record in caplog.records if record.name.startswith("skill")]
    assert lost == ["fallback"] * 2


def test_the_built_ins_sentences_are_theirs() -> None:
    for name, known in BUILT_INS_SAY.items():
        for said in known:
            assert matcher().hear(said, elicited=True).intent == name


def arrived(said: str, elicited: bool) -> tuple[str, dict[str, str]]:
    found = matcher().hear(said, elicited)
    return found.intent, dict(found.slots)


@pytest.mark.parametrize(
    ("said", "elicited", "intent_name", "slots"),
    [
        ("My foot's numb!", True, "SayIntent", {"words": "my foot's numb"}),
        ("My foot's numb!", False, "SayMyIntent", {"words": "foot's numb"}),
        ("Pins and needles now", False, "SayUpToNowIntent", {"words": "pins and needles"}),
        ("numb", False, FALLBACK, {}),
        ("my", False, FALLBACK, {}),
        ("numb", True, "SayIntent", {"words": "numb"}),
        ("i don't know", True, "UnsureIntent", {}),
        ("i don't know honestly", True, "UnsureIntent", {}),
        ("i don't know it went numb", True, "SayIntent", {"words": "i don't know it went numb"}),
        ("about twenty minutes", True, "DurationIntent", {"duration": "PT20M"}),
        ("two days", True, "DurationIntent", {"duration": "P2D"}),
        ("eighty two", True, "CountIntent", {"number": "82"}),
        ("a hundred and one degrees", True, "TemperatureIntent", {"temp_f": "101"}),
        (" ".join(["and"] * 26), True, FALLBACK, {}),
    ],
)
def test_the_matcher_is_never_kinder_than_its_rules(
    said: str, elicited: bool, intent_name: str, slots: dict[str, str]
) -> None:
    assert arrived(said, elicited) == (intent_name, slots)


def test_a_model_without_carriers_loses_what_is_not_elicited() -> None:
    bare: dict[str, Any] = {"interactionModel": {"languageModel": {"intents": []}}}
    assert Matcher(bare).hear("my foot is cramping", elicited=False) == LOST


def test_the_page_tells_the_shares_that_are_measured_now() -> None:
    section = PAGE.read_text("utf-8").partition(ECHO_HEAD)[2]
    for row in reach_table(Core()):
        assert row in section


def test_enough_of_what_people_say_reaches_the_core() -> None:
    for row in reach_table(Core())[2:]:
        share, target = (float(cell) for cell in (row.split("|")[4], row.split("|")[6]))
        assert share >= target, row


def test_a_launch_elicits_too() -> None:
    assert over_lambda(launch())["response"]["directives"] == [ELICITED]


@pytest.mark.parametrize("locale", ["en-GB", "en-AU", "en-IN"])
@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("i am having loose motion", {"diarrhea": "yes"}),
        ("i am feeling giddy", {"dizzy_standing": "yes"}),
        ("my calf is paining me", {"ongoing_now": "yes", "site": "calf"}),
        ("can i take paracetamol", {"asks_for_painkiller": "yes"}),
        ("my temperature is 39.5", {"temp_f": 103.1, "fever": "yes"}),
        ("my temperature is 101", {"temp_f": 101, "fever": "yes"}),
        ("my calf seized up this arvo", {"site": "calf"}),
    ],
)
def test_what_people_say_elsewhere_is_understood_there(
    person: Person, locale: str, said: str, facts: dict[str, object]
) -> None:
    person.locale = locale
    person.launch()
    person.words(said)
    assert person.state.facts.items() >= facts.items()


@pytest.mark.parametrize("said", ["should i go to casualty", "shall i go to a and e"])
def test_a_casualty_is_an_emergency_room_where_people_say_so(person: Person, said: str) -> None:
    person.locale = "en-GB"
    person.launch()
    person.words("my calf is cramping")
    assert "Sorry" not in person.words(said)


def test_words_of_one_place_are_left_alone_elsewhere() -> None:
    table = load_table()
    assert table.understood("Casualty, or the chemists", "en-US") == "Casualty, or the chemists"
    assert table.understood("Casualty, or a chemist", "en-GB") == (
        "the emergency room, or a pharmacist"
    )
    assert table.understood("loose motions", "en-IN") == "diarrhea"
