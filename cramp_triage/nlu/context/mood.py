"""Which words only ask or suppose, by how their sentences are built: "is swollen bad", "if I fell".

Reads the order of words alone: a question begins with its verb or its question word, a condition
with "if". A statement inside ("what do I do, my chest hurts") is neither. Knows no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.asking import Mood
from cramp_triage.nlu.tokens.tokenise import NO_BREAK, STOP, Token

SUBJECT: Final = 8
"""Tokens within which the verb follows the first word of its subject: "my left leg is"."""
ECHO: Final = 4
"""Most tokens of a question's words said back: "a tetanus shot, why do you ask"."""


class Unclaimed(NamedTuple):
    """Places of words that claim nothing.

    Attributes:
        asked: of a question or a condition.
        challenged: of a "why do you ask", where not even a place is told.
        stated: first words of statements behind a question or a condition.
    """

    asked: frozenset[int]
    challenged: frozenset[int]
    stated: frozenset[int]


class _Clause(NamedTuple):
    start: int
    end: int
    words: list[str]
    joined: bool
    """A comma or nothing parts it from the one before."""


def unclaimed(tokens: Sequence[Token], mood: Mood) -> Unclaimed:
    """Returns the places of words that only ask or suppose."""
    words = [token.word for token in tokens]
    asked: set[int] = set()
    challenged: set[int] = set()
    stated: set[int] = set()
    if mood.marks.isdisjoint(words):
        return Unclaimed(frozenset(), frozenset(), frozenset())
    clauses = _clauses(tokens, words, mood)
    questioned = supposed = False
    for number, clause in enumerate(clauses):
        whole = range(clause.start, clause.end)
        led = clause.joined and clause.words[0] in mood.goes_on
        questioned = (questioned and led) or _questions(clause.words, mood)
        behind = clauses[number + 1 : number + 2]
        condition = _condition(clause.words, [w for c in behind for w in c.words], mood)
        unreal = not mood.unreal.isdisjoint(clause.words)
        challenge = _challenge(clause.words, mood)
        if challenge is not None:
            challenged.update(whole[0 if _echo(clause.words[:challenge], mood) else challenge :])
            if number and _echo(clauses[number - 1].words, mood):
                challenged.update(range(clauses[number - 1].start, clause.start))
        elif questioned or (supposed and clause.joined and unreal):
            asked.update(whole[: _in_earnest(clause.words, mood)])
        elif (reported := _reported(clause.words, mood)) is not None:
            asked.update(whole[reported:])
        elif clause.start and _begins(words, clause.start, clause.start, mood):
            stated.add(clause.start)
        if condition is not None:
            # "I'd be on the floor if I'd fainted" supposes it all; "it hurts if I walk" does not.
            asked.update(whole if unreal else range(clause.start + condition, clause.end))
        supposed = condition is not None or (supposed and clause.joined and led)
    return Unclaimed(frozenset(asked | challenged), frozenset(challenged), frozenset(stated))


def supposes(tokens: Sequence[Token], mood: Mood) -> bool:
    """Whether a clause only supposes something: "what if it swells up", "say it turns blue".

    One that tells what is so on a condition does not, "it hurts if I walk", nor does "I'd know".
    """
    words = [token.word for token in tokens]
    if any((one, two) in mood.would_know for one, two in pairwise(words)):
        return False
    clauses = _clauses(tokens, words, mood)
    return any(
        _leads_condition(clause.words, behind.words, mood)
        for clause, behind in zip(clauses, [*clauses[1:], clauses[-1]], strict=True)
    )


def _leads_condition(words: Sequence[str], behind: Sequence[str], mood: Mood) -> bool:
    """Whether a clause begins with a condition: "and what if it", "should it"."""
    at = _condition(words, behind, mood)
    before = mood.openers | mood.before_if
    return at is not None and before.issuperset(words[:at])


def _clauses(tokens: Sequence[Token], words: Sequence[str], mood: Mood) -> list[_Clause]:
    """Returns the clauses: parted by a comma, or by a subject that begins a statement."""
    cuts = [0]
    for at in range(1, len(words)):
        if tokens[at - 1].after != NO_BREAK or _begins(words, cuts[-1], at, mood):
            cuts.append(at)
    ends = [*cuts[1:], len(words)]
    return [
        _Clause(start, end, list(words[start:end]), not start or tokens[start - 1].after != STOP)
        for start, end in zip(cuts, ends, strict=True)
    ]


