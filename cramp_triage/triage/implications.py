"""What some facts say about others that nobody mentioned: 25 minutes are more than ten."""

from __future__ import annotations

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.conditions import Facts
from cramp_triage.protocol.model import Protocol


def implied_by(protocol: Protocol, said: Facts) -> dict[str, Value]:
    """The facts that follow from what was said; a fact that was said never follows."""
    implied: dict[str, Value] = {}
    for implication in protocol.implied:
        if implication.when.truth({**said, **implied}) is True:
            implied |= {f: v for f, v in implication.then.items() if f not in {**said, **implied}}
    return implied
