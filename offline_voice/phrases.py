"""The phrase list of a question: what may be answered, in words that the model knows.

Everything is derived from the understanding's lexicon, so that what can be understood can be heard:
the bare answers, the words of the facts that are asked, every danger, every command. The lexicon
keeps phrases as tries of symbols; here they become sentences again. Vosk makes a bigram with
back-off of a list, so pieces of phrases may be said in any order; order and meaning are checked by
the understanding alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from cramp_triage.nlu.lexicon import MEANINGS, Lexicon, Trie
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects

Knows = Callable[[str], bool]

DANGERS: Final = frozenset(
    "chest_pain breathless coughing_blood fainted one_sided_weakness face_droop speech_trouble "
    "sudden_weakness confusion seizure limb_cold_pale jaw_stiff trouble_swallowing dark_urine "
    "saddle_numbness bladder_bowel_change warm_red_skin fever cannot_keep_fluids".split()
)
"""The facts that an evaluation counts as danger: a missed one, or one heard that was not said."""

_ANY_QUESTION: Final = "*"
_ALWAYS_FACTS: Final = DANGERS | {"site", "side", "ongoing_now"}
_GLUE: Final = (
    ("are", "'re"),
    ("have", "'ve"),
    ("will", "'ll"),
    ("would", "'d"),
    ("am", "'m"),
)
_COUNTS: Final = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty "
    "fifty sixty ninety hundred few couple several half"
).split()
_UNITS: Final = "second minute hour day week month year".split()


class PhraseBook:
    """Phrase lists over one lexicon and one model's vocabulary.

    Args:
        protocol: for which questions ask about a danger.
        lexicon: what can be understood.
        knows: tells whether the model knows a word; phrases with other words are left out.
    """

    def __init__(self, protocol: Protocol, lexicon: Lexicon, knows: Knows) -> None:
        self._protocol = protocol
        self._lexicon = lexicon
        self._knows = _remembered(knows)
        self._spell = _Speller(lexicon.contractions)
        self._members = _members(lexicon.symbols)
        self._general = self._by_meaning(lexicon.phrases)
        self._lists: dict[tuple[tuple[str, ...], Expects], tuple[str, ...]] = {}
        self._bare: dict[tuple[str, ...], frozenset[str]] = {}

    def is_danger(self, asks: Iterable[str]) -> bool:
        """The question is about a danger: its "no" clears something that matters."""
        return not DANGERS.isdisjoint(asks)

    def bare_answers(self, asks: tuple[str, ...]) -> frozenset[str]:
        """Complete short answers to a question about `asks`."""
        if asks not in self._bare:
            found: set[str] = set()
            for fact in (_ANY_QUESTION, *asks):
                for phrases in self._by_meaning(self._lexicon.answers.get(fact, {})).values():
                    found.update(phrases)
            for meaning, phrases in self._general.items():
                if meaning in ("act:affirm", "act:deny", "act:unsure", "act:stop", "act:repeat"):
                    found.update(phrases)
            self._bare[asks] = frozenset(found)
        return self._bare[asks]

    def phrases(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The phrase list of a question about `asks`."""
        key = (asks, expects)
        if key not in self._lists:
            found = set(self.bare_answers(asks))
            for meaning, phrases in self._general.items():
                if expects in ("open", "value") or self._belongs(meaning, asks):
                    found.update(phrases)
            if expects in ("open", "value"):
                found.update(self._amounts())
            self._lists[key] = tuple(sorted(found))
        return self._lists[key]

    def _belongs(self, meaning: str, asks: tuple[str, ...]) -> bool:
        fact, mark, _ = meaning.partition("=")
        return not mark or fact in _ALWAYS_FACTS or fact in asks

    def words(self) -> set[str]:
        """Every word that understanding listens for, whether the model knows it or not."""
        tries = [self._lexicon.phrases, *self._lexicon.answers.values()]
        everything = (p for trie in tries for _, p in self._sentences(trie))
        return {word for phrase in everything for word in phrase.split()}

    def _amounts(self) -> Iterator[str]:
        for count in _COUNTS:
            yield count
            for unit in _UNITS:
                yield from (f"{count} {unit}s", f"about {count} {unit}s", f"{count} {unit}s ago")
        for unit in _UNITS:
            yield from (f"a {unit}", f"one {unit}", f"once a {unit}", f"every {unit}")

    def _by_meaning(self, trie: Trie) -> dict[str, set[str]]:
        """Sentences that the model can hear, by what they mean."""
        heard: dict[str, set[str]] = {}
        for meanings, sentence in self._sentences(trie):
            if all(self._knows(word) for word in sentence.split()):
                for meaning in meanings:
                    heard.setdefault(meaning, set()).add(sentence)
        return heard

    def _sentences(self, trie: Trie) -> Iterator[tuple[list[str], str]]:
        for symbols, meanings in _walk(trie, ()):
            for sentence in self._spoken(symbols):
                for spelt in self._spell(sentence):
                    yield meanings, spelt

    def _spoken(self, symbols: tuple[str, ...]) -> Iterator[str]:
        """The symbol sequence in words: each member of each class at least once, in its place."""
        slots = [self._members.get(s.lstrip("~"), [s.lstrip("~")]) for s in symbols]
        for turn in range(max(map(len, slots), default=0)):
            words = [slot[turn % len(slot)] for slot in slots]
            for piece in re.split(r"\.\.\.", " ".join(words)):
                if sentence := " ".join(w for w in piece.split() if w not in "^$"):
                    yield sentence


class _Speller:
    """The lexicon spells contractions out; people, and so the model, do not."""

    def __init__(self, contractions: Mapping[str, str]) -> None:
        self._short: dict[str, list[str]] = {}
        for short, full in contractions.items():
            self._short.setdefault(full, []).append(short)

    def __call__(self, sentence: str) -> set[str]:
        sentence = sentence.replace(" 's", "'s")
        spelt = {sentence, *self._contracted(sentence)}
        return {s for s in spelt if s}

    def _contracted(self, sentence: str) -> Iterator[str]:
        words = sentence.split()
        for at in range(len(words) - 1):
            pair = f"{words[at]} {words[at + 1]}"
            glued = [words[at] + tail for full, tail in _GLUE if words[at + 1] == full]
            for short in [*self._short.get(pair, ()), *glued]:
                yield " ".join([*words[:at], short, *words[at + 2 :]])


def _members(symbols: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for word, names in symbols.items():
        for name in names:
            members.setdefault(name, []).append(word)
    return members


def _walk(trie: Trie, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    for symbol, below in trie.items():
        if symbol == MEANINGS:
            yield path, below
        else:
            yield from _walk(below, (*path, symbol))


def _remembered(knows: Knows) -> Knows:
    known: dict[str, bool] = {}

    def ask(word: str) -> bool:
        if word not in known:
            known[word] = knows(word)
        return known[word]

    return ask
