from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from offline_voice.errors import SpeechError
from offline_voice.speak import worker
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser

QUICK = SpeechSettings(deadline_s=0.5, start_deadline_s=10)


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


def test_every_sentence_comes_out_as_sound_and_none_is_lost(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        lengths = {}
        for text in ("Call 911 now.", "Straighten that leg, and pull your toes up.", "Ten."):
            clip = synthesiser.speak(text)
            assert clip.text == text
            assert loudness(clip.samples) > 200
            lengths[text] = len(clip.samples) / clip.rate_hz
    assert lengths["Ten."] < lengths["Call 911 now."] < 3
    assert 2 < lengths["Straighten that leg, and pull your toes up."] < 5


def test_a_number_to_call_is_spelt_digit_by_digit(tmp_path: Path) -> None:
    written = "Call 911, or 1-800-222-1222."
    spelt = "Call nine one one, or one, eight zero zero, two two two, one two two two."
    with Synthesiser(cache=tmp_path) as synthesiser:
        number, words = (len(synthesiser.speak(text).samples) for text in (written, spelt))
    assert number == pytest.approx(words, rel=0.03)


def test_slower_is_slower(tmp_path: Path) -> None:
    text = "Pull the toes up again, and rub the calf."
    with Synthesiser(cache=tmp_path) as synthesiser:
        usual, slow = synthesiser.speak(text), synthesiser.speak(text, rate_wpm=130)
    assert len(slow.samples) > 1.1 * len(usual.samples)


def test_a_hundred_sentences_in_changing_rates_are_all_whole(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:

        def length(stop: str, rate_wpm: int) -> int:  # another text each time, alike in sound
            return len(synthesiser.speak(f"Keep holding. Ten{stop}", rate_wpm=rate_wpm).samples)

        usual, slow = ([length("." * i, rate) for i in range(50)] for rate in (165, 130))
        mixed = [length("!" * (i + 1), 130 if i % 2 else 165) for i in range(20)]
    assert max(usual) < min(slow)
    assert max(mixed[0::2]) < min(mixed[1::2])


def test_fixed_wording_is_spoken_once_and_then_kept(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        first = synthesiser.speak("Good night.", keep=True)
    with Synthesiser(cache=tmp_path, command=["no-such-engine"]) as synthesiser:
        again = synthesiser.speak("Good night.", keep=True)
    assert np.array_equal(first.samples, again.samples)


def test_what_the_person_said_never_reaches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, temporary = tmp_path / "cache", tmp_path / "temporary"
    temporary.mkdir()
    temporary.chmod(0o500)
    monkeypatch.setenv("TMPDIR", str(temporary))
    with Synthesiser(cache=cache) as synthesiser:
        clip = synthesiser.speak("Left calf, about fifteen minutes. Is that right?")
        assert loudness(clip.samples) > 200
        assert list(temporary.iterdir()) == []
    assert not cache.exists()


def test_a_damaged_file_in_the_cache_is_made_again(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        whole = synthesiser.speak("Thirty.", keep=True)
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(kept.read_bytes()[:100])
    with Synthesiser(cache=tmp_path) as synthesiser:
        assert len(synthesiser.speak("Thirty.", keep=True).samples) == pytest.approx(
            len(whole.samples), rel=0.05
        )
    assert kept.stat().st_size > 1000


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with Synthesiser(cache=blocked / "cache") as synthesiser:
        assert len(synthesiser.speak("Ten.", keep=True).samples)


def test_a_killed_engine_is_started_again(tmp_path: Path) -> None:
    with Synthesiser(cache=tmp_path) as synthesiser:
        synthesiser.speak("Ten.")
        assert synthesiser._child
        synthesiser._child._process.kill()
        assert loudness(synthesiser.speak("Twenty.").samples) > 200


HANGS = "import sys,time; print('{\"ready\": true}', flush=True); time.sleep(60)"
DIES = "raise SystemExit(1)"
REFUSES = 'print(\'{"ok": false, "why": "no espeak here"}\')'


@pytest.mark.parametrize(
    ("program", "says"),
    [
        (HANGS, "did not answer within 0.5 s"),
        (DIES, "ended without an answer"),
        (REFUSES, "no espeak here"),
    ],
)
def test_an_engine_that_hangs_dies_or_refuses_is_told_and_ended(
    tmp_path: Path, program: str, says: str
) -> None:
    with Synthesiser(QUICK, tmp_path, [sys.executable, "-c", program]) as synthesiser:
        with pytest.raises(SpeechError, match=says):
            synthesiser.speak("Ten.")
        assert synthesiser._child is None


LOSES_THE_FIRST = """
import json, pathlib, runpy, sys
mark = pathlib.Path(sys.argv[1])
if mark.exists():
    runpy.run_path(sys.argv[2], run_name="__main__")
else:
    mark.touch()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"wav_bytes": 0}), flush=True)
"""


def test_a_text_that_the_engine_loses_is_given_to_a_new_one(tmp_path: Path) -> None:
    child = str(Path(worker.__file__))
    command = [sys.executable, "-c", LOSES_THE_FIRST, str(tmp_path / "mark"), child]
    with Synthesiser(cache=tmp_path, command=command) as synthesiser:
        clip = synthesiser.speak("Call 911 now.")
    assert loudness(clip.samples) > 200
    assert clip.text == "Call 911 now."


def test_an_unknown_voice_is_named(tmp_path: Path) -> None:
    settings = SpeechSettings(voice="nobody")
    with (
        Synthesiser(settings, tmp_path) as synthesiser,
        pytest.raises(SpeechError, match="voice 'nobody' is not known"),
    ):
        synthesiser.speak("Ten.")


def test_a_long_install_path_does_not_end_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import espeakng_loader

    deep = tmp_path / ("deep" * 20) / ("deeper" * 12)
    deep.mkdir(parents=True)
    (deep / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent)
    monkeypatch.setenv("PYTHONPATH", str(deep))
    with Synthesiser(cache=tmp_path / "cache") as synthesiser:
        assert loudness(synthesiser.speak("Ten.").samples) > 200
