"""Builds Alexa requests as Amazon sends them, for tests."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

SKILL_ID = "amzn1.ask.skill.00000000-0000-0000-0000-000000000001"

Json = dict[str, Any]


def request(
    type_: str, *, attributes: Json | None = None, locale: str = "en-US", **fields: Any
) -> Json:
    """One envelope, with the noise that real ones bring."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "version": "1.0",
        "session": {
            "new": attributes is None,
            "sessionId": "amzn1.echo-api.session.1",
            "application": {"applicationId": SKILL_ID},
            "attributes": attributes or {},
            "user": {"userId": "amzn1.ask.account.TEST"},
        },
        "context": {
            "System": {
                "application": {"applicationId": SKILL_ID},
                "user": {"userId": "amzn1.ask.account.TEST"},
                "device": {"deviceId": "amzn1.ask.device.1", "supportedInterfaces": {}},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "token",
            },
            "Viewports": [{"type": "APL", "id": "main"}],
        },
        "request": {
            "type": type_,
            "requestId": "amzn1.echo-api.request.1",
            "timestamp": now,
            "locale": locale,
            **fields,
        },
    }


def launch(**more: Any) -> Json:
    return request("LaunchRequest", shouldLinkResultBeReturned=False, **more)


def intent(
    name: str, slots: dict[str, Json] | None = None, attributes: Json | None = None, **more: Any
) -> Json:
    return request(
        "IntentRequest",
        attributes=attributes,
        dialogState="STARTED",
        intent={"name": name, "confirmationStatus": "NONE", "slots": slots or {}},
        **more,
    )


def slot(name: str, value: str | None, *matches: str, code: str = "ER_SUCCESS_MATCH") -> Json:
    """A slot: raw words, and the ids that entity resolution matched (none: no match)."""
    authority: Json = {
        "authority": f"amzn1.er-authority.echo-sdk.{SKILL_ID}.Type",
        "status": {"code": code if matches else "ER_SUCCESS_NO_MATCH"},
    }
    if matches:
        authority["values"] = [
            {"value": {"name": id_.replace("_", " "), "id": id_}} for id_ in matches
        ]
    found: Json = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if value is not None:
        found["value"] = value
        found["slotValue"] = {"type": "Simple", "value": value}
    found["resolutions"] = {"resolutionsPerAuthority": [authority]}
    return {name: found}


def plain_slot(name: str, value: str | None) -> Json:
    """A slot of a built-in type: no entity resolution."""
    found: Json = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if value is not None:
        found["value"] = value
    return {name: found}


def without(envelope: Json, *path: str) -> Json:
    """The envelope with one key taken out."""
    changed = copy.deepcopy(envelope)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return changed


def with_value(envelope: Json, value: object, *path: str) -> Json:
    """The envelope with one key set."""
    changed = copy.deepcopy(envelope)
    inner = changed
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
    inner[path[-1]] = value
    return changed
