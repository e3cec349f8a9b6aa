"""What hearing costs: `python -m benchmarks voice`. Figures to read, not a test.

`python -m benchmarks.voice --help` tells how to take less or more of it.

Everything is measured against the plain way to build this: Vosk with its own endpoint, read in
blocks of a quarter of a second, then pyttsx3's `say`; the same recordings, in the same run. Delays
are audio time (counted in samples, so a busy machine changes nothing) plus measured computing. The
first sound is when the player gets its samples: ours from the cache, pyttsx3's when it starts
`aplay`; neither pays for opening a sound card. Look at the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.measure import p50, p95, row, show
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.interfaces import FRAME_MS, RATE_HZ, SILENT_FRAME, Clip, Samples
from offline_voice.audio.recordings import read_recording
from offline_voice.listen.interpreter import Understander
from offline_voice.listen.listener import HeardTurn, Listener
from offline_voice.listen.recogniser import VoskRecogniser
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.speak.prefetch import Rehearsal
from offline_voice.speak.synthesiser import Synthesiser
from offline_voice.speak.voicing import Voice
from offline_voice.talk.assembly import Ears, has_speech, open_ears
from offline_voice.talk.conversation import converse
from offline_voice.talk.evaluation import Entry, question_of, read_manifest
from offline_voice.talk.replay import RecordedPerson
from offline_voice.vosk_models.find import ModelFolder, find_model, load_model
from tests import RECORDINGS

REPLY: Final = "Okay. How often do you get these?"
PLAIN_BLOCK: Final = 4000
PROTOCOL: Final = load_protocol()
CLASSES: Final = {
    "closed, can be taken back": ("≤ 350 ms, ≤ 0.4 x", "≤ 600 ms"),
    "closed": (None, None),
    "closed, danger": ("≤ 800 ms", None),
    "statement": (None, None),
}
"""What may be said, with the budgets of the median and the 95th percentile."""
Rows = list[dict[str, Any]]

START: Final = """
import os, sys
from collections import Counter
from offline_voice.cli import main as cli
from offline_voice.talk import night

class Device:
    dropped_blocks = 0
    def say(self, clips):
        for clip in clips:
            if clip.samples.any():
                os.write(1, b"sound\\n")
                os._exit(0)
    def begin_turn(self): return True
    def frames(self): return iter(())
    def rest(self): pass
    def stop(self): pass
    def close(self): pass

