from __future__ import annotations

import threading
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import miniaudio
import numpy as np
import pytest

from offline_voice.audio import loudspeaker, microphone
from offline_voice.audio.devices import choices, device_names
from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, Clip
from offline_voice.audio.loudspeaker import Loudspeaker
from offline_voice.audio.microphone import Microphone
from offline_voice.errors import DeviceError
from tests.voice.sounds import tone

CAPTURE_HZ = 48_000
BLOCK = CAPTURE_HZ // 50


class Clockwork:
    """A device whose blocks pass as fast as they are taken; after `blocks` of them: silence."""

    def __init__(self, blocks: int) -> None:
        self.left = blocks
        self.played: list[bytes] = []
        self.closed = False
        self._device = SimpleNamespace(sampleRate=CAPTURE_HZ)
        self._thread: threading.Thread | None = None

    def start(self, generator: Generator[Any, Any, None]) -> None:
        self.closed = False
        self._thread = threading.Thread(target=self._run, args=(generator,), daemon=True)
        self._thread.start()

    def _run(self, generator: Generator[Any, Any, None]) -> None:
        sound = tone(10.0, CAPTURE_HZ)
        at = 0
        while self.left > 0 and not self.closed:
            self.left -= 1
            self.exchange(generator, sound[at : at + BLOCK])
            at = (at + BLOCK) % (len(sound) - BLOCK)

    def stop(self) -> None:
        self.closed = True
        if self._thread:
            self._thread.join()

    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def exchange(self, generator: Generator[Any, Any, None], block: Any) -> None:
        raise NotImplementedError

    close = stop


class Capturing(Clockwork):
    def exchange(self, generator: Generator[Any, Any, None], block: Any) -> None:
        generator.send(block.tobytes())


class Playing(Clockwork):
    def exchange(self, generator: Generator[Any, Any, None], block: Any) -> None:
        self.played.append(bytes(generator.send(441)))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "FIRST_BLOCK_S", 0.2)
    monkeypatch.setattr(loudspeaker, "FIRST_BLOCK_S", 0.2)


def put_in(monkeypatch: pytest.MonkeyPatch, kind: str, device: Clockwork) -> None:
    monkeypatch.setattr(miniaudio, kind, lambda **_: device)


def test_the_microphone_gives_frames_at_our_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, "CaptureDevice", Capturing(blocks=200))
    microphone = Microphone(tail_ms=0)
    frames = microphone.frames()
    heard = np.frombuffer(b"".join(next(frames) for _ in range(30)), "<i2").astype(float)
    microphone.close()
    assert len(heard) == 30 * FRAME_SAMPLES
    spectrum = np.abs(np.fft.rfft(heard[4096:12288]))
    assert spectrum.argmax() * RATE_HZ / 8192 == pytest.approx(300, abs=4)


def test_what_was_captured_while_the_program_spoke_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_in(monkeypatch, "CaptureDevice", Capturing(blocks=100))
    microphone = Microphone()
    microphone._device._thread.join()
    assert microphone.begin_turn()
    with pytest.raises(DeviceError):
        next(microphone.frames())
    microphone.close()


def test_blocks_that_nobody_takes_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, "CaptureDevice", Capturing(blocks=700))
    microphone = Microphone()
    microphone._device._thread.join()
    assert 190 <= microphone.dropped_blocks <= 200
    microphone.close()


def test_a_microphone_that_goes_silent_without_an_error_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_in(monkeypatch, "CaptureDevice", Capturing(blocks=20))
    microphone = Microphone(tail_ms=0)
    with pytest.raises(DeviceError, match="stopped delivering; is it unplugged"):
        for _ in microphone.frames():
            pass
    microphone.close()


def test_a_device_that_exists_but_passes_no_block_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mute, deaf = Capturing(blocks=0), Playing(blocks=0)
    put_in(monkeypatch, "CaptureDevice", mute)
    put_in(monkeypatch, "PlaybackDevice", deaf)
    with pytest.raises(DeviceError, match="delivers no sound"):
        Microphone()
    with pytest.raises(DeviceError, match="takes no sound"):
        Loudspeaker()
    assert mute.closed
    assert deaf.closed


def test_no_device_at_all_is_told_without_native_noise(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: Any) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    monkeypatch.setattr(miniaudio, "CaptureDevice", refuse)
    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    with pytest.raises(DeviceError, match="no microphone"):
        Microphone()
    with pytest.raises(DeviceError, match="no loudspeaker"):
        Loudspeaker()
    assert capfd.readouterr() == ("", "")


