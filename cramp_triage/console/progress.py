"""What a terminal shows while one waits: how much is done, or only that something is being done.

It goes to standard error, and only to a terminal: a file, a pipe or a log gets none of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

Item = TypeVar("Item")


def bar(*columns: ProgressColumn) -> Progress:
    """A bar with these columns beside it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress

    is_seen = sys.stderr.isatty()
    console = Console(stderr=True, force_terminal=is_seen)
    return Progress(BarColumn(), *columns, console=console, disable=not is_seen)


def counted(items: Iterable[Item], count: int) -> Iterator[Item]:
    """The items; meanwhile it is shown how many of `count` are done, and the time left."""
    from rich.progress import MofNCompleteColumn, TimeRemainingColumn

    with bar(MofNCompleteColumn(), TimeRemainingColumn()) as shown:
        yield from shown.track(items, total=count)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Meanwhile something moves beside `what`, such as "Drawing"; print nothing yourself."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield
