"""A long telling is read sentence by sentence, too: beside four others a pill is overheard.

That supports what the rules hear of a person and their cramps. A sign needs the whole line, and so
does what only the reader hears.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cramp_triage.nlu.reader.read import Reader

LONG_WORDS: Final = 20
"""From here on a line is a telling. A shorter one is a whole: "sixty. no, sixty-one"."""
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
    if not heard or len(text.split()) < LONG_WORDS or len(sentences) == 1:
        return whole
    chances = dict(whole)
    for at, sentence in enumerate(sentences[:MOST]):
        alone = reader.read(sentence, () if at else asked).chances
        for fact, label in heard.items():
            if alone.get(label, 0.0) > chances.get(label, 0.0):
                chances |= {
                    one: chance for one, chance in alone.items() if one.startswith(f"{fact}=")
                }
    return chances
