"""Reads Alexa's JSON into the SDK's models, and forgives what Amazon adds later.

The stock serializer fails a whole request for one part that its models do not know: a new value of
an enum, a new type of request, error or slot value, a text where an object was. Here such a part is
read as None, and the rest stands. The hook is a private method of exactly ask-sdk-core 1.19.0,
which is why that version is pinned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.request import Request
from ask_sdk_model.request_envelope import RequestEnvelope

from skill.errors import RequestRefused
from skill.request.envelope import reason_of


class UnknownRequest(Request):
    """A request of a type that the models do not know yet."""

    def __init__(self, object_type: str, locale: Any) -> None:
        self.object_type = object_type
        self.locale = locale


class LenientSerializer(DefaultSerializer):
    """The SDK's serializer, with the parts that it does not know read as None."""

    def read(self, envelope: Mapping[str, object]) -> RequestEnvelope:
        """Returns the models of a request that is already parsed JSON, and its `reason`.

        Raises:
            RequestRefused: the JSON is not shaped like an Alexa request.
        """
        refused = RequestRefused(
            "shape", "The body is not shaped like an Alexa request: send Alexa's JSON unchanged."
        )
        request, session = envelope.get("request"), envelope.get("session")
        if not isinstance(request, Mapping):
            raise RequestRefused("shape", "The request object is missing: send Alexa's whole JSON.")
        if not isinstance(request.get("type"), str) or not isinstance(session, Mapping | None):
            raise refused
        kept = session.get("attributes") if session is not None else None
        if session is not None and isinstance(kept, Mapping):
            # The SDK copies them deeply, and a nest could exhaust the stack; ours are flat.
            flat = {k: None if isinstance(v, dict | list) else v for k, v in kept.items()}
            envelope = {**envelope, "session": {**session, "attributes": flat}}
        try:
            models: Any = self._DefaultSerializer__deserialize(envelope, RequestEnvelope)
        except RecursionError:
            raise refused from None
        if models is not None and request["type"] not in Request.discriminator_value_class_map:
            models.request = UnknownRequest(request["type"], request.get("locale"))
        if models is None or models.request is None or models.context is None:
            raise refused
        models.reason = reason_of(request)
        checked: RequestEnvelope = models
        return checked

    def _DefaultSerializer__deserialize(self, payload: Any, obj_type: Any) -> Any:
        try:
            return super()._DefaultSerializer__deserialize(payload, obj_type)  # type: ignore[misc]  # a private of the pinned version
        except (SerializationException, AttributeError, TypeError):
            return None
