"""What an entry of the diary says: its own words understood, what follows, and the rules over both.

An entry by hand holds free words: "furosemide" is a water pill, "chest pain" a danger. The
rules of the understanding read them; what they do not know is kept apart to be quoted.
Nothing is denied by an entry that does not speak of it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from cramp_triage.diary.entry import (
    BEARS_WEIGHT,
    CANNOT_BEAR_WEIGHT,
    STOPPED,
    STRETCH,
    Entry,
    column_of,
)
from cramp_triage.errors import FactError
from cramp_triage.messages.acts import Value
from cramp_triage.nlu import Lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import (
    NO,
    OTHER_SITES,
    PATIENT,
    SIDE,
    SITE,
    YES,
    normal_value,
    of_group,
    with_trait,
)
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import Assessment, assess
from cramp_triage.triage.implications import implied_by

LISTED: Final = ("fluids", "food", "alcohol", "caffeine", "medicines", "other")
"""The columns whose words are facts or the person's own."""


class Own(msgspec.Struct, frozen=True):
    """Words of the person's own in a column of an entry, and the facts that they were read as.

    Words of which only a part was understood are there twice: with their facts, and without, to be
    quoted as what nobody read. `unknown` are those among them that mean nothing to the program.
    """

    column: str
    words: str
    facts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """What an entry says.

    Attributes:
        at: of the entry.
        facts: all that it says, what follows included.
        implied: ids of the facts that follow from others.
        own: the words that are the person's own, understood or not, in the entry's order.
        level: that the facts imply, 0 to 5; of what nobody wrote, it knows nothing.
    """

    at: datetime
    facts: dict[str, Value]
    implied: tuple[str, ...]
    own: tuple[Own, ...]
    level: int

    def words_of(self, fact: str) -> str:
        """The person's own words that say a fact; "" if an id or a number says it."""
        return next((own.words for own in self.own if fact in own.facts), "")


def read(protocol: Protocol, lexicon: Lexicon, entry: Entry) -> Reading:
    """What an entry says."""
    facts = dict(_plain(protocol, entry))
    own = []
    for column, words, asked in _own_words(protocol, entry):
        heard, unknown = _heard(protocol, lexicon, words, asked)
        if column == "medicines":
            heard |= _taken(protocol, lexicon, words)
        for fact, value in heard.items():
            # A sign that is written in one place is not taken back by words in another.
            before = facts.get(fact, protocol.findings[fact].deny)
            if isinstance(before, tuple) and isinstance(value, tuple):
                facts[fact] = (*before, *value)
            elif before == protocol.findings[fact].deny:
                facts[fact] = value
        own.append(Own(column, words, tuple(heard), unknown))
        if heard and unknown and column != "medicines":  # there, it is the dose
            own.append(Own(column, words, (), unknown))
    implied = implied_by(protocol, facts)
    facts |= implied
    level = assess(protocol, facts).floor
    return Reading(entry.at, facts, tuple(implied), tuple(own), level)


def assessed(protocol: Protocol, reading: Reading) -> Assessment:
    """The triage of what the entry says; questions were never asked."""
    return assess(protocol, reading.facts)


def _plain(protocol: Protocol, entry: Entry) -> Iterator[tuple[str, Value]]:
    """The facts that stand in the entry as the vocabulary has them."""
    for fact in protocol.findings:
        value = getattr(entry, column_of(protocol, fact), None)
        if not isinstance(value, tuple) and _fits(protocol, fact, value):
            yield fact, value  # type: ignore[misc]  # `_fits` says that it is a value
    also = tuple(word for word in entry.also_at if _fits(protocol, SITE, word))
    if also:
        yield OTHER_SITES, also
    for column in LISTED:
        for word in getattr(entry, column):
            if word == CANNOT_BEAR_WEIGHT:
                yield BEARS_WEIGHT, NO
            elif word == STOPPED:
                yield STOPPED, "alcohol" if column == "alcohol" else "sedative"
            elif told := _told(protocol, word):
                yield word, told


def _own_words(protocol: Protocol, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """The words that are the person's own: their column, they themselves, the fact asked there."""
    for column in ("muscle", "doing"):
        words, fact = getattr(entry, column), _fact_of(protocol, column)
        if words and not _fits(protocol, fact, words):
            yield column, words, fact
    for words in entry.also_at:
        if not _fits(protocol, SITE, words):
            yield "also_at", words, OTHER_SITES
    for column in LISTED:
        for words in getattr(entry, column):
            if words not in (CANNOT_BEAR_WEIGHT, STOPPED) and not _told(protocol, words):
                yield column, words, ""
    for words in entry.helped:
        if words not in {STRETCH, *(step.id for step in protocol.relief)}:
            yield "helped", words, ""


def _heard(
    protocol: Protocol, lexicon: Lexicon, words: str, asked: str
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """What words say of the person, and the runs of them that mean nothing to the program.

    What they ask for is no fact of a diary. Where it cramps is read only where a place is written:
    a numb foot is no cramp there.
    """
    named = _named(protocol).get(words.casefold())
    if named is not None:
        return dict((named,)), ()
    meant = hear(lexicon, words.replace("_", " "), (asked,) if asked else ())
    if meant.facts.get(PATIENT) == NO:
        return {}, meant.leftovers
    known = protocol.findings
    left_out = {*of_group(known, "request"), *with_trait(known, "recorded")}
    if asked != SITE:
        left_out |= {SITE, SIDE}
    facts = {fact: value for fact, value in meant.facts.items() if fact not in left_out}
    return facts, meant.leftovers


def _taken(protocol: Protocol, lexicon: Lexicon, words: str) -> dict[str, Value]:
    """The medicines whose bare name elsewhere asks for them: in this column, one is taken."""
    said = words.replace("_", " ")
    requests = {*of_group(protocol.findings, "request")}
    if requests.isdisjoint(hear(lexicon, said, ()).facts):
        return {}
    kinds = of_group(protocol.findings, "medicine")
    answers = {fact: hear(lexicon, said, (fact,)).facts.get(fact) for fact in kinds}
    return {fact: value for fact, value in answers.items() if value == YES}


def _named(protocol: Protocol) -> dict[str, tuple[str, Value]]:
    """The facts of yes and no by the names that reports and lists give them."""
    names: dict[str, tuple[str, Value]] = {}
    for fact, finding in protocol.findings.items():
        if finding.kind == "yes_no" and finding.diary in LISTED:
            for name in (finding.name.person, finding.name.clinician):
                names[name.casefold()] = fact, YES
            names[finding.name.if_no.casefold()] = fact, NO
    names.pop("", None)
    return names


def _fact_of(protocol: Protocol, column: str) -> str:
    """The fact that a column of one fact holds."""
    return next(fact for fact in protocol.findings if column_of(protocol, fact) == column)


def _told(protocol: Protocol, word: str) -> Value | None:
    """The value that the id of a fact stands for in a list; None if it is not one alone."""
    finding = protocol.findings.get(word)
    if finding is None:
        return None
    return YES if finding.kind == "yes_no" else finding.affirm or None


def _fits(protocol: Protocol, fact: str, value: object) -> bool:
    if value is None or value == "":
        return False
    try:
        return normal_value(protocol.findings, fact, value) is not None
    except FactError:
        return False
