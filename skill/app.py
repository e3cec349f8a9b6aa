"""The skill itself: a few generic handlers around one call of the core.

Session attributes hold the core's session and nothing else of the person; beyond the session only
the optional memory keeps anything (`skill.memory`). Nothing raises to the
platform: an inner fault is answered with a short safe sentence and logged by its type alone.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import msgspec
from ask_sdk_core.dispatch_components.exception_components import AbstractExceptionHandler
from ask_sdk_core.dispatch_components.request_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model.response import Response

from cramp_triage.acts import REPEAT, UserAct
from cramp_triage.dialogue import start, step
from cramp_triage.errors import SessionError
from cramp_triage.findings import YES
from cramp_triage.protocol import Protocol, load_protocol
from cramp_triage.render import DEFAULT_LOCALE
from cramp_triage.replies import Reply
from cramp_triage.session import Event, Session, dump, fold, load
from skill.intents import Heard, IntentReader, OpenQuestion
from skill.memory import Memory, Record, load_memory
from skill.speech import (
    FORGOTTEN,
    LOST_PLACE,
    NO_MEMORY,
    NOT_FORGOTTEN,
    NOT_REMEMBERED,
    REMEMBERED,
    WELCOME_BACK,
    Limits,
    choices_text,
    fault_response,
    silent_response,
    to_response,
)
from skill.table import load_table

if TYPE_CHECKING:
    from cramp_triage.nlu import Lexicon

SESSION_KEY: Final = "cramp"
FAULTS_KEY: Final = "faults"
MEMORY_KEY: Final = "remember"
REMEMBER: Final = "RememberMeIntent"
MEMORY_INTENTS: Final = (REMEMBER, "ForgetMeIntent")
REPEAT_CONTACT: Final = "repeat_contact_48h"
SESSION_ENDED: Final = "SessionEndedRequest"
DISABLED: Final = "AlexaSkillEvent.SkillDisabled"
LAUNCH: Final = "LaunchRequest"
TURNS: Final = (LAUNCH, "IntentRequest", "Alexa.Presentation.APL.UserEvent")

log = logging.getLogger(__name__)


class TurnHandler(AbstractRequestHandler):
    """Answers every request in which the person said or tapped something.

    Args:
        protocol: the clinical protocol.
        memory: of those who asked to be remembered; None if there is none.
    """

    def __init__(self, protocol: Protocol, memory: Memory | None) -> None:
        self._protocol = protocol
        self._memory = memory
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
        launched = request.object_type == LAUNCH
        preface: list[str] = []
        known = bool(attributes.get(MEMORY_KEY))
        kept = None if launched else self._kept(attributes.get(SESSION_KEY))
        if kept is None:
            session, reply = start(self._protocol)
            if self._memory is not None and (launched or SESSION_KEY not in attributes):
                record = self._memory.recall(envelope)
                known = record is not None
                session, reply = self._recalled(session, reply, record, preface, launched)
            if not launched and SESSION_KEY in attributes:
                preface.append(LOST_PLACE)
        else:
            session = kept
        if not launched:
            name = getattr(getattr(request, "intent", None), "name", None)
            if name in MEMORY_INTENTS:
                known, said = self._remember(envelope, known, wanted=name == REMEMBER)
                preface.append(said)
                session, reply = step(self._protocol, session, UserAct((REPEAT,)))
            else:
                heard = self._heard(request, session)
                # Without its question a bare yes or no means nothing; a fact still does.
                if kept is not None or not preface or heard.act.facts:
                    session, reply = step(self._protocol, session, heard.act)
                if heard.choices and not reply.ended:
                    preface.append(choices_text(heard.choices))
        if known and reply.ended and self._memory is not None:
            self._memory.keep(envelope)
        on = {MEMORY_KEY: True} if known else {}
        handler_input.attributes_manager.session_attributes = (
            {} if reply.ended else {SESSION_KEY: dump(session), **on}
        )
        locale = locale_of(handler_input)
        response = to_response(self._protocol, reply, locale, preface)
        if _has_screen(handler_input):
            # Here, not above: a cold start without a screen does not pay for it.
            from skill import screen

            response.directives = [screen.directive(self._protocol, reply, locale)]
        return response

    def _recalled(
        self,
        session: Session,
        opening: Reply,
        record: Record | None,
        preface: list[str],
        launched: bool,
    ) -> tuple[Session, Reply]:
        """The conversation's start for somebody who may be remembered."""
        if record is None:
            return session, opening
        kept = self._kept(record.session) if record.resumable and launched else None
        if kept is not None:
            preface.append(WELCOME_BACK)
            return step(self._protocol, kept, UserAct((REPEAT,)))
        if record.repeated:
            event = Event(session.turn, "fact", REPEAT_CONTACT, YES)
            session = msgspec.structs.replace(session, log=(*session.log, event))
        return session, opening

    def _remember(self, envelope: Any, known: bool, *, wanted: bool) -> tuple[bool, str]:
        """Begins or ends to remember a person; returns whether they are, and what to say of it."""
        if self._memory is None:
            return False, NO_MEMORY
        if wanted:
            kept = self._memory.keep(envelope, first=True)
            return kept or known, REMEMBERED if kept else NOT_REMEMBERED
        gone = self._memory.forget(envelope)
        return known and not gone, FORGOTTEN if gone else NOT_FORGOTTEN

    def _kept(self, data: object) -> Session | None:
        """The session that some attribute holds, if it is one of ours."""
        if not isinstance(data, str):
            return None
        try:
            session = load(self._protocol, data)
            fold(session.log)
        except (SessionError, TypeError, ValueError):
            return None
        return session

    def _heard(self, request: Any, session: Session) -> Heard:
        state = fold(session.log)
        return self._reader.read(request, OpenQuestion(state.asks, state.expects))


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
        memory: keeps what was interrupted, and forgets whoever leaves the skill.
    """

    def __init__(self, memory: Memory | None) -> None:
        self._memory = memory

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """True for everything that `TurnHandler` leaves."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Says nothing."""
        envelope: Any = handler_input.request_envelope
        kind = envelope.request.object_type
        if self._memory is not None and kind == DISABLED:
            self._memory.forget(envelope)
        if self._memory is not None and kind == SESSION_ENDED and envelope.session is not None:
            attributes = envelope.session.attributes or {}
            session = attributes.get(SESSION_KEY)
            if attributes.get(MEMORY_KEY) and isinstance(session, str):
                self._memory.keep(envelope, session)
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
    memory = load_memory()
    turns = TurnHandler(protocol, memory)
    if for_threads:
        _ = turns.words.lexicon
        load(protocol, dump(start(protocol)[0]))
    builder = SkillBuilder()
    builder.add_request_handler(turns)
    builder.add_request_handler(SilentHandler(memory))
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
