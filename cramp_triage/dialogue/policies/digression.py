"""What a person wants beside the answer: repeat, help, why, a question of their own.

Answers come from reviewed text only; then the open question is asked again.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking, pace
from cramp_triage.dialogue.policies import emergency, until_help
from cramp_triage.dialogue.policies.relief_rounds import holding, say_step_again
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import (
    AFFIRM,
    ASK_RELIEF,
    CORRECT,
    DENY,
    DONE,
    HELP,
    QUESTION,
    REPEAT,
    SLOWER,
    STEP_AGAIN,
    TAKES,
    TOPIC,
    UNSURE,
    WAIT,
    WHY,
)
from cramp_triage.messages.replies import Say
from cramp_triage.protocol.facts import NO, ONGOING_NOW, YES
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY

WHERE_TO_GO: Final = "where_to_go"
"""The topic that a level answers."""

INSTEAD_OF_GOING: Final = "instead_of_going"
"""Whether to do something else than be seen: the level answers, from 3 on behind a plain no."""

WHY_ADVICE: Final = f"{TOPIC}why_advice"
"""Asked of what was advised; before that, of the open question."""

MEANING: Final = f"{TOPIC}meaning"
"""What a word means that no text of ours explains: the question comes in other words."""

NEXT_TIME: Final = "next_time"
"""The topic of who asks what helps while nothing cramps."""

IF_IT_COMES_BACK: Final = "if_it_comes_back"
"""Leads to that: nothing is to be stretched now."""

DOUBTED: Final = "ask:doubted"
"""Whether we are sure of what was advised."""

STRETCH: Final = "stretch"
"""The topic that the first words of a stretch make idle."""

LATER: Final = "ask_level_later"
LATER_AGAIN: Final = "ask_level_later.again"
SO_FAR: Final = "ask_level_so_far"
"""The promise to say how urgent it is once the questions are asked; what it comes to so far."""

UNKNOWN_QUESTION: Final = "unknown_question"
UNKNOWN_AGAIN: Final = "unknown_question.again"

LENGTH: Final = "ask_length"
NEARLY: Final = "ask_length.nearly"
OVER: Final = "ask_length.over"
"""How long it takes: as it begins, when most is done, and behind the advice."""

SAID: Final = ("ask_human", "ask_machine", LENGTH, "greeting")
"""The acts that are answered by the prompt of their name."""


def respond(turn: Turn) -> Handled | None:
    """Serves repeat, help, why, slower, wait and questions; takes the turn if that was all."""
    acts = turn.act.acts
    plain = not turn.news and not {AFFIRM, DENY, TAKES, UNSURE} & set(acts)
    answer(turn)
    of_advice = not {WHY_ADVICE, DOUBTED}.isdisjoint(acts)
    if of_advice and turn.state.advised.level is not None and turn.assessment.fired:
        turn.why("why_advice", turn.assessment.fired[0].id)
    elif {WHY, WHY_ADVICE} & {*acts} and (plain or not turn.parts):
        _say_why(turn)  # asked behind an answer, it is of the question that was answered
    elif plain and {HELP, MEANING} & {*acts} and not turn.parts:
        asking.ask_again(turn, other_words=True)
        turn.parts.extend(asking.hint(turn))
        return REPLIED
    elif plain and _wants_again(turn):
        turn.say_again()
        return REPLIED
    asks = QUESTION in acts or any(_is_barred(turn, topic) for topic in _named(turn))
    asks = asks and MEANING not in acts  # of a word in the question, which comes in others now
    unsure = UNSURE in acts and not turn.state.advised.final  # "I don't know, what's that?"
    if asks and not (turn.parts or unsure or ASK_RELIEF in acts):
        _say_unknown(turn)
    elif plain and not turn.parts:
        _wait(turn)
    if not turn.parts or not plain:
        return None
    if turn.asked.question == asking.WHERE and "greeting" in acts:
        asking.ask_again(turn, other_words=False)
    else:
        asking.ask_back(turn)
    return REPLIED


def _say_unknown(turn: Turn) -> None:
    """Who may know what we don't; never twice in the same words."""
    if (turn.state.advised.level or 0) >= SEE_TODAY:
        turn.say(f"{UNKNOWN_QUESTION}.seen")
    else:
        first = turn.once(UNKNOWN_QUESTION)
        turn.say(UNKNOWN_QUESTION if first else UNKNOWN_AGAIN)


def answer(turn: Turn) -> None:
    """Says what there is to say to what the person asked for, of their own."""
    acts = turn.act.acts
    for topic in () if _is_first_aid(turn) else _topics(turn):
        _advise(turn, topic)
    if SLOWER in acts:
        turn.add("slower")
        turn.say("slower")
    if STEP_AGAIN in acts and not turn.parts and not say_step_again(turn):
        _advise(turn, STRETCH)
    if "ask_level" in acts:
        _say_level(turn)
    if "refuse_care" in acts:
        emergency.respect_refusal(turn)
    for act in SAID if DOUBTED not in acts else ():  # "are you sure?" asks of the advice
        if act in acts:
            turn.say(_how_long(turn) if act == LENGTH else act)
    is_over = turn.facts.get(ONGOING_NOW) == NO and not turn.state.advised.final
    if ASK_RELIEF in acts and is_over and not turn.parts:
        if turn.floor < SEE_TODAY:
            turn.say(IF_IT_COMES_BACK)
        _advise(turn, NEXT_TIME)


def _how_long(turn: Turn) -> str:
    """What is said of how long the questions take."""
    if turn.state.advised.final:
        return OVER
    return NEARLY if pace.is_in_a_hurry(turn) else LENGTH


