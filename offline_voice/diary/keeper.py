"""What a conversation's notes do to the diary on this computer. The one object the loop calls.

A diary that cannot be read or written never stops a conversation: the reply says what was not
done, and `trouble` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from cramp_triage.dialogue.diary_hook import carry_out
from cramp_triage.dialogue.session import Session
from cramp_triage.diary.entry import digest, entry_of
from cramp_triage.errors import DiaryError
from cramp_triage.messages.diary_note import Digest, Note
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import local_now
from offline_voice.diary.store import DiaryStore


class DiaryKeeper:
    """Keeps one conversation's cramp.

    Args:
        store: the diary.
        protocol: that leads the conversation.
        now: the time, with its zone.
        notes: cramps are noted; if not, a diary that is there can be asked about and forgotten.

    Attributes:
        trouble: why the diary could not be used, in one line; "" if it could.
    """

    def __init__(
        self,
        store: DiaryStore,
        protocol: Protocol,
        now: Callable[[], datetime] = local_now,
        *,
        notes: bool = True,
    ) -> None:
        self._store = store
        self._protocol = protocol
        self._now = now
        self._notes = notes
        self._at = now()
        self._number: int | None = None
        self.trouble = ""

    def open(self) -> Digest | None:
        """Begins a conversation: what the diary amounts to; None if there is and shall be none."""
        self._at, self._number, self.trouble = self._now(), None, ""
        try:
            if not self._notes and not self._store.files():
                return None
            return self._digest()
        except DiaryError as error:
            self.trouble = str(error)
            return Digest(readable=False)

    def after(self, session: Session, reply: Reply) -> tuple[Session, Reply]:
        """Does what the reply wants noted; call it before the reply is spoken.

        Returns:
            The session that knows the diary as it is now, and the reply, corrected if need be.
        """
        return carry_out(session, reply, self._keep)

    def _keep(self, note: Note, session: Session) -> Digest | None:
        """Does a note; what the diary amounts to then, None if it could not be done."""
        try:
            self._do(note, session)
            return self._digest()
        except DiaryError as error:
            self.trouble = str(error)
            return None

    def _do(self, note: Note, session: Session) -> None:
        match note:
            case "save":
                entry = entry_of(self._protocol, session, self._at)
                self._store.agree()
                if self._number is None or not self._store.replace(self._number, entry):
                    self._number = next(iter(self._store.add([entry])), None)
            case "delete_last":
                self._store.delete_last()
                self._number = None
            case "forget":
                self._store.forget()
                self._number = None

    def _digest(self) -> Digest:
        entries = self._store.entries().values()
        found = digest(entries, self._now(), agreed=self._store.agreed())
        return msgspec.structs.replace(found, open=self._notes)
