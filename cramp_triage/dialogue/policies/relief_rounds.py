"""Guided relief: rounds of a held stretch, counted aloud, then "is it still cramping?"."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.turn import MOVES_ON, REPLIED, Handled, Turn
from cramp_triage.messages.acts import AFFIRM, DENY, EASING, GONE, HABIT, UNSURE
from cramp_triage.protocol.facts import (
    EPISODES,
    FREQUENCY,
    NO,
    ONGOING_NOW,
    RELIEVED,
    ROUNDS_FAILED,
    SIDE,
    SINCE_DAYS,
    SITE,
    UNKNOWN,
    YES,
    with_trait,
)
from cramp_triage.protocol.model import Question, ReliefStep
from cramp_triage.triage.assess import CALL_911, ER_NOW, SEE_TODAY
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
EASE_GATE: Final = "ease_gate"
QUESTIONS_IN_HOLD: Final = 2
"""Questions asked while a round is held; a spoken question and answer take about ten seconds."""

MOST_IN_HOLD: Final = 4
"""How many there may be where a 911 sign has still to be asked: that comes before "still?"."""

HABITUAL: Final = frozenset({FREQUENCY, SINCE_DAYS, EPISODES})
WHETHER_ON: Final = "whether_on"
"""Asks whether it cramps now, before any stretch; remembered as told."""

BOTH: Final = "both"
COUNTS_S: Final = (10, 20, 30)
HOLD: Final = "hold"
"""The topic of how long to hold it, and what to do then."""
HURTS_MORE: Final = "ask:hurts_more"


def respond(turn: Turn) -> Handled | None:
    """Says what the relief has to say before the next question; the turn goes on."""
    facts, rounds = turn.facts, turn.state.rounds
    if SITE not in facts or turn.protocol.holds("child", facts):
        return None
    if not may_be_on(facts):
        if rounds.round and turn.once("gone"):
            if _was_never_on(turn):
                turn.say("never_on")
                return None
            if ONGOING_NOW in turn.news:
                turn.say("gone")
            after(turn)
        return None
    called_off = _is_called_off(turn)
    if called_off:
        let_go(turn)
    if turn.floor >= ER_NOW or _restless(turn):
        return None
    _hold_back(turn)
    if called_off:
        return None
    if rounds.round == 0:
        if not _is_habit(turn):
            _begin(turn, 1)
    elif (step := _stretch_elsewhere(turn)) is not None:
        _repeat(turn, step)
    elif _round_is_over(turn):
        if _gate_of_next(turn) is None:
            _begin(turn, rounds.round + 1)
        elif rounds.back and (held := _last_held(turn)):
            _repeat(turn, held[0])
    elif holding(turn) and RELIEVED in turn.news and facts[RELIEVED] == NO:
        turn.advise_on(HOLD)
    elif holding(turn) and not rounds.eased and rounds.held_s < COUNTS_S[-2]:
        turn.say("keep_holding")
        turn.hold(COUNTS_S[0], (rounds.held_s + COUNTS_S[0],))
    return None


def _was_never_on(turn: Turn) -> bool:
    """Whether a stretch was begun for a cramp that nobody called on: "nothing's cramping now"."""
    told = any(event.id == ONGOING_NOW for event in turn.session.log if event.kind == "fact")
    lets_go = {GONE, EASING} & {*turn.act.acts} or turn.state.rounds.eased
    rounds = turn.state.rounds
    begun = rounds.round == 1 and not rounds.held_s and ONGOING_NOW not in turn.asked.asks
    return bool(turn.act.words) and begun and not told and not lets_go


def ask_whether_on(turn: Turn) -> bool:
    """Asks once whether it cramps now, where only a habit was told; False if there is no need."""
    if turn.state.rounds.round or not _is_habit(turn):
        return False
    turn.add("told", WHETHER_ON)
    asking.ask_one(turn, LET_GO, ONGOING_NOW, WHETHER_ON)
    return True


def _is_habit(turn: Turn) -> bool:
    """Whether cramps were told of as what comes again, and not whether it cramps now."""
    facts, told = turn.facts, turn.state.course.told
    is_told = HABIT in told or not HABITUAL.isdisjoint(facts)
    return is_told and not {ONGOING_NOW, WHETHER_ON} & {*facts, *told} and SITE in facts


def say_step_again(turn: Turn) -> bool:
    """Says the first words of the stretch once more; False if none is held."""
    if not holding(turn):
        return False
    holds = {step.id for step in turn.protocol.relief if step.hold_s}
    first = next(id_ for id_ in turn.state.rounds.relief if id_ in holds)
    turn.say(f"relief.{first}")
    return True


def let_go(turn: Turn) -> None:
    """Ends a stretch aloud that is held while somebody has to look at it."""
    if _is_stretched(turn) and not turn.state.rounds.eased:
        turn.say("let_go")
        turn.add("ease")


def ease(turn: Turn) -> Handled | None:
    """Ends the hold; takes the turn if that was all, and the open question comes back."""
    acts = set(turn.act.acts)
    if turn.act.facts.get(ONGOING_NOW) == NO:
        return None  # it is gone, not easing
    plain = not (turn.news - {ONGOING_NOW, RELIEVED} or acts & {AFFIRM, DENY, UNSURE})
    if not holding(turn):
        return _good(turn) if EASING in acts and plain else None
    if HURTS_MORE in acts:
        turn.add("ease")  # what to do then is answered as a question is
    if EASING not in acts:
        return None
    if turn.state.rounds.eased and turn.asked.question == LET_GO:
        turn.learn(ONGOING_NOW, NO)
        return MOVES_ON
    turn.add("ease")
    turn.learn(RELIEVED, YES)
    turn.say("easing")
    if not plain and turn.asked.question != LET_GO:
        return None
    asking.ask_back(turn)
    return REPLIED


def _good(turn: Turn) -> Handled:
    """Nothing is held: the good news is heard, no more."""
    turn.say("good")
    asking.ask_back(turn)
    return REPLIED


def after(turn: Turn) -> None:
    """What to do once it has let go."""
    if _restless(turn):
        return
    for step in advisable(turn.protocol, turn.facts, AFTER, turn.state.rounds.relief, turn.floor):
        _advise(turn, step)


def relief_question(turn: Turn) -> Next | None:
    """A question whose answer would free a step of what to do afterwards."""
    facts = turn.facts
    if may_be_on(facts) and facts.get(ONGOING_NOW) != UNKNOWN:
        return None
    needs = unasked_needs(turn.protocol, facts, AFTER, turn.state.rounds.relief)
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
    rounds, questions = turn.state.rounds, turn.protocol.questions
    if not holding(turn):
        return False
    gate_again = _gate_of_next(turn) if _round_is_over(turn) else None
    if gate_again is not None:
        asking.ask(turn, gate_again.question, gate_again.asks)
        return True
    asked = turn.asked.in_round
    urgent = found is not None and found.potential == CALL_911
    if asked < (MOST_IN_HOLD if urgent else QUESTIONS_IN_HOLD):
        gate = tuple(fact for fact in questions[GATE].asks if fact not in turn.facts)
        if rounds.round == 1 and asked == 0 and gate and turn.protocol.holds("limb", turn.facts):
            turn.say("while_you_hold")
            asking.ask(turn, questions[GATE], gate)
            return True
        second = asked == QUESTIONS_IN_HOLD - 1
        if rounds.round == ROUNDS - 1 and not urgent and (found is None or second):
            freeing = _freeing(turn, questions[EASE_GATE])
            if freeing:
                asking.ask(turn, questions[EASE_GATE], freeing)
                return True
        if found is not None:
            asking.ask(turn, found.question, found.asks)
            return True
    begun_s = rounds.held_s
    if begun_s < HOLD_S and not rounds.eased:
        turn.hold(HOLD_S - begun_s, tuple(s for s in COUNTS_S if s > begun_s))
    asking.ask(turn, questions[LET_GO], questions[LET_GO].asks)
    return True


def _restless(turn: Turn) -> bool:
    """An urge to move the legs is no cramp, and neither stretch nor rest is its answer."""
    return turn.protocol.holds("restless", turn.facts)


def _round_is_over(turn: Turn) -> bool:
    """Whether the hold came to its end, and the person said that it is still cramping."""
    rounds = turn.state.rounds
    waiting = turn.asked.question == LET_GO and ONGOING_NOW not in turn.news
    counted = rounds.round > 0 and rounds.held_s >= HOLD_S and not rounds.eased
    return counted and not waiting and turn.facts.get(ROUNDS_FAILED) != YES


def _gate_of_next(turn: Turn) -> Next | None:
    """A question to ask before the next round: whatever has to be clear before its stretch.

    A limb without a second stretch of its own has the first once more, and is asked as the others.
    """
    facts, rounds = turn.facts, turn.state.rounds
    needs = unasked_needs(turn.protocol, facts, rounds.round + 1, rounds.relief)
    if turn.protocol.holds("limb", facts) and _last_held(turn):
        again = {fact for step in turn.protocol.relief if step.round == 2 for fact in step.needs}
        needs |= again - facts.keys()
    freeing = [
        question
        for question in turn.protocol.questions.values()
        if not question.relief and needs & set(question.asks)
    ]
    freeing.sort(key=lambda question: not is_pointed_to(question, facts))
    if not freeing:
        return None
    asks = tuple(fact for fact in freeing[0].asks if fact not in facts)
    return Next(freeing[0], asks, 0)


def _freeing(turn: Turn, question: Question) -> tuple[str, ...]:
    """The facts of a relief question that, once clear, would free a step of a later round."""
    facts, given = turn.facts, turn.state.rounds.relief
    needs = frozenset[str]().union(
        *(unasked_needs(turn.protocol, facts, number, given) for number in range(2, ROUNDS + 1))
    )
    return tuple(fact for fact in question.asks if fact in needs)


def holding(turn: Turn) -> bool:
    """Whether a stretch is held, and may be."""
    return (
        _is_stretched(turn)
        and not _is_called_off(turn)
        and not turn.protocol.holds("limb_danger", turn.facts)
    )


def _is_called_off(turn: Turn) -> bool:
    """Whether somebody has to look at it today or sooner, and not only since it will not let go."""
    if turn.assessment.not_excluded:
        return True
    how_it_goes = {*with_trait(turn.protocol.findings, "correctable"), ROUNDS_FAILED}
    return any(r.level >= SEE_TODAY and {*r.facts} - how_it_goes for r in turn.assessment.fired)


def _is_stretched(turn: Turn) -> bool:
    """Whether a stretch was told that may still be held."""
    rounds = turn.state.rounds
    stretched = any(
        step.id in rounds.relief and step.hold_s for step in turn.protocol.relief if step.round
    )
    return (
        1 <= rounds.round <= ROUNDS
        and stretched
        and may_be_on(turn.facts)
        and turn.facts.get(ROUNDS_FAILED) != YES
    )


def _begin(turn: Turn, round_: int) -> None:
    """Begins a round with its first step that nothing holds back, or calls the rounds failed."""
    if round_ > ROUNDS:
        turn.learn(ROUNDS_FAILED, YES)
        return
    given = turn.state.rounds.relief
    steps = advisable(turn.protocol, turn.facts, round_, given, turn.floor)
    for step in [step for step in steps if not step.hold_s]:
        _advise(turn, step)
    held = [step for step in steps if step.hold_s] or _last_held(turn)
    if not held:
        if round_ > 1:
            turn.learn(ROUNDS_FAILED, YES)
        return
    if turn.protocol.holds("must_get_safe", turn.facts) and turn.once("get_safe"):
        return
    if "get_safe" in turn.state.course.told and turn.once("once_safe"):
        turn.say("once_safe")
    turn.add("round", value=round_)
    if round_ > 1:
        turn.say("round_again")
    elif turn.facts.get(SIDE) == BOTH and turn.protocol.holds("limb", turn.facts):
        turn.say("both_sides")
    _advise(turn, held[0])


def _stretch_elsewhere(turn: Turn) -> ReliefStep | None:
    """The stretch of the place where it cramps now, if that of another was told."""
    facts, rounds = turn.facts, turn.state.rounds
    is_moved = SITE in turn.news and turn.before.facts.get(SITE) not in (None, UNKNOWN)
    if not is_moved and not rounds.back:
        return None
    steps = advisable(turn.protocol, facts, 1, (), turn.floor)
    first = next((step for step in steps if step.hold_s), None)
    return None if first is None or first.id in rounds.relief else first


def _repeat(turn: Turn, step: ReliefStep) -> None:
    """Says a stretch within this round: what has come back, or cramps elsewhere, has not failed."""
    turn.add("round", value=turn.state.rounds.round)
    if step.id in turn.state.rounds.relief:
        turn.say("round_again")
    _advise(turn, step)


def _last_held(turn: Turn) -> list[ReliefStep]:
    """The stretch of the round before, to be done once more, if nothing holds it back by now."""
    protocol, facts = turn.protocol, turn.facts
    steps = {step.id: step for step in protocol.relief if step.hold_s}
    given = [steps[id_] for id_ in turn.state.rounds.relief if id_ in steps]
    return [step for step in given[-1:] if not held_back(protocol, step, facts)]


def _advise(turn: Turn, step: ReliefStep) -> None:
    turn.say(f"relief.{step.id}")
    if step.id not in turn.state.rounds.relief:
        turn.add("relief", step.id)


def _hold_back(turn: Turn) -> None:
    """Says once why the muscle is left alone, when something said forbids relief."""
    protocol, facts = turn.protocol, turn.facts
    if turn.floor == 0:
        return
    if protocol.holds("clot_signs", facts) and turn.once("hold_back"):
        turn.say("hold_back")
    elif protocol.holds("hurt", facts) and turn.once("hold_back"):
        turn.say("hold_back_injury")


def is_over(turn: Turn) -> bool:
    """Whether the cramp is known to be over."""
    return turn.facts.get(ONGOING_NOW) == NO
