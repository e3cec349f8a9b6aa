"""What an utterance is about: whose time and habit is told, and answers that only tell when.

"Every night" next to a pill is no habit of the cramp; "twice last week" to "did you faint?" is a
yes. Knows groups of facts and of words, no phrase and no rule of urgency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.context.reach import names_one
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import DURATION, GRADUAL, INJURY, ONSET, OVER_TEN, SINCE
from cramp_triage.nlu.tokens.clauses import sentences
from cramp_triage.nlu.tokens.tokenise import STOP, Token
from cramp_triage.protocol.facts import CONTEXT, FREQUENCY, SIDE, SITE, YES

LASTING: Final = frozenset({"standing_long", "sitting_long"})
"""Settings that take so long themselves."""
EXTREMITIES: Final = frozenset({"toes", "foot", "hand", "fingers", "shin"})
"""Places so small that to name one says that a sign is there."""
MAX_PLACE: Final = 7
"""Tokens of an answer that only says where."""


def beside_the_point(
    lexicon: Lexicon,
    facts: Mapping[str, Value],
    stated: Sequence[Stated],
    tokens: Sequence[Token],
    asked: Sequence[str],
    strange: bool,
    had_them: bool,
) -> set[str]:
    """Returns the facts of the cramp's course that the words say about another thing.

    Args:
        lexicon: its facts and its grammar.
        facts: what was stated.
        stated: the statements in the order heard.
        tokens: the utterance.
        asked: fact ids of the open question.
        strange: some words meant nothing.
        had_them: it is told for how long they go on.
    """
    names, sets = lexicon.grammar.relevance, lexicon.sets
    told = sets.course & facts.keys()
    if had_them:
        told -= {SINCE}  # "I've had these twenty years"
    if not told or any(one.value == "correct" for one in stated):
        return set()
    dropped = _nights_of_illness(lexicon, stated, tokens) & told
    if CONTEXT in asked and facts.get(CONTEXT) in LASTING:
        dropped |= {DURATION, OVER_TEN} & told  # so long they stood, not cramped
    words = {t.word for t in tokens}
    elsewhere = asked and not sets.of_cramp & {*asked}
    if elsewhere:
        told -= _told_apart(lexicon, stated, tokens, asked)
    if elsewhere and facts.keys() & {*asked} and not words & names.course:
        return set(told)  # "yes, round the clock": how often it twitches, not how often it cramps
    if words & names.body or sets.names_cramp & facts.keys():
        return dropped
    if asked:
        return set(told) - {*asked} if elsewhere else dropped
    others = facts.keys() - sets.course
    if others:
        return set(told) if not others & sets.of_cramp else dropped
    return set(told) if strange and not words & names.stands_for else dropped


def _told_apart(
    lexicon: Lexicon, stated: Sequence[Stated], tokens: Sequence[Token], asked: Sequence[str]
) -> set[str]:
    """How often and how long, told in a sentence behind the answer: "No. I get it every week".

    One that answers itself, or has no subject, may go on about what was asked: "Yes. All day long".
    """
    names, apart = lexicon.grammar.mood, set[str]()
    answers = {at for one in stated if one.fact in (*asked, "act") for at in one.found.used}
    subjects = names.pronouns | names.speaker
    for sentence in sentences(tokens)[1:]:
        whole = any(tokens[at].word in subjects for at in sentence)
        if whole and answers.isdisjoint(sentence):
            told = (one.fact for one in stated if one.found.start in sentence)
            apart.update(fact for fact in told if fact in (FREQUENCY, SINCE))
    return apart


def has_had_them(lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether it is said that somebody has had them, whatever was asked."""
    return names_one([token.word for token in tokens], lexicon.grammar.spells.had_them)


