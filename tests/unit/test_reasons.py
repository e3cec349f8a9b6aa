"""Every place where a check is switched off says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import ROOT

FOLDERS = ("cramp_triage", "skill", "offline_voice", "visit_summary", "tests", "tools")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
SWITCHED_OFF = re.compile(r"#\s*(?:ruff: )?noqa|#\s*type: ignore|#\s*pragma: no|\bxfail\(")
WITH_REASON = re.compile(
    r"noqa: [A-Z0-9, ]+(  #| -) \w"
    r"|type: ignore\[[\w,-]+\]  # \w"
    r"|pragma: no (cover|branch)  # \w"
    r"|xfail\(.*reason="
)


def unexplained(text: str) -> list[str]:
    """The lines that switch a check off and do not say which or why."""
    lines = [line for line in text.splitlines() if SWITCHED_OFF.search(line)]
    return [line.strip() for line in lines if not WITH_REASON.search(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import boto3  # noqa: F401  # for its effect", False),
        ("import boto3  # noqa: F401 - for its effect", False),
        ("import boto3  # noqa: F401", True),
        ("import boto3  # noqa", True),
        ("x = y  # type: ignore[misc]  # untyped", False),
        ("x = y  # type: ignore[misc]", True),
        ("if x:  # pragma: no cover", True),
        ("pytest.xfail('later')", True),
    ],
)
def test_a_check_switched_off_without_a_reason_is_found(line: str, found: bool) -> None:
    assert unexplained(line) == ([line] if found else [])


def test_every_check_switched_off_has_its_reason() -> None:
    own = Path(__file__)
    found = {path.name: unexplained(path.read_text("utf-8")) for path in FILES if path != own}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_check_left_out_of_the_settings_has_its_reason() -> None:
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    ignored = settings[settings.index("ignore = [") : settings.index("[tool.ruff.lint.pydoc")]
    ignored += settings[settings.index("per-file-ignores]") : settings.index("[tool.mypy]")]
    rules = [line for line in ignored.splitlines() if re.match(r'\s*"', line)]
    assert len(rules) >= 5
    assert [line for line in rules if not re.search(r"# \w", line)] == []
