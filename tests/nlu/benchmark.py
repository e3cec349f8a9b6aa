"""Prints what understanding costs: `python -m tests.nlu.benchmark`. Figures to read, not a test."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from cramp_triage.nlu import load_lexicon, understand

from .conftest import UTTERANCE_FILES, read_cases


def _times_ms(work: Callable[[], object], rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def _show(name: str, times: Sequence[float]) -> None:
    p99 = times[int(len(times) * 0.99)]
    line = f"{name:34} p50 {times[len(times) // 2]:7.2f} ms  p99 {p99:7.2f}  max {times[-1]:7.2f}\n"
    sys.stdout.write(line)


def main() -> None:
    _show("load_lexicon", _times_ms(load_lexicon, 20))
    lexicon = load_lexicon()
    cases = [c for f in UTTERANCE_FILES for c in read_cases(f)["utterances"]]
    each = []
    for case in cases:
        asked = [case["asked"]] if case["asked"] else []
        each += _times_ms(partial(understand, lexicon, case["text"], asked), 3)
    _show(f"{len(cases)} labelled utterances", sorted(each))
    whole = " ".join(case["text"] for case in cases)[:10_000]
    _show("10,000 characters of them", _times_ms(partial(understand, lexicon, whole), 5))
    for text in ("it is hot ", "1 ", "a ", "\u0130\u00df ", "x"):
        long = (text * 10_000)[:10_000]
        _show(f"10,000 characters of {text!r}", _times_ms(partial(understand, lexicon, long), 5))


if __name__ == "__main__":
    main()
