"""What can go wrong with a report, said in one line that names the thing and the fix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cramp_triage.errors import CrampError


class ReportError(CrampError):
    """A report or picture cannot be made or written."""


@contextmanager
def extra_installed() -> Iterator[None]:
    """Turns a missing library into its fix.

    Raises:
        ReportError: the extra `report` is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ReportError(
            f"the library {error.name} is missing; run pip install 'cramp-helper[report]'"
        ) from None
