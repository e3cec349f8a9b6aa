"""The phrase list of a question: what may be answered, in words that the model knows.

The lists are worked out from the understanding's lexicon (`tools.grammars`): what can be
understood can be heard. Vosk makes a bigram with back-off of a list, so a phrase that adds no pair
of words is not on it. Order and meaning are checked by the understanding alone.

The longest list has 28,000 phrases: 75 ms to set up, 2 to 8 MB. Shorter ones hear less: of 59 clean
statements 95 % were understood with a list of 17,000, 92 % with its pairs of words alone (and a
third instead of a quarter read back), 58 % with its single words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.messages.replies import Expects
from offline_voice.listen.short_answers import CLOSED, closed_answers

LISTS: Final = Path(__file__).parent.parent / "data/phrases.json"

Knows = Callable[[str], bool]
"""Tells whether the model knows a word."""


class Lists(msgspec.Struct, frozen=True):
    """The phrases of all questions.

    Attributes:
        words: every word that the understanding listens for.
        always: heard whatever is asked.
        if_open: what else is heard where the question takes any words.
        facts: fact id -> what else is heard where it is asked; still JSON, since a turn
            needs few of them.
    """

    words: tuple[str, ...]
    always: tuple[str, ...]
    if_open: tuple[str, ...]
    facts: dict[str, msgspec.Raw]


class PhraseBook:
    """Phrase lists for one model's vocabulary.

    Args:
        knows: phrases with a word that the model does not know are left out.

    Attributes:
        words: every word that the understanding listens for, known or not.
    """

    def __init__(self, knows: Knows) -> None:
        lists = msgspec.json.decode(LISTS.read_bytes(), type=Lists)
        self.words = lists.words
        self._knows = cache(knows)
        self._always = tuple(self._known(lists.always))
        self._if_open = tuple(self._known(lists.if_open))
        self._facts = lists.facts

    def phrases(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The phrase list of a question about `asks`."""
        own = [
            phrase
            for fact in asks
            for phrase in self._known(msgspec.json.decode(self._facts[fact], type=list[str]))
        ]
        open_ = () if expects in CLOSED else self._if_open
        return (*self._always, *dict.fromkeys((*open_, *own)))

    def closed(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The short list of a question about `asks`; () if it is no closed question."""
        return tuple(self._known(closed_answers(asks, expects)))

    def _known(self, phrases: Iterable[str]) -> Iterator[str]:
        return (phrase for phrase in phrases if all(map(self._knows, phrase.split())))
