"""The Alexa skill as a web service: one Flask app whose door lets only Alexa in.

The order is fixed and each step is cheaper or safer than the next: size, signature over the raw
bytes, JSON, timestamp, application id, then the handlers. Whatever is refused gets one plain line
and a status that Amazon expects; nothing of a body is logged, quoted or parsed before its signature
has been checked.
"""

from __future__ import annotations

import logging
from typing import Final

import msgspec
from ask_sdk_core.skill import CustomSkill
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from skill.errors import ConfigError, NotDeleted, RequestRefused
from skill.request.envelope import (
    Clock,
    check_application,
    check_timestamp,
    parse_envelope,
    utc_now,
)
from skill.request.serializer import LenientSerializer
from skill.request.verify import Download, SignatureVerifier
from skill.turns.skill import build_skill
from skill.web.stock_adapter import (
    VERIFY_SIGNATURE_APP_CONFIG,
    VERIFY_TIMESTAMP_APP_CONFIG,
    SkillAdapter,
)

BODY_MAX_BYTES: Final = 256 * 1024
"""Alexa's requests with a screen and a long session stay below a tenth of it."""

log = logging.getLogger(__name__)


class GuardedAdapter(SkillAdapter):  # type: ignore[misc]  # the stock adapter is untyped
    """The stock adapter, with its dispatch replaced by the checks of `skill.request.verify`.

    Args:
        skill: the skill that answers.
        skill_id: requests for another skill are refused; "" accepts any (only without a verifier).
        verifier: checks signatures; None leaves signature and timestamp unchecked.
        now: the clock that timestamps are compared with.
        app: the Flask application.
    """

    def __init__(
        self,
        skill: CustomSkill,
        skill_id: str,
        verifier: SignatureVerifier | None,
        now: Clock,
        app: Flask,
    ) -> None:
        self._verifier = verifier
        self._now = now
        self._serializer = LenientSerializer()
        app.config[VERIFY_SIGNATURE_APP_CONFIG] = False
        app.config[VERIFY_TIMESTAMP_APP_CONFIG] = False
        super().__init__(skill=skill, skill_id=skill_id, app=app)

    def dispatch_request(self) -> Response:
        """Answers one POST.

        Raises:
            RequestRefused: the request is not Alexa's, not fresh, not ours or not readable.
            werkzeug.exceptions.RequestEntityTooLarge: the body is over `BODY_MAX_BYTES`.
        """
        body = request.get_data(cache=False, parse_form_data=False)
        if self._verifier is not None:
            self._verifier.verify(
                request.headers.get("SignatureCertChainUrl"),
                request.headers.get("Signature-256"),
                body,
            )
        envelope = parse_envelope(body)
        if self._verifier is not None:
            check_timestamp(envelope, self._now())
        check_application(envelope, self._skill_id)
        answer = self._skill.invoke(self._serializer.read(envelope), None)
        return Response(
            msgspec.json.encode(self._serializer.serialize(answer)), mimetype="application/json"
        )


def create_app(
    *,
    skill_id: str,
    verify: bool = True,
    roots_pem: bytes | None = None,
    download: Download | None = None,
    now: Clock | None = None,
) -> Flask:
    """Returns the web service: the skill at `/` (POST), its health at `/healthz` (GET).

    Args:
        skill_id: the skill's application id, as in the developer console; requests for another
            skill are refused. May be "" only with `verify=False`.
        verify: False leaves signature and timestamp unchecked; never on a reachable port.
        roots_pem: trusted root certificates; None takes those of `certifi`.
        download: fetches the PEM chain at a URL; None fetches it over HTTPS.
        now: the time, with its zone; None takes the real clock.

    Raises:
        ConfigError: no skill id, or roots that cannot be read.
    """
    if verify and not skill_id:
        raise ConfigError("skill_id is empty: give the skill's id from the developer console")
    clock = now or utc_now
    app = Flask(__name__, static_folder=None)
    # setdefault would do nothing: Flask predefines the key as None.
    app.config["MAX_CONTENT_LENGTH"] = BODY_MAX_BYTES
    # Flask would answer OPTIONS by itself, as if a browser's page had business here.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # Flask would log a traceback, whose last line may quote the body; `skill.web.server` does not.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    verifier = SignatureVerifier(roots_pem, download, clock) if verify else None
    adapter = GuardedAdapter(build_skill(for_threads=True), skill_id, verifier, clock, app)
    adapter.register(app=app, route="/", endpoint="skill")
    app.add_url_rule("/healthz", endpoint="healthz", view_func=_healthz, methods=["GET"])
    app.register_error_handler(RequestRefused, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(NotDeleted, _not_deleted)
    return app


def _healthz() -> Response:
    return Response("ok\n", mimetype="text/plain")


def _refuse(error: RequestRefused) -> Response:
    log.warning("request refused: %s (%d)", error.reason, error.status)
    return _line(str(error), error.status)


def _not_deleted(error: NotDeleted) -> Response:
    log.error("not deleted: the event must come again (503)")
    return _line(str(error), 503)


def _refuse_http(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        text = f"The body is too large: Alexa's requests stay below {BODY_MAX_BYTES} bytes."
    elif status == 405:
        text = "This method is not allowed here: POST Alexa's request to /, or GET /healthz."
    elif status == 404:
        text = "Nothing is here: POST Alexa's request to /, or GET /healthz."
    else:
        text = f"The request cannot be answered ({status}): send Alexa's request unchanged."
    log.warning("request refused: http (%d)", status)
    response = _line(text, status)
    response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response


def _line(text: str, status: int) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain")
