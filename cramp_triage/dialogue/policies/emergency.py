"""911: said the moment it is known; then the call goes on helping until the caller leaves.

Questions, pleas, thanks and further dangers are answered for as long as they come. A yes, an okay
or a stop ends it after one last instruction, and so does the second no or silence running. Whether
they are still on the phone with 911 is asked once at most. What would take 911 back is asked about
once before it does.
"""

from __future__ import annotations

import re
from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import offers, relief_rounds, until_help
from cramp_triage.dialogue.session import CALLED, OF_911, READ_BACK, WITHDRAW
from cramp_triage.dialogue.session import EMERGENCY as QUESTIONS
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.turn import MOVES_ON, REPLIED, Handled, Turn
from cramp_triage.messages.acts import (
    AFFIRM,
    ARRIVED,
    BACK,
    CANNOT_CALL,
    CORRECT,
    COUNT_ALOUD,
    DENY,
    HELP,
    JEST,
    NO_INPUT,
    NOT_CALLED,
    PLEA,
    QUESTION,
    REPEAT,
    RESTART,
    SLOWER,
    STEP_AGAIN,
    STOP,
    TOPIC,
    WHY,
)
from cramp_triage.protocol.conditions import support
from cramp_triage.protocol.facts import UNKNOWN, YES
from cramp_triage.protocol.model import Rule
from cramp_triage.triage.assess import CALL_911, ER_NOW, SEE_TODAY, assess, signs

PLEADED: Final = "asked_for_ambulance"
"""The rule of a plea, which is no sign of its own."""

EMERGENCY: Final = "emergency"
REFUSED: Final = "emergency_refused"
COUNT: Final = "count"
CALLING: Final = "calling"
"""The topic of who says that somebody is calling, or that they are coming."""

OPERATOR_SAYS: Final = "operator_says"
"""The topic of who tells what the operator wants done."""

DANGER: Final = f"{OF_911}danger."
"""Before the rule of the level that was spoken of, in what was told."""

NEWS: Final = ("symptom", "illness", "medicine", "substance", "setting")
"""The groups of facts that the operator should hear of."""

UNDOES: Final = frozenset({JEST, CORRECT, BACK, RESTART})
"""What may take 911 back without a word of what was told."""

OF_ACTS: Final = {"ask_length": "arrival", STEP_AGAIN: "stretch"}
"""The topic that an act asks about while 911 stands: how long it takes, whether to stretch."""

PLAIN_YES_WORDS: Final = 5
"""A longer yes may tell of something else than a call."""

NO_CALL: Final = frozenset({DENY, NOT_CALLED, CANNOT_CALL, "refuse_care"})
TRAVEL: Final = frozenset({"drive", "driving", "no_way_there"})
"""The acts and topics of what is said beside a yes that does not mean that somebody calls."""

YES_WORDS: Final = frozenset("yes yeah yep yup yea aye uhhuh".split())
"""An answer that begins so says yes to the question; "okay" only hears what was said."""

GIVES_UP_AT: Final = 2
"""The no or silence, running, that ends it."""


def respond(turn: Turn) -> Handled | None:
    """Says 911, stays once it is said, or takes it back."""
    if (turn.state.advised.level or 0) >= ER_NOW and _is_met(turn):
        turn.say("arrived")
        offers.end(turn, "")
        return REPLIED
    if not turn.stands_911:
        return announce(turn)
    if turn.floor < CALL_911:
        return _withdraw(turn)
    if _takes_leave(turn):
        _end(turn)
    elif not (_makes_sure(turn) or _answers(turn)):
        _goes_on_or_ends(turn)
    return REPLIED


def _takes_leave(turn: Turn) -> bool:
    """Whether somebody says goodbye whose call is made: "the door is open, thank you, bye"."""
    acts = {*turn.act.acts}
    asks = acts & {QUESTION, "ask_relief"} or _is_news(turn) or turn.act.doubtful
    return "goodbye" in acts and _is_called(turn) and not asks


def _is_met(turn: Turn) -> bool:
    """Whether help is there, and nothing is asked nor a danger told with it."""
    acts = {*turn.act.acts}
    asks = acts & {QUESTION, HELP, WHY, REPEAT, COUNT_ALOUD, "ask_relief"} or {
        topic for topic in _topics(turn) if topic != CALLING
    }
    return ARRIVED in acts and not (asks or turn.act.doubtful or _is_news(turn))


