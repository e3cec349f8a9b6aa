"""Guided relief: rounds of a held stretch, counted aloud, then "is it still cramping?"."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies.ask import ask
from cramp_triage.dialogue.turn import Turn
from cramp_triage.protocol.facts import NO, UNKNOWN, YES
from cramp_triage.protocol.model import Question, ReliefStep
from cramp_triage.triage.assess import CALL_911, ER_NOW
from cramp_triage.triage.contraindications import (
    AFTER,
    HOLD_S,
    ROUNDS,
    advisable,
    held_back,
    may_be_on,
    unasked_needs,
)
from cramp_triage.triage.next_question import Next, is_pointed_to

LET_GO: Final = "let_go"
GATE: Final = "gate"
STRETCH_GATE: Final = "pressure_lasting"
"""Asked before a second round: a muscle that hurts more when stretched is not stretched again."""

EASE_GATE: Final = "ease_gate"
QUESTIONS_IN_HOLD: Final = 2
"""Questions asked while a round is held; a spoken question and answer take about ten seconds."""

MOST_IN_HOLD: Final = 4
"""How many there may be where a 911 sign has still to be asked: that comes before "still?"."""

COUNTS_S: Final = (10, 20, 30)
FAILED: Final = "rounds_failed"


def ease(turn: Turn, answered: str) -> None:
    """Says what the relief has to say before the next question.

    Args:
        turn: the turn in the making.
        answered: id of the question that was open when the person spoke.
    """
    state = turn.state
    if not may_be_on(state.facts):
        if state.round and turn.once("gone"):
            if "ongoing_now" in turn.news:
                turn.say("gone")
            after(turn)
        return
    if turn.assessment.floor >= ER_NOW or _restless(turn):
        return
    _hold_back(turn)
    if state.round == 0:
        _begin(turn, 1)
    elif _round_is_over(turn):
        if not _stretch_gate(turn):
            _begin(turn, state.round + 1)
    elif _holding(turn) and state.held_s < COUNTS_S[-2]:
        turn.say("keep_holding")
        turn.hold(COUNTS_S[0], (state.held_s + COUNTS_S[0],))


def after(turn: Turn) -> None:
    """What to do once it has let go."""
    state = turn.state
    if _restless(turn):
        return
    for step in advisable(turn.protocol, state.facts, AFTER, state.relief, turn.assessment.floor):
        _advise(turn, step)


def relief_question(turn: Turn) -> Next | None:
    """A question whose answer would free a step of what to do afterwards."""
    facts = turn.state.facts
    if may_be_on(facts) and facts.get("ongoing_now") != UNKNOWN:
        return None
    needs = unasked_needs(turn.protocol, facts, 0, turn.state.relief)
    for question in turn.protocol.questions.values():
        asks = tuple(f for f in question.asks if f not in facts)
        if (
            question.relief
            and asks
            and needs
            and set(asks) <= needs
            and is_pointed_to(question, facts)
        ):
            return Next(question, asks, 0)
    return None


def ask_in_hold(turn: Turn, found: Next | None) -> bool:
    """Asks what belongs into the hold that is going on; False if none is.

    Args:
        turn: the turn in the making.
        found: the triage question that would come next, if any.
    """
    state, questions = turn.state, turn.protocol.questions
    if not _holding(turn):
        return False
    gate_again = _stretch_gate(turn)
    if _round_is_over(turn) and gate_again:
        ask(turn, Next(questions[STRETCH_GATE], gate_again, 0))
        return True
    asked = state.hold_questions
    urgent = found is not None and found.potential == CALL_911
    if asked < (MOST_IN_HOLD if urgent else QUESTIONS_IN_HOLD):
        gate = [fact for fact in questions[GATE].asks if fact not in state.facts]
        if state.round == 1 and asked == 0 and gate and turn.protocol.holds("limb", state.facts):
            turn.say("while_you_hold")
            ask(turn, Next(questions[GATE], tuple(gate), 0))
            return True
        second = asked == QUESTIONS_IN_HOLD - 1
        if state.round == ROUNDS - 1 and not urgent and (found is None or second):
            freeing = _freeing(turn, questions[EASE_GATE])
            if freeing:
                ask(turn, Next(questions[EASE_GATE], freeing, 0))
                return True
        if found is not None:
            ask(turn, found)
            return True
    begun_s = state.held_s
    if begun_s < HOLD_S:
        turn.hold(HOLD_S - begun_s, tuple(s for s in COUNTS_S if s > begun_s))
    ask(turn, Next(questions[LET_GO], ("ongoing_now",), 0))
    return True


def _restless(turn: Turn) -> bool:
    """An urge to move the legs is no cramp, and neither stretch nor rest is its answer."""
    return turn.protocol.holds("restless", turn.state.facts)


def _round_is_over(turn: Turn) -> bool:
    """Whether the hold was counted to its end, and the person said that it is still cramping."""
    state = turn.state
    waiting = state.question == LET_GO and "ongoing_now" not in turn.news
    counted = state.round > 0 and state.held_s >= HOLD_S
    return counted and not waiting and state.facts.get(FAILED) != YES


def _stretch_gate(turn: Turn) -> tuple[str, ...]:
    """The facts to ask before a second round, as far as they are open."""
    asks = turn.protocol.questions[STRETCH_GATE].asks
    open_facts = tuple(fact for fact in asks if fact not in turn.state.facts)
    return open_facts if asks[0] in open_facts else ()


def _freeing(turn: Turn, question: Question) -> tuple[str, ...]:
    """The facts of a relief question that, once clear, would free a step of a later round."""
    facts, given = turn.state.facts, turn.state.relief
    needs = frozenset[str]().union(
        *(unasked_needs(turn.protocol, facts, number, given) for number in range(2, ROUNDS + 1))
    )
    return tuple(fact for fact in question.asks if fact in needs)


def _holding(turn: Turn) -> bool:
    state = turn.state
    stretched = any(
        step.id in state.relief and step.hold_s for step in turn.protocol.relief if step.round
    )
    return (
        1 <= state.round <= ROUNDS
        and stretched
        and may_be_on(state.facts)
        and state.facts.get(FAILED) != YES
        and turn.assessment.floor < ER_NOW
        and not turn.protocol.holds("limb_danger", state.facts)
    )


def _begin(turn: Turn, round_: int) -> None:
    """Begins a round with its first step that nothing holds back, or calls the rounds failed."""
    state = turn.state
    if round_ > ROUNDS:
        turn.learn(FAILED, YES)
        turn.assess()
        return
    floor = turn.assessment.floor
    steps = advisable(turn.protocol, state.facts, round_, state.relief, floor)
    for step in [step for step in steps if not step.hold_s]:
        _advise(turn, step)
    held = [step for step in steps if step.hold_s] or _last_held(turn)
    if not held:
        if round_ > 1:
            turn.learn(FAILED, YES)
            turn.assess()
        return
    if turn.protocol.holds("must_get_safe", state.facts) and turn.once("get_safe"):
        return
    if "get_safe" in state.told and turn.once("once_safe"):
        turn.say("once_safe")
    turn.add("round", value=round_)
    if round_ > 1:
        turn.say("round_again")
    _advise(turn, held[0])


def _last_held(turn: Turn) -> list[ReliefStep]:
    """The stretch of the round before, to be done once more, if nothing holds it back by now."""
    protocol, facts = turn.protocol, turn.state.facts
    steps = {step.id: step for step in protocol.relief if step.hold_s}
    given = [steps[id_] for id_ in turn.state.relief if id_ in steps]
    return [step for step in given[-1:] if not held_back(protocol, step, facts)]


def _advise(turn: Turn, step: ReliefStep) -> None:
    turn.say(f"relief.{step.id}")
    if step.id not in turn.state.relief:
        turn.add("relief", step.id)


def _hold_back(turn: Turn) -> None:
    """Says once why the muscle is left alone, when something said forbids relief."""
    protocol, facts = turn.protocol, turn.state.facts
    if turn.assessment.floor == 0:
        return
    if protocol.holds("clot_signs", facts) and turn.once("hold_back"):
        turn.say("hold_back")
    elif protocol.holds("hurt", facts) and turn.once("hold_back"):
        turn.say("hold_back_injury")


def is_over(turn: Turn) -> bool:
    """Whether the cramp is known to be over."""
    return turn.state.facts.get("ongoing_now") == NO
