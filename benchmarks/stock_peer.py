"""The stock adapter with its own verifier, as a reference peer; used in processes of their own.

Its import is fixed by widening the one pattern that cannot read a current OpenSSL's version. Of
the verification nothing is patched but the download of the chain; our root is trusted by way of
`SSL_CERT_FILE`, which it reads once.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

HELLO = """
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_request_type
from ask_sdk_core.dispatch_components import AbstractRequestHandler, AbstractExceptionHandler
class Launch(AbstractRequestHandler):
    def can_handle(self, handler_input): return is_request_type("LaunchRequest")(handler_input)
    def handle(self, handler_input):
        return handler_input.response_builder.speak("Welcome").ask("Say hello").response
class Hello(AbstractRequestHandler):
    def can_handle(self, handler_input): return True
    def handle(self, handler_input):
        return handler_input.response_builder.speak("Hello").ask("Say hello").response
class Fault(AbstractExceptionHandler):
    def can_handle(self, handler_input, exception): return True
    def handle(self, handler_input, exception):
        return handler_input.response_builder.speak("Sorry").response
sb = SkillBuilder()
sb.add_request_handler(Launch()); sb.add_request_handler(Hello()); sb.add_exception_handler(Fault())
handler = sb.lambda_handler()
"""
"""A hello-world skill as the SDK's own samples write it."""


def fix_import() -> None:
    """Imports the stock adapter with its real verifier; must come before `skill.web.service`."""
    search = re.search

    def wider(pattern: Any, *arguments: Any, **more: Any) -> Any:
        if pattern == r"\b(\d\.\d\.\d[a-z]*)\b":
            pattern = r"\b(\d+\.\d+\.\d+[a-z]*)\b"
        return search(pattern, *arguments, **more)

    re.search = wider  # type: ignore[assignment]  # only while oscrypto is imported
    try:
        import flask_ask_sdk.skill_adapter  # noqa: F401 - for its effect
    finally:
        re.search = search


def stock_client(skill_id: str, download: Callable[[], bytes]) -> Any:
    """A test client of the stock adapter around hello world."""
    import ask_sdk_webservice_support.verifier as verifier
    from flask import Flask
    from flask_ask_sdk.skill_adapter import SkillAdapter

    verifier.urlopen = lambda _: io.BytesIO(download())
    app = Flask("stock")
    scope: dict[str, Any] = {}
    exec(HELLO, scope)
    scope["sb"].skill_id = skill_id
    SkillAdapter(skill=scope["sb"].create(), skill_id=skill_id, app=app).register(app, "/")
    return app.test_client()


def main() -> None:
    """Prints the status that the stock adapter gives to every case of `test_skill_door`."""
    warnings.simplefilter("ignore")
    fix_import()
    from tests.alexa import alexa_ca as ca
    from tests.alexa.alexa_requests import SKILL_ID
    from tests.alexa.test_door import CASES, chain_of, headers_of

    with tempfile.TemporaryDirectory() as folder:
        trusted = Path(folder) / "root.pem"
        trusted.write_bytes(ca.root().pem)
        os.environ["SSL_CERT_FILE"] = str(trusted)
        statuses = {}
        for case in CASES:
            client = stock_client(SKILL_ID, lambda case=case: chain_of(case))  # type: ignore[misc]  # bound now
            answer = client.open(
                case.path, method=case.method, data=case.sent or case.body, headers=headers_of(case)
            )
            statuses[case.name] = answer.status_code
    sys.stdout.write(json.dumps(statuses))


if __name__ == "__main__":
    main()
