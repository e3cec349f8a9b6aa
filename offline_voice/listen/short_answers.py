"""The few answers that nearly everybody gives to a closed question: a short list, heard well.

The long list of a question holds everything that could be understood; against so many neighbours
a bare "no" is easily lost among "now", "not" and "nah". This list holds what is said nine times in
ten. What is not on it word for word is left to the long list and the open vocabulary. It decides on
no meaning: the understanding does, and a test keeps the two agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.messages.replies import Expects

CLOSED: Final = ("yes_no", "ack")
"""The forms of question that are answered by one of a few answers."""

DATA: Final = Path(__file__).parent.parent / "data/short_answers.json"


class ShortAnswers(msgspec.Struct, frozen=True):
    """The phrases, as `data/short_answers.json` has them.

    Attributes:
        yes: to any question; `no` and `unsure` likewise.
        commands: no answers, but said as often.
        agreed: a yes to a question that asks for no sign, such as an offer or who calls.
        ready: said where an okay is waited for.
        of_fact: what else is said of one fact, by the value that it gives.
    """

    yes: tuple[str, ...]
    no: tuple[str, ...]
    unsure: tuple[str, ...]
    commands: tuple[str, ...]
    agreed: tuple[str, ...]
    ready: tuple[str, ...]
    of_fact: dict[str, dict[str, tuple[str, ...]]]

    def every(self) -> list[str]:
        """All of them, those of one fact last."""
        own = (phrases for values in self.of_fact.values() for phrases in values.values())
        lists = (self.yes, self.no, self.unsure, self.commands, self.agreed, self.ready, *own)
        return [phrase for phrases in lists for phrase in phrases]


ANSWERS: Final = msgspec.json.decode(DATA.read_bytes(), type=ShortAnswers)


def closed_answers(asks: Sequence[str], expects: Expects) -> tuple[str, ...]:
    """The short list for a question; () if its answer is not one of a few.

    Args:
        asks: the facts that are asked.
        expects: the form of answer that is waited for.
    """
    if expects not in CLOSED:
        return ()
    usual = (*ANSWERS.yes, *ANSWERS.no, *ANSWERS.unsure, *ANSWERS.commands)
    agreed = ANSWERS.agreed if expects == "ack" or not asks else ()
    ready = ANSWERS.ready if expects == "ack" else ()
    own = (ANSWERS.of_fact.get(fact, {}).values() for fact in asks)
    of_facts = (phrase for values in own for phrases in values for phrase in phrases)
    return tuple(dict.fromkeys((*usual, *agreed, *ready, *of_facts)))
