"""What is said to an offer: that it is wanted, and nothing of a sign that was asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from cramp_triage.messages.acts import AFFIRM, DENY, TAKES, UNSURE
from cramp_triage.nlu.claims import SIGNS
from cramp_triage.nlu.context.reach import names_one
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.tokens.clauses import clauses
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol.facts import YES

OFFERED: Final = frozenset({"ask:visit", "ask:prevent", "ask:next_time"})
"""What is asked about by somebody who takes what was offered, and by nobody who has a sign."""


def wanted(lexicon: Lexicon, heard: Understanding, tokens: Sequence[Token]) -> Understanding:
    """Hears an offer taken at the end of a clause: "shoots, yeah, tell me. and can I go in?"."""
    names = lexicon.grammar.answers
    runs = names.accepts | names.wants
    ends = [[tokens[at].word for at in clause] for clause in clauses(tokens)]
    said = any(tuple(words[-len(run) :]) == run for words in ends for run in runs)
    if not said or not {AFFIRM, DENY, UNSURE}.isdisjoint(heard.acts):
        return heard
    return replace(heard, acts=(TAKES, *heard.acts))


def not_accepted(
    lexicon: Lexicon, heard: Understanding, tokens: Sequence[Token], asked: Sequence[str]
) -> Understanding:
    """Leaves a sign open whose yes takes an offer: "sure, what do I need to have ready?".

    A danger is asked about first.
    """
    fact = asked[0] if len(asked) == 1 and AFFIRM in heard.acts else ""
    if not fact or lexicon.findings[fact].group not in SIGNS:
        return heard
    words, names = [token.word for token in tokens], lexicon.grammar.answers
    takes = not OFFERED.isdisjoint(heard.acts) or names_one(words, names.accepts)
    spoken = any(span.meaning.partition("=")[0] == fact for span in heard.spans)
    if not takes or spoken or heard.facts.get(fact) not in (YES, None):
        return heard
    facts = {known: value for known, value in heard.facts.items() if known != fact}
    acts = tuple(act for act in heard.acts if act != AFFIRM)
    doubts = (*heard.doubts, fact) if lexicon.findings[fact].danger else heard.doubts
    doubts = tuple(dict.fromkeys(doubts))
    return replace(heard, acts=acts, facts=facts, doubts=doubts, left_open=(fact,))
