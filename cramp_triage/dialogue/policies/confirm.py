"""Reading back: what was heard doubtfully counts only once the person has said that it is right.

A "no" to a danger and every other fact are read back; a "yes" to an emergency is asked once more by
itself, and a second one counts however it was heard. This module decides what waits and takes the
answers; what is asked next is the dialogue's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cramp_triage.dialogue.session import BE_SURE, CONFIRM, READ_BACK
from cramp_triage.dialogue.turn import QUOTABLE_CHARACTERS, Turn
from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE, Value
from cramp_triage.messages.replies import Part
from cramp_triage.protocol.facts import NO, UNKNOWN, YES
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY

MAX_MISHEARD: Final = 2
"""How often the same question is misheard before it is left open: a room may be too loud."""

MOST_LABELS: Final = 3


def hold_back(turn: Turn, heard: Mapping[str, Value]) -> dict[str, Value]:
    """Logs what has to be confirmed first; returns what counts at once."""
    state, doubtful = turn.state, turn.act.doubtful
    alarming = tuple(f for f, value in heard.items() if _must_be_made_sure(turn, f, value))
    waiting = {
        fact: value
        for fact, value in heard.items()
        if fact not in alarming
        and (_waits(turn, fact, value) if doubtful else _is_taken_back(turn, fact, value))
    }
    if waiting and (not doubtful or _is_plain_no(turn, waiting)):
        turn.add("doubt", value=tuple(waiting))
    else:
        for fact, value in waiting.items():
            turn.add("pending", fact, value)
    if alarming:
        turn.add("split", BE_SURE, alarming)
    return {
        fact: value
        for fact, value in heard.items()
        if fact not in (*waiting, *alarming)
        and (fact in state.asks or state.facts.get(fact) != value)
    }


def confirm(turn: Turn) -> None:
    """Reads a doubtful "no" back before it clears a danger."""
    turn.ask(CONFIRM, (), "yes_no")
    turn.say(f"question.{CONFIRM}")
    turn.reprompt.append(turn.line(f"question.{CONFIRM}"))


def read_back(turn: Turn) -> None:
    """Reads back what is pending."""
    turn.ask(READ_BACK, (), "yes_no")
    turn.parts.append(line(turn))
    turn.reprompt.append(line(turn))


def line(turn: Turn) -> Part:
    """The read-back: in the person's own words, or what they were taken for if those are long."""
    words = turn.state.pending_words
    if not words or len(words) > QUOTABLE_CHARACTERS:
        named = [_named(turn, fact, value) for fact, value in turn.state.pending.items()]
        words = ", ".join(named[:MOST_LABELS])
    return turn.line(f"question.{READ_BACK}", words=words)


def take_no(turn: Turn) -> None:
    """The answer to a "no" read back: right clears, wrong asks one by one, unsure leaves open."""
    acts, state = turn.act.acts, turn.state
    cleared = state.doubt
    if AFFIRM in acts:
        for fact in cleared:
            turn.learn(fact, turn.protocol.findings[fact].deny)
    elif UNSURE in acts or (DENY in acts and _is_misheard_again(turn)):
        for fact in cleared:
            turn.learn(fact, UNKNOWN)
    elif DENY in acts:
        turn.add("split", CONFIRM, cleared)
    else:
        return
    turn.add("doubt", value=())


def take(turn: Turn) -> None:
    """The answer to a read-back: right counts, unsure is unknown, wrong or said anew is let go."""
    act, state = turn.act, turn.state
    said = {AFFIRM, DENY, UNSURE} & set(act.acts)
    restated = {fact: value for fact, value in act.facts.items() if fact in state.pending}
    repeated = restated == state.pending
    if said == {AFFIRM} or (not said and repeated):
        for fact, value in tuple(state.pending.items()):
            if restated.get(fact, value) == value:
                turn.learn(fact, value)
    elif said == {UNSURE}:
        for fact in state.pending:
            if fact not in state.facts:
                turn.learn(fact, UNKNOWN)
    elif said != {DENY} and (act.doubtful or not restated):
        return
    turn.add("settled")


def is_moved(turn: Turn) -> bool:
    """Whether this turn brought anything to what is pending."""
    return any(event.kind in ("pending", "settled", "fact") for event in turn.events)


def is_to_be_made_sure(turn: Turn) -> bool:
    """Whether a danger was heard doubtfully in this turn."""
    return splits(turn) and turn.state.split_question == BE_SURE


def splits(turn: Turn) -> bool:
    """Whether what was said in this turn has to be asked again part by part."""
    return any(event.kind == "split" for event in turn.events)


def _waits(turn: Turn, fact: str, value: Value) -> bool:
    """Whether a doubtful fact has to be confirmed: it is new, and no second "yes"."""
    return turn.state.facts.get(fact) != value and not _is_second_yes(turn, fact, value)


def _is_taken_back(turn: Turn, fact: str, value: Value) -> bool:
    """A spoken correction that takes a danger back."""
    act, before = turn.act, turn.state.facts.get(fact)
    corrected = bool(act.words) and ("correct" in act.acts or fact in act.retracts)
    return corrected and before not in (None, UNKNOWN, value) and _clears(turn, fact, value)


def _must_be_made_sure(turn: Turn, fact: str, value: Value) -> bool:
    """A doubtful "yes" to an emergency, unless it is the second."""
    finding, known = turn.protocol.findings[fact], turn.state.facts
    if not turn.act.doubtful or not _waits(turn, fact, value) or finding.kind == "number":
        return False
    if value in (finding.deny, UNKNOWN, ""):
        return False
    told = {**known, fact: value}
    return any(
        fact in rule.facts and rule.level >= ER_NOW and rule.when.truth(told) is True
        for rule in turn.protocol.rules
    )


def _is_second_yes(turn: Turn, fact: str, value: Value) -> bool:
    """A "yes" to what is asked by itself because of a "yes" before."""
    state = turn.state
    by_itself = state.asks == (fact,) and (state.question == BE_SURE or fact in state.split)
    return by_itself and value not in (turn.protocol.findings[fact].deny, UNKNOWN)


def _is_plain_no(turn: Turn, heard: Mapping[str, Value]) -> bool:
    """Whether all of it is one "no", which is read back as such."""
    acts, findings = turn.act.acts, turn.protocol.findings
    if AFFIRM in acts or any(value != findings[f].deny for f, value in heard.items()):
        return False
    return DENY in acts or all(_clears(turn, fact, value) for fact, value in heard.items())


def _clears(turn: Turn, fact: str, value: Value) -> bool:
    """Whether this value would rule out a danger of level 3 or more."""
    if value != turn.protocol.findings[fact].deny or not value:
        return False
    return any(fact in rule.facts and rule.level >= SEE_TODAY for rule in turn.protocol.rules)


def _is_misheard_again(turn: Turn) -> bool:
    """Counts a doubtful "no" that was none; True once it is enough."""
    if turn.act.doubtful:
        turn.add("misheard")
    return turn.state.misheard >= MAX_MISHEARD


def _named(turn: Turn, fact: str, value: Value) -> str:
    label = turn.protocol.findings[fact].name.person
    if value in (YES, NO):
        return label if value == YES else f"no to {label}"
    words = " and ".join(value) if isinstance(value, tuple) else str(value)
    return f"{label}: {'not sure' if value == UNKNOWN else words.replace('_', ' ')}"
