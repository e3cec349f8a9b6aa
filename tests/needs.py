"""What some tests need beyond Python: Node with our packages, and Chromium.

Where it is missing a test is skipped with the reason; on CI it fails instead, so that nothing is
left out in silence.
"""

from __future__ import annotations

import importlib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT

NODE_MODULES = ROOT / "build" / "alexa_client" / "node_modules"
INSTALL = "run tools/ci_install_browser.sh"


def missing(what: str, fix: str = INSTALL) -> None:
    """Skips the test, or fails it on CI."""
    reason = f"{what} is missing: {fix}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason, allow_module_level=True)


def module(name: str) -> Any:
    """Returns a Python module that only some tests need."""
    try:
        return importlib.import_module(name)
    except ImportError:
        missing(f"the Python module {name}", "pip install -e .[dev]")


def node(package: str) -> str:
    """Returns the path of Node, for a script that uses a package."""
    path = shutil.which("node")
    if path is None:
        missing("Node")
    npm(package)
    return str(path)


def npm(package: str) -> Path:
    """Returns the folder of an npm package."""
    folder = NODE_MODULES / package
    if not folder.is_dir():
        missing(f"the npm package {package}")
    return folder


def chromium() -> str:
    """Returns the path of Chromium."""
    path = shutil.which("chromium")
    if path is None:
        missing("Chromium")
    return str(path)


def node_environment() -> dict[str, str]:
    """The environment for Node, with our packages and without a proxy before the loopback."""
    kept = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    return {**kept, "NODE_PATH": str(NODE_MODULES), "NODE_NO_WARNINGS": "1"}
