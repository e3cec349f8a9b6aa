"""A telling is read sentence by sentence, too: beside four others a pill is overheard.

That supports what the rules hear of a person and their cramps. A sign needs the whole line, and so
does what only the reader hears.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cramp_triage.protocol.facts import NO

if TYPE_CHECKING:
    from cramp_triage.nlu.reader.read import Reader

DENIED: Final = 0.2
"""What is so likely denied by the whole line, no sentence of it claims."""
MOST: Final = 8
"""Sentences that are read by themselves."""
END: Final = re.compile(r"(?<=[.!?…])\s+")


def by_sentence(
    reader: Reader,
    text: str,
    asked: Sequence[str],
    whole: Mapping[str, float],
    heard: Mapping[str, str],
) -> Mapping[str, float]:
    """Returns the chances of a line; of what is looked for, from where it is told the clearest.

    The first sentence answers what is asked; those behind it tell something else.

    Args:
        reader: reads a sentence.
        text: the line.
        asked: the facts of the open question.
        whole: label -> probability, of the whole line.
        heard: fact -> its label to look for.
    """
    sentences = [one for one in END.split(text) if len(one.split()) > 1]
    if not heard or len(sentences) < 2:
        return whole
    chances = dict(whole)
    for at, sentence in enumerate(sentences[:MOST]):
        alone = reader.read(sentence, () if at else asked).chances
        for fact, label in heard.items():
            denied = f"{fact}={NO}"
            is_denied = label != denied and chances.get(denied, 0.0) >= DENIED
            if not is_denied and alone.get(label, 0.0) > chances.get(label, 0.0):
                chances |= {one: alone[one] for one in alone if one.startswith(f"{fact}=")}
    return chances
