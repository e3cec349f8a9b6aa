"""Gets ready, while the person listens and thinks, what may have to be said next.

The dialogue is pure, so every answer can be tried out beforehand: the sentences that would follow
are spoken into the synthesiser's memory in the background. Nothing of it is heard, kept or decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final

from cramp_triage.dialogue.session import Session
from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import AFFIRM, DENY, NO_INPUT, NO_MATCH, REPEAT, UNSURE, UserAct
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.model import Protocol
from offline_voice.errors import SpeechError
from offline_voice.speak.voicing import Voice

_ANSWERS: Final = (DENY, AFFIRM, NO_INPUT, NO_MATCH, UNSURE, REPEAT)


class Rehearsal:
    """Prepares the replies to the answers that can be foreseen. A context manager."""

    def __init__(self, protocol: Protocol, voice: Voice) -> None:
        self._protocol = protocol
        self._voice = voice
        self._thread = ThreadPoolExecutor(1, "rehearsal")
        self._running: Future[None] | None = None
        self._turn = 0

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._turn += 1
        self._thread.shutdown()

    def begin(self, session: Session, reply: Reply) -> None:
        """Starts on what can follow a reply; what was left of the reply before is dropped.

        Args:
            session: after the reply.
            reply: what is being said now.
        """
        self._turn += 1
        self._running = self._thread.submit(self._prepare, self._turn, session, reply)

    def wait(self) -> None:
        """Returns when everything is ready; for tests and figures."""
        if self._running:
            self._running.result()

    def _prepare(self, turn: int, session: Session, reply: Reply) -> None:
        try:
            for following in upcoming(self._protocol, session, reply):
                for _ in self._voice.rehearse(following.parts, slower=following.slower):
                    if self._turn != turn:
                        return
        except SpeechError:
            return  # whoever needs the sentence will meet the same error, and tell


def upcoming(protocol: Protocol, session: Session, reply: Reply) -> Iterator[Reply]:
    """The replies to every short answer, and to every value of what is asked."""
    if reply.ended:
        return
    for answer in _ANSWERS:
        yield step(protocol, session, UserAct(acts=(answer,)))[1]
    for fact in reply.asks:
        finding = protocol.findings[fact]
        for value in finding.values if finding.kind == "enum" else ():
            yield step(protocol, session, UserAct(facts={fact: value}))[1]
