"""The grammar that understanding goes by: which words deny, own, join, or tell whose it is.

Authored in `data/lexicon/grammar.yaml`, where a comment says what each list is for; here are their
types alone. Holds no word.
"""

from __future__ import annotations

from functools import cached_property

from cramp_triage.nlu.lexicon.counting import (
    Age,
    Amounts,
    BareNumber,
    Clock,
    Episodes,
    Frequencies,
    Numbers,
    PainScore,
    Spells,
    Temperature,
)
from cramp_triage.nlu.lexicon.topic import Topic, WordRuns, Words


class Address(Topic, frozen=True):
    """How we are addressed, and what a first word sounds like."""

    vocatives: Words
    goes_on: Words
    trailers: Words
    kept_behind: Words
    sounds_like: dict[str, str]
    asking: Words


class Matching(Topic, frozen=True):
    """Where a phrase may have other words inside, and where it must end."""

    nots: Words
    joined: Words
    openers: Words
    noes: Words
    gap_ends: Words

    @cached_property
    def leads(self) -> Words:
        """What may stand before the answer proper."""
        return self.openers | self.noes


class Strength(Topic, frozen=True):
    """Words that only say how bad something is."""

    strong: Words
    likened: Words
    like: Words
    the: Words
    leads: Words
    lots: Words
    of: Words


class Comparing(Topic, frozen=True):
    """A "never" that only says how bad it is: "never this bad", "never like this"."""

    never: Words
    nots: Words
    perfect: Words
    nothing: Words
    ever: Words
    these: Words
    those: Words
    so: Words
    like: Words
    strong: Words
    states: Words
    times: Words
    empty: Words
    ends: Words
    since: Words
    anything: Words


class Scope(Topic, frozen=True):
    """Who a phrase is about, and how far a denial reaches."""

    first: Words
    he: Words
    he_or_she: Words
    owners: Words
    both: Words
    links: Words
    joins: Words
    light: Words
    prose: Words
    verbs: Words
    prepositions: Words
    determiners: Words
    topics: Words
    descriptors: Words
    noughts: Words
    nothing: Words
    clefts: Words
    ors: Words
    deniers: Words
    no_twice: Words
    answers_behind: Words
    answers_before: Words
    lately: Words
    onward: Words
    now: Words
    present: Words
    had: Words
    contrast: Words
    simile: Words
    laments: Words
    said: Words
    forget: Words
    pointers: Words

    @cached_property
    def nouns(self) -> Words:
        """What may stand before a noun that is denied."""
        return self.topics | self.descriptors

    @cached_property
    def clauses(self) -> Words:
        """What makes a clause of the words around a noun."""
        return (self.verbs | self.light) - self.nouns

    @cached_property
    def after_nothing(self) -> Words:
        """What may stand between a "nothing" and what it denies."""
        return (self.verbs | self.light) - self.owners

    @cached_property
    def place_starts(self) -> Words:
        """What may stand right before a place."""
        return self.owners | self.determiners

    @cached_property
    def place_owners(self) -> Words:
        """What may stand between "in" and a place."""
        return self.owners | self.both


class Mood(Topic, frozen=True):
    """How a question or a condition is told from a statement."""

    openers: Words
    why: Words
    asks: Words
    relatives: Words
    cleft: Words
    auxiliaries: Words
    modals: Words
    inverted: WordRuns
    subjects: Words
    ours: Words
    you: Words
    you_ask: Words
    weighing: Words
    no_subject: Words
    criteria: Words
    verdicts: Words
    defines: Words
    asked_behind: WordRuns
    unanswered: Words
    reasons: Words
    concerns: WordRuns
    claims: Words
    goes_on: Words
    conditions: Words
    not_condition: Words
    mere: Words
    supposing: Words
    fronted: Words
    unreal: Words
    speaker: Words
    pronouns: Words
    owners: Words
    that: Words
    verbs: Words
    opinions: Words
    heads: Words
    prepositions: Words
    told: Words
    seeking: Words
    purposes: Words
    remedies: Words
    allowed: Words
    lookouts: Words

    @cached_property
    def governors(self) -> Words:
        """Behind one of these a subject goes on with what was asked or supposed."""
        return self.opinions | self.heads | self.prepositions

    @cached_property
    def marks(self) -> Words:
        """Without one of these nothing is asked or supposed."""
        asking = self.why | self.asks | self.relatives | self.auxiliaries | self.you
        behind = {run[-1] for run in self.asked_behind}
        return asking | self.defines | behind | self.conditions | self.supposing


class Relevance(Topic, frozen=True):
    """What an utterance is about."""

    body: Words
    course: Words
    stands_for: Words
    times: Words
    beside_times: Words
    last: Words
    years: Words
    senses: Words
    feels: Words
    owners: Words
    it: Words
    parts: Words
    calm: Words
    occasions: Words
    somebody: Words

    @cached_property
    def when(self) -> Words:
        """All words of an answer that only tells when."""
        return self.times | self.beside_times


class Answers(Topic, frozen=True):
    """What a bare answer says."""

    cramp: Words
    only: Words
    hurts: Words
    ours: Words


class Grammar(Topic, frozen=True):
    """All of it, by topic."""

    numbers: Numbers
    address: Address
    matching: Matching
    strength: Strength
    comparing: Comparing
    scope: Scope
    mood: Mood
    relevance: Relevance
    answers: Answers
    amounts: Amounts
    spells: Spells
    frequencies: Frequencies
    episodes: Episodes
    temperature: Temperature
    pain_score: PainScore
    age: Age
    bare_number: BareNumber
    clock: Clock

    @cached_property
    def quantities(self) -> Words:
        """Words that something counted may begin with; numbers beside."""
        often, spells = self.frequencies, self.spells
        words = often.counts.keys() | spells.several_days.keys() | often.every | often.most
        return frozenset(words | spells.whole | self.amounts.uncounted | self.clock.began)
