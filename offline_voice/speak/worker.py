"""The child process that speaks: pyttsx3 2.99, one text at a time, JSON lines in and sound out.

pyttsx3 may hang for ever, lose text and end the process; here that costs a child, not the
conversation. The parent (`synthesiser`) holds the deadline. It imports nothing of this package but
its driver for Piper, by path, and on Linux nothing that is spoken touches the disk.

In: `{"text": ..., "voice": ..., "rate_wpm": ...}`; out: `{"wav_bytes": n}` and then a WAV file of
so many bytes, or `{"why": ...}`; and `{"ready": true}` once before the first. `--piper VOICE`
makes Piper speak, whatever voice a request names.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, BinaryIO, Final

_LONGEST_DATA_PATH: Final = 144  # espeak-ng's buffer; a longer path makes it end the process


def load_espeak() -> None:
    """Brings in the espeak-ng of the wheel, so that pyttsx3 finds it and no system package is used.

    pyttsx3 opens `libespeak-ng.so.1` by name; a library of that name already loaded is the one it
    gets. On systems other than Linux pyttsx3 uses the system's own voices and this does nothing.
    """
    if not sys.platform.startswith("linux"):
        return
    import espeakng_loader

    library = Path(espeakng_loader.get_library_path())
    ctypes.CDLL(str(library.with_name("libespeak-ng.so.1")))
    data = Path(espeakng_loader.get_data_path())
    if not (data / "phontab").is_file():
        raise OSError(f"{data}: espeak-ng's data is missing; install espeakng_loader again")
    where = str(data.parent)
    if len(where) > _LONGEST_DATA_PATH:
        os.chdir(where)  # a link to it would stay behind whenever this process is killed
        where = "."
    os.environ["ESPEAK_DATA_PATH"] = where


def load_piper() -> str:
    """Puts our driver for Piper among pyttsx3's; returns its name.

    Raises:
        LookupError: Piper's packages are not installed; names the fix.
    """
    path = Path(__file__).with_name("piper_driver.py")
    spec = importlib.util.spec_from_file_location("pyttsx3.drivers.piper", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        raise LookupError(
            f"{error.name} is not installed; pip install 'cramp-helper[natural-voice]'"
        ) from None
    sys.modules[spec.name] = module
    return str(module.NAME)


class _Engine:
    """pyttsx3 with its traps closed: primed once, one text per run, errors looked at.

    Args:
        piper_voice: Piper speaks with this voice; "" for the system's speech engine.

    Raises:
        LookupError: Piper or its voice is missing.
    """

    def __init__(self, piper_voice: str) -> None:
        driver = None
        if piper_voice:
            driver = load_piper()
        else:
            load_espeak()
        import pyttsx3

        self._engine = pyttsx3.init(driver)
        self._set: dict[str, object] = {}
        self._errors: list[Exception] = []
        self._engine.connect("error", self._note)
        if piper_voice:
            self._engine.setProperty("voice", piper_voice)
        # The first run of an engine returns before its text is done: let that be an empty one.
        self._engine.runAndWait()
        if self._errors:
            raise LookupError(str(self._errors[0]))
        self._has_voices = not piper_voice

    def _note(self, name: str | None, exception: Exception) -> None:
        self._errors.append(exception)

    def speak(self, request: dict[str, Any]) -> bytes:
        self._errors.clear()
        voice = request["voice"] if self._has_voices else ""
        for name, value in (("voice", voice), ("rate", request["rate_wpm"])):
            if value and self._set.get(name) != value:
                self._engine.setProperty(name, value)
                self._set[name] = value
        if self._errors:
            self._set.clear()
            raise LookupError(f"voice {request['voice']!r} is not known to the speech engine")
        if not sys.platform.startswith("linux"):
            return self._by_file(request["text"])
        # The espeak driver hands what it is given to `wave.open`, which takes an open file, too.
        made = io.BytesIO()
        self._run(request["text"], made)
        return made.getvalue()

    def _by_file(self, text: str) -> bytes:
        with tempfile.TemporaryDirectory(prefix="cramp-voice-") as folder:
            path = Path(folder) / "sentence.wav"
            self._run(text, str(path))
            return path.read_bytes()

    def _run(self, text: str, into: object) -> None:
        _settle()
        self._engine.save_to_file(text, into)
        self._engine.runAndWait()
        _settle()


def _settle() -> None:
    """Waits until espeak-ng has nothing left to do.

    pyttsx3 begins a run with a stop, and a stop cancels whatever espeak-ng has not finished: a
    change of rate just queued, or the new text itself.
    """
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    until_s = time.monotonic() + 1.0
    while espeak and espeak.IsPlaying() and time.monotonic() < until_s:
        time.sleep(0.001)


def _serve(requests: BinaryIO, answers: BinaryIO, piper_voice: str) -> None:
    def answer(fields: dict[str, object], wav: bytes = b"") -> None:
        answers.write(json.dumps(fields).encode() + b"\n" + wav)
        answers.flush()

    try:
        engine = _Engine(piper_voice)
    except LookupError as error:
        answer({"why": str(error), "unknown_voice": True})
        return
    except (OSError, RuntimeError, ImportError) as error:
        answer({"why": " ".join(str(error).split())})
        return
    answer({"ready": True})
    for line in requests:
        try:
            wav = engine.speak(json.loads(line))
        except LookupError as error:
            answer({"why": str(error), "unknown_voice": True})
        except (OSError, ValueError, RuntimeError) as error:
            answer({"why": " ".join(str(error).split())})
        else:
            answer({"wav_bytes": len(wav)}, wav)


def main() -> None:
    """Serves requests until standard input ends."""
    options = argparse.ArgumentParser()
    options.add_argument("--piper", default="")
    given, _ = options.parse_known_args()
    # pyttsx3 prints to standard output: keep the answers' channel to ourselves.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        _serve(sys.stdin.buffer, answers, given.piper)
    except BrokenPipeError:
        os.dup2(2, answers.fileno())  # the parent is gone, and nobody waits for the rest


if __name__ == "__main__":
    main()
