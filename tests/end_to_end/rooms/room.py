"""A room without a sound card: a PulseAudio server of its own with a microphone and a loudspeaker.

What is played into the sink `room` comes out of the source `microphone`; what goes into the sink
`loudspeaker` is what a person hears. All paths are below one folder, so rooms do not know of each
other, of the user's sound or of root.
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

from offline_voice.audio.interfaces import Samples
from tests import needs

TOOLS: Final = ("pulseaudio", "pactl", "pacat", "parec")
HEARD: Final = "loudspeaker.monitor"
SAID: Final = "room.monitor"
_MICROPHONE: Final = (
    "source_name=microphone source_properties=device.description=microphone master=room.monitor"
    " format=s16le rate=16000 channels=1"
)
_START_S: Final = 30
_STOP_S: Final = 10

# Rates are those of speech and of the recogniser; with norewinds a block lasts 50 ms, not 2 s.
_MODULES: Final = """\
.fail
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=room format=s16le rate=16000 channels=1 norewinds=1
load-module module-null-sink sink_name=loudspeaker format=s16le rate=22050 channels=1 norewinds=1
load-module module-remap-source {microphone}
set-default-sink loudspeaker
set-default-source microphone
.nofail
"""


def require_pulseaudio() -> None:
    """Skips the test, or fails it on CI, where PulseAudio is not installed."""
    for tool in TOOLS:
        if shutil.which(tool) is None:
            needs.missing(tool, "run tools/ci_install_audio.sh")


class Room:
    """A running sound server; a context manager.

    Attributes:
        log: what was said, heard and printed in it, for whoever must find out what went wrong.
        waits_s: from the end of somebody's words to the first sound of the answer, turn by turn.

    Args:
        folder: an empty one; its path must be short, for it holds a socket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log: list[str] = []
        self.waits_s: list[float] = []
        self._server: subprocess.Popen[bytes] | None = None
        self._noise: subprocess.Popen[bytes] | None = None
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
        modules.write_text(_MODULES.format(folder=self.folder, microphone=_MICROPHONE))
        (self.folder / "native").unlink(missing_ok=True)
        log = self.folder / "server.log"
        # No D-Bus, nothing shared; it goes before others where it may (a busy machine must not chop
        # the sound), and ends by itself when everybody has gone.
        options = "-n --daemonize=no --use-pid-file=no --exit-idle-time=60 --realtime=no"
        options += " --high-priority=yes --disable-shm=yes --log-level=notice"
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

    def kill_server(self) -> None:
        """Ends the sound server as a crash would: at once."""
        if self._server:
            self._server.kill()
            self._server.wait(_STOP_S)
            self._server = None
        self.hush()

    def unplug_microphone(self, *, another: bool = False) -> None:
        """The microphone is gone.

        Args:
            another: there is another, into which nobody speaks; else there is none, and what was
                recorded of the loudspeaker is moved to the microphone once it is back.
        """
        if another:
            self._pactl("load-module", "module-null-source", "source_name=another")
        self._pactl("unload-module", "module-remap-source")

    def plug_in_microphone(self) -> None:
        """The microphone is there again, and the default."""
        self._pactl("load-module", "module-remap-source", *_MICROPHONE.split())
        self._pactl("set-default-source", "microphone")

    def lay_noise(self, noise: Samples) -> None:
        """Plays a long noise into the room, from now on."""
        file = self.folder / "noise.raw"
        file.write_bytes(noise.astype("<i2").tobytes())
        self._noise = self._stream("pacat", "--device=room", str(file))

    @property
    def is_noisy(self) -> bool:
        """There is more to be heard in it than voices."""
        return self._noise is not None

    def hush(self) -> None:
        """Ends the noise."""
        if self._noise:
            self._noise.kill()
            self._noise.communicate()
            self._noise = None

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
