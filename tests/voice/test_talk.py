from __future__ import annotations

import errno
import signal
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from offline_voice.audio import reconnect
from offline_voice.audio.interfaces import Clip
from offline_voice.audio.recordings import list_recordings, read_recording
from offline_voice.cli import main
from offline_voice.errors import DeviceError, SpeechError
from offline_voice.talk.assembly import has_speech
from offline_voice.talk.replay import RecordedPerson
from tests import RECORDINGS

pytestmark = pytest.mark.slow

NIGHT = [read_recording(path) for path in list_recordings([RECORDINGS / "night-calf-cramp"])]


class FakeMicrophone(RecordedPerson):
    """A person who says the recordings, one a turn; in the turns of `breaks` something happens."""

    closed = False
    absences = missed = 0

    def __init__(
        self, breaks: Collection[int] = (), error: type[BaseException] = DeviceError
    ) -> None:
        super().__init__(NIGHT, has_speech)
        self.turn, self.breaks, self.error = 0, breaks, error

    def open(self) -> FakeMicrophone:
        self.missed += self.closed
        if self.closed and self.missed <= self.absences:
            raise DeviceError("no microphone")
        return self

    def frames(self) -> Iterator[bytes]:
        self.turn += 1
        if self.turn in self.breaks:
            raise self.error("the microphone stopped delivering; is it unplugged?")
        return super().frames()

    def close(self) -> None:
        self.closed = True


