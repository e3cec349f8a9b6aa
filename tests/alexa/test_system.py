"""What Alexa sends that nobody said, and shapes that it may send one day: no turn is lost."""

from __future__ import annotations

import logging
from itertools import product
from typing import Any

import pytest

from skill.web import create_app
from tests.alexa.alexa_person import Person
from tests.alexa.alexa_requests import (
    SKILL_ID,
    Json,
    intent,
    launch,
    request,
    slot,
    with_value,
    without,
)

APP = create_app(skill_id=SKILL_ID, verify=False)
FAULT = {"type": "INTERNAL_SERVICE_ERROR", "message": "my secret rash"}
SENT: list[tuple[str, Json, str]] = [
    ("SessionEndedRequest", {"reason": "USER_INITIATED"}, "USER_INITIATED"),
    ("SessionEndedRequest", {"reason": "EXCEEDED_MAX_REPROMPTS"}, "EXCEEDED_MAX_REPROMPTS"),
    ("SessionEndedRequest", {"reason": "ERROR", "error": FAULT}, "INTERNAL_SERVICE_ERROR"),
    ("SessionEndedRequest", {"reason": "FUTURE"}, "FUTURE"),
    ("SessionEndedRequest", {"reason": ["FUTURE"]}, ""),
    ("SessionEndedRequest", {"reason": "ERROR", "error": "my secret rash"}, "ERROR"),
    ("System.ExceptionEncountered", {"error": FAULT, "cause": {}}, "INTERNAL_SERVICE_ERROR"),
    ("System.ExceptionEncountered", {"error": {"type": "FUTURE"}}, "FUTURE"),
    ("System.ExceptionEncountered", {"error": {"type": "my secret rash"}}, "?"),
    ("System.ExceptionEncountered", {"error": [FAULT]}, ""),
    ("System.ExceptionEncountered", {"error": None, "timestamp": "soon"}, ""),
    ("Alexa.Presentation.APL.RuntimeError", {"errors": [FAULT]}, "INTERNAL_SERVICE_ERROR"),
    ("Alexa.Presentation.APL.RuntimeError", {"errors": [{"reason": "FUTURE"}]}, "FUTURE"),
    ("Alexa.Presentation.APL.RuntimeError", {"errors": "my secret rash"}, ""),
    ("Alexa.Presentation.APL.LoadIndexListData", {"token": "t"}, ""),
    ("Alexa.Presentation.APLT.UserEvent", {"arguments": ["deny"]}, ""),
    ("Alexa.Presentation.HTML.Message", {"message": {"a": "my secret rash"}}, ""),
    ("AudioPlayer.PlaybackStarted", {"token": "t", "offsetInMilliseconds": 0}, ""),
    ("AudioPlayer.PlaybackFailed", {"error": {"type": "MEDIA_ERROR"}}, "MEDIA_ERROR"),
    ("PlaybackController.NextCommandIssued", {}, ""),
    ("Connections.Response", {"status": {"code": "404"}, "payload": {}}, "?"),
    ("AlexaSkillEvent.SkillEnabled", {}, ""),
    ("AlexaSkillEvent.SkillPermissionAccepted", {"body": {}}, ""),
    ("Display.ElementSelected", {"token": "t"}, ""),
    ("GameEngine.InputHandlerEvent", {"events": []}, ""),
    ("CanFulfillIntentRequest", {"intent": {"name": "CrampIntent"}}, ""),
    ("Messaging.MessageReceived", {"message": {"a": "my secret rash"}}, ""),
    ("Future.Request", {"words": "my secret rash"}, ""),
    ("Alexa.Future.Interface.Event", {"error": {"type": "FUTURE"}}, "FUTURE"),
]
"""A type, what it brings, and the word for its reason."""


def sender() -> tuple[Person, list[Any]]:
    """Somebody in the middle of a conversation, and what their device got."""
    got: list[Any] = []

    def send(envelope: Json) -> Json:
        got.append(APP.test_client().post("/", json=envelope))
        answer: Json = got[-1].get_json()
        return answer

    person = Person(send)
    person.launch()
    person.say("CrampNowIntent", a=slot("site", "calf", "calf"))
    return person, got


