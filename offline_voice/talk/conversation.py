"""The loop: speak the reply, hear the answer, understand it, step, and so on until the end.

One loop for the microphone, for recordings and for the tests; only what stands behind the seams
differs. No clinical logic: what is asked and said is the core's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from cramp_triage.dialogue.session import Session
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import REPEAT, UserAct
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.model import Protocol
from offline_voice.audio.interfaces import AudioSource, Speaker
from offline_voice.diary.keeper import DiaryKeeper
from offline_voice.listen.hypotheses import Sense
from offline_voice.listen.interpreter import Understander
from offline_voice.listen.listener import HeardTurn, Listener
from offline_voice.speak.prefetch import Rehearsal
from offline_voice.speak.voicing import Piece, Voice
from offline_voice.talk.barge_in import Delivery, SaidThrough


@dataclass(frozen=True, eq=False)
class VoiceTurn:
    """One exchange, told just before the reply is spoken.

    Attributes:
        sense: what was made of the person's words; None for the opening.
        heard: the person's turn as sound; None for the opening.
        reply: what the core says.
        session: the conversation after it; a log that a caller may keep if it was asked to.
        compute_ms: from the end of the turn until the first sound of the reply was ready.
    """

    sense: Sense | None
    heard: HeardTurn | None
    reply: Reply
    session: Session
    compute_ms: int


def converse(
    protocol: Protocol,
    listener: Listener,
    understander: Understander,
    voice: Voice,
    source: AudioSource,
    speaker: Speaker,
    delivery: Delivery | None = None,
    rehearsal: Rehearsal | None = None,
    keeper: DiaryKeeper | None = None,
    *,
    saved: bool = False,
) -> Iterator[VoiceTurn]:
    """Leads one conversation; ends when the core ends it or the source has nothing more.

    Args:
        protocol: the clinical data.
        listener: hears the turns of `source`.
        understander: understands them.
        voice: makes the replies audible.
        source: the person.
        speaker: where the replies go.
        delivery: how they go there; None says them through.
        rehearsal: gets ready what may be said next; None leaves it until it is.
        keeper: of the person's diary; None offers none.
        saved: the person asked for the conversation to be kept in a file.

    Yields:
        Each exchange before its reply is spoken; the reply is spoken when the next is asked for.

    Raises:
        DeviceError: microphone or loudspeaker stopped.
        SpeechError: a sentence could not be spoken.
    """
    delivery = delivery or SaidThrough(speaker)
    session, reply = start(protocol, keeper.open() if keeper else None, saved=saved)
    began_s = time.perf_counter()
    pieces = _begun(voice, reply)
    yield VoiceTurn(None, None, reply, session, _since_ms(began_s))
    while True:
        asked = understander.open_question(reply)
        if rehearsal:
            rehearsal.begin(session, reply)
        broke_in = delivery.deliver(pieces, reply)
        if broke_in:
            heard, sense = broke_in
            began_s = time.perf_counter()
        elif reply.ended or not source.begin_turn():
            return
        else:
            heard = listener.hear(source, understander.question(asked))
            began_s = time.perf_counter() - heard.decode_s
            sense = understander.sense(heard.words, asked)
        session, reply = step(protocol, session, _obeyed(voice, sense.act))
        if keeper:
            session, reply = keeper.after(session, reply)
        pieces = _begun(voice, reply)
        yield VoiceTurn(sense, heard, reply, session, _since_ms(began_s))


def _obeyed(voice: Voice, act: UserAct) -> UserAct:
    """A wish about the voice is granted here; for the dialogue it is "once more", if it is all."""
    granted = voice.manner.obey(act)
    return UserAct(acts=(REPEAT,)) if granted and not act.facts and not act.retracts else act


def _begun(voice: Voice, reply: Reply) -> Iterator[Piece]:
    """The pieces of a reply, the first of them already made."""
    pieces = voice.pieces(reply.parts, slower=reply.slower)
    first = next(pieces, None)
    return chain([first], pieces) if first is not None else pieces


def _since_ms(began_s: float) -> int:
    return round(1000 * (time.perf_counter() - began_s))
