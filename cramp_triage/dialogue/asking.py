"""Opening a question, asking it again, and its words. Which one it is, the policies decide."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import render
from cramp_triage.dialogue.session import READ_BACK
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import Part
from cramp_triage.protocol.facts import NO, UNKNOWN, YES
from cramp_triage.protocol.model import Question

WHERE: Final = "where"
MOST_LABELS: Final = 3
QUOTABLE_CHARACTERS: Final = 60
"""Longer sentences are not read back: nobody listens to the end."""


def ask(turn: Turn, question: Question, asks: tuple[str, ...]) -> None:
    """Asks a question of the protocol about those of its facts that are still open.

    What an answer left open of the question is asked in fewer words.
    """
    asked_before = turn.asked.question == question.id
    turn.add("ask", question.id, asks, question.expects)
    if asked_before:
        ask_back(turn)
        return
    turn.parts.extend(_wording(turn, authored=asks == question.asks))
    turn.reprompt.extend(_again(turn))


def ask_where(turn: Turn) -> None:
    """Asks where the cramp is: the first question."""
    where = turn.protocol.questions[WHERE]
    ask(turn, where, where.asks)


def ask_one(turn: Turn, question: str, fact: str, prompt: str = "") -> None:
    """Asks one part of a compound question by itself, in its own words or those of a prompt."""
    turn.add("ask", question, (fact,), "yes_no")
    if prompt:
        turn.say(prompt)
    else:
        turn.say(render.ASK, facts=fact)
    turn.reprompt.extend(_again(turn))


def ask_own(turn: Turn, id_: str) -> None:
    """Asks yes or no to something that is no fact: an offer, a deletion, a read-back."""
    turn.add("ask", id_, (), "yes_no")
    turn.parts.extend(_wording(turn, authored=True))
    turn.reprompt.extend(_wording(turn, authored=True))


def ask_again(turn: Turn, *, other_words: bool) -> None:
    """Asks the open question once more, in other words or the same."""
    question = turn.protocol.questions.get(turn.asked.question)
    if other_words:
        turn.parts.extend(_again(turn))
    else:
        whole = question is not None and question.asks == turn.asked.asks
        turn.parts.extend(_wording(turn, authored=whole))
    turn.reprompt.extend(_again(turn))


def ask_back(turn: Turn) -> None:
    """Comes back to the open question in fewer words, and never in those of the last reply."""
    wordings = [wording for wording in _brief(turn) if wording]
    new = [wording for wording in wordings if wording[-1] not in turn.session.said]
    turn.parts.extend(next(iter(new or wordings), []))
    turn.reprompt.extend(_again(turn))


def hint(turn: Turn) -> list[Part]:
    """What can be said to the open question."""
    known = turn.protocol.prompts
    key = f"hint.{turn.asked.question}"
    text = known[key] if key in known else known["yes_no_hint"]
    return [turn.line("you_can_say", hint=text)]


def leave_open(turn: Turn) -> None:
    """Gives up on the open question: its facts are unknown, never no."""
    for fact in turn.asked.asks:
        if fact not in turn.facts:
            turn.learn(fact, UNKNOWN)


def _wording(turn: Turn, *, authored: bool) -> list[Part]:
    """The open question in words."""
    prompts, asked = turn.protocol.prompts, turn.asked
    own, offer = f"question.{asked.question}", f"offer.{asked.question}"
    if asked.question == READ_BACK:
        return [_read_back(turn)]
    if authored and own in prompts:
        return [turn.line(own)]
    if offer in prompts:
        return [turn.line(offer)]
    if not asked.asks:
        return [turn.line(own)] if own in prompts else []
    return [turn.line(render.ASK, facts=",".join(asked.asks))]


def _again(turn: Turn) -> list[Part]:
    """The open question in other words."""
    key = f"again.{turn.asked.question}"
    if key in turn.protocol.prompts:
        return [turn.line(key)]
    return _wording(turn, authored=not turn.asked.asks)


def _brief(turn: Turn) -> list[list[Part]]:
    """The open question in fewest words; at least two wordings, so that none is said twice."""
    asked, own = turn.asked, f"brief.{turn.asked.question}"
    if asked.asks and not all(turn.protocol.findings[fact].brief for fact in asked.asks):
        return [_wording(turn, authored=False)]
    if asked.asks:
        facts = ",".join(asked.asks)
        return [
            [turn.line(render.BRIEF, facts=facts)],
            [turn.line(render.BRIEF, facts=facts, lead="brief_lead")],
        ]
    usual = _wording(turn, authored=True)
    return [[turn.line(own)], usual] if own in turn.protocol.prompts else [usual]


def _read_back(turn: Turn) -> Part:
    """What is pending: in the person's own words, or what they were taken for.

    Long words are not said back, nor are any while 911 stands: what would take it back is named.
    """
    known = turn.state.known
    words = known.pending_words
    if not words or len(words) > QUOTABLE_CHARACTERS or turn.stands_911:
        named = [_named(turn, fact, value) for fact, value in known.pending.items()]
        words = ", ".join(named[:MOST_LABELS])
    return turn.line(f"question.{READ_BACK}", words=words)


def denied(name: str) -> str:
    """The name of a sign that is not there."""
    if name.startswith("not "):
        return name.removeprefix("not ")
    return f"no {name.removeprefix('a ')}"


def _named(turn: Turn, fact: str, value: Value) -> str:
    label = turn.protocol.findings[fact].name.person
    if value == NO and turn.stands_911 and turn.protocol.findings[fact].group == "symptom":
        return denied(label)
    if value in (YES, NO):
        return label if value == YES else f"no to {label}"
    words = " and ".join(value) if isinstance(value, tuple) else str(value)
    return f"{label}: {'not sure' if value == UNKNOWN else words.replace('_', ' ')}"
