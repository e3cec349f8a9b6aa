"""What a line asks, by its meaning: a learned topic in place of what key words would guess.

The rules keep what they know for sure: the topics that only first aid has, and what cannot be done
in a stretch. Without the learned topics they go on alone, by their nouns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from cramp_triage.messages.acts import ASK_RELIEF, HELP, QUESTION, REPEAT, TOPIC, WHY

if TYPE_CHECKING:
    from cramp_triage.nlu.lexicon.witnesses import Table
    from cramp_triage.nlu.reader.questions import Questions

ACTS: Final = frozenset(
    {"ask_human", "ask_length", "ask_level", "ask_machine", ASK_RELIEF, REPEAT, WHY}
)
"""The topics that are acts of their own."""
REPLACED: Final = frozenset({*ACTS, "ask_cause", f"{TOPIC}serious"})
"""What the rules may have guessed besides the topics."""
NONE: Final = "none"
"""The topic of a question that wants nothing: to somebody else, or in disbelief."""
OTHER: Final = "other"
"""The topic of all that no text of ours answers."""
BARE_WORDS: Final = 2
"""So few words are a command or a bare answer: "say again", "how come?"."""
TELLS: Final = "tells"
"""The topic of a line that asks nothing."""
MOST: Final = 3
"""Sentences of a line that are weighed, the last ones."""


def may_ask(text: str, acts: Iterable[str]) -> bool:
    """Whether a line asks by its form, or by what it does as heard so far."""
    did = {*acts}
    if len(text.split()) <= BARE_WORDS:
        return False
    by_rules = not did.isdisjoint({*REPLACED, QUESTION, HELP})
    return "?" in text or by_rules or any(act.startswith(TOPIC) for act in did)


def meant(
    questions: Questions, text: str, acts: tuple[str, ...], table: Table
) -> tuple[str, ...] | None:
    """The acts of a line, with the topic that it is about in place of what the rules guessed.

    None where no topic is likely.

    Args:
        questions: the learned topics.
        text: the line.
        acts: what it does by the rules and the reader.
        table: how likely a topic must be.
    """
    topics = {f"{TOPIC}{topic}" for topic in questions.topics}
    if any(act.startswith(TOPIC) and act not in topics | REPLACED for act in acts):
        return acts
    topic = _topic(questions, text, table)
    if topic is None:
        return None
    if topic == TELLS:
        return acts
    rest = tuple(act for act in acts if act not in topics | REPLACED)
    if topic == NONE:
        return tuple(act for act in rest if act != QUESTION)
    if topic == OTHER:
        return tuple(dict.fromkeys((*rest, QUESTION)))
    return (*rest, topic if topic in ACTS else f"{TOPIC}{topic}")


def _topic(questions: Questions, text: str, table: Table) -> str | None:
    """The likeliest topic of any sentence, of those that end in a question mark if one does."""
    sentences = re.findall(r"[^.?!]*\w[^.?!]*[.?!]*", text)
    asked = [sentence for sentence in sentences if "?" in sentence]
    asking, least = (asked, table.topic) if asked else (sentences, table.topic_told)
    found = [_likeliest(questions.about(sentence)) for sentence in asking[-MOST:]]
    told = [(chance, topic) for chance, topic in found if chance >= least]
    wants = [one for one in told if one[1] not in (NONE, OTHER, TELLS)]
    return max(wants or told, default=(0.0, None))[1]


def _likeliest(chances: Mapping[str, float]) -> tuple[float, str]:
    topic = max(chances, key=lambda one: chances[one])
    return (chances[topic], topic)
