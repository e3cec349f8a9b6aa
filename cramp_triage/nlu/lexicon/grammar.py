"""The grammar that understanding uses: which words deny, own, join, or tell whose it is.

Authored in `data/lexicon/grammar.yaml`, where a comment says what each list is for; here are their
types alone. Holds no word.
"""

from __future__ import annotations

from functools import cached_property

from cramp_triage.nlu.lexicon.asking import Mood, Questions
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
    Ways,
)
from cramp_triage.nlu.lexicon.topic import Names, Topic, WordRuns, Words


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


class PutRight(Topic, frozen=True):
    """A number, side or place put right in the same breath: "ten, no, twenty minutes"."""

    marks: WordRuns
    nots: Words
    noes: Words
    said: Words
    asks: Words
    buts: Words
    counts: Words
    single: Words
    sides: Words
    places: Words
    ones: Words
    owners: Words
    leads: Words
    articles: Words
    units: Words
    goes_on: Words
    told: Words
    mark: Words


class PastRates(Topic, frozen=True):
    """How often it was before: "last year it was once a month"."""

    named: Words
    per: Words
    units: Words
    past: WordRuns
    against: WordRuns
    joined: Words
    present: Words


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
    sums: Words
    of_all: Words
    nothing: Words
    nobody: Words
    clefts: Words
    ors: Words
    deniers: Words
    no_twice: Words
    answers_behind: Words
    answers_before: Words
    lately: Words
    onward: Words
    ended: Words
    now: Words
    has: Words
    does: Words
    present: Words
    had: Words
    contrast: Words
    simile: Words
    laments: Words
    died_of: Words
    said: Words
    forget: Words
    pointers: Words
    once: Words
    one_of: Words
    times: Words

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


class Closing(Topic, frozen=True):
    """How a list is said to be at its end."""

    points: Words
    states: Words
    only: Words
    passed: Words
    sums: Words
    single: Words
    bare: Words
    owners: Words
    noes: Words
    more: Words


class Past(Topic, frozen=True):
    """How a cramp that is over is told."""

    cramp: Words
    had: Words
    one: Words
    times: Words
    leads: Words
    led: Words
    joined: Words
    present: Words
    was: Words
    well: Words
    until: Words


class Habit(Topic, frozen=True):
    """How cramps are told of that come again and again."""

    cramps: Words
    has: Words
    nights: Words
    wakes: Words
    cramping: Words
    going_on: Words
    times: WordRuns
    they: Words
    before: WordRuns


class Changed(Topic, frozen=True):
    """How it is told that a medicine was begun or stopped."""

    off: Words
    stopped: Words
    on: Words
    begun: Words
    nots: Words
    unless: Words


class Coming(Topic, frozen=True):
    """How something is told that is still to come."""

    times: Words
    next: Words
    led: Words
    going: Words
    starting: Words
    on: Words
    planned: Words
    wants: WordRuns
    past: Words


class Bearing(Topic, frozen=True):
    """Who cannot be with child."""

    men: Words
    of_men: Words
    kinsmen: Words
    he: Words
    women: Words
    subjects: Words
    she: Words
    be: Words
    passed: Words
    owned: Words
    here: Words
    operations: Words
    undone: Words
    wombs: Words
    gone: Words
    at: Words
    with_child: Words
    of_child: Words
    months: Words
    going_on: Words


class Relevance(Topic, frozen=True):
    """What an utterance is about."""

    body: Words
    course: Words
    stands_for: Words
    times: Words
    lengths: Words
    lasting: Words
    beside_times: Words
    last: Words
    years: Words
    slow: Words
    sudden: Words
    senses: Words
    feels: Words
    owners: Words
    it: Words
    parts: Words
    regions: Names
    belongs: Names
    lower: Words
    apart: Names
    lingers: Words
    still: Words
    of_place: Words
    calm: Words
    occasions: Words
    somebody: Words
    grown: Words
    young: Words

    @cached_property
    def only_when(self) -> Words:
        """All words of a line that only tells when or how often: "first one in years"."""
        return self.when | self.stands_for

    @cached_property
    def when(self) -> Words:
        """All words of an answer that only tells when."""
        return self.times | self.lengths | self.beside_times


class Figures(Topic, frozen=True):
    """What is only a figure of speech."""

    doings: WordRuns
    muscles: Words
    body: Words
    earnest: Words
    between: Words
    before: Words
    leads: Words
    within: Words


class Sweat(Topic, frozen=True):
    """What a sweat is put down to."""

    sweating: Words
    heat: Words
    cold: Words


class Answers(Topic, frozen=True):
    """What a bare answer says."""

    accepts: WordRuns
    wants: WordRuns
    kicks: Words
    cries: Words
    cramp: Words
    only: Words
    over: Words
    now: Words
    at_present: Words
    anew: Words
    stretches: Words
    hurts: Words
    ours: Words
    line: Words


class Grammar(Topic, frozen=True):
    """All of it, by topic."""

    numbers: Numbers
    address: Address
    matching: Matching
    strength: Strength
    comparing: Comparing
    put_right: PutRight
    past_rates: PastRates
    scope: Scope
    closing: Closing
    past: Past
    habit: Habit
    changed: Changed
    coming: Coming
    bearing: Bearing
    mood: Mood
    questions: Questions
    relevance: Relevance
    figures: Figures
    sweat: Sweat
    answers: Answers
    amounts: Amounts
    spells: Spells
    ways: Ways
    frequencies: Frequencies
    episodes: Episodes
    temperature: Temperature
    pain_score: PainScore
    age: Age
    bare_number: BareNumber
    clock: Clock

    @cached_property
    def lower_parts(self) -> Words:
        """Parts of a leg or a foot, and muscles."""
        regions, lower = self.relevance.regions, self.relevance.lower
        return self.figures.muscles | {part for part, where in regions.items() if where in lower}

    @cached_property
    def upper_parts(self) -> Words:
        """Parts that a fit may be of in earnest: a face, an arm, the body."""
        regions, earnest = self.relevance.regions, self.figures.earnest
        return self.figures.body | {part for part, where in regions.items() if where in earnest}

    @cached_property
    def quantities(self) -> Words:
        """Words that something counted may begin with, in addition to numbers."""
        often, spells = self.frequencies, self.spells
        words = often.counts.keys() | spells.several_days.keys() | often.every | often.most
        words |= often.named.keys()
        return frozenset(words | spells.whole | self.amounts.uncounted | self.clock.began)
