"""The fact vocabulary: which facts exist, which values they take, how a bare answer reads.

Authored in `data/findings.yaml`, part of the compiled protocol. Ids are fixed by outside cases:
facts may be added, never renamed. This module knows words of the vocabulary, no clinical rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from cramp_triage.errors import FactError
from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE, Value

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"

SITE: Final = "site"
OTHER_SITES: Final = "other_sites"
ONGOING: Final = "ongoing_now"
CONTEXT: Final = "context"
FREQUENCY: Final = "frequency"
IS_ADULT: Final = "is_adult"
PATIENT: Final = "caller_is_patient"
UNNAMED: Final = "emergency_sign_unnamed"
FAILED: Final = "rounds_failed"
"""The facts that the dialogue itself speaks of; every other stands in the data alone."""

Kind = Literal["yes_no", "enum", "number", "list"]


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact of the vocabulary.

    Attributes:
        kind: the type of its value.
        label: a noun phrase for summaries and "why?" ("chest pain").
        ask: the fact asked on its own, where it may stand alone.
        values: words of an enum.
        affirm: value that a bare "yes" to its question gives ("" if a yes does not tell).
        deny: value that a bare "no" gives.
        unit: unit of a number.
    """

    kind: Kind
    label: str
    ask: str = ""
    values: tuple[str, ...] = ()
    affirm: str = YES
    deny: str = NO
    unit: str = ""


Findings = Mapping[str, Finding]

MEDICINES: Final = (
    "statin",
    "diuretic",
    "inhaler_beta_agonist",
    "oral_contraceptive",
    "blood_pressure_medicine",
    "new_medicine",
    "blood_thinner",
    "takes_quinine",
)

RECORDED: Final = frozenset((UNNAMED, FAILED))
"""Facts that the dialogue itself records: nobody says them."""

DANGERS: Final = frozenset(
    "chest_pain breathless coughing_blood fainted one_sided_weakness face_droop speech_trouble "
    "sudden_weakness confusion seizure limb_cold_pale jaw_stiff trouble_swallowing dark_urine "
    "saddle_numbness bladder_bowel_change warm_red_skin fever cannot_keep_fluids".split()
)
"""The facts that must not be lost, nor made up: the danger facts of every evaluation."""


def normal_value(findings: Findings, fact: str, value: object) -> Value:
    """Returns the value in its one normal form, or says what the fact takes.

    YAML 1.1 and JSON may bring yes/no as booleans; both are accepted, and nothing else is guessed.

    Raises:
        FactError: unknown fact id, or a value that the fact cannot have.
    """
    finding = findings.get(fact)
    if finding is None:
        raise FactError(f"unknown fact {fact!r}: use an id of data/findings.yaml")
    if value is True or value is False:
        value = YES if value else NO
    if isinstance(value, str) and value == UNKNOWN:
        return UNKNOWN
    if finding.kind == "number":
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    elif finding.kind == "list":
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
            return tuple(value)
    elif isinstance(value, str) and value in _words(finding):
        return value
    raise FactError(f"fact {fact!r} cannot be {value!r}: it takes {_takes(finding)}")


def normal_facts(findings: Findings, facts: Mapping[str, object]) -> dict[str, Value]:
    """`normal_value` over a whole mapping."""
    return {fact: normal_value(findings, fact, value) for fact, value in facts.items()}


def bare_answer(
    findings: Findings, asked: Iterable[str], acts: Iterable[str], stated: Mapping[str, Value]
) -> dict[str, Value]:
    """What a bare yes, no or "I don't know" says about the facts asked, beside what was stated.

    One "no" clears every part of a compound question, one "I don't know" leaves every part unknown;
    a "yes" speaks only for a question about a single fact, else the caller must split it.
    """
    open_facts = [fact for fact in asked if fact not in stated]
    said = set(acts)
    if UNSURE in said:
        return dict.fromkeys(open_facts, UNKNOWN)
    if DENY in said:
        return {fact: findings[fact].deny for fact in open_facts if findings[fact].deny}
    if AFFIRM in said and len(open_facts) == 1 and not set(asked) & set(stated):
        affirm = findings[open_facts[0]].affirm
        return {open_facts[0]: affirm} if affirm else {}
    return {}


def _words(finding: Finding) -> tuple[str, ...]:
    return (YES, NO) if finding.kind == "yes_no" else finding.values


def _takes(finding: Finding) -> str:
    match finding.kind:
        case "number":
            return "a number or unknown"
        case "list":
            return "a list of words or unknown"
        case _:
            return ", ".join((*_words(finding), UNKNOWN))
