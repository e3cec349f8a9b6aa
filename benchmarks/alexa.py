"""What a turn of the skill costs, next to a hello-world skill and the stock adapter, in one run.

`python -m benchmarks alexa` runs it. No figure is asserted, since machines differ. The stock
adapter is the reference peer: its verifier is the real one, with our own authority trusted and only
the download of the chain replaced.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.load import WRK, load, script, turns
from benchmarks.measure import cold_ms, p50, row, show, times_ms
from benchmarks.stock_peer import HELLO, fix_import, stock_client
from tests.alexa import alexa_ca as ca
from tests.alexa.alexa_requests import SKILL_ID, Json, intent, launch, slot
from tests.alexa.served import serving

ROUNDS: Final = 1000
CLIENTS: Final = 16
LOAD_S: Final = 5
OURS: Final = "from skill.lambda_function import handler"


def both_ms(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """The medians of two calls, taken in turns after a warm-up."""
    taken: tuple[list[float], list[float]] = ([], [])
    for call in (ours, peer):
        times_ms(call, ROUNDS // 20)
    for _ in range(ROUNDS // 100):
        for times, call in zip(taken, (ours, peer), strict=True):
            times += times_ms(call, 100)
    return p50(taken[0]), p50(taken[1])


def conversation() -> dict[str, Json]:
    """The requests of a conversation's first turns, by name."""
    from skill.lambda_function import handler

    opened = handler(launch(), None)["sessionAttributes"]
    calf = {**slot("site", "calf", "calf"), **slot("side", "left", "left")}
    asked = handler(intent("CrampNowIntent", calf, opened), None)["sessionAttributes"]
    return {
        "launch": launch(),
        "first turn (calf)": intent("CrampNowIntent", calf, opened),
        "answer no": intent("AMAZON.NoIntent", {}, asked),
        "sign by slot": intent("NoSignsIntent", slot("absent", "swelling", "swelling=one"), asked),
        "free words": intent("SignsIntent", slot("finding", "kind of puffy there"), asked),
    }


def in_process(events: Mapping[str, Json]) -> list[dict[str, Any]]:
    """A turn on Lambda's path, next to hello world's."""
    from skill.lambda_function import handler

    scope: dict[str, Any] = {}
    exec(HELLO, scope)
    found = []
    for name, event in events.items():
        times = both_ms(partial(handler, event, None), partial(scope["handler"], event, None))
        found.append(row(f"in process: {name}", *times, "≤ 1.5 x + 1 ms"))
    return found


def verified() -> dict[str, Any]:
    """A launch over HTTP (test client), signature checked, next to the stock adapter."""
    from skill.web import create_app

    now, day = datetime.now(UTC), timedelta(days=1)
    root = ca.make("Bench Root", ca=True, start=now - day, end=now + day)
    leaf = ca.leaf(root, start=now - day, end=now + day)
    chain = leaf.pem + root.pem
    body = json.dumps(launch()).encode()
    headers = {"Signature-256": leaf.sign(body), "SignatureCertChainUrl": ca.CHAIN_URL}
    app = create_app(skill_id=SKILL_ID, roots_pem=root.pem, download=lambda _: chain)
    with tempfile.TemporaryDirectory() as folder:
        trusted = Path(folder) / "ca.pem"
        trusted.write_bytes(root.pem)
        os.environ["SSL_CERT_FILE"] = str(trusted)
        clients = (app.test_client(), stock_client(SKILL_ID, lambda: chain))
        posts = [partial(client.post, "/", data=body, headers=headers) for client in clients]
        for post in posts:
            status = post().status_code
            assert status == 200, status
        return row("verified HTTP turn, next to the stock adapter", *both_ms(*posts), "< 1 x")


def cold(events: Mapping[str, Json]) -> list[dict[str, Any]]:
    """What a new process computes up to its answer, next to hello world's."""
    answers = {"import": ""}
    for name in ("launch", "first turn (calf)", "free words"):
        request = json.dumps(events[name])
        answers[f"import and {name}"] = f"; handler(json.loads({request!r}), None)"
    statements = [
        f"{start}\nimport json{then}" for then in answers.values() for start in (OURS, HELLO)
    ]
    taken = cold_ms(*statements)
    budgets = ("≤ 1.4 x", None, None, None)
    pairs = zip(answers, taken[::2], taken[1::2], budgets, strict=True)
    return [row(f"cold: {name}", ours, peer, budget) for name, ours, peer, budget in pairs]


def under_load() -> list[dict[str, Any]]:
    """The served skill with sixteen clients that ask without a pause (benchmarks/load.py)."""
    if shutil.which(WRK) is None:
        sys.stderr.write("wrk is missing (apt-get install wrk): nothing measured under load\n")
        return []
    with tempfile.TemporaryDirectory() as folder, serving() as (port, _):
        lua = Path(folder) / "turns.lua"
        lua.write_text(script(turns()))
        load(port, CLIENTS, 2, lua)
        saw = load(port, CLIENTS, LOAD_S, lua)
    return [
        row(f"served, {CLIENTS} clients without a pause; p50", saw["p50_ms"]),
        row("the same; p99", saw["p99_ms"], budget="≤ 50 ms"),
        row("the same; answers a second", saw["rate"], unit="1/s"),
        row("the same; errors", saw["errors"], budget="0", unit="errors"),
    ]


def rows() -> list[dict[str, Any]]:
    """See benchmarks/__main__.py."""
    warnings.simplefilter("ignore")
    fix_import()
    events = conversation()
    return [*in_process(events), verified(), *cold(events), *under_load()]


if __name__ == "__main__":
    show(rows())