class FakeLoudspeaker:
    """Plays into memory."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.loudest = 0
        self.stopped = self.closed = False
        self.rests = 0

    def say(self, clips: Iterable[Clip]) -> None:
        for clip in clips:
            self.heard.append(clip.text)
            self.loudest = max(self.loudest, int(np.abs(clip.samples).max(initial=0)))

    def rest(self) -> None:
        self.rests += 1

    def stop(self) -> None:
        self.stopped = True

    def close(self) -> None:
        self.closed = True


Talk = Callable[..., tuple[int, str, str, FakeLoudspeaker]]


@pytest.fixture
def talk(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Talk:
    config = tmp_path / "config.toml"
    config.write_text("diary = false\n")  # the recorded person was never asked about one
    monkeypatch.setenv("CRAMP_VOICE_CONFIG", str(config))

    def talk(microphone: FakeMicrophone, *options: str) -> tuple[int, str, str, FakeLoudspeaker]:
        loudspeaker = FakeLoudspeaker()
        monkeypatch.setattr(
            "offline_voice.talk.night.microphone_opener", lambda *_: microphone.open
        )
        monkeypatch.setattr("offline_voice.talk.night.Loudspeaker", lambda *_: loudspeaker)
        monkeypatch.setattr(reconnect, "WAITS_S", (0.0, 0.0))
        monkeypatch.setattr("sys.argv", ["cramp-voice", "--hold-scale", "0", *options])
        with pytest.raises(SystemExit) as left:
            main.main()
        assert microphone.closed
        assert loudspeaker.closed
        return int(left.value.code or 0), *capfd.readouterr(), loudspeaker

    return talk


def test_a_whole_conversation_is_spoken_heard_and_shown(talk: Talk) -> None:
    status, out, _, loudspeaker = talk(FakeMicrophone(), "--once")
    assert status == 0
    assert loudspeaker.loudest > 5000
    assert any("take care of this at home" in text for text in loudspeaker.heard)
    assert "Ten." in loudspeaker.heard
    assert out.count("You: ") == len(NIGHT)
    assert out.splitlines()[1] == "You: oh my left calf"
    assert "Say " not in out  # it does not wait for another


def test_after_a_conversation_it_says_how_to_be_called_and_waits(talk: Talk) -> None:
    status, out, _, loudspeaker = talk(FakeMicrophone())
    assert status == 0
    assert loudspeaker.rests == 1
    assert out.splitlines()[-1] == 'Say "hey cramp helper" when you want me. Ctrl-C ends this.'


def test_a_microphone_that_comes_back_is_told_and_the_conversation_goes_on(talk: Talk) -> None:
    microphone = FakeMicrophone(breaks=(2,))
    microphone.absences = 2
    status, out, _, loudspeaker = talk(microphone, "--once")
    assert status == 0
    for sentence in (reconnect.MICROPHONE_LOST, reconnect.MICROPHONE_BACK):
        assert sentence in loudspeaker.heard
        assert sentence in out.splitlines()
    assert any("take care of this at home" in text for text in loudspeaker.heard)


def test_a_microphone_that_stays_away_ends_with_the_one_safe_sentence(talk: Talk) -> None:
    microphone = FakeMicrophone(breaks=(2,))
    microphone.absences = 99
    status, out, err, loudspeaker = talk(microphone)
    assert status == 1
    assert out.splitlines()[-1] == "If you're short of breath or your chest hurts, call 911."
    assert loudspeaker.heard[-1] == out.splitlines()[-1]
    assert err.splitlines()[-1] == "cramp-voice: no microphone; plug it in and start again"


def test_whoever_speaks_begins_where_no_phrase_is_wanted(talk: Talk) -> None:
    status, out, _, loudspeaker = talk(FakeMicrophone(), "--no-wake")
    assert status == 0
    assert any("take care of this at home" in text for text in loudspeaker.heard)
    assert out.splitlines()[-1] == "Speak when you want me. Ctrl-C ends this."


def test_with_push_to_talk_each_answer_waits_for_the_key(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Key:
        """Pressed at once, whenever it is waited for."""

        waits = forgotten = 0

        def __init__(self, on_press: object) -> None: ...

        def wait(self) -> bool:
            Key.waits += 1
            return True

        def forget(self) -> None:
            Key.forgotten += 1

    monkeypatch.setattr("offline_voice.talk.night.EnterKey", Key)
    status, out, _, loudspeaker = talk(FakeMicrophone(), "--push-to-talk", "--once")
    assert status == 0
    assert Key.waits == len(NIGHT) == out.count("Press Enter, then speak.")
    assert any("take care of this at home" in text for text in loudspeaker.heard)


def test_a_voice_that_the_engine_does_not_have_is_told_and_the_usual_one_speaks(
    talk: Talk,
) -> None:
    status, out, _, loudspeaker = talk(FakeMicrophone(), "--once", "--voice", "nobody")
    assert status == 0
    assert out.count("voice 'nobody' is not known to the speech engine; the usual one") == 1
    assert loudspeaker.loudest > 5000


def test_a_conversation_that_can_no_longer_be_kept_says_so_once_and_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    written = []

    def full(number: int) -> None:
        written.append(number)
        if len(written) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cramp_triage.storage.private_files.os.fsync", full)
    status, _, err, loudspeaker = talk(FakeMicrophone(), "--save", str(kept))
    assert status == 0
    assert len(written) > 5
    assert err.count(f"This conversation is kept in {kept}") == 1
    assert err.count("This conversation is no longer kept: ") == 1
    assert "make room on the disk" in err
    assert any("take care of this at home" in text for text in loudspeaker.heard)


class Signalled(FakeMicrophone):
    """A signal comes while the second turn is heard."""

    number = signal.SIGHUP

    def frames(self) -> Iterator[bytes]:
        frames = super().frames()
        if self.turn == 2:
            signal.raise_signal(self.number)
        return frames


@pytest.mark.parametrize(("handler", "stays"), [(signal.SIG_IGN, True), (signal.SIG_DFL, False)])
def test_a_terminal_that_closes_ends_it_unless_it_was_started_behind_nohup(
    talk: Talk, handler: signal.Handlers, stays: bool
) -> None:
    before = signal.signal(signal.SIGHUP, handler)
    try:
        status, _, _, loudspeaker = talk(Signalled(), "--once")
        assert signal.getsignal(signal.SIGHUP) is handler
    finally:
        signal.signal(signal.SIGHUP, before)
    assert status == 0
    assert any("take care of this at home" in text for text in loudspeaker.heard) is stays


def test_a_wake_phrase_that_the_model_cannot_hear_is_refused_at_once(
    talk: Talk, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('wake_phrase = "hey zorblax"\n')
    status, _, err, _ = talk(FakeMicrophone())
    assert status == 1
    assert err.splitlines()[-1] == (
        "cramp-voice: wake_phrase: the model has no word 'zorblax', so nothing would wake it; "
        "choose other words, or --no-wake"
    )


def test_ctrl_c_leaves_politely_and_silences_the_voice(talk: Talk) -> None:
    status, out, err, loudspeaker = talk(FakeMicrophone((2,), KeyboardInterrupt))
    assert status == 0
    assert out.splitlines()[-2:] == [
        "If you're short of breath or your chest hurts, call 911.",
        "Take care.",
    ]
    assert "Traceback" not in err
    assert loudspeaker.stopped


def test_a_voice_that_fails_is_told_and_the_conversation_goes_on_by_text(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def fail(self: Any, text: str, *_: object) -> None:
        asked.append(text)
        raise SpeechError("the speech engine did not answer within 2 s")

    monkeypatch.setattr("offline_voice.speak.synthesiser.Synthesiser._made", fail)
    monkeypatch.setattr("offline_voice.talk.night.Rehearsal.begin", lambda *_: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    status, out, _, loudspeaker = talk(FakeMicrophone(), "--once")
    assert status == 0
    told = "(Not spoken: the speech engine did not answer within 2 s. Please read along.)"
    assert out.count(told) == 2 == len(asked)  # then the engine is left alone
    assert out.count("You: ") == len(NIGHT)
    assert "take care of this at home" in out
    assert loudspeaker.loudest > 2000  # two tones in place of each sentence
