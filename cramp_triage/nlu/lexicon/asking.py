"""How a question is told from a statement, and what it is about: types of the grammar.

Authored in `data/lexicon/grammar.yaml`. Holds no word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from cramp_triage.nlu.lexicon.topic import Names, Topic, WordRuns, Words

LONGEST_NAME: Final = 4
"""Words of the longest name of a thing that is asked about: "get in the car"."""


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
    surprised: Words
    protests: WordRuns
    goes_on: Words
    conditions: Words
    not_condition: Words
    mere: Words
    supposing: Words
    what_if: WordRuns
    before_if: Words
    would_know: WordRuns
    returns: Words
    fronted: Words
    unreal: Words
    speaker: Words
    reports: Words
    be: Words
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
        supposed = self.conditions | self.supposing | {run[0] for run in self.what_if}
        return asking | self.defines | behind | supposed


class Questions(Topic, frozen=True):
    """What a question that no phrase knows is about.

    What a topic about a thing needs to be asked about is a word of that thing.
    """

    nouns: Names
    sure: Words
    beside: Words
    needs: dict[str, WordRuns]
    strays: dict[str, WordRuns]
    unheard: WordRuns
    terms: Names
    about: Words
    yeses: Words
    fillers: Words
    leads_on: Words
    adverbs: Words
    causes: Words
    blames: WordRuns
    explain: Words

    def ruled_out(self, words: Sequence[str]) -> Words:
        """The topics that a line cannot be about: it names nothing of theirs, or what turns it.

        Args:
            words: of the line, in normal form.
        """
        places = range(len(words))
        runs = {tuple(words[k : k + size]) for k in places for size in range(1, LONGEST_NAME + 1)}
        runs |= {(*run[:-1], run[-1].removesuffix("s")) for run in runs}
        unnamed = {topic for topic, named in self.needs.items() if named.isdisjoint(runs)}
        turned = {topic for topic, others in self.strays.items() if not others.isdisjoint(runs)}
        return frozenset(unnamed | turned)
