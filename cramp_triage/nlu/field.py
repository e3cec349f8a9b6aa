"""The tokens of an utterance, prepared for matching once, however many phrases there are.

Knows no phrase and no fact; only which words may stand inside a phrase, and where one must end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.nlu.normalise import STOP, Token

MAX_SKIPS: Final = 3
MAX_GAP: Final = 4
LONG: Final = 400
NOT: Final = "not"
JOINED: Final = frozenset({"and", "but", "or"})
LEADS: Final = frozenset(
    {"yes", "yeah", "yep", "no", "nope", "nah", "well", "okay", "uhhuh", "sorry", "honestly"}
)
OPENERS: Final = LEADS - {"no", "nope", "nah"}
"""Behind these a sentence begins anew; "no that was last month" is not "that was"."""
GAP_ENDS: Final = frozenset({"but", "no", "not", "never", "without", "i"})


class Field:
    """The tokens prepared for matching: their symbols, and how far a phrase may reach from each.

    Args:
        tokens: the utterance.
        classes: word -> the classes it belongs to.
        skips: words that may stand inside a phrase.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        classes: Mapping[str, tuple[str, ...]],
        skips: frozenset[str],
    ) -> None:
        self.size = len(tokens)
        self.shape = tuple((t.word, t.after) for t in tokens)
        self.repeats = self.size > 10 * len(set(self.shape))
        known: dict[tuple[str, bool], tuple[tuple[str, ...], frozenset[str]]] = {}
        for token in tokens:
            key = (token.word, token.value is not None)
            if key not in known:
                number = ("<num>",) if key[1] else ()
                found = (token.word, *classes.get(token.word, ()), *number)
                known[key] = (found, frozenset(found))
        both = [known[t.word, t.value is not None] for t in tokens]
        self.codes = [
            self.shape[at][0] + "#" * (t.value is not None) for at, t in enumerate(tokens)
        ]
        self.symbols = [symbols for symbols, _ in both]
        self.members = [members for _, members in both]
        self.starts = [at == 0 or tokens[at - 1].after == STOP for at in range(self.size)]
        self.opens = [
            start or (self.starts[at - 1] and tokens[at - 1].word in OPENERS)
            for at, start in enumerate(self.starts)
        ]
        self.ends = [at == self.size or tokens[at - 1].after > 0 for at in range(self.size + 1)]
        # From each place: where the next word of a phrase may be, beyond skipped words or a gap.
        self.skipped = frozenset(at for at, t in enumerate(tokens) if t.word in skips)
        skipped = [t.word in skips or t.word == NOT for t in tokens]
        for at in range(1, self.size):
            if tokens[at].word == NOT and tokens[at - 1].word in JOINED:
                skipped[at] = False  # "red and not swollen" are two things
        self.nots = {at for at, t in enumerate(tokens) if t.word == NOT}
        bridged = [t.word not in GAP_ENDS for t in tokens]
        # Nobody says that much at once; a tighter reach keeps the longest text within its time.
        slack = 0 if self.size <= LONG else 1
        self.near = [self._places(at, skipped, MAX_SKIPS - slack) for at in range(self.size + 1)]
        self.wide = [self._places(at, bridged, MAX_GAP - slack) for at in range(self.size + 1)]

    def _places(self, at: int, passable: Sequence[bool], most: int) -> tuple[int, ...]:
        if at >= self.size or (at and self.starts[at]):
            return ()
        end = at
        while (
            end - at < most and passable[end] and end + 1 < self.size and not self.starts[end + 1]
        ):
            end += 1
        return tuple(range(at, end + 1))