def announce(turn: Turn) -> Handled | None:
    """Says 911 as soon as something means it: why, and what to do until help comes."""
    if turn.floor < CALL_911:
        return None
    _hear_call(turn)
    called, dangers = _is_called(turn), _dangers(turn)
    turn.say("last_called" if called else "level.5")
    if not called or dangers[0].id != PLEADED:
        _say_reason(turn, "reason")
    relief_rounds.let_go(turn)
    until_help.at_once(turn)
    if not called:
        turn.say("also.5.alone" if until_help.is_alone(turn) else "also.5")
    turn.add("level", value=CALL_911)
    for rule in dangers:
        turn.once(f"{DANGER}{rule.id}")
    _ask(turn)
    return REPLIED


def speaks_of_call(turn: Turn) -> bool:
    """Whether a call for help is told of where none was advised; it may be another day's."""
    return CALLING in _topics(turn) and turn.floor < CALL_911 and not turn.stands_911


def insist(turn: Turn) -> None:
    """The advice stands: what was not said yet of the first aid, and the number."""
    if not until_help.rest(turn):
        if not _is_called(turn):
            turn.say("still_911")
        turn.say("ask_me")
    _ask(turn)


def respect_refusal(turn: Turn) -> None:
    """Care is refused: the risk is said once, with the signs to come back for."""
    if turn.floor < SEE_TODAY:
        turn.say("refuse_early")
    elif turn.floor >= ER_NOW:
        until_help.answer(turn, ("refusing",))
    elif turn.once("refused"):
        turn.why("refuse_care", turn.assessment.fired[0].id)
        turn.say_callback()


def _makes_sure(turn: Turn) -> bool:
    """Asks about what was heard doubtfully or takes 911 back; unanswered, what stood stands."""
    undoes = UNDOES & {*turn.act.acts}
    if {QUESTION, WHY} & {*turn.act.acts} or _topics(turn):
        undoes -= {CORRECT}  # "is it my fault", "wait, is that right"
    if turn.act.retracts and {*turn.act.retracts}.isdisjoint(_alarms(turn)):
        undoes -= {CORRECT}  # "she's seventy, no, seventy two"
    if undoes and not turn.has("fact", "pending"):
        turn.say("you_told", told=until_help.named(turn))
        turn.add("doubt", value=_alarms(turn))
    elif not turn.has("doubt"):
        turn.add("doubt", value=())
        turn.add("split", "", ())
    if turn.state.confirmation.doubt:
        asking.ask_own(turn, WITHDRAW)
        return True
    if turn.has("pending"):
        asking.ask_own(turn, READ_BACK)
        return True
    turn.add("settled")
    return False


def _answers(turn: Turn) -> bool:
    """Answers what was asked or told; False if nothing was."""
    acts, topics = turn.act.acts, _topics(turn)
    others = [topic for topic in topics if topic != CALLING]
    if _is_called(turn):  # "yes, still on": what to do while they wait was said
        topics = others
    elif others and others != topics:  # "she's dialling, shall I take one of those?"
        topics = others
        turn.say("good_so_far")
    _hear_call(turn)
    if OPERATOR_SAYS in topics and _is_called(turn):
        topics = [OPERATOR_SAYS]  # not ours to weigh: "she says to chew an aspirin, is that okay"
    danger = _say_further_danger(turn)
    if names := _gone(turn):
        turn.say("withdrawn_part", gone=until_help.listed(names), told=until_help.named(turn))
        danger = True
    if COUNT_ALOUD in acts or (turn.answered == COUNT and AFFIRM in acts):
        until_help.count(turn)
        _ask(turn, COUNT)
        return True
    waits = turn.answered in CALLED and AFFIRM in acts  # "yeah, I'll wait for them"
    if "refuse_care" in acts and not waits:
        _refused(turn)
        return True
    answered = until_help.answer(turn, [*topics, *_by_act(turn)]) or danger
    if not answered and not _say_what_is_asked(turn):
        if topics or QUESTION in acts:
            turn.say("not_now" if turn.once(f"{OF_911}not_now") else "not_now.again")
            until_help.in_short(turn)
        elif _is_news(turn):
            turn.say("tell_them")
            until_help.rest(turn)
        else:
            return False
    _ask(turn)
    return True


