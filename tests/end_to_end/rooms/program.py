"""The program under test as a person starts it, in a room: `cramp-voice` in a process of its own.

What it prints is kept for bookkeeping; nobody in the room reads it before the conversation is over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from tests.end_to_end.rooms.room import Room
from tests.processes import as_from_a_terminal

ALWAYS_DAY: Final = '[quiet_hours]\nfrom = "00:00"\nto = "00:00"\n'
COMMAND: Final = Path(sys.executable).with_name("cramp-voice")
ENDING_S: Final = 30


class Program:
    """The running program; a context manager that leaves nothing running.

    Args:
        room: where it runs; its sound is the room's, its home a folder of the room.
        arguments: of `cramp-voice`.
        settings: text of its `config.toml`.
        name: of its home, where two run at once.
    """

    def __init__(self, room: Room, *arguments: str, settings: str = "", name: str = "home") -> None:
        self.home = room.folder / name
        self.temporary = self.home / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        config = self.home / "config.toml"
        config.write_text(settings + ALWAYS_DAY)
        self._err = (self.home / "stderr").open("w+")
        self._process = subprocess.Popen(
            [COMMAND, "--config", config, *arguments],
            env={
                **room.env,
                "HOME": str(self.home),
                "TMPDIR": str(self.temporary),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._err,
            text=True,
            start_new_session=True,
            preexec_fn=as_from_a_terminal,
        )
        self.transcript: list[str] = []
        self._log = room.log
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pid in [self._process.pid, *self.children()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(ENDING_S)
        self._reader.join(ENDING_S)
        self._err.close()

    @property
    def said(self) -> str:
        """What it printed, as one text."""
        return "\n".join(self.transcript)

    @property
    def complaints(self) -> str:
        """What it wrote to standard error."""
        self._err.flush()
        return (self.home / "stderr").read_text()

    def ended(self) -> bool:
        """It runs no more."""
        return self._process.poll() is not None

    def status(self, within_s: float = ENDING_S) -> int:
        """Waits for its end: the exit status, negative for a signal.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        status = self._process.wait(within_s)
        self._reader.join(ENDING_S)
        return status

    def signal(self, number: signal.Signals) -> None:
        """Sends it a signal, as a terminal or a shutdown does."""
        self._process.send_signal(number)

    def children(self) -> list[int]:
        """Processes that it started and that run still, whoever is their parent now."""
        return [pid for pid in _at_home(self.home) if pid != self._process.pid]

    def left_behind(self) -> list[str]:
        """What is still there after its end: processes, and files in the temporary folder."""
        return [*map(str, self.children()), *(path.name for path in self.temporary.iterdir())]

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.transcript.append(line.rstrip("\n"))
            self._log.append(f"Printed: {self.transcript[-1]}")
        self._process.stdout.close()


def _at_home(home: Path) -> list[int]:
    """Processes with this home, whatever became of their parents; ended ones have none."""
    mark = f"HOME={home}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found
