from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, SILENT_FRAME, Clip, Samples
from offline_voice.cli.main import main
from offline_voice.diagnose import doctor
from offline_voice.diagnose.doctor import Finding, Helpers, examine
from offline_voice.errors import DeviceError, SpeechError
from offline_voice.settings import Settings
from offline_voice.speak.synthesiser import Synthesiser
from offline_voice.vosk_models.find import ModelFolder, find_model, how_it_hears
from tests.voice.sounds import tone


class Microphone:
    """Delivers the sound again and again."""

    def __init__(self, sound: Samples) -> None:
        self.sound, self.closed, self.dropped_blocks = sound, False, 0

    def begin_turn(self) -> bool:
        return True

    def frames(self) -> Iterator[bytes]:
        whole = self.sound[: len(self.sound) // FRAME_SAMPLES * FRAME_SAMPLES]
        while True:
            for frame in whole.reshape(-1, FRAME_SAMPLES):
                yield frame.astype("<i2").tobytes()

    def close(self) -> None:
        self.closed = True


class Loudspeaker:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.closed = False

    def say(self, clips: Iterable[Clip]) -> None:
        self.said += [clip.text for clip in clips]

    def stop(self) -> None:
        raise AssertionError("nothing is to be cut short")

    def close(self) -> None:
        self.closed = True


def broken(what: str) -> Callable[[], Microphone]:
    def refuse() -> Microphone:
        raise DeviceError(what)

    return refuse


@pytest.fixture(scope="module")
def folder() -> ModelFolder:
    """The mini model, as if it were one for people."""
    return replace(find_model(None), origin="installed")


@pytest.fixture(autouse=True)
def _no_real_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "choices", lambda kind: [f"Desk {kind}"])


@pytest.fixture
def loudspeaker() -> Loudspeaker:
    return Loudspeaker()


def spoken(text: str) -> Samples:
    import soxr

    with Synthesiser() as engine:
        clip = engine.speak(text)
    quiet = np.zeros(RATE_HZ, np.int16)
    said = soxr.resample(clip.samples, clip.rate_hz, RATE_HZ)
    return np.concatenate([quiet, said, quiet])


def found(
    folder: ModelFolder,
    loudspeaker: Loudspeaker,
    microphone: Callable[[], Microphone],
    *,
    settings: Settings | None = None,
    answer: bool | None = True,
) -> dict[str, Finding]:
    told: list[str] = []
    ask = None if answer is None else lambda _: bool(answer)
    helpers = Helpers(microphone, lambda: loudspeaker, ask, told.append)
    findings = list(examine(folder, settings or Settings(), helpers))
    assert all("\n" not in finding.told for finding in findings)
    return {finding.part: finding for finding in findings}


