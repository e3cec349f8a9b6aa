"""What the words state, but not of now or not of the limb that cramps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.lexicon.named import COLD, FREQUENCY, INJURY, RED, SWEAT
from cramp_triage.nlu.resolve.coming import coming
from cramp_triage.nlu.resolve.habit import of_habit
from cramp_triage.nlu.resolve.places import of_other_limb
from cramp_triage.nlu.tokens.clauses import statements
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import YES

SKIN: Final = frozenset({RED, COLD})
"""The signs of a limb that a face may have, too."""
FACE: Final = "face"
NEAR: Final = 3


def unmeant(
    lexicon: Lexicon, stated: Sequence[Stated], tokens: Sequence[Token], habit: frozenset[int]
) -> list[Stated]:
    """Returns what is still to come, a habit, of another limb, or how often something is taken.

    Args:
        lexicon: its facts by their traits, and the words that tell so.
        stated: what the words say.
        tokens: of the text, at least one.
        habit: places of the clauses that tell of cramps that come again.
    """
    grammar = lexicon.grammar
    parts = statements(tokens, grammar.past.joined, grammar.mood.subjects | grammar.mood.owners)
    return [
        *coming(stated, tokens, parts, lexicon.sets.begun, grammar.coming),
        *of_habit(stated, tokens, habit, grammar.answers.at_present),
        *of_other_limb(stated, parts, INJURY),
        *_of_what_is_taken(stated, tokens, parts, grammar),
        *_of_a_face(stated, tokens, parts, grammar),
        *(one for one in stated if one.fact == SWEAT and sweats_of_heat(tokens, grammar)),
    ]


def _of_a_face(
    stated: Sequence[Stated], tokens: Sequence[Token], parts: Sequence[range], grammar: Grammar
) -> list[Stated]:
    """The colour of a person: "he's just red as a beet" is no red leg."""
    signs = [one for one in stated if one.fact in SKIN and one.value == YES]
    if not signs:
        return []
    regions = grammar.relevance.regions
    limbs = {part for part, where in regions.items() if where != FACE}
    people = grammar.bearing.subjects | grammar.bearing.she | (regions.keys() - limbs)
    of_face = []
    for one in signs:
        part = next(part for part in parts if one.found.start in part)
        words = {tokens[at].word for at in part}
        before = [tokens[at].word for at in part if at < one.found.start][-NEAR:]
        # Not "I've got the redness", nor "it is red now I look".
        said_of = any(a in people and b in grammar.bearing.be for a, b in pairwise(before))
        if said_of and not words & limbs:
            of_face.append(one)
    return of_face


def sweats_of_heat(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """Whether a sweat is put down to the heat and not called cold: that is asked by itself."""
    words, names = {token.word for token in tokens}, grammar.sweat
    return bool(words & names.sweating and words & names.heat) and not words & names.cold


def _of_what_is_taken(
    stated: Sequence[Stated], tokens: Sequence[Token], parts: Sequence[range], grammar: Grammar
) -> list[Stated]:
    """How often something is taken: "ibuprofen sometimes" is no rate of the cramp."""
    taken = []
    for one in (one for one in stated if one.fact == FREQUENCY):
        part = next(part for part in parts if one.found.start in part)
        before = [token.word for token in tokens[part.start : one.found.start]]
        was = {a for a, b in pairwise(before) if (a, b) in grammar.past_rates.past}
        if grammar.frequencies.habits & ({*before} - was):
            taken.append(one)
    return taken
