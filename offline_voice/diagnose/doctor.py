"""Examines what a conversation needs, part by part: each passes, or says its fix in one line.

What stands on a failed part is not examined: its fix would lead astray. Prints nothing and asks
through functions, so that tests can answer. Nothing that is heard is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from cramp_triage.errors import WeightsError
from cramp_triage.nlu.reader.weights import load_weights
from offline_voice.audio.devices import Kind, choices
from offline_voice.audio.interfaces import FRAME_MS, AudioSource, Clip
from offline_voice.audio.loudspeaker import Loudspeaker
from offline_voice.audio.microphone import Microphone
from offline_voice.audio.reconnect import OpenLoudspeaker, OpenMicrophone
from offline_voice.audio.recordings import list_recordings, read_recording
from offline_voice.errors import DeviceError, VoiceError
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.listen.waking import WakeSpotter, wait_for
from offline_voice.settings import Settings
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.speak.voicing import Voice
from offline_voice.talk.assembly import DEMO, Ears, has_speech, open_ears, phrase_book, talk
from offline_voice.talk.replay import RecordedPerson
from offline_voice.vosk_models.find import ModelFolder, missing_words

GREETING: Final = "Hello. This is cramp helper. If you can hear me, all is well."
_LISTEN_S: Final = 3.0
_WAKE_WITHIN_S: Final = 15.0
_SLOW_COMPUTE_MS: Final = 300
_TURNS: Final = 4
_DEAD_DBFS: Final = -90.0
_FAINT_DBFS: Final = -55.0
_FULL_SCALE: Final = 32_768


@dataclass(frozen=True)
class Finding:
    """What the examination of one part gave.

    Attributes:
        part: what was examined.
        is_well: it passes; None if it was not examined.
        told: what was measured, or what is wrong and the fix; one line.
    """

    part: str
    is_well: bool | None
    told: str


@dataclass(frozen=True)
class Helpers:
    """What the examination needs of the world; tests put fakes here.

    Attributes:
        ask: puts a yes/no question to the person; None if nobody is there to answer.
        tell: tells the person what to do next.
    """

    microphone: Callable[[], OpenMicrophone]
    loudspeaker: Callable[[], OpenLoudspeaker]
    ask: Callable[[str], bool] | None
    tell: Callable[[str], None]


def real_helpers(
    settings: Settings, ask: Callable[[str], bool] | None, tell: Callable[[str], None]
) -> Helpers:
    """The devices of the settings."""
    return Helpers(
        lambda: Microphone(settings.microphone, tail_ms=0),
        lambda: Loudspeaker(settings.loudspeaker),
        ask,
        tell,
    )


def examine(folder: ModelFolder, settings: Settings, helpers: Helpers) -> Iterator[Finding]:
    """Examines every part in turn; the findings come as they are made.

    Args:
        folder: the model that would be used.
        settings: the configuration.
        helpers: see there.
    """
    ears, finding = _model(folder)
    yield finding
    yield _understanding()
    with Synthesiser(SpeechSettings.of(settings)) as synthesiser:
        greeting, finding = _voice(synthesiser)
        yield finding
        yield _latency(ears if greeting else None, synthesiser)
    yield _loudspeaker(greeting, helpers)
    yield from _microphone(ears, settings, helpers)


def _model(folder: ModelFolder) -> tuple[Ears | None, Finding]:
    try:
        ears = open_ears(folder)
    except VoiceError as error:
        return None, Finding("model", False, str(error))
    words = phrase_book(ears.model).words
    told = f"{folder.path.name} ({folder.origin})"
    lacks = len(missing_words(ears.model, words))
    if lacks:
        told += f", lacks {lacks} of our {len(words)} words (`cramp-voice model check`)"
    if folder.is_demonstration:
        told += " is for demonstration only, it hears people badly: run `cramp-voice model install`"
    return ears, Finding("model", not folder.is_demonstration, told)


def _understanding() -> Finding:
    """Whether both witnesses are there: the rules alone ask every danger once more."""
    try:
        weights = load_weights()
    except WeightsError as error:
        return Finding("understanding", False, f"the rules alone: {error}")
    return Finding("understanding", True, f"rules and reader, {len(weights.about.facts)} facts")


def _voice(synthesiser: Synthesiser) -> tuple[Clip | None, Finding]:
    try:
        clip = synthesiser.speak(GREETING)
    except VoiceError as error:
        return None, Finding("voice", False, f"{error}; check `voice` in the configuration")
    if _dbfs(np.abs(clip.samples).max(initial=0)) < _FAINT_DBFS:
        return None, Finding("voice", False, "the speech engine makes only silence; set `voice`")
    length_s = len(clip.samples) / clip.rate_hz
    return clip, Finding("voice", True, f"speaks, {length_s:.1f} s for a greeting")


def _latency(ears: Ears | None, synthesiser: Synthesiser) -> Finding:
    """From the end of speech to the first sound that is ready, over the bundled recording."""
    if ears is None:
        return Finding("latency", None, "not measured: the model or the voice has failed")
    heard = [read_recording(path) for path in list_recordings([DEMO])[:_TURNS]]
    voice = Voice(ears.protocol, synthesiser, hold_scale=0.0)
    try:
        turns = list(talk(ears, voice, RecordedPerson(heard, has_speech), _Nowhere()))
    except VoiceError as error:
        return Finding("latency", False, str(error))
    waits = sorted((t.heard.endpoint_ms, t.compute_ms) for t in turns if t.heard)
    endpoint_ms, _ = waits[len(waits) // 2]
    compute_ms = sorted(ms for _, ms in waits)[len(waits) // 2]
    told = f"{endpoint_ms + compute_ms} ms to the first sound, {compute_ms} ms of it computing"
    if compute_ms > _SLOW_COMPUTE_MS:
        return Finding("latency", False, f"{told}: too slow; use the small model, close programs")
    return Finding("latency", True, told)


class _Nowhere:
    """A loudspeaker that needs no device."""

    def say(self, clips: Iterable[Clip]) -> None:
        """Uses the clips up."""
        for _ in clips:
            pass


def _loudspeaker(greeting: Clip | None, helpers: Helpers) -> Finding:
    try:
        speaker = helpers.loudspeaker()
    except DeviceError as error:
        return Finding("loudspeaker", False, _without("loudspeaker", error))
    try:
        if greeting is None:
            return Finding("loudspeaker", None, "opens; there was no voice to play")
        speaker.say([greeting])
    except DeviceError as error:
        return Finding("loudspeaker", False, str(error))
    finally:
        speaker.close()
    if helpers.ask is None:
        return Finding("loudspeaker", True, "played a greeting; nobody was asked if it was heard")
    if helpers.ask("Did you hear the greeting?"):
        return Finding("loudspeaker", True, "heard")
    return Finding("loudspeaker", False, _elsewhere("loudspeaker", "unheard: turn it up"))


def _microphone(ears: Ears | None, settings: Settings, helpers: Helpers) -> Iterator[Finding]:
    try:
        microphone = helpers.microphone()
    except DeviceError as error:
        yield Finding("microphone", False, _without("microphone", error))
        yield Finding("wake phrase", None, "not tried: there is no microphone")
        return
    try:
        finding = _level(microphone, helpers)
        yield finding
        yield _wake(ears if finding.is_well else None, microphone, settings, helpers)
    except DeviceError as error:
        yield Finding("microphone", False, str(error))
    finally:
        microphone.close()


def _level(microphone: OpenMicrophone, helpers: Helpers) -> Finding:
    helpers.tell(f"Say something, for {_LISTEN_S:.0f} seconds.")
    loudest = 0
    microphone.begin_turn()
    for frame in islice(microphone.frames(), round(1000 * _LISTEN_S / FRAME_MS)):
        loudest = max(loudest, int(np.abs(np.frombuffer(frame, "<i2").astype(int)).max()))
    level = _dbfs(loudest)
    told = f"loudest sound {level:.0f} dB below full scale".replace("-", "")
    if level < _DEAD_DBFS:
        dead = "delivers only silence: switch it on, unmute it"
        return Finding("microphone", False, _elsewhere("microphone", dead))
    if level < _FAINT_DBFS and helpers.ask:
        faint = f"{told}, too faint: turn up its level, come nearer"
        return Finding("microphone", False, _elsewhere("microphone", faint))
    if lost := microphone.dropped_blocks:
        busy = f"{lost} blocks of sound were lost: this computer is too busy, end other programs"
        return Finding("microphone", False, busy)
    return Finding("microphone", True, told)


def _wake(
    ears: Ears | None, microphone: OpenMicrophone, settings: Settings, helpers: Helpers
) -> Finding:
    if not settings.wake:
        return Finding("wake phrase", None, "not used: `wake` is false in the configuration")
    if ears is None:
        return Finding("wake phrase", None, "not tried: the model or the microphone has failed")
    if helpers.ask is None:
        return Finding("wake phrase", None, "not tried: nobody was asked to say it")
    phrase = settings.wake_phrase
    spotter = WakeSpotter(ears.model, NeuralDetector(), phrase, takes_lists=ears.takes_lists)
    helpers.tell(f'Say "{phrase}", within {_WAKE_WITHIN_S:.0f} seconds.')
    if wait_for(spotter, _ForAWhile(microphone, _WAKE_WITHIN_S), lambda _: None):
        return Finding("wake phrase", True, f'"{phrase}" was heard')
    fix = "say it clearly, or set another `wake_phrase` or `wake = false`"
    return Finding("wake phrase", False, f'"{phrase}" was not heard: {fix}')


class _ForAWhile:
    """An `AudioSource` that ends after some seconds of sound."""

    def __init__(self, source: AudioSource, length_s: float) -> None:
        self._source = source
        self._frames = round(1000 * length_s / FRAME_MS)

    def begin_turn(self) -> bool:
        """See `AudioSource`."""
        return self._source.begin_turn()

    def frames(self) -> Iterator[bytes]:
        """See `AudioSource`."""
        return islice(self._source.frames(), self._frames)


def _without(kind: Kind, error: DeviceError) -> str:
    there = ", ".join(choices(kind))
    fix = f"choose with `{kind}` in the configuration: {there}" if there else "connect one"
    return f"{error}; {fix}"


def _elsewhere(kind: Kind, wrong: str) -> str:
    there = ", ".join(choices(kind)) or "none"
    return f"{wrong}, or set `{kind}` in the configuration (there is: {there})"


def _dbfs(loudest: int) -> float:
    """Decibels against full scale; 0 is as loud as can be."""
    return 20 * math.log10(max(loudest, 0.1) / _FULL_SCALE)