night.Loudspeaker = lambda name: Device()
night.microphone_opener = lambda name, tail_ms: Device
sys.argv = ["cramp-voice"]
cli.main()
"""
"""`cramp-voice` with devices that open at once, until its first sentence sounds."""


def class_of(entry: Entry, understander: Understander) -> str:
    """Which of `CLASSES` a recording belongs to."""
    if "closed" not in entry.condition:
        return "statement"
    asked = understander.question(question_of(entry.asked, PROTOCOL))
    if asked.danger:
        return "closed, danger"
    return "closed, can be taken back" if asked.can_be_taken_back else "closed"


def our_delay_ms(
    ears: Ears, synthesiser: Synthesiser, entry: Entry, sound: Samples
) -> float | None:
    """From the last audible speech to the first sample of the answer; None if nothing was heard."""
    asked = question_of(entry.asked, PROTOCOL)
    open_question = ears.understander.question(asked)
    source = RecordedPerson([sound], has_speech)
    source.begin_turn()
    heard: HeardTurn = ears.listener.hear(source, open_question)
    if heard.words is None:
        return None
    began_s = time.perf_counter()
    ears.understander.sense(heard.words, asked)
    synthesiser.speak(REPLY, keep=True)
    return heard.endpoint_ms + 1000 * (heard.decode_s + time.perf_counter() - began_s)


class PlainLoop:
    """Vosk's own endpoint, then pyttsx3's `say`, in a child that is not ours to fix."""

    def __init__(self, folder: ModelFolder, scratch: Path) -> None:
        import vosk

        self._vosk = vosk.KaldiRecognizer(load_model(folder), RATE_HZ)
        player = scratch / "aplay"
        player.write_text('#!/bin/sh\ndate +%s%N > "$PLAYED_AT"\n')
        player.chmod(0o755)
        self._played_at = scratch / "played-at"
        path = f"{scratch}{os.pathsep}{os.environ['PATH']}"
        self._speaker = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.plain_speaker"],
            env={**os.environ, "PATH": path, "PLAYED_AT": str(self._played_at)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say("Ready.")

    def close(self) -> None:
        """Ends the child."""
        self._speaker.communicate()

    def delay_ms(self, sound: Samples, ended_ms: float) -> float | None:
        """The same delay as `our_delay_ms`; `ended_ms` is when the speech was over."""
        self._vosk.Reset()
        quiet = np.zeros(3 * RATE_HZ, np.int16)
        samples = np.concatenate([sound, quiet])
        for at in range(0, len(samples) - PLAIN_BLOCK + 1, PLAIN_BLOCK):
            began_s = time.perf_counter()
            done = self._vosk.AcceptWaveform(samples[at : at + PLAIN_BLOCK].tobytes())
            if done and json.loads(self._vosk.Result())["text"]:
                decode_ms = 1000 * (time.perf_counter() - began_s)
                heard_ms = (at + PLAIN_BLOCK) * 1000 / RATE_HZ
                return heard_ms - ended_ms + decode_ms + self._say(REPLY)
        return None

    def _say(self, text: str) -> float:
        assert self._speaker.stdin
        assert self._speaker.stdout
        began_ns = time.time_ns()
        self._speaker.stdin.write(text + "\n")
        self._speaker.stdin.flush()
        self._speaker.stdout.readline()
        return (int(self._played_at.read_text()) - began_ns) / 1e6


def spoken_until_ms(sound: Samples) -> float:
    """When the last audible part of a clean recording is over."""
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > np.abs(sound).max() / 56)  # -35 dB
    return float(loud[-1] + 1) * 1000 / RATE_HZ


def delays(folder: ModelFolder, share: float) -> Rows:
    """The delays of both by class of answer."""
    ears = open_ears(folder)
    entries = [e for e in read_manifest(RECORDINGS, PROTOCOL.findings) if e.facts]
    entries = entries[:: max(1, round(1 / share))]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in CLASSES}
    with tempfile.TemporaryDirectory() as scratch, Synthesiser(cache=Path(scratch)) as synthesiser:
        plain = PlainLoop(folder, Path(scratch))
        synthesiser.speak(REPLY, keep=True)
        for entry in entries:
            sound = read_recording(RECORDINGS / entry.file)
            ours = our_delay_ms(ears, synthesiser, entry, sound)
            theirs = plain.delay_ms(sound, spoken_until_ms(sound))
            if ours is not None and theirs is not None:
                found[class_of(entry, ears.understander)].append((ours, theirs))
        plain.close()
    rows = []
    for name, (median, tail) in CLASSES.items():
        if not found[name]:
            continue
        ours, theirs = zip(*found[name], strict=True)
        what = f"end of speech to first sound, {name} ({len(ours)})"
        rows += [
            row(f"{what}; p50", p50(ours), p50(theirs), median),
            row("the same; p95", p95(ours), p95(theirs), tail),
        ]
    return rows


def waiting(folder: ModelFolder) -> Rows:
    """The CPU time that a second of waiting costs, in silence and in a quiet room."""
    import vosk

    ears = open_ears(folder)
    asked = ears.understander.question(question_of("chest_pain", PROTOCOL))
    hiss = np.random.default_rng(7).standard_normal(RATE_HZ * 60) * 20
    room = hiss.astype(np.int16)
    plain = vosk.KaldiRecognizer(load_model(folder), RATE_HZ)
    rows = []
    silence = ("waiting in silence", np.zeros_like(room), "≤ 15 ms")
    for name, sound, budget in (silence, ("waiting in a quiet room, -64 dBFS", room, None)):
        frames = [sound[at : at + 512].tobytes() for at in range(0, len(sound) - 511, 512)]
        began_s, heard = time.process_time(), 0.0
        while heard < 60:
            turn = ears.listener.hear(_Room(frames), asked)
            heard += len(turn.samples) / RATE_HZ
        ours = (time.process_time() - began_s) * 1000 / heard
        began_s = time.process_time()
        for frame in frames:
            if plain.AcceptWaveform(frame):
                plain.Result()
        theirs = (time.process_time() - began_s) * 1000 / (len(frames) * FRAME_MS / 1000)
        rows.append(row(f"CPU for a second of {name}", ours, theirs, budget))
    return rows


class _Room:
    """A source in which nobody speaks."""

    def __init__(self, frames: Sequence[bytes]) -> None:
        self._frames = frames

    def begin_turn(self) -> bool:
        return True

    def frames(self) -> Iterator[bytes]:
        yield from self._frames
        while True:
            yield SILENT_FRAME


def memory(folder: ModelFolder, turns: int) -> Rows:
    """What whole conversations need beyond the loaded model, and what many turns add.

    The answers are the suite's recordings in their order, whatever has been asked, on and on.
    """
    import vosk

    from cramp_triage.nlu import load_lexicon
    from offline_voice.talk.assembly import phrase_book

    answers = _answers()
    next(answers)  # what reading manifest and recordings takes is not the program's
    model = load_model(folder)
    _warm(vosk.KaldiRecognizer(model, RATE_HZ))
    loaded = resident_mb()
    protocol, lexicon = load_protocol(), load_lexicon()
    listener = Listener(VoskRecogniser(model, takes_lists=folder.takes_lists), NeuralDetector())
    understander = Understander(protocol, lexicon, phrase_book(model))
    told_at = {turns // 50, turns // 5, turns // 2, turns}
    turn = 0
    rows = [row("memory of the loaded model", loaded, unit="MB")]
    with tempfile.TemporaryDirectory() as scratch, Synthesiser(cache=Path(scratch)) as synthesiser:
        voice = Voice(protocol, synthesiser, hold_scale=0)
        while turn < turns:
            source = RecordedPerson(answers, has_speech)
            with Rehearsal(protocol, voice) as rehearsal:
                for _ in converse(
                    protocol, listener, understander, voice, source, _Nobody(), None, rehearsal
                ):
                    turn += 1
                    if turn in told_at:
                        what = f"beyond it: after {turn} turns of conversations"
                        rows.append(row(what, resident_mb() - loaded, None, "≤ 60 MB", "MB"))
    return rows


def start(folder: ModelFolder) -> Rows:
    """From the command to the first sound, without what opening a sound card takes."""
    own = {**os.environ, "VOSK_MODEL_PATH": str(folder.path)}
    took_ms = []
    for _ in range(6):
        began_s = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", START], env=own, capture_output=True)
        took_ms.append(1000 * (time.perf_counter() - began_s))
        assert done.stdout.endswith(b"sound\n"), done.stdout
    # The first one may have made the sentence, and read the files from disk.
    return [row("start: from the command to the first sound", p50(took_ms[1:]), None, "≤ 2 s")]


def _answers() -> Iterator[Samples]:
    for entry in cycle(read_manifest(RECORDINGS, PROTOCOL.findings)):
        yield read_recording(RECORDINGS / entry.file)


class _Nobody:
    """A loudspeaker that nobody hears."""

    def say(self, clips: Iterable[Clip]) -> None:
        for _ in clips:
            pass


def resident_mb() -> float:
    """Resident memory of this process."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _warm(plain: object) -> None:
    plain.AcceptWaveform(bytes(2 * RATE_HZ))  # type: ignore[attr-defined]  # Vosk is untyped


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--share", type=float, default=1.0, help="of the recordings; %(default)s")
    parser.add_argument("--turns", type=int, default=500, help="for the memory; %(default)s")
    parser.add_argument("--model", type=Path, help="Vosk model folder")
    parser.add_argument("--only", choices=("delays", "waiting", "memory", "start"))
    parser.add_argument("--json", action="store_true", help="as benchmarks/__main__.py reads it")
    wanted = parser.parse_args()
    folder = find_model(wanted.model)
    rows = []
    if wanted.only in (None, "memory"):
        rows += memory(folder, wanted.turns)  # first: nothing else may have grown the process
    if wanted.only in (None, "start"):
        rows += start(folder)
    if wanted.only in (None, "waiting"):
        rows += waiting(folder)
    if wanted.only in (None, "delays"):
        rows += delays(folder, wanted.share)
    show(rows)


if __name__ == "__main__":
    main()
