"""Gives memory that is free, but still held, back to the system.

Making a phrase list's graph takes ten megabytes for a moment, in small pieces between others that
stay. The C library keeps the gaps, and over a night they add up. Only glibc can be told to return
them; elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Returns free pages to the system; takes a few milliseconds."""
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
        if trim:
            trim(0)
