"""From the two passes' words to one act of the person, and whether to believe it.

The passes are believed where they mean the same. Where they differ on anything clinical the act is
marked doubtful, and the dialogue reads it back before it uses it. Speech that fits nothing on the
phrase list (a television, a partner) yields nothing. No clinical rule lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cramp_triage.acts import AFFIRM, DENY, NO_INPUT, NO_MATCH, UNSURE, UserAct, Value
from cramp_triage.findings import bare_answer
from cramp_triage.nlu import understand
from cramp_triage.nlu.lexicon import Lexicon
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects, Reply
from offline_voice.hearing import UNKNOWN_WORD
from offline_voice.listening import Question
from offline_voice.phrases import PhraseBook
from offline_voice.seams import Hypotheses, Hypothesis

_BELIEVED: Final = 0.6
"""A pass whose words are less sure than this is doubtful by itself."""

_POLARITY: Final = frozenset({AFFIRM, DENY, UNSURE})


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
    danger: bool


class Understander:
    """Understands turns with one lexicon and one phrase book."""

    def __init__(self, protocol: Protocol, lexicon: Lexicon, book: PhraseBook) -> None:
        self._protocol = protocol
        self._lexicon = lexicon
        self._book = book

    def open_question(self, reply: Reply) -> OpenQuestion:
        """What the reply asks."""
        return OpenQuestion(reply.asks, reply.expects, self._book.is_danger(reply.asks))

    def question(self, asked: OpenQuestion) -> Question:
        """What the listener must know of it."""
        bare = self._book.bare_answers(asked.asks)
        closed = asked.expects in ("yes_no", "ack")
        return Question(
            phrases=self._book.phrases(asked.asks, asked.expects),
            is_bare=lambda text: closed and text in bare,
            danger=asked.danger,
        )

    def sense(self, words: Hypotheses | None, asked: OpenQuestion) -> Sense:
        """The act behind the words of both passes; `None` is silence."""
        if words is None:
            return Sense(UserAct(acts=(NO_INPUT,)), "", 0.0)
        if words.listed is None:
            return self._alone(words.unlisted, asked)
        listed = _without_unknown(words.listed)
        if not listed.text:
            return Sense(UserAct(acts=(NO_MATCH,)), "", 0.0)
        foreign = UNKNOWN_WORD in words.listed.text
        return self._together(listed, words.unlisted, foreign, asked)

    def _alone(self, heard: Hypothesis, asked: OpenQuestion) -> Sense:
        meant = self._understand(heard.text, asked)
        return _sense(meant, heard, doubtful=heard.confidence < _BELIEVED)

    def _together(
        self, listed: Hypothesis, unlisted: Hypothesis, foreign: bool, asked: OpenQuestion
    ) -> Sense:
        meant_listed = self._understand(listed.text, asked)
        meant_unlisted = self._understand(unlisted.text, asked)
        agree = self._clinical(meant_listed, asked) == self._clinical(meant_unlisted, asked)
        if agree:
            return _sense(meant_listed, listed, doubtful=False)
        # The list cannot hear what it does not hold: the open pass may have heard more.
        more = foreign and _says_more(meant_unlisted, meant_listed)
        chosen, heard = (meant_unlisted, unlisted) if more else (meant_listed, listed)
        return _sense(chosen, heard, doubtful=True)

    def _understand(self, text: str, asked: OpenQuestion) -> Understanding:
        return understand(self._lexicon, text, asked=asked.asks, expects=asked.expects)

    def _clinical(self, meant: Understanding, asked: OpenQuestion) -> Mapping[str, Value]:
        """Everything that the dialogue would take from it, as facts."""
        bare = bare_answer(self._protocol.findings, asked.asks, meant.acts, meant.facts)
        acts = {act: "said" for act in meant.acts if act in _POLARITY}
        return {**bare, **meant.facts, **acts, **{f"-{fact}": "back" for fact in meant.retracts}}


def _says_more(one: Understanding, other: Understanding) -> bool:
    return one.facts.items() >= other.facts.items() and len(one.facts) > len(other.facts)


def _sense(meant: Understanding, heard: Hypothesis, *, doubtful: bool) -> Sense:
    if not (meant.acts or meant.facts or meant.retracts):
        return Sense(UserAct(acts=(NO_MATCH,), words=heard.text), heard.text, heard.confidence)
    return Sense(meant.to_act(heard.text, doubtful), heard.text, heard.confidence)


def _without_unknown(heard: Hypothesis) -> Hypothesis:
    words = [word for word in heard.text.split() if word != UNKNOWN_WORD]
    return Hypothesis(" ".join(words), heard.confidence if words else 0.0)
