"""Which words meant what, and which meant nothing: for "why?", for ties, for the next phrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Span
from cramp_triage.protocol.facts import SITE


def spans_of(
    text: str,
    tokens: Sequence[Token],
    stated: Sequence[Stated],
    facts: Mapping[str, Value],
    acts: Sequence[str],
) -> tuple[Span, ...]:
    """Returns the words behind each fact and act, in the order heard, as written in `text`."""
    spans = []
    for one in stated:
        if one.denied:
            continue
        if one.fact in ("act", "ask"):
            meaning = f"{one.fact}:{one.value}"
            if (one.value if one.fact == "act" else meaning) not in acts:
                continue
        elif one.fact in facts or one.fact == SITE:
            meaning = f"{one.fact}={one.value}"
        else:
            continue
        start = tokens[one.found.start].start
        end = tokens[one.found.end - 1].end
        spans.append(Span(start, end, text[start:end], meaning))
    return tuple(spans)


def leftovers_of(
    lexicon: Lexicon, text: str, tokens: Sequence[Token], items: Sequence[Found]
) -> tuple[str, ...]:
    """Returns the runs of words, as written, that carry content but meant nothing."""
    covered = {k for item in items for k in range(item.start, item.end)}
    runs: list[tuple[int, int]] = []
    last = -2
    for at, token in enumerate(tokens):
        if at in covered or token.word in lexicon.stopwords:
            continue
        if at == last + 1 and runs:
            runs[-1] = (runs[-1][0], token.end)
        else:
            runs.append((token.start, token.end))
        last = at
    return tuple(text[start:end] for start, end in runs)


def strange_words(
    lexicon: Lexicon, tokens: Sequence[Token], items: Sequence[Found], strong: frozenset[int]
) -> int:
    """Returns how many words mean nothing here; numbers, times and strengths do not count."""
    covered = {k for item in items for k in range(item.start, item.end)} | strong
    when = lexicon.grammar.relevance.when
    return sum(
        at not in covered
        and token.value is None
        and token.word not in lexicon.stopwords
        and token.word not in when
        for at, token in enumerate(tokens)
    )
