"""A report as Chromium shows and prints it, and as axe-core judges it; no network anywhere.

`python -m tests.end_to_end.browser.browser FILE.html FOLDER` takes pictures of it.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import needs

AXE = needs.ROOT / "build" / "report_axe" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_S = 60
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--proxy-server=127.0.0.1:9",  # nobody listens: a page that fetched anything would show it
)
DARK = "--blink-settings=preferredColorScheme=0"
LOOK = """
<script>%s</script>
<script>
axe.run(document, {resultTypes: ["violations"]}).then((found) => {
  const seen = {
    violations: found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).join(" ")),
    passes: found.passes.length,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    background: getComputedStyle(document.body).backgroundColor,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    width: document.documentElement.clientWidth,
    errors: [...document.images].filter((i) => !i.complete || !i.naturalWidth).length,
    fetched: performance.getEntriesByType("resource").filter((r) => !r.name.startsWith("data:"))
      .map((r) => r.name),
  };
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
});
</script>
"""


def run(page: str, *flags: str, folder: Path | None = None) -> str:
    """Opens a page in a new Chromium and returns what it printed."""
    with tempfile.TemporaryDirectory() as own:
        file = Path(own) / "report.html"
        file.write_text(page, encoding="utf-8")
        command = [needs.chromium(), *FLAGS, f"--user-data-dir={own}/profile", *flags]
        done = subprocess.run(
            [*command, file.as_uri()],
            cwd=folder,
            env=needs.node_environment(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
    return done.stdout.decode()


def see(page: str, *flags: str, width: int = 1280) -> dict[str, Any]:
    """What axe-core and the layout say of a page; its own policy is lifted for the script."""
    if not AXE.is_file():
        needs.missing("the npm package axe-core")
    watched = without_policy(page).replace("</body>", (LOOK % AXE.read_text("utf-8")) + "</body>")
    dumped = run(
        watched,
        *flags,
        f"--window-size={width},900",
        "--virtual-time-budget=20000",
        "--dump-dom",
    )
    found = re.search(r'<pre id="seen">(.*?)</pre>', dumped, re.DOTALL)
    assert found, "the page was not judged"
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    return seen


def without_policy(page: str) -> str:
    """The page with scripts and all else allowed."""
    lifted = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert lifted != page
    return lifted


def printed(page: str) -> bytes:
    """The page as Chromium prints it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "printed.pdf"
        run(page, "--no-pdf-header-footer", f"--print-to-pdf={out}")
        return out.read_bytes()


def picture(page: str, *flags: str, width: int = 1280, height: int = 1000) -> bytes:
    """A picture of the page on a screen."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "seen.png"
        run(page, *flags, f"--window-size={width},{height}", f"--screenshot={out}")
        return out.read_bytes()


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    text = source.read_text("utf-8")
    looks: dict[str, tuple[tuple[str, ...], int]] = {
        "light": ((), 1280),
        "dark": ((DARK,), 1280),
        "zoomed": (("--force-device-scale-factor=2",), 640),
        "phone": ((), 400),
    }
    for look, (look_flags, look_width) in looks.items():
        seen_png = picture(text, *look_flags, width=look_width, height=2000)
        (target / f"{source.stem}-{look}.png").write_bytes(seen_png)
