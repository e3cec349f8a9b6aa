"""The loop: speak the reply, hear the answer, understand it, step, and so on until the end.

One loop for the microphone, for recordings and for the tests; only what stands behind the seams
differs. No clinical logic: what is asked and said is the core's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from cramp_triage.dialogue import start, step
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Reply
from offline_voice.listening import HeardTurn, Listener
from offline_voice.meaning import Sense, Understander
from offline_voice.seams import AudioSource, Clip, Speaker
from offline_voice.voicing import Voice


@dataclass(frozen=True, eq=False)
class VoiceTurn:
    """One exchange, told just before the reply is spoken.

    Attributes:
        sense: what was made of the person's words; None for the opening.
        heard: the person's turn as sound; None for the opening.
        reply: what the core says.
        compute_ms: from the end of the turn until the first sound of the reply was ready.
    """

    sense: Sense | None
    heard: HeardTurn | None
    reply: Reply
    compute_ms: int


def converse(
    protocol: Protocol,
    listener: Listener,
    understander: Understander,
    voice: Voice,
    source: AudioSource,
    speaker: Speaker,
) -> Iterator[VoiceTurn]:
    """Leads one conversation; ends when the core ends it or the source has nothing more.

    Yields:
        Each exchange before its reply is spoken; the reply is spoken when the next is asked for.

    Raises:
        DeviceError: microphone or loudspeaker stopped.
        SpeechError: a sentence could not be spoken.
    """
    session, reply = start(protocol)
    began_s = time.perf_counter()
    clips = _begun(voice, reply)
    yield VoiceTurn(None, None, reply, _since_ms(began_s))
    speaker.say(clips)
    while not reply.ended and source.begin_turn():
        asked = understander.open_question(reply)
        heard = listener.hear(source, understander.question(asked))
        began_s = time.perf_counter()
        sense = understander.sense(heard.words, asked)
        session, reply = step(protocol, session, sense.act)
        clips = _begun(voice, reply)
        yield VoiceTurn(sense, heard, reply, _since_ms(began_s - heard.decode_s))
        speaker.say(clips)


def _begun(voice: Voice, reply: Reply) -> Iterator[Clip]:
    """The clips of a reply, the first of them already made."""
    clips = voice.clips(reply.parts, slower=reply.slower)
    first = next(clips, None)
    return chain([first], clips) if first is not None else clips


def _since_ms(began_s: float) -> int:
    return round(1000 * (time.perf_counter() - began_s))
