"""What only the skill's tests need of pytest."""

from __future__ import annotations

import pytest

from tests.alexa.alexa_table import _empty, endpoint, table, url  # noqa: F401 - fixtures


def pytest_configure(config: pytest.Config) -> None:
    """Lets the SDK, whose docstrings hold stray backslashes, be compiled on its first import."""
    config.addinivalue_line("filterwarnings", "ignore:.*invalid escape sequence")
