"""A real program that writes into a diary until it is killed: changes and tells, change by change.

Started once by the kill tests; for every line `PATH SEED` it forks a writer and tells its number,
then tells "." after each change that is done, and "gone" once the writer has been killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cramp_triage.diary.entry import Entry
from offline_voice.diary.store import DiaryStore

CHANGES = 6
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = "calf foot toes shin thigh".split()


def change(store: DiaryStore, chance: random.Random, number: int) -> None:
    """One change of a diary; the same seed makes the same changes."""
    entry = Entry(BEGIN + timedelta(hours=number), muscle=chance.choice(WORDS), pain=number % 11)
    match chance.randrange(8):
        case 0:
            store.forget()
        case 1:
            store.delete_last()
        case 2:
            numbers = list(store.entries())
            if numbers:
                store.replace(numbers[0], entry)
        case 3:
            more = Entry(entry.at, muscle="both", other=("x" * 150,) * 20)
            store.add([entry, more])
        case _:
            store.add([entry])


def serve() -> None:
    """Forks writers until the input ends."""
    for line in sys.stdin:
        path, seed = line.rsplit(maxsplit=1)
        writer = os.fork()
        if writer == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            store, chance = DiaryStore(Path(path)), random.Random(int(seed))
            for number in range(CHANGES):
                change(store, chance, number)
                os.write(1, b".\n")
            signal.pause()
        os.waitpid(writer, 0)
        os.write(1, b"gone\n")


if __name__ == "__main__":
    serve()
