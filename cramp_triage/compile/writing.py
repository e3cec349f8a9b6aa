"""Writes a compiled file of `data/`, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cramp_triage.errors import ProtocolError


def write(path: Path, compiled: Callable[[], bytes]) -> None:
    """Writes what was compiled; a program that reads meanwhile gets the old file or the new one.

    Raises:
        SystemExit: something authored is wrong, or the file cannot be written; one line.
    """
    half = path.with_name(f"half-{path.name}")
    try:
        half.write_bytes(compiled())
        half.replace(path)
    except ProtocolError as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(
            f"{path}: cannot be written ({error.strerror}); make its folder writable"
        ) from None
