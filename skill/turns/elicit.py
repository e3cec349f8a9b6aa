"""Asks Alexa for whatever is said next, word for word, with every question that stays open.

Alexa elicits a slot of an intent with a dialog model, from any intent and from a launch; after a
tap it does not. A plain yes, no, stop or number may still come as its own intent.
"""

from __future__ import annotations

from typing import Any, Final

from ask_sdk_core.dispatch_components.request_components import AbstractResponseInterceptor
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.response import Response

from skill.request.table import FREE_SLOT, FREE_WORDS

FROM: Final = ("LaunchRequest", "IntentRequest")
"""The requests in answer to which a dialog may begin."""

DIRECTIVE: Final = {
    "type": "Dialog.ElicitSlot",
    "slotToElicit": FREE_SLOT,
    "updatedIntent": {
        "name": FREE_WORDS,
        "confirmationStatus": "NONE",
        "slots": {FREE_SLOT: {"name": FREE_SLOT, "confirmationStatus": "NONE"}},
    },
}
"""As data: the SDK's class would bring fifteen modules to a cold start."""


class FreeWords(AbstractResponseInterceptor):
    """Adds the directive to what leaves the microphone open."""

    def process(self, handler_input: HandlerInput, response: Response | None) -> None:
        """Changes the response in place."""
        envelope: Any = handler_input.request_envelope
        if envelope.request.object_type not in FROM or response is None:
            return
        if response.output_speech is not None and response.should_end_session is False:
            directives: list[Any] = [*(response.directives or ()), DIRECTIVE]
            response.directives = directives
