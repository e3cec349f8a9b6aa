"""The closing advice: level and mode, reasons, cautions, when to call back, an offer."""

from __future__ import annotations

from cramp_triage.dialogue.policies import offers, relief_rounds
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.protocol.conditions import Facts
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY
from cramp_triage.triage.next_question import next_question


def respond(turn: Turn) -> Handled:
    """Says the level with its reasons, what to heed and when to call back.

    Said a second time, because the level has changed, it ends in a question: who is still talking
    is not hung up on.
    """
    go_on = offers.offer_or_ask if turn.state.advised.final else offers.offer_next
    level = turn.floor
    if turn.protocol.holds("child", turn.facts) and level < ER_NOW:
        turn.say("child")
        turn.say("child_signs")
        turn.add("level", value=level)
        turn.add("final")
        offers.end(turn, "goodbye")
        return REPLIED
    turn.say_level("level")
    if level == 2:
        in_person = turn.assessment.mode not in ("telemedicine_ok", "home")
        turn.say("also.2.in_person" if in_person else "also.2.telemedicine_ok")
    elif level == 1:
        turn.say_level("also")
    explain(turn)
    if level in (SEE_TODAY, ER_NOW):
        turn.say_level("also")
    for prompt in cautions(turn.protocol, turn.facts):
        turn.say(prompt)
    if level < SEE_TODAY:
        relief_rounds.after(turn)
    turn.say_callback()
    turn.add("level", value=level)
    turn.add("final")
    go_on(turn)
    return REPLIED


def cautions(protocol: Protocol, facts: Facts) -> list[str]:
    """The prompts that must be said beside the advice for what this person told."""
    return [
        caution.id
        for caution in protocol.cautions
        if caution.when.truth(facts) is True
        and (caution.unless is None or caution.unless.truth(facts) is not True)
    ]


def explain(turn: Turn) -> None:
    """The reasons behind the level: at most two rules, the highest first."""
    fired = turn.assessment.fired
    if not fired:
        turn.say("why_home")
        return
    turn.why("reason", fired[0].id)
    second = next((rule for rule in fired[1:] if rule.level == fired[0].level), None)
    if second is not None:
        turn.why("reason_more", second.id)


def advise_carefully(turn: Turn, opening: str) -> None:
    """Ends before the interview is over: what was not asked is not excluded.

    Args:
        turn: the turn in the making.
        opening: prompt that says why it ends here.
    """
    turn.say(opening)
    if turn.state.advised.final:
        offers.end(turn, "come_back")
        return
    _careful_level(turn)
    offers.end(turn, "" if (turn.state.advised.level or 0) >= SEE_TODAY else "come_back")


def _careful_level(turn: Turn) -> None:
    """Level 3 at least while the cramp may be on and a danger is open."""
    floor = turn.floor
    is_over = relief_rounds.is_over(turn)
    level = floor
    if next_question(turn.protocol, turn.facts, turn.assessment, least=SEE_TODAY) is not None:
        level = max(floor, 1 if is_over else SEE_TODAY)
    if floor >= SEE_TODAY or (is_over and turn.assessment.fired):
        turn.say_level("level")
    if is_over and floor < SEE_TODAY:
        turn.say("careful_over")
    elif floor < SEE_TODAY:
        level = max(level, SEE_TODAY)
        turn.say("careful_on")
    turn.say("careful_911")
    turn.add("level", value=max(level, turn.state.advised.level or 0))
