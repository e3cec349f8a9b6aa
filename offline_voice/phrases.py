"""The phrase list of a question: what may be answered, in words that the model knows.

Everything is derived from the understanding's lexicon, so that what can be understood can be heard:
the bare answers, the words of the facts that are asked, every danger, every command. The lexicon
keeps phrases as tries of symbols; here they become sentences again. Vosk makes a bigram with
back-off of a list, so a phrase whose every pair of words is already there would add nothing and is
left out. Order and meaning are checked by the understanding alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from cramp_triage.acts import DIARY_ACTS
from cramp_triage.nlu.lexicon import MEANINGS, Lexicon, Trie
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects
from offline_voice.closed import CLOSED, closed_answers

Knows = Callable[[str], bool]
Pairs = set[tuple[str, str]]

DANGERS: Final = frozenset(
    "chest_pain breathless coughing_blood fainted one_sided_weakness face_droop speech_trouble "
    "sudden_weakness confusion seizure limb_cold_pale jaw_stiff trouble_swallowing dark_urine "
    "saddle_numbness bladder_bowel_change warm_red_skin fever cannot_keep_fluids".split()
)
"""The facts that an evaluation counts as danger: a missed one, or one heard that was not said."""

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
_EMERGENCY_LEVEL: Final = 4
_GLUE: Final = {"are": "'re", "have": "'ve", "will": "'ll", "would": "'d", "am": "'m"}
_AMOUNTS: Final = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty "
    "fifty sixty seventy eighty ninety hundred few couple several half"
).split()
_UNITS: Final = "second minute hour day week month year".split()
_MARKS: Final = ("^", "$", "~", "...")
"""Symbols of a phrase that stand for no word."""
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


class PhraseBook:
    """Phrase lists over one lexicon and one model's vocabulary.

    Args:
        protocol: for the facts that may lead to an emergency: they are heard at any time.
        lexicon: what can be understood.
        knows: tells whether the model knows a word; phrases with other words are left out.

    Attributes:
        grave: the facts that an emergency may hang on.
    """

    def __init__(self, protocol: Protocol, lexicon: Lexicon, knows: Knows) -> None:
        self._lexicon = lexicon
        self.grave = DANGERS | {
            fact
            for rule in protocol.rules
            if rule.level >= _EMERGENCY_LEVEL
            for fact in rule.facts
            if protocol.findings[fact].kind == "yes_no"
        }
        self._speller = _Speller(lexicon, knows)
        self._general = _by_meaning(lexicon)
        self._common: dict[bool, tuple[list[str], Pairs]] = {}
        self._lists: dict[tuple[tuple[str, ...], bool], tuple[str, ...]] = {}

    def phrases(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The phrase list of a question about `asks`."""
        is_closed = expects in CLOSED
        key = (asks, is_closed)
        if key not in self._lists:
            common, pairs = self._heard_always(is_closed)
            own = _needed(self._of_question(asks, is_closed), set(pairs))
            self._lists[key] = (*common, *own)
        return self._lists[key]

    def closed(self, asks: tuple[str, ...], expects: Expects) -> tuple[str, ...]:
        """The short list of a question about `asks`; () if it is no closed question."""
        return tuple(filter(self._speller.is_known, closed_answers(asks, expects)))

    def words(self) -> set[str]:
        """Every word that understanding listens for, whether the model knows it or not."""
        everything = _Speller(self._lexicon, lambda word: word.replace("'", "").isalpha())
        answers = (self._lexicon.answers_to(fact) for fact in self._lexicon.answers)
        tries = [self._lexicon.phrases, *answers]
        symbols = {symbol for trie in tries for path, _ in _walk(trie, ()) for symbol in path}
        words = everything.members(symbols) | self._lexicon.contractions.keys()
        return {w for w in words if "'" not in w or w in self._lexicon.contractions}

    def _heard_always(self, is_closed: bool) -> tuple[list[str], Pairs]:
        """What is heard whatever is asked, and its pairs of words: worked out once, shared."""
        if is_closed not in self._common:
            pairs: Pairs = set()
            sentences = list(_needed(self._always(is_closed), pairs))
            self._common[is_closed] = sentences, pairs
        return self._common[is_closed]

    def _always(self, is_closed: bool) -> Iterator[str]:
        yield from self._answers(_ANY_QUESTION)
        wanted = self._told(is_closed)
        for meaning in self._general:
            fact, is_fact, _ = meaning.partition("=")
            topic = not is_closed and meaning.startswith("ask:")
            if fact in wanted if is_fact else topic or meaning in _COMMANDS:
                yield from self._meaning(meaning)
        for sentence in (*_OPENINGS, *(() if is_closed else _amounts()), *self._places()):
            if self._speller.is_known(sentence):
                yield sentence

    def _of_question(self, asks: tuple[str, ...], is_closed: bool) -> Iterator[str]:
        for fact in asks:
            yield from self._answers(fact)
        own = set(asks) - self._told(is_closed)
        for meaning in self._general:
            if meaning.partition("=")[0] in own:
                yield from self._meaning(meaning)

    def _told(self, is_closed: bool) -> frozenset[str]:
        """The facts that are heard whatever is asked."""
        return self.grave if is_closed else self.grave | _TOLD_UNASKED

    def _answers(self, fact: str) -> Iterator[str]:
        for symbols, _ in _walk(self._lexicon.answers_to(fact), ()):
            yield from self._speller.spoken(symbols)

    def _meaning(self, meaning: str) -> Iterator[str]:
        for symbols in self._general[meaning]:
            yield from self._speller.spoken(symbols)

    def _places(self) -> Iterator[str]:
        for meaning, sequences in self._general.items():
            if meaning.partition("=")[0] in _PLACES:
                for symbols in sequences:
                    for place in self._speller.spoken(symbols):
                        if len(place.split()) == 1:
                            yield from (frame.format(place) for frame in _FRAMES)


