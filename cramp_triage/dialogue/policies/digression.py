"""What a person wants beside the answer: repeat, help, why, a question of their own.

Answers come from reviewed text only; then the open question is asked again.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import emergency
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import AFFIRM, DENY, HELP, REPEAT, SLOWER, UNSURE, WHY
from cramp_triage.protocol.conditions import support
from cramp_triage.protocol.facts import YES

TOPIC: Final = "ask:"


def respond(turn: Turn) -> Handled | None:
    """Serves repeat, help, why, slower and questions; takes the turn if that was all."""
    acts = turn.act.acts
    for topic in _topics(turn):
        turn.advise_on(topic)
    if SLOWER in acts:
        turn.add("slower")
        turn.say("slower")
    if "ask_level" in acts:
        _say_level(turn)
    if "refuse_care" in acts:
        emergency.respect_refusal(turn)
    for act in ("ask_human", "greeting"):
        if act in acts:
            turn.say(act)
    plain = not turn.news and not {AFFIRM, DENY, UNSURE} & set(acts)
    if plain and WHY in acts:
        _say_why(turn)
    elif plain and HELP in acts:
        asking.ask_again(turn, other_words=True)
        turn.parts.extend(asking.hint(turn))
        return REPLIED
    elif plain and (REPEAT in acts or (SLOWER in acts and len(turn.parts) == 1)):
        turn.say_again()
        return REPLIED
    if not turn.parts or not plain:
        return None
    asking.ask_again(turn, other_words=False)
    return REPLIED


def _topics(turn: Turn) -> list[str]:
    """What was asked about: by a fact that tells so, else the first topic that was named."""
    guidance, facts = turn.protocol.guidance, turn.facts
    named = [act.removeprefix(TOPIC) for act in turn.act.acts if act.startswith(TOPIC)]
    named = [topic for topic in named if topic in guidance]
    answering: dict[str, list[str]] = {}
    for id_, topic in guidance.items():
        if topic.answers in turn.news and facts[topic.answers] == YES:
            answering.setdefault(topic.answers, []).append(id_)
    requested = [
        next((topic for topic in named if topic in topics), topics[0])
        for topics in answering.values()
    ]
    return requested or named[:1]


def _say_level(turn: Turn) -> None:
    """How urgent it is, once that is advised; what has just changed is advised anew instead."""
    advised = turn.state.advised
    if not advised.final:
        turn.say("ask_level_later")
    elif advised.level == turn.floor:
        turn.say_level("level")
    elif not turn.news:
        turn.say(f"level.{advised.level}")


def _say_why(turn: Turn) -> None:
    asked, protocol = turn.asked, turn.protocol
    if turn.state.advised.final or asked.question not in protocol.questions:
        if turn.assessment.fired:
            top = turn.assessment.fired[0]
            turn.quote(support(top.when, turn.facts))
            turn.why("why_advice", top.id)
        else:
            turn.say("why_home")
        return
    own = f"why.{asked.question}"
    if own in protocol.prompts:
        turn.say(own)
        return
    about = [r for r in protocol.rules if set(asked.asks) & set(r.facts)]
    if about:
        turn.why("why_question", about[0].id)
    else:
        turn.say("why_plain")
