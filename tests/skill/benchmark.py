"""How long a turn takes, against a hello-world skill and the stock adapter in the same run.

Run from the project folder: `python tests/skill/benchmark.py`. Prints medians and ratios; no
figure is asserted, since machines differ. The stock adapter is the reference peer: its verifier is
the real one, with our own authority trusted and only the download of the chain replaced.
"""

# ruff: noqa: T201 - printing is what a benchmark does

from __future__ import annotations

import json
import os
import resource
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
from stock_peer import HELLO, mend_import, stock_client

ROUNDS = 2000
ROOT = Path(__file__).parents[2]


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


def computed_ms() -> float:
    """What all ended child processes have computed so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1e3


def cold_ms(*statements: str) -> list[float]:
    """Best of twenty starts of a fresh interpreter for each statement, from compiled modules.

    Counted is what it computes, since waiting for a busy machine is not its own.
    """
    taken: list[list[float]] = [[] for _ in statements]
    with tempfile.TemporaryDirectory() as compiled:
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled}
        for _ in range(20):
            for times, code in zip(taken, statements, strict=True):
                begin = computed_ms()
                subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
                times.append(computed_ms() - begin)
    return [min(times) for times in taken]


def cold(name: str, then: str) -> None:
    """Prints how long a new process takes to the end of `then`, ours against hello world's."""
    ours, hello = cold_ms(
        f"from skill.lambda_function import handler; import json{then}",
        f"{HELLO}\nimport json{then}",
    )
    print(
        f"{name:<34} ours {ours:4.0f} ms   hello world {hello:4.0f} ms   ratio {ours / hello:.2f}"
    )


def line(name: str, ours: tuple[float, float], theirs: tuple[float, float]) -> None:
    print(
        f"{name:<34} ours p50 {ours[0]:7.0f} us  p99 {ours[1]:7.0f} us   "
        f"peer p50 {theirs[0]:7.0f} us  p99 {theirs[1]:7.0f} us   ratio {ours[0] / theirs[0]:.2f}"
    )


def main() -> None:
    """Prints the table."""
    warnings.simplefilter("ignore")
    mend_import()
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
        os.environ["SSL_CERT_FILE"] = str(ca_file)
        stock = stock_client(SKILL_ID, lambda: chain)
        for one in (client, stock):
            status = one.post("/", data=body, headers=headers).status_code
            assert status == 200, status
        ours = timed(lambda: client.post("/", data=body, headers=headers), 500)
        peer = timed(lambda: stock.post("/", data=body, headers=headers), 500)
        line("verified HTTP turn (test client)", ours, peer)

    print(f"a bare interpreter starts in {cold_ms('pass')[0]:.0f} ms; cold, from compiled modules:")
    cold("import", "")
    for name in ("launch", "first turn (calf)", "free words"):
        cold(f"import and {name}", f"; handler(json.loads({json.dumps(events[name])!r}), None)")


if __name__ == "__main__":
    main()
