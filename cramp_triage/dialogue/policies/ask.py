"""Asking, asking again, and reading the answer to the open question."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import render
from cramp_triage.dialogue.policies import confirm
from cramp_triage.dialogue.session import BE_SURE, CONFIRM, READ_BACK
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE, UserAct, Value
from cramp_triage.messages.replies import Part
from cramp_triage.protocol.facts import UNKNOWN, YES, bare_answer
from cramp_triage.triage.assess import SEE_TODAY
from cramp_triage.triage.next_question import Next, splits

MAX_MISSES: Final = 2
"""How often a question is asked again in other words before it is left open."""

QUOTED_CHARACTERS: Final = 100
UNNAMED: Final = "emergency_sign_unnamed"


def ask(turn: Turn, found: Next) -> None:
    """Asks a question about the facts that are still open."""
    question = found.question
    asked_before = turn.state.question == question.id
    turn.ask(question.id, found.asks, question.expects)
    whole = found.asks == question.asks and not asked_before
    turn.parts.extend(_wording(turn, question.id, found.asks, authored=whole))
    turn.reprompt.extend(_again(turn))


def ask_one(turn: Turn, question: str, fact: str) -> None:
    """Asks one part of a compound question by itself."""
    turn.ask(question, (fact,), "yes_no")
    turn.say(render.ASK, facts=fact)
    turn.reprompt.extend(_again(turn))


def ask_again(turn: Turn, *, other_words: bool) -> None:
    """Asks the open question once more, in other words or the same."""
    state = turn.state
    if other_words:
        turn.parts.extend(_again(turn))
    else:
        turn.parts.extend(_wording(turn, state.question, state.asks, authored=_is_whole(turn)))
    turn.reprompt.extend(_again(turn))


def hint(turn: Turn) -> list[Part]:
    """What can be said to the open question."""
    known = turn.protocol.prompts
    key = f"hint.{turn.state.question}"
    text = known[key] if key in known else known["yes_no_hint"]
    return [turn.line("you_can_say", hint=text)]


def read_answer(turn: Turn) -> None:
    """Turns the act into fact events: what was taken back, stated, and answered bare."""
    act, state = turn.act, turn.state
    reads_back = state.question == READ_BACK
    if state.question == CONFIRM:
        confirm.take_no(turn)
    elif reads_back:
        confirm.take(turn)
    if act.words:
        turn.add("words", words=act.words[:QUOTED_CHARACTERS])
    for fact in () if act.doubtful else act.retracts:
        if fact in state.facts and fact not in act.facts:
            turn.add("drop", fact)
    stated = _beside(turn, act)
    heard = {**stated, **bare_answer(turn.protocol.findings, state.asks, act.acts, stated)}
    for fact, value in confirm.hold_back(turn, heard).items():
        turn.learn(fact, value)
    _split_yes(turn, act)
    _imply(turn)
    if reads_back and not state.pending:
        turn.add("reopen")


def _beside(turn: Turn, act: UserAct) -> dict[str, Value]:
    """The facts stated; another place named in passing is one more place, not a new one."""
    state, site = turn.state, act.facts.get("site")
    known = state.facts.get("site")
    moved = site not in (None, UNKNOWN, known) and known not in (None, UNKNOWN)
    meant = "correct" in act.acts or "site" in act.retracts or "site" in state.asks or not act.words
    if not moved or meant:
        return act.facts
    others = state.facts.get("other_sites", ())
    before = others if isinstance(others, tuple) else ()
    said = act.facts.get("other_sites", ())
    more = said if isinstance(said, tuple) else ()
    places = dict.fromkeys((*before, str(site), *more))
    rest = {fact: value for fact, value in act.facts.items() if fact != "site"}
    return {**rest, "other_sites": tuple(places)}


def _imply(turn: Turn) -> None:
    """What the facts say of others; what they no longer say is taken back."""
    state = turn.state
    said = {fact: value for fact, value in state.facts.items() if fact not in state.implied}
    implied: dict[str, Value] = {}
    for implication in turn.protocol.implied:
        if implication.when.truth({**said, **implied}) is True:
            implied |= {f: v for f, v in implication.then.items() if f not in said | implied}
    for fact in sorted(state.implied - set(implied)):
        turn.add("drop", fact)
    for fact, value in implied.items():
        if state.facts.get(fact) != value:
            turn.add("implied", fact, value)
            turn.news.add(fact)


def make_sure(turn: Turn) -> None:
    """Asks a danger that was heard doubtfully once more by itself, before it is acted on."""
    turn.say("heard_yes" if AFFIRM in turn.act.acts else "be_sure")
    ask_one(turn, BE_SURE, turn.state.split[0])


def _split_yes(turn: Turn, act: UserAct) -> None:
    """A bare yes to several facts: all of them mean 911 alone, or they are asked one by one."""
    state = turn.state
    if AFFIRM not in act.acts or len(state.asks) < 2 or set(state.asks) & turn.news:
        return
    waits = confirm.is_to_be_made_sure(turn) or {*state.asks} & {*state.pending}
    if act.doubtful and waits:
        return
    if act.doubtful or splits(turn.protocol, state.facts, state.asks):
        turn.add("split", state.question, state.asks)
    else:
        turn.learn(UNNAMED, YES)


def split_part(turn: Turn) -> str | None:
    """The next part of a split question, unless one of its parts was already a yes."""
    state, findings = turn.state, turn.protocol.findings
    answered = [fact for fact in state.split if fact in state.facts]
    if any(state.facts[fact] not in (findings[fact].deny, UNKNOWN) for fact in answered):
        return None
    return next((fact for fact in state.split if fact not in state.facts), None)


def leave_open(turn: Turn) -> None:
    """Gives up on the open question: its facts are unknown, never no."""
    for fact in turn.state.asks:
        if fact not in turn.state.facts:
            turn.learn(fact, UNKNOWN)


def acknowledge(turn: Turn, potential: int) -> None:
    """A word that shows the answer was heard."""
    acts = turn.act.acts
    if UNSURE in acts:
        turn.say("moved_on")
    elif DENY in acts:
        turn.say("good" if potential >= SEE_TODAY else "okay")
    else:
        turn.say("okay")


def _is_whole(turn: Turn) -> bool:
    question = turn.protocol.questions.get(turn.state.question)
    return question is not None and question.asks == turn.state.asks


def _wording(turn: Turn, question: str, asks: tuple[str, ...], *, authored: bool) -> list[Part]:
    prompts = turn.protocol.prompts
    if question == READ_BACK:
        return [confirm.line(turn)]
    if authored and f"question.{question}" in prompts:
        return [turn.line(f"question.{question}")]
    if f"offer.{question}" in prompts:
        return [turn.line(f"offer.{question}")]
    if not asks:
        return [turn.line(f"question.{question}")] if f"question.{question}" in prompts else []
    if turn.state.expects == "value" and f"again.{question}" in prompts:
        return [turn.line(f"again.{question}")]
    return [turn.line(render.ASK, facts=",".join(asks))]


def _again(turn: Turn) -> list[Part]:
    """The open question in other words."""
    state = turn.state
    key = f"again.{state.question}"
    if key in turn.protocol.prompts:
        return [turn.line(key)]
    return _wording(turn, state.question, state.asks, authored=not state.asks)
