"""What is taken back takes effect aloud: "Right leg, then.", "50 years, then.", "So no fever."."""

from __future__ import annotations

import re

from cramp_triage.dialogue.session import CONFIRMING
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import CORRECT, Value
from cramp_triage.protocol.facts import NO, ONGOING_NOW, SIDE, SITE, UNKNOWN, YES

PLACE = (SITE, SIDE)


def respond(turn: Turn) -> None:
    """Says what is true now; what comes next is left to the other policies."""
    taken = _taken_back(turn)
    moved = not {*PLACE}.isdisjoint(taken) and bool(where := _where(turn))
    if moved:
        turn.say("corrected_place", where=where[0].upper() + where[1:])
    figures = [fact for fact in taken if turn.protocol.findings[fact].kind == "number"]
    for fact in figures[:1]:
        _say_figure(turn, fact)
    findings = turn.protocol.findings
    rest = [f for f in taken if f not in PLACE and findings[f].derived_from not in figures]
    said = [words for f in rest if (words := _words(turn, f))]
    if not said:
        return
    turn.say("corrected", what=" and ".join(said[:2]))
    site = _spoken(turn.facts.get(SITE))
    if site and not moved and not turn.state.advised.final:
        turn.say("back_to", where=site)


def _where(turn: Turn) -> str:
    """The place as it is now: "right leg", "left side" where only that is known."""
    side, site = (_spoken(turn.facts.get(fact)) for fact in (SIDE, SITE))
    if not site:
        return f"{side} side" if side else ""
    return f"{'' if side == 'both' else side} {site}".strip()


def _spoken(value: Value | None) -> str:
    return value.replace("_", " ") if isinstance(value, str) and value != UNKNOWN else ""


def _taken_back(turn: Turn) -> list[str]:
    """The facts that the person had told otherwise, in the order they were told."""
    before, now = turn.before, turn.facts
    implied = before.implied | turn.state.known.implied
    corrected = CORRECT in turn.act.acts or turn.act.retracts or turn.answered in CONFIRMING
    in_one_breath = [
        fact
        for fact in turn.act.retracts
        if CORRECT in turn.act.acts and fact in turn.touched and fact not in before.facts
    ]
    told = [
        fact
        for fact, value in before.facts.items()
        if value not in (UNKNOWN, now.get(fact))
        and fact != ONGOING_NOW  # which says so by itself
        and fact not in implied
        and fact in turn.touched
        and (corrected or _is_withdrawn(turn, fact))
    ]
    return [*told, *(fact for fact in in_one_breath if _has_place_or_figure(turn, fact))]


def _has_place_or_figure(turn: Turn, fact: str) -> bool:
    return fact in turn.facts and (fact in PLACE or turn.protocol.findings[fact].kind == "number")


def _say_figure(turn: Turn, fact: str) -> None:
    """Says a number back that was put right; of one, no unit has the right form."""
    value, prompt = turn.facts.get(fact), f"corrected.{fact}"
    if isinstance(value, int | float) and value != 1 and prompt in turn.protocol.prompts:
        turn.say(prompt, value=f"{value:g}")
    else:
        turn.say("corrected_figure")


def _is_withdrawn(turn: Turn, fact: str) -> bool:
    """Whether a danger was told before and no longer is."""
    finding = turn.protocol.findings[fact]
    return finding.danger != "" and turn.before.facts[fact] == finding.danger


def _words(turn: Turn, fact: str) -> str:
    """A fact as it is now, as the end of "so ...": "no fever", "swelling"."""
    value: Value | None = turn.facts.get(fact)
    finding = turn.protocol.findings[fact]
    named = finding.name.person
    if value in (None, NO) or value == finding.deny:
        return f"no {re.sub('^(a|an|the) ', '', named)}"
    if value == YES:
        return named
    return "" if isinstance(value, tuple | int | float) else str(value).replace("_", " ")