def _say_what_is_asked(turn: Turn) -> bool:
    """Serves what may be asked at any time; False if nothing was."""
    acts, before = turn.act.acts, len(turn.parts)
    if SLOWER in acts:
        turn.add("slower")
        turn.say("slower")
    if REPEAT in acts or SLOWER in acts:
        turn.parts.extend(turn.session.said[:-1])
    if WHY in acts or "ask_cause" in acts or "ask_level" in acts:
        turn.say("good_so_far" if _is_called(turn) else "level.5")
        _say_reason(turn, "why_advice")
    if "ask_relief" in acts or HELP in acts:
        until_help.once_more(turn)
    if CANNOT_CALL in acts:  # or only that nobody is there, on the phone with them
        alone = _is_called(turn) and until_help.is_alone(turn)
        turn.say("here_for_you" if alone else "cannot_call")
    if "ask_human" in acts or PLEA in acts:
        turn.say("call_yourself")
    if {"greeting", "thanks"} & {*acts} and AFFIRM not in acts:
        turn.say("here_for_you")
        until_help.rest(turn)
    return len(turn.parts) > before


def _goes_on_or_ends(turn: Turn) -> None:
    """A stop ends it, a yes or no goes on from it, anything else gets what is left."""
    acts = set(turn.act.acts)
    acts |= {DENY} if NOT_CALLED in acts else set()
    asked = turn.answered in QUESTIONS
    if turn.answered == COUNT and acts & {DENY, STOP}:
        turn.say("push_on")
        _ask(turn)
    elif STOP in acts or (AFFIRM in acts and turn.answered in CALLED and not _says_more(turn)):
        _end(turn)
    elif CALLING in _topics(turn):
        until_help.while_they_come(turn, CALLING)
        _ask(turn)
    elif asked and AFFIRM in acts:
        _agree(turn)
    elif (asked and acts & {DENY, NO_INPUT}) or turn.state.course.silences >= GIVES_UP_AT:
        _unanswered(turn)
    else:
        insist(turn)


def _agree(turn: Turn) -> None:
    """A yes: somebody calls, which ends it; or may call, and is told to.

    A yes that was heard doubtfully, or comes with other words, helps on, and the next one ends it:
    "okay, we'll drive him there ourselves" begins with one.
    """
    if turn.answered in CALLED:
        insist(turn)
        return
    if turn.answered == REFUSED:
        _say_how_to_call(turn)
        _ask(turn, EMERGENCY)
        return
    turn.once(f"{OF_911}{CALLING}")
    until_help.answer(turn, (CALLING,))
    if turn.act.doubtful or _says_more(turn):
        _ask(turn)
    else:
        _end(turn, "")


def _says_yes(turn: Turn) -> bool:
    """Whether it is a yes by its word, as "okay" is not; who pressed a button said yes."""
    first, *_ = re.findall(r"\w+", turn.act.words.lower().replace("-", "")) or ["yes"]
    return first in YES_WORDS


def _says_more(turn: Turn) -> bool:
    """Whether a yes comes with words that do not tell of a call."""
    return CALLING not in _topics(turn) and len(turn.act.words.split()) > PLAIN_YES_WORDS


def _unanswered(turn: Turn) -> None:
    """A no or silence: the number again, another way, or the count goes on; the second ends it."""
    if max(turn.asked.misses + 1, turn.state.course.silences) >= GIVES_UP_AT:
        _end(turn)
        return
    turn.add("miss")
    if turn.answered == COUNT:
        until_help.count(turn)
    elif NO_INPUT in turn.act.acts:
        turn.say("still_here")
        if not until_help.rest(turn) and not _is_called(turn):
            turn.say("still_911")
    else:
        if not _is_called(turn):
            _say_how_to_call(turn)
        else:
            turn.say("call_back" if NOT_CALLED in turn.act.acts else "no_more")
        until_help.rest(turn)
    asking.ask_own(turn, _next(turn) if turn.answered in CALLED else turn.answered)


def _say_how_to_call(turn: Turn) -> None:
    turn.say("call_on_speaker.alone" if until_help.is_alone(turn) else "call_on_speaker")


def _refused(turn: Turn) -> None:
    """A refusal gets the sign once more and the safer half-step, then that step alone."""
    if turn.once(f"{OF_911}refused"):
        until_help.answer(turn, ("refusing",))
    else:
        turn.say("refused_again")
    _ask(turn, REFUSED)


def _withdraw(turn: Turn) -> Handled | None:
    """Takes 911 back aloud once it was asked about; the next danger is a first."""
    if names := _gone(turn):
        turn.say("withdrawn", gone=until_help.listed(names))
    else:
        turn.say("withdrawn_plain")
    turn.add("withdrawn")
    turn.add("close")
    return None if STOP in turn.act.acts else MOVES_ON


