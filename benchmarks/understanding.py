"""What understanding costs: `python -m benchmarks understanding`. Figures to read, not a test.

Without a peer: nothing plain understands the same sentences.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.measure import p50, p99, row, show, times_ms
from cramp_triage.nlu import load_lexicon, understand
from tests.unit.nlu.conftest import UTTERANCE_FILES, read_cases

LONG = 10_000
REPEATED = ("it is hot ", "1 ", "a ", "\u0130\u00df ", "x")
"""What a long text of nothing else might be slow with."""


def rows() -> list[dict[str, Any]]:
    """See benchmarks/__main__.py."""
    loading = times_ms(load_lexicon, 20)
    lexicon = load_lexicon()
    cases = [case for name in UTTERANCE_FILES for case in read_cases(name)["utterances"]]
    sentences: list[float] = []
    for case in cases:
        asked = [case["asked"]] if case["asked"] else []
        sentences += times_ms(partial(understand, lexicon, case["text"], asked), 3)
    texts = [" ".join(case["text"] for case in cases), *(text * LONG for text in REPEATED)]
    long = [p50(times_ms(partial(understand, lexicon, text[:LONG]), 5)) for text in texts]
    return [
        row("loading the vocabulary", p50(loading)),
        row(f"a sentence of {len(cases):,} labelled ones; p50", p50(sentences), budget="≤ 5 ms"),
        row("the same; p99", p99(sentences), budget="≤ 5 ms"),
        row(f"{LONG:,} characters of them", long[0], budget="≤ 50 ms"),
        row(
            f"{LONG:,} characters of one word, the slowest of five", max(long[1:]), budget="≤ 50 ms"
        ),
    ]


if __name__ == "__main__":
    show(rows())
