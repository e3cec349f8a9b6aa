"""What was heard doubtfully counts only once the person has said that it is right.

After a "no" to a danger the person is asked whether it was a yes or a no, so that to say it again
is to answer; every other fact is read back. A "yes" to an emergency is asked once more by itself,
and a second one counts however it was heard. What would take 911 back is read back, however clearly
it was heard. `take_in` asks this module what waits and hands it the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice, corrections, digression, repair
from cramp_triage.dialogue.policies.ask import speak_early
from cramp_triage.dialogue.session import BE_SURE, CONFIRM, READ_BACK
from cramp_triage.dialogue.turn import MOVES_ON, REPLIED, Handled, Turn
from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE, Value
from cramp_triage.protocol.facts import ONGOING_NOW, UNKNOWN
from cramp_triage.triage.assess import CALL_911, ER_NOW, SEE_TODAY, assess, signs

MAX_MISHEARD: Final = 2
"""How often the same question is misheard before it is left open: a room may be too loud."""


def respond(turn: Turn) -> Handled | None:
    """Asks for what was heard doubtfully, or goes on from the answer to that."""
    if is_to_be_made_sure(turn):
        is_yes = AFFIRM in turn.act.acts and not turn.act.doubts  # else it is of our reading
        if turn.floor >= ER_NOW:
            speak_early(turn)  # what is known for sure does not wait for what is doubtful
        if not turn.act.doubtful:
            digression.answer(turn)  # nor does what the person wants to know
        turn.say("heard_yes" if is_yes else "be_sure")
        asking.ask_one(turn, BE_SURE, turn.state.confirmation.split[0])
        return REPLIED
    if turn.state.confirmation.doubt and turn.news and asks_yes_or_no(turn):
        turn.add("doubt", value=())
        turn.add("reopen")
        asking.ask_back(turn)
        return REPLIED
    if turn.state.confirmation.doubt and not asks_yes_or_no(turn):
        asking.ask_own(turn, CONFIRM)
        return REPLIED
    if turn.answered == READ_BACK:
        return _answered(turn)
    if turn.state.known.pending:
        asking.ask_own(turn, READ_BACK)
        return REPLIED
    return None


def _answered(turn: Turn) -> Handled | None:
    """Goes on from a read-back, if this turn brought anything to it."""
    if not turn.has("pending", "settled", "fact"):
        return None
    pending = bool(turn.state.known.pending)
    wrong = pending or not (turn.news or UNSURE in turn.act.acts)
    if wrong:
        turn.add("misheard")
    if wrong and turn.asked.misheard >= MAX_MISHEARD:
        return repair.give_up(turn)
    if pending:
        asking.ask_own(turn, READ_BACK)
        return REPLIED
    if wrong:
        turn.say("heard_wrong")
        asking.ask_again(turn, other_words=False)
        return REPLIED
    return _resume(turn)


def _resume(turn: Turn) -> Handled:
    """Goes on from what was confirmed; its yes or no was said to the read-back, to nothing else."""
    advised = turn.state.advised
    if advised.final and turn.floor == advised.level:
        asking.ask_again(turn, other_words=False)
        return REPLIED
    if advised.final:
        return advice.respond(turn)
    corrections.respond(turn)
    digression.respond(turn)  # what else was wanted is answered, too
    if not turn.parts and ONGOING_NOW not in turn.news:
        turn.say("moved_on" if UNSURE in turn.act.acts else "okay")
    return MOVES_ON


def hold_back(turn: Turn, heard: Mapping[str, Value]) -> dict[str, Value]:
    """Logs what has to be confirmed first; returns what counts at once."""
    doubtful, findings = turn.act.doubtful, turn.protocol.findings
    doubts = tuple(f for f in turn.act.doubts if turn.facts.get(f) != findings[f].danger)
    again = doubts == turn.asked.asks and turn.asked.question == BE_SURE
    # A yes beside other news, of which nothing is named, may be to those: asked once more.
    elsewhere = again and AFFIRM in turn.act.acts and doubts[0] in turn.act.denied
    if again and not (elsewhere and turn.once(f"{BE_SURE}.{doubts[0]}")):
        meant = UNKNOWN if doubts[0] in turn.act.denied else findings[doubts[0]].danger
        heard = {**heard, doubts[0]: meant}  # said again, it is meant; if rather denied, who knows
    back = _takes_911_back(turn, heard)
    alarming = tuple(f for f, value in heard.items() if _must_be_made_sure(turn, f, value))
    waiting = {
        fact: value
        for fact, value in heard.items()
        if fact not in alarming
        and (fact in back or (_waits if doubtful else _is_taken_back)(turn, fact, value))
    }
    if waiting and doubtful and not turn.stands_911 and _is_plain_no(turn, waiting):
        turn.add("doubt", value=tuple(waiting))
    else:
        for fact, value in waiting.items():
            turn.add("pending", fact, value)
    unsure = tuple(fact for fact in doubts if fact not in heard)
    if turn.stands_911:
        for fact in alarming:  # while 911 stands, no question asks a fact; a guess is let go
            turn.add("pending", fact, heard[fact])
    elif alarming or unsure:
        turn.add("split", BE_SURE, (*alarming, *unsure))
    return {
        fact: value
        for fact, value in heard.items()
        if fact not in (*waiting, *alarming)
        and (fact in turn.asked.asks or turn.facts.get(fact) != value or _is_on_again(turn, fact))
    }


def _is_on_again(turn: Turn, fact: str) -> bool:
    """Whether what is told is how a cramp goes that had begun to let go."""
    return fact == ONGOING_NOW and turn.state.rounds.eased


def asks_yes_or_no(turn: Turn) -> bool:
    """Whether the open question is which of the two was said; a part asked after it is not."""
    return turn.asked.question == CONFIRM and not turn.asked.asks


def take_no(turn: Turn) -> None:
    """The answer to "a yes or a no?": no clears, yes asks one by one, unsure leaves open.

    Whoever only says again what was heard doubtfully has answered, too.
    """
    act, doubt = turn.act, turn.state.confirmation.doubt
    cleared = {fact: turn.protocol.findings[fact].deny for fact in doubt}
    if DENY in act.acts or cleared.items() <= act.facts.items():
        for fact, value in cleared.items():
            if act.facts.get(fact, value) == value:
                turn.learn(fact, value)
    elif UNSURE in act.acts or (AFFIRM in act.acts and _is_misheard_again(turn)):
        for fact in doubt:
            turn.learn(fact, UNKNOWN)
    elif AFFIRM in act.acts:
        turn.add("split", CONFIRM, doubt)
    else:
        return
    turn.add("doubt", value=())


def take_withdrawal(turn: Turn) -> None:
    """The answer to whether what brought 911 is none: right clears, else what stood stands."""
    acts = turn.act.acts
    if AFFIRM in acts:
        for fact in turn.state.confirmation.doubt:
            turn.learn(fact, turn.protocol.findings[fact].deny or UNKNOWN)
    elif not {DENY, UNSURE} & {*acts}:
        return
    turn.add("doubt", value=())


def take(turn: Turn) -> None:
    """The answer to a read-back: right counts, unsure is unknown, wrong or said anew is let go."""
    act, pending = turn.act, turn.state.known.pending
    said = {AFFIRM, DENY, UNSURE} & set(act.acts)
    restated = {fact: value for fact, value in act.facts.items() if fact in pending}
    repeated = restated == pending and (not said or turn.stands_911)
    if said == {AFFIRM} or repeated:
        for fact, value in pending.items():
            if restated.get(fact, value) == value:
                turn.learn(fact, value)
    elif said == {UNSURE}:
        for fact in pending:
            if fact not in turn.facts:
                turn.learn(fact, UNKNOWN)
    elif said != {DENY} and (act.doubtful or not restated):
        return
    turn.add("settled")


def is_to_be_made_sure(turn: Turn) -> bool:
    """Whether a danger was heard doubtfully in this turn."""
    return turn.has("split") and turn.state.confirmation.split_question == BE_SURE


def _waits(turn: Turn, fact: str, value: Value) -> bool:
    """Whether a doubtful fact has to be confirmed: it is new, and no second "yes"."""
    return turn.facts.get(fact) != value and not _is_second_yes(turn, fact, value)


def _is_taken_back(turn: Turn, fact: str, value: Value) -> bool:
    """A spoken correction that takes a danger back; any other takes effect aloud at once."""
    act, before = turn.act, turn.facts.get(fact)
    if turn.stands_911:
        return False  # one sign of two: what takes 911 back waits, see below
    corrected = bool(act.words) and ("correct" in act.acts or fact in act.retracts)
    return corrected and before not in (None, UNKNOWN, value) and _clears(turn, fact, value)


def _takes_911_back(turn: Turn, heard: Mapping[str, Value]) -> tuple[str, ...]:
    """The facts without which 911 would stand: what is heard first is danger, its end is asked."""
    if not turn.stands_911 or _level_with(turn, heard) == CALL_911:
        return ()
    behind = signs(turn.protocol, turn.assessment, turn.facts)
    rest = {fact: value for fact, value in heard.items() if fact not in behind}
    return tuple(f for f in heard if f in behind or _level_with(turn, rest) < CALL_911)


def _level_with(turn: Turn, heard: Mapping[str, Value]) -> int:
    return assess(turn.protocol, {**turn.facts, **heard}).floor


def _must_be_made_sure(turn: Turn, fact: str, value: Value) -> bool:
    """A doubtful "yes" to an emergency, unless it is the second."""
    finding, known = turn.protocol.findings[fact], turn.facts
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
    asked, split = turn.asked, turn.state.confirmation.split
    by_itself = asked.asks == (fact,) and (asked.question == BE_SURE or fact in split)
    return by_itself and value not in (turn.protocol.findings[fact].deny, UNKNOWN)


def _is_plain_no(turn: Turn, heard: Mapping[str, Value]) -> bool:
    """Whether all of it is one "no"; what was said in other words is read back in those."""
    acts, findings = turn.act.acts, turn.protocol.findings
    plain = DENY in acts and AFFIRM not in acts
    return plain and all(value == findings[f].deny for f, value in heard.items())


def _clears(turn: Turn, fact: str, value: Value) -> bool:
    """Whether this value would rule out a danger of level 3 or more."""
    if value != turn.protocol.findings[fact].deny or not value:
        return False
    return any(fact in rule.facts and rule.level >= SEE_TODAY for rule in turn.protocol.rules)


def _is_misheard_again(turn: Turn) -> bool:
    """Counts a doubtful "yes" to what was heard as "no"; True once it is enough."""
    if turn.act.doubtful:
        turn.add("misheard")
    return turn.asked.misheard >= MAX_MISHEARD