def _begins(words: Sequence[str], since: int, at: int, mood: Mood) -> bool:
    """Whether a subject begins a statement here: "what do i do | my chest hurts"."""
    word, following = words[at], words[at + 1 : at + SUBJECT]
    if word in mood.owners:
        begins = _verb_follows(following, mood)
    elif word in mood.speaker:
        begins = bool(following)
    else:
        begins = word in mood.pronouns and not mood.verbs.isdisjoint(following[:1])
    if not begins:
        return False
    if since == at:
        return True  # a comma before it
    before, ahead = words[at - 1], words[at - 2] if at - 1 > since else ""
    if before in mood.auxiliaries:
        # "Do i do | i passed out", "what is happening is | my face droops"; but "what is my face".
        led = mood.auxiliaries.isdisjoint(words[since : at - 1])
        return not led and ahead not in mood.goes_on
    if before in mood.that | mood.why:
        return ahead not in mood.opinions and ahead != ""
    if before in mood.prepositions and word in mood.speaker:
        return True  # "what am i on about | i fainted"
    # "What can I say | I fainted", "you know what | I fainted".
    telling = before in mood.told and ahead in mood.speaker
    return (
        telling
        or (before in mood.asks and ahead in mood.opinions)
        or (before not in mood.governors)
    )


def _verb_follows(words: Sequence[str], mood: Mood) -> bool:
    """Whether a noun is the subject of a verb: "left side of my chest hurts"."""
    for at, word in enumerate(words):
        if word in mood.verbs:
            return at > 0
        inside = at > 0 and words[at - 1] in mood.prepositions
        if word in mood.speaker | mood.pronouns | mood.heads or (
            word in mood.owners and not inside
        ):
            return False
    return False


def _questions(words: Sequence[str], mood: Mood) -> bool:
    """Whether a clause asks: by its first words, or by a question word at its end."""
    at = next((k for k, word in enumerate(words) if word not in mood.openers), len(words))
    first, following = (words[at], [*words[at + 1 :], "", ""]) if at < len(words) else ("", [""])
    if first in mood.why:
        return not (following[0] in mood.auxiliaries and following[1] in mood.ours)
    if first in mood.asks:
        return following[0] not in mood.cleft
    if first in mood.relatives:
        return following[0] not in mood.verbs | mood.cleft
    if (first, following[0]) in mood.inverted:
        return True
    if first in mood.modals and following[0] in mood.subjects:
        return True
    if first in mood.you and following[0] in mood.you_ask:
        return True
    if first in mood.defines or _asks_criterion(first, following, mood):
        return True
    behind = any(tuple(words[-len(run) :]) == run for run in mood.asked_behind)
    return behind and len(words) > 1 and mood.unanswered.isdisjoint(words)


def _reported(words: Sequence[str], mood: Mood) -> int | None:
    """Returns where somebody's question is told: "he wants to know | am i pregnant"."""
    for at in range(1, len(words) - 1):
        if words[at - 1] in mood.reports and (words[at], words[at + 1]) in mood.inverted:
            return at
    return None


def _asks_criterion(first: str, following: Sequence[str], mood: Mood) -> bool:
    """Whether it asks if something counts, whatever that is: "does weed killer count"."""
    if first not in mood.weighing or following[0] in mood.no_subject:
        return False
    said = {*following[1:]}
    # "Is swollen bad", "is a cold sweat bad for you"; but "is swollen and in a bad way".
    verdicts = said if following[0] in mood.subjects else {*following[-3:-2]}
    return bool(mood.criteria & said or mood.verdicts & verdicts)


def _in_earnest(words: Sequence[str], mood: Mood) -> int:
    """Returns where a question begins to tell what is there: "what do i do for | chest pain"."""
    for at in range(1, len(words)):
        helped = words[at] in mood.speaker and words[at - 1] in mood.seeking
        if helped or words[at] in mood.allowed:
            behind = range(at + 1, len(words))
            told = (k + 1 for k in behind if words[k] in mood.purposes | mood.remedies)
            return next((k for k in told if words[k - 2] not in mood.lookouts), len(words))
    return len(words)


def _challenge(words: Sequence[str], mood: Mood) -> int | None:
    """Returns where it asks why something is asked: "what's my face got to do with it"."""
    for at, word in enumerate(words):
        if word in mood.why and not mood.reasons.isdisjoint(words):
            return at
        if word in mood.asks and any({*words[at:]} >= {*run} for run in mood.concerns):
            return at
    return None


def _echo(words: Sequence[str], mood: Mood) -> bool:
    """Whether a question's words are said back before a "why": "a cast, why would I"."""
    return len(words) <= ECHO and mood.claims.isdisjoint(words)


def _condition(words: Sequence[str], behind: Sequence[str], mood: Mood) -> int | None:
    """Returns where a condition begins in the clause, if it has one; `behind` is the next."""
    at = next((k for k, word in enumerate(words) if word not in mood.openers), 0)
    subject = {*words[at + 1 : at + 2]} & (mood.subjects | mood.owners)
    if tuple(words[at : at + 2]) in mood.what_if:
        return at
    if words[at] in mood.supposing and subject:
        return at  # but not "suppose so"
    if words[at] in mood.fronted and subject and not mood.unreal.isdisjoint([*words, *behind]):
        return at  # "had it been brown I'd have said"
    for k, word in enumerate(words):
        if word not in mood.conditions or not mood.mere.isdisjoint(words[k + 1 : k + 3]):
            continue
        reported = k > 0 and words[k - 1] in mood.not_condition
        if not reported or (k > 1 and words[k - 2] in mood.unreal):  # "I'd know if"
            return k
    return None
