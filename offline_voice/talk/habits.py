"""How a conversation comes about, and what follows it: what the command line chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cramp_triage.dialogue.session import Session


@dataclass(frozen=True)
class Habits:
    """How a conversation comes about and what follows it.

    Attributes:
        wait_first: wait before the first conversation, too.
        once: end after one conversation.
        push_to_talk: listen only after Enter.
        keep: gets the conversation after every turn; None keeps it nowhere.
    """

    wait_first: bool = False
    once: bool = False
    push_to_talk: bool = False
    keep: Callable[[Session], None] | None = None
