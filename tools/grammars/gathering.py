"""Which phrases each question listens for, worked out from the understanding's lexicon.

What can be understood can be heard: the bare answers, the words of the facts that are asked, every
danger, every command. A phrase that adds no pair of words is left out (`word_pairs`). Nothing is
decided here on what a phrase means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from cramp_triage.messages.acts import DIARY_ACTS, TOPIC
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.protocol.facts import OTHER_SITES, SITE, dangers, with_trait
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import ER_NOW
from tools.grammars.spelling import AMOUNTS, Speller, walk
from tools.grammars.word_pairs import WordPairs

_ANY_QUESTION: Final = "*"
_COMMANDS: Final = frozenset(
    f"act:{act}"
    for act in (
        "affirm deny unsure repeat help why back restart stop correct slower faster louder quieter"
    ).split()
).union(f"act:{act}" for act in DIARY_ACTS)
_UNITS: Final = "second minute hour day week month year".split()
_MANNER: Final = frozenset({"<hedge>", "<isbe>", "<fine>"})
"""Classes that go with nearly any answer: "a little sore", "sore is okay"."""

_FRAMES: Final = (
    "my {}",
    "in my {}",
    "my left {}",
    "my right {}",
    "the left {}",
    "both my {}",
    "both of my {}",
    "it is my {}",
    "it's my right {}",
    "my {} hurts",
    "my {} is cramping",
    "my {} are cramping",
    "a cramp in my left {}",
)
_OPENINGS: Final = (
    "oh no",
    "ow my",
    "oh my",
    "i have a cramp",
    "i have a",
    "i had a",
    "i got a cramp",
    "i woke up with a cramp",
    "i have no",
    "i am",
    "i can't",
    "it is",
    "it's",
    "it has",
    "there is a",
    "it started",
    "and my",
    "and it is",
    "no but",
    "yes and",
    "yes i have",
    "no i don't have",
)


MOST_UNASKED: Final = 3
"""Sentences of a phrase about what is not asked; other phrases go on with other members of its
classes, so that every word is listed, though not next to each of its neighbours."""


def words(lexicon: Lexicon) -> set[str]:
    """Every word that the understanding listens for."""
    everything = Speller(lexicon, lambda word: word.replace("'", "").isalpha())
    answers = (lexicon.answers_to(fact) for fact in lexicon.answers)
    tries = [lexicon.phrases, *answers]
    symbols = {symbol for trie in tries for path, _ in walk(trie, ()) for symbol in path}
    spelling = lexicon.spelling
    found = everything.members(symbols) | (spelling.contractions.keys() - spelling.typed)
    return {w for w in found if "'" not in w or w in spelling.contractions}


class Gatherer:
    """Gathers the lists of one lexicon.

    Args:
        protocol: for the facts that may lead to an emergency: they are heard at any time.
        lexicon: what can be understood.

    Attributes:
        always: what is heard whatever is asked.
    """

    def __init__(self, protocol: Protocol, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # What a "yes" to may be an emergency is listened for whatever is asked.
        grave = dangers(protocol.findings).union(
            *(rule.facts for rule in protocol.rules if rule.level >= ER_NOW)
        )
        self._unasked = with_trait(protocol.findings, "unasked")
        self._told = {fact for fact in grave if protocol.findings[fact].kind == "yes_no"}
        self._speller = Speller(lexicon, words(lexicon).__contains__)
        self._pairs = WordPairs()
        self._meant: dict[str, list[tuple[str, ...]]] = {}
        for symbols, which in walk(lexicon.phrases, ()):
            for meaning in lexicon.meanings[which]:
                self._meant.setdefault(meaning, []).append(symbols)

        self.always = self._always()

    def _always(self) -> list[str]:
        told = self._sentences(lambda m: m.partition("=")[0] in self._told or m in _COMMANDS)
        sentences = (*self._answers(_ANY_QUESTION), *told, *_OPENINGS, *self._places())
        return self._needed(sentences, self._pairs)

    def if_open(self) -> list[str]:
        """What else is heard where any words may come."""
        beside = {f"{TOPIC}{topic}" for topic in self._lexicon.grammar.questions.beside}
        told = self._sentences(
            lambda m: (
                m.partition("=")[0] in self._unasked
                # What is asked once the number is called is no answer to an open question.
                or (m.startswith(TOPIC) and m not in beside)
            )
        )
        return self._needed((*told, *_amounts()), WordPairs(besides=self._pairs))

    def of(self, fact: str) -> list[str]:
        """What else is heard where a fact is asked."""
        sentences = [*self._answers(fact)]
        if fact not in self._told:
            sentences += self._sentences(lambda m: m.partition("=")[0] == fact, most=None)
        return self._needed(sentences, WordPairs(besides=self._pairs))

    def _needed(self, sentences: Iterable[str], pairs: WordPairs) -> list[str]:
        short_first = sorted(sentences, key=lambda sentence: sentence.count(" "))
        return list(pairs.needed(filter(self._speller.is_known, short_first)))

    def _answers(self, fact: str) -> Iterator[str]:
        for at, (symbols, _) in enumerate(walk(self._lexicon.answers_to(fact), ())):
            most = None if _MANNER.isdisjoint(symbols) else MOST_UNASKED
            yield from self._speller.spoken(symbols, most, at)

    def _places(self) -> Iterator[str]:
        for place in self._sentences(
            lambda m: m.partition("=")[0] in (SITE, OTHER_SITES), most=None
        ):
            if len(place.split()) == 1:
                yield from (frame.format(place) for frame in _FRAMES)

    def _sentences(
        self, is_wanted: Callable[[str], bool], most: int | None = MOST_UNASKED
    ) -> Iterator[str]:
        """The sentences of the phrases that have a meaning which is wanted."""
        for meaning in filter(is_wanted, self._meant):
            for at, symbols in enumerate(self._meant[meaning]):
                yield from self._speller.spoken(symbols, most, at)


def _amounts() -> Iterator[str]:
    for amount in AMOUNTS:
        yield amount
        if amount.endswith("ty"):
            yield from (f"{amount} {digit}" for digit in AMOUNTS[:9])
        for unit in _UNITS:
            yield from (f"{amount} {unit}s", f"about {amount} {unit}s", f"{amount} {unit}s ago")
    for unit in _UNITS:
        yield from (f"a {unit}", f"one {unit}", f"once a {unit}", f"every {unit}", f"last {unit}")
