"""Whole conversations over the web app and over Lambda, with Alexa's own JSON."""

from __future__ import annotations

import json
import logging
from functools import cache
from typing import Any

import pytest

import skill.turns.skill
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from skill.web import create_app
from tests.alexa.alexa_person import PROTOCOL, Person
from tests.alexa.alexa_requests import (
    SKILL_ID,
    Json,
    intent,
    launch,
    plain_slot,
    slot,
)

DISCLAIMER = (
    "I give general advice, not a diagnosis. If you have chest pain or trouble breathing, call 911"
    " now."
)
CALF = {**slot("site", "calf", "calf"), **slot("side", "left", "left")}


@cache
def _client() -> Any:
    return create_app(skill_id=SKILL_ID, verify=False).test_client()


def over_http(envelope: Json) -> Json:
    answer = _client().post("/", json=envelope)
    assert answer.status_code == 200
    body: Json = answer.get_json()
    return body


def over_lambda(envelope: Json) -> Json:
    from skill.lambda_function import handler

    answer: Json = json.loads(json.dumps(handler(envelope, None)))
    return answer


@pytest.fixture(params=[over_http, over_lambda], ids=["http", "lambda"])
def person(request: pytest.FixtureRequest) -> Person:
    return Person(request.param)


def test_a_calf_cramp_at_night_is_stretched_at_once_and_ends_at_home(person: Person) -> None:
    assert person.launch().endswith("Where's the cramp?")
    assert not person.ended
    assert "pull your toes up" in person.say("CrampNowIntent", a=CALF)
    spoken = ""
    while not person.ended and "at home" not in spoken:
        spoken = person.answer_harmlessly()
        assert "lost our place" not in spoken
        assert person.turns < 16
    assert "You can take care of this at home" in spoken
    assert "911" in person.response["card"]["content"]
    while not person.ended:
        person.no()
        assert person.turns < 20
    assert person.attributes == {}
    assert "reprompt" not in person.response


def test_an_arm_cramp_with_a_cold_sweat_is_an_emergency_at_once(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=slot("site", "arm", "arm"))
    spoken = person.say("SignsIntent", a=slot("finding", "sweaty", "cold_sweat"))
    assert "Call 911 now" in spoken
    assert not person.ended
    assert "can be your heart" in person.say("WhyIntent")
    assert "Call 911 now" in person.say("AMAZON.RepeatIntent")
    assert "Good. Stay on the line with 911" in person.yes()
    assert person.ended


def test_pushes_are_counted_aloud_until_somebody_says_no(person: Person) -> None:
    person.launch()
    person.words("he's not breathing")
    for spoken in (person.say("CountAloudIntent"), person.yes()):
        assert spoken.count("one two three four five six seven eight nine ten") == 3
        assert spoken.endswith("Shall I go on counting?")
        assert not person.ended
    spoken = person.no()
    assert "Go on pushing until somebody takes over." in spoken
    assert "one two three" not in spoken
    assert not person.ended


