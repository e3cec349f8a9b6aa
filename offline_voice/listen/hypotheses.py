"""What one pass heard, as meaning, and what is left to believe where two passes differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

import msgspec

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
from cramp_triage.protocol.facts import NO, OTHER_SITES
from offline_voice.audio.interfaces import Hypothesis

BELIEVED: Final = 0.65
"""A pass alone that is less sure of its words is doubtful; with another against it, it is noise."""

_DANGER_BELIEVED: Final = 0.8
"""A danger that one pass alone heard is taken up only if it was this sure of its words."""

_SURE: Final = 0.95
_SURER_BY: Final = 0.05
"""A pass that is this sure of its words, and so much surer than the other, is followed."""

_SENTENCE: Final = 3
"""So many words are a sentence; fewer are heard in any noise."""

_NOES: Final = ("no", "nope", "nah")
_CRIES: Final = frozenset({"oh", "ah", "uh", "ooh", "ouch", "are"})
"""What the open pass hears of somebody in pain; an "ah" sounds like "are"."""

_CANNOT: Final = ("can't", "cannot")
_BREATHE: Final = "breathe"
_LIKE_ITS_BEGINNING: Final = ("b", "p", "r")
"""What is heard instead begins so: "big", "please", "raise"."""

_WITHOUT_MEANING: Final = frozenset({"be", "please"})
"""Words that the understanding passes over, so that they are no leftovers."""

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


def holds_up(text: str) -> bool:
    """Whether a danger may count at once: of the short answers people are heard to give, few do.

    A person's "no" was taken for "yep", "four" for "sure", "on" for "i am"; "yes" and "yeah" were
    right 168 times of 168. A sentence names the danger in words of its own.
    """
    words = text.split()
    return words[:1] in (["yes"], ["yeah"]) or len(words) >= _SENTENCE


def is_cry(closed: str, unlisted: str) -> bool:
    """Whether what is nearest to a bare "no" on the short list, which holds no cries, was one."""
    return closed in _NOES and bool(unlisted) and _CRIES.issuperset(unlisted.split())


def half_heard(reading: Reading) -> bool:
    """Whether something that the person can't do was lost: "can't big" may be "can't breathe"."""
    text = f" {reading.heard.text} "
    return any(f" {word} {run} " in text for word in _CANNOT for run in reading.meant.leftovers)


def ends_like_breathe(reading: Reading) -> bool:
    """Whether the last words are "can't" and what may be a misheard "breathe", such as "raise"."""
    *_, cannot, last = ["", "", *reading.heard.text.split()]
    if cannot not in _CANNOT or not last.startswith(_LIKE_ITS_BEGINNING):
        return False
    return last in _WITHOUT_MEANING or reading.meant.leftovers[-1:] == (last,)


def ending_in_breathe(heard: Hypothesis) -> Hypothesis:
    """The words with "breathe" in place of the last one."""
    return replace(heard, text=" ".join([*heard.text.split()[:-1], _BREATHE]))


def named_alone(meant: Understanding) -> Understanding:
    """A "no" among words that say nothing to us says no more than the fact that it names.

    "No fever" may be heard as "no beaten fever"; that clears nothing else that was asked.
    """
    if not (meant.leftovers and meant.facts):
        return meant
    acts = tuple(act for act in meant.acts if act not in POLARITY)
    return msgspec.structs.replace(meant, acts=acts)


def surer_of(one: Reading, other: Reading) -> Reading | None:
    """The pass that is so much surer of its words than the other that it is followed as it is."""
    sure, unsure = _by_sureness(one, other)
    margin = sure.heard.confidence - unsure.heard.confidence
    is_followed = sure.heard.confidence >= _SURE and margin >= _SURER_BY and not sure.is_foreign
    return sure if is_followed else None


def _by_sureness(one: Reading, other: Reading) -> list[Reading]:
    return sorted((one, other), key=lambda reading: -reading.heard.confidence)


def together(one: Reading, other: Reading, asked: OpenQuestion) -> Sense:
    """What is left to believe where the passes differ; always doubtful.

    Kept is what both heard, and what one alone heard of the open question or, surely, of a danger
    or one more place: an arm with the jaw is another thing than an arm.
    Where they contradict each other nothing is kept: it is asked again.
    """
    sure, unsure = _by_sureness(one, other)
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
    """The sense of what one pass heard; a yes or a no among words not understood is doubtful."""
    if not (meant.acts or meant.facts or meant.retracts or meant.doubts):
        return Sense(UserAct(acts=(NO_MATCH,), words=heard.text), heard.text, heard.confidence)
    denies = any(value in (NO, "none") for value in meant.facts.values())
    answers = denies or bool(POLARITY.intersection(meant.acts))
    doubtful = doubtful or (answers and bool(meant.leftovers))
    return Sense(meant.to_act(heard.text, doubtful), heard.text, heard.confidence)
