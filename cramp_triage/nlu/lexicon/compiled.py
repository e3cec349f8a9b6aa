"""The lexicon as the program uses it: loaded from the compiled JSON, never from YAML.

Must stay cheap: a voice skill loads it at every cold start.
"""

from __future__ import annotations

import gc
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from cramp_triage.errors import MAKE_AGAIN, ProtocolError
from cramp_triage.nlu.lexicon.fact_sets import FactSets, fact_sets
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.lexicon.witnesses import Table
from cramp_triage.protocol.facts import Finding

COMPILED: Final = Path(__file__).parents[2] / "data" / "lexicon.json"

Trie = dict[str, Any]
"""Nested edges `symbol -> Trie`. A phrase that ends is a number into `Lexicon.meanings`: in the
place of a node if nothing goes on from there, else under the key `=`.

Symbols: a word; `<class>`; `~` leads to the edges of context, which is looked at but not used up;
`...` for a gap of up to four words; `^` and `$` for the start and the end of a sentence.
"""

MEANINGS: Final = "="


class Phrases(NamedTuple):
    """Phrases, and what was learnt of them.

    Attributes:
        trie: the phrases.
        firsts: a first word -> where it leads; filled by `match` as words are met.
    """

    trie: Trie
    firsts: dict[str, Any]


class Spelling(msgspec.Struct, frozen=True):
    """How text becomes words.

    Attributes:
        contractions: word -> the words it stands for.
        typed: those of them that are typed and never said.
        endings: end of a word -> what it stands for, longest first ("'ll" -> " will").
        rewrites: first two words -> (words, replacement), longest first.
        fillers: words that are dropped.
    """

    contractions: dict[str, str]
    typed: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    rewrites: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    fillers: frozenset[str]


class Lexicon(msgspec.Struct, frozen=True, dict=True):
    """Everything that understanding knows about words.

    Attributes:
        version: sha256 of the authored files.
        findings: the fact vocabulary.
        spelling: how text becomes words.
        grammar: the closed sets of words by which sentences are read.
        sounds: what a name sounds like -> its words.
        known: every word of any phrase.
        skips: words that may stand inside any phrase ("my", "really").
        symbols: word -> the classes it belongs to.
        meanings: every combination of meanings that some phrase has.
        phrases: the phrases that always count.
        answers: fact id -> phrases that count only while that fact is asked, `*` for any question;
            still JSON, for a turn needs those of one or two facts: see `answers_to`.
        implied: asked fact -> `fact=value` heard instead -> value of the asked one.
        witnesses: what becomes of a claim of the rules, of the reader, or of both.
        stopwords: words that are no content when nothing was made of them.
    """

    version: str
    findings: dict[str, Finding]
    spelling: Spelling
    grammar: Grammar
    sounds: dict[str, tuple[str, ...]]
    known: frozenset[str]
    skips: frozenset[str]
    symbols: dict[str, tuple[str, ...]]
    meanings: tuple[tuple[str, ...], ...]
    phrases: Trie
    answers: dict[str, msgspec.Raw]
    implied: dict[str, dict[str, str]]
    witnesses: Table
    stopwords: frozenset[str]
    opened: dict[str, Phrases] = {}

    @cached_property
    def sets(self) -> FactSets:
        """The facts by their traits."""
        return fact_sets(self.findings)

    @cached_property
    def links(self) -> frozenset[str]:
        """Words that may stand between a denial and what it denies."""
        return self.skips | self.grammar.scope.links

    def answers_to(self, name: str) -> Trie:
        """Returns the phrases that count while `name` is asked; empty if there are none."""
        return self.open(name).trie

    def open(self, name: str = "") -> Phrases:
        """Returns the phrases that count while `name` is asked, or those that always count."""
        if name not in self.opened:
            raw = self.answers.get(name)
            answers: Trie = {} if raw is None else msgspec.json.decode(raw)
            self.opened[name] = Phrases(answers if name else self.phrases, {})
        return self.opened[name]


def load_lexicon() -> Lexicon:
    """Returns the lexicon that is shipped with the program.

    Raises:
        ProtocolError: the file is missing or not a lexicon; says how to make it again.
    """
    # The collector would walk the tens of thousands of new nodes again and again: half the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        lexicon = msgspec.json.decode(COMPILED.read_bytes(), type=Lexicon)
        gc.freeze()  # nor need it ever after: seven milliseconds in the midst of some sentence
        return lexicon
    except (OSError, msgspec.DecodeError) as error:
        raise ProtocolError(f"{COMPILED.name}: cannot be read ({error}); {MAKE_AGAIN}") from None
    finally:
        if collecting:
            gc.enable()
