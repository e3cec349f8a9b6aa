"""A "never" that only compares: "my chest has never hurt like this" says that it hurts.

Such a word is left out, and what remains says that it is so. Knows no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.lexicon.grammar import Comparing
from cramp_triage.nlu.tokens.tokenise import STOP, Token

REACH: Final = 14
"""Tokens between the word and its comparison."""


def without_comparing(tokens: list[Token], names: Comparing) -> list[Token]:
    """Returns the tokens without a "never", "not" or "nothing" that denies nothing."""
    return [t for at, t in enumerate(tokens) if not _compares(tokens, at, names)]


def _compares(tokens: Sequence[Token], at: int, names: Comparing) -> bool:
    before = tokens[at - 1].word if at else ""
    never = tokens[at].word in names.never
    if not never and not (tokens[at].word in names.nots and before in names.perfect):
        return False
    words: list[str] = []
    for token in tokens[at : at + REACH]:
        if token.word in names.ends and words:
            break
        words.append(token.word)
        if token.after >= STOP:
            break
    if tokens[at].word in names.nothing and not names.ever & {*words[:4]}:
        return False
    never = never or bool(names.since & {*words})
    return any(_degree(words, k, never, names) for k in range(1, len(words)))


def _degree(words: Sequence[str], at: int, never: bool, names: Comparing) -> bool:
    """Whether the word at `at` compares what was with what is now: "this bad", "like this"."""
    before, word = words[at - 1], words[at]
    behind = words[at + 1] if at + 1 < len(words) else ""
    if word in names.these:
        if before in names.like:
            return not _of_kind(words, at, names)
        if behind in names.strong:
            return True
        return before in names.states and bool(behind) and behind not in names.times
    if not never:
        return False
    if word in names.those:
        return before in names.like and not _of_kind(words, at, names)
    if word in names.so:
        return bool(behind) and not names.empty & {*words[at + 1 : at + 3]}
    return False


def _of_kind(words: Sequence[str], at: int, names: Comparing) -> bool:
    """Whether it names a kind of thing: "or anything like that"."""
    return at > 1 and words[at - 2] in names.anything
