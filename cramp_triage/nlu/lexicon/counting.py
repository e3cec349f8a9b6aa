"""The words of numbers and of what they count: time, how often, degrees, years of age.

Authored in `data/lexicon/grammar.yaml`, where a comment says what each list is for. Holds no word.
"""

from __future__ import annotations

from functools import cached_property

from cramp_triage.nlu.lexicon.topic import Counts, Topic, WordRuns, Words


class Numbers(Topic, frozen=True):
    """Numbers as words."""

    units: Counts
    tens: Counts
    hundred: Words
    thousand: Words
    point: Words
    joint: Words
    article: Words

    @cached_property
    def words(self) -> Words:
        """Every word of a number."""
        names = self.units.keys() | self.tens.keys()
        return frozenset(names | self.hundred | self.thousand | self.point)


class Amounts(Topic, frozen=True):
    """Amounts and lengths of time."""

    seconds: Counts
    ordinal_unit: Words
    vague: Counts
    vague_few: Words
    one: Words
    quarter: Words
    quarters: Words
    of_a: Words
    of_a_more: Words
    range: Words
    and_a_half: WordRuns
    and_a_quarter: WordRuns
    good: Words
    or_so: WordRuns
    or_number: Words
    or_length: Words
    and_minutes: Words

    @cached_property
    def minutes(self) -> Counts:
        """Unit -> how many minutes it has."""
        return {unit: seconds / 60 for unit, seconds in self.seconds.items()}

    @cached_property
    def uncounted(self) -> Words:
        """Words that begin an amount without being a number."""
        return frozenset(self.vague) | self.one | self.quarter


class Spells(Topic, frozen=True):
    """How long a cramp lasts, and for how many days they go on."""

    nights: Words
    single_units: Words
    whole: Words
    several_days: Counts
    several_after: Words
    had_them: WordRuns
    so_far: WordRuns
    before_alone: Words
    was_doing: Words
    began: WordRuns
    again: Words
    again_long: WordRuns
    counted: Words
    rate: Words
    hedges: Words
    within: Words
    ended: Words
    briefly: Words
    a_moment: Words
    took: Words
    took_to: Words
    not_spell: Words
    beyond: Words
    ago: Words
    singular: Words
    no_thing: Words
    another: Words
    begun: Words
    lasting_since: Words
    going_on: Words
    other_thought: Words
    on_and_off: Words
    all_day: Words
    no_length: Words
    day_or_night: Words
    since: Words
    span: Words
    past: Words
    span_whole: Words
    span_of: Words
    no_span: Words
    of_child: Words
    events: Words
    started: Words
    started_gap: Words
    in_a_row: WordRuns


class Ways(Topic, frozen=True):
    """Lengths of a way or a wait."""

    behind: Words
    to_get: WordRuns
    since: Words
    places: Words
    waits: Words
    for_it: WordRuns
    will_be: WordRuns
    cramp: Words
    within: Words


class Frequencies(Topic, frozen=True):
    """How often."""

    counts: Counts
    or_more: Words
    or_counts: Counts
    times: Words
    one_time: Words
    or_times: Words
    different: Words
    every: Words
    most: Words
    most_units: Words
    counted_days: Words
    a_week: WordRuns
    gap: Words
    within: Words
    latest: Words
    per: Words
    other: Words
    ordinals: Words
    habits: Words
    named: Counts
    named_by_every: Counts
    less: WordRuns
    not_less: WordRuns
    less_gap: Words
    otherwise: Words
    beside: Words


class Episodes(Topic, frozen=True):
    """How many cramps in this night."""

    waking: Words
    times: Words
    of: Words
    so_many: Words
    nightly: Words
    last_night: WordRuns


class Temperature(Topic, frozen=True):
    """Degrees of fever."""

    hints: Words
    fever: Words
    thermometer: Words
    told: WordRuns
    degrees: Words
    celsius: Words
    fahrenheit: Words
    surely_fahrenheit: Words
    weather: Words
    not_degrees: Words


class PainScore(Topic, frozen=True):
    """A score of pain."""

    pain: Words
    beside_pain: Words
    out_of: WordRuns
    not_score: Words
    range: Words
    now: Words


class Age(Topic, frozen=True):
    """Years of age."""

    years_old: WordRuns
    years: Words
    sex: Words
    person_is: WordRuns
    aged: Words
    turning: Words
    being: Words
    kin: Words
    at: Words
    with_child: Words
    persons: Words
    goes_on: Words
    am: Words
    nearly: Words
    not_age: Words
    in_month: Words
    months: Words
    one_of_a_kind: Words


class BareNumber(Topic, frozen=True):
    """A number alone, to a question for one."""

    at: Words
    counted_to: WordRuns
    one: Words
    the: Words
    bounds: Words
    beside: Words


class Clock(Topic, frozen=True):
    """Clock times."""

    began: Words
    at: Words
    until: Words
    it: Words
    being: Words
    twelve: Words
    hedges: Words
    parts: Counts
    past: Words
    to: Words
