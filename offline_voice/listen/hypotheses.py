"""What one pass heard, as meaning, and what is left to believe where two passes differ."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from cramp_triage.messages.acts import (
    AFFIRM,
    BACK,
    DENY,
    FASTER,
    HELP,
    LOUDER,
    NO_INPUT,
    NO_MATCH,
    QUIETER,
    REPEAT,
    RESTART,
    SLOWER,
    STOP,
    UNSURE,
    WHY,
    UserAct,
    Value,
)
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol.facts import OTHER_SITES
from offline_voice.audio.interfaces import Hypothesis

BELIEVED: Final = 0.65
"""A pass alone that is less sure of its words is doubtful; with another against it, it is noise."""

_DANGER_BELIEVED: Final = 0.8
"""A danger that one pass alone heard is taken up only if it was this sure of its words."""

_SURE: Final = 0.95
_SURER_BY: Final = 0.05
"""A pass that is this sure of its words, and so much surer than the other, is followed."""

POLARITY: Final = frozenset({AFFIRM, DENY, UNSURE})
_WISHES: Final = frozenset({SLOWER, FASTER, LOUDER, QUIETER})
BARE: Final = POLARITY | _WISHES | {STOP, REPEAT, WHY, HELP, BACK, RESTART}


@dataclass(frozen=True)
class Sense:
    """What was made of one turn.

    Attributes:
        act: for the dialogue.
        text: the words that were believed; "" for silence.
        confidence: of those words, 0 to 1.
    """

    act: UserAct
    text: str
    confidence: float

    @property
    def shown(self) -> str:
        """The words for a transcript."""
        return self.text or ("(silence)" if NO_INPUT in self.act.acts else "(not understood)")


NOTHING: Final = Sense(UserAct(acts=(NO_MATCH,)), "", 0.0)


@dataclass(frozen=True)
class Reading:
    """One pass's words and what the dialogue would take from them.

    Attributes:
        dangers: the facts among them that must be neither lost nor made up.
    """

    heard: Hypothesis
    meant: Understanding
    facts: dict[str, Value]
    acts: frozenset[str]
    dangers: frozenset[str]

    @property
    def is_foreign(self) -> bool:
        """As much is unexplained as was understood: a television, or talk to another."""
        understood = {word for span in self.meant.spans for word in span.text.split()}
        unexplained = sum(len(run.split()) for run in self.meant.leftovers)
        if self.dangers:
            return unexplained > 2 * len(understood)
        return unexplained >= max(1, len(understood))

    @property
    def clinical(self) -> tuple[object, ...]:
        """What must be the same for two passes to mean the same."""
        return self.facts, self.acts, self.meant.retracts


def together(one: Reading, other: Reading, asked: OpenQuestion) -> Sense:
    """What is left to believe where the passes differ; always doubtful.

    Kept is what both heard, and what one alone heard of the open question or, surely, of a danger
    or one more place: an arm with the jaw is another thing than an arm.
    Where they contradict each other nothing is kept: it is asked again. A pass that is much surer
    of its words than the other is followed as it is.
    """
    sure, unsure = sorted((one, other), key=lambda reading: -reading.heard.confidence)
    margin = sure.heard.confidence - unsure.heard.confidence
    if sure.heard.confidence >= _SURE and margin >= _SURER_BY and not sure.is_foreign:
        return sense_of(sure.meant, sure.heard, doubtful=True)
    if unsure.heard.confidence < BELIEVED:
        return NOTHING
    facts = {fact: value for fact, value in one.facts.items() if other.facts.get(fact) == value}
    for mine, its in ((one, other), (other, one)):
        for fact, value in mine.facts.items():
            surely = mine.heard.confidence >= _DANGER_BELIEVED
            danger = surely and fact in {*mine.dangers, OTHER_SITES}
            told = fact in asked.asks and not mine.is_foreign
            if fact not in its.facts and (told or danger):
                facts[fact] = value
    polarity = (one.acts | other.acts) & POLARITY
    acts = (one.acts & other.acts) - POLARITY | (polarity if len(polarity) == 1 else set())
    if not facts and not acts:
        return Sense(UserAct(acts=(NO_MATCH,), words=sure.heard.text), sure.heard.text, 0.0)
    act = UserAct(acts=tuple(sorted(acts)), facts=facts, words=sure.heard.text, doubtful=True)
    return Sense(act, sure.heard.text, sure.heard.confidence)


def shared(one: str, other: str) -> float:
    """Share of the shorter text's words that the other has too, in the same order."""
    mine, its = one.split(), other.split()
    blocks = SequenceMatcher(None, mine, its, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, min(len(mine), len(its)))


def sense_of(meant: Understanding, heard: Hypothesis, doubtful: bool) -> Sense:
    """The sense of what one pass heard, as it was understood."""
    if not (meant.acts or meant.facts or meant.retracts):
        return Sense(UserAct(acts=(NO_MATCH,), words=heard.text), heard.text, heard.confidence)
    return Sense(meant.to_act(heard.text, doubtful), heard.text, heard.confidence)
