"""Who cannot be with child: a man, or whoever has no womb.

"I'm a man", a caller's husband, "I had a hysterectomy": what is said of the one with the cramp.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import dropwhile, pairwise
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.lexicon.grammar import Bearing
from cramp_triage.nlu.lexicon.named import AGE, BIRTH, PATIENT, PILL, PREGNANT
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import NO

OLDEST: Final = 60
"""From this age nobody is asked about a child, as `definitions.yaml` has it."""
UNLIKELY: Final = 45
"""An age that is named so, as if in disbelief."""
NEAR: Final = 7
"""Tokens from "I am" to the "man": "i am a forty year old man"."""


def cannot_bear(
    tokens: Sequence[Token], facts: Mapping[str, Value], names: Bearing
) -> dict[str, Value]:
    """Returns what follows from who it is; what was told already stays, but against an age.

    Args:
        tokens: the utterance.
        facts: what it tells.
        names: the words that tell who.
    """
    words = [token.word for token in tokens]
    of_other = facts.get(PATIENT) == NO
    age = facts.get(AGE)
    if isinstance(age, int | float) and age >= OLDEST:
        return dict.fromkeys((PREGNANT, BIRTH), NO)  # "pregnant, she's seventy-four, dear"
    if _scoffs(tokens, names):
        return {PREGNANT: NO}
    people = {*words} & (names.kinsmen | names.women)
    told: tuple[str, ...] = ()
    if _says_man(tokens, names) or _is_man({*words}, names, of_other):
        told = (PREGNANT, BIRTH, PILL)
    elif (of_other or not people) and _says_no_womb({*words}, names):
        told = (PREGNANT, BIRTH)
    return {fact: NO for fact in told if fact not in facts}


def names_child(tokens: Sequence[Token], names: Bearing) -> bool:
    """Whether a word tells of a child to come: "i'm six months", not "six months of this"."""
    words = [token.word for token in tokens]
    if not names.of_child.isdisjoint(words):
        return True
    return any(
        words[at] in names.months
        and words[at - 2] in names.be
        and tokens[at - 1].value is not None
        and {*words[at + 1 : at + 2]}.isdisjoint(names.going_on)
        for at in range(2, len(words))
    )


def _scoffs(tokens: Sequence[Token], names: Bearing) -> bool:
    """Whether a pregnancy is named with an age that speaks against it: "at fifty nine, ha"."""
    named = not names.with_child.isdisjoint(token.word for token in tokens)
    return named and any(
        at.word in names.at and (age.value or 0) >= UNLIKELY and (age.after or age is tokens[-1])
        for at, age in pairwise(tokens)
    )


def _says_man(tokens: Sequence[Token], names: Bearing) -> bool:
    """Whether somebody says to be a man: "i tell you i am man", "male here"."""
    if tokens[0].word in names.men and {token.word for token in tokens[1:]} <= names.here:
        return True
    for at, (subject, verb) in enumerate(pairwise(tokens)):
        if subject.word in names.subjects and verb.word in names.be:
            behind = dropwhile(
                lambda token: token.value is not None or token.word in names.passed,
                tokens[at + 2 : at + NEAR],
            )
            told = [token.word for token in behind]
            if {*told[:1]} & names.men and not {*told[1:2]} & names.owned:
                return True
    return False


def called_he(tokens: Sequence[Token], names: Bearing) -> bool:
    """Whether a caller speaks of a man alone: "his calf", and of no woman beside."""
    words = {token.word for token in tokens}
    return not words.isdisjoint(names.he) and words.isdisjoint(names.women)


def _is_man(words: set[str], names: Bearing, of_other: bool) -> bool:
    """Whether it is a man by what he has, or by who he is to the caller: "my dad"."""
    if of_other:
        told = names.kinsmen | names.of_men
        return not words.isdisjoint(told) and words.isdisjoint(names.women)
    others = names.kinsmen | names.women | names.he  # "he's had a vasectomy"
    return not words.isdisjoint(names.of_men) and words.isdisjoint(others)


def _says_no_womb(words: set[str], names: Bearing) -> bool:
    removed = not names.operations.isdisjoint(words) and names.undone.isdisjoint(words)
    return removed or (not names.wombs.isdisjoint(words) and not names.gone.isdisjoint(words))
