"""Whether a test that a document names is there. The documents' promises rest on it."""

from __future__ import annotations

import re
from pathlib import Path


def missing_test(name: str, tests: Path) -> str | None:
    """What is wrong with a test's name, or None.

    Args:
        name: `folder/test_file.py::test_name`.
        tests: the folder that it starts from.
    """
    file, _, function = name.partition("::")
    if not (tests / file).is_file():
        return f"no such test file: {file}"
    written = (tests / file).read_text(encoding="utf-8")
    if not re.search(rf"^def {re.escape(function)}\(", written, re.MULTILINE):
        return f"no such test: {name}"
    return None
