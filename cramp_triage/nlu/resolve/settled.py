"""What the rules settle alone, whatever a reader thinks of the line.

A list at its end, a cramp of a past time, a no behind a word that was asked back, a denied rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.messages.acts import AFFIRM, DENY, THANKS, UNSURE, Value
from cramp_triage.nlu.context.context import Scoped
from cramp_triage.nlu.context.past import past_clauses
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.lexicon.named import BETWEEN, POP
from cramp_triage.nlu.tokens.clauses import clauses
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import (
    FREQUENCY,
    NO,
    ONGOING_NOW,
    RELIEVED,
    SITE,
    UNKNOWN,
    YES,
)

NEAR: Final = 3
"""So many words before a phrase may name what it speaks of."""


def is_over(
    lexicon: Lexicon, tokens: Sequence[Token], stated: Sequence[Stated], asked: Sequence[str]
) -> bool:
    """Whether a story opens with a cramp of a past time: "last night i have cramp in leg"."""
    past = past_clauses(tokens, lexicon.grammar.past) if SITE in asked else []
    going = [one.found.start for one in stated if (one.fact, one.value) == (ONGOING_NOW, YES)]
    return bool(past) and all(any(at in clause for clause in past) for at in going)


def ended(
    facts: Mapping[str, Value], acts: Sequence[str], over: bool, strange: int
) -> tuple[str, ...]:
    """Whether the cramp is over, where that is all that the words say, or where they tell so."""
    only = facts == {ONGOING_NOW: NO} and {*acts} <= {AFFIRM, DENY, THANKS} and not strange
    return (ONGOING_NOW,) if only or (over and ONGOING_NOW in facts) else ()


def says_over(
    facts: Mapping[str, Value], stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar
) -> bool:
    """Whether it is said outright that nothing cramps now.

    "Since the cramp is over", "I'm not having one now"; but not "the chest pain has passed, but my
    calf cramps now".
    """
    names = grammar.answers
    if facts.get(ONGOING_NOW) != NO:
        return False
    told = [one.found.used for one in stated if (one.fact, one.value) == (ONGOING_NOW, NO)]
    within = {word for used in told for word in words_in(tokens, used)}
    apart = {t.word for at, t in enumerate(tokens) if not any(at in used for used in told)}
    denied = within & names.now and within & grammar.scope.deniers
    parts = [words_in(tokens, p) for p in clauses(tokens) if any(used[0] in p for used in told)]
    now = any(names.at_present & words for words in parts)  # "I do not have a cramp right now"
    return bool(now or denied or (within & names.over and not apart & names.now))


def no_help(stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar) -> tuple[str, ...]:
    """Whether it is said of the stretch that it does not help: "pulling on it does nothing"."""
    told = [one.found for one in stated if (one.fact, one.value) == (RELIEVED, NO)]
    around = (range(max(0, one.start - NEAR), one.end) for one in told)
    named = any(grammar.answers.stretches & words_in(tokens, places) for places in around)
    return (RELIEVED,) if named else ()


def only_with_it(
    stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar
) -> tuple[str, ...]:
    """Whether it is said to hurt with the cramp alone: "only hurts with the cramp"."""
    only = grammar.answers.only
    told = (one for one in stated if (one.fact, one.value) == (BETWEEN, NO))
    said = any(only & words_in(tokens, one.found.used) and len(one.found.used) > 2 for one in told)
    return (BETWEEN,) if said else ()


def kicked(stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar) -> tuple[str, ...]:
    """Whether a muscle tore as by a kick: "like a kick from behind, and nobody was there"."""
    told = (one for one in stated if (one.fact, one.value) == (POP, YES))
    kicks = grammar.answers.kicks
    return (POP,) if any(kicks & words_in(tokens, one.found.used) for one in told) else ()


def not_over(facts: Mapping[str, Value], stated: Sequence[Stated]) -> tuple[str, ...]:
    """Whether it is denied that the cramp is over: "it's not fine at the moment"."""
    over = f"{ONGOING_NOW}={NO}"
    told = [one for one in stated if (one.fact, one.value) == (ONGOING_NOW, YES)]
    denied = any(over in one.found.meanings for one in told)
    return (ONGOING_NOW,) if denied and facts.get(ONGOING_NOW) == YES else ()


def recurs(
    facts: Mapping[str, Value], stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar
) -> tuple[str, ...]:
    """Whether it is said to have come back: "here it comes again", "now the other leg's going"."""
    if facts.get(ONGOING_NOW) != YES or not grammar.mood.conditions.isdisjoint(
        token.word for token in tokens
    ):
        return ()
    told = [one.found.start for one in stated if (one.fact, one.value) == (ONGOING_NOW, YES)]
    parts = [part for part in clauses(tokens) if any(at in part for at in told)]
    anew = any(grammar.answers.anew & words_in(tokens, part) for part in parts)
    return (ONGOING_NOW,) if anew else ()


def asked_back(
    scoped: Scoped, facts: Mapping[str, Value], asked: Sequence[str], echo: int
) -> Sequence[str]:
    """The one fact asked, where a no follows what asked what it is: "what is twitch? no"."""
    last = scoped.stated[-1] if scoped.stated else None
    if not echo or last is None or (last.fact, last.value) != ("act", DENY) or len(asked) != 1:
        return ()
    return asked if last.found.start >= echo and facts.get(asked[0]) != YES else ()


def closed(
    lexicon: Lexicon,
    facts: Mapping[str, Value],
    acts: Sequence[str],
    asked: Sequence[str],
    only: bool,
    closing: bool,
) -> tuple[str, ...]:
    """The medicines and illnesses asked that are not in a list at its end: "only metformin"."""
    background = lexicon.sets.background
    named = any(facts[fact] == YES for fact in background & facts.keys())
    if {AFFIRM, UNSURE} & {*acts} or not (closing or (only and named)):
        return ()
    return tuple(fact for fact in asked if fact in background and fact not in facts)


def rate_of_cramp(
    stated: Sequence[Stated],
    tokens: Sequence[Token],
    asked: Sequence[str],
    grammar: Grammar,
    facts: Mapping[str, Value],
) -> tuple[str, ...]:
    """How often, where it can be of nothing but the cramp.

    It was asked, or its clause names a cramp or has nothing else to tell: "my calf, every night",
    "cramps every night"; but not "my ankles puff up every evening".
    """
    rate = facts.get(FREQUENCY, UNKNOWN)
    told = [s for s in stated if (s.fact, s.value, s.denied) == (FREQUENCY, rate, False)]
    if rate == UNKNOWN or not told:
        return ()
    if FREQUENCY in asked:
        return (FREQUENCY,)
    cramp, beside = grammar.answers.cramp, grammar.frequencies.beside
    parts = clauses(tokens)
    for found in (one.found for one in told):
        around = {at for part in parts if {*part} & {*found.used} for at in part}
        apart = words_in(tokens, around - {*found.used})
        if cramp & apart or apart <= beside:
            return (FREQUENCY,)
    return ()


def denied_rate(
    stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar
) -> tuple[str, ...]:
    """How often, where the words say that it is less than a rate: "not every night"."""
    begins = {phrase[0] for phrase in grammar.frequencies.less}
    told = (one.found.start for one in stated if one.fact == FREQUENCY and not one.denied)
    return (FREQUENCY,) if any(tokens[at].word in begins for at in told) else ()