def test_a_danger_word_is_acted_on_whatever_was_asked(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    spoken = person.say("YesSignsIntent", a=slot("finding", "chest pain", "chest_pain"))
    assert "Call 911 now" in spoken


def test_a_little_is_no_no_to_a_danger_question(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    assert "swelling" in person.state.asked.asks
    person.say("ALittleIntent")
    assert person.state.facts.get("swelling") != "none"


def test_a_question_without_launch_skips_the_opening(person: Person) -> None:
    spoken = person.say("HelpWithIntent", a=plain_slot("words", "a foot cramp"))
    assert "Cramp helper." not in spoken
    assert spoken.startswith(DISCLAIMER)
    assert person.state.facts["site"] == "foot"


def test_a_launch_always_opens_anew(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    person.send({**launch(), "session": intent("x", {}, person.attributes)["session"]})
    assert person.heard.endswith("Where's the cramp?")
    assert person.state.facts == {}


def test_the_same_facts_give_the_same_reply_as_the_core(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    heard = person.say("SignsIntent", a=slot("finding", "swollen", "swelling=one"))
    session, _ = start(PROTOCOL)
    first = UserAct(("describe",), {"ongoing_now": "yes", "site": "calf", "side": "left"})
    session, _ = step(PROTOCOL, session, first)
    _, reply = step(PROTOCOL, session, UserAct(facts={"swelling": "one"}))
    assert person.state.facts == reply.facts
    assert person.state.advised.level == reply.level
    assert heard.endswith("?")


def test_controls_keep_the_conversation(person: Person) -> None:
    person.launch()
    first = person.say("CrampNowIntent", a=CALF)
    assert first in person.say("AMAZON.RepeatIntent")
    question = person.state.question
    for name in ("AMAZON.HelpIntent", "WhyIntent", "AMAZON.FallbackIntent", "SlowerIntent"):
        assert person.say(name)
        assert not person.ended
        assert person.state.question == question
    assert '<prosody rate="slow">' in person.response["outputSpeech"]["ssml"]
    person.say("AMAZON.StartOverIntent")
    assert person.state.facts == {}


def test_going_back_asks_the_question_again(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    question = person.state.question
    person.no()
    assert person.state.question != question
    person.say("AMAZON.PreviousIntent")
    assert person.state.question == question


def test_a_question_about_quinine_is_answered_and_the_conversation_goes_on(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    spoken = person.say("TopicIntent", a=slot("topic", "tonic water", "quinine"))
    assert "I can't recommend quinine" in spoken
    assert not person.ended


def test_a_correction_replaces_the_side(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    person.say("CorrectIntent", a=slot("side", "right", "right"))
    assert person.state.facts["side"] == "right"


def test_a_corrected_length_takes_back_what_it_implied(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    person.say("DurationIntent", a=plain_slot("duration", "PT20M"))
    assert person.state.facts["over_10_min"] == "yes"
    person.say("CorrectIntent", a=plain_slot("duration", "PT5M"))
    assert person.state.facts["over_10_min"] == "no"


@pytest.mark.parametrize(
    "name", ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"]
)
def test_stop_ends(person: Person, name: str) -> None:
    person.launch()
    person.say(name)
    assert person.ended
    assert person.attributes == {}


def test_two_possible_places_are_asked_about(person: Person) -> None:
    person.launch()
    spoken = person.say("CrampIntent", a=slot("site", "leg", "calf", "thigh"))
    assert "That could be your calf, or your thigh." in spoken
    assert spoken.endswith("?") or "You can say" in spoken
    assert "site" not in person.state.facts


def test_another_place_hears_its_own_number() -> None:
    person = Person(over_http, "en-GB")
    assert "999" in person.launch()
    assert "911" not in person.heard


def test_a_session_is_a_few_kilobytes(person: Person) -> None:
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    largest = 0
    while not person.ended:
        largest = max(largest, len(json.dumps(person.attributes)))
        person.answer_harmlessly()
        assert person.turns < 30
    assert largest < 6000


STALE = '{"version":1,"protocol":"1999.1","turn":1,"log":[]}'


@pytest.mark.parametrize(
    "kept",
    [STALE, "", "{}", "null", "not json", 7, None, [], {"version": 1}, "\u0000", "[" * 5000],
    ids=repr,
)
def test_attributes_that_are_not_ours_start_over(person: Person, kept: object) -> None:
    person.attributes = {"cramp": kept}
    spoken = person.yes()
    assert spoken.startswith("Sorry, I've lost our place, so let's start again.")
    assert spoken.endswith("Where's the cramp?")
    assert person.state.facts == {}


def test_a_forged_log_starts_over(person: Person) -> None:
    person.launch()
    assert person.attributes is not None
    session = json.loads(person.attributes["cramp"])
    for event in (
        [1, "fact", "chest_pain", "maybe", ""],
        [1, "fact", "no_such_fact", "yes", ""],
        [1, "hold", "", "long", ""],
        [1, "ask", "where", None, "value"],
        [1, "explode", "", "", ""],
        "event",
    ):
        forged = json.dumps({**session, "log": [*session["log"], event]})
        person.attributes = {"cramp": forged}
        assert "lost our place" in person.no()


@pytest.mark.parametrize("key", ["said", "reprompt"])
@pytest.mark.parametrize(
    "part",
    [
        {"type": "beats", "beats": 30, "per_minute": 0},
        {"type": "beats", "beats": 100_000, "per_minute": 110},
        {"type": "beats", "beats": 30, "per_minute": -1},
        {"type": "beats", "beats": 30, "per_minute": 10**9},
        {"type": "hold", "hold_s": -1, "counts": [10]},
        {"type": "hold", "hold_s": 10**6, "counts": [10]},
        {"type": "hold", "hold_s": 10, "counts": [10**9]},
        {"type": "say", "prompt": "question.diary_nights", "params": {"why": "<b>x</b>"}},
        {"type": "say", "prompt": "ask", "params": {}},
        {"type": "say", "prompt": "ask", "params": {"facts": ""}},
        {"type": "say", "prompt": "brief", "params": {"facts": "no_such_fact"}},
        {"type": "say", "prompt": "brief", "params": {"facts": "site", "lead": "no_such_prompt"}},
        {"type": "say", "prompt": "no_such_prompt"},
    ],
    ids=str,
)
def test_what_cannot_be_said_again_is_no_saved_conversation(
    person: Person, key: str, part: object
) -> None:
    person.launch()
    assert person.attributes is not None
    session = json.loads(person.attributes["cramp"])
    person.attributes = {"cramp": json.dumps({**session, key: [part]})}
    assert "lost our place" in person.say("AMAZON.RepeatIntent")
    assert person.heard.endswith("Where's the cramp?")


@pytest.mark.parametrize("half", ["\ud83d", "a \ude00", "\ud83d \ud83d"])
def test_half_a_character_costs_no_turn_on_lambda(half: str) -> None:
    person = Person(over_lambda)
    person.launch()
    assert person.words(f"chest pain {half}").startswith("Call 911 now")
    person.attributes = {f"x{half}": half}
    assert "Where's the cramp?" in person.launch()


def test_a_nest_is_refused_on_lambda() -> None:
    nest: list[object] = []
    for _ in range(100_000):
        nest = [nest]
    from skill.lambda_function import handler

    answer = handler({"request": nest}, None)
    assert answer == {"version": "1.0", "response": {"shouldEndSession": True}}


def test_a_fact_said_into_a_lost_session_is_not_lost(person: Person) -> None:
    person.attributes = {"cramp": STALE}
    spoken = person.say("SignsIntent", a=slot("finding", "chest pain", "chest_pain"))
    assert "lost our place" in spoken
    assert person.state.facts["chest_pain"] == "yes"


@pytest.mark.parametrize("version", [0, 1, 2, "1", None])
@pytest.mark.parametrize("said", ["yes", "no", "fallback", "fever"])
def test_a_session_of_another_version_starts_over_and_keeps_its_danger(
    person: Person, version: object, said: str
) -> None:
    log = [
        [1, "fact", "site", "calf"],
        [1, "fact", "fainted", "yes"],
        [1, "fact", "chest_pain", "no"],
        [2, "fact", "breathless", "yes"],
        [3, "drop", "breathless"],
        [3, "fact", "chest_pain", "yes", "my chest hurts"],
        [4, "fact", "no_such_fact", "yes"],
        [4, "ask", "clot_lungs", ["breathless"], "yes_no"],
        [4],
        [],
    ]
    old = {"version": version, "protocol": "1999.1", "turn": 4, "log": log}
    person.attributes = {"cramp": json.dumps(old)}
    answers = {
        "yes": person.yes,
        "no": person.no,
        "fallback": lambda: person.say("AMAZON.FallbackIntent"),
        "fever": lambda: person.say("SignsIntent", a=slot("finding", "a fever", "fever")),
    }
    spoken = answers[said]()
    assert spoken.startswith("Sorry, I've lost our place, so let's start again.")
    assert "911" in spoken
    known = person.state.facts
    assert (known["chest_pain"], known["fainted"]) == ("yes", "yes")
    # The yes is one to the question that was open.
    assert ("breathless" in known) == (said == "yes")
    assert ("fever" in known) == (said == "fever")


ASKED = [0, "ask", "where", ["site"], "value"]
CHEST = [1, "ask", "heart_signs", ["chest_pain"], "yes_no"]
LIST = [1, "ask", "heart_signs", ["chest_pain", "breathless", "cold_sweat", "nausea"], "yes_no"]
CONFIRM = [1, "ask", "confirm", ["chest_pain"], "yes_no"]
DANGERS = {
    "implied": ([[1, "implied", "chest_pain", "yes"]], "no", "yes"),
    "not confirmed": ([[1, "pending", "chest_pain", "yes"], CONFIRM], "fallback", "yes"),
    "confirmed now": ([[1, "pending", "chest_pain", "yes"], CONFIRM], "yes", "yes"),
    "denied now": ([[1, "pending", "chest_pain", "yes"], CONFIRM], "no", None),
    "settled": ([[1, "pending", "chest_pain", "yes"], [2, "settled"]], "yes", None),
    "a yes to its question": ([CHEST], "yes", "yes"),
    "a yes to a question of another name": (
        [[1, "ask", "symptoms", ["chest_pain", "no_such_fact"], "yes_no"]], "yes", "yes",
    ),
    "a no to its question": ([CHEST], "no", None),
    "a yes to no question": ([CHEST, [2, "close"]], "yes", None),
    "an event of another format before it": ([{"turn": 1}, [1, "fact", "chest_pain", "yes"]],
                                             "no", "yes"),
    "one after it": ([[1, "fact", "chest_pain", "yes"], [2, "future", {"a": 1}], 7, None, [[]]],
                     "no", "yes"),
    "a value of another format": ([[1, "fact", "chest_pain", "yes"],
                                   [1, "fact", "fever", {"is": "yes"}]], "no", "yes"),
}  # fmt: skip
"""What a session of another version holds, what is said then, and what is known of the chest."""


@pytest.mark.parametrize("name", DANGERS)
@pytest.mark.parametrize("version", [0, 1, 2])
def test_a_danger_in_a_session_of_another_version_is_kept_in_every_shape(
    person: Person, name: str, version: int
) -> None:
    log, said, known = DANGERS[name]
    old = {"version": version, "protocol": "1999.1", "turn": 4, "log": [ASKED, *log]}
    person.attributes = {"cramp": json.dumps(old)}
    intents = {"yes": "YesIntent", "no": "NoIntent", "fallback": "FallbackIntent"}
    spoken = person.say(f"AMAZON.{intents[said]}")
    assert spoken.startswith("Sorry, I've lost our place, so let's start again.")
    assert person.state.facts == ({} if known is None else {"chest_pain": known})
    assert ("Call 911 now" in spoken) == (known is not None)


def test_a_yes_to_a_list_of_dangers_of_another_version_is_asked_one_by_one(person: Person) -> None:
    old = {"version": 1, "protocol": "1999.1", "turn": 4, "log": [ASKED, LIST]}
    person.attributes = {"cramp": json.dumps(old)}
    assert person.yes().startswith("Sorry, I've lost our place, so let's start again.")
    assert set(person.state.asked.asks) < {"chest_pain", "breathless", "cold_sweat", "nausea"}
    assert "911" in person.yes()


@pytest.mark.parametrize("send", [over_http, over_lambda], ids=["http", "lambda"])
def test_a_fault_inside_is_answered_safely_and_loses_nothing(
    send: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(send)
    person.launch()
    person.say("CrampNowIntent", a=CALF)
    before = person.state.facts

    def broken(*_: object) -> None:
        raise ZeroDivisionError("my chest hurts")

    with monkeypatch.context() as patched:
        patched.setattr(skill.turns.skill, "step", broken)
        spoken = person.no()
        assert "something went wrong on my side" in spoken
        assert "call 911 now" in spoken
        assert not person.ended
        assert person.state.facts == before
        fixed = dict(person.attributes or {})
        person.no()
        assert "911" in person.heard
        assert person.ended
    assert "ZeroDivisionError" in caplog.text
    assert "chest" not in caplog.text
    person.attributes = fixed
    assert "went wrong" not in person.no()


def test_a_fault_in_speaking_is_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("level.9")

    monkeypatch.setattr(skill.turns.skill, "to_response", broken)
    assert "call 911 now" in Person(over_http).launch()


def test_nothing_said_is_logged(person: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person.launch()
    person.say("SignsIntent", a=slot("finding", "my secret rash"))
    person.say("SayIIntent", a=plain_slot("words", "have a secret rash"))
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"request": {"type": "LaunchRequest"}},
        {"request": {"type": None}, "context": {}},
        {**launch(), "session": "x"},
        {**launch(), "context": None},
    ],
)
def test_lambda_answers_what_is_not_alexa_with_an_empty_response(event: Json) -> None:
    assert over_lambda(event) == {"version": "1.0", "response": {"shouldEndSession": True}}


def test_lambda_answers_only_for_its_own_skill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILL_ID", "amzn1.ask.skill.another")
    assert over_lambda(launch())["response"] == {"shouldEndSession": True}
    monkeypatch.setenv("SKILL_ID", SKILL_ID)
    assert "outputSpeech" in over_lambda(launch())["response"]