def test_every_sample_is_played_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Playing(blocks=10**9)
    put_in(monkeypatch, "PlaybackDevice", device)
    loudspeaker = Loudspeaker()
    clips = [Clip("a", tone(0.5, 22_050), 22_050), Clip("b", tone(0.25, 22_050), 22_050)]
    loudspeaker.say(clips)
    loudspeaker.close()
    assert loudspeaker.played_samples == sum(len(clip.samples) for clip in clips)
    played = np.trim_zeros(np.frombuffer(b"".join(device.played), "<i2"))
    expected = np.trim_zeros(np.concatenate([clip.samples for clip in clips]))
    assert np.array_equal(played, expected)


def test_a_loudspeaker_rests_until_something_is_to_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Playing(blocks=10**9)
    put_in(monkeypatch, "PlaybackDevice", device)
    loudspeaker = Loudspeaker()
    loudspeaker.rest()
    taken, clip = len(device.played), Clip("a", tone(0.5, 22_050), 22_050)
    assert not device.is_running()
    for _ in range(2):
        loudspeaker.say([clip])
    assert len(device.played) > taken
    assert loudspeaker.played_samples == 2 * len(clip.samples)
    loudspeaker.close()


def test_a_loudspeaker_pulled_out_while_it_rests_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device = Playing(blocks=10**9)
    put_in(monkeypatch, "PlaybackDevice", device)
    loudspeaker = Loudspeaker()
    loudspeaker.rest()
    device.left = 0
    with pytest.raises(DeviceError, match="takes no sound"):
        loudspeaker.say([Clip("a", tone(0.5, 22_050), 22_050)])
    loudspeaker.close()


def test_a_loudspeaker_that_stops_taking_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, "PlaybackDevice", Playing(blocks=5))
    loudspeaker = Loudspeaker()
    with pytest.raises(DeviceError, match="stopped taking sound"):
        loudspeaker.say([Clip("a", tone(1.0, 22_050), 22_050)])
    loudspeaker.close()


def test_stop_is_immediate(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Playing(blocks=1)
    put_in(monkeypatch, "PlaybackDevice", device)
    loudspeaker = Loudspeaker()
    loudspeaker._pending = tone(60, 22_050)
    loudspeaker.stop()
    loudspeaker.say([])
    assert loudspeaker.played_samples == 0
    loudspeaker.close()


def known_as(name: bytes) -> Any:
    """An id as the sound system gives it."""
    known = miniaudio.ffi.new("ma_device_id *")
    miniaudio.ffi.buffer(known)[: len(name)] = name
    return known


BUILT_IN, USB = known_as(b"hw:0,0"), known_as(b"hw:1,0")


@pytest.fixture
def _two_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    class Two:
        backend = "CoreAudio"

        def __init__(self, backends: object) -> None:
            pass

        def get_captures(self) -> list[dict[str, Any]]:
            return [{"name": "Built-in Mic", "id": BUILT_IN}, {"name": "USB Headset", "id": USB}]

        get_playbacks = get_captures

    monkeypatch.setattr(miniaudio, "Devices", Two)


@pytest.mark.usefixtures("_two_of_each")
def test_a_device_is_found_by_a_part_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def open_it(**options: Any) -> Capturing:
        opened.append(options["device_id"])
        return Capturing(blocks=50)

    monkeypatch.setattr(miniaudio, "CaptureDevice", open_it)
    Microphone("headset").close()
    Microphone().close()
    assert opened == [USB, None]


@pytest.mark.usefixtures("_two_of_each")
def test_a_name_that_no_device_has_lists_those_there_are() -> None:
    there = "there is: Built-in Mic, USB Headset"
    with pytest.raises(DeviceError, match=f"no microphone is called 'studio'; {there}"):
        Microphone("studio")
    with pytest.raises(DeviceError, match=f"no loudspeaker is called 'studio'; {there}"):
        Loudspeaker("studio")


def there_are(monkeypatch: pytest.MonkeyPatch, backend: str, *devices: tuple[str, bytes]) -> None:
    found = [{"name": name, "id": known_as(known)} for name, known in devices]
    system = SimpleNamespace(backend=backend, get_captures=lambda: found)
    monkeypatch.setattr(miniaudio, "Devices", lambda _: system)


def test_a_device_that_stands_for_none_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    silence = "Discard all samples (playback) or generate zero samples (capture)"
    there_are(monkeypatch, "ALSA", (silence, b"null"), ("USB Headset", b"hw:1,0"))
    assert device_names("microphone") == ["USB Headset"]
    there_are(monkeypatch, "PulseAudio", ("Monitor of Dummy Output", b"auto_null.monitor"))
    assert device_names("microphone") == []
    there_are(monkeypatch, "Null", ("NULL Capture Device", b""))
    assert device_names("microphone") == []


def test_what_only_hears_the_loudspeaker_is_no_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monitor = ("Monitor of Built-in Audio", b"alsa_output.monitor")
    there_are(monkeypatch, "PulseAudio", monitor)
    assert choices("microphone") == []
    there_are(monkeypatch, "PulseAudio", monitor, ("USB Headset", b"alsa_input.usb"))
    assert choices("microphone") == ["USB Headset"]
