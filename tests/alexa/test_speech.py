"""Replies as SSML: escaped, paced, and under Alexa's limits."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from ask_sdk_model.response import Response
from ask_sdk_model.ui.reprompt import Reprompt
from ask_sdk_model.ui.simple_card import SimpleCard
from ask_sdk_model.ui.ssml_output_speech import SsmlOutputSpeech

from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Beats, Hold, Reply, Say
from cramp_triage.protocol.model import load_protocol
from skill.response.speech import (
    BREAK_MAX_S,
    RESPONSE_MAX_BYTES,
    SHORT_WORD_MS,
    SPEECH_MAX_CHARS,
    Limits,
    beats_ssml,
    choices_text,
    fault_response,
    hold_ssml,
    shorten,
    spoken,
    to_response,
)

PROTOCOL = load_protocol()


def reply(*parts: Any, **changes: Any) -> Reply:
    base = Reply(
        turn=1,
        parts=parts,
        reprompt=(),
        asks=(),
        expects="yes_no",
        question="",
        stakes="harmless",
        heard=UserAct(),
        facts={},
        level=None,
        floor=0,
        mode=None,
        reasons=(),
        relief=(),
        slower=False,
        ended=False,
    )
    return msgspec.structs.replace(base, **changes)


def text_of(ssml: str) -> str:
    return " ".join("".join(ElementTree.fromstring(ssml).itertext()).split())


def test_what_could_be_markup_is_escaped() -> None:
    assert spoken("ice & heat <5 > 3") == "ice &amp; heat &lt;5 &gt; 3"
    ElementTree.fromstring(f"<speak>{spoken('a & b <c>')}</speak>")


@pytest.mark.parametrize("number", ["911", "999", "000", "112"])
def test_an_emergency_number_is_said_digit_by_digit(number: str) -> None:
    assert spoken(f"Call {number} now.") == (
        f'Call <say-as interpret-as="digits">{number}</say-as> now.'
    )


def test_a_telephone_number_is_said_as_one() -> None:
    assert 'interpret-as="telephone">1-800-222-1222<' in spoken("Call 1-800-222-1222.")


@pytest.mark.parametrize(
    ("hold", "seconds"),
    [
        (Hold(10, (10,)), 10),
        (Hold(20, (20, 30)), 20),
        (Hold(30, (10, 20, 30)), 30),
        (Hold(30, (15, 30)), 30),
        (Hold(25, ()), 25),
    ],
)
def test_a_hold_lasts_as_long_as_it_says_in_breaks_that_alexa_takes(
    hold: Hold, seconds: int
) -> None:
    breaks = [int(text) for text in re.findall(r'<break time="(\d+)s"/>', hold_ssml(hold))]
    assert sum(breaks) == seconds
    assert max(breaks) <= BREAK_MAX_S


def test_pushes_are_counted_at_their_pace_and_no_longer_than_asked() -> None:
    ssml = beats_ssml(Beats(30, 110))
    breaks = [int(text) for text in re.findall(r'<break time="(\d+)ms"/>', ssml)]
    words = re.sub("<[^>]*>", " ", ssml).split()
    assert words[:11] == "one two three four five six seven eight nine ten one".split()
    assert len(words) == 30 == len(breaks) + 1
    beat_ms = {one + SHORT_WORD_MS for one in breaks}
    assert all(60_000 / 120 <= one <= 60_000 / 100 for one in beat_ms)


def test_the_counts_come_between_the_breaks() -> None:
    assert hold_ssml(Hold(20, (20, 30))) == ('<break time="10s"/>Twenty.<break time="10s"/>Thirty.')


@pytest.mark.parametrize(
    ("locale", "number"),
    [("en-US", "911"), ("en-GB", "999"), ("en-AU", "000"), ("en-IN", "112"), ("de-DE", "911")],
)
def test_the_place_decides_the_emergency_number(locale: str, number: str) -> None:
    response = to_response(PROTOCOL, reply(Say("level.5")), locale)
    assert text_of(response.output_speech.ssml) == f"Call {number} now."
    assert number in fault_response(PROTOCOL, locale, again=False).output_speech.ssml
    assert number in fault_response(PROTOCOL, locale, again=True).output_speech.ssml


def test_a_question_leaves_the_microphone_open_and_rephrases() -> None:
    asked = reply(Say("question.where"), reprompt=(Say("again.where"),))
    response = to_response(PROTOCOL, asked, "en-US")
    assert response.should_end_session is False
    assert "Which muscle" in text_of(response.reprompt.output_speech.ssml)
    assert "911" in text_of(response.reprompt.output_speech.ssml)
    assert text_of(response.reprompt.output_speech.ssml).endswith("?")


def test_the_end_closes_the_session_and_asks_nothing_more() -> None:
    response = to_response(PROTOCOL, reply(Say("goodbye"), ended=True), "en-US")
    assert response.should_end_session is True
    assert response.reprompt is None


def test_slower_slows_all_that_is_said() -> None:
    response = to_response(PROTOCOL, reply(Say("good"), slower=True), "en-US")
    assert response.output_speech.ssml.startswith('<speak><prosody rate="slow">Good.')


def test_advice_comes_with_a_card_in_plain_words() -> None:
    response = to_response(PROTOCOL, reply(Say("level.3"), level=3), "en-US")
    assert response.card.content == PROTOCOL.prompts["level.3"]
    assert to_response(PROTOCOL, reply(Say("good")), "en-US").card is None


def test_every_prompt_makes_valid_ssml() -> None:
    for prompt, text in PROTOCOL.prompts.items():
        params = {name: "x & y" for name in re.findall(r"\{(\w+)\}", text) if name != "emergency"}
        response = to_response(PROTOCOL, reply(Say(prompt, params)), "en-US")
        ElementTree.fromstring(response.output_speech.ssml)


def test_choices_are_named() -> None:
    assert choices_text(("calf", "thigh")) == "That could be your calf, or your thigh."


def limited(response: Response, attributes: dict[str, Any] | None = None) -> Response:
    envelope = SimpleNamespace(session=object())
    manager = SimpleNamespace(session_attributes=attributes or {})
    handler_input: Any = SimpleNamespace(request_envelope=envelope, attributes_manager=manager)
    Limits().process(handler_input, response)
    return response


def ssml(text: str) -> SsmlOutputSpeech:
    return SsmlOutputSpeech(ssml=f"<speak>{text}</speak>")


def test_what_speaks_says_whether_the_session_goes_on_and_silence_leaves_it() -> None:
    assert limited(Response(output_speech=ssml("hm"))).should_end_session is False
    assert limited(Response(should_end_session=True)).should_end_session is True
    assert limited(Response()).should_end_session is None


def test_speech_stays_under_eight_thousand_characters_and_valid() -> None:
    piece = 'Hold on.<break time="10s"/>'
    response = limited(
        Response(output_speech=ssml(piece * 1000), reprompt=Reprompt(ssml(piece * 1000)))
    )
    for speech in (response.output_speech, response.reprompt.output_speech):
        assert 7900 < len(speech.ssml) <= SPEECH_MAX_CHARS
        ElementTree.fromstring(speech.ssml)


def test_a_response_stays_under_24_kilobytes_with_its_session() -> None:
    response = Response(
        output_speech=ssml("a. " * 2500),
        reprompt=Reprompt(ssml("b. " * 2500)),
        card=SimpleCard(title="t", content="c" * 7000),
    )
    limited(response, {"cramp": "d" * 3000})
    assert response.card is None
    assert response.reprompt is not None
    limited(response, {"cramp": "d" * 12000})
    assert response.reprompt is None
    assert len(response.output_speech.ssml) < RESPONSE_MAX_BYTES


def test_shortening_keeps_nested_markup_closed() -> None:
    text = (
        '<speak><prosody rate="slow">'
        + 'One two three.<break time="1s"/>' * 50
        + "</prosody></speak>"
    )
    for most in range(80, 400, 7):
        short = shorten(text, most)
        assert len(short) <= most
        ElementTree.fromstring(short)
