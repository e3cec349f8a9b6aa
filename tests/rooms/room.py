"""A room without a sound card: a PulseAudio server of its own with a microphone and a loudspeaker.

What is played into the sink `room` comes out of the source `microphone`, which the program hears;
what the program plays goes into the sink `loudspeaker`, whose monitor is what a person hears. All
paths are below one folder, so rooms do not know of each other, of the user's sound or of root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import needs

TOOLS: Final = ("pulseaudio", "pactl", "pacat", "parec")
HEARD: Final = "loudspeaker.monitor"
SAID: Final = "room.monitor"
_START_S: Final = 30
_STOP_S: Final = 10

# Rates are those of speech and of the recogniser; with norewinds a block lasts 50 ms, not 2 s.
_MODULES: Final = """\
.fail
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=room format=s16le rate=16000 channels=1 norewinds=1
load-module module-null-sink sink_name=loudspeaker format=s16le rate=22050 channels=1 norewinds=1
set-default-sink loudspeaker
set-default-source room.monitor
.nofail
"""


def require_pulseaudio() -> None:
    """Skips the test, or fails it on CI, where PulseAudio is not installed."""
    for tool in TOOLS:
        if shutil.which(tool) is None:
            needs.missing(tool, "run tools/ci_install_audio.sh")


class Room:
    """A running sound server; a context manager.

    Args:
        folder: an empty one; its path must be short, for it holds a socket.
        echo_db: how much quieter than itself the loudspeaker is heard by the microphone; None: not.
    """

    def __init__(self, folder: Path, echo_db: float | None = None) -> None:
        self.folder = folder
        self._echo_db = echo_db
        self._server: subprocess.Popen[bytes] | None = None
        self.env = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_COOKIE": str(folder / "cookie"),
        }

    def __enter__(self) -> Room:
        self.start_server()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill_server()

    def start_server(self) -> None:
        """Starts the sound server and waits until it answers."""
        modules = self.folder / "default.pa"
        modules.write_text(_MODULES.format(folder=self.folder))
        (self.folder / "native").unlink(missing_ok=True)
        log = self.folder / "server.log"
        # No D-Bus, no real time, nothing shared; and it ends by itself when everybody has gone.
        options = "-n --daemonize=no --use-pid-file=no --exit-idle-time=60 --realtime=no"
        options += " --high-priority=no --disable-shm=yes --log-level=notice"
        private = {"PULSE_RUNTIME_PATH": "runtime", "PULSE_STATE_PATH": "state"}
        self._server = subprocess.Popen(
            ["pulseaudio", *options.split(), "-F", modules, f"--log-target=file:{log}"],
            env=self.env | {name: str(self.folder / at) for name, at in private.items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until_s = time.monotonic() + _START_S
        while "loudspeaker" not in self._pactl("info", check=False):
            complaint = log.read_text(errors="replace") if log.exists() else ""
            assert self._server.poll() is None, f"PulseAudio ended at once: {complaint}"
            assert time.monotonic() < until_s, f"PulseAudio does not answer: {complaint}"
            time.sleep(0.05)
        if self._echo_db is not None:
            self._pactl(
                *("load-module", "module-loopback", "source=loudspeaker.monitor", "sink=room"),
                *("latency_msec=20", "remix=no"),
            )
            loopback = self._pactl("list", "short", "sink-inputs").split()[0]
            self._pactl("set-sink-input-volume", loopback, f"-{self._echo_db}dB")

    def kill_server(self) -> None:
        """Ends the sound server as a crash would: at once."""
        if self._server:
            self._server.kill()
            self._server.wait(_STOP_S)
            self._server = None

    def unplug_microphone(self) -> None:
        """The microphone is gone, and there is no other."""
        modules = self._pactl("list", "short", "modules").splitlines()
        plugged = next(line for line in modules if "sink_name=room " in line)
        self._pactl("unload-module", plugged.split()[0])

    def plug_in_microphone(self) -> None:
        """The microphone is there again, and the default."""
        options = "sink_name=room format=s16le rate=16000 channels=1 norewinds=1"
        self._pactl("load-module", "module-null-sink", *options.split())
        self._pactl("set-default-source", SAID)
        self._pactl("set-default-sink", "loudspeaker")

    def recorder(self, source: str) -> subprocess.Popen[bytes]:
        """Records a source as 16 kHz mono samples to its standard output."""
        return self._stream("parec", f"--device={source}", "--latency-msec=40")

    def player(self) -> subprocess.Popen[bytes]:
        """Plays 16 kHz mono samples from its standard input into the room."""
        return self._stream("pacat", "--device=room", "--latency-msec=80")

    def _stream(self, tool: str, *options: str) -> subprocess.Popen[bytes]:
        playing = tool == "pacat"
        return subprocess.Popen(
            [tool, "--raw", "--format=s16le", "--rate=16000", "--channels=1", *options],
            env=self.env,
            stdin=subprocess.PIPE if playing else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if playing else subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _pactl(self, *arguments: str, check: bool = True) -> str:
        command: Sequence[str] = ["pactl", *arguments]
        done = subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=_STOP_S, check=check
        )
        return done.stdout
