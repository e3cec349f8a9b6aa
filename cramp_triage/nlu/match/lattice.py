"""The tokens of an utterance, prepared for matching once, however many phrases there are.

Knows no phrase and no fact; only which words may stand inside a phrase, and where one must end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.tokens.tokenise import STOP, Token

MAX_SKIPS: Final = 3
MAX_GAP: Final = 4
LONG: Final = 400
NUMBER: Final = "#"


class Field:
    """The tokens prepared for matching: their symbols, and how far a phrase may reach from each.

    Args:
        lexicon: its classes, and the words that may stand inside a phrase or end it.
        tokens: the utterance.
        strong: places of words that only say how bad it is; they may stand inside too.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        tokens: Sequence[Token],
        strong: frozenset[int] = frozenset(),
    ) -> None:
        classes, skips, matching = lexicon.symbols, lexicon.skips, lexicon.grammar.matching
        size = self.size = len(tokens)
        words = [t.word for t in tokens]
        self.shape = tuple((t.word, t.after) for t in tokens)
        self.repeats = size > 10 * len(set(self.shape))
        self.codes = [t.word if t.value is None else t.word + NUMBER for t in tokens]
        symbols: dict[str, tuple[str, ...]] = {}
        for code, word in zip(self.codes, words, strict=True):
            if code not in symbols:
                number = ("<num>",) if code != word else ()
                symbols[code] = (word, *classes.get(word, ()), *number)
        members = {code: frozenset(found) for code, found in symbols.items()}
        self.symbols = [symbols[code] for code in self.codes]
        self.members = [members[code] for code in self.codes]
        # What stands before each place; the text itself ends behind the last.
        breaks = [STOP, *(t.after for t in tokens)]
        self.ends = [after > 0 for after in breaks[:-1]] + [True]
        starts = [after >= STOP for after in breaks]
        self.opens = [
            start or (starts[at - 1] and words[at - 1] in matching.openers)
            for at, start in enumerate(starts[:size])
        ]
        self.nots = {at for at, word in enumerate(words) if word in matching.nots}
        skipped = [word in skips or at in strong for at, word in enumerate(words)]
        for at in self.nots:
            # "Red and not swollen" are two things.
            skipped[at] = not (at and words[at - 1] in matching.joined)
        bridged = [word not in matching.gap_ends for word in words]
        # Nobody says that much at once; a tighter reach keeps the longest text within its time.
        slack = 0 if size <= LONG else 1
        # From each place: where the next word of a phrase may be, beyond skipped words or a gap.
        self.near = _places(skipped, starts, MAX_SKIPS - slack)
        self.wide = _places(bridged, starts, MAX_GAP - slack)


def _places(passable: Sequence[bool], starts: Sequence[bool], most: int) -> list[range]:
    """From each place: itself and those behind up to `most` passable ones, within a sentence."""
    places = [range(0)]
    beyond = 0
    for at in range(len(passable) - 1, -1, -1):
        last = at + 1 == len(passable) or starts[at + 1]
        beyond = min(beyond + 1, most) if passable[at] and not last else 0
        places.append(range(at, at + 1 + beyond) if at == 0 or not starts[at] else range(0))
    places.reverse()
    return places
