"""How a conversation comes about, and what follows it: what the command line chooses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """How a conversation comes about and what follows it.

    Attributes:
        wait_first: wait before the first conversation, too.
        once: end after one conversation.
        push_to_talk: listen only after Enter.
    """

    wait_first: bool = False
    once: bool = False
    push_to_talk: bool = False
