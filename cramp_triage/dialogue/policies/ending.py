"""After the advice: an answer to what was offered, then the last words."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice, diary_request, offers
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import AFFIRM, DENY, DIARY_SAVE, DIARY_SKIP

AGAIN: Final = "again"
"""The offer to say the advice once more; every other is a topic of guidance."""


def respond(turn: Turn) -> Handled | None:
    """Answers what is said once the advice is given; advises anew if the level has changed."""
    advised, acts, question = turn.state.advised, set(turn.act.acts), turn.asked.question
    if not advised.final:
        return None
    if turn.news and turn.floor != advised.level:
        advice.respond(turn)
    elif AFFIRM in acts and question == AGAIN:
        turn.say_level("level")
        advice.explain(turn)
        offers.offer_next(turn)
    elif AFFIRM in acts and question in turn.protocol.offers:
        turn.advise_on(question)
        offers.offer_next(turn)
    elif diary_request.half_heard(turn):
        _once_more(turn)
    elif question == diary_request.OFFER and {AFFIRM, DIARY_SAVE} & acts:
        diary_request.save(turn)
        offers.end(turn, offers.farewell(turn))
    elif {AFFIRM, DENY, DIARY_SKIP, "thanks"} & acts:
        offers.decline(turn)
    else:
        _once_more(turn)
    return REPLIED


def _once_more(turn: Turn) -> None:
    """What was offered is asked once more; then it is enough."""
    if turn.asked.misses:
        offers.end(turn, "goodbye")
    else:
        turn.add("miss")
        turn.say("sorry_again")
        asking.ask_again(turn, other_words=False)