class _Speller:
    """Symbols as sentences: classes filled in, mis-hearings and contractions as people say them."""

    def __init__(self, lexicon: Lexicon, knows: Knows) -> None:
        self._knows = _remembered(knows)
        self._members: dict[str, list[str]] = {}
        for word, names in lexicon.symbols.items():
            for name in names:
                self._members.setdefault(name, []).append(word)
        # The lexicon rewrites what people say ("urine", "charley horse") into its own words.
        self._said_as: dict[str, list[str]] = {}
        for pairs in lexicon.rewrites.values():
            for said, own in pairs:
                if len(own) == 1 and self.is_known(" ".join(said)):
                    self._said_as.setdefault(own[0], []).append(" ".join(said))
        self._short: dict[str, list[str]] = {}
        for short, full in lexicon.contractions.items():
            if self._knows(short):
                self._short.setdefault(full, []).append(short)
        self._slots: dict[str, list[str]] = {}

    def is_known(self, sentence: str) -> bool:
        """The model knows every word."""
        return all(self._knows(word) for word in sentence.split())

    def spoken(self, symbols: Sequence[str]) -> Iterator[str]:
        """Sentences for a sequence: each member of each class at least once, in its place."""
        pieces: list[list[list[str]]] = [[]]
        for symbol in symbols:
            if symbol == "...":
                pieces.append([])
            elif symbol not in _MARKS:
                pieces[-1].append(self._slot(symbol))
        for slots in pieces:
            if not slots or not all(slots):
                continue
            for turn in range(max(map(len, slots))):
                yield from self._spelt([slot[turn % len(slot)] for slot in slots])

    def members(self, symbols: Iterable[str]) -> set[str]:
        """The words that may stand for the symbols."""
        slots = (self._slot(symbol) for symbol in symbols if symbol not in _MARKS)
        return {word for slot in slots for said in slot for word in said.split()}

    def _slot(self, symbol: str) -> list[str]:
        if symbol not in self._slots:
            members = self._members.get(symbol, () if symbol.startswith("<") else (symbol,))
            if symbol == "<num>":
                members = _AMOUNTS
            said = [s for m in members for s in (m, *self._said_as.get(m, ()))]
            self._slots[symbol] = [s for s in said if s == "'s" or self.is_known(s)]
        return self._slots[symbol]

    def _spelt(self, words: Sequence[str]) -> Iterator[str]:
        plain = " ".join(words).replace(" 's", "'s").split()
        spellings = [plain] if plain else []
        for at in range(len(plain) - 1):
            full = f"{plain[at]} {plain[at + 1]}"
            glued = plain[at] + _GLUE.get(plain[at + 1], " ")
            for short in (*self._short.get(full, ()), glued):
                if self._knows(short):
                    spellings.append([*plain[:at], short, *plain[at + 2 :]])
        yield from (s for s in map(" ".join, spellings) if self.is_known(s))


def _needed(sentences: Iterable[str], pairs: Pairs) -> Iterator[str]:
    """Leaves out what adds no new pair of words to `pairs`, which grows."""
    for sentence in sentences:
        words = ["<s>", *sentence.split(), "</s>"]
        new = set(pairwise(words)) - pairs
        if new:
            pairs |= new
            yield sentence


def _amounts() -> Iterator[str]:
    for amount in _AMOUNTS:
        yield amount
        if amount.endswith("ty"):
            yield from (f"{amount} {digit}" for digit in _AMOUNTS[:9])
        for unit in _UNITS:
            yield from (f"{amount} {unit}s", f"about {amount} {unit}s", f"{amount} {unit}s ago")
    for unit in _UNITS:
        yield from (f"a {unit}", f"one {unit}", f"once a {unit}", f"every {unit}", f"last {unit}")


def _by_meaning(lexicon: Lexicon) -> Mapping[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for symbols, which in _walk(lexicon.phrases, ()):
        for meaning in lexicon.meanings[which]:
            found.setdefault(meaning, []).append(symbols)
    return found


def _walk(trie: Trie, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every phrase of a trie, and which of the lexicon's meanings it has."""
    for symbol, below in trie.items():
        if symbol == MEANINGS:
            yield path, below
        elif isinstance(below, int):
            yield (*path, symbol), below
        else:
            yield from _walk(below, (*path, symbol))


def _remembered(knows: Knows) -> Knows:
    known: dict[str, bool] = {}

    def ask(word: str) -> bool:
        if word not in known:
            known[word] = knows(word)
        return known[word]

    return ask
