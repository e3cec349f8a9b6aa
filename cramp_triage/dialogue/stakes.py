"""How much hangs on the open question, for a channel that has to hear its answer."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.session import CONFIRM, FORGET, READ_BACK, WITHDRAW
from cramp_triage.messages.replies import Stakes
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY

_FINAL: Final = (CONFIRM, READ_BACK, WITHDRAW, FORGET)


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
    findings = {fact: protocol.findings[fact] for fact in asks}
    # What is corrected in a word can be taken back, though an emergency may hang on it.
    facts = {fact for fact, finding in findings.items() if "correctable" not in finding.traits}
    levels = (rule.level for rule in protocol.rules if not facts.isdisjoint(rule.facts))
    level = max(levels, default=0)
    if level >= ER_NOW or any(findings[fact].danger for fact in facts):
        return "emergency"
    is_today = level >= SEE_TODAY or any("who" in findings[fact].traits for fact in facts)
    return "today" if is_today else "harmless"
