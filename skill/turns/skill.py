"""The skill itself: a few generic handlers around one call of the core.

Session attributes hold the core's session and nothing else of the person; beyond the session only
the optional memory keeps anything (`skill.memory`). Nothing raises to the platform: an inner fault
is answered with a short safe sentence and logged by its type alone.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ask_sdk_core.dispatch_components.exception_components import AbstractExceptionHandler
from ask_sdk_core.dispatch_components.request_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model.response import Response

from cramp_triage.dialogue.session import Session, dump, load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import REPEAT, UserAct
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol, load_protocol
from skill.memory.store import load_memory
from skill.request.intents import Heard, IntentReader
from skill.request.table import load_table
from skill.response.speech import (
    LOST_PLACE,
    Limits,
    choices_text,
    fault_response,
    silent_response,
    to_response,
)
from skill.turns.remembering import Keeping, person_of

if TYPE_CHECKING:
    from cramp_triage.nlu import Lexicon

SESSION_KEY: Final = "cramp"
FAULTS_KEY: Final = "faults"
REMEMBER: Final = "RememberMeIntent"
SESSION_ENDED: Final = "SessionEndedRequest"
DISABLED: Final = "AlexaSkillEvent.SkillDisabled"
LAUNCH: Final = "LaunchRequest"
TURNS: Final = (LAUNCH, "IntentRequest", "Alexa.Presentation.APL.UserEvent")

log = logging.getLogger(__name__)


class TurnHandler(AbstractRequestHandler):
    """Answers every request in which the person said or tapped something.

    Args:
        protocol: the clinical protocol.
        keeping: the optional memory.
    """

    def __init__(self, protocol: Protocol, keeping: Keeping) -> None:
        self._protocol = protocol
        self._keeping = keeping
        self.words = Words()
        self._reader = IntentReader(load_table(), protocol.findings, self.words)

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """True for a launch, an intent or a tap, within a session."""
        return _is_turn(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """One turn: request -> act -> reply -> response, with the session in the attributes."""
        envelope: Any = handler_input.request_envelope
        request = envelope.request
        attributes = handler_input.attributes_manager.session_attributes or {}
        locale = locale_of(handler_input)
        launched = request.object_type == LAUNCH
        person = person_of(envelope, locale, attributes)
        kept = None if launched else self._keeping.kept(attributes.get(SESSION_KEY))
        if kept is not None:
            session = kept
        else:
            session, reply = self._keeping.begin(person, launched=launched)
            if not launched and SESSION_KEY in attributes:
                person.preface.append(LOST_PLACE)
        if getattr(getattr(request, "intent", None), "name", None) == REMEMBER:
            self._keeping.remember(person)
            session, reply = step(self._protocol, session, UserAct((REPEAT,)))
        elif not launched:
            heard = self._heard(request, session)
            # Without its question a bare yes or no means nothing; a fact still does.
            if kept is not None or not person.preface or heard.act.facts:
                session, act = self._keeping.reach(person, session, heard.act)
                session, reply = step(self._protocol, session, act)
            if heard.choices and not reply.ended:
                person.preface.append(choices_text(heard.choices))
        session, reply = self._keeping.note(person, session, reply)
        if reply.ended:
            self._keeping.over(person)
        handler_input.attributes_manager.session_attributes = (
            {} if reply.ended else {SESSION_KEY: dump(session), **person.attributes()}
        )
        response = to_response(self._protocol, reply, locale, person.preface)
        if _has_screen(handler_input):
            # Here, not above: a cold start without a screen does not pay for it.
            from skill.response import apl

            response.directives = [apl.directive(self._protocol, reply, locale)]
        return response

    def _heard(self, request: Any, session: Session) -> Heard:
        asked = fold(session.log).asked
        return self._reader.read(request, OpenQuestion(asked.asks, asked.expects))


class Words:
    """The shared understanding, imported with its lexicon when the first words come.

    Most turns bring ids only, and a cold start on Lambda is heard as silence.
    """

    def __call__(self, words: str, question: OpenQuestion) -> UserAct:
        """Returns what the words mean, given the open question."""
        from cramp_triage.nlu import understand

        understood = understand(self.lexicon, words, question.asks, question.expects)
        return understood.to_act(words)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words it knows, loaded when first wanted."""
        from cramp_triage.nlu import load_lexicon

        return load_lexicon()


class SilentHandler(AbstractRequestHandler):
    """Answers what must not be spoken to: a session's end, skill events, playback and the like.

    Args:
        keeping: keeps what was interrupted, and forgets whoever leaves the skill.
    """

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """True for everything that `TurnHandler` leaves."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Says nothing."""
        envelope: Any = handler_input.request_envelope
        kind = envelope.request.object_type
        if kind == DISABLED:
            self._keeping.left(envelope)
        if kind == SESSION_ENDED and envelope.session is not None:
            attributes = envelope.session.attributes or {}
            self._keeping.interrupted(envelope, attributes, attributes.get(SESSION_KEY))
        return silent_response()


class FaultHandler(AbstractExceptionHandler):
    """Answers when another handler failed: safe words, the emergency number, no details.

    Args:
        protocol: for the emergency number.
    """

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """True: nothing may reach the platform."""
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Keeps the session at the first fault, so that nothing is lost; ends it at the second."""
        # The type alone: an exception's text may quote what the person said.
        log.error("turn failed: %s", type(exception).__name__)
        if not _is_turn(handler_input):
            return silent_response()
        kept = handler_input.attributes_manager.session_attributes or {}
        again = FAULTS_KEY in kept
        handler_input.attributes_manager.session_attributes = (
            {} if again else {**kept, FAULTS_KEY: 1}
        )
        return fault_response(self._protocol, locale_of(handler_input), again=again)


def build_skill(*, for_threads: bool = False) -> CustomSkill:
    """Returns the skill, with its protocol and intents loaded.

    Args:
        for_threads: also loads what otherwise waits for the first words or the first answer. Where
            threads share the skill it must: msgspec can crash the process when two of them are the
            first to read the same type.

    Raises:
        cramp_triage.errors.ProtocolError: the protocol cannot be read.
        skill.errors.ConfigError: the intent table cannot be read, or the memory is half configured.
    """
    protocol = load_protocol()
    keeping = Keeping(protocol, load_memory())
    turns = TurnHandler(protocol, keeping)
    if for_threads:
        _ = turns.words.lexicon
        load(protocol, dump(start(protocol)[0]))
    builder = SkillBuilder()
    builder.add_request_handler(turns)
    builder.add_request_handler(SilentHandler(keeping))
    builder.add_exception_handler(FaultHandler(protocol))
    builder.add_global_response_interceptor(Limits())
    return builder.create()


def _is_turn(handler_input: HandlerInput) -> bool:
    envelope: Any = handler_input.request_envelope
    return envelope.session is not None and envelope.request.object_type in TURNS


def _has_screen(handler_input: HandlerInput) -> bool:
    """Whether the device shows APL; every other gets the card alone."""
    context: Any = handler_input.request_envelope.context
    device = context.system.device if context is not None and context.system else None
    interfaces = device.supported_interfaces if device is not None else None
    return interfaces is not None and interfaces.alexa_presentation_apl is not None


def locale_of(handler_input: HandlerInput) -> str:
    """The locale of a request; US English when it has none."""
    locale = getattr(handler_input.request_envelope.request, "locale", None)
    return locale if isinstance(locale, str) else DEFAULT_LOCALE
