"""What the rules hear in words, and the order in which they work.

Tokens, then phrases and numbers, the longest winning; then negation, doubt and other people; then
what a bare answer says about the open question. Danger words count whatever was asked. The same
words always give the same meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final

from cramp_triage.messages.acts import AFFIRM, CORRECT, DENY, EASING, HABIT, UNSURE, WHY, Value
from cramp_triage.nlu.context.apart import apart
from cramp_triage.nlu.context.calls import of_call, without_strangers
from cramp_triage.nlu.context.closing import closing_words
from cramp_triage.nlu.context.context import Scoped, apply_scope
from cramp_triage.nlu.context.echo import echo_end
from cramp_triage.nlu.context.exclaimed import without_exclaimed, without_named
from cramp_triage.nlu.context.figures import done_by_parts, idioms, without_figures
from cramp_triage.nlu.context.past import well_before
from cramp_triage.nlu.context.patient import has_sign, is_named
from cramp_triage.nlu.context.relevance import (
    beside_the_point,
    grew,
    has_had_them,
    instead_of,
    lingers,
    not_meant,
    tells_sign,
    tells_when,
    tells_where,
)
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.found import but_begun, found_in
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import (
    ADULT,
    AGE,
    DURATION,
    OVER_TEN,
    PATIENT,
    SIDE,
    SINCE,
    SWEAT,
    WEAK_SIDE,
    WORSE,
)
from cramp_triage.nlu.match.choice import choose
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.match.strength import strong_places
from cramp_triage.nlu.quantities.amounts import bare_minutes
from cramp_triage.nlu.quantities.durations import (
    goes_on_alone,
    is_of_something_else,
    is_when,
    read_ways,
)
from cramp_triage.nlu.quantities.unasked import told_unasked
from cramp_triage.nlu.quantities.utterance import Utterance, utterance
from cramp_triage.nlu.resolve.facts import fold, negative, retracted, within
from cramp_triage.nlu.resolve.habit import habits
from cramp_triage.nlu.resolve.long_ago import is_long_ago, outdated
from cramp_triage.nlu.resolve.medicines import changed
from cramp_triage.nlu.resolve.places import place_inside
from cramp_triage.nlu.resolve.settled import (
    asked_back,
    closed,
    denied_rate,
    ended,
    is_over,
    kicked,
    no_help,
    not_over,
    only_with_it,
    rate_of_cramp,
    recurs,
    says_over,
)
from cramp_triage.nlu.resolve.unmeant import sweats_of_heat, unmeant
from cramp_triage.nlu.spans import leftovers_of, spans_of, strange_words
from cramp_triage.nlu.tokens.reading import numbers_put_right, read_tokens
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
NOES: Final = 2
"""More than so many at the start, a no for each, deny a list: "no, no and no"."""
MAX_STRANGE: Final = 4
"""So many unknown words in a row with no fact at all: a bare "no" in there is not for us."""


def hear(
    lexicon: Lexicon, text: str, asked: Sequence[str] = (), expects: str = "open"
) -> Understanding:
    """Returns what `text` means by the rules alone.

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
    left_out = numbers_put_right(lexicon, text, tokens)
    if (figure := told_unasked(lexicon, tokens, asked, left_out)) is not None:
        return figure
    strong = strong_places(tokens, grammar.strength)
    before = list(well_before(tokens, grammar.past))
    found = found_in(lexicon, tokens, asked, expects, strong, before)
    closing = closing_words(tokens, grammar.closing) if sets.background & {*asked} else frozenset()
    if closing:  # "metformin, that's it" is no yes, and ends no call
        found = [one for one in found if not (_is_act(one) and closing.issuperset(one.used))]
    passed = frozenset(k for k, t in enumerate(tokens) if t.word in lexicon.skips)
    of_help = expects == "yes_no" and not asked  # "is somebody calling 911 now?"
    chosen = but_begun(lexicon, tokens, choose(found, passed, strong))
    said = utterance(tokens, asked, grammar)
    unreal = list(done_by_parts(tokens, grammar))
    hidden = [*unreal, *read_ways(said), *before]
    items = without_figures(without_strangers(chosen) if of_help else chosen, unreal, sets.place)
    closing -= {k for item in items if "=" in item.meanings[0] for k in item.used}
    echo = echo_end(text, tokens, grammar.mood) if asked else 0
    scoped = apply_scope(lexicon, tokens, items, asked, echo)
    if _closes(lexicon, tokens):
        scoped = scoped._replace(cues=scoped.cues | {"rest"})
    leftovers = leftovers_of(lexicon, text, tokens, items)
    strange = strange_words(lexicon, tokens, items, strong | closing)
    if scoped.foreign or _not_for_us(lexicon, scoped, tokens, strange, asked):
        unclaimed = _unclaimed(scoped, asked, (), echo > 0)
        kept_apart = apart(tokens, idioms(items), (), hidden)
        return Understanding(leftovers=leftovers, unclaimed=unclaimed, apart=kept_apart)
    claimed = without_named(scoped.stated, tokens, asked, grammar)
    habit = habits(tokens, grammar.habit)
    apart_from_it = unmeant(lexicon, claimed, tokens, habit)
    claimed = [one for one in claimed if one not in apart_from_it]
    scoped = scoped._replace(stated=without_exclaimed(claimed, tokens, grammar))
    calls = of_call(scoped.stated, sets) if of_help else []
    if calls:
        only_acts = [s for s in scoped.stated if s not in calls or s.fact == "ask"]
        scoped = scoped._replace(stated=only_acts, for_other=False)
    others = [*idioms(items), *scoped.apart, *(s.found for s in calls)]
    facts = fold(lexicon, scoped.stated, tokens)
    words = {t.word for t in tokens}
    acts = _acts(scoped.stated, facts, asked, bool(grammar.answers.cramp & words))
    if EASING in acts or lingers(lexicon, tokens, asked):  # "easing a bit" says no yes
        acts = [act for act in acts if act != AFFIRM]
    if CORRECT in acts and AFFIRM not in acts and asked and not sets.place & {*asked}:
        unasked = hear(lexicon, text)
        if unasked.facts and unasked.facts.keys() <= sets.place:
            return unasked  # "sorry, I mean my right calf" answers no question about signs
    not_sudden = grew(lexicon, tokens, facts, asked)
    had_them = has_had_them(lexicon, tokens) or goes_on_alone(said)
    for fact in beside_the_point(
        lexicon, facts, scoped.stated, tokens, asked, strange > 0, had_them
    ):
        facts.pop(fact, None)
    if EASING in acts and not asked and not grammar.answers.hurts & words:
        for fact in sets.place & facts.keys():
            del facts[fact]  # "it's letting go, the toes are coming straight"
    over = is_over(lexicon, tokens, scoped.stated, asked)
    if over:
        facts[ONGOING_NOW] = NO
    if "repeat" in acts and facts.keys() <= sets.course:
        facts.clear()  # "that was the game, what did you ask"
    only = any(t.word in grammar.answers.only for t in tokens[:2])
    unlisted = closed(lexicon, facts, acts, asked, only, bool(closing)) if not strange else ()
    _answer(lexicon, scoped, acts, facts, asked, only)
    facts.update({fact: negative(lexicon.findings[fact]) for fact in unlisted})
    if not asked and not {SITE, WEAK_SIDE} & facts.keys():
        facts |= place_inside(found, scoped.stated, sets)
    opens = expects == "open" and not asked
    another = scoped.for_other and (opens or has_sign(lexicon, tokens, items, scoped.stated, asked))
    if another and facts and not sets.of_others & {*asked}:
        facts.setdefault(PATIENT, NO)
    if (opens or SITE in asked) and is_named(lexicon, tokens, items):
        facts.setdefault(PATIENT, NO)
    if OVER_TEN in facts and DURATION not in facts:
        facts |= bare_minutes(tokens, facts[OVER_TEN], grammar)
    other = (
        frozenset() if AFFIRM in acts else not_meant(lexicon, tokens, scoped.stated, facts, asked)
    )
    if (
        not ({*asked} <= other or echo)
        and len(asked) == 1
        and not acts
        and _says_yes(lexicon, tokens, facts, asked[0], strange)
    ):
        facts, acts = {asked[0]: YES}, [AFFIRM]
    answered = facts.keys() & {*asked} or _nothing_there(lexicon, facts, asked, acts)
    elsewhere = asked and PATIENT not in asked and not sets.of_cramp & {*asked}
    is_put_right = tokens[0].word in grammar.put_right.mark
    if elsewhere and answered and not is_put_right and not grammar.answers.hurts & words:
        still = {ONGOING_NOW} if facts.get(ONGOING_NOW) == YES else set()
        still -= {*recurs(facts, scoped.stated, tokens, grammar)}
        for fact in (sets.place | still) - {*asked}:
            facts.pop(fact, None)  # "both arms work", "yes the ankle": no place of a cramp
    instead_of(lexicon, tokens, facts, asked)
    for fact in other & facts.keys():
        if facts[fact] not in (lexicon.findings[fact].deny, UNKNOWN):
            del facts[fact]
    if OTHER_SITES in asked and SITE in facts:
        facts[OTHER_SITES] = (str(facts.pop(SITE)), *_listed(facts.get(OTHER_SITES)))
    if AGE in facts and ADULT not in asked:
        facts.pop(ADULT, None)
    old = is_long_ago(found, tokens, grammar.scope.lately)
    of_old = [fact for fact in asked if old and fact in sets.recent]
    outright: dict[str, Value] = {
        **changed(scoped.stated, tokens, sets, grammar.changed),
        **outdated(facts, of_old),
    }
    facts |= outright
    outright |= within(lexicon.findings, facts, asked)
    facts |= outright
    retracts = retracted(lexicon, scoped.stated, facts, asked)
    return Understanding(
        acts=(*acts, HABIT) if habit else tuple(acts),
        facts=facts,
        retracts=retracts,
        spans=spans_of(text, tokens, scoped.stated, facts, acts),
        leftovers=leftovers,
        unclaimed=(
            *_unclaimed(scoped, asked, acts, echo > 0, other | not_sudden),
            *(one.fact for one in apart_from_it if one.fact not in facts),
            *(fact for fact in of_old if fact not in facts),
            *((ONGOING_NOW,) if habit and ONGOING_NOW not in facts else ()),
            *_no_length(said, facts, asked),
            *((SWEAT,) if sweats_of_heat(tokens, grammar) else ()),
        ),
        apart=tuple(sorted([*apart(tokens, others, scoped.stated, hidden), *left_out])),
        settled=(
            *unlisted,
            *ended(facts, acts, over or says_over(facts, scoped.stated, tokens, grammar), strange),
            *recurs(facts, scoped.stated, tokens, grammar),
            *no_help(scoped.stated, tokens, grammar),
            *only_with_it(scoped.stated, tokens, grammar),
            *kicked(scoped.stated, tokens, grammar),
            *not_over(facts, scoped.stated),
            *asked_back(scoped, facts, asked, echo),
            *_side_of(scoped, apart_from_it),
            *denied_rate(scoped.stated, tokens, grammar),
            *({AGE, SINCE} if had_them else {AGE}) & facts.keys(),
            *(({SITE, SIDE} & facts.keys()) if is_put_right else ()),
            *outright,
            *rate_of_cramp(scoped.stated, tokens, asked, grammar, facts),
        ),
    )


