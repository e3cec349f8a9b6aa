"""Measures a model with libvosk on voices, and on sentences, that took no part in training.

    python -m tools.mini_model.training.evaluate
    python -m tools.mini_model.training.evaluate --model DIR --repeats 4

A quarter of the utterances is flite's kal16, the rest variants of espeak-ng; each is heard clean
and with noise 10 dB below the speech.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import vosk
import yaml

from offline_voice.talk.evaluation import edits
from tools.mini_model.building import SHIPPED
from tools.mini_model.graph import UNKNOWN
from tools.mini_model.training import needs
from tools.mini_model.training.spoken.voices import FLITE_VOICES_HELD_OUT, held_out

FILE: Final = Path(__file__).parent / "phrases.yaml"
NOISE_DB: Final = 10.0
NOISES: Final = ("white", "pink", "brown", "babble")
RATE_HZ: Final = 16_000

_KAL_SHARE: Final = 0.25
_KAL_STRETCH: Final = (0.85, 1.25)
_PEAK: Final = 12_000.0
_AROUND: Final = (4800, 6400)
_BLOCK_BYTES: Final = 8000
_ANSWERS_EACH: Final = 6
_OUTSIDE_EACH: Final = 2

Samples = npt.NDArray[np.float32]


class Phrases(NamedTuple):
    """What `phrases.yaml` holds.

    Attributes:
        answers: meaning: how it is said.
        phrases: of the domain.
        outside: what is to be heard as none of them.
    """

    answers: dict[str, list[str]]
    phrases: list[str]
    outside: list[str]


class Said(NamedTuple):
    """An utterance: 16 kHz, in the range of 16-bit integers."""

    text: str
    voice: str
    samples: Samples


class Spoken(NamedTuple):
    """`Phrases`, spoken."""

    answers: list[Said]
    phrases: list[Said]
    outside: list[Said]


class Heard(NamedTuple):
    """What was said, by whom, and what was heard."""

    text: str
    voice: str
    heard: str


class Clock:
    """How long was listened, and to how much."""

    def __init__(self) -> None:
        self.cpu_s = self.sound_s = 0.0


def load_phrases() -> Phrases:
    """What is said."""
    return Phrases(**yaml.safe_load(FILE.read_text(encoding="utf-8")))


def spoken(texts: Iterable[str], repeats: int, seed: int) -> list[Said]:
    """Each text, by so many held-out voices."""
    # scipy may be missing; `main` has said so
    from tools.mini_model.training.spoken import synth

    rng = random.Random(seed)
    kal = FLITE_VOICES_HELD_OUT[0]
    said = []
    for text in texts:
        for _ in range(repeats):
            if rng.random() < _KAL_SHARE:
                samples, _phones = synth.flite(text, kal, rng.uniform(*_KAL_STRETCH))
                said.append(Said(text, f"flite:{kal}", samples))
            else:
                way = held_out(rng)
                said.append(Said(text, f"espeak:{way.voice}", synth.espeak(text, way)[0]))
    return said


class Listener:
    """Hears utterances with one model; `noise_db` below the speech is noise, or None."""

    def __init__(self, model: vosk.Model, noise_db: float | None, clock: Clock) -> None:
        self._model, self._noise_db, self._clock = model, noise_db, clock

    def hear(self, phrases: Sequence[str] | None, said: Sequence[Said]) -> list[Heard]:
        """With a phrase list, or with the open vocabulary."""
        listed = () if phrases is None else (json.dumps(phrases),)
        recogniser = vosk.KaldiRecognizer(self._model, RATE_HZ, *listed)
        rng, pool = np.random.default_rng(0), [row.samples for row in said]
        return [
            Heard(row.text, row.voice, self._decoded(recogniser, self._sound(rng, row, pool)))
            for row in said
        ]

    def _sound(self, rng: np.random.Generator, row: Said, pool: Sequence[Samples]) -> bytes:
        from tools.mini_model.training.labelled import (
            augment,  # scipy may be missing; `main` has said so
        )

        samples = np.pad(row.samples, _AROUND)
        samples = samples * np.float32(_PEAK / (np.abs(samples).max() + 1))
        if self._noise_db is not None:
            kind = rng.choice(NOISES)
            samples = augment.with_noise(rng, samples, self._noise_db, kind, pool)
        return np.clip(np.rint(samples), -32_768, 32_767).astype("<i2").tobytes()

    def _decoded(self, recogniser: vosk.KaldiRecognizer, sound: bytes) -> str:
        began = time.process_time()
        parts = [
            recogniser.Result()
            for at in range(0, len(sound), _BLOCK_BYTES)
            if recogniser.AcceptWaveform(sound[at : at + _BLOCK_BYTES])
        ]
        parts.append(recogniser.FinalResult())
        self._clock.cpu_s += time.process_time() - began
        self._clock.sound_s += len(sound) / 2 / RATE_HZ
        return " ".join(filter(None, (json.loads(part)["text"] for part in parts)))


def word_errors(rows: Sequence[Heard]) -> float:
    """In percent of the words that were said."""
    wrong = sum(edits(row.text.split(), row.heard.split()) for row in rows)
    return 100.0 * wrong / sum(len(row.text.split()) for row in rows)


def percent(flags: Iterable[bool]) -> float:
    """How many are true."""
    kept = list(flags)
    return 100.0 * sum(kept) / max(1, len(kept))


def report(listener: Listener, phrases: Phrases, said: Spoken, errors: int) -> Iterable[str]:
    """The figures in lines, and some of the errors."""
    meanings = {text: name for name, texts in phrases.answers.items() for text in texts}
    rows = listener.hear([*meanings, UNKNOWN], said.answers)
    right = percent(meanings[row.text] == meanings.get(row.heard) for row in rows)
    exact = percent(row.text == row.heard for row in rows)
    yield f"answers ({len(rows)}): meaning {right:.1f} %, exact {exact:.1f} %"
    wrong = [row for row in rows if meanings[row.text] != meanings.get(row.heard)]

    rows = listener.hear([*phrases.phrases, UNKNOWN], said.phrases)
    whole = percent(row.text == row.heard for row in rows)
    held = percent(UNKNOWN in row.heard for row in rows)
    yield f"phrases ({len(rows)}): {whole:.1f} %, words wrong {word_errors(rows):.1f} %"
    yield f"    wrongly held back {held:.1f} %"
    for kind in ("flite", "espeak"):
        of_kind = [row for row in rows if row.voice.startswith(kind)]
        yield f"    {kind} ({len(of_kind)}): {percent(r.text == r.heard for r in of_kind):.1f} %"
    wrong += [row for row in rows if row.text != row.heard]
    open_rows = listener.hear(None, said.phrases)
    yield f"phrases, open vocabulary: words wrong {word_errors(open_rows):.1f} %"

    for name, listed in (("phrases", phrases.phrases), ("answers", [*meanings])):
        rows = listener.hear([*listed, UNKNOWN], said.outside)
        held = percent(UNKNOWN in row.heard or not row.heard for row in rows)
        taken = percent(row.heard in listed for row in rows)
        yield f"outside ({len(rows)}) against {name}: held back {held:.1f} %, taken {taken:.1f} %"
    random.Random(0).shuffle(wrong)
    yield from (f"    {row.voice}: {row.text!r} heard as {row.heard!r}" for row in wrong[:errors])


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=SHIPPED, help="model folder")
    parser.add_argument("--repeats", type=int, default=4, help="voices for each phrase")
    parser.add_argument("--seed", type=int, default=100, help="of the voices")
    parser.add_argument("--errors", type=int, default=12, help="how many to show")
    parser.add_argument("--clean", action="store_true", help="without noise only")
    wanted = parser.parse_args()
    needs.check("scipy", "flite")
    vosk.SetLogLevel(-1)
    model, clock, phrases = vosk.Model(str(wanted.model)), Clock(), load_phrases()
    answers = [text for texts in phrases.answers.values() for text in texts]
    said = Spoken(
        spoken(answers, wanted.repeats * _ANSWERS_EACH, wanted.seed + 1),
        spoken(phrases.phrases, wanted.repeats, wanted.seed + 2),
        spoken(phrases.outside, wanted.repeats * _OUTSIDE_EACH, wanted.seed + 3),
    )
    for noise_db in [None] if wanted.clean else [None, NOISE_DB]:
        print("clean" if noise_db is None else f"noise {noise_db:.0f} dB below the speech")
        for line in report(Listener(model, noise_db, clock), phrases, said, wanted.errors):
            print(f"  {line}")
    print(f"real-time factor {clock.cpu_s / clock.sound_s:.3f}")


if __name__ == "__main__":
    main()
