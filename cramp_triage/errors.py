"""What can go wrong in the core, said so that the reader knows where and how to fix it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import Final

DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Numbers of the system's errors that mean: no room for more."""

MAKE_AGAIN: Final = "run `make data` in a checkout, otherwise install cramp-helper again"
"""The fix where a compiled file is missing or damaged."""


class CrampError(Exception):
    """Base of every error that the core raises on purpose; the text is one line for a person."""


class ProtocolError(CrampError):
    """A protocol file is wrong: names the file, the key and the fix."""


class FactError(CrampError):
    """A fact id or value is not in the vocabulary."""


class WeightsError(CrampError):
    """The reader's weights cannot be used: names the file and the fix."""


class SessionError(CrampError):
    """A saved session cannot be continued: another version, or not a session at all."""


class CaseError(CrampError):
    """A file of cases (vignettes, utterances, conversations) cannot be read."""


class DiaryError(CrampError):
    """A diary, or a file to import, cannot be used.

    Attributes:
        faults: every fault found, one line each, where there may be many.
    """

    def __init__(self, text: str, faults: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.faults = tuple(faults)


class FileError(CrampError):
    """A file that was asked for cannot be read or written."""
