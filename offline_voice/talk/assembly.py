"""Puts the parts of the local voice together: model, lexicon, listener, voice; and whole runs.

Loads what is slow, once, and ends what it started. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cramp_triage.dialogue import render
from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import Protocol, load_protocol
from offline_voice.audio.interfaces import FRAME_SAMPLES, AudioSource, Samples, Speaker
from offline_voice.listen.interpreter import Understander
from offline_voice.listen.listener import Listener
from offline_voice.listen.phrase_lists import PhraseBook
from offline_voice.listen.recogniser import VoskRecogniser
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.speak.voicing import Voice
from offline_voice.talk.conversation import VoiceTurn, converse
from offline_voice.talk.replay import Mixdown, RecordedPerson, write_text
from offline_voice.vosk_models.find import ModelFolder, load_model

if TYPE_CHECKING:
    import vosk

DEMO: Final = Path(__file__).parent.parent / "data" / "demo" / "night-calf-cramp"
REPLAY_HOLD_SCALE: Final = 0.1
_LEAST_SPEECH_FRAMES: Final = 3


@dataclass(frozen=True)
class Ears:
    """The hearing half, ready to listen.

    Attributes:
        protocol: the clinical data.
        listener: hears a turn.
        understander: makes sense of it.
        model: the loaded Vosk model.
        takes_lists: its graph accepts phrase lists.
    """

    protocol: Protocol
    listener: Listener
    understander: Understander
    model: vosk.Model
    takes_lists: bool


def open_ears(folder: ModelFolder, protocol: Protocol | None = None) -> Ears:
    """Loads model, protocol and lexicon.

    Raises:
        ModelError: Vosk refuses the model.
        ProtocolError: the protocol or lexicon is damaged.
    """
    model = load_model(folder)
    protocol, lexicon = protocol or load_protocol(), load_lexicon()
    recogniser = VoskRecogniser(model, takes_lists=folder.takes_lists)
    return Ears(
        protocol,
        Listener(recogniser, NeuralDetector()),
        Understander(protocol, lexicon, phrase_book(model)),
        model,
        folder.takes_lists,
    )


def phrase_book(model: vosk.Model) -> PhraseBook:
    """The phrase book for a loaded model."""
    return PhraseBook(lambda word: model.vosk_model_find_word(word) >= 0)


@contextmanager
def open_voice(
    protocol: Protocol, hold_scale: float, spoken: SpeechSettings | None = None
) -> Iterator[Voice]:
    """The speaking half; its engine is ended on leaving."""
    with Synthesiser(spoken) as synthesiser:
        yield Voice(protocol, synthesiser, hold_scale)


def has_speech(samples: Samples) -> bool:
    """Somebody speaks in these samples (at `RATE_HZ`)."""
    detector = NeuralDetector()
    spoken = 0
    for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        spoken += detector.is_speech(samples[at : at + FRAME_SAMPLES].astype("<i2").tobytes())
    return spoken >= _LEAST_SPEECH_FRAMES


def talk(
    ears: Ears, voice: Voice, source: AudioSource, speaker: Speaker, *, saved: bool = False
) -> Iterator[VoiceTurn]:
    """One conversation over the given devices; see `converse`."""
    hears = ears.listener, ears.understander
    return converse(ears.protocol, *hears, voice, source, speaker, saved=saved)


def replay(
    ears: Ears,
    utterances: Sequence[Samples],
    out: Path | None,
    name: str,
    tell: Callable[[VoiceTurn, Sequence[str]], None],
    spoken: SpeechSettings | None = None,
    *,
    saved: bool = False,
) -> None:
    """Replays recordings as one conversation.

    Args:
        ears: from `open_ears`.
        utterances: the person's, in order, at `RATE_HZ`.
        out: folder for `<name>.wav` and `<name>.txt`; None writes nothing.
        name: of the conversation.
        tell: gets each turn and its transcript lines, before the reply is laid down.
        spoken: voice and rate; None for the usual ones.
        saved: the person asked for the conversation to be kept in a file.

    Raises:
        RecordingError: `out` cannot be written; the conversation was told to its end.
    """
    mix = Mixdown()
    transcript: list[str] = []
    with open_voice(ears.protocol, REPLAY_HOLD_SCALE, spoken) as voice:
        person = RecordedPerson(utterances, has_speech)
        for turn in talk(ears, voice, person, mix, saved=saved):
            lines = []
            if turn.heard and turn.sense:
                lines.append(f"[{_clock(mix.position_s)}] You: {turn.sense.shown}")
                mix.person(turn.heard.samples)
            said = render.speech(ears.protocol, turn.reply.parts)
            lines.append(f"[{_clock(mix.position_s)}] Cramp Helper: {said}")
            transcript += lines
            tell(turn, lines)
    if out is None:
        return
    if mix.left_out_s >= 1:
        transcript.append(f"(Holds are shortened: {mix.left_out_s:.0f} s of silence are left out.)")
    write_text(out / f"{name}.txt", transcript)  # first: it fits where the sound may not
    mix.write(out / f"{name}.wav")


def _clock(position_s: float) -> str:
    return f"{int(position_s) // 60}:{int(position_s) % 60:02d}"
