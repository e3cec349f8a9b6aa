"""First aid in the dialogue: what the dangers bring up, what is asked for, the count aloud.

What may be said is chosen in `triage.first_aid`; here it is said, and remembered that it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cramp_triage.dialogue.session import OF_911
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.replies import Beats
from cramp_triage.protocol.facts import ASKS_FOR_AMBULANCE, YES
from cramp_triage.protocol.model import FirstAid, first_aid_prompt
from cramp_triage.triage.assess import signs
from cramp_triage.triage.first_aid import OPERATOR_FIRST, first_aid

AID: Final = f"{OF_911}aid."
"""Before the prompt of first aid that was said, in what was told."""

AT_ONCE_WORDS: Final = 45
"""So much first aid goes with the level itself; the rest is for the replies after it."""

MEANWHILE: Final = "meanwhile"
"""The topic of who asks what to do until help comes."""

ALONE: Final = "nobody_near"
"""The definition of whoever is not told to have somebody do something."""

PUSHES: Final = 30
MOST_NAMED: Final = 3


def at_once(turn: Turn) -> None:
    """Says what cannot wait for the next reply: one entry, whole, and others if they are short."""
    _say(turn, _most_pressing(turn))


def rest(turn: Turn) -> bool:
    """Says what the dangers bring up and was not said yet; False if nothing is left."""
    new = [entry for entry in _brought_up(turn) if not _was_said(turn, entry, len(entry.say) - 1)]
    if all(entry.id == OPERATOR_FIRST for entry in new):
        return False  # alone it answers nobody
    return _say(turn, new, again=False)


def once_more(turn: Turn) -> None:
    """Says again what is most pressing, for somebody who asks what to do."""
    operator = [entry for entry in _brought_up(turn) if entry.id == OPERATOR_FIRST]
    _say(turn, [*_most_pressing(turn), *operator])


def in_short(turn: Turn) -> None:
    """Says the next of what the dangers bring up; where all was said, the first once more."""
    brought_up = [entry for entry in _brought_up(turn) if entry.id != OPERATOR_FIRST]
    new = (entry for entry in brought_up if not _was_said(turn, entry, len(entry.say) - 1))
    _say(turn, [next(new, brought_up[0])])


def answer(turn: Turn, topics: Iterable[str]) -> bool:
    """Answers what is asked of these topics; False if there is no first aid for any."""
    ours = {entry.topic for entry in turn.protocol.first_aid}
    asked = list(topics)
    asked = [topic for topic in asked if topic in ours] or asked
    asked = [topic for topic in asked if topic != MEANWHILE] or asked  # the others say more
    return _say(turn, dict.fromkeys(entry for topic in asked for entry in _on(turn, topic)))


def while_they_come(turn: Turn, topic: str) -> None:
    """Says what to do while they come, if it was not said yet, or that a call was heard of."""
    entries = _on(turn, topic)
    if all(_was_said(turn, entry, len(entry.say) - 1) for entry in entries):
        turn.say("good_so_far")
        rest(turn)
    else:
        _say(turn, entries)


def count(turn: Turn) -> None:
    """Counts pushes on the chest aloud; whoever was not told how to push hears that first."""
    topic = next(entry.topic for entry in turn.protocol.first_aid if entry.count_per_minute)
    entries = _on(turn, topic)
    _say(turn, entries, again=False)
    turn.say("count_along")
    turn.parts.append(Beats(PUSHES, max(entry.count_per_minute for entry in entries)))


def is_pushing(turn: Turn) -> bool:
    """Whether somebody was told how to push on a chest."""
    chest = [entry for entry in turn.protocol.first_aid if entry.kind == "chest"]
    return any(_was_said(turn, entry, 0) for entry in chest)


def is_alone(turn: Turn) -> bool:
    """Whether nobody is there who could help: a helper is."""
    return not turn.is_helper and turn.protocol.holds(ALONE, turn.facts)


def named(turn: Turn) -> str:
    """The signs behind the level as they are called to a person, the gravest first."""
    facts, findings = turn.facts, turn.protocol.findings
    found = signs(turn.protocol, turn.assessment, facts)
    told = [fact for fact in found if facts[fact] == YES] or list(found)
    if len(told) > 1 and ASKS_FOR_AMBULANCE in told:
        told.remove(ASKS_FOR_AMBULANCE)  # no sign of its own
    return listed([findings[fact].name.person for fact in told])


def listed(names: list[str]) -> str:
    """At most three of the names, as a person would list them."""
    *others, last = names[:MOST_NAMED]
    return f"{', '.join(others)} and {last}" if others else last


def _brought_up(turn: Turn) -> tuple[FirstAid, ...]:
    return first_aid(turn.protocol, turn.facts, turn.assessment)


def _most_pressing(turn: Turn) -> list[FirstAid]:
    """The first entry that the dangers bring up, whole, and others if they are short."""
    words = 0
    found: list[FirstAid] = []
    for entry in _brought_up(turn):
        if entry.id == OPERATOR_FIRST:
            continue
        words += sum(len(text.split()) for text in entry.say)
        if entry.kind != "chest" and words > AT_ONCE_WORDS and found:
            break
        found.append(entry)
    return found


def _on(turn: Turn, topic: str) -> list[FirstAid]:
    """What may be said on a topic, or on those that answer this topic of guidance instead."""
    known = turn.protocol, turn.facts, turn.assessment
    topics = {topic: None} | {e.topic: None for e in turn.protocol.first_aid if topic in e.guidance}
    found = [entry for one in topics for entry in first_aid(*known, topic=one)]
    about_the_call = all(entry.kind == "call" for entry in found)
    return [entry for entry in found if entry.id != OPERATOR_FIRST or not about_the_call]


def _was_said(turn: Turn, entry: FirstAid, number: int) -> bool:
    return f"{AID}{first_aid_prompt(entry, number)}" in turn.state.course.told


def _say(turn: Turn, entries: Iterable[FirstAid], *, again: bool = True) -> bool:
    """Says entries, or only what is new of them; whether anything was said.

    That the operator goes first is said once, and after the answer: a question comes first.
    """
    before = len(turn.parts)
    for entry in sorted(entries, key=lambda entry: entry.id == OPERATOR_FIRST):
        for number in range(len(entry.say)):
            is_new = not _was_said(turn, entry, number)
            if is_new or (again and entry.id != OPERATOR_FIRST):
                _say_part(turn, entry, number)
    return len(turn.parts) > before


def _say_part(turn: Turn, entry: FirstAid, number: int) -> None:
    prompt = first_aid_prompt(entry, number)
    turn.once(f"{AID}{prompt}")
    gap = {"told": named(turn)} if "{told}" in entry.say[number] else {}
    turn.say(prompt, **gap)
