"""Prints how waiting for the wake phrase does: false wakes, missed calls, CPU, all on this machine.

    python -m tools.audio.waking_report --minutes 20

Snoring and a fan are synthesised, the babble is English prose read by many synthetic voices, alone
and several at once; so the figures speak for such sounds and the model used, not for a bedroom. It
fails if noise or talk woke it, or if too few calls were heard over a fan or snoring; look-alikes of
the phrase, and calls over a television, are only told. Nothing is written.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from pydoc_data.topics import topics
from typing import Final

import numpy as np
import soxr

from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, Samples
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.listen.waking import WakeSpotter
from offline_voice.settings import Settings
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.vosk_models.find import find_model, load_model
from tools import ROOT
from tools.audio.bedside_noise import Room, Wave

RECORDINGS: Final = ROOT / "tests/recordings"
VOICES: Final = "f4 m8 linda max Andy steph2 edward miguel anika paul".split()
"""Kept out of the mini model's training."""

LOOK_ALIKES: Final = (
    "Hey, can you help her?", "Hey camper, help me.", "I have a cramp, help her.", "Hey, help her.",
    "The camp helper came.", "Hey doctor, hello.", "Hey, crab helper.", "Hey, clamp the helmet.",
    "A cramp. Hello there.", "Hey Siri.", "Okay computer.", "Hey, tramp, help us.",
)  # fmt: skip
_PIECE_S: Final = 60.0
_LEAST_HEARD: Final = 28
_CALLED_IN: Final = {"clean": True, "fan": True, "snoring": True, "television": False}
"""Whether so many calls must be heard in it."""


def main() -> int:
    """Measures and prints; 1 if it fell short."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=20.0, help="of each kind of sound")
    options.add_argument("--model", type=Path)
    chosen = options.parse_args()
    folder = find_model(chosen.model, "")
    model, phrase = load_model(folder), Settings().wake_phrase

    def spotter() -> WakeSpotter:
        return WakeSpotter(model, NeuralDetector(), phrase, takes_lists=folder.takes_lists)

    print(f"model {folder.path.name}, phrase {phrase!r}")
    short = 0
    quiet = np.rint(np.random.default_rng(0).normal(0, 8, 120 * RATE_HZ)).astype(np.int16)
    _, cpu_ms = run(spotter(), quiet)
    print(f"a silent room: {cpu_ms:.1f} ms of CPU per second of sound (without the device)")
    for kind in ("snoring", "fan", "babble", "look-alikes"):
        wakes, spent = 0, 0.0
        listening = spotter()
        for piece in sounds(kind, chosen.minutes):
            woken, cpu_ms = run(listening, piece)
            wakes, spent = wakes + woken, spent + cpu_ms * len(piece) / RATE_HZ
        if kind != "look-alikes":
            short += wakes > 0
        cost = f"{spent / (chosen.minutes * 60):.0f} ms of CPU a second"
        print(f"{kind}: {wakes} false wakes in {chosen.minutes:g} min, {cost}", flush=True)
    for condition, matters in _CALLED_IN.items():
        ratio_db = None if condition == "clean" else 10
        heard, asked = calls(spotter(), phrase, condition, ratio_db)
        told = condition if ratio_db is None else f"{condition} at {ratio_db} dB"
        short += matters and heard < _LEAST_HEARD
        print(f"called in a voice not trained on, {told}: {heard} of {asked} heard", flush=True)
    return int(short > 0)


def run(spotter: WakeSpotter, samples: Samples) -> tuple[int, float]:
    """How often it woke, and its CPU time in ms per second of sound."""
    began_s, wakes = time.process_time(), 0
    for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        wakes += spotter.hears(samples[at : at + FRAME_SAMPLES].astype("<i2").tobytes())
    return wakes, 1000 * (time.process_time() - began_s) * RATE_HZ / len(samples)


def sounds(kind: str, minutes: float) -> Iterator[Samples]:
    """So many minutes of a sound, a minute at a time."""
    if kind in ("snoring", "fan"):
        for seed in range(round(minutes * 60 / _PIECE_S)):
            yield as_samples(Room(RECORDINGS).noise(kind, _PIECE_S, seed), 1500)
        return
    left = round(minutes * 60 * RATE_HZ)
    for seed in range(10_000):
        rng = np.random.default_rng(seed)
        piece = talk(rng, kind)
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def talk(rng: np.random.Generator, kind: str) -> Samples:
    """About a minute of talk: prose of one or three voices at once, or look-alikes."""
    tracks = []
    for _ in range(1 if kind == "look-alikes" else int(rng.choice([1, 3]))):
        with Synthesiser(SpeechSettings(f"gmw/en-us+{rng.choice(VOICES)}", 165)) as voice:
            said: list[Wave] = []
            while sum(map(len, said)) < _PIECE_S * RATE_HZ:
                text = str(rng.choice(LOOK_ALIKES)) if kind == "look-alikes" else prose(rng)
                said.append(spoken(voice, text, int(rng.integers(130, 200))))
                said.append(np.zeros(round(rng.uniform(0.1, 1.5) * RATE_HZ)))
        tracks.append(np.concatenate(said)[: round(_PIECE_S * RATE_HZ)])
    return as_samples(np.sum(tracks, axis=0), 1500)


def prose(rng: np.random.Generator) -> str:
    """A sentence of Python's own manual: plain English with few of our words."""
    text = topics[str(rng.choice(sorted(topics)))]
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())
    at = int(rng.integers(max(1, len(words) - 14)))
    return " ".join(words[at : at + 14])


def calls(
    spotter: WakeSpotter, phrase: str, condition: str, ratio_db: float | None
) -> tuple[int, int]:
    """How many calls of the phrase were heard."""
    heard = asked = 0
    for name in VOICES:
        with Synthesiser(SpeechSettings(f"gmw/en-us+{name}", 165)) as voice:
            for rate_wpm in (135, 165, 195):
                sound = as_samples(spoken(voice, phrase, rate_wpm), 3000)
                if ratio_db is None:
                    silence = np.zeros(2 * RATE_HZ, np.int16)
                    sound = np.concatenate([silence, sound, silence])
                else:
                    sound = Room(RECORDINGS).under(sound, condition, ratio_db, f"{name}{rate_wpm}")
                asked += 1
                heard += run(spotter, sound)[0] > 0
    return heard, asked


def spoken(voice: Synthesiser, text: str, rate_wpm: int) -> Wave:
    """A text in a voice, at `RATE_HZ`."""
    clip = voice.speak(text, rate_wpm=rate_wpm)
    return np.asarray(soxr.resample(clip.samples.astype(np.float64), clip.rate_hz, RATE_HZ))


def as_samples(wave: Wave, level: float) -> Samples:
    """A sound at a root-mean-square level."""
    scaled = wave * level / max(1e-9, float(np.sqrt(np.mean(wave**2))))
    return np.clip(np.rint(scaled), -32768, 32767).astype(np.int16)


if __name__ == "__main__":
    sys.exit(main())
