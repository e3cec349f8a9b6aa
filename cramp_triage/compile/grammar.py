"""Reads `data/lexicon/grammar.yaml`, the closed sets of words that understanding uses.

A text is a set of words, a list a set of phrases, a mapping what its words count or stand for,
or sets of phrases under names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from cramp_triage.errors import ProtocolError
from cramp_triage.nlu.lexicon.grammar import Grammar

GRAMMAR: Final = "grammar.yaml"


def read_grammar(content: Mapping[str, Any]) -> Grammar:
    """Returns the grammar.

    Args:
        content: the authored file: topic -> list -> words.

    Raises:
        ProtocolError: a topic or list is missing, unknown, empty, of another form, or has a word
            twice; names file, key and fix.
    """
    topics = {topic: _lists(topic, lists) for topic, lists in content.items()}
    try:
        return msgspec.convert(topics, Grammar, strict=False)
    except msgspec.ValidationError as error:
        raise ProtocolError(
            f"{GRAMMAR}: {error}: add it, remove it, or give it the form of its field in "
            "nlu/lexicon/grammar.py"
        ) from None


def _lists(topic: str, lists: object) -> dict[str, Any]:
    if not isinstance(lists, dict):
        raise ProtocolError(f"{GRAMMAR}: {topic} is not a topic: write its lists under their names")
    return {name: _plain(f"{GRAMMAR}: {topic}.{name}", given) for name, given in lists.items()}


def _plain(where: str, given: object) -> list[str] | list[list[str]] | dict[str, Any]:
    match given:
        case dict() if all(isinstance(runs, list) for runs in given.values()):
            return {name: _plain(f"{where}.{name}", runs) for name, runs in given.items()}
        case dict():
            counts = [(word, count) for count, text in given.items() for word in _words(text)]
            _once(where, [word for word, _ in counts])
            return dict(counts)
        case list():
            _once(where, [str(phrase) for phrase in given])
            return [_words(phrase) for phrase in given]
        case _:
            words = _words(given)
            _once(where, words)
            return words


def _words(text: object) -> list[str]:
    return [] if text is None else str(text).split()


def _once(where: str, words: list[str]) -> None:
    """Refuses a list without words, or with one twice."""
    if not words:
        raise ProtocolError(f"{where}: has no word: write one after it")
    word, times = Counter(words).most_common(1)[0]
    if times > 1:
        raise ProtocolError(f"{where}: {word!r} appears twice: keep one")
