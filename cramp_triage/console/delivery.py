"""A report on its way to whoever asked for it, and a library that draws kept out of their sight."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

from cramp_triage.console.progress import waiting
from cramp_triage.errors import FileError
from cramp_triage.messages.report_options import Format
from cramp_triage.storage.private_files import told_private, write_private

MATPLOTLIB: Final = "matplotlib"
ITS_FOLDER: Final = "MPLCONFIGDIR"
OWN_FONTS_ONLY: Final = "MPL_IGNORE_SYSTEM_FONTS"


def deliver(make: Callable[[], bytes], form: Format, out: Path | None) -> None:
    """Writes a report to a file of its owner's, or to standard output.

    Args:
        make: makes the report.
        form: what it makes.
        out: the file; None for standard output.

    Raises:
        FileError: a PDF for a terminal, or the file cannot be written.
    """
    if out is None and form is Format.pdf and sys.stdout.isatty():
        raise FileError("a PDF is not for a terminal; name a file with --out")
    with drawing_apart(), waiting("Writing the report") if out else nullcontext():
        data = make()
        if out is not None:
            write_private(out, data)
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        sys.stderr.write(f"Written to {out}{told_private(out)}.\n")


@contextmanager
def drawing_apart() -> Iterator[None]:
    """Meanwhile Matplotlib says nothing of its own and keeps nothing in anybody's home.

    Import it inside. It takes its own fonts, which the pictures are set in: the first run need not
    read every font of the computer, and no cache need be kept.

    Raises:
        FileError: no folder takes temporary files.
    """
    logging.getLogger(MATPLOTLIB).setLevel(logging.CRITICAL)
    before = {name: os.environ.get(name) for name in (ITS_FOLDER, OWN_FONTS_ONLY)}
    try:
        folder = tempfile.TemporaryDirectory(prefix="cramp-helper-", ignore_cleanup_errors=True)
    except OSError as error:
        raise FileError(
            f"{error.filename or 'temporary files'}: cannot be written ({error.strerror}); make "
            "room there, or name a folder in TMPDIR"
        ) from None
    with folder as place:
        os.environ |= {ITS_FOLDER: place, OWN_FONTS_ONLY: "1"}
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
