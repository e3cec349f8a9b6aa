"""The words of the vocabulary in the diary's columns, and own words that are almost one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher, get_close_matches
from typing import Final

import msgspec

from cramp_triage.diary.entry import STRETCH, Entry
from cramp_triage.diary.exchange import LISTS
from cramp_triage.diary.reading import read
from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import SITE
from cramp_triage.protocol.model import Protocol

NEAR: Final = 0.7
NEAR_SHORT: Final = 0.66
NEAR_COLUMN: Final = 0.8
NEAR_ID: Final = 0.85
INFLECTED: Final = 0.5
"""How alike two words are, from 0 to 1, before one is offered for the other."""

SHORT: Final = 5
"""Letters of a word in which one wrong letter weighs more."""

UNDATED: Final = Entry(datetime.fromtimestamp(0, UTC))
"""For words that are read alone; its time means nothing."""

PLACES: Final = ("muscle", "also_at")
ARTICLES: Final = ("a", "an", "the", "my")


def as_known(protocol: Protocol, lexicon: Lexicon, entry: Entry) -> Entry:
    """The entry with the words of the vocabulary as it writes them, as if it had been typed."""

    def known(column: str, words: str) -> str:
        return spelled(protocol, lexicon, column, words) or words

    return msgspec.structs.replace(
        entry,
        muscle=known("muscle", entry.muscle),
        doing=known("doing", entry.doing),
        also_at=_once(entry.also_at, tuple(known("also_at", words) for words in entry.also_at)),
    )


def spelled(protocol: Protocol, lexicon: Lexicon, column: str, words: str) -> str:
    """The word of the vocabulary of which words are only another spelling; "" if they are more.

    Capitals and spaces differ, or a place has an article or is in the plural.
    """
    known = vocabulary(protocol, column)
    word = words.casefold().replace(" ", "_")
    if word in known:
        return word
    named = [part for part in words.casefold().split() if part not in ARTICLES]
    if column not in PLACES or len(named) != 1:
        return ""
    facts = hear(lexicon, named[0], (SITE,)).facts
    place = str(facts.get(SITE, ""))
    alike = SequenceMatcher(a=named[0], b=place).ratio() >= INFLECTED
    return place if alike and facts.keys() == {SITE} and place in known else ""


def near_word(protocol: Protocol, lexicon: Lexicon, column: str, words: str) -> str:
    """The word of the vocabulary that own words almost are; "" if none, or if they are known.

    Args:
        protocol: for the vocabulary.
        lexicon: to understand the words.
        column: that takes own words.
        words: as written.
    """
    alike = NEAR_ID if column in LISTS and column not in PLACES else NEAR
    if alike == NEAR and len(words) <= SHORT:
        alike = NEAR_SHORT
    known = known_words(protocol, column)
    near = nearest(words.casefold().replace(" ", "_"), known, alike)
    if not near or words in known:
        return ""
    value = (words,) if column in LISTS else words
    own = read(protocol, lexicon, msgspec.structs.replace(UNDATED, **{column: value})).own
    is_known = any(not one.unknown and (one.facts or column == "helped") for one in own)
    return "" if is_known else near


def vocabulary(protocol: Protocol, column: str) -> tuple[str, ...]:
    """The words of the vocabulary that a column takes in addition to the person's own."""
    fact = "muscle" if column == "also_at" else column
    if fact not in ("muscle", "doing"):
        return ()
    return next(f.values for f in protocol.findings.values() if f.diary == fact)


def known_words(protocol: Protocol, column: str) -> tuple[str, ...]:
    """The words of the vocabulary, and the ids that a conversation writes into the column."""
    if column in ("steps", "helped"):
        steps = tuple(step.id for step in protocol.relief)
        return steps if column == "steps" else (STRETCH, *steps)
    ids = (fact for fact, finding in protocol.findings.items() if finding.diary == column)
    return vocabulary(protocol, column) or (tuple(ids) if column in LISTS else ())


def looks_like(words: str, known: Sequence[str]) -> bool:
    """Whether words may be asked about, as `near_word` does of those that mean nothing."""
    return bool(nearest(words.casefold().replace(" ", "_"), known, NEAR_SHORT))


def nearest(word: str, known: Sequence[str], alike: float = NEAR) -> str:
    """The known word that is most like another, if it is so alike; else ""."""
    return next(iter(get_close_matches(word, known, 1, alike)), "")


def _once(written: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Places that only their spelling told apart, once; what needed no other spelling is kept."""
    return written if known == written else tuple(dict.fromkeys(known))
