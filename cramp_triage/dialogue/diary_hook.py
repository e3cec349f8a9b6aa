"""How a voice does to its diary what a reply asks for: one way for all voices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from cramp_triage.dialogue.session import Session
from cramp_triage.messages.diary_note import Digest, Note
from cramp_triage.messages.replies import Part, Reply, Say

DONE: Final[dict[Note, str]] = {
    "save": "noted",
    "delete_last": "deleted_last",
    "forget": "forgotten",
}
"""What is said of each note, as if it were done already."""

_FAILED: Final = {prompt: f"not_{prompt}" for prompt in DONE.values()}

DiaryHook = Callable[[Note, Session], Digest | None]
"""Does a note for the conversation so far; returns what the diary amounts to then, None if the note
could not be done."""


def carry_out(session: Session, reply: Reply, hook: DiaryHook) -> tuple[Session, Reply]:
    """Does what the reply wants noted; to be called before the reply is spoken.

    Returns:
        The session that knows the diary as it is now, and the reply; where the note failed, what
        was said of it is corrected in both.
    """
    if not reply.note:
        return session, reply
    diary = hook(reply.note, session)
    if diary is not None:
        return with_diary(session, diary), reply
    return (
        msgspec.structs.replace(session, said=_honest(session.said)),
        msgspec.structs.replace(reply, parts=_honest(reply.parts), note=""),
    )


def with_diary(session: Session, diary: Digest | None) -> Session:
    """The session with what the diary amounts to now."""
    return msgspec.structs.replace(session, diary=diary)


def _honest(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts, where what could not be done is said so."""
    return tuple(
        Say(_FAILED[part.prompt]) if isinstance(part, Say) and part.prompt in _FAILED else part
        for part in parts
    )
