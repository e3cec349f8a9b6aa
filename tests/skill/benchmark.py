"""How long a turn takes, against a hello-world skill and the stock adapter in the same run.

Run from the project folder: `python tests/skill/benchmark.py`. Prints medians and ratios; no
figure is asserted, since machines differ. The stock adapter is the reference peer: its verifier is
the real one, with our own authority trusted and only the download of the chain replaced.
"""

# ruff: noqa: T201 - printing is what a benchmark does

from __future__ import annotations

import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import alexa_ca as ca
from alexa_requests import SKILL_ID, intent, launch, slot

ROUNDS = 2000
ROOT = Path(__file__).parents[2]

HELLO = """
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name, is_request_type
from ask_sdk_core.dispatch_components import AbstractRequestHandler, AbstractExceptionHandler
class Launch(AbstractRequestHandler):
    def can_handle(self, handler_input): return is_request_type("LaunchRequest")(handler_input)
    def handle(self, handler_input):
        return handler_input.response_builder.speak("Welcome").ask("Say hello").response
class Hello(AbstractRequestHandler):
    def can_handle(self, handler_input): return is_request_type("IntentRequest")(handler_input)
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


def timed(call: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 99th percentile in microseconds, after a warm-up."""
    for _ in range(rounds // 20):
        call()
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1e6)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def cold_ms(statement: str) -> float:
    """Best of nine starts of a fresh interpreter that runs one statement."""
    taken = []
    for _ in range(9):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], cwd=ROOT, check=True)
        taken.append((time.perf_counter() - begin) * 1e3)
    return min(taken)


def mend_stock_import() -> None:
    """Imports the stock verifier, by widening the one pattern that stops it; before `skill.web`."""
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


def stock_client(ca_file: Path, chain: bytes) -> Any:
    """The stock adapter around hello world."""
    os.environ["SSL_CERT_FILE"] = str(ca_file)
    import ask_sdk_webservice_support.verifier as verifier
    from flask import Flask
    from flask_ask_sdk.skill_adapter import SkillAdapter

    verifier.urlopen = lambda _: io.BytesIO(chain)
    app = Flask("stock")
    scope: dict[str, Any] = {}
    exec(HELLO, scope)
    SkillAdapter(skill=scope["sb"].create(), skill_id=SKILL_ID, app=app).register(app, "/")
    return app.test_client()


def line(name: str, ours: tuple[float, float], theirs: tuple[float, float]) -> None:
    print(
        f"{name:<34} ours p50 {ours[0]:7.0f} us  p99 {ours[1]:7.0f} us   "
        f"peer p50 {theirs[0]:7.0f} us  p99 {theirs[1]:7.0f} us   ratio {ours[0] / theirs[0]:.2f}"
    )


def main() -> None:
    """Prints the table."""
    warnings.simplefilter("ignore")
    mend_stock_import()
    scope: dict[str, Any] = {}
    exec(HELLO, scope)
    from skill.lambda_function import handler
    from skill.web import create_app

    opened = handler(launch(), None)["sessionAttributes"]
    calf = {**slot("site", "calf", "calf"), **slot("side", "left", "left")}
    asked = handler(intent("CrampNowIntent", calf, opened), None)["sessionAttributes"]
    events = {
        "launch": launch(),
        "first turn (calf)": intent("CrampNowIntent", calf, opened),
        "answer no": intent("AMAZON.NoIntent", {}, asked),
        "sign by slot": intent("NoSignsIntent", slot("absent", "swelling", "swelling=one"), asked),
        "free words": intent("SignsIntent", slot("finding", "kind of puffy there"), asked),
    }
    for name, event in events.items():
        ours = timed(lambda event=event: handler(event, None))  # type: ignore[misc]  # bound now
        line(f"in process: {name}", ours, timed(lambda event=event: scope["handler"](event, None)))  # type: ignore[misc]  # as above

    now = datetime.now(UTC)
    day = timedelta(days=1)
    root = ca.make("Bench Root", ca=True, start=now - day, end=now + day)
    leaf = ca.leaf(root, start=now - day, end=now + day)
    chain = leaf.pem + root.pem
    body = json.dumps(launch()).encode()
    headers = {"Signature-256": leaf.sign(body), "SignatureCertChainUrl": ca.CHAIN_URL}
    guarded = create_app(skill_id=SKILL_ID, roots_pem=root.pem, download=lambda _: chain)
    client = guarded.test_client()
    with tempfile.TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        ca_file.write_bytes(root.pem)
        stock = stock_client(ca_file, chain)
        for one in (client, stock):
            status = one.post("/", data=body, headers=headers).status_code
            assert status == 200, status
        ours = timed(lambda: client.post("/", data=body, headers=headers), 500)
        peer = timed(lambda: stock.post("/", data=body, headers=headers), 500)
        line("verified HTTP turn (test client)", ours, peer)

    bare, hello = cold_ms("pass"), cold_ms(HELLO)
    ours_ms = cold_ms("import skill.lambda_function")
    print(
        f"cold import: bare {bare:.0f} ms, hello world {hello:.0f} ms, ours {ours_ms:.0f} ms, "
        f"ratio {ours_ms / hello:.2f}"
    )


if __name__ == "__main__":
    main()
