"""What Alexa sends that nobody said: a session's end, a fault, a skill event, all that is to come.

One policy for all of them: logged by type and reason, never by content; answered with an empty
response; the session left as it is.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Final

from ask_sdk_core.dispatch_components.request_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.request import Request
from ask_sdk_model.response import Response

from skill.response.speech import silent_response
from skill.turns.remembering import Keeping

SESSION_ENDED: Final = "SessionEndedRequest"
DISABLED: Final = "AlexaSkillEvent.SkillDisabled"
COMMON: Final = {
    SESSION_ENDED: ("USER_INITIATED", "EXCEEDED_MAX_REPROMPTS"),
    DISABLED: ("",),
    "AlexaSkillEvent.SkillEnabled": ("",),
}
"""What comes every day, with its reasons; all else is a warning."""

_KINDS: Final = re.compile(r"[A-Z]\w{0,40}(\.[A-Z]\w{0,40}){1,5}")
_REASONS: Final = re.compile(r"[A-Z][A-Z0-9_]{0,60}")
"""How Amazon names what is new, with dots or in capitals; any other word may be anything."""

log = logging.getLogger(__name__)


class SystemHandler(AbstractRequestHandler):
    """Takes note of a request that is no turn.

    Args:
        keeping: keeps what was interrupted, and forgets whoever leaves the skill.
    """

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """True for everything that the turns leave."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Says nothing.

        Raises:
            NotDeleted: somebody has left, and what is kept of them is still there.
        """
        envelope: Any = handler_input.request_envelope
        kind, reason = envelope.request.object_type, getattr(envelope, "reason", "")
        common = reason in COMMON.get(kind, ())
        # An invalid name may be anything, also what somebody said.
        names = [
            kind
            if kind in Request.discriminator_value_class_map or _KINDS.fullmatch(kind)
            else "?",
            reason if not reason or _REASONS.fullmatch(reason) else "?",
        ]
        log.log(logging.INFO if common else logging.WARNING, "system request: %s (%s)", *names)
        if kind == DISABLED:
            self._keeping.left(envelope)
        if kind == SESSION_ENDED and envelope.session is not None:
            self._keeping.interrupted(envelope, envelope.session.attributes or {})
        return silent_response()
