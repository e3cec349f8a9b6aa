"""Which facts of a conversation nobody said: they were worked out from others.

The understanding hands some of them over as if they were heard: who is 71 is not with child. A page
may show what follows, but never as told, and never as denied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.dialogue.session import Event
from cramp_triage.dialogue.state import State
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.lexicon.named import ADULT, BIRTH, PILL, PREGNANT
from cramp_triage.protocol.facts import UNKNOWN
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.implications import implied_by

BY_WHO_IT_IS: Final = frozenset({ADULT, PREGNANT, BIRTH, PILL})
"""What the understanding says of a man, of a mother, and of whoever is too old for a child."""


def inferred(
    protocol: Protocol, lexicon: Lexicon, log: Sequence[Event], state: State
) -> frozenset[str]:
    """The facts neither asked nor in the words of their turn that follow from the rest."""
    asked: set[str] = set()
    found: set[str] = set()
    words = ""
    for event in log:
        if event.kind == "words":
            words = event.words
        elif event.kind == "ask" and isinstance(event.value, tuple):
            asked.update(event.value)
        elif event.kind == "fact" and event.value != UNKNOWN:
            found.discard(event.id)
            if event.id not in asked and words and _follows(protocol, state, event.id):
                said = {span.meaning.partition("=")[0] for span in understand(lexicon, words).spans}
                found |= {event.id} - said
    return frozenset(found)


def _follows(protocol: Protocol, state: State, fact: str) -> bool:
    """Whether it is what the other facts, or who the person is, say without a word."""
    if fact in BY_WHO_IT_IS:
        return True
    others = {other: value for other, value in state.facts.items() if other != fact}
    return implied_by(protocol, others).get(fact) == state.facts.get(fact)
