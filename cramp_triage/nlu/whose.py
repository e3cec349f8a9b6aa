"""Who has the cramp, and what follows from who it is: a husband is an adult, and bears no child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from cramp_triage.messages.acts import MAN, Value
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.grammar import Relevance
from cramp_triage.nlu.lexicon.named import ADULT, PATIENT, PREGNANT
from cramp_triage.nlu.resolve.bearing import called_he, cannot_bear, names_child
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol.facts import NO, OF_A_WOMAN, YES


def of_whom(
    lexicon: Lexicon,
    heard: Understanding,
    tokens: Sequence[Token],
    by_rules: Mapping[str, Value],
    asked: Sequence[str],
) -> Understanding:
    """Adds what follows from who it is: a husband is an adult, and bears no child.

    Against that only the rules hear a pregnancy: to the reader a womb is one, and "eight months of
    this" is another, unless it was asked.
    """
    grammar, facts = lexicon.grammar, dict(heard.facts)
    expecting = facts.get(PREGNANT) == YES and PREGNANT not in {*asked, *by_rules}
    if expecting and not names_child(tokens, grammar.bearing):
        del facts[PREGNANT]
    if facts.get(PATIENT) == NO and _is_grown({token.word for token in tokens}, grammar.relevance):
        facts.setdefault(ADULT, YES)
    told = {f: v for f, v in facts.items() if f in by_rules or f not in OF_A_WOMAN}
    barred = cannot_bear(tokens, told, grammar.bearing)
    left_open = tuple(fact for fact in heard.left_open if fact not in barred)
    is_he = facts.get(PATIENT) == NO and called_he(tokens, grammar.bearing)
    acts = (*heard.acts, MAN) if is_he else heard.acts
    return replace(heard, acts=acts, facts={**facts, **barred}, left_open=left_open)


def as_told(
    by_rules: Mapping[str, Value],
    facts: Mapping[str, Value],
    chances: Mapping[str, float],
    likely: float,
) -> dict[str, Value]:
    """Returns the facts with whose they are as the rules heard it.

    In the midst of a call the reader alone takes whoever is mentioned for the patient; where it is
    sure of nobody, the rules do: "the water pill, he doubled it".
    """
    value = by_rules.get(PATIENT)
    told = value == YES or chances.get(f"{PATIENT}={value}", 0.0) >= likely
    rest = {fact: known for fact, known in facts.items() if fact != PATIENT}
    return {**rest, PATIENT: value} if told and value is not None else rest


def _is_grown(words: set[str], people: Relevance) -> bool:
    """Whether the one spoken of must be an adult: a husband, a grandmother, and no child."""
    return bool(words & people.grown) and not words & people.young
