"""Fetches one file over HTTP: resumes after a drop, gives up on a stall, checks the checksum last.

Nothing is unpacked or trusted here. Libraries were looked at first: `pooch` checks the checksum but
starts every download from nothing, and those that resume are not kept up; so `requests` carries the
bytes and only the going on is ours.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import urljoin, urlsplit

from offline_voice.errors import InstallError

if TYPE_CHECKING:
    import requests

Progress = Callable[[int, int | None], None]
"""Gets the bytes that are there and, if it is known, the bytes there will be."""

_PIECE: Final = 1 << 16
_REDIRECTS: Final = 3
_OK, _PARTIAL, _RANGE_REFUSED = 200, 206, 416
BY_HAND: Final = "fetch the zip by hand and run `cramp-voice model install --file ZIP`"


@dataclass(frozen=True)
class Patience:
    """How long a download may be in trouble.

    Attributes:
        tries: connections in all.
        answer_s: for the first byte to come in all; without a network nobody is kept waiting.
        pause_s: before the second try; doubles each time, up to `pause_max_s`.
        stall_s: silence after which a connection is given up.
        least_bytes: what a connection must deliver in each such time.
    """

    tries: int = 5
    answer_s: float = 4.0
    pause_s: float = 1.0
    pause_max_s: float = 15.0
    stall_s: float = 20.0
    least_bytes: int = 1 << 14


class _DroppedError(Exception):
    """The connection ended before the file did; `str` says how."""


def download(
    url: str,
    part: Path,
    *,
    sha256: str,
    exact_bytes: int | None,
    most_bytes: int,
    progress: Progress,
    patience: Patience | None = None,
) -> None:
    """Brings `url` into `part`, going on from what is already there.

    On success the file has the checksum. After an error `part` stays, to be gone on with, unless
    it is known to be wrong.

    Raises:
        InstallError: names the address, what happened, and the fix.
        OSError: the disk is full or cannot be written.
    """
    patience = patience or Patience()
    pause_s = patience.pause_s
    began_afresh = not part.exists()
    if part.exists() and checksum(part) == sha256:
        return  # a run before was killed between the download and its end
    answer_until_s = time.monotonic() + patience.answer_s
    there, came = _size(part), False

    def note(done: int, wanted: int | None) -> None:
        nonlocal there, came
        there, came = done, came or done > there
        progress(done, wanted)

    for tried in range(1, patience.tries + 1):
        left_s = max(answer_until_s - time.monotonic(), 0.1)
        within_s = patience.stall_s if came else min(patience.stall_s, left_s)
        try:
            _fetch(url, part, exact_bytes, most_bytes, note, patience, within_s)
        except _DroppedError as error:
            is_late = not came and time.monotonic() + pause_s >= answer_until_s
            if is_late or tried == patience.tries:
                times = "once" if tried == 1 else f"{tried} times"
                raise InstallError(
                    f"{url}: the download failed {times} ({error}); check the network and run it"
                    f" again, it resumes where it stopped, or {BY_HAND}"
                ) from error
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, patience.pause_max_s)
            continue
        if checksum(part) == sha256:
            return
        part.unlink()
        if began_afresh:
            break
        began_afresh = (
            True  # the fault may lie in what an earlier run left: once more, from nothing
        )
    raise InstallError(
        f"{url}: the file does not have the checksum of the model and was deleted; try again"
        " later, or from another network"
    )


def checksum(path: Path) -> str:
    """SHA-256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _fetch(
    url: str,
    part: Path,
    exact_bytes: int | None,
    most_bytes: int,
    progress: Progress,
    patience: Patience,
    within_s: float,
) -> None:
    """One connection; returns when the file is whole as far as lengths can tell.

    Within `within_s` an answer must come, and each piece of it.
    """
    import requests
    import urllib3

    at = _size(part)
    if exact_bytes is not None and at == exact_bytes:
        return
    try:
        with requests.Session() as session, _answer(session, url, at, within_s) as answer:
            if answer.status_code == _RANGE_REFUSED:
                part.unlink()
                raise _DroppedError("it would not resume where it stopped")
            at = _resumed_at(answer, at)
            wanted = _announced(answer, at)
            _check_length(url, wanted, exact_bytes, most_bytes)
            with part.open("r+b" if at else "wb") as file:
                file.seek(at)
                file.truncate()
                at = _pour(answer, file, at, wanted, most_bytes, progress, patience, url)
    except (requests.RequestException, urllib3.exceptions.HTTPError, TimeoutError) as error:
        raise _DroppedError(_plainly(error)) from error
    if at < (exact_bytes or wanted or 0):
        raise _DroppedError("the connection ended early")


