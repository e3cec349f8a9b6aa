"""Advice and endings: 911, the closing advice with its reasons, offers, stop, silence."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies import diary_request
from cramp_triage.dialogue.policies.ask import ask_again
from cramp_triage.dialogue.policies.relief_rounds import after, is_over
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import AFFIRM, DENY, DIARY_SAVE, DIARY_SKIP
from cramp_triage.protocol.conditions import Facts, support
from cramp_triage.protocol.facts import NO, YES
from cramp_triage.triage.assess import CALL_911, ER_NOW, SEE_TODAY
from cramp_triage.triage.next_question import next_question

OFFERS: Final = {
    0: ("prevent",),
    1: ("visit", "prevent"),
    2: ("visit",),
    3: ("again",),
    4: ("again",),
}
"""What is offered after the advice of each level, one at a time."""

MEANWHILE: Final = {
    "heat_stroke": "meanwhile.heat_stroke",
    "stuck_in_water": "meanwhile.stuck_in_water",
    "chest_pain": "meanwhile.heart",
    "heart_without_chest_pain": "meanwhile.heart",
    "seizure": "meanwhile.seizure",
}
EMERGENCY: Final = "emergency"


def emergency(turn: Turn) -> None:
    """911, the moment it is known, with the reason and what to do until help comes."""
    turn.say("level.5")
    top = turn.assessment.fired[0]
    turn.why("reason", top.id)
    if top.id in MEANWHILE:
        turn.say(MEANWHILE[top.id])
    turn.say("also.5")
    turn.add("level", value=CALL_911)
    _wait_for_okay(turn)


def still_emergency(turn: Turn) -> None:
    """Anything said after 911 that is not an okay: the advice stands."""
    if "refuse_care" in turn.act.acts:
        respect_refusal(turn)
    turn.say("still_911")
    _wait_for_okay(turn)


def respect_refusal(turn: Turn) -> None:
    """Care is refused: the risk is said once, with the signs to come back for."""
    if turn.assessment.floor < SEE_TODAY:
        turn.say("refuse_early")
    elif turn.once("refused"):
        turn.why("refuse_care", turn.assessment.fired[0].id)
        turn.say("callback_short")


def early(turn: Turn) -> None:
    """Speaks a serious level as soon as it is known; the questions go on after it."""
    floor = turn.assessment.floor
    turn.say(f"early.{floor}")
    turn.why("reason", turn.assessment.fired[0].id)
    turn.add("level", value=floor)


def advise(turn: Turn) -> None:
    """The closing advice: level and mode, reasons, cautions, when to call back, an offer."""
    state, assessment = turn.state, turn.assessment
    level = assessment.floor
    if state.facts.get("is_adult") == NO and level < ER_NOW:
        turn.say("child")
        turn.say("child_signs")
        turn.add("level", value=level)
        turn.add("final")
        end(turn, "goodbye")
        return
    turn.say(f"level.{level}")
    if level == 2:
        in_person = assessment.mode not in ("telemedicine_ok", "home")
        turn.say("also.2.in_person" if in_person else "also.2.telemedicine_ok")
    elif level == 1:
        turn.say("also.1")
    explain(turn)
    if level in (SEE_TODAY, ER_NOW):
        turn.say(f"also.{level}")
    for prompt in cautions(turn.state.facts):
        turn.say(prompt)
    if level < SEE_TODAY:
        after(turn)
    turn.say("callback" if level < SEE_TODAY else "callback_short")
    turn.add("level", value=level)
    turn.add("final")
    _offer_next(turn)


def cautions(facts: Facts) -> list[str]:
    """The prompts that must be said beside the advice for what this person told."""
    needed: list[str] = []
    if any(facts.get(pill) == YES for pill in ("statin", "diuretic", "new_medicine")):
        needed.append("dont_stop_pills")
    if facts.get("alcohol_heavy") == YES and facts.get("stopped_suddenly") != "alcohol":
        needed.append("dont_stop_alcohol")
    if YES in (facts.get("spider_bite"), facts.get("poison_exposure")):
        needed.append("poison_help")
    return needed


def explain(turn: Turn) -> None:
    """The reasons behind the level: at most two rules, the highest first."""
    fired = turn.assessment.fired
    if not fired:
        turn.say("why_home")
        return
    turn.quote(support(fired[0].when, turn.state.facts))
    turn.why("reason", fired[0].id)
    second = next((rule for rule in fired[1:] if rule.level == fired[0].level), None)
    if second is not None:
        turn.why("reason_more", second.id)


def after_advice(turn: Turn) -> None:
    """An answer to what was offered after the advice."""
    state, acts = turn.state, turn.act.acts
    if state.level is not None and turn.news and turn.assessment.floor != state.level:
        advise(turn)
        return
    if AFFIRM in acts and state.question in ("prevent", "visit"):
        turn.advise_on(state.question)
        _offer_next(turn)
    elif AFFIRM in acts and state.question == "again":
        turn.say(f"level.{turn.assessment.floor}")
        explain(turn)
        _offer_next(turn)
    elif diary_request.half_heard(turn):
        _once_more(turn)
    elif state.question == diary_request.OFFER and {AFFIRM, DIARY_SAVE} & set(acts):
        diary_request.save(turn)
        end(turn, _farewell(turn))
    elif {AFFIRM, DENY, DIARY_SKIP, "thanks"} & set(acts):
        _decline(turn)
    else:
        _once_more(turn)


def _once_more(turn: Turn) -> None:
    """What was offered is asked once more; then it is enough."""
    if turn.state.misses:
        end(turn, "goodbye")
    else:
        turn.add("miss")
        turn.say("sorry_again")
        ask_again(turn, other_words=False)


def stop(turn: Turn) -> None:
    """The person wants to stop: the careful advice in short, if none was given yet."""
    if turn.state.final:
        end(turn, _farewell(turn))
        return
    turn.say("stopping")
    _careful_level(turn)
    end(turn, "come_back")


def silent_end(turn: Turn) -> None:
    """Nobody answers: the careful advice, then quiet."""
    if turn.state.final:
        end(turn, "goodbye")
        return
    turn.say("careful")
    _careful_level(turn)
    end(turn, "come_back")


def too_long(turn: Turn) -> None:
    """The conversation has gone on for as long as it may."""
    turn.say("too_long")
    if not turn.state.final:
        _careful_level(turn)
    end(turn, "come_back")


def end(turn: Turn, prompt: str) -> None:
    """Says the last words."""
    diary_request.note(turn)
    turn.say(prompt)
    turn.add("close")
    turn.add("end")


def _farewell(turn: Turn) -> str:
    return "good_night" if turn.state.facts.get("context") == "night" else "goodbye"


def _careful_level(turn: Turn) -> None:
    """What was not asked is not excluded: level 3 at least while the cramp may be on."""
    protocol, facts = turn.protocol, turn.state.facts
    floor = turn.assessment.floor
    open_danger = next_question(protocol, facts, turn.assessment, least=SEE_TODAY) is not None
    level = max(floor, (1 if is_over(turn) else SEE_TODAY) if open_danger else 0)
    if floor >= SEE_TODAY:
        turn.say(f"level.{floor}")
    elif is_over(turn):
        turn.say("careful_over")
    else:
        level = max(level, SEE_TODAY)
        turn.say("careful_on")
    turn.say("careful_911")
    turn.add("level", value=max(level, turn.state.level or 0))


def _decline(turn: Turn) -> None:
    """No to an offer ends it, but for the diary, whose first yes is asked for before."""
    if DENY in turn.act.acts and diary_request.may_offer(turn):
        _offer(turn, diary_request.OFFER)
    else:
        end(turn, _farewell(turn))


def _offer_next(turn: Turn) -> None:
    diary_request.note(turn)
    offers = OFFERS[turn.assessment.floor]
    offer = next((id_ for id_ in offers if id_ not in turn.state.offers), None)
    if offer is None and diary_request.may_offer(turn):
        offer = diary_request.OFFER
    if offer is None:
        end(turn, _farewell(turn))
    else:
        _offer(turn, offer)


def _offer(turn: Turn, offer: str) -> None:
    turn.add("offer", offer)
    turn.ask(offer, (), "yes_no")
    turn.say(f"offer.{offer}")
    turn.reprompt.append(turn.line(f"offer.{offer}"))


def _wait_for_okay(turn: Turn) -> None:
    turn.ask(EMERGENCY, (), "ack")
    turn.reprompt.append(turn.line("still_911"))
