"""Two witnesses and one table: what the rules heard and how likely the reader thinks it.

`data/lexicon/witnesses.yaml` decides: a claim is taken, asked by itself first, or let go. Without a
reader the rules go on alone, and every danger is asked once before it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from cramp_triage.messages.acts import (
    AFFIRM,
    ASK_RELIEF,
    CORRECT,
    DENY,
    DONE,
    EASING,
    GONE,
    PLEA,
    QUESTION,
    REPEAT,
    STEP_AGAIN,
    UNSURE,
    WAIT,
    WHY,
    Value,
)
from cramp_triage.nlu.claims import (
    ASK,
    SIGNS,
    Line,
    chance_of_no,
    decided_of,
    is_rather_none,
    label_of,
    of_unclaimed,
    told_of,
)
from cramp_triage.nlu.context.apart import without
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import (
    AGAIN,
    AGE,
    DURATION,
    LOSS,
    OVER_TEN,
    PATIENT,
    SINCE,
)
from cramp_triage.nlu.lexicon.witnesses import Table
from cramp_triage.nlu.offered import not_accepted, wanted
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.questions import LEVEL, asking
from cramp_triage.nlu.reader.loaded import load_reader
from cramp_triage.nlu.reader.telling import by_sentence
from cramp_triage.nlu.tokens.reading import read_tokens
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Understanding
from cramp_triage.nlu.whose import as_told, of_whom
from cramp_triage.protocol.facts import (
    ASKS_FOR_AMBULANCE,
    FREQUENCY,
    NO,
    ONGOING_NOW,
    UNKNOWN,
    YES,
    Finding,
    bare_answer,
    narrow_no,
)

if TYPE_CHECKING:
    from cramp_triage.nlu.reader.read import Read, Reader

BARE: Final = frozenset({AFFIRM, DENY, UNSURE})
BESIDE: Final = tuple(
    "question why refusal hesitates emergency_plea obstacle wait gone easing correction complaint "
    "more_to_tell other_person not_for_us goodbye".split()
)
"""What only the reader says that a line does; what steers the call, the rules hear alone."""
NAME_WORDS: Final = 3
"""So few words that the rules know, every one, are a name: of a muscle, a medicine, a time."""
NUMBER_WORDS: Final = 5
"""So few words around a number leave nothing to weigh."""
NO_WORDS: Final = 8
"""So few words that the rules know, every one, may deny each of several things asked."""
STEERING: Final = frozenset({WAIT, "ask:hurts_more"})
"""What is said of the step that is done, and tells nothing else that only the reader hears."""
COMPLAINT: Final = "complaint"
HELP_WANTED: Final = frozenset({ASK_RELIEF, LEVEL})
NAMES_ONLY: Final = ("question", "why", "not_for_us")
"""A line that does this names signs without claiming them."""
RAISING: Final = frozenset({AGAIN, LOSS})
"""What raises the level by how often or how much: it is asked, or the rules hear it."""
ELSEWHERE: Final = SIGNS | {"cramp"}
OF_PERSON: Final = frozenset({FREQUENCY, SINCE, AGE})
"""What is told once, amid a story, and asked again if it is overheard; no sign of danger."""

TEN: Final = 10.0
"""Minutes."""


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
    by_rules = heard = hear(lexicon, text, asked, expects)
    asked = [fact for fact in asked if fact in lexicon.findings]
    tokens = read_tokens(lexicon, text)
    read: Read | None = None
    if not _is_exact(lexicon, heard, text, asked):
        opens = not asked and expects == "open"
        heard, read = _weighed(lexicon, heard, text, tokens, asked, opens=opens)
    if not tokens:
        return heard
    whose = of_whom(lexicon, heard, tokens, by_rules.facts, asked)
    does = asking(lexicon, whose, tokens, text, read, answers_us=bool(asked))
    if expects == "yes_no" and not asked:
        return wanted(lexicon, does, tokens)
    return not_accepted(lexicon, does, tokens, asked)


def _weighed(
    lexicon: Lexicon,
    heard: Understanding,
    text: str,
    tokens: Sequence[Token],
    asked: Sequence[str],
    *,
    opens: bool,
) -> tuple[Understanding, Read | None]:
    """What both witnesses say, and what the reader made of it; None without a reader.

    The reader does not get what the rules know for something else.
    """
    reader = load_reader()
    if reader is None:
        return agree(lexicon, heard, None, asked), None
    ours = without(text, heard.apart)
    read = reader.read(ours, asked)
    known = lexicon.sets.background | OF_PERSON
    told = {f: label_of(f, v, read.chances) for f, v in heard.facts.items() if f in known}
    chances = by_sentence(reader, ours, asked, read.chances, told)
    both = agree(lexicon, heard, chances, asked, tokens)
    both = _yes_to_another(lexicon, both, reader, ours, asked)
    if chances and not opens and PATIENT not in asked:
        likely = lexicon.witnesses.mentioned
        both = replace(both, facts=as_told(heard.facts, both.facts, chances, likely))
    return both, read


def _yes_to_another(
    lexicon: Lexicon, both: Understanding, reader: Reader, text: str, asked: Sequence[str]
) -> Understanding:
    """Leaves a sign open whose yes may be to what is told with it, and asks first about a danger.

    "Much colder? Yes, it's sore deep in the calf", "numb? yes, it's still cramping": by themselves
    the words tell of something else alone.
    """
    fact = asked[0] if len(asked) == 1 and AFFIRM in both.acts else ""
    spoken = {span.meaning.partition("=")[0] for span in both.spans}
    findings, table = lexicon.findings, lexicon.witnesses
    is_yes = bool(fact) and both.facts.get(fact) in (YES, findings[fact].danger)
    is_more = bool(both.leftovers) or ONGOING_NOW in spoken
    if not is_yes or findings[fact].group not in SIGNS or fact in spoken or not is_more:
        return both
    alone = reader.read(text).chances
    told = {label.partition("=")[0] for label, chance in alone.items() if chance >= table.topic}
    others = {f for f in told & findings.keys() if findings[f].group in ELSEWHERE}
    others |= told & {ONGOING_NOW}
    if alone.get(f"{fact}={both.facts[fact]}", 0.0) >= table.doubts or others <= {fact}:
        return both
    rest = {known: value for known, value in both.facts.items() if known != fact}
    doubts = (*both.doubts, fact) if findings[fact].danger else both.doubts
    return replace(both, facts=rest, doubts=doubts, left_open=(fact,))


def _is_exact(lexicon: Lexicon, heard: Understanding, text: str, asked: Sequence[str]) -> bool:
    """Whether it needs no second witness: a bare answer, a command, a number, a harmless name.

    One word that the rules do not know needs none either: the reader would guess at it.
    """
    if heard.unclaimed:  # unless it is all settled: a figure that answers nothing
        return {*asked, *heard.facts} <= {*heard.settled} & {*heard.unclaimed, *heard.facts}
    words = len(text.split())
    if words <= 1 and not (heard.facts or heard.acts):
        return True
    if not any(letter.isalpha() for letter in text):
        return True
    if heard.leftovers:
        return False
    if not heard.facts or _is_all_no(lexicon, heard, asked, words):
        return bool(heard.acts)
    if any(isinstance(value, int | float) for value in heard.facts.values()):
        return words <= NUMBER_WORDS
    is_name = not heard.acts and words <= NAME_WORDS
    # So is what says in plain words what one question asked: "stretching makes it better".
    answers = not heard.acts and words <= NUMBER_WORDS and len(heard.facts) == 1 >= len(asked)
    is_plain = is_name or (answers and "?" not in text)
    return is_plain and not any(lexicon.findings[f].danger == v for f, v in heard.facts.items())


def _is_all_no(lexicon: Lexicon, heard: Understanding, asked: Sequence[str], words: int) -> bool:
    """Whether a few words deny all that was asked: "no fever, nothing", "no. why do you ask?"."""
    short = words <= (NO_WORDS if len(asked) > 1 else NUMBER_WORDS) or WHY in heard.acts
    denied = (heard.facts.get(f) == lexicon.findings[f].deny for f in asked)
    return short and DENY in heard.acts and heard.facts.keys() == {*asked} and all(denied)


def agree(
    lexicon: Lexicon,
    heard: Understanding,
    chances: Mapping[str, float] | None,
    asked: Sequence[str],
    tokens: Sequence[Token] = (),
) -> Understanding:
    """What both witnesses together say.

    Args:
        lexicon: its vocabulary and its table.
        heard: what the rules heard.
        chances: label -> probability, from the reader; None if there is none.
        asked: the facts of the open question.
        tokens: of the line.
    """
    findings, table = lexicon.findings, lexicon.witnesses
    only_when = (
        bool(tokens) and {token.word for token in tokens} <= lexicon.grammar.relevance.only_when
    )
    silent = _unnamed(findings, heard, asked)
    torn = {AFFIRM, DENY} <= {*heard.acts} and heard.facts.keys().isdisjoint(asked)
    over = heard.facts.get(ONGOING_NOW) == NO and ONGOING_NOW in heard.settled
    told = over and heard.facts.keys() <= lexicon.sets.course | {ONGOING_NOW}
    if told and DENY not in heard.acts:
        silent = (*silent, *({*asked} - {ONGOING_NOW}))  # "it's long gone" answers nothing else
    bare = bare_answer(findings, asked, heard.acts, heard.facts, silent)
    by_rules: Mapping[str, Value] = {**bare, **heard.facts}
    if chances is None:
        grave = [f for f, value in by_rules.items() if findings[f].danger == value]
        return replace(
            heard,
            facts={f: v for f, v in heard.facts.items() if f not in grave},
            doubts=tuple(grave),
        )
    facts: dict[str, Value] = {}
    doubts: list[str] = []
    names_only = any(chances.get(f"act:{act}", 0.0) >= table.acts for act in NAMES_ONLY)
    settled = _settled(lexicon, heard)
    is_all_known = bool(heard.settled) and not heard.leftovers
    is_of_step = not STEERING.isdisjoint(heard.acts)
    steers = bool(settled) or is_all_known or is_of_step or _puts_place_right(lexicon, heard)
    asks = QUESTION in heard.acts or names_only
    background = lexicon.sets.background | {*asked}
    spoken = {span.meaning.partition("=")[0] for span in heard.spans} & findings.keys()
    at_length = {s.meaning.partition("=")[0] for s in heard.spans if len(s.text.split()) > 1}
    line = Line(
        names_only,
        excused=(names_only or bool(heard.leftovers)) and not HELP_WANTED & {*heard.acts},
        is_strange=not (heard.facts or {*heard.acts} - {WAIT, EASING, DONE}),
        denies=not asked and chances.get(f"act:{DENY}", 0.0) >= table.denies,
        spoken=frozenset(spoken),
        by_a_word=frozenset(spoken - at_length),
    )
    another = any(findings[fact].group in SIGNS for fact in spoken - {*asked})
    unnamed = {*asked} - spoken
    # The yes may be to what is told with it: "yeah, I can walk on it", "yeah, I take a water pill".
    unspoken = unnamed if another else set()
    says_again = {AFFIRM, REPEAT} <= {*heard.acts}
    insists = AFFIRM not in heard.acts and chances.get(f"act:{COMPLAINT}", 0.0) >= table.acts
    for fact, finding in findings.items():
        value = by_rules.get(fact)
        if fact in settled or fact in heard.settled or f"{fact}={UNKNOWN}" not in chances:
            decided = value  # no fact of the reader's
        elif finding.kind in ("yes_no", "enum"):
            decided = decided_of(table, finding, fact, value, chances, fact in asked, line)
            if fact in heard.unclaimed:
                denied = chance_of_no(findings, fact, chances) >= table.overrules
                decided = of_unclaimed(finding, value, decided, denied)
        else:
            decided = told_of(table, fact, value, chances, fact in asked)
        if fact in RAISING and fact not in {*by_rules, *asked}:
            continue  # "I called three times last week" called somebody else
        if steers and fact not in by_rules and decided not in (finding.danger, ASK):
            continue
        if fact in silent and decided in (finding.deny, UNKNOWN):
            continue
        if torn and fact not in heard.facts and decided == finding.deny:
            continue  # "yes, the one I told you of, nothing else": which of them it is, is asked
        if only_when and by_rules.get(fact) is None and decided == finding.deny:
            continue  # "first one in years" denies no sign
        if asks and by_rules.get(fact) != decided == finding.deny and fact in background:
            continue  # "you haven't told me about my water pill" is no word that there is none
        if says_again and fact in unnamed:
            continue  # "yes, I just said so, say it again" is to what was asked before
        if insists and fact in unnamed - by_rules.keys() and decided == YES:
            decided = ASK if finding.danger else None  # "said it already. Clarithromycin"
        to_another = fact in unspoken and (AFFIRM in heard.acts or fact not in by_rules)
        if decided == ASK or (to_another and decided == finding.danger):
            doubts.append(fact)
        elif decided is not None:
            facts[fact] = decided
    length = facts.get(DURATION)
    if isinstance(length, float) and length <= TEN and OVER_TEN not in by_rules:
        facts.pop(OVER_TEN, None)  # "the exam was four hours, the cramp is five minutes old"
    elif isinstance(length, float) and length > TEN and by_rules.get(OVER_TEN) == YES:
        facts[OVER_TEN] = YES  # of the length that counts
    claimed = any(findings[f].danger == value for f, value in facts.items())
    acts = _acts(table, heard, chances, claimed or any(findings[f].danger for f in doubts))
    if GONE in acts and ONGOING_NOW not in {*facts, *by_rules} and EASING not in acts:
        facts[ONGOING_NOW] = NO
    # "Oh god, hi, it's my brother, his neck is stuck" tells a story; the questions go on from it.
    # So does "so where do I go, urgent care?", which asks how urgent it is.
    tells = bool(heard.facts) or LEVEL in heard.acts
    pleads = PLEA in heard.acts or ASKS_FOR_AMBULANCE in asked
    if tells and not pleads and not claimed and chances.get(f"act:{PLEA}", 0.0) < table.pleads:
        acts = tuple(act for act in acts if act != PLEA)
    return replace(
        heard,
        facts=facts,
        acts=acts,
        spans=tuple(s for s in heard.spans if _stands(s.meaning, facts)),
        left_open=tuple(f for f in asked if f not in facts) if BARE & {*heard.acts} else (),
        doubts=tuple(doubts),
        denied=tuple(
            f for f in doubts if is_rather_none(table, findings[f], f, chances, f in spoken)
        ),
    )


def _unnamed(
    findings: Mapping[str, Finding], heard: Understanding, asked: Sequence[str]
) -> tuple[str, ...]:
    """The facts asked of which a narrow no says nothing: "no blood thinner, no", nothing closed.

    Nor does one of another sign alone: "Weak? No." Only where the rules know every word; what they
    did not read may speak of another.
    """
    if heard.leftovers:
        return ()
    all_no = all(findings[fact].deny == value for fact, value in heard.facts.items())
    if heard.facts and not heard.acts and all_no and heard.facts.keys().isdisjoint(asked):
        return tuple(asked)
    return narrow_no(findings, asked, (DENY,), heard.facts)


def _settled(lexicon: Lexicon, heard: Understanding) -> frozenset[str]:
    """What the rules settle alone: what eases is still on, and a place put right is that place.

    Such a line, or one that asks to wait, answers no question about signs: a danger that only the
    reader hears in it still counts.
    """
    if EASING in heard.acts:
        return frozenset({ONGOING_NOW})
    return frozenset(heard.facts) if _puts_place_right(lexicon, heard) else frozenset()


def _puts_place_right(lexicon: Lexicon, heard: Understanding) -> bool:
    """Whether nothing but a place is put right, or what it is was not said: "no, the other leg"."""
    return CORRECT in heard.acts and heard.facts.keys() <= lexicon.sets.place


def _acts(
    table: Table, heard: Understanding, chances: Mapping[str, float], grave: bool
) -> tuple[str, ...]:
    """What the rules heard the line do, and what the reader is sure of besides.

    To ask for help with a cramp is no cry for help, unless a danger is told with it.
    """
    if STEP_AGAIN in heard.acts:
        return heard.acts  # who asks for the step again wants nothing else
    more = [act for act in BESIDE if chances.get(f"act:{act}", 0.0) >= table.acts]
    strange = not (heard.facts or heard.acts)
    if strange and chances.get(f"act:{COMPLAINT}", 0.0) < table.pleads:
        more = [act for act in more if act != COMPLAINT]  # speech in the room sounds like one, too
    if EASING in heard.acts or heard.facts.get(ONGOING_NOW) == YES:
        more = [act for act in more if act != GONE]
    if ASK_RELIEF in heard.acts and not grave:
        more = [act for act in more if act != PLEA]
    return tuple(dict.fromkeys((*heard.acts, *more)))


def _stands(meaning: str, facts: Mapping[str, Value]) -> bool:
    """Whether the words behind a meaning still say something."""
    fact, equals, value = meaning.partition("=")
    return not equals or str(facts.get(fact)) == value or isinstance(facts.get(fact), tuple)
