"""Fetches certificate chains so that nobody can keep the genuine one out.

Anybody can name chains that do not exist, as many as they like, and each costs a download before
it is refused. So names like those that Amazon publishes have slots of their own, of a chain there
is one download at a time, what failed is not tried again for a moment, and whoever finds all slots
taken waits a little, though never so many that all threads wait.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock
from typing import Final, Generic, TypeVar

from skill.errors import RequestRefused

AT_ONCE: Final = 4
WAITING: Final = 16
OTHERS_AT_ONCE: Final = 2
"""Downloads, and callers that wait for one. With all of them, threads remain that answer."""

WAIT_S: Final = 3.0
"""For a slot, or for the download of another caller; Alexa waits for eight seconds."""

FAILED_S: Final = 5.0
FAILED_ENTRIES: Final = 256

PUBLISHED: Final = re.compile(r"https://[^/]+/echo\.api/echo-api-cert(-\d{1,2})?(-ats)?\.pem")
"""What Amazon's chains are called. They are so few that all together do not fill the slots, since
each is tried once in `FAILED_S`."""

T = TypeVar("T")


class Slots(Generic[T]):
    """Some downloads at a time, and those who wait for them.

    Args:
        at_once: downloads.
        waiting: callers that may wait in addition.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = BoundedSemaphore(at_once + waiting)
        self._slots = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._under_way: dict[str, Future[T]] = {}
        self._failed: dict[str, tuple[float, RequestRefused]] = {}

    def fetched(self, url: str, fetch: Callable[[], T]) -> T:
        """Returns what a URL gives, by this caller's fetch or by that of another.

        Raises:
            RequestRefused: it cannot be had, or could not be a moment ago, or no slot is free.
        """
        if not self._places.acquire(blocking=False):
            raise no_chain()
        try:
            with self._lock:
                self._refuse_failed(url)
                result = self._under_way.get(url)
                if result is None:
                    own = self._under_way[url] = Future[T]()
            if result is None:
                self._fetch(url, fetch, own)
                return own.result()
            try:
                return result.result(WAIT_S)
            except TimeoutError:
                raise no_chain() from None
        finally:
            self._places.release()

    def _fetch(self, url: str, fetch: Callable[[], T], result: Future[T]) -> None:
        """Fetches into the result, in which the failure is, too."""
        if not self._slots.acquire(timeout=WAIT_S):
            with self._lock:
                del self._under_way[url]
            result.set_exception(no_chain())
            return
        try:
            found = fetch()
        except BaseException as error:  # noqa: BLE001 - whoever waits for it must hear of any
            with self._lock:
                del self._under_way[url]
                if isinstance(error, RequestRefused):
                    self._remember(url, error)
            result.set_exception(error)
        else:
            with self._lock:
                del self._under_way[url]
            result.set_result(found)
        finally:
            self._slots.release()

    def _refuse_failed(self, url: str) -> None:
        until, error = self._failed.get(url, (0.0, None))
        if error is not None and time.monotonic() < until:
            raise RequestRefused(error.reason, str(error))

    def _remember(self, url: str, error: RequestRefused) -> None:
        self._failed.pop(url, None)
        while len(self._failed) >= FAILED_ENTRIES:
            del self._failed[next(iter(self._failed))]
        self._failed[url] = time.monotonic() + FAILED_S, error


class Chains(Generic[T]):
    """The slots of all downloads, those of published names apart from all others."""

    def __init__(self) -> None:
        self._published = Slots[T](AT_ONCE, WAITING)
        self._others = Slots[T](OTHERS_AT_ONCE, 0)

    def fetched(self, url: str, fetch: Callable[[], T]) -> T:
        """Returns what a URL gives.

        Args:
            url: in its one form.
            fetch: downloads and validates it.

        Raises:
            RequestRefused: it cannot be had now.
        """
        slots = self._published if PUBLISHED.fullmatch(url) else self._others
        return slots.fetched(url, fetch)


def no_chain() -> RequestRefused:
    """A chain could not be fetched, for whatever reason."""
    return RequestRefused(
        "download", "The certificate chain could not be fetched: try again in a minute."
    )
