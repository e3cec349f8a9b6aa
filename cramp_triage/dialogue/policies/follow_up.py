"""What an answer calls for before anything new: a word that it was heard, its parts one by one."""

from __future__ import annotations

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies.ask import speak_early
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import DENY, UNSURE
from cramp_triage.protocol.facts import ONGOING_NOW, UNKNOWN
from cramp_triage.triage.assess import ER_NOW


def respond(turn: Turn) -> Handled | None:
    """Acknowledges the answer, and asks the parts of a question that one "yes" did not answer."""
    if turn.is_helper and turn.once("third_person"):
        turn.say("third_person")
    split, part = turn.state.confirmation.split, _part(turn)
    if part is not None and turn.floor >= ER_NOW:
        speak_early(turn)  # what is known for sure does not wait for what is doubtful
    _acknowledge(turn)
    if part is not None:
        if part == split[0]:
            turn.say("one_by_one" if len(split) > 1 else "be_sure")
        asking.ask_one(turn, turn.state.confirmation.split_question, part)
        return REPLIED
    if split:
        turn.add("split", "", ())
    return None


def _acknowledge(turn: Turn) -> None:
    """A word that shows the answer was heard, if nothing else does."""
    id_, acts = turn.asked.question, turn.act.acts
    question = turn.protocol.questions.get(id_)
    if turn.parts or not acts or question is None or id_ == asking.WHERE:
        return
    if ONGOING_NOW in turn.news:  # which says so by itself
        return
    if UNSURE in acts:
        turn.say("moved_on")
    elif DENY in acts and not question.leads_to:
        turn.say("good")
    else:
        turn.say("okay")


def _part(turn: Turn) -> str | None:
    """The next part of a split question, unless one of its parts was already a yes."""
    split, facts, findings = turn.state.confirmation.split, turn.facts, turn.protocol.findings
    answered = [fact for fact in split if fact in facts]
    if any(facts[fact] not in (findings[fact].deny, UNKNOWN) for fact in answered):
        return None
    return next((fact for fact in split if fact not in facts), None)
