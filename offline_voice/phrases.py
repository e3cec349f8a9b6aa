"""The phrase list of a question: what may be answered, in words that the model knows.

Everything is derived from the understanding's lexicon, so that what can be understood can be heard:
the bare answers, the words of the facts that are asked, every danger, every command. A phrase that
adds no pair of words is left out (`word_pairs`). Order and meaning are checked by the understanding
alone. What every list has in common is kept once, and of a question only what it adds: lists are
put together when they are asked for.

Some 17,000 phrases make the longest list: 40 ms to set up and 5 MB. Shorter ones hear less. Of 59
clean statements of the recorded suite 95 % are understood with it, 92 % with its pairs of words
alone (and a third instead of a quarter read back), 58 % with its single words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cramp_triage.acts import DIARY_ACTS
from cramp_triage.engine import ER_NOW, SEE_TODAY
from cramp_triage.findings import DANGERS
from cramp_triage.nlu.lexicon import Lexicon
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects
from offline_voice.closed import CLOSED, closed_answers
from offline_voice.spelling import AMOUNTS, Knows, Speller, walk
from offline_voice.word_pairs import WordPairs

Sequences = Mapping[str, list[tuple[str, ...]]]
"""Meaning -> the sequences of symbols that have it."""

_ANY_QUESTION: Final = "*"
_COMMANDS: Final = frozenset(
    f"act:{act}"
    for act in (
        "affirm deny unsure repeat help why back restart stop correct slower faster louder quieter"
    ).split()
).union(f"act:{act}" for act in DIARY_ACTS)
_TOLD_UNASKED: Final = frozenset(
    "site side ongoing_now onset context pain duration_min since_days swelling injury "
    "caller_is_patient sore_after relieved_by_stretch vomiting diarrhea pregnant frequency "
    "asks_for_quinine asks_for_supplement asks_for_painkiller".split()
)
_WHO: Final = frozenset({"is_adult", "caller_is_patient"})
_UNITS: Final = "second minute hour day week month year".split()
_PLACES: Final = ("site", "other_sites")
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
classes, so that every word is listed, though not beside each of its neighbours."""


MOST_KEPT: Final = 4
"""Questions whose own phrases are remembered; those of another take a tenth of a second."""


