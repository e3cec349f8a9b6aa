"""Words in, meaning out: the one function of this package, and the order in which it works.

Tokens, then phrases and numbers, the longest winning; then negation, doubt and other people; then
what a bare answer says about the open question. Danger words count whatever was asked. The same
words always give the same meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE, Value
from cramp_triage.nlu.context.context import Scoped, apply_scope
from cramp_triage.nlu.context.relevance import (
    beside_the_point,
    instead_of,
    tells_sign,
    tells_when,
    tells_where,
)
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import ADULT, AGE, DURATION, OVER_TEN, PATIENT, WEAK_SIDE, WORSE
from cramp_triage.nlu.match.choice import choose
from cramp_triage.nlu.match.lattice import LONG, Field
from cramp_triage.nlu.match.phrases import Found, find_all
from cramp_triage.nlu.match.strength import strong_places
from cramp_triage.nlu.quantities.amounts import bare_minutes, read_quantities
from cramp_triage.nlu.resolve.facts import fold, negative, retracted
from cramp_triage.nlu.resolve.places import place_inside
from cramp_triage.nlu.spans import leftovers_of, spans_of, strange_words
from cramp_triage.nlu.tokens.reading import read_tokens
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol.facts import (
    NO,
    ONGOING_NOW,
    OTHER_SITES,
    SITE,
    UNKNOWN,
    YES,
    bare_answer,
)

ANSWERS: Final = (AFFIRM, DENY, UNSURE)
TOPIC_ACTS: Final = {"serious": "ask_level", "when_to_call": "ask_level", "cause": "ask_cause"}
MAX_STRANGE: Final = 4
"""So many unknown words in a row with no fact at all: a bare "no" in there is not for us."""


def understand(
    lexicon: Lexicon, text: str, asked: Sequence[str] = (), expects: str = "open"
) -> Understanding:
    """Returns what `text` means.

    Args:
        lexicon: from `load_lexicon`.
        text: any Unicode text; what a recogniser or a keyboard gives.
        asked: fact ids of the open question; empty if nothing is asked.
        expects: the kind of answer the open question waits for, as in `replies.Expects`.
    """
    asked = [fact for fact in asked if fact in lexicon.findings]
    tokens, grammar, sets = read_tokens(lexicon, text), lexicon.grammar, lexicon.sets
    if not tokens:
        return Understanding()
    strong = strong_places(tokens, grammar.strength)
    found = _found(lexicon, tokens, asked, expects, strong)
    passed = frozenset(k for k, t in enumerate(tokens) if t.word in lexicon.skips)
    items = choose(found, passed, strong)
    scoped = apply_scope(lexicon, tokens, items)
    leftovers = leftovers_of(lexicon, text, tokens, items)
    strange = strange_words(lexicon, tokens, items, strong)
    if scoped.foreign or _not_for_us(lexicon, scoped, tokens, strange, asked):
        return Understanding(leftovers=leftovers)
    facts = fold(lexicon, scoped.stated, tokens)
    words = {t.word for t in tokens}
    acts = _acts(scoped.stated, facts, asked, bool(grammar.answers.cramp & words))
    for fact in beside_the_point(lexicon, facts, scoped.stated, tokens, asked, strange > 0):
        facts.pop(fact, None)
    if "repeat" in acts and facts.keys() <= sets.course:
        facts.clear()  # "that was the game, what did you ask"
    only = any(t.word in grammar.answers.only for t in tokens[:2])
    _answer(lexicon, scoped, acts, facts, asked, only)
    if not asked and not {SITE, WEAK_SIDE} & facts.keys():
        facts |= place_inside(found, scoped.stated, sets)
    if scoped.for_other and facts and not sets.of_others & {*asked}:
        facts.setdefault(PATIENT, NO)
    if OVER_TEN in facts and DURATION not in facts:
        facts |= bare_minutes(tokens, facts[OVER_TEN], grammar)
    if len(asked) == 1 and not acts and _says_yes(lexicon, tokens, facts, asked[0], strange):
        facts, acts = {asked[0]: YES}, [AFFIRM]
    answered = facts.keys() & {*asked} or _nothing_there(lexicon, facts, asked, acts)
    elsewhere = asked and PATIENT not in asked and not sets.of_cramp & {*asked}
    if elsewhere and answered and not grammar.answers.hurts & words:
        still = {ONGOING_NOW} if facts.get(ONGOING_NOW) == YES else set()
        for fact in (sets.place | still) - {*asked}:
            facts.pop(fact, None)  # "both arms work", "yes the ankle": no place of a cramp
    instead_of(lexicon, facts, asked)
    if OTHER_SITES in asked and SITE in facts:
        facts[OTHER_SITES] = (str(facts.pop(SITE)), *_listed(facts.get(OTHER_SITES)))
    if AGE in facts and ADULT not in asked:
        facts.pop(ADULT, None)
    retracts = retracted(lexicon, scoped.stated, facts, asked)
    return Understanding(
        acts=tuple(acts),
        facts=facts,
        retracts=retracts,
        spans=spans_of(text, tokens, scoped.stated, facts, acts),
        leftovers=leftovers,
    )


def _says_yes(
    lexicon: Lexicon, tokens: Sequence[Token], facts: Mapping[str, Value], fact: str, strange: int
) -> bool:
    """Whether when, what or where it is was told instead of "yes"."""
    if fact in facts:
        return False
    return (
        tells_when(lexicon, tokens, facts, fact)
        or (not facts and tells_sign(lexicon, tokens, fact))
        or (not strange and tells_where(lexicon, tokens, facts, fact))
    )


def _listed(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _nothing_there(
    lexicon: Lexicon, facts: dict[str, Value], asked: Sequence[str], acts: Sequence[str]
) -> bool:
    """Whether a question about signs was answered with no."""
    if not asked or lexicon.sets.place & {*asked}:
        return False
    heard = {f: facts.get(f) for f in asked if f != ONGOING_NOW}
    return all(
        value == lexicon.findings[f].deny or (value is None and DENY in acts)
        for f, value in heard.items()
    )


def _found(
    lexicon: Lexicon,
    tokens: Sequence[Token],
    asked: Sequence[str],
    expects: str,
    strong: frozenset[int],
) -> list[Found]:
    # The later a trie, the more its phrases count: the fact that was asked comes last.
    names = ["*", *asked] if asked else ["open"]
    grammar = lexicon.grammar
    led = len(tokens) > 1 and tokens[0].word in grammar.matching.leads
    only = led and tokens[1].word in grammar.answers.only
    if only and not lexicon.sets.of_cramp & {*asked}:
        names = names[:1]  # "no just my leg hurts" speaks of something else
    if expects == "ack":
        names.append("ack")
    if len(tokens) > LONG:
        names = []  # nobody answers a question with so many words; the dangers are still heard
    sets = [lexicon.open(), *(lexicon.open(name) for name in names)]
    field = Field(lexicon, tokens, strong)
    everything = find_all(field, sets, lexicon.meanings)
    found = [one for one in everything if not _behind_no(lexicon, tokens, one)]
    return [*read_quantities(tokens, asked, grammar), *found]


def _behind_no(lexicon: Lexicon, tokens: Sequence[Token], item: Found) -> bool:
    """Whether it is a fact over the comma of a "no": "statin no, quinine no"."""
    first = tokens[item.start]
    leads = first.word in lexicon.grammar.matching.noes and first.after and len(item.used) > 1
    return bool(leads) and "=" in item.meanings[0]


def _not_for_us(
    lexicon: Lexicon, scoped: Scoped, tokens: Sequence[Token], strange: int, asked: Sequence[str]
) -> bool:
    """Speech in the room: an answer word among many words that mean nothing here."""
    facts = {s.fact for s in scoped.stated} - {"act", "ask"}
    words, first = {t.word for t in tokens}, lexicon.grammar.scope.first
    ours = words & (first | lexicon.grammar.answers.ours)
    weak = facts <= lexicon.sets.weak - {SITE}
    if weak and strange >= (3 if asked else 2) and not ours:
        return bool(facts) or all(s.fact == "act" and s.value in ANSWERS for s in scoped.stated)
    if facts:
        return False
    if strange and "you" in scoped.cues and all(s.value in ANSWERS for s in scoped.stated):
        return True
    only_answers = all(s.fact == "act" and s.value in ANSWERS for s in scoped.stated)
    return only_answers and strange > MAX_STRANGE and not first & words


def _acts(
    stated: Sequence[Stated], facts: dict[str, Value], asked: Sequence[str], of_cramp: bool
) -> list[str]:
    acts: list[str] = []
    answer = ""
    for one in stated:
        if one.fact == "ask":
            acts.append(f"ask:{one.value}")
            if one.value in TOPIC_ACTS:
                acts.append(TOPIC_ACTS[one.value])
        elif one.fact == "act":
            if one.value not in ANSWERS:
                acts.append(one.value)
            elif one.value != UNSURE or not answer or answer == DENY:
                answer = one.value
    if answer == UNSURE and (asked and set(asked) <= set(facts)):
        answer = ""
    if answer:
        acts.insert(0, answer)
    told = SITE in facts or of_cramp
    if told and not asked and not set(acts) - {"greeting", UNSURE}:
        acts.append("describe")
    return list(dict.fromkeys(acts))


def _answer(
    lexicon: Lexicon,
    scoped: Scoped,
    acts: list[str],
    facts: dict[str, Value],
    asked: Sequence[str],
    only: bool,
) -> None:
    """Adds what the bare answer says about the open question."""
    if ONGOING_NOW in asked and facts.get(WORSE) == YES:
        facts.setdefault(ONGOING_NOW, YES)  # "no it's getting worse"
    if "same" in scoped.cues and not {*acts} & {*ANSWERS} and not facts.keys() & {*asked}:
        acts.insert(0, DENY)
    if len(asked) == 1 and asked[0] not in facts:
        answer = [act for act in acts if act in ANSWERS]
        facts.update(bare_answer(lexicon.findings, asked, answer, facts))
    if len(asked) < 2:
        return
    named = [f for f in asked if facts.get(f) not in (None, UNKNOWN, lexicon.findings[f].deny)]
    if named and (only or "rest" in scoped.cues):
        for fact in asked:
            finding = lexicon.findings[fact]
            if finding.deny or finding.kind == "yes_no":
                facts.setdefault(fact, negative(finding))
    elif "rest" in scoped.cues and DENY not in acts:
        acts.insert(0, DENY)