def _gone(turn: Turn) -> list[str]:
    """The signs behind the level that were taken back in this turn, as none."""
    before, findings = fold(turn.session.log).facts, turn.protocol.findings
    was = signs(turn.protocol, assess(turn.protocol, before), before)
    gone = [f for f in was if before[f] == YES and turn.facts.get(f) != YES]
    names = (findings[f].name.person for f in gone if findings[f].group == "symptom")
    return [asking.denied(name) for name in names]


def _say_further_danger(turn: Turn) -> bool:
    """Acts on a danger that came up since; False if none did."""
    new = [rule for rule in _dangers(turn) if turn.once(f"{DANGER}{rule.id}")]
    if not new:
        return False
    facts, findings = turn.facts, turn.protocol.findings
    heard = dict.fromkeys(f for rule in new for f in support(rule.when, facts) if f in turn.news)
    names = [findings[fact].name.person for fact in heard]
    turn.say("danger_more", told=until_help.listed(names or [until_help.named(turn)]))
    until_help.rest(turn)
    return True


def _say_reason(turn: Turn, prompt: str) -> None:
    """The reason: of one rule in its own words, of several by what was told, not by a disease."""
    dangers = _dangers(turn)
    if len(dangers) > 1:
        turn.say("reason_told", told=until_help.named(turn))
    else:
        turn.why(prompt, dangers[0].id)


def _dangers(turn: Turn) -> list[Rule]:
    """The rules behind the level; a plea only where there is no other."""
    fired = turn.assessment.fired
    top = [rule for rule in fired if rule.level == fired[0].level]
    return [rule for rule in top if rule.id != PLEADED] or top


def _alarms(turn: Turn) -> tuple[str, ...]:
    """The facts behind the level that a withdrawal would clear: the signs, if there are any."""
    found = signs(turn.protocol, turn.assessment, turn.facts)
    return tuple(f for f in found if turn.facts[f] == YES) or found


def _is_news(turn: Turn) -> bool:
    """Whether something was told that the operator should know."""
    facts, findings = turn.facts, turn.protocol.findings
    return any(
        findings[f].group in NEWS and facts.get(f) not in (findings[f].deny, UNKNOWN)
        for f in turn.news
    )


def _topics(turn: Turn) -> list[str]:
    return [act.removeprefix(TOPIC) for act in turn.act.acts if act.startswith(TOPIC)]


def _by_act(turn: Turn) -> list[str]:
    """The topics that an act asks about while help is called, where no topic was named."""
    named = {*_topics(turn)} - {CALLING}
    return [topic for act, topic in OF_ACTS.items() if act in turn.act.acts and not named]


def _hear_call(turn: Turn) -> None:
    """Remembers that somebody calls: it was told, or "yes" and what else is asked in one breath."""
    acts, topics = {*turn.act.acts}, {*_topics(turn)}
    agrees = turn.answered == EMERGENCY and AFFIRM in acts and _says_yes(turn)
    findings = turn.protocol.findings
    drives = topics & TRAVEL or any(findings[f].group == "setting" for f in turn.news)
    if agrees and not (turn.act.doubtful or acts & NO_CALL or drives):
        topics.add(CALLING)
    if CALLING in topics:
        turn.once(f"{OF_911}{CALLING}")


def _is_called(turn: Turn) -> bool:
    return f"{OF_911}{CALLING}" in turn.state.course.told


def _ask(turn: Turn, question: str = "") -> None:
    """Asks whether somebody calls, or what else there is; after an answer no no is counted.

    Nobody hears the same twice running, unless they ask for it.
    """
    if REPEAT not in turn.act.acts and tuple(turn.parts) == turn.session.said[:-1]:
        turn.parts.insert(0, turn.line("as_before"))
    turn.add("close")
    asking.ask_own(turn, question or (_next(turn) if _is_called(turn) else EMERGENCY))


def _next(turn: Turn) -> str:
    """The question of whoever calls: whether they still do, unless just told; then the others."""
    first, *others = CALLED
    act = turn.act
    told = AFFIRM in act.acts or (act.words and _says_yes(turn))  # "yes, still on" is of the call
    if turn.answered not in CALLED and (act.doubtful or not told):
        return first
    return others[turn.answered == others[0]]


def _end(turn: Turn, last: str | None = None) -> None:
    """The last instruction, never weaker than the level.

    Args:
        turn: the turn in the making.
        last: id of its words; "" where they were just said, None for those that fit.
    """
    if until_help.is_pushing(turn):
        turn.say("push_on")
    refused = "last_refused" if turn.answered == REFUSED else "last_911"
    offers.end(turn, ("last_called" if _is_called(turn) else refused) if last is None else last)
