"""Reads Alexa's JSON into the SDK's models, and forgives what Amazon adds later.

The stock serializer fails a whole request when an enum brings a value it does not know, such as a
new `dialogState` or a new reason for a session's end. Here such a value is read as None. The hook
is a private method of exactly ask-sdk-core 1.19.0, which is why that version is pinned.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.request_envelope import RequestEnvelope

from skill.errors import RequestRefused


class LenientSerializer(DefaultSerializer):
    """The SDK's serializer, with unknown enum values read as None."""

    def read(self, envelope: Mapping[str, object]) -> RequestEnvelope:
        """Returns the models of a request that is already parsed JSON.

        Raises:
            RequestRefused: the JSON is not shaped like an Alexa request.
        """
        if not isinstance(envelope.get("request"), Mapping):
            raise RequestRefused("shape", "The request object is missing: send Alexa's whole JSON.")
        session = envelope.get("session")
        kept = session.get("attributes") if isinstance(session, Mapping) else None
        if isinstance(session, Mapping) and isinstance(kept, Mapping):
            # The SDK copies them deeply, and a nest could exhaust the stack; ours are flat.
            flat = {k: None if isinstance(v, dict | list) else v for k, v in kept.items()}
            envelope = {**envelope, "session": {**session, "attributes": flat}}
        try:
            models: RequestEnvelope = self._DefaultSerializer__deserialize(  # type: ignore[attr-defined]  # a private of the pinned version
                envelope, RequestEnvelope
            )
            return models
        except (SerializationException, AttributeError, TypeError, RecursionError):
            raise RequestRefused(
                "shape",
                "The body is not shaped like an Alexa request: send Alexa's JSON unchanged.",
            ) from None

    def _DefaultSerializer__deserialize_model(self, payload: Any, obj_type: Any) -> Any:
        if isinstance(obj_type, type) and issubclass(obj_type, Enum):
            try:
                return obj_type(payload)
            except ValueError:
                return None
        return super()._DefaultSerializer__deserialize_model(payload, obj_type)  # type: ignore[misc]  # as above
