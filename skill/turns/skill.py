"""The skill itself: a few generic handlers around one call of the core.

Session attributes hold the core's session and nothing else of the person; beyond the session only
the optional memory keeps anything (`skill.memory`). Nothing raises to the platform: an inner fault
is answered with a short safe sentence and logged by its type alone.
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

from cramp_triage.dialogue.session import Session, dump, load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import AFFIRM, DENY, REPEAT, UserAct
from cramp_triage.messages.replies import OpenQuestion, Reply
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol, load_protocol
from skill.errors import NotDeleted
from skill.memory.store import load_memory
from skill.request.intents import FALLBACK, Heard, IntentReader
from skill.request.table import load_table
from skill.response.speech import (
    LOST_PLACE,
    Limits,
    choices_text,
    fault_response,
    one_shot_text,
    silent_response,
    still_you_response,
    to_response,
)
from skill.turns.elicit import FreeWords
from skill.turns.remembering import SESSION_KEY, Keeping, Person
from skill.turns.system import SystemHandler

if TYPE_CHECKING:
    from cramp_triage.nlu import Lexicon

FAULTS_KEY: Final = "faults"
ASKED_WHO_KEY: Final = "asked_who"
REMEMBER: Final = "RememberMeIntent"
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
        attributes = handler_input.attributes_manager.session_attributes or {}
        locale = locale_of(handler_input)
        person = self._keeping.person(envelope, locale, attributes)
        turn = self._turn(envelope.request, attributes, person)
        if turn is None:
            handler_input.attributes_manager.session_attributes = {
                ASKED_WHO_KEY: True,
                **person.attributes(),
            }
            return still_you_response(self._protocol, locale)
        session, reply = self._keeping.note(person, *turn)
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

    def _turn(
        self, request: Any, attributes: dict[str, Any], person: Person
    ) -> tuple[Session, Reply] | None:
        """One turn of the dialogue; None where it is first to be asked whose it is."""
        if request.object_type == LAUNCH:
            return self._keeping.begin(person, launched=True)
        kept = self._keeping.kept(attributes.get(SESSION_KEY))
        if kept is not None:
            return self._step(request, person, kept)
        if attributes.get(ASKED_WHO_KEY) is True:
            return self._still_you(request, person)
        opened = self._keeping.begin(person)
        assert opened is not None  # only a launch asks who it is
        if SESSION_KEY not in attributes:
            session, reply = self._step(request, person, opened[0])
            if not reply.ended:
                person.preface.insert(0, one_shot_text(self._protocol, reply, person.locale))
            return session, reply
        person.preface.append(LOST_PLACE)
        session = opened[0]
        heard = self._heard(request, session).act
        dangers, question = self._keeping.dangers(attributes[SESSION_KEY], heard)
        if question is not None:
            session = msgspec.structs.replace(session, log=(*session.log, question))
        # Without its question a bare yes or no means nothing; a fact still does.
        act = heard if heard.facts or question is not None else UserAct()
        facts = {**dangers, **act.facts}
        if not facts and question is None:
            return opened
        return step(self._protocol, session, msgspec.structs.replace(act, facts=facts))

    def _still_you(self, request: Any, person: Person) -> tuple[Session, Reply]:
        """What follows the question whose conversation it is; only a plain yes goes on with it."""
        session, reply = start(self._protocol)
        act = self._heard(request, session).act
        if act.acts == (AFFIRM,) and not act.facts:
            resumed = self._keeping.resume(person)
            if resumed is not None:
                return resumed
            person.preface.append(LOST_PLACE)
        else:
            person.is_stranger()
        if set(act.acts) <= {AFFIRM, DENY} and not act.facts:
            return session, reply
        return self._step(request, person, session)

    def _step(self, request: Any, person: Person, session: Session) -> tuple[Session, Reply]:
        """One turn within a conversation."""
        if _intent_name(request) == REMEMBER:
            self._keeping.remember(person)
            return step(self._protocol, session, UserAct((REPEAT,)))
        heard = self._heard(request, session)
        session, act = self._keeping.reach(person, session, heard.act)
        session, reply = step(self._protocol, session, act)
        if heard.choices and not reply.ended:
            person.preface.append(choices_text(heard.choices))
        return session, reply

    def _heard(self, request: Any, session: Session) -> Heard:
        if _intent_name(request) == FALLBACK:
            # Counted by the stack's filter: something was said, and Alexa knows no words of it.
            log.info("fallback")
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


class FaultHandler(AbstractExceptionHandler):
    """Answers when another handler failed: safe words, the emergency number, no details.

    Args:
        protocol: for the emergency number.
    """

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """True: nothing may reach the platform but that something is to be sent again."""
        return not isinstance(exception, NotDeleted)

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
        from cramp_triage.nlu.reader.loaded import load_questions

        _ = turns.words.lexicon
        load_questions()
        load(protocol, dump(start(protocol)[0]))
    builder = SkillBuilder()
    builder.add_request_handler(turns)
    builder.add_request_handler(SystemHandler(keeping))
    builder.add_exception_handler(FaultHandler(protocol))
    builder.add_global_response_interceptor(Limits())
    builder.add_global_response_interceptor(FreeWords())
    return builder.create()


def _is_turn(handler_input: HandlerInput) -> bool:
    envelope: Any = handler_input.request_envelope
    return envelope.session is not None and envelope.request.object_type in TURNS


def _intent_name(request: Any) -> str | None:
    name: str | None = getattr(getattr(request, "intent", None), "name", None)
    return name


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
