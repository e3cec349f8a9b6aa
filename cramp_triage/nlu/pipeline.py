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
    HISTORY,
    OF_CRAMP,
    beside_the_point,
    instead_of,
    tells_sign,
    tells_when,
    tells_where,
)
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.fact_groups import WEAK
from cramp_triage.nlu.lexicon.word_lists import FIRST, PLACE
from cramp_triage.nlu.match.lattice import LEADS, LONG, Field
from cramp_triage.nlu.match.phrases import Found, choose, find_all
from cramp_triage.nlu.match.strength import strong_places
from cramp_triage.nlu.quantities.amounts import bare_minutes, read_quantities
from cramp_triage.nlu.resolve.facts import fold, negative, retracted
from cramp_triage.nlu.spans import leftovers_of, spans_of, strange_words
from cramp_triage.nlu.tokens.reading import read_tokens
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol.facts import NO, UNKNOWN, YES, bare_answer

ANSWERS: Final = (AFFIRM, DENY, UNSURE)
CRAMP: Final = frozenset({"cramp", "cramps", "cramping", "spasm", "spasms", "charley"})
TOPIC_ACTS: Final = {"serious": "ask_level", "when_to_call": "ask_level", "cause": "ask_cause"}
ONLY: Final = frozenset({"just", "only"})
HURTS: Final = frozenset({"cramp", "cramps", "cramping", "hurts", "hurt", "pain", "spasm", "knot"})
OURS: Final = FIRST | {
    "it",
    "he",
    "she",
    "his",
    "her",
    "cramp",
    "cramps",
    "cramping",
    "spasm",
    "pain",
}
TOLD_OF_PLACE: Final = frozenset(
    "ongoing_now muscle_hard_knot sudden_weakness numbness tingling swelling".split()
)
LIMB: Final = frozenset(
    "calf foot toes hamstring quadriceps thigh leg shin hand fingers forearm".split()
)
PLACE_ASKED: Final = OF_CRAMP | {"caller_is_patient"}
OF_OTHERS: Final = frozenset({"postpartum_12mo", "lives_alone", "alone_now"})
"""Questions whose answer names another person without being about them."""
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
    tokens = read_tokens(lexicon, text)
    if not tokens:
        return Understanding()
    strong = strong_places(tokens)
    found = _found(lexicon, tokens, asked, expects, strong)
    passed = frozenset(k for k, t in enumerate(tokens) if t.word in lexicon.skips)
    items = choose(found, passed, strong)
    scoped = apply_scope(tokens, items, lexicon.findings, lexicon.skips)
    leftovers = leftovers_of(lexicon, text, tokens, items)
    strange = strange_words(lexicon, tokens, items, strong)
    if scoped.foreign or _not_for_us(scoped, tokens, strange, asked):
        return Understanding(leftovers=leftovers)
    facts = fold(scoped.stated, lexicon.findings, tokens)
    acts = _acts(scoped.stated, facts, asked, {t.word for t in tokens})
    for fact in beside_the_point(facts, scoped.stated, tokens, asked, strange > 0):
        facts.pop(fact, None)
    if "repeat" in acts and facts.keys() <= HISTORY:
        facts.clear()  # "that was the game, what did you ask"
    only = any(t.word in ONLY for t in tokens[:2])
    _answer(lexicon, scoped, acts, facts, asked, only)
    if not asked and not {"site", "one_sided_weakness"} & facts.keys():
        facts |= _place_inside(found, scoped.stated)
    if scoped.for_other and facts and not OF_OTHERS & {*asked}:
        facts.setdefault("caller_is_patient", NO)
    if "over_10_min" in facts and "duration_min" not in facts:
        facts |= bare_minutes(tokens, facts["over_10_min"])
    if len(asked) == 1 and not acts and _says_yes(lexicon, tokens, facts, asked[0], strange):
        facts, acts = {asked[0]: YES}, [AFFIRM]
    answered = facts.keys() & {*asked} or _nothing_there(lexicon, facts, asked, acts)
    if asked and answered and not PLACE_ASKED & {*asked} and not HURTS & {t.word for t in tokens}:
        still = {"ongoing_now"} if facts.get("ongoing_now") == YES else set()
        for fact in (PLACE | still) - {*asked}:
            facts.pop(fact, None)  # "both arms work", "yes the ankle": no place of a cramp
    instead_of(lexicon.implied, facts, asked)
    if "other_sites" in asked and "site" in facts:
        facts["other_sites"] = (str(facts.pop("site")), *_listed(facts.get("other_sites")))
    if "age_years" in facts and "is_adult" not in asked:
        facts.pop("is_adult", None)
    retracts = retracted(scoped.stated, facts, asked)
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
        tells_when(tokens, facts, fact, lexicon.findings[fact])
        or (not facts and tells_sign(tokens, fact, lexicon.symbols))
        or (not strange and tells_where(tokens, facts, fact))
    )


def _listed(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _nothing_there(
    lexicon: Lexicon, facts: dict[str, Value], asked: Sequence[str], acts: Sequence[str]
) -> bool:
    """Whether a question about signs was answered with no."""
    if not asked or PLACE & {*asked}:
        return False
    heard = {f: facts.get(f) for f in asked if f != "ongoing_now"}
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
    elsewhere = len(tokens) > 1 and tokens[0].word in LEADS and tokens[1].word in ONLY
    if elsewhere and not OF_CRAMP & {*asked}:
        names = names[:1]  # "no just my leg hurts" speaks of something else
    if expects == "ack":
        names.append("ack")
    if len(tokens) > LONG:
        names = []  # nobody answers a question with so many words; the dangers are still heard
    sets = [lexicon.open(), *(lexicon.open(name) for name in names)]
    field = Field(tokens, lexicon.symbols, lexicon.skips, strong)
    return [*read_quantities(tokens, asked), *find_all(field, sets, lexicon.meanings)]


def _place_inside(found: Sequence[Found], stated: Sequence[Stated]) -> dict[str, Value]:
    """The place that a longer phrase used up: "my leg suddenly went weak"."""
    told = [one.found.used for one in stated if one.fact in TOLD_OF_PLACE and one.value == YES]
    for item in found:
        fact, _, place = item.meanings[0].partition("=")
        if fact == "site" and place in LIMB and any({*item.used} <= {*used} for used in told):
            return {"site": place}
    return {}


def _not_for_us(
    scoped: Scoped, tokens: Sequence[Token], strange: int, asked: Sequence[str]
) -> bool:
    """Speech in the room: an answer word among many words that mean nothing here."""
    facts = {s.fact for s in scoped.stated} - {"act", "ask"}
    words = {t.word for t in tokens}
    if (
        facts <= WEAK
        and strange >= (3 if asked else 2)
        and not words & OURS
        and not (facts & {"site"})
    ):
        return bool(facts) or all(s.fact == "act" and s.value in ANSWERS for s in scoped.stated)
    if facts:
        return False
    if strange and "you" in scoped.cues and all(s.value in ANSWERS for s in scoped.stated):
        return True
    only_answers = all(s.fact == "act" and s.value in ANSWERS for s in scoped.stated)
    return only_answers and strange > MAX_STRANGE and not FIRST & words


def _acts(
    stated: Sequence[Stated], facts: dict[str, Value], asked: Sequence[str], words: set[str]
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
    told = "site" in facts or words & CRAMP
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
    if "ongoing_now" in asked and facts.get("getting_worse") == YES:
        facts.setdefault("ongoing_now", YES)  # "no it's getting worse"
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
