"""An utterance as the readers of its numbers see it: its words, and what is next to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.lexicon.topic import WordRuns
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import Token


class Utterance(NamedTuple):
    """What is read.

    Attributes:
        tokens: the utterance.
        words: their words.
        asked: fact ids of the open question.
        grammar: the words by which it is read.
        starts: where something counted may begin.
    """

    tokens: Sequence[Token]
    words: tuple[str, ...]
    asked: Sequence[str]
    grammar: Grammar
    starts: tuple[int, ...]

    def word(self, at: int) -> str:
        """Returns the word at `at`, or "" outside."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def value(self, at: int) -> float | None:
        """Returns the number at `at`, or None if none stands there."""
        return self.tokens[at].value if 0 <= at < len(self.tokens) else None

    def before(self, at: int, most: int) -> tuple[str, ...]:
        """Returns up to `most` words before `at`."""
        return self.words[max(0, at - most) : at]

    def phrase(self, at: int, phrases: WordRuns) -> int:
        """Returns how many words the longest of `phrases` that begins at `at` has, 0 if none."""
        return max((len(p) for p in phrases if self.words[at : at + len(p)] == p), default=0)

    def ends(self, at: int, phrases: WordRuns) -> bool:
        """Whether one of `phrases` ends right before `at`."""
        return any(at >= len(p) and self.words[at - len(p) : at] == p for p in phrases)


def utterance(tokens: Sequence[Token], asked: Sequence[str], grammar: Grammar) -> Utterance:
    """Returns the tokens as an utterance to be read."""
    counted = grammar.quantities
    starts = tuple(
        at for at, token in enumerate(tokens) if token.value is not None or token.word in counted
    )
    return Utterance(tokens, tuple([token.word for token in tokens]), asked, grammar, starts)


def item_of(start: int, end: int, *meanings: str, weight: float = 0.0) -> Found:
    """Returns what the tokens from `start` to `end` mean; the longest reading wins."""
    return Found(start, end, meanings, tuple(range(start, end)), weight or end - start)
