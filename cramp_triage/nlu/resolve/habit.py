"""Whether cramps are told of as what comes again: "I get cramps at night", "it wakes me up".

It says nothing of whether it cramps now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cramp_triage.nlu.context.reach import names_one, words_in
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.grammar import Habit
from cramp_triage.nlu.lexicon.topic import Words
from cramp_triage.nlu.tokens.clauses import clauses, sentences
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import ONGOING_NOW, YES


def habits(tokens: Sequence[Token], names: Habit) -> frozenset[int]:
    """Returns the places of the clauses that tell of cramps that come again.

    Args:
        tokens: of the text, at least one.
        names: the words that tell so.
    """
    told = {
        at
        for clause in clauses(tokens)
        if _is_habit([tokens[at].word for at in clause], names)
        for at in clause
    }
    return frozenset(told.union(*_behind_a_time(tokens, names)))


def of_habit(
    stated: Sequence[Stated], tokens: Sequence[Token], habit: frozenset[int], at_present: Words
) -> list[Stated]:
    """Returns what is stated to be on in a habit alone: "it locks up whenever I lie down".

    Args:
        stated: what the words say.
        tokens: of the text.
        habit: places of the clauses that tell of cramps that come again.
        at_present: words of the present; with one of them it is on.
    """
    return [
        one
        for one in stated
        if (one.fact, one.value) == (ONGOING_NOW, YES)
        and habit.issuperset(one.found.used)
        and not at_present & words_in(tokens, habit)
    ]


def _is_habit(words: Sequence[str], names: Habit) -> bool:
    said = {*words}
    if names.wakes & said or (names.cramps & said and said & (names.has | names.nights)):
        return True
    does = (
        at
        for at, word in enumerate(words)
        if word in names.cramping
        or (word in names.going_on and not names.has.isdisjoint(words[max(0, at - 1) : at]))
    )
    behind = next(does, len(words))
    return names_one(words[behind + 1 :], names.times)


def _behind_a_time(tokens: Sequence[Token], names: Habit) -> Iterator[range]:
    """The sentences that name when it does it first: "when I stand long, they cramp"."""
    for sentence in sentences(tokens):
        words = [tokens[at].word for at in sentence]
        if any(
            words[at - 1] in names.they and names_one(words[:at], names.before)
            for at in range(1, len(words))
            if words[at] in names.cramping
        ):
            yield sentence