def _nights_of_illness(
    lexicon: Lexicon, stated: Sequence[Stated], tokens: Sequence[Token]
) -> set[str]:
    """Returns the context if "last night" was a night of fever, not of a cramp."""
    sets, last = lexicon.sets, lexicon.grammar.relevance.last
    for at, one in enumerate(stated):
        words = {t.word for t in tokens[one.found.start : one.found.end]}
        if one.fact != CONTEXT or one.value != "night" or not last & words:
            continue
        telling = sets.unwell | sets.names_cramp
        before = [s.fact for s in stated[:at] if s.fact in telling]
        behind = [s.fact for s in stated[at + 1 :] if s.fact in telling]
        nearest = before[-1:] or behind[:1]
        if nearest and nearest[0] in sets.unwell:
            return {CONTEXT}
    return set()


def of_other_parts(
    lexicon: Lexicon, tokens: Sequence[Token], stated: Sequence[Stated], asked: Sequence[str]
) -> frozenset[str]:
    """Returns the facts asked that belong to parts of the body of which none is named, but a leg.

    "My ankles get puffy" is no yes to whether face or hands are swollen; nor is "my face is fine.
    My ankles get puffy", where the sentence that tells it names no other part.
    """
    names = lexicon.grammar.relevance
    found = []
    for fact in asked:
        if fact not in names.belongs:
            continue
        deny, told = lexicon.findings[fact].deny, [s.found for s in stated if s.fact == fact]
        claims = [s.found for s in stated if s.fact == fact and s.value != deny]
        spans = [sentence_of(tokens, one.start) for one in claims if len(claims) == len(told) == 1]
        begin, end = spans[0] if spans else (0, len(tokens))
        named = {names.regions[t.word] for t in tokens[begin:end] if t.word in names.regions}
        if named & names.lower and not named & {*names.belongs[fact].split()}:
            found.append(fact)
    return frozenset(found)


