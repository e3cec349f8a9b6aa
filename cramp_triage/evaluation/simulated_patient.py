"""A simulated patient for outside cases: answers each question from the case's findings.

Deterministic, and blind to how the dialogue works: it sees only what a reply shows.
"""

from __future__ import annotations

from typing import Final

import msgspec

from cramp_triage.dialogue.step import start, step
from cramp_triage.evaluation.cases import Case, Conversation, Vignette
from cramp_triage.messages.acts import DENY, STOP, UserAct, Value
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import (
    CONTEXT,
    NO,
    ONGOING_NOW,
    SITE,
    UNKNOWN,
    YES,
    Finding,
    dangers,
    with_trait,
)
from cramp_triage.protocol.model import Protocol

RELIEVED: Final = "relieved_by_stretch"
PLAIN_SITES: Final = frozenset(
    ["calf", "foot", "toes", "hamstring", "quadriceps", "thigh", "leg", "shin", "groin", "buttock"]
)
AT_ONCE: Final = frozenset(("stretch", "position"))
TURNS: Final = 45


class Run(msgspec.Struct, frozen=True):
    """How one case went.

    Attributes:
        level: last level spoken, -1 if none was.
        questions: replies that asked something about facts.
        questions_before_911: how many of them came before level 5 was spoken (or all).
        forbidden_relief: kinds advised although the case forbids them.
        dangers: danger facts the case has; `dangers_found` those that became known.
    """

    id: str
    level: int
    mode: str
    ended: bool
    turns: int
    questions: int
    questions_before_911: int
    forbidden_relief: tuple[str, ...]
    dangers: int
    dangers_found: int
    replies: tuple[Reply, ...]


def answer(findings: dict[str, Value], fact: str, finding: Finding) -> Value:
    """What the patient of a case says about one fact."""
    if fact in findings:
        return findings[fact]
    if finding.kind == "yes_no":
        age = findings.get("age_years")
        young = fact == "is_adult" and isinstance(age, int | float) and age < 18
        return NO if young else finding.usual
    return "none" if finding.deny == "none" else UNKNOWN


def run_vignette(protocol: Protocol, case: Vignette) -> Run:
    """Leads a whole conversation with the patient of a vignette."""
    session, reply = start(protocol)
    replies = [reply]
    act = UserAct(
        facts={
            f: case.findings[f]
            for f in with_trait(protocol.findings, "opening")
            if f in case.findings
        }
    )
    ongoing_said = ONGOING_NOW in act.facts
    while not reply.ended and len(replies) < TURNS:
        session, reply = step(protocol, session, act)
        replies.append(reply)
        if reply.asks:
            facts = {f: answer(case.findings, f, protocol.findings[f]) for f in reply.asks}
            if ONGOING_NOW in facts:
                if ongoing_said and reply.relief and not _locked(case.findings):
                    facts[ONGOING_NOW] = NO
                ongoing_said = True
            act = UserAct(facts=facts)
        else:
            act = _without_facts(reply)
    return run_of(protocol, case, tuple(replies))


def _without_facts(reply: Reply) -> UserAct:
    match reply.expects:
        case "yes_no":
            return UserAct(acts=(DENY,))
        case _:
            return UserAct(acts=(STOP,))


def _locked(findings: dict[str, Value]) -> bool:
    return findings.get("over_10_min") == YES or findings.get(RELIEVED) == NO


def run_of(protocol: Protocol, case: Case, replies: tuple[Reply, ...]) -> Run:
    """Reads off a finished conversation what the figures need."""
    findings = case.findings
    last = replies[-1]
    at_911 = next((i for i, reply in enumerate(replies) if reply.level == 5), len(replies))
    present = [f for f in dangers(protocol.findings) if findings.get(f) == YES]
    found = [f for f in present if last.facts.get(f) == YES]
    first = {step.id for reply in replies[:2] for step in reply.relief}
    plain = findings.get(SITE) in PLAIN_SITES and findings.get(CONTEXT) != "after_injury"
    forbidden = tuple(
        step.kind
        for step in last.relief
        if step.kind in case.relief_must_not
        and not (plain and step.id in first and step.kind in AT_ONCE)
    )
    return Run(
        id=case.id,
        level=-1 if last.level is None else last.level,
        mode=last.mode or "",
        ended=last.ended,
        turns=len(replies) - 1,
        questions=sum(1 for reply in replies[1:] if reply.asks),
        questions_before_911=sum(1 for reply in replies[1:at_911] if reply.asks),
        forbidden_relief=forbidden,
        dangers=len(present),
        dangers_found=len(found),
        replies=replies,
    )


def run_conversation(protocol: Protocol, lexicon: Lexicon, case: Conversation) -> Run:
    """Leads a whole conversation in words with the person of a case."""
    session, reply = start(protocol)
    replies = [reply]
    interrupts = {interrupt.after_turn - 1: interrupt.text for interrupt in case.interrupts}
    text = case.opening
    while not reply.ended and len(replies) < TURNS:
        heard = understand(lexicon, text, asked=reply.asks, expects=reply.expects)
        session, reply = step(protocol, session, heard.to_act(text))
        replies.append(reply)
        text = interrupts.pop(reply.turn, "") or say_answer(case, reply)
    return run_of(protocol, case, tuple(replies))


def say_answer(case: Conversation, reply: Reply) -> str:
    """What the person says to a question: their own words for the fact that matters, else plain."""
    positive = [f for f in reply.asks if case.findings.get(f, NO) not in (NO, "none")]
    spoken = [f for f in reply.asks if f in case.says]
    for fact in positive:
        if fact in case.says:
            return case.says[fact]
        return _in_plain_words(fact, case.findings[fact])
    if spoken:
        return case.says[spoken[0]]
    match reply.expects:
        case "yes_no":
            return "no"
        case _:
            return "i don't know"


def _in_plain_words(fact: str, value: Value) -> str:
    if isinstance(value, tuple):
        return " and ".join(value)
    if value == YES:
        return "yes"
    if value == UNKNOWN:
        return "i don't know"
    if isinstance(value, int | float):
        return f"{value:g}"
    return str(value).replace("_", " ")
