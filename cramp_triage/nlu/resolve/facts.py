"""From single statements to facts: which of two wins, what follows, what is taken back.

Few facts are derived: more than ten minutes, a fever, kidney disease, getting worse, what was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cramp_triage.messages.acts import DENY, Value
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import (
    FEVER,
    FIRST,
    FREQUENCY,
    PATIENT,
    TEMPERATURE,
    WEAK_SIDE,
    WORSE,
)
from cramp_triage.nlu.quantities.past_rates import told_of_before
from cramp_triage.nlu.resolve.places import LIMBS, Places
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import (
    CONTEXT,
    NO,
    ONGOING_NOW,
    OTHER_SITES,
    SIDE,
    SITE,
    UNKNOWN,
    YES,
    Finding,
    Findings,
)


def fold(lexicon: Lexicon, stated: Sequence[Stated], tokens: Sequence[Token]) -> dict[str, Value]:
    """Returns the facts; a later statement wins over an earlier one."""
    facts: dict[str, Value] = {}
    places, before = Places(), ""
    past = told_of_before(tokens, lexicon.grammar.past_rates)
    stated = _without_habit(stated, tokens, lexicon.grammar.answers.at_present)
    for position, one in enumerate(stated):
        if one.fact == "act" and one.value == "correct":
            for fact in lexicon.sets.either:
                facts.pop(fact, None)
            places.correct(stated[:position])
        elif one.fact == "act" and one.value == "deny":
            places.deny()
        elif one.fact in (SITE, SIDE):
            places.add(one)
        elif one.denied or (one.fact == FREQUENCY and one.found.start in past):
            before = one.value if one.fact == FREQUENCY else before
        elif one.fact in lexicon.findings:
            _state(lexicon, facts, one, tokens)
    if before and _oftener(lexicon, before, facts.get(FREQUENCY)):
        facts[WORSE] = YES  # "it used to be once a month, now it's every other night"
    facts |= places.facts(stated, lexicon.sets)
    if facts.get(ONGOING_NOW) == YES:
        for cause, context in lexicon.sets.settings.items():
            if facts.get(cause) == YES:
                facts.setdefault(CONTEXT, context)
    elif facts.get(WEAK_SIDE) == YES and facts.get(SITE) in LIMBS:
        facts.pop(SITE)  # "my right arm and leg went limp": no place of a cramp
        facts.pop(OTHER_SITES, None)
    for fact, source in lexicon.sets.derived_from.items():
        if facts.get(source) == YES:
            facts[fact] = YES
    return facts


def _without_habit(
    stated: Sequence[Stated], tokens: Sequence[Token], at_present: frozenset[str]
) -> Sequence[Stated]:
    """What is stated, less that it cramps where it is said not to now: "only when I walk"."""
    of_now = [one for one in stated if at_present & words_in(tokens, one.found.used)]
    if not any((one.fact, one.value) in ((ONGOING_NOW, NO), ("act", DENY)) for one in of_now):
        return stated
    return [one for one in stated if (one.fact, one.value) != (ONGOING_NOW, YES) or one in of_now]


def _state(lexicon: Lexicon, facts: dict[str, Value], one: Stated, tokens: Sequence[Token]) -> None:
    """Adds one statement to the facts."""
    if one.fact in lexicon.sets.either and one.value == NO and facts.get(one.fact) == YES:
        return  # "it's warm but not red"
    if (one.fact, one.value) == (FREQUENCY, FIRST) and FREQUENCY in facts:
        return  # "four nights this week, never had them before that"
    if one.value != UNKNOWN:
        number = lexicon.findings[one.fact].kind == "number"
        facts[one.fact] = float(one.value) if number else one.value
    else:
        facts.setdefault(one.fact, UNKNOWN)
    if one.fact == FREQUENCY:
        said = words_in(tokens, range(one.found.start, one.found.end))
        if one.value == "nightly" or lexicon.grammar.spells.nights & said:
            facts.setdefault(CONTEXT, "night")


def _oftener(lexicon: Lexicon, before: str, now: Value | None) -> bool:
    """Whether the cramps come oftener than they used to; the first one has no rate."""
    rates = [rate for rate in lexicon.findings[FREQUENCY].values if rate != FIRST]
    return before in rates and now in rates and rates.index(before) < rates.index(str(now))


def retracted(
    lexicon: Lexicon, stated: Sequence[Stated], facts: Mapping[str, Value], asked: Sequence[str]
) -> tuple[str, ...]:
    """Returns the facts of earlier turns that a correction takes back.

    A slip that was put right within the same breath ("my right no sorry my left") takes back
    nothing that anybody knows of.

    Args:
        lexicon: its facts.
        stated: the statements in the order heard.
        facts: what became of them.
        asked: fact ids of the open question; what answers it was not known before.
    """
    told = [k for k, s in enumerate(stated) if s.fact in facts]
    cut = next((k for k, s in enumerate(stated) if s.fact == "act" and s.value == "correct"), None)
    if cut is not None and told and told[-1] < cut:
        cut = 0  # "it hasn't let go after all"
    if cut is None or facts.keys() & {*asked}:
        return ()
    against = {s.fact for s in stated if s.denied} & set(facts)
    if against:
        return tuple(f for f in facts if f in against)  # "the right leg not the left"
    before = {s.fact for s in stated[:cut]} & set(facts)
    taken: list[str] = []
    for fact, value in facts.items():
        again = sum(s.fact == fact for s in stated) > 1
        if before & {fact} or not any(s.fact == fact for s in stated[cut:]):
            continue
        if _follows(lexicon, fact, facts):
            continue
        # But "I said no to blood thinners but I'm on Xarelto" is said twice.
        denied_by = lexicon.sets.denied_by.get(fact)
        taken.append(denied_by if denied_by and value == YES and not again else fact)
    if before & {SITE, SIDE} or {*taken} - {SITE, SIDE}:
        taken = [f for f in taken if f not in (SITE, SIDE)]
    return tuple(dict.fromkeys(taken))


def _follows(lexicon: Lexicon, fact: str, facts: Mapping[str, Value]) -> bool:
    """Whether a correction of this fact takes back none of its own: it follows from others."""
    if fact == PATIENT:
        return True  # "sorry I meant on behalf of someone": not what was put right
    if fact == TEMPERATURE:
        return facts.get(FEVER) == YES  # what was said before is that there is none
    return fact != FEVER and lexicon.sets.derived_from.get(fact) in facts


def within(
    findings: Findings, facts: Mapping[str, Value], asked: Sequence[str]
) -> dict[str, Value]:
    """Returns the no to a sign asked that a more general one says: "no weakness" of one side.

    Who names one of two such signs, "no sudden weakness", leaves the other open.
    """
    named = {findings[fact].within for fact in asked if fact in facts}
    return {
        fact: findings[fact].deny
        for fact in asked
        for general in [findings[fact].within]
        if general and fact not in facts and general not in {*asked, *named}
        if facts.get(general) == findings[general].deny
    }


def negative(finding: Finding) -> str:
    """The value that "none of the others" gives a fact."""
    return finding.deny or NO
