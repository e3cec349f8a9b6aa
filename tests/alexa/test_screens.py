"""Screens: what they say and in which colours, drawn by Amazon's engine and linted."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from itertools import combinations, product
from math import hypot
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import DENY, STOP, UserAct
from cramp_triage.messages.replies import OpenQuestion, Say
from cramp_triage.triage.assess import CALL_911
from skill.publish.icons import png_size
from skill.publish.manifest import VIEWPORTS
from skill.request.intents import IntentReader
from skill.request.table import FREE_SLOT, FREE_WORDS, load_table
from skill.response.apl import FILLS, PLAIN, document, screen
from skill.response.screen_words import screen_words
from skill.turns.skill import Words
from tests import needs
from tests.alexa.alexa_person import Person, text_of
from tests.alexa.alexa_requests import (
    Json,
    intent,
    launch,
    request,
    slot,
    with_value,
)
from tests.alexa.apl_layout import Layout, Placed
from tests.alexa.screens_seen import PROTOCOL, REPLIES, SHAPES, reply, see
from tests.alexa.test_conversations import over_lambda
from tests.conftest import opened

DEVICE = ("context", "System", "device", "supportedInterfaces")
APL = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.2"}}}
WORDS = Words()
LINTER = Path(__file__).parent / "client" / "lint_apl.cjs"


def shown(name: str, locale: str = "en-US") -> Any:
    return screen(PROTOCOL, reply(*REPLIES[name]), locale)


def with_screen(envelope: Json) -> Json:
    return with_value(envelope, APL, *DEVICE)


def labels(seen: Any) -> list[str]:
    return [button.label for button in seen.buttons]


def test_a_question_of_several_signs_is_a_list_of_them() -> None:
    seen = shown("question")
    assert seen.main == "Any of these right now?"
    assert seen.signs == ("Chest pain", "Trouble breathing", "A cold sweat", "Passing out")
    assert labels(seen) == ["Yes, one", "No, none", "Repeat"]
    assert (seen.step, seen.question, seen.band) == ((), "", "")


def test_now_is_asked_only_of_what_is_felt_now() -> None:
    assert shown("stretch").main == "Any of these?", "an injury is no matter of now"


def test_a_question_of_one_thing_is_its_own_words() -> None:
    seen = screen(PROTOCOL, reply(*REPLIES["hold"], UserAct((DENY,))), "en-US")
    assert (seen.main, seen.signs) == ("Is it still cramping?", ())
    assert labels(seen) == ["Yes", "No", "It's gone", "Repeat"]


def test_the_opening_can_be_answered_by_touch_and_names_the_number() -> None:
    seen = shown("opening", "en-GB")
    assert seen.main == "Where's the cramp?"
    places = ["Calf", "Foot or toes", "Thigh", "Hand", "Belly", "Elsewhere", "Repeat"]
    assert labels(seen) == places
    assert seen.box == "Chest pain or trouble breathing? Call 999 now."


def test_elsewhere_brings_other_places() -> None:
    seen = screen(PROTOCOL, reply(UserAct(("no_match",))), "en-US")
    assert labels(seen) == ["Shin", "Buttock", "Arm", "Back", "Neck", "Shoulder", "Repeat"]


def test_the_stretch_is_three_lines_a_drawing_and_a_ring() -> None:
    first, held = shown("stretch"), shown("hold")
    assert first.step == ("Leg straight.", "Toes up to your shin.", "Stop if worse or numb.")
    assert first.drawing in document()["graphics"]
    assert (first.held_s, first.hold_s, first.total_s) == (0, 0, 30)
    assert (held.held_s, held.hold_s, held.total_s) == (0, 10, 30)
    last = screen(PROTOCOL, reply(*REPLIES["hold"], UserAct((DENY,))), "en-US")
    assert (last.held_s, last.hold_s, last.total_s) == (10, 20, 30)
    assert last.wait_ms > 0, "the ring moves once the voice counts"


@pytest.mark.parametrize("step", [one for one in PROTOCOL.relief if one.round])
def test_every_step_has_its_lines(step: Any) -> None:
    own = screen_words().steps[step.id]
    assert 1 <= len(own.lines) <= 3
    assert own.drawing in {"", *document()["graphics"]}
    if "Stop if it hurts more" in step.text:
        assert own.lines[-1] == "Stop if worse or numb."


def test_advice_is_a_band_with_a_verb_why_what_to_watch_and_the_number() -> None:
    home = shown("home")
    assert (home.band, home.colour) == ("OK AT HOME", screen_words().levels[0].colour)
    assert home.main == "You can take care of this at home for now."
    [watch] = home.notes
    assert watch.startswith("Call a doctor the same day if it swells, turns red, or ")
    assert home.box.startswith("Call 911 if it goes cold")
    assert home.question.endswith("?")
    levels = screen_words().levels
    assert len({one.band for one in levels}) == len({one.colour for one in levels}) == 6


def test_advice_amid_the_questions_stands_above_the_next_one() -> None:
    today = shown("today")
    assert today.band == "BE SEEN TODAY"
    assert "looked at today" in today.lead
    assert today.notes == ("Why: one leg that's swollen, warm or red can be a clot.",)
    assert today.main == "Any of these right now?"
    assert "911" in today.box
    later = screen(PROTOCOL, reply(*REPLIES["today"], UserAct((DENY,))), "en-US")
    assert later.band == "BE SEEN TODAY", "the level stays up"


@pytest.mark.parametrize(("locale", "number"), [("en-US", "911"), ("en-AU", "000")])
def test_an_emergency_fills_the_screen(locale: str, number: str) -> None:
    seen = shown("emergency", locale)
    assert seen.emergency
    assert seen.main == f"Call {number} now."
    assert seen.band == "EMERGENCY"
    said = ("Use your phone. This device cannot call.", "Unlock the door.", "Don't drive.")
    assert seen.notes == said
    assert labels(seen) == ["Yes", "No", "Repeat"]


def test_every_later_screen_of_an_emergency_still_says_it() -> None:
    later = reply(*REPLIES["emergency"], UserAct(("why",)))
    assert screen(PROTOCOL, later, "en-US").main == "Call 911 now."


@pytest.mark.parametrize("name", ["emergency", "today", "home"])
@pytest.mark.parametrize("last", [STOP, DENY, "no_input"])
def test_the_last_screen_keeps_the_level(name: str, last: str) -> None:
    acts = [*REPLIES[name]]
    before = screen(PROTOCOL, reply(*acts), "en-US")
    for _ in range(8):
        acts.append(UserAct((last,)))
        if reply(*acts).ended:
            break
    over = reply(*acts)
    assert over.ended
    seen = screen(PROTOCOL, over, "en-US")
    assert (seen.band, seen.colour, seen.emergency) == (
        before.band,
        before.colour,
        before.emergency,
    )
    assert seen.main
    assert seen.buttons == ()
    if name != "home":
        assert "night" not in f"{seen.main} {seen.notes} {seen.question}"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("level", screen_words().levels)
def test_white_stands_out_on_every_level(level: Any) -> None:
    assert level.band
    assert contrast("#FFFFFF", level.colour) >= 4.5


@pytest.mark.parametrize("kind", sorted(FILLS))
def test_every_button_stands_out_and_so_do_its_letters(kind: str) -> None:
    fill, ink = FILLS[kind]
    ground = screen_words().levels[CALL_911].colour if kind == "urgent" else PLAIN
    assert contrast(ink, ground if fill == "transparent" else fill) >= 4.5
    if fill != "transparent":
        assert contrast(fill, ground) >= 3


CORNERS = [
    *((one["shape"].lower(), one["minWidth"], one["minHeight"]) for one in VIEWPORTS),
    ("rectangle", 1280, 800),
    ("rectangle", 400, 760),
    ("rectangle", 1920, 1279),
]
"""The smallest screens that the manifest declares, the smallest ones on which the document takes
larger type, and the largest."""

MM_A_DP = 0.13
"""On the panels with the smallest dots: 5.5 inches at 960 by 480, 2.5 inches at 480."""


def every_kind_of_screen() -> Iterator[Any]:
    """Each question by itself, under the longest stretch, under early advice; every advice."""
    plain = reply(*REPLIES["question"])
    held = reply(*REPLIES["longest"])
    why = max((rule.because for rule in PROTOCOL.rules), key=len).format(limb="forearm")
    for one in PROTOCOL.questions.values():
        asked = Say(f"question.{one.id}", {"limb": "forearm"})
        fields = {"asks": one.asks, "expects": one.expects, "question": one.id}
        yield msgspec.structs.replace(plain, parts=(asked,), **fields)
        yield msgspec.structs.replace(held, parts=(*held.parts[:-1], asked), level=3, **fields)
        early = (Say("early.3"), Say("reason", {"why": why}), asked)
        yield msgspec.structs.replace(plain, parts=early, level=3, **fields)
    for relief in PROTOCOL.relief:
        yield msgspec.structs.replace(held, parts=(Say(f"relief.{relief.id}"), held.parts[-1]))
    calls = ("callback.leg", "callback.other", "callback_short.leg")
    for level, offer, call in product(range(5), ("prevent", "again"), calls):
        parts = [f"level.{level}", "also.2.in_person", call, f"offer.{offer}"]
        said = tuple(Say(each, {"limb": "forearm"}) for each in parts)
        parts_with_why = (*said[:1], Say("reason", {"why": why}), *said[1:])
        fields = {"expects": "yes_no", "asks": (), "question": offer, "level": level}
        yield msgspec.structs.replace(plain, parts=parts_with_why, **fields)
    yield from (reply(*acts) for acts in REPLIES.values())


@pytest.fixture(scope="module")
def kinds() -> list[Any]:
    replies = list(every_kind_of_screen())
    found = [screen(PROTOCOL, one, "en-US") for one in replies]
    found += [screen(PROTOCOL, one, "en-GB") for one in replies if one.level == 4]
    return [msgspec.to_builtins(one) for one in dict.fromkeys(found)]


def apart(one: Placed, other: Placed) -> float:
    """The distance between two things to touch, in dp."""
    across = max(one.x - other.x - other.width, other.x - one.x - one.width)
    down = max(one.y - other.y - other.height, other.y - one.y - one.height)
    return max(across, down)


@pytest.mark.searches
@pytest.mark.parametrize(("shape", "width", "height"), CORNERS)
def test_nothing_is_cut_and_a_shaking_hand_hits_what_it_means(
    shape: str, width: int, height: int, kinds: list[Any]
) -> None:
    layout = Layout(document(), width, height, shape)
    for seen in kinds:
        drawn = layout.shown(seen)
        assert not drawn.lost, seen
        for part in drawn.placed:
            inside = (
                all(
                    hypot(x - width / 2, y - height / 2) <= width / 2
                    for x in (part.x, part.x + part.width)
                    for y in (part.y, part.y + part.height)
                )
                if shape == "round"
                else part.x >= 0 <= part.y
                and part.x + part.width <= width
                and part.y + part.height <= height
            )
            assert inside, (part, seen)
        touched = [part for part in drawn.placed if part.kind == "touch"]
        for part in touched:
            assert min(part.width, part.height) * MM_A_DP >= 9
        for one, other in combinations(touched, 2):
            assert apart(one, other) * MM_A_DP >= 2


@pytest.mark.parametrize(("shape", "width", "height"), CORNERS)
def test_the_question_is_larger_than_the_stretch(shape: str, width: int, height: int) -> None:
    size = Layout(document(), width, height, shape).dimension
    assert size("title") >= size("line") > size("note")
    assert size("titleAlone") > size("title")


def test_a_part_that_does_not_fit_would_be_noticed() -> None:
    seen = msgspec.to_builtins(shown("question"))
    seen["main"] = "Any of these " * 40
    drawn = Layout(document(), 480, 480, "round").shown(seen)
    assert drawn.lost


def test_a_device_with_a_screen_gets_one_and_another_does_not() -> None:
    response = over_lambda(with_screen(launch()))["response"]
    directive, elicits = response["directives"]
    assert directive["type"] == "Alexa.Presentation.APL.RenderDocument"
    assert elicits["type"] == "Dialog.ElicitSlot"
    assert directive["datasources"]["screen"]["main"] == "Where's the cramp?"
    assert response["shouldEndSession"] is False
    assert over_lambda(launch())["response"]["directives"] == [elicits]
    assert "outputSpeech" in over_lambda(with_value(launch(), None, *DEVICE[:3]))["response"]


def test_a_tap_is_what_a_word_is() -> None:
    person = Person(over_lambda)
    person.launch()
    person.say("CrampNowIntent", a=slot("site", "calf", "calf"))
    asked = person.state.question
    answer = over_lambda(with_screen(tapped(person, "deny")))
    spoken = text_of(answer["response"]["outputSpeech"]["ssml"])
    assert spoken == person.no()
    assert person.state.question != asked
    assert len(json.dumps(answer)) < 24 * 1024


def test_a_response_with_its_screen_stays_small() -> None:
    calf = slot("site", "calf", "calf")
    answer = over_lambda(with_screen(intent("CrampNowIntent", calf)))
    assert answer["response"]["directives"]
    assert len(json.dumps(answer)) < 16 * 1024


def test_every_button_is_named_for_who_hears_the_screen() -> None:
    press = json.dumps(document()["layouts"]["Press"])
    assert '"role": "button"' in press
    assert '"accessibilityLabel": "${button.label}"' in press


def tapped(person: Person, *arguments: str) -> Json:
    return request(
        "Alexa.Presentation.APL.UserEvent",
        attributes=person.attributes,
        arguments=list(arguments),
        token="cramp",
        source={"type": "TouchWrapper", "handler": "Press", "id": "answer"},
        components={},
    )


@pytest.mark.parametrize(
    ("question", "label", "said"),
    [(question, *answer) for question, some in screen_words().answers.items() for answer in some],
)
def test_an_answer_by_touch_is_what_the_same_words_are(
    question: str, label: str, said: str
) -> None:
    id_ = question.removeprefix("question.").removeprefix("again.")
    asked = PROTOCOL.questions[id_]
    open_question = OpenQuestion(asked.asks, asked.expects, id_)
    reader = IntentReader(load_table(), PROTOCOL.findings, WORDS)
    tap = SimpleNamespace(object_type="Alexa.Presentation.APL.UserEvent", arguments=["say", said])
    slots = {FREE_SLOT: SimpleNamespace(name=FREE_SLOT, value=said, resolutions=None)}
    saying = SimpleNamespace(
        object_type="IntentRequest", intent=SimpleNamespace(name=FREE_WORDS, slots=slots)
    )
    act = reader.read(tap, open_question).act
    assert act == reader.read(saying, open_question).act
    assert set(asked.asks) & set(act.facts) or label == "Elsewhere", "it answers what is asked"


def test_a_place_that_is_touched_begins_its_stretch() -> None:
    by_touch, by_voice = Person(over_lambda), Person(over_lambda)
    by_touch.launch()
    by_voice.launch()
    assert by_touch.send(with_screen(tapped(by_touch, "say", "calf"))) == by_voice.words("calf")
    assert by_touch.state.question == by_voice.state.question


def test_its_gone_is_what_its_words_are() -> None:
    person = Person(over_lambda)
    person.launch()
    person.words("calf")
    person.send(with_screen(tapped(person, "say", "it's gone")))
    assert person.state.facts["ongoing_now"] == "no"


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
@pytest.mark.parametrize("shape", ["hub", "small", "round"])
@pytest.mark.parametrize("name", ["hold", "longest", "question", "today", "emergency"])
def test_the_engine_draws_every_text(name: str, shape: str) -> None:
    wanted = shown(name)
    seen = see(name, shape)
    assert seen.state == "shown"
    round_ = SHAPES[shape]["isRound"]
    # The round one has no room for a reason beside a question.
    notes = () if round_ and not wanted.emergency else wanted.notes
    for text in (wanted.lead, wanted.main, wanted.box, wanted.question, *wanted.step, *notes):
        assert not text or text in seen.texts
    assert set(labels(wanted)) - set(seen.texts) == ({"Repeat"} if round_ else set())
    side = SHAPES[shape]
    assert png_size(seen.png) == (side["width"], side["height"])


@pytest.mark.slow
@pytest.mark.outside
def test_the_engine_would_notice_a_broken_document() -> None:
    assert see("opening", "hub", mainTemplate={}).texts == []


def test_a_helper_sees_their_signs() -> None:
    session = opened(PROTOCOL, "torn", caller_is_patient="no", site="calf")
    asked = step(PROTOCOL, session, UserAct(acts=("repeat",)))[1]
    assert "Unable to rise on their toes" in screen(PROTOCOL, asked, "en-US").signs
