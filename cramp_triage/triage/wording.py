"""Which words go with a level and a place: a level 3 that can wait for the morning, call-backs."""

from __future__ import annotations

from typing import Literal

from cramp_triage.protocol.conditions import Facts
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import SEE_TODAY, Assessment

Kind = Literal["level", "early", "also"]


def level_prompt(protocol: Protocol, assessment: Assessment, kind: Kind) -> str:
    """The prompt that says the level: in other words, where all rules behind it name the same."""
    level = assessment.floor
    behind = {rule.said_as for rule in assessment.fired if rule.level == level}
    if len(behind) == 1:
        other = f"{kind}.{level}.{behind.pop()}"
        if other in protocol.prompts:
            return other
    return f"{kind}.{level}"


def callback_prompt(protocol: Protocol, facts: Facts, level: int) -> str:
    """The prompt that says when to call back: shorter where a doctor looks at it today anyway."""
    leg, belly = (protocol.holds(name, facts) for name in ("leg_or_foot", "belly_or_back"))
    if level < SEE_TODAY:
        return "callback.leg" if leg else "callback.other"
    return f"callback_short.{'leg' if leg else 'belly' if belly else 'other'}"


def reason(protocol: Protocol, rule_id: str, site: object) -> str:
    """Why a rule holds, in words for this place: "one hand that's swollen can be a clot"."""
    return protocol.prompts[f"rule.{rule_id}"].format_map({"limb": protocol.limb(site)})
