"""Piper speaks where the configuration says so, behind the same child, cache and deadline."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from cramp_triage.protocol.model import load_protocol
from offline_voice.errors import SpeechError, UnknownVoiceError
from offline_voice.settings import Settings
from offline_voice.speak import worker
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.speak.voicing import Voice

NATURAL = SpeechSettings.of(Settings(piper_voice="joe"))
TEXT = "Straighten that leg, and pull your toes up."


def test_a_natural_voice_speaks_at_the_rate_of_the_usual_one(tmp_path: Path) -> None:
    with Synthesiser(NATURAL, tmp_path) as natural, Synthesiser(cache=tmp_path) as usual:
        clip, slow = natural.speak(TEXT), natural.speak(TEXT, rate_wpm=120)
        plain = usual.speak(TEXT)
    lengths_s = [len(one.samples) / one.rate_hz for one in (clip, slow, plain)]
    assert lengths_s[1] > 1.15 * lengths_s[0]
    assert lengths_s[0] == pytest.approx(lengths_s[2], rel=0.25)
    assert float(np.abs(clip.samples).max()) > 3000


def test_what_a_natural_voice_said_is_kept_apart(tmp_path: Path) -> None:
    with Synthesiser(NATURAL, tmp_path) as natural, Synthesiser(cache=tmp_path) as usual:
        spoken, plain = (one.speak("Good night.", keep=True) for one in (natural, usual))
    with Synthesiser(NATURAL, tmp_path, command=["no-such-engine"]) as natural:
        again = natural.speak("Good night.", keep=True)
    assert np.array_equal(spoken.samples, again.samples)
    assert not np.array_equal(spoken.samples, plain.samples)


@pytest.mark.parametrize("named", ["/no/such/voice.onnx", "nobody"])
def test_a_voice_that_is_missing_is_named_and_the_usual_one_speaks(
    tmp_path: Path, named: str
) -> None:
    told: list[tuple[str, SpeechError]] = []
    settings = SpeechSettings.of(Settings(piper_voice=named))
    with Synthesiser(settings, tmp_path) as engine:
        voice = Voice(load_protocol(), engine, on_failure=lambda *what: told.append(what))
        clip = voice.sentence("Good night.")
    ((_, error),) = told
    assert isinstance(error, UnknownVoiceError)
    assert f"{named} is missing; `piper_voice` names" in str(error)
    assert float(np.abs(clip.samples).max()) > 200


def test_without_the_packages_the_fix_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "piper.py").write_text("raise ModuleNotFoundError(name='piper')")
    folders = [str(blocked), str(Path(worker.__file__).parent)]
    program = f"import sys; sys.path[:0] = {folders}; import worker; worker.main()"
    with (
        Synthesiser(NATURAL, tmp_path, (sys.executable, "-c", program)) as engine,
        pytest.raises(UnknownVoiceError, match=r"pip install 'cramp-helper\[natural-voice\]'"),
    ):
        engine.speak("Ten.")
