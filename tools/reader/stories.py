"""Made lines of several sentences: a story, or an answer that goes on. Tried, and not yet shipped.

What one part of them claims it claims in the whole, so parts are joined only if their facts differ,
and only those whose meaning does not hang on what stands before them. `docs/reader.md` has the
figures.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from msgspec.structs import replace

from tools.reader.examples import Example
from tools.reader.joined import BETWEEN, KINDS, NO_ONE_FACT, facts_of

APART: Final = (". ", ". ", ". ", "! ", "... ", ". oh and ", ". and ", "\n")
"""Between sentences of which one says nothing of the person's leg now."""
SENTENCES: Final = KINDS | {
    *("mangled", "hedged", "act", "denied_list", "denied_behind", "topic_fine", "past_over"),
    *("question_about", "why_question", "hypothetical", "family_history", "somebody_else"),
    *("same_as_always", "never_like_this", "joke_idiom"),
}
"""Ways of speaking whose meaning does not change next to another sentence."""
ANSWERS: Final = SENTENCES | {"narrow_no", "list_answer", "yes_and", "dont_know"}
NOT_JOINED: Final = NO_ONE_FACT | {"act:not_for_us"}


def stories(lines: Sequence[Example], seed: int, n: int) -> Iterator[Example]:
    """At most `n` lines; the same seed gives the same.

    Args:
        lines: those to join.
        seed: of the choice.
        n: how many are tried, every other one an answer that goes on.
    """
    draw = random.Random(seed)
    labelled = [one for one in lines if one.acts_told]
    free = [one for one in labelled if not one.asked and not one.holds & NOT_JOINED]
    sentences = [one for one in free if one.kind in SENTENCES]
    answers = [one for one in labelled if one.asked and one.kind in ANSWERS]
    for number in range(n):
        if number % 2:
            parts = draw.sample(sentences, draw.choice((2, 2, 3, 4)))
        else:
            parts = [draw.choice(answers), *draw.sample(sentences, draw.choice((1, 1, 2)))]
        if not any(_about(one) & _about(two) for one, two in combinations(parts, 2)):
            yield _of(parts, draw)


def _of(parts: Sequence[Example], draw: random.Random) -> Example:
    """The parts one after the other; the first is the answer, if one was asked for."""
    text = parts[0].text
    for one, two in pairwise(parts):
        close = one.kind in KINDS and two.kind in KINDS
        between = draw.choice(BETWEEN if close else APART)
        asks = text.endswith("?") and between[0] in ".\n!"
        text = f"{text} {two.text}" if asks else text.rstrip(".!?") + between + two.text
    holds = frozenset[str]().union(*(one.holds for one in parts))
    untold = frozenset[str]().union(*(one.untold for one in parts))
    return replace(parts[0], text=text, holds=holds, untold=untold - holds, kind="joined")


def _about(one: Example) -> set[str]:
    """The facts of which a line says something, or about which it was asked."""
    return {*facts_of(one), *one.asked}
