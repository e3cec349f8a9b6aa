"""What a person wants beside the answer: repeat, help, why, a question of their own.

Answers come from reviewed text only; then the open question is asked again.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies import advice, ask
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import AFFIRM, DENY, HELP, REPEAT, SLOWER, UNSURE, WHY
from cramp_triage.protocol.conditions import support
from cramp_triage.protocol.facts import YES

TOPIC: Final = "ask:"
REQUESTS: Final = {
    "asks_for_quinine": ("quinine",),
    "asks_for_supplement": ("magnesium", "potassium"),
    "asks_for_painkiller": ("painkiller", "relaxant"),
}
"""Fact -> the topics that answer it; the first one, if none of them was named."""


def serve(turn: Turn) -> bool:
    """Serves repeat, help, why, slower and questions; True if that was all the person wanted."""
    acts, state = turn.act.acts, turn.state
    named = [act.removeprefix(TOPIC) for act in acts if act.startswith(TOPIC)]
    named = [topic for topic in named if topic in turn.protocol.guidance]
    requested = [
        next((topic for topic in named if topic in topics), topics[0])
        for fact, topics in REQUESTS.items()
        if fact in turn.news and state.facts[fact] == YES
    ]
    for topic in requested or named[:1]:
        turn.advise_on(topic)
    if SLOWER in acts:
        turn.add("slower")
        turn.say("slower")
    if "ask_level" in acts:
        turn.say(f"level.{state.level}" if state.final else "ask_level_later")
    if "refuse_care" in acts:
        advice.respect_refusal(turn)
    for act in ("ask_human", "greeting"):
        if act in acts:
            turn.say(act)
    plain = not turn.news and not {AFFIRM, DENY, UNSURE} & set(acts)
    if plain and WHY in acts:
        _say_why(turn)
    elif plain and HELP in acts:
        ask.ask_again(turn, other_words=True)
        turn.parts.extend(ask.hint(turn))
        return True
    elif plain and (REPEAT in acts or (SLOWER in acts and len(turn.parts) == 1)):
        turn.parts.extend(turn.session.said)
        turn.reprompt.extend(turn.session.reprompt)
        return True
    if not turn.parts or not plain:
        return False
    ask.ask_again(turn, other_words=False)
    return True


def _say_why(turn: Turn) -> None:
    state, protocol = turn.state, turn.protocol
    if state.final or state.question not in protocol.questions:
        if turn.assessment.fired:
            top = turn.assessment.fired[0]
            turn.quote(support(top.when, state.facts))
            turn.why("why_advice", top.id)
        else:
            turn.say("why_home")
        return
    own = f"why.{state.question}"
    if own in protocol.prompts:
        turn.say(own)
        return
    about = [r for r in protocol.rules if set(state.asks) & set(r.facts)]
    if about:
        turn.why("why_question", about[0].id)
    else:
        turn.say("why_plain")
