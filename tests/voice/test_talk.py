from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from offline_voice import cli
from offline_voice.errors import DeviceError
from offline_voice.recordings import list_recordings, read_recording
from offline_voice.replaying import RecordedPerson
from offline_voice.seams import Clip
from offline_voice.stage import has_speech

from .sounds import RECORDINGS

NIGHT = [read_recording(path) for path in list_recordings([RECORDINGS / "night-calf-cramp"])]


class FakeMicrophone(RecordedPerson):
    """A person who says the recordings, one a turn; `breaks_after` turns the cable is pulled."""

    closed = False

    def __init__(self, breaks_after: int = 99, error: type[BaseException] = DeviceError) -> None:
        super().__init__(NIGHT, has_speech)
        self.left, self.error = breaks_after, error

    def frames(self) -> Iterator[bytes]:
        if not self.left:
            raise self.error("the microphone stopped delivering; is it unplugged?")
        self.left -= 1
        return super().frames()

    def close(self) -> None:
        self.closed = True


class FakeLoudspeaker:
    """Plays into memory."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.loudest = 0
        self.stopped = self.closed = False

    def say(self, clips: Iterable[Clip]) -> None:
        for clip in clips:
            self.heard.append(clip.text)
            self.loudest = max(self.loudest, int(np.abs(clip.samples).max(initial=0)))

    def stop(self) -> None:
        self.stopped = True

    def close(self) -> None:
        self.closed = True


Talk = Callable[..., tuple[int, str, str, FakeLoudspeaker]]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Talk:
    def talk(microphone: FakeMicrophone) -> tuple[int, str, str, FakeLoudspeaker]:
        loudspeaker = FakeLoudspeaker()
        monkeypatch.setattr(cli, "_open_devices", lambda: (microphone, loudspeaker))
        monkeypatch.setattr("sys.argv", ["cramp-voice", "--hold-scale", "0"])
        with pytest.raises(SystemExit) as left:
            cli.main()
        assert microphone.closed
        assert loudspeaker.closed
        return int(left.value.code or 0), *capfd.readouterr(), loudspeaker

    return talk


def test_a_whole_conversation_is_spoken_heard_and_shown(talk: Talk) -> None:
    status, out, _, loudspeaker = talk(FakeMicrophone())
    assert status == 0
    assert loudspeaker.loudest > 5000
    assert any("take care of this at home" in text for text in loudspeaker.heard)
    assert "Ten." in loudspeaker.heard
    assert out.count("You: ") == len(NIGHT)
    assert out.splitlines()[1] == "You: oh my left calf"


def test_a_microphone_that_is_pulled_out_ends_with_the_one_safe_sentence(talk: Talk) -> None:
    status, out, err, _ = talk(FakeMicrophone(breaks_after=1))
    assert status == 1
    assert out.splitlines()[-1] == "If you're short of breath or your chest hurts, call 911."
    assert err.splitlines()[-1] == (
        "cramp-voice: the microphone stopped delivering; is it unplugged?"
    )


def test_ctrl_c_leaves_politely_and_silences_the_voice(talk: Talk) -> None:
    status, out, err, loudspeaker = talk(FakeMicrophone(2, KeyboardInterrupt))
    assert status == 0
    assert out.splitlines()[-1] == "Take care."
    assert "Traceback" not in err
    assert loudspeaker.stopped


def test_a_voice_that_fails_ends_with_the_one_safe_sentence(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(self: Any, *_: object, **__: object) -> None:
        from offline_voice.errors import SpeechError

        raise SpeechError("the speech engine did not answer within 2 s")

    monkeypatch.setattr("offline_voice.speech.Synthesiser._make", fail)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    status, out, err, _ = talk(FakeMicrophone())
    assert status == 1
    assert "call 911" in out.splitlines()[-1]
    assert err.splitlines()[-1].startswith("cramp-voice: the speech engine did not answer")
