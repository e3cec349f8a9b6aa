"""Where a text falls into clauses: at its marks, and before what begins another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cramp_triage.nlu.tokens.tokenise import NO_BREAK, STOP, Token


def clauses(
    tokens: Sequence[Token], begins: Callable[[int], bool] = lambda at: False
) -> list[range]:
    """Returns the clauses in order; every token is in one.

    Args:
        tokens: of the text, at least one.
        begins: whether a clause begins at a token, without a mark before it.
    """
    cuts = [at for at in range(1, len(tokens)) if tokens[at - 1].after != NO_BREAK or begins(at)]
    return [range(a, b) for a, b in zip([0, *cuts], [*cuts, len(tokens)], strict=True)]


def sentences(tokens: Sequence[Token]) -> list[range]:
    """Returns the sentences in order, each to its stop; every token is in one."""
    ends = [at for at, token in enumerate(tokens, 1) if token.after >= STOP or at == len(tokens)]
    return [range(a, b) for a, b in zip([0, *ends], ends, strict=False)]


def statements(
    tokens: Sequence[Token], joined: frozenset[str], subjects: frozenset[str]
) -> list[range]:
    """Returns the clauses, parted besides where "and" leads to another subject.

    Args:
        tokens: of the text, at least one.
        joined: words that join clauses.
        subjects: words that begin one behind them.
    """
    words = [token.word for token in tokens]
    return clauses(
        tokens, lambda at: words[at] in joined and not subjects.isdisjoint(words[at + 1 : at + 2])
    )