class PhraseBook:
    """Phrase lists over one lexicon and one model's vocabulary.

    Args:
        protocol: for the facts that may lead to an emergency: they are heard at any time.
        lexicon: what can be understood.
        knows: tells whether the model knows a word; phrases with other words are left out.

    Attributes:
        grave: the facts that an emergency may hang on.
        weighty: the same, and those that a visit today may hang on, or whether we may advise.
    """

    def __init__(self, protocol: Protocol, lexicon: Lexicon, knows: Knows) -> None:
        self._lexicon = lexicon
        self.grave = DANGERS | _deciding(protocol, ER_NOW)
        self.weighty = self.grave | _deciding(protocol, SEE_TODAY) | _WHO
        self._unasked = frozenset(f for f in self.grave if protocol.findings[f].kind == "yes_no")
        self._speller = Speller(lexicon, knows)
        self._common: dict[bool, tuple[tuple[str, ...], WordPairs]] = {}
        self._own: dict[tuple[tuple[str, ...], bool], tuple[str, ...]] = {}

    def phrases(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The phrase list of a question about `asks`."""
        is_closed = expects in CLOSED
        common, pairs = self._heard_always(is_closed)
        key = (asks, is_closed)
        own = self._own.pop(key, None)
        if own is None:
            own = tuple(WordPairs(besides=pairs).needed(self._of_question(asks, is_closed)))
        self._own[key] = own  # the last again, so that the first is the longest unused
        if len(self._own) > MOST_KEPT:
            del self._own[next(iter(self._own))]
        return common + own

    def closed(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The short list of a question about `asks`; () if it is no closed question."""
        return tuple(filter(self._speller.is_known, closed_answers(asks, expects)))

    def words(self) -> set[str]:
        """Every word that understanding listens for, whether the model knows it or not."""
        everything = Speller(self._lexicon, lambda word: word.replace("'", "").isalpha())
        answers = (self._lexicon.answers_to(fact) for fact in self._lexicon.answers)
        tries = [self._lexicon.phrases, *answers]
        symbols = {symbol for trie in tries for path, _ in walk(trie, ()) for symbol in path}
        words = everything.members(symbols) | self._lexicon.contractions.keys()
        return {w for w in words if "'" not in w or w in self._lexicon.contractions}

    def _heard_always(self, is_closed: bool) -> tuple[tuple[str, ...], WordPairs]:
        """What is heard whatever is asked, and its pairs of words: worked out once, shared."""
        if is_closed not in self._common:
            pairs = WordPairs()
            self._common[is_closed] = tuple(pairs.needed(self._always(is_closed))), pairs
        return self._common[is_closed]

    def _always(self, is_closed: bool) -> Iterator[str]:
        told = self._told(is_closed)

        def is_wanted(meaning: str) -> bool:
            fact, is_fact, _ = meaning.partition("=")
            topic = not is_closed and meaning.startswith("ask:")
            return fact in told if is_fact else topic or meaning in _COMMANDS

        yield from self._answers(_ANY_QUESTION)
        yield from self._spoken(self._sequences(is_wanted), MOST_UNASKED)
        for sentence in (*_OPENINGS, *(() if is_closed else _amounts()), *self._places()):
            if self._speller.is_known(sentence):
                yield sentence

    def _of_question(self, asks: tuple[str, ...], is_closed: bool) -> Iterator[str]:
        for fact in asks:
            yield from self._answers(fact)
        own = set(asks) - self._told(is_closed)
        if own:
            yield from self._spoken(self._sequences(lambda m: m.partition("=")[0] in own))

    def _told(self, is_closed: bool) -> frozenset[str]:
        """The facts that are heard whatever is asked."""
        return self._unasked if is_closed else self._unasked | _TOLD_UNASKED

    def _answers(self, fact: str) -> Iterator[str]:
        for symbols, _ in walk(self._lexicon.answers_to(fact), ()):
            yield from self._speller.spoken(symbols)

    def _places(self) -> Iterator[str]:
        named = self._sequences(lambda meaning: meaning.partition("=")[0] in _PLACES)
        for place in self._spoken(named):
            if len(place.split()) == 1:
                yield from (frame.format(place) for frame in _FRAMES)

    def _spoken(self, sequences: Sequences, most: int | None = None) -> Iterator[str]:
        for those in sequences.values():
            for at, symbols in enumerate(those):
                yield from self._speller.spoken(symbols, most, at)

    def _sequences(self, is_wanted: Callable[[str], bool]) -> Sequences:
        """What the lexicon has for the meanings that are wanted; not kept, for it is much."""
        meanings = [tuple(filter(is_wanted, those)) for those in self._lexicon.meanings]
        found: dict[str, list[tuple[str, ...]]] = {}
        for symbols, which in walk(self._lexicon.phrases, ()):
            for meaning in meanings[which]:
                found.setdefault(meaning, []).append(symbols)
        return found


def _deciding(protocol: Protocol, level: int) -> frozenset[str]:
    """The facts that some rule of this level or a higher one rests on."""
    return frozenset(f for rule in protocol.rules if rule.level >= level for f in rule.facts)


def _amounts() -> Iterator[str]:
    for amount in AMOUNTS:
        yield amount
        if amount.endswith("ty"):
            yield from (f"{amount} {digit}" for digit in AMOUNTS[:9])
        for unit in _UNITS:
            yield from (f"{amount} {unit}s", f"about {amount} {unit}s", f"{amount} {unit}s ago")
    for unit in _UNITS:
        yield from (f"a {unit}", f"one {unit}", f"once a {unit}", f"every {unit}", f"last {unit}")
