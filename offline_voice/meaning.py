"""From the two passes' words to one act of the person, and whether to believe it.

The passes are believed where they mean the same. Where they differ on anything clinical the act is
marked doubtful, and the dialogue reads it back before it uses it. Speech that fits nothing on the
phrase list (a television, a partner) yields nothing. No clinical rule lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from cramp_triage.acts import (
    AFFIRM,
    BACK,
    DENY,
    HELP,
    NO_INPUT,
    NO_MATCH,
    REPEAT,
    RESTART,
    SLOWER,
    STOP,
    UNSURE,
    WHY,
    UserAct,
    Value,
)
from cramp_triage.findings import YES, bare_answer
from cramp_triage.nlu import understand
from cramp_triage.nlu.lexicon import Lexicon
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects, Reply
from offline_voice.hearing import UNKNOWN_WORD
from offline_voice.listening import Question
from offline_voice.phrases import DANGERS, PhraseBook
from offline_voice.seams import Hypotheses, Hypothesis

_BELIEVED: Final = 0.6
"""A pass alone whose words are less sure than this is doubtful."""

_SHARED: Final = 0.5
"""Passes that share fewer of their words heard something that is none of ours."""

_LONGEST_BARE: Final = 4
_POLARITY: Final = frozenset({AFFIRM, DENY, UNSURE})
_BARE: Final = _POLARITY | {STOP, REPEAT, WHY, HELP, BACK, SLOWER, RESTART}


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


@dataclass(frozen=True)
class OpenQuestion:
    """The part of a reply that hearing needs: what is asked, and in which form."""

    asks: tuple[str, ...]
    expects: Expects


class Understander:
    """Understands turns with one lexicon and one phrase book."""

    def __init__(self, protocol: Protocol, lexicon: Lexicon, book: PhraseBook) -> None:
        self._protocol = protocol
        self._lexicon = lexicon
        self._book = book

    def open_question(self, reply: Reply) -> OpenQuestion:
        """What the reply asks."""
        return OpenQuestion(reply.asks, reply.expects)

    def question(self, asked: OpenQuestion) -> Question:
        """What the listener must know of it."""
        return Question(
            phrases=self._book.phrases(asked.asks, asked.expects),
            is_bare=lambda text: self._is_bare(text, asked),
            danger=not DANGERS.isdisjoint(asked.asks),
        )

    def sense(self, words: Hypotheses | None, asked: OpenQuestion) -> Sense:
        """The act behind the words of both passes; `None` is silence."""
        if words is None:
            return Sense(UserAct(acts=(NO_INPUT,)), "", 0.0)
        if words.listed is None:
            meant = self._understand(words.unlisted.text, asked)
            return _sense(meant, words.unlisted, words.unlisted.confidence < _BELIEVED)
        listed = _without_unknown(words.listed)
        if not listed.text or _shared(listed.text, words.unlisted.text) < _SHARED:
            return Sense(UserAct(acts=(NO_MATCH,)), "", 0.0)
        return self._together(listed, words.unlisted, asked)

    def _together(self, listed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion) -> Sense:
        readings = [(self._understand(heard.text, asked), heard) for heard in (listed, unlisted)]
        clinical = [self._clinical(meant, asked) for meant, _ in readings]
        if clinical[0] == clinical[1]:
            meant, heard = readings[listed.confidence <= unlisted.confidence]
            return _sense(meant, heard, doubtful=False)
        better = max((0, 1), key=lambda i: (*_weight(clinical[i], asked), -i))
        return _sense(*readings[better], doubtful=True)

    def _is_bare(self, text: str, asked: OpenQuestion) -> bool:
        """A complete short answer to a closed question, or a command: no need to wait for more."""
        if asked.expects not in ("yes_no", "ack") or len(text.split()) > _LONGEST_BARE:
            return False
        if not text or UNKNOWN_WORD in text:
            return False
        meant = self._understand(text, asked)
        only_asked = set(meant.facts) <= set(asked.asks)
        return only_asked and not meant.leftovers and bool(_BARE & set(meant.acts) or meant.facts)

    def _understand(self, text: str, asked: OpenQuestion) -> Understanding:
        return understand(self._lexicon, text, asked=asked.asks, expects=asked.expects)

    def _clinical(self, meant: Understanding, asked: OpenQuestion) -> Mapping[str, Value]:
        """Everything that the dialogue would take from it, as facts."""
        bare = bare_answer(self._protocol.findings, asked.asks, meant.acts, meant.facts)
        acts = {f"act:{act}": "said" for act in meant.acts if act in _BARE}
        return {**bare, **meant.facts, **acts, **{f"-{fact}": "back" for fact in meant.retracts}}


def _weight(clinical: Mapping[str, Value], asked: OpenQuestion) -> tuple[int, int, int]:
    """Which of two readings to follow: a danger first, then an answer, then what says more."""
    dangers = sum(clinical.get(fact) == YES for fact in DANGERS)
    return dangers, len(clinical.keys() & set(asked.asks)), len(clinical)


def _shared(one: str, other: str) -> float:
    """Share of their words that two texts have in common, in order."""
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _sense(meant: Understanding, heard: Hypothesis, doubtful: bool) -> Sense:
    if not (meant.acts or meant.facts or meant.retracts):
        return Sense(UserAct(acts=(NO_MATCH,), words=heard.text), heard.text, heard.confidence)
    return Sense(meant.to_act(heard.text, doubtful), heard.text, heard.confidence)


def _without_unknown(heard: Hypothesis) -> Hypothesis:
    words = [word for word in heard.text.split() if word != UNKNOWN_WORD]
    return Hypothesis(" ".join(words), heard.confidence if words else 0.0)
