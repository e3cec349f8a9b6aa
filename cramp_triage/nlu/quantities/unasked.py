"""A rate, an age or a bare number told to a question about signs, which it does not answer.

"Twice a week", "sixty, no, sixty two": it is heard as itself, and the signs are still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.messages.acts import CORRECT, Value
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import AGE, FEVER, FREQUENCY
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.quantities.amounts import ALONE, read_quantities
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.nlu.types import Understanding

GROWN: Final = 18
"""A bare number below is not taken for an age: it would be a child's."""


def told_unasked(
    lexicon: Lexicon,
    tokens: Sequence[Token],
    asked: Sequence[str],
    left_out: Sequence[tuple[int, int]],
) -> Understanding | None:
    """The rate or the age that is all a line tells, where nothing but signs was asked; else None.

    With a no, or where a number was put right, it takes back the one that was told before.

    Args:
        lexicon: its facts and its grammar.
        tokens: the utterance.
        asked: fact ids of the open question.
        left_out: offsets of what a number was put right from.
    """
    figure = _figure(lexicon, tokens, asked) if _asks_signs(lexicon, asked) else {}
    if not figure:
        return None
    is_right = lexicon.grammar.put_right.mark | lexicon.grammar.matching.noes
    corrects = not is_right.isdisjoint(token.word for token in tokens)
    return Understanding(
        acts=(CORRECT,) if corrects else (),
        facts=figure,
        retracts=tuple(figure) if corrects else (),
        unclaimed=tuple(asked),
        apart=tuple(left_out),
        settled=(*figure, *asked),
    )


def _figure(lexicon: Lexicon, tokens: Sequence[Token], asked: Sequence[str]) -> dict[str, Value]:
    grammar = lexicon.grammar
    passed = grammar.bare_number.beside | grammar.put_right.mark | grammar.matching.noes
    rest = [at for at, token in enumerate(tokens) if token.word not in passed]
    counted = read_quantities(tokens, asked, grammar)
    for item in counted:
        told = _told(item)
        if told.keys() & {FREQUENCY, AGE} and {*rest} <= {*item.used}:
            return told
    years = tokens[rest[0]].value if len(rest) == 1 and not counted else None
    if years is None or years not in range(GROWN, ALONE[1] + 1):
        return {}
    return {AGE: years}


def _asks_signs(lexicon: Lexicon, asked: Sequence[str]) -> bool:
    """Whether signs are asked, and beside them nothing that a number or a rate answers."""
    groups = {lexicon.findings[fact].group for fact in asked}
    is_counted = FEVER in asked or any(lexicon.findings[fact].kind == "number" for fact in asked)
    return "symptom" in groups <= {"symptom", "setting"} and not is_counted


def _told(item: Found) -> dict[str, Value]:
    pairs = (meaning.partition("=") for meaning in item.meanings)
    return {fact: float(value) if fact == AGE else value for fact, _, value in pairs}
