"""The figures of an evaluation: how well recordings were heard, in total and by what they share.

They speak of these recordings and this model, of nobody else's voice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import NO, YES, Findings, dangers
from offline_voice.talk.evaluation import Heard

_ANSWER_WORDS: Final = 2
"""What is longer is a sentence; each is said too seldom to have a figure of its own."""


def figures(findings: Findings, heard: Sequence[Heard]) -> dict[str, Any]:
    """The figures for these recordings, as `cramp-voice evaluate` prints them.

    Word accuracy leaves out recordings that must yield nothing: their words are not for us.
    """
    counted = dangers(findings)
    spoken = [h for h in heard if h.entry.facts]
    words = sum(len(h.entry.text.split()) for h in spoken)
    wrong = sum(h.wrong_words for h in spoken)
    count = len(heard)
    return {
        "n": count,
        "word_accuracy": round(1 - wrong / words, 4) if words else None,
        "meaning_accuracy": round(sum(h.is_right for h in heard) / count, 4) if count else None,
        "read_back": round(sum(h.doubtful for h in heard) / count, 4) if count else None,
        "missed_danger": [h.id for h in heard if _missed(h, counted)],
        "false_danger": [h.id for h in heard if _false(h, counted)],
        "polarity_errors": [h.id for h in heard if _reversed(h)],
        "danger_yes_from_no": [h.id for h in heard if _turned(h, counted, NO)],
        "danger_no_from_yes": [h.id for h in heard if _turned(h, counted, YES)],
        "danger_denied": sum(bool(_dangers(h, counted, NO)) for h in heard),
        "danger_said": sum(bool(_dangers(h, counted, YES)) for h in heard),
        "endpoint_ms": _spread(h.endpoint_ms for h in heard if h.text),
        "compute_ms": _spread(h.compute_ms for h in heard if h.text),
    }


def by_condition(findings: Findings, heard: Sequence[Heard]) -> dict[str, dict[str, Any]]:
    """The figures for each condition, in the manifest's order, and in all.

    Those in all also tell them by engine (where one is named), by voice, the worst heard first, and
    by answer word.
    """
    engines = _grouped(heard, lambda h: h.entry.engine)
    voices = _grouped(heard, lambda h: h.entry.voice)
    answers = _grouped(heard, lambda h: h.entry.text if _is_answer(h) else "")
    everything = {
        **figures(findings, heard),
        "by_engine": {engine: figures(findings, those) for engine, those in engines.items()},
        "by_voice": _worst_first({v: figures(findings, those) for v, those in voices.items()}),
        "by_answer": {word: _answer_figures(those) for word, those in answers.items()},
    }
    conditions = _grouped(heard, lambda h: h.entry.condition)
    return {
        **{name: figures(findings, those) for name, those in conditions.items()},
        "all": everything,
    }


def _grouped(heard: Sequence[Heard], key: Callable[[Heard], str]) -> dict[str, list[Heard]]:
    names = dict.fromkeys(name for name in map(key, heard) if name)
    return {name: [h for h in heard if key(h) == name] for name in names}


def _worst_first(rows: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return dict(sorted(rows.items(), key=lambda row: row[1]["meaning_accuracy"]))


def _is_answer(heard: Heard) -> bool:
    is_short = len(heard.entry.text.split()) <= _ANSWER_WORDS
    return is_short and heard.entry.facts.keys() == {heard.entry.asked}


def _answer_figures(heard: Sequence[Heard]) -> dict[str, Any]:
    """How an answer fared: right (of these, checked first), asked again, taken for its reverse."""
    right = [h for h in heard if h.is_right]
    return {
        "n": len(heard),
        "right": len(right),
        "checked": sum(h.doubtful for h in right),
        "asked_again": sum(h.is_asked_again for h in heard),
        "reversed": [h.id for h in heard if _reversed(h)],
    }


def _missed(heard: Heard, counted: frozenset[str]) -> bool:
    """A danger was said and is not known, nor would its "no" be read back."""
    got = heard.facts
    said = _dangers(heard, counted, YES)
    return any(got.get(f) != YES and not (heard.doubtful and got.get(f) == NO) for f in said)


def _false(heard: Heard, counted: frozenset[str]) -> bool:
    """A danger counts at once that was not said; a doubtful one is asked once more or read back."""
    got = [f for f in counted if heard.facts.get(f) == YES]
    return not heard.doubtful and any(heard.entry.facts.get(f) != YES for f in got)


def _reversed(heard: Heard) -> bool:
    """What was said counts at once as its reverse."""
    facts = heard.entry.facts.items()
    return not heard.doubtful and any(
        {heard.facts.get(f), value} == {YES, NO} for f, value in facts
    )


def _turned(heard: Heard, counted: frozenset[str], said: Value) -> bool:
    """A danger that was denied, or one that was said, counts at once as the reverse."""
    reverse = YES if said == NO else NO
    return not heard.doubtful and any(
        heard.facts.get(f) == reverse for f in _dangers(heard, counted, said)
    )


def _dangers(heard: Heard, counted: frozenset[str], said: Value) -> list[str]:
    """The dangers that the recording gives this value."""
    return [f for f in counted if heard.entry.facts.get(f) == said]


def _spread(values: Iterable[int]) -> dict[str, int] | None:
    ordered = sorted(values)
    if not ordered:
        return None
    last = len(ordered) - 1
    return {"p50": ordered[round(last * 0.5)], "p95": ordered[round(last * 0.95)]}
