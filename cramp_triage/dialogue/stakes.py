"""How much hangs on the open question, for a channel that has to hear its answer."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.session import CONFIRM, FORGET, READ_BACK
from cramp_triage.messages.replies import Stakes
from cramp_triage.protocol.facts import dangers, with_trait
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY

_FINAL: Final = (CONFIRM, READ_BACK, FORGET)


def stakes_of(protocol: Protocol, asks: tuple[str, ...], question: str = "") -> Stakes:
    """How much hangs on the answer to a question.

    Args:
        protocol: whose rules say what a fact can lead to.
        asks: the facts that are asked.
        question: its id, "" where only the facts are known.
    """
    if question in _FINAL:
        return "final"
    if not asks:
        return "harmless" if question in protocol.offers else "today"
    findings = protocol.findings
    # How the cramp goes is corrected in a word, though an emergency may hang on it.
    facts = {*asks}.difference(with_trait(findings, "correctable"))
    levels = (rule.level for rule in protocol.rules if not facts.isdisjoint(rule.facts))
    level = max(levels, default=0)
    if level >= ER_NOW or facts & dangers(findings):
        return "emergency"
    return (
        "today"
        if level >= SEE_TODAY or facts.intersection(with_trait(findings, "who"))
        else "harmless"
    )
