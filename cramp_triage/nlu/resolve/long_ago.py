"""A yes to what is asked of the past weeks, dated years back, is a no: "surgery? yes, in 2015"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.statement import kind_of
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import NO, YES

LONG_AGO: Final = "cue:long_ago"


def is_long_ago(items: Iterable[Found], tokens: Sequence[Token], lately: frozenset[str]) -> bool:
    """Whether the only dates are years back.

    Args:
        items: the phrases of the text.
        tokens: of the text.
        lately: words of a time that is not long ago: "last week".
    """
    dates = [words_in(tokens, item.used) for item in items if kind_of(item) == LONG_AGO]
    return bool(dates) and not any(date & lately for date in dates)


def outdated(facts: Mapping[str, Value], asked: Iterable[str]) -> dict[str, str]:
    """Returns the facts asked that are told of years ago, as no.

    Args:
        facts: what was heard.
        asked: of the open question, those that ask about the past weeks.
    """
    return {fact: NO for fact in asked if facts.get(fact) in (YES, NO)}
