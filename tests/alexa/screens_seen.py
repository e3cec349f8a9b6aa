"""Screens as Chromium shows them, drawn by Amazon's own APL engine.

`python -m tests.alexa.screens_seen FOLDER [SCREEN...]` writes screens in every shape as PNGs, to be
looked at. The page is loaded only when the screen stands, so the picture is never taken too early.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.model import load_protocol
from skill.response.apl import document, screen
from tests import needs

PROTOCOL = load_protocol()
PATIENCE_S = 60
STANDS_S = 20
SHAPES = {
    "hub": {"width": 1280, "height": 800, "dpi": 160, "isRound": False},
    "small": {"width": 960, "height": 480, "dpi": 160, "isRound": False},
    "round": {"width": 480, "height": 480, "dpi": 160, "isRound": True},
    "tv": {"width": 960, "height": 540, "dpi": 160, "isRound": False},
    "phone": {"width": 412, "height": 732, "dpi": 160, "isRound": False},
}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)


def reply(*acts: UserAct) -> Reply:
    """The reply to a few acts."""
    session, answer = start(PROTOCOL)
    for act in acts:
        session, answer = step(PROTOCOL, session, act)
    return answer


def _describe(**facts: Value) -> UserAct:
    return UserAct(("describe",), facts)


DENY = UserAct(("deny",))
CALF = _describe(site="calf", ongoing_now="yes")


def _to_the_advice(*acts: UserAct) -> tuple[UserAct, ...]:
    """The acts, and as many noes as it takes until there is advice."""
    while reply(*acts).level is None and len(acts) < 30:
        acts = (*acts, DENY)
    return acts


REPLIES = {
    "opening": (),
    "stretch": (CALF,),
    "hold": (CALF, DENY),
    "longest": (_describe(site="thigh", ongoing_now="yes"), DENY),
    "question": (_describe(site="hand", ongoing_now="no"),),
    "today": (_describe(site="calf", swelling="one"),),
    "emergency": (_describe(site="calf", chest_pain="yes"),),
    "home": _to_the_advice(_describe(site="calf", ongoing_now="no", frequency="rare")),
}


@dataclass
class Shown:
    """What a screen came to.

    Attributes:
        state: "shown", or why not.
        texts: what can be read on it.
        png: the picture.
    """

    state: str = "not shown"
    texts: list[str] = field(default_factory=list)
    png: bytes = b""


class _Page(BaseHTTPRequestHandler):
    """Serves one screen; the image that the page waits for comes once the screen stands."""

    files: dict[str, tuple[str, bytes]]
    shown: Shown
    stands: threading.Event

    def do_GET(self) -> None:
        if self.path == "/wait":
            self.stands.wait(STANDS_S)
        kind, body = self.files.get(self.path, ("text/plain", b""))
        self._answer(kind, body)

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.shown.state, self.shown.texts = told["state"], told["texts"]
        self._answer("text/plain", b"")
        self.stands.set()

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def _serving(setting: dict[str, Any], shown: Shown) -> Iterator[int]:
    engine = needs.npm("apl-viewhost-web") / "index.js"
    page = Path(__file__).parent / "client" / "screen.html"
    files = {
        "/": ("text/html", page.read_bytes()),
        "/screen.js": ("text/javascript", f"const SCREEN = {json.dumps(setting)};".encode()),
        "/viewhost.js": ("text/javascript", engine.read_bytes()),
    }
    handler = type("Page", (_Page,), {"files": files, "shown": shown, "stands": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def see(name: str, shape: str, locale: str = "en-US", **changes: Any) -> Shown:
    """Shows one screen in Chromium; `changes` replace keys of the APL document."""
    viewport = SHAPES[shape]
    filled = msgspec.to_builtins(screen(PROTOCOL, reply(*REPLIES[name]), locale))
    setting = {
        "document": {**document(), **changes},
        "datasources": {"screen": filled},
        "viewport": viewport,
    }
    shown = Shown()
    with tempfile.TemporaryDirectory() as folder, _serving(setting, shown) as port:
        picture = Path(folder) / "screen.png"
        subprocess.run(
            [
                needs.chromium(),
                *FLAGS,
                f"--user-data-dir={folder}/profile",
                f"--window-size={viewport['width']},{viewport['height']}",
                f"--screenshot={picture}",
                f"http://127.0.0.1:{port}/",
            ],
            env=needs.node_environment(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
        shown.png = picture.read_bytes()
    return shown


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for screen_name in sys.argv[2:] or REPLIES:
        for shape_name in SHAPES:
            seen = see(screen_name, shape_name)
            (target / f"{screen_name}-{shape_name}.png").write_bytes(seen.png)
            sys.stdout.write(f"{screen_name} {shape_name}: {seen.state} {seen.texts}\n")
