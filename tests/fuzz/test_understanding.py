"""Anything that can be typed or misheard: never an exception, never a hang, always values in form.

As many texts in every run, so that a busy machine tries no fewer; `make soak` multiplies them.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import normal_value
from tests.unit.nlu.conftest import UTTERANCE_FILES, read_cases

TEXTS = 300 * int(os.environ.get("CRAMP_SOAK", "1"))
MAX_LENGTH = 10_000
HANG_S = 5.0
"""Of processor time for one text; the budget proper is measured by `benchmarks.understanding`."""
MARKS = (
    "",
    " ",
    ",",
    ". ",
    " ... ",
    "?!",
    "\n",
    "\t",
    "'",
    "\u2019",
    " - ",
    "\u2014",
    "\0",
    "\u200d",
)
SMALL = (
    "no not never nor without or and but if my the a is was it i he she half one ten 7 3.5 1e9 o"
)


class Sentences:
    """Texts made of what people say, of words of the lexicon and of any character at all.

    Args:
        lexicon: whose words are strewn in.
        seed: the same seed gives the same texts.
    """

    def __init__(self, lexicon: Lexicon, seed: int) -> None:
        self._chance = random.Random(seed)
        cases = [c for name in UTTERANCE_FILES for c in read_cases(name)["utterances"]]
        self._said = [str(case["text"]) for case in cases]
        self._words = [*lexicon.symbols, *lexicon.spelling.contractions, *SMALL.split()]

    def __iter__(self) -> Iterator[str]:
        """Yields texts for ever; every fiftieth is as long as a text may be."""
        for count in cycle(range(1, 51)):
            text = self._chance.choice((self._spoken, self._strewn, self._characters))()
            for _ in range(self._chance.randrange(4)):
                text = self._changed(text)
            yield (text * MAX_LENGTH)[:MAX_LENGTH] if count == 50 else text[:MAX_LENGTH]

    def _spoken(self) -> str:
        return " ".join(self._chance.choices(self._said, k=self._chance.randint(1, 3)))

    def _strewn(self) -> str:
        words = self._chance.choices(self._words, k=self._chance.randint(1, 30))
        return "".join(word + self._chance.choice(MARKS) for word in words)

    def _characters(self) -> str:
        points = (self._chance.randrange(sys.maxunicode + 1) for _ in range(60))
        return "".join(map(chr, points))

    def _changed(self, text: str) -> str:
        """One thing that a recogniser, a keyboard or a prankster might do to a text."""
        at = self._chance.randint(0, len(text))
        other = self._chance.randint(0, len(text))
        first, last = min(at, other), max(at, other)
        return self._chance.choice(
            (
                text[:first] + text[last:],
                text[:last] + text[first:last] + text[last:],
                text[:at] + self._chance.choice(MARKS) + text[at:],
                text[:at] + chr(self._chance.randrange(sys.maxunicode + 1)) + text[at:],
                text[:at] + f" {self._chance.choice(self._words)} " + text[at:],
                text.upper(),
                text[::-1],
                text.replace(" ", ""),
            )
        )


@pytest.mark.searches
def test_nothing_that_is_said_or_typed_breaks_understanding(lexicon: Lexicon) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    asked = sorted(lexicon.findings)
    for count, text in enumerate(islice(Sentences(lexicon, seed), TEXTS), start=1):
        asks = chance.sample(asked, chance.choice((0, 1, 1, 1, 2, 4)))
        expects = chance.choice(("open", "yes_no", "value", "ack"))
        said = f"seed {seed}, text {count}: {text[:200]!r} asked {asks} expects {expects}"
        began = time.process_time()
        heard = understand(lexicon, text, asks, expects)
        assert time.process_time() - began < HANG_S, said
        for fact, value in heard.facts.items():
            assert normal_value(lexicon.findings, fact, value) == value, said
        for span in heard.spans:
            assert text[span.start : span.end] == span.text, said
        assert heard == understand(lexicon, text, asks, expects), said