def _answer(session: requests.Session, url: str, at: int, within_s: float) -> requests.Response:
    """The answer to a request for the rest of the file, redirects followed within the site."""
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={at}-"} if at else {})
    for _ in range(_REDIRECTS + 1):
        answer = _asked(session, url, headers, within_s)
        if not answer.is_redirect:
            break
        there = urljoin(url, answer.headers["Location"])
        answer.close()
        if urlsplit(there)[:2] != urlsplit(url)[:2]:
            raise InstallError(
                f"{url}: the site redirects to {urlsplit(there).netloc}, which was not followed;"
                f" {BY_HAND}"
            )
        url = there
    else:
        answer.close()
        raise InstallError(f"{url}: the site redirects in a circle; try again later")
    if answer.status_code in (_OK, _PARTIAL, _RANGE_REFUSED):
        return answer
    answer.close()
    if answer.status_code >= 500 or answer.status_code in (408, 429):
        raise _DroppedError(f"the site answered {answer.status_code}")
    raise InstallError(
        f"{url}: the site answered {answer.status_code}; see the site for where the model is now,"
        f" {BY_HAND}"
    )


def _asked(
    session: requests.Session, url: str, headers: dict[str, str], within_s: float
) -> requests.Response:
    """The site's answer to one request.

    The system may look up a name for longer than any limit of ours, so that is done beside us, and
    left alone when it is late.
    """
    asked: Future[requests.Response] = Future()

    def ask() -> None:
        try:
            answer = session.get(
                url, headers=headers, stream=True, timeout=within_s, allow_redirects=False
            )
        except OSError as error:  # all errors of requests are of this kind
            asked.set_exception(error)
        else:
            asked.set_result(answer)

    threading.Thread(target=ask, daemon=True).start()
    return asked.result(within_s)


def _resumed_at(answer: requests.Response, at: int) -> int:
    """Where the body begins: a server that ignores the range starts over."""
    if answer.status_code != _PARTIAL:
        return 0
    if not answer.headers.get("Content-Range", "").startswith(f"bytes {at}-"):
        raise InstallError(
            f"{answer.url}: the site sent a different part from the one asked for; try again"
        )
    return at


def _announced(answer: requests.Response, at: int) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return at + int(length) if length.isascii() and length.isdigit() else None


def _check_length(url: str, wanted: int | None, exact_bytes: int | None, most_bytes: int) -> None:
    if wanted is None:
        return
    if wanted > most_bytes or (exact_bytes is not None and wanted != exact_bytes):
        raise InstallError(
            f"{url}: the site offers {wanted:,} bytes, the model has"
            f" {f'{exact_bytes:,}' if exact_bytes else f'at most {most_bytes:,}'};"
            " nothing was downloaded; try again later"
        )


def _pour(
    answer: requests.Response,
    file: BinaryIO,
    at: int,
    wanted: int | None,
    most_bytes: int,
    progress: Progress,
    patience: Patience,
    url: str,
) -> int:
    """Writes the body into `file`; returns the length that it then has."""
    window_began_s, window_at = time.monotonic(), at
    progress(at, wanted)
    while piece := answer.raw.read1(_PIECE):
        file.write(piece)
        at += len(piece)
        if at > most_bytes:
            raise InstallError(f"{url}: more than {most_bytes:,} bytes; this is not the model")
        progress(at, wanted)
        now_s = time.monotonic()
        if now_s - window_began_s >= patience.stall_s:
            if at - window_at < patience.least_bytes:
                raise _DroppedError("the connection is too slow")
            window_began_s, window_at = now_s, at
    return at


def _plainly(error: Exception) -> str:
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return "the site's certificate was refused"
    if isinstance(error, (requests.Timeout, TimeoutError)) or "timed out" in str(error).lower():
        return "no bytes came for too long"
    if isinstance(error, requests.ConnectionError):
        return "the site cannot be reached, or it hung up"
    return "the connection broke"