def test_where_all_is_well_every_part_passes(
    folder: ModelFolder, loudspeaker: Loudspeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_SLOW_COMPUTE_MS", 10_000)  # other tests use the machine meanwhile
    microphone = Microphone(spoken("hey cramp helper"))
    findings = found(folder, loudspeaker, lambda: microphone)
    assert list(findings) == [
        "model", "understanding", "voice", "latency", "loudspeaker", "microphone", "wake phrase"
    ]  # fmt: skip
    assert {part: finding.told for part, finding in findings.items() if not finding.is_well} == {
        "model": findings["model"].told  # it is the demonstration model all the same
    }
    assert "run `cramp-voice model install`" in findings["model"].told
    assert "ms to the first sound" in findings["latency"].told
    assert "dB below full scale" in findings["microphone"].told
    assert loudspeaker.said == [doctor.GREETING]
    assert loudspeaker.closed
    assert microphone.closed


def test_a_greeting_that_nobody_hears_is_a_fault_with_the_other_loudspeakers_named(
    folder: ModelFolder, loudspeaker: Loudspeaker
) -> None:
    findings = found(folder, loudspeaker, lambda: Microphone(tone(1.0)), answer=False)
    assert findings["loudspeaker"].is_well is False
    assert "turn it up" in findings["loudspeaker"].told
    assert "Desk loudspeaker" in findings["loudspeaker"].told


def test_sound_that_a_busy_computer_loses_is_a_fault(
    folder: ModelFolder, loudspeaker: Loudspeaker
) -> None:
    microphone = Microphone(tone(1.0))
    microphone.dropped_blocks = 7
    finding = found(folder, loudspeaker, lambda: microphone)["microphone"]
    assert finding.is_well is False
    assert finding.told.startswith("7 blocks of sound were lost: this computer is too busy")


def test_another_word_is_not_the_wake_phrase(
    folder: ModelFolder, loudspeaker: Loudspeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_WAKE_WITHIN_S", 3.0)
    findings = found(folder, loudspeaker, lambda: Microphone(tone(1.0)))
    assert findings["wake phrase"].is_well is False
    assert '"hey cramp helper" was not heard' in findings["wake phrase"].told


@pytest.mark.parametrize(
    ("sound", "says"),
    [
        (np.frombuffer(SILENT_FRAME * 9, np.int16), "delivers only silence: switch it on"),
        (tone(1.0, level=20), "too faint: turn up its level"),
    ],
)
def test_a_deaf_microphone_is_told_and_the_wake_phrase_not_tried(
    folder: ModelFolder, loudspeaker: Loudspeaker, sound: Samples, says: str
) -> None:
    findings = found(folder, loudspeaker, lambda: Microphone(sound))
    assert findings["microphone"].is_well is False
    assert says in findings["microphone"].told
    assert "Desk microphone" in findings["microphone"].told
    assert findings["wake phrase"].is_well is None


def test_without_a_microphone_the_rest_is_examined_all_the_same(
    folder: ModelFolder, loudspeaker: Loudspeaker
) -> None:
    findings = found(folder, loudspeaker, broken("no microphone"))
    assert findings["microphone"].told.startswith("no microphone; choose with `microphone`")
    assert findings["wake phrase"].told == "not tried: there is no microphone"
    assert findings["loudspeaker"].is_well


def test_where_nobody_is_asked_what_needs_an_answer_is_left_out(
    folder: ModelFolder, loudspeaker: Loudspeaker
) -> None:
    findings = found(folder, loudspeaker, lambda: Microphone(tone(1.0)), answer=None)
    assert findings["loudspeaker"].told == "played a greeting; nobody was asked if it was heard"
    assert findings["wake phrase"].is_well is None
    assert findings["microphone"].is_well


def test_a_speech_engine_that_fails_is_told_and_what_stands_on_it_is_not_examined(
    folder: ModelFolder, loudspeaker: Loudspeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Clip:
        raise SpeechError("the speech engine did not answer within 2 s")

    monkeypatch.setattr(Synthesiser, "speak", fail)
    findings = found(folder, loudspeaker, lambda: Microphone(tone(1.0)), answer=None)
    assert findings["voice"].told.startswith("the speech engine did not answer within 2 s; check")
    assert findings["latency"].is_well is None
    assert findings["loudspeaker"].is_well is None


def test_a_model_that_cannot_be_loaded_is_told(
    folder: ModelFolder, loudspeaker: Loudspeaker, tmp_path: Path
) -> None:
    empty = replace(folder, path=tmp_path)
    findings = found(empty, loudspeaker, lambda: Microphone(tone(1.0)))
    assert findings["model"].is_well is False
    assert "model install --again" in findings["model"].told
    assert findings["voice"].is_well
    assert findings["wake phrase"].is_well is None


def test_on_a_machine_without_any_device_every_line_is_a_mark_or_a_fix(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("cramp-voice")), "doctor", "--yes"],
        capture_output=True,
        text=True,
        timeout=120,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PULSE_SERVER": "unix:/nowhere"},
    )
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    parts = [line.split("] ")[1].split(":")[0] for line in lines]
    assert parts == [
        "model", "understanding", "voice", "latency", "loudspeaker", "microphone", "wake phrase"
    ]  # fmt: skip
    marks = [line[1:7].strip() for line in lines]
    assert marks[0] == "FIX"
    assert marks[1] == "ok"
    assert set(marks[3:]) <= {"ok", "FIX", "--"}
    assert done.stdout.splitlines()[-1].startswith("vosk-model-mini-en hears people only in part: ")
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_how_well_the_model_hears_is_one_bright_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_: [])
    monkeypatch.setattr("sys.argv", ["cramp-voice", "doctor", "--yes"])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(SystemExit):
        main()
    (line,) = capsys.readouterr().out.splitlines()
    assert line == f"\x1b[1m{how_it_hears(find_model(None))}\x1b[0m"