def _advise(turn: Turn, topic: str) -> None:
    """Answers on a topic of guidance, as far as the level and the moment let it."""
    guidance, is_grave = turn.protocol.guidance, turn.floor >= SEE_TODAY
    if guidance[topic].unheld and not holding(turn):
        topic = guidance[topic].unheld
    about = guidance[topic]
    if topic == INSTEAD_OF_GOING:
        if is_grave:
            turn.advise_on(topic)
        _say_level(turn)
    elif topic == WHERE_TO_GO and is_grave:
        turn.say_level("level")
        turn.say_level("also")
    elif about.waits and is_grave and turn.variant_of(topic) is None:
        turn.say("not_until_seen")
    elif about.held and not holding(turn):
        turn.say("obstacle")
    elif about.soothes and is_grave:
        turn.why("reason", turn.assessment.fired[0].id)
    else:
        turn.advise_on(topic)


def _wants_again(turn: Turn) -> bool:
    """Whether the last reply is to be said once more; a "what?" before a question asks that one."""
    acts = turn.act.acts
    if SLOWER in acts:
        return len(turn.parts) == 1
    return REPEAT in acts and not turn.parts


def _wait(turn: Turn) -> None:
    """Gives the person the time they ask for; who has no more to tell is only heard."""
    acts = turn.act.acts
    if WAIT in acts or (CORRECT in acts and not turn.act.facts):
        turn.say("take_your_time")
    elif "thanks" in acts and not turn.state.advised.final:
        turn.say("thanks")
    elif DONE in acts and not turn.state.advised.final:
        turn.say("okay")


def _is_first_aid(turn: Turn) -> bool:
    """Answers with first aid: whatever only that knows, and everything on the way to a hospital."""
    named = [act.removeprefix(TOPIC) for act in turn.act.acts if act.startswith(TOPIC)]
    if (turn.state.advised.level or 0) >= ER_NOW and ASK_RELIEF in turn.act.acts:
        until_help.once_more(turn)
        named = named or ["meanwhile"][: not turn.parts]
    if turn.floor < ER_NOW:  # a call for help is asked about before it is helped on
        named = [t for t in named if t not in turn.protocol.guidance and t != emergency.CALLING]
    return until_help.answer(turn, named) or bool(turn.parts)


def _topics(turn: Turn) -> list[str]:
    """What was asked about: by a fact that tells so, else the first topic that was named."""
    guidance, facts = turn.protocol.guidance, turn.facts
    named = [topic for topic in _named(turn) if not _is_barred(turn, topic)]
    if "ask_cause" in turn.act.acts and not named:
        named = ["cause"]
    if WHY in turn.act.acts:
        named = [topic for topic in named if topic != "cause"]  # why we ask, not why it cramps
    answering: dict[str, list[str]] = {}
    for id_, topic in guidance.items():
        if topic.answers in turn.news and facts[topic.answers] == YES:
            answering.setdefault(topic.answers, []).append(id_)
    requested = [
        next((topic for topic in named if topic in topics), topics[0])
        for topics in answering.values()
    ]
    return named[:1] or requested


def _named(turn: Turn) -> list[str]:
    """The topics of guidance that were asked about."""
    named = [act.removeprefix(TOPIC) for act in turn.act.acts if act.startswith(TOPIC)]
    return [topic for topic in named if topic in turn.protocol.guidance]


def _is_barred(turn: Turn, topic: str) -> bool:
    """Whether what is known rules a topic out: no word on pregnancy to a man."""
    unless = turn.protocol.guidance[topic].unless
    return unless is not None and unless.truth(turn.facts) is True


def _say_level(turn: Turn) -> None:
    """How urgent it is, once that is advised; what has just changed is advised anew instead."""
    advised = turn.state.advised
    if advised.level is None and turn.floor:
        turn.say(SO_FAR)
        turn.say_level("level")
    elif advised.level is None:
        first = turn.once(LATER)
        turn.say(NEARLY if pace.is_in_a_hurry(turn) else LATER if first else LATER_AGAIN)
    elif advised.level == turn.floor:
        turn.say_level("level")
    elif not turn.news:
        turn.say(f"level.{advised.level}")


def keep_promise(turn: Turn) -> None:
    """Takes back what this very reply makes idle: a promise, "I don't know", how to stretch."""
    if turn.has("relief"):
        turn.parts[:] = [p for p in turn.parts if not (isinstance(p, Say) and _tells_how(p))]
    if turn.has("level", "end") or not turn.asked.question:
        later = (LATER, LATER_AGAIN, NEARLY)
        idle = (*later, UNKNOWN_QUESTION, UNKNOWN_AGAIN) if turn.has("level") else later
        turn.parts[:] = [p for p in turn.parts if not (isinstance(p, Say) and p.prompt in idle)]


def _tells_how(part: Say) -> bool:
    return part.prompt.startswith(f"guidance.{STRETCH}")


def _say_why(turn: Turn) -> None:
    """Why the open question is asked; once it was said, what all questions are for."""
    asked, questions = turn.asked, turn.protocol.questions
    about = next((id_ for id_ in (asked.question, asked.behind[0]) if id_ in questions), None)
    if turn.state.advised.final or about is None:
        if turn.assessment.fired:
            turn.why("why_advice", turn.assessment.fired[0].id)
        else:
            turn.say("why_home")
        return
    own = turn.line(f"why.{about}")
    turn.parts.append(turn.line("why_plain") if own in turn.session.said else own)
