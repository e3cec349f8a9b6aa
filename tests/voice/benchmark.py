"""Prints what hearing costs: `python -m tests.voice.benchmark`. Figures to read, not a test.

Everything is measured beside the plain way to build this: Vosk with its own endpoint, read in
blocks of a quarter of a second, then pyttsx3's `say`; the same recordings, in the same run. Delays
are audio time (counted in samples, so a busy machine changes nothing) plus measured computing. The
first sound is when the player gets its samples: ours from the cache, pyttsx3's when it starts
`aplay`; neither pays for opening a sound card. Look at the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from cramp_triage.protocol import load_protocol
from offline_voice.conversation import converse
from offline_voice.evaluation import Entry, read_manifest
from offline_voice.hearing import VoskRecogniser
from offline_voice.listening import HeardTurn, Listener
from offline_voice.meaning import OpenQuestion, Understander
from offline_voice.models import ModelFolder, find_model, load_model
from offline_voice.recordings import read_recording
from offline_voice.rehearsal import Rehearsal
from offline_voice.replaying import RecordedPerson
from offline_voice.seams import FRAME_MS, RATE_HZ, SILENT_FRAME, Clip, Samples
from offline_voice.speech import Synthesiser
from offline_voice.stage import Ears, has_speech, open_ears
from offline_voice.voice_activity import NeuralDetector
from offline_voice.voicing import Voice

from .sounds import RECORDINGS

REPLY: Final = "Okay. How often do you get these?"
PLAIN_BLOCK: Final = 4000
FINDINGS: Final = load_protocol().findings
CLASSES: Final = ("closed, can be taken back", "closed", "closed, danger", "statement")


def question(entry: Entry) -> OpenQuestion:
    """What the recording answers."""
    asked = entry.asked or "site"
    return OpenQuestion((asked,), "yes_no" if FINDINGS[asked].kind == "yes_no" else "value")


def class_of(entry: Entry, understander: Understander) -> str:
    """Which of `CLASSES` a recording belongs to."""
    if "closed" not in entry.condition:
        return "statement"
    asked = understander.question(question(entry))
    if asked.danger:
        return "closed, danger"
    return "closed, can be taken back" if asked.can_be_taken_back else "closed"


def our_delay_ms(
    ears: Ears, synthesiser: Synthesiser, entry: Entry, sound: Samples
) -> float | None:
    """From the last audible speech to the first sample of the answer; None if nothing was heard."""
    asked = question(entry)
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
    """Vosk's own endpoint, then pyttsx3's `say`, in a child that is not ours to mend."""

    def __init__(self, folder: ModelFolder, scratch: Path) -> None:
        import vosk

        self._vosk = vosk.KaldiRecognizer(load_model(folder), RATE_HZ)
        player = scratch / "aplay"
        player.write_text('#!/bin/sh\ndate +%s%N > "$PLAYED_AT"\n')
        player.chmod(0o755)
        self._played_at = scratch / "played-at"
        path = f"{scratch}{os.pathsep}{os.environ['PATH']}"
        self._speaker = subprocess.Popen(
            [sys.executable, "-m", "tests.voice.plain_speaker"],
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


def delays(folder: ModelFolder, share: float) -> None:
    """Prints the delays of both by class of answer."""
    ears = open_ears(folder)
    entries = [e for e in read_manifest(RECORDINGS, FINDINGS) if e.facts]
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
    say(f"{'end of speech to first sound':28}    n   ours p50, p95  plain p50, p95  ratio")
    for name, pairs in found.items():
        if not pairs:
            continue
        (p50, p95), (plain_p50, plain_p95) = map(_spread, zip(*pairs, strict=True))
        ours_shown = f"{p50:7.0f} {p95:5.0f} ms"
        plain_shown = f"{plain_p50:7.0f} {plain_p95:5.0f} ms"
        say(f"{name:28} {len(pairs):4}{ours_shown} {plain_shown}  {p50 / plain_p50:.2f}")


def waiting(folder: ModelFolder) -> None:
    """Prints the CPU time that a second of waiting costs, in silence and in a quiet room."""
    import vosk

    ears = open_ears(folder)
    asked = ears.understander.question(OpenQuestion(("chest_pain",), "yes_no"))
    hiss = np.random.default_rng(7).standard_normal(RATE_HZ * 60) * 20
    room = hiss.astype(np.int16)
    plain = vosk.KaldiRecognizer(load_model(folder), RATE_HZ)
    for name, sound in (("silence", np.zeros_like(room)), ("a quiet room, -64 dBFS", room)):
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
        say(f"CPU a second of waiting in {name}: ours {ours:.1f} ms, plain Vosk {theirs:.1f} ms")


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


def memory(folder: ModelFolder, turns: int) -> None:
    """Prints what whole conversations need beyond the loaded model, and what many turns add.

    The answers are the suite's recordings in their order, whatever has been asked.
    """
    import vosk

    from cramp_triage.nlu import load_lexicon
    from offline_voice.stage import phrase_book

    model = load_model(folder)
    _warm(vosk.KaldiRecognizer(model, RATE_HZ))
    loaded = resident_mb()
    protocol, lexicon = load_protocol(), load_lexicon()
    listener = Listener(VoskRecogniser(model, takes_lists=folder.takes_lists), NeuralDetector())
    understander = Understander(protocol, lexicon, phrase_book(protocol, lexicon, model))
    told_at = {turns // 10, turns // 2, turns}
    turn = 0
    with tempfile.TemporaryDirectory() as scratch, Synthesiser(cache=Path(scratch)) as synthesiser:
        voice = Voice(protocol, synthesiser, hold_scale=0)
        while turn < turns:
            source = RecordedPerson(_answers(turn), has_speech)
            with Rehearsal(protocol, voice) as rehearsal:
                for _ in converse(
                    protocol, listener, understander, voice, source, _Nobody(), None, rehearsal
                ):
                    turn += 1
                    if turn in told_at:
                        more = resident_mb() - loaded
                        say(f"memory after {turn} turns: {loaded:.0f} MB loaded, {more:+.0f} MB")


def _answers(first: int) -> Iterator[Samples]:
    entries = read_manifest(RECORDINGS, FINDINGS)
    for at in range(first, first + len(entries)):
        yield read_recording(RECORDINGS / entries[at % len(entries)].file)


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
    plain.AcceptWaveform(bytes(2 * RATE_HZ))  # type: ignore[attr-defined]


def _spread(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return statistics.median(ordered), ordered[round((len(ordered) - 1) * 0.95)]


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--share", type=float, default=1.0, help="of the recordings")
    parser.add_argument("--turns", type=int, default=500, help="to look for growing memory")
    parser.add_argument("--model", type=Path, help="Vosk model folder")
    parser.add_argument("--only", choices=("delays", "waiting", "memory"))
    wanted = parser.parse_args()
    folder = find_model(wanted.model)
    if wanted.only in (None, "memory"):
        memory(folder, wanted.turns)  # first: nothing else may have grown the process
    if wanted.only in (None, "waiting"):
        waiting(folder)
    if wanted.only in (None, "delays"):
        delays(folder, wanted.share)


if __name__ == "__main__":
    main()
