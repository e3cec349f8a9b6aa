"""Screens: what they say and in which colours, drawn by Amazon's engine and linted."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cramp_triage.messages.acts import CONTROL_ACTS, UserAct
from cramp_triage.messages.replies import Say
from skill.publish.icons import png_size
from skill.response.apl import LEVELS, MAIN_MAX_CHARS, QUESTION_MAX_CHARS, document, screen
from tests import needs
from tests.alexa.alexa_person import Person, text_of
from tests.alexa.alexa_requests import Json, intent, launch, request, slot, with_value
from tests.alexa.screens_seen import PROTOCOL, REPLIES, SHAPES, reply, see
from tests.alexa.test_conversations import over_lambda

DEVICE = ("context", "System", "device", "supportedInterfaces")
APL = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.2"}}}
LINTER = Path(__file__).parent / "client" / "lint_apl.cjs"


def shown(name: str, locale: str = "en-US") -> Any:
    return screen(PROTOCOL, reply(*REPLIES[name]), locale)


def with_screen(envelope: Json) -> Json:
    return with_value(envelope, APL, *DEVICE)


def test_the_question_is_the_main_text() -> None:
    seen = shown("question")
    assert seen.main.endswith("?")
    assert (seen.question, seen.word) == ("", "")
    assert (seen.yes, seen.no, seen.okay, seen.repeat) == (True, True, False, True)
    opening = shown("opening")
    assert (opening.main, opening.yes) == ("Where's the cramp?", False)


def test_the_stretch_has_its_step_and_its_count() -> None:
    first, held = shown("stretch"), shown("hold")
    assert first.word == held.word == "STEP 1"
    assert "pull your toes up" in first.main
    assert (first.count, held.count) == ("", "Hold: 10 seconds")
    assert held.question.endswith("?")


def test_advice_is_told_by_word_and_by_colour() -> None:
    today, home = shown("today"), shown("home")
    assert (today.word, today.colour) == LEVELS[3]
    assert "looked at today" in today.main
    assert (home.word, home.colour) == LEVELS[0]
    assert len({word for word, _ in LEVELS}) == len({colour for _, colour in LEVELS}) == 6


@pytest.mark.parametrize(("locale", "number"), [("en-US", "911"), ("en-AU", "000")])
def test_an_emergency_fills_the_screen(locale: str, number: str) -> None:
    seen = shown("emergency", locale)
    assert seen.emergency
    assert seen.main == f"Call {number} now."
    assert (seen.word, seen.okay, seen.yes) == ("EMERGENCY", True, False)


def test_every_later_screen_of_an_emergency_still_says_it() -> None:
    later = reply(*REPLIES["emergency"], UserAct(("why",)))
    assert screen(PROTOCOL, later, "en-US").main == "Call 911 now."


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("word", "colour"), LEVELS)
def test_white_stands_out_on_every_level(word: str, colour: str) -> None:
    assert word
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_no_text_outgrows_its_screen() -> None:
    longest = reply(*REPLIES["stretch"])
    parts = tuple(Say(prompt) for prompt in PROTOCOL.prompts if prompt.startswith("relief."))
    for part in parts:
        changed = msgspec.structs.replace(longest, parts=(part,))
        seen = screen(PROTOCOL, changed, "en-US")
        assert 0 < len(seen.main) <= MAIN_MAX_CHARS + 1
        assert seen.main == PROTOCOL.prompts[part.prompt], "a step is shown to its last word"
        assert len(seen.question) <= QUESTION_MAX_CHARS + 1


def test_a_device_with_a_screen_gets_one_and_another_does_not() -> None:
    response = over_lambda(with_screen(launch()))["response"]
    [directive] = response["directives"]
    assert directive["type"] == "Alexa.Presentation.APL.RenderDocument"
    assert directive["datasources"]["screen"]["main"] == "Where's the cramp?"
    assert response["shouldEndSession"] is False
    assert "directives" not in over_lambda(launch())["response"]
    assert "outputSpeech" in over_lambda(with_value(launch(), None, *DEVICE[:3]))["response"]


def test_a_tap_is_what_a_word_is() -> None:
    person = Person(over_lambda)
    person.launch()
    person.say("CrampNowIntent", a=slot("site", "calf", "calf"))
    asked = person.state.question
    tapped = request(
        "Alexa.Presentation.APL.UserEvent",
        attributes=person.attributes,
        arguments=["deny"],
        token="cramp",
        source={"type": "TouchWrapper", "handler": "Press", "id": "deny"},
        components={},
    )
    answer = over_lambda(with_screen(tapped))
    spoken = text_of(answer["response"]["outputSpeech"]["ssml"])
    assert spoken == person.no()
    assert person.state.question != asked
    assert len(json.dumps(answer)) < 24 * 1024


def test_a_response_with_its_screen_stays_small() -> None:
    calf = slot("site", "calf", "calf")
    answer = over_lambda(with_screen(intent("CrampNowIntent", calf)))
    assert answer["response"]["directives"]
    assert len(json.dumps(answer)) < 16 * 1024


def buttons(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [found for one in component for found in buttons(one)]
    if not isinstance(component, dict):
        return []
    own = [component] if component.get("type") == "TouchWrapper" else []
    return own + [found for value in component.values() for found in buttons(value)]


def test_every_button_sends_an_act_and_is_large_and_named() -> None:
    found = buttons(document())
    acts = [button["onPress"][0]["arguments"][0] for button in found]
    assert acts == ["affirm", "affirm", "deny", "repeat"]
    assert set(acts) <= set(CONTROL_ACTS)
    assert all(button["accessibilityLabel"] for button in found)
    sizes = [rule.get("dimensions", {}).get("button") for rule in document()["resources"]]
    assert all(int(size.removesuffix("dp")) >= 48 for size in sizes)


def test_the_document_declares_a_version_that_devices_have() -> None:
    assert document()["version"] <= "2024.2"


def lint(apl: Any) -> Any:
    done = subprocess.run(
        [needs.node("apl-suggester"), str(LINTER)],
        input=json.dumps(apl),
        env=needs.node_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.outside
def test_the_linter_finds_nothing() -> None:
    assert lint(document()) == []


@pytest.mark.slow
@pytest.mark.outside
def test_the_linter_would_find_something() -> None:
    assert lint({**document(), "mainTemplate": {"items": [{"type": "Text", "colour": "red"}]}})


@pytest.mark.slow
@pytest.mark.outside
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["hold", "longest", "question", "today", "emergency"])
def test_the_engine_draws_every_text(name: str, shape: str) -> None:
    wanted = shown(name)
    seen = see(name, shape)
    assert seen.state == "shown"
    for text in (wanted.word, wanted.main, wanted.count, wanted.question):
        assert not text or text in seen.texts
    assert ("Yes" in seen.texts, "Okay" in seen.texts) == (wanted.yes, wanted.okay)
    side = SHAPES[shape]
    assert png_size(seen.png) == (side["width"], side["height"])


@pytest.mark.slow
@pytest.mark.outside
def test_the_engine_would_notice_a_broken_document() -> None:
    assert see("opening", "hub", mainTemplate={}).texts == []