def sentence_of(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """The places where the sentence around a place begins and ends."""
    begin, end = at, at + 1
    while begin and tokens[begin - 1].after < STOP:
        begin -= 1
    while end < len(tokens) and tokens[end - 1].after < STOP:
        end += 1
    return begin, end


def lingers(lexicon: Lexicon, tokens: Sequence[Token], asked: Sequence[str]) -> bool:
    """Whether the words only say that "it" goes on, and no question was of the cramp."""
    names, words = lexicon.grammar.relevance, {t.word for t in tokens}
    asks_signs = bool(asked) and not lexicon.sets.of_cramp & {*asked}
    return asks_signs and words <= names.lingers and not words.isdisjoint(names.still)


def not_meant(
    lexicon: Lexicon,
    tokens: Sequence[Token],
    stated: Sequence[Stated],
    facts: Mapping[str, Value],
    asked: Sequence[str],
) -> frozenset[str]:
    """Returns the facts asked to which the words are no yes, though they may sound like one.

    They are about other parts of the body, something else, a bare place, or say that "it" is still
    there.
    """
    names, sets = lexicon.grammar.relevance, lexicon.sets
    words = {t.word for t in tokens}
    apart = {names.apart[fact] for fact in facts.keys() & names.apart.keys() - {*asked}}
    found = of_other_parts(lexicon, tokens, stated, asked) | (apart & {*asked}) - facts.keys()
    if lingers(lexicon, tokens, asked):
        found |= {*asked} - sets.of_cramp
    places = words & names.regions.keys()
    if places and words - places <= names.of_place:
        # Where it is numb is told by its place alone, not where it is red.
        found |= ((sets.placed - sets.spot) | (sets.placed & sets.either) | {INJURY}) & {*asked}
    return found


def instead_of(
    lexicon: Lexicon, tokens: Sequence[Token], facts: dict[str, Value], asked: Sequence[str]
) -> None:
    """Turns what was heard of a neighbour of the asked fact into its answer, in place.

    "Steady as a rock" speaks of the hands, but of the heart if that was asked. "The hurt came on
    sudden" speaks of the cramp, whatever was asked.
    """
    if len(asked) != 1:
        return
    of_cramp = not lexicon.grammar.relevance.body.isdisjoint(t.word for t in tokens)
    for meaning, value in lexicon.implied.get(asked[0], {}).items():
        fact, _, heard = meaning.partition("=")
        if fact in lexicon.sets.course and of_cramp:
            continue
        if facts.get(fact) == heard and facts.get(asked[0], value) == value:
            facts[asked[0]] = value
            # The same words; but "just light headed" to "did you faint?" is both.
            if heard == value and fact not in lexicon.sets.company:
                del facts[fact]


def grew(
    lexicon: Lexicon, tokens: Sequence[Token], facts: dict[str, Value], asked: Sequence[str]
) -> frozenset[str]:
    """Answers with no whether it came suddenly, where it grew: "the right hand, gradually".

    Returns the facts asked to which the words are no yes: "the pain came on sudden".
    """
    names, deniers = lexicon.grammar.relevance, lexicon.grammar.scope.deniers
    words = ["", *(token.word for token in tokens)]
    sudden = lexicon.sets.sudden & {*asked}
    if not sudden.issuperset(asked):
        sudden &= facts.keys()  # asked among others: "three months now" may be of the chest
    if facts.get(ONSET) == GRADUAL or any(
        word in (names.sudden if before in deniers else names.slow)
        for before, word in pairwise(words)
    ):
        for fact in sudden:
            facts[fact] = lexicon.findings[fact].deny
        return frozenset()
    of_cramp = ONSET in facts and not names.body.isdisjoint(words)
    return lexicon.sets.sudden & {*asked} if of_cramp else frozenset()


def tells_when(
    lexicon: Lexicon, tokens: Sequence[Token], facts: Mapping[str, Value], asked: str
) -> bool:
    """Whether the words only say when or how often: to a yes/no question that is a yes."""
    names, sets, finding = lexicon.grammar.relevance, lexicon.sets, lexicon.findings[asked]
    if finding.kind != "yes_no" or finding.affirm != YES or asked in sets.not_by_time:
        return False
    words = [t.word for t in tokens]
    if lexicon.grammar.scope.deniers & {*words} or len(words) > 12:
        return False
    if facts.keys() - sets.course - {SITE, SIDE}:
        return False
    if asked in sets.recent and names.years & {*words}:
        return False
    if words[0] in names.occasions and len(words) > 2:
        return words[1] in names.somebody  # "when i lie flat"; but "when is dinner"
    strange = sum(t.word not in names.when and t.value is None for t in tokens)
    led = words[0] in names.times or tokens[0].value is not None
    if strange > 1 or (strange and not led):
        return False  # "i was at the shops this morning"
    dates = names.times | lexicon.grammar.numbers.thousand
    if names.lasting & {*words}:
        dates |= names.lengths
    return bool(dates & {*words}) or any(1950 <= (t.value or 0) <= 2100 for t in tokens)


def tells_sign(lexicon: Lexicon, tokens: Sequence[Token], asked: str) -> bool:
    """Whether the words describe a body to a question about a danger sign: "my tongue feels big".

    Only what a body does or feels like, with no word that all is well.
    """
    names, words = lexicon.grammar.relevance, [t.word for t in tokens]
    if asked not in lexicon.sets.felt or not 3 <= len(words) <= 9:
        return False
    if (lexicon.grammar.scope.deniers | names.calm) & {*words}:
        return False
    if any("<fine>" in lexicon.symbols.get(word, ()) for word in words):
        return False
    if words[0] in names.owners:
        part = words[1] in names.body or words[1] in names.parts
        return part and bool(names.senses & {*words[2:4]})
    return words[0] in names.it and len(words) <= 5 and bool(names.feels & {*words[1:3]})


def tells_where(
    lexicon: Lexicon, tokens: Sequence[Token], facts: Mapping[str, Value], asked: str
) -> bool:
    """Whether the words only say where a sign is: "just the tips of my toes" to "is it numb?"."""
    sets = lexicon.sets
    said_no = lexicon.grammar.scope.deniers & {t.word for t in tokens}
    here = facts.keys() <= sets.place and len(tokens) <= MAX_PLACE and not said_no
    return asked in sets.spot and facts.get(SITE) in EXTREMITIES and here