@pytest.mark.parametrize(("type_", "more", "reason"), SENT)
def test_what_nobody_said_is_logged_and_changes_nothing(
    type_: str, more: Json, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    person, got = sender()
    kept, asked = person.attributes, person.state.asked
    with caplog.at_level(logging.INFO, "skill"):
        person.send(request(type_, attributes=kept, **more))
    assert got[-1].get_json() == {
        "version": "1.0",
        "response": {},
        "sessionAttributes": kept,
        "userAgent": got[-1].get_json()["userAgent"],
    }
    assert f"system request: {type_} ({reason})" in caplog.text
    assert "secret" not in caplog.text
    assert person.state.asked == asked
    assert "get that" not in person.no()


@pytest.mark.parametrize("word", ["mysecretrash", "MySecretRash", "secret.rash", "SECRETrash"])
def test_no_word_that_is_not_of_amazon_s_form_is_logged(
    word: str, caplog: pytest.LogCaptureFixture
) -> None:
    person, _ = sender()
    with caplog.at_level(logging.INFO, "skill"):
        person.send(request(word, reason=word))
    assert "system request: ? (?)" in caplog.text
    assert "rash" not in caplog.text.lower()


@pytest.mark.parametrize(("type_", "more", "reason"), SENT)
def test_it_may_come_without_a_session(type_: str, more: Json, reason: str) -> None:
    answer = APP.test_client().post("/", json=without(request(type_, **more), "session"))
    assert (answer.status_code, answer.get_json()["response"]) == (200, {})


def test_every_day_s_requests_warn_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    person, _ = sender()
    with caplog.at_level(logging.WARNING, "skill"):
        for type_, more, _ in (*SENT[:2], ("AlexaSkillEvent.SkillDisabled", {}, "")):
            person.send(request(type_, **more))
    assert caplog.text == ""


ODD: tuple[Any, ...] = (None, "x", 7, True, [], [None], ["x"], {}, {"type": "FUTURE"}, [[{}]])
PLACES = (
    ("context", "Viewport"), ("context", "Viewports"), ("context", "Geolocation"),
    ("context", "Extensions"), ("context", "Automotive"), ("context", "AudioPlayer"),
    ("context", "Alexa.Presentation.APL"), ("context", "System", "device"),
    ("context", "System", "person"), ("context", "System", "unit"), ("context", "System", "user"),
    ("context", "System", "device", "supportedInterfaces"),
    ("session", "user"), ("session", "application"), ("request", "locale"),
    ("request", "timestamp"), ("request", "dialogState"), ("request", "intent", "slots"),
    ("request", "intent", "confirmationStatus"), ("request", "intent", "slots", "side"),
    ("request", "intent", "slots", "side", "resolutions"),
    ("request", "intent", "slots", "side", "slotValue"),
    ("request", "intent", "slots", "side", "source"),
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=".".join)
def test_a_part_of_another_shape_spoils_no_turn(place: tuple[str, ...]) -> None:
    said = {**slot("side", "left", "left"), **slot("finding", "chest pain", "chest_pain")}
    for odd in ODD:
        turn = with_value(intent("SignsIntent", said), odd, *place)
        answer = APP.test_client().post("/", json=turn)
        assert answer.status_code == 200, odd
        heard = answer.get_json()["response"]["outputSpeech"]["ssml"]
        assert "slots" in place[-1:] or "chest" in heard or "Who is this" in heard, odd


@pytest.mark.parametrize("odd", ["x", 7, True, [], ["x"]])
def test_a_session_that_is_none_is_refused(odd: object) -> None:
    answer = APP.test_client().post("/", json=with_value(launch(), odd, "session"))
    assert answer.status_code == 400


def listed(name: str, *words: str, ids: tuple[str, ...] = ()) -> dict[str, Json]:
    """A slot of several values, as Alexa sends it: without a value of its own."""
    values: list[Json] = []
    for at, said in enumerate(words):
        known = slot(name, said, ids[at])[name]["resolutions"] if ids else None
        value = {"type": "Simple", "value": said}
        values.append({**value, "resolutions": known} if known else value)
    return {name: {"name": name, "slotValue": {"type": "List", "values": values}}}


def simple(name: str, said: str, *ids: str) -> dict[str, Json]:
    """A slot whose value stands in `slotValue` alone."""
    known = slot(name, said, *ids)[name]["resolutions"]
    return {name: {"name": name, "slotValue": {"type": "Simple", "value": said,
                                               "resolutions": known}}}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "slots", "wanted"),
    [
        ("CrampIntent", simple("site", "calf", "calf"), {"site": "calf"}),
        ("CrampIntent", simple("site", "my calf"), {"site": "calf"}),
        ("CrampIntent", listed("site", "calf", ids=("calf",)), {"site": "calf"}),
        ("CrampIntent", listed("site", "calf"), {"site": "calf"}),
        ("SideIntent", listed("side", "left", "right"), {"side": "both"}),
        ("AgeIntent", {"age_years": {"name": "age_years", "slotValue":
         {"type": "Simple", "value": "68"}}}, {"age_years": 68}),
        ("SignsIntent", simple("finding", "chest pain", "chest_pain"), {"chest_pain": "yes"}),
        ("SignsIntent", listed("finding", "fever", "chest pain", ids=("fever", "chest_pain")),
         {"fever": "yes", "chest_pain": "yes"}),
        ("SignsIntent", listed("finding", "fever", "chest pain"),
         {"fever": "yes", "chest_pain": "yes"}),
        ("NoSignsIntent", listed("absent", "fever", "chest pain", ids=("fever", "chest_pain")),
         {"fever": "no", "chest_pain": "no"}),
        ("NoSignsIntent", listed("absent", "fever", "chest pain"),
         {"fever": "no", "chest_pain": "no"}),
        ("SayIIntent", listed("words", "have a fever"), {"fever": "yes"}),
    ],
)  # fmt: skip
def test_a_slot_is_read_wherever_its_values_stand(
    name: str, slots: dict[str, Json], wanted: Json
) -> None:
    person = Person(lambda envelope: APP.test_client().post("/", json=envelope).get_json())
    person.launch()
    person.say(name, a=slots)
    assert wanted.items() <= person.state.facts.items()


def test_two_places_in_one_slot_are_both_heard() -> None:
    person = Person(lambda envelope: APP.test_client().post("/", json=envelope).get_json())
    for first, second in product(("calf", "thigh"), ("foot", "hand")):
        person.launch()
        person.say("CrampIntent", a=listed("site", first, second))
        assert person.state.facts["site"] == first
        assert person.state.facts["other_sites"] == (second,)