def _side_of(scoped: Scoped, others: Sequence[Stated]) -> tuple[str, ...]:
    """The side, where another is named besides: "my right calf, I banged my left knee"."""
    named = {one.value for one in (*scoped.stated, *others) if one.fact == SIDE}
    return (SIDE,) if len(named) > 1 else ()


def _is_act(item: Found) -> bool:
    return item.meanings[0].startswith("act:")


def _closes(lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether a list is denied as a whole, whatever is told besides.

    By a "nothing" that ends what a "no" began, "no fever, nothing", by a no for each, or by a
    "none of that": "none of those, I breathe fine".
    """
    scope = lexicon.grammar.scope
    led = tokens[0].word in lexicon.grammar.matching.noes and len(tokens) > 2
    if led and tokens[-1].word in scope.noughts and tokens[-2].after > 0:
        return True
    words = [token.word for token in tokens]
    noes = [*takewhile(lambda t: t.word in lexicon.grammar.matching.noes | scope.joins, tokens)]
    if len(noes) > NOES and noes[-1].after > 0:
        return True  # "no, no and no"
    return any(
        words[at] in scope.noughts | scope.nothing
        and words[at + 1] in scope.of_all
        and words[at + 2] in scope.sums
        for at in range(len(words) - 2)
    )


def _unclaimed(
    scoped: Scoped,
    asked: Sequence[str],
    acts: Sequence[str],
    echo: bool,
    other: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The facts asked whose words are said back, of a single one whatever its name, and `other`."""
    if echo and len(asked) == 1 and AFFIRM not in acts:
        return tuple(asked)
    return tuple(fact for fact in asked if fact in scoped.echoed | other)


def _no_length(
    said: Utterance, facts: Mapping[str, Value], asked: Sequence[str]
) -> tuple[str, ...]:
    """How long it lasts, where the words only tell when it was, or how long something else was.

    "Two hours ago", "a two hour exam".
    """
    told = OVER_TEN in {*facts, *asked} or DURATION in asked
    return (OVER_TEN,) if not told and (is_when(said) or is_of_something_else(said)) else ()


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
    elif "rest" in scoped.cues or (DENY in acts and WHY in acts):
        told = facts.keys() & {*asked} or not {WHY, DENY}.isdisjoint(acts)
        if told and not {AFFIRM, UNSURE} & {*acts}:
            facts.update(bare_answer(lexicon.findings, asked, (DENY,), facts))
        if DENY not in acts:
            acts.insert(0, DENY)
