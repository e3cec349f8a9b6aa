"""The files between the steps: numbered pickles, each a list, made by one process per core.

A file that is there is not made again, so a run that was interrupted goes on where it was. This
module must not import NumPy: `_one_thread` takes effect only before that is loaded.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

Job = TypeVar("Job")

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def path_of(folder: Path, number: int) -> Path:
    """Where the chunk of that number lies."""
    return folder / f"{number:04d}.pkl"


def paths(folder: Path) -> list[Path]:
    """The chunks of a folder, in order.

    Raises:
        SystemExit: there is none; names the folder and the fix.
    """
    found = sorted(folder.glob("*.pkl"))
    if not found:
        raise SystemExit(f"{folder} is empty; delete the work folder and start again")
    return found


def read(path: Path) -> list[Any]:
    """One chunk. Only to be used on what `write` wrote: a pickle can run code."""
    with path.open("rb") as file:
        rows: list[Any] = pickle.load(file)
    return rows


def read_all(files: Iterable[Path]) -> list[Any]:
    """The rows of several chunks."""
    return [row for path in files for row in read(path)]


def write(path: Path, rows: Sequence[Any]) -> None:
    """Writes a chunk, wholly or not at all."""
    half = path.with_suffix(".tmp")
    with half.open("wb") as file:
        pickle.dump(list(rows), file)
    half.replace(path)


def make(function: Callable[[Job], str], jobs: Sequence[Job], processes: int) -> Iterator[str]:
    """What `function` says of each job, in order; an error in one of them ends it all."""
    spawn = multiprocessing.get_context("spawn")
    # Not multiprocessing.Pool: that one waits forever for a worker that raised SystemExit.
    with ProcessPoolExecutor(processes, spawn, initializer=_one_thread) as pool:
        try:
            yield from pool.map(function, jobs)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _one_thread() -> None:
    """There is a process for each core; more threads would only get in each other's way."""
    os.environ.update(dict.fromkeys(_THREADS, "1"))
