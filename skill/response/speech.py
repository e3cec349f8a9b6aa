"""Replies of the core as Alexa responses: escaped SSML, pauses, reprompt, card, and the limits.

The only place that knows SSML. No wording lives here but what Alexa alone needs to say: that
something went wrong, that a session was lost, or that one of two things was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from ask_sdk_core.dispatch_components.request_components import AbstractResponseInterceptor
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.response import Response
from ask_sdk_model.ui.reprompt import Reprompt
from ask_sdk_model.ui.simple_card import SimpleCard
from ask_sdk_model.ui.ssml_output_speech import SsmlOutputSpeech

from cramp_triage.dialogue import render
from cramp_triage.messages.replies import Beats, Hold, Part, Reply, Say
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911
from skill.response.places import said_here

SPEECH_MAX_CHARS: Final = 8000
RESPONSE_MAX_BYTES: Final = 24 * 1024
BREAK_MAX_S: Final = 10
"""Alexa refuses a longer single break."""

SHORT_WORD_MS: Final = 350
"""About as long as a voice speaks on "one", "two" or "ten"."""

PAUSE: Final = '<break time="350ms"/>'
CARD_TITLE: Final = "Cramp Helper"

FAULT: Final = (
    "Sorry, something went wrong on my side. If you have chest pain, trouble breathing, or sudden"
    " weakness, call {emergency} now. Otherwise, please say that again."
)
FAULT_AGAIN: Final = (
    "Sorry, I can't go on. If you have chest pain, trouble breathing, or sudden weakness, call"
    " {emergency} now. If the cramp lasts over ten minutes, have a doctor look at it today."
)
NOT_A_DIAGNOSIS: Final = "I give general advice, not a diagnosis."
NUMBER: Final = "If you have chest pain or trouble breathing, call {emergency} now."
LOST_PLACE: Final = "Sorry, I've lost our place, so let's start again."
STILL_YOU: Final = "Welcome back. Is this still you?"
GOING_ON: Final = "Let's go on where we stopped, or say start over."
REMEMBERED: Final = (
    "Okay, I'll remember our talks for thirty days. Say forget me at any time, and all of it is"
    " deleted."
)
NOT_REMEMBERED: Final = "Sorry, I can't remember anything just now."
NO_DIARY_NOW: Final = "Sorry, I can't reach your diary just now."
NO_MEMORY: Final = "I keep nothing once we stop talking."
CHOICES: Final = "That could be {choices}."
SILENT_END: Final = NUMBER

_NUMBER_TO_CALL: Final = re.compile(r"\b(?:1-\d{3}-\d{3}-\d{4}|911|999|000|112)\b")
_TOKENS: Final = re.compile(r"<[^>]*>|[^<]+")


def to_response(
    protocol: Protocol, reply: Reply, locale: str, preface: Sequence[str] = ()
) -> Response:
    """Returns what Alexa shall say to a reply of the core.

    Args:
        protocol: for the wording.
        reply: what the dialogue answers.
        locale: of the request; decides the emergency number, words and spelling.
        preface: plain sentences said before it.
    """
    before = PAUSE.join(spoken(said_here(protocol, text, locale)) for text in preface)
    body = PAUSE.join(_voiced(protocol, reply.parts, locale))
    ssml = PAUSE.join(part for part in (before, body) if part)
    response = plain_response(ssml, ended=reply.ended, slower=reply.slower)
    if not reply.ended:
        said = [part for part in reply.parts if isinstance(part, Say)]
        again = list(_voiced(protocol, reply.reprompt or said, locale))
        if reply.level is None:
            # After a reprompt that nobody answers, Alexa ends the session and lets nothing be said.
            again.insert(0, spoken(SILENT_END.format_map(protocol.place(locale))))
        response.reprompt = Reprompt(output_speech=_speech(PAUSE.join(again), reply.slower))
    if reply.level is not None:
        text = said_here(protocol, render.speech(protocol, reply.parts, locale), locale)
        response.card = SimpleCard(title=CARD_TITLE, content=text)
    return response


def plain_response(ssml: str, *, ended: bool, slower: bool = False) -> Response:
    """A response that says one thing; `ssml` is already escaped and without its outer element."""
    return Response(output_speech=_speech(ssml, slower), should_end_session=ended)


def fault_response(protocol: Protocol, locale: str, *, again: bool) -> Response:
    """What is said when the skill itself failed; always names the emergency number.

    Args:
        protocol: for the number.
        locale: of the request.
        again: it is not the first fault of this session, so the session ends.
    """
    number = protocol.place(locale)["emergency"]
    ssml = spoken((FAULT_AGAIN if again else FAULT).format(emergency=number))
    response = plain_response(ssml, ended=again)
    if not again:
        response.reprompt = Reprompt(output_speech=_speech(ssml, False))
    return response


def one_shot_text(protocol: Protocol, reply: Reply, locale: str) -> str:
    """What a launch would have said, for somebody who asks without one.

    An emergency is told at once, and names the number itself.
    """
    if reply.level == CALL_911:
        return NOT_A_DIAGNOSIS
    return f"{NOT_A_DIAGNOSIS} {NUMBER.format_map(protocol.place(locale))}"


def still_you_response(protocol: Protocol, locale: str) -> Response:
    """Asks whether a conversation that was interrupted is the person's, and tells nothing of it."""
    response = plain_response(spoken(STILL_YOU), ended=False)
    again = f"{SILENT_END.format_map(protocol.place(locale))} {STILL_YOU}"
    response.reprompt = Reprompt(output_speech=_speech(spoken(again), False))
    return response


def silent_response() -> Response:
    """The answer to what must not be answered with speech, such as a session's end: nothing.

    To leave out whether the session goes on is to leave it as it is.
    """
    return Response()


def choices_text(choices: Sequence[str]) -> str:
    """Says between which meanings Alexa could not decide."""
    named = [f"your {name}" for name in choices[:3]]
    return CHOICES.format(choices=", or ".join(named))


def spoken(text: str) -> str:
    """Plain text as SSML: escaped, numbers to call said digit by digit."""
    # By hand, since the standard library's escapes bring tens of modules to a cold start.
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NUMBER_TO_CALL.sub(_digits, escaped)


def hold_ssml(hold: Hold) -> str:
    """A guided hold: silence in breaks that Alexa takes, and the counts said between."""
    words = render.counts(hold)
    if not words:
        return _silence(hold.hold_s)
    every_s = hold.hold_s // len(words)
    return "".join(_silence(every_s) + spoken(word) for word in words)


def beats_ssml(part: Beats) -> str:
    """A pace to push to: each count takes one beat, by the usual length of so short a word."""
    beat_ms = 60_000 // part.per_minute - SHORT_WORD_MS
    pause = f'<break time="{beat_ms}ms"/>'
    return pause.join(spoken(word.rstrip(",")) for word in render.beats(part))


class Limits(AbstractResponseInterceptor):
    """Keeps every response under Alexa's limits, whatever it was made of.

    What goes first is what is missed least: card, screen, reprompt, then the speech's tail.
    """

    def process(self, handler_input: HandlerInput, response: Response | None) -> None:
        """Shortens the response in place; what speaks says whether the session goes on."""
        if response is None:
            return
        if response.should_end_session is None and response.output_speech is not None:
            response.should_end_session = False
        for speech in _speeches(response):
            speech.ssml = shorten(speech.ssml or "", SPEECH_MAX_CHARS)
        if _size(handler_input, response) > RESPONSE_MAX_BYTES:
            response.card = None
        if _size(handler_input, response) > RESPONSE_MAX_BYTES:
            response.directives = None
        if _size(handler_input, response) > RESPONSE_MAX_BYTES:
            response.reprompt = None
        if _size(handler_input, response) > RESPONSE_MAX_BYTES:
            for speech in _speeches(response):
                speech.ssml = shorten(speech.ssml or "", SPEECH_MAX_CHARS // 2)


def shorten(ssml: str, max_chars: int) -> str:
    """Drops whole pieces from the end of an SSML document until it fits, and closes it."""
    if len(ssml) <= max_chars:
        return ssml
    kept: list[str] = []
    closing: list[str] = []
    length = 0
    for piece in _TOKENS.findall(ssml):
        if piece.startswith("</"):
            closing.pop()
        elif length + len(piece) + len("".join(closing)) + len(piece) + 3 > max_chars:
            break
        elif piece.startswith("<") and not piece.endswith("/>"):
            name = piece[1:-1].split()[0]
            closing.append(f"</{name}>")
        kept.append(piece)
        length += len(piece)
    return "".join(kept) + "".join(reversed(closing))


def _voiced(protocol: Protocol, parts: Sequence[Part], locale: str) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Hold):
            yield hold_ssml(part)
        elif isinstance(part, Beats):
            yield beats_ssml(part)
        elif text := render.say(protocol, part, locale):
            yield spoken(said_here(protocol, text, locale))


def _silence(seconds: int) -> str:
    whole, rest = divmod(max(0, seconds), BREAK_MAX_S)
    lengths = [BREAK_MAX_S] * whole + ([rest] if rest else [])
    return "".join(f'<break time="{length}s"/>' for length in lengths)


def _digits(number: re.Match[str]) -> str:
    kind = "telephone" if "-" in number[0] else "digits"
    return f'<say-as interpret-as="{kind}">{number[0]}</say-as>'


def _speech(ssml: str, slower: bool) -> SsmlOutputSpeech:
    inner = f'<prosody rate="slow">{ssml}</prosody>' if slower else ssml
    return SsmlOutputSpeech(ssml=f"<speak>{inner}</speak>")


def _speeches(response: Response) -> list[SsmlOutputSpeech]:
    spoken_parts = [response.output_speech, response.reprompt and response.reprompt.output_speech]
    return [part for part in spoken_parts if isinstance(part, SsmlOutputSpeech)]


def _size(handler_input: HandlerInput, response: Response) -> int:
    """Bytes of the whole response as JSON, with 1 KB for its frame."""
    texts = [speech.ssml or "" for speech in _speeches(response)]
    if isinstance(response.card, SimpleCard):
        texts.append(response.card.content or "")
    # A directive of ours is plain data, all but its own few keys.
    directives: list[Any] = response.directives or []
    shown = [[one.document, one.datasources] for one in directives]
    attributes: dict[str, object] | None = None
    if handler_input.request_envelope.session is not None:
        attributes = handler_input.attributes_manager.session_attributes
    return 1024 + len(msgspec.json.encode([texts, shown, attributes]))
