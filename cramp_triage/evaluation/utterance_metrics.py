"""Scores understanding against labelled utterances (`cases_from` gives their format).

Facts count; intents and retractions are reported apart. Must stay free of printing: the command
line and the tests both call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from cramp_triage.errors import CaseError, FactError
from cramp_triage.messages.acts import Value
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.types import Understanding
from cramp_triage.nlu.witnesses import understand
from cramp_triage.protocol.facts import NO, UNKNOWN, dangers, normal_facts

TOLERANCE: Final = 0.02


class UtteranceCase(msgspec.Struct, frozen=True):
    """One labelled utterance, values in normal form.

    Attributes:
        id: names it in reports.
        text: what was said.
        asked: fact ids of the open question.
        facts: what the words state.
        also_ok: values that are acceptable but not demanded.
        intent: expected act, or "".
        retracts: fact ids taken back, or None where the label is silent.
    """

    id: str
    text: str
    asked: tuple[str, ...]
    facts: dict[str, Value]
    also_ok: dict[str, tuple[Value, ...]] = {}
    intent: str = ""
    retracts: tuple[str, ...] | None = None


class Miss(msgspec.Struct, frozen=True):
    """An utterance that was not understood exactly as labelled.

    Attributes:
        id: of the case.
        text: what was said.
        missing: facts of the label that were not heard, or not with this value.
        extra: facts that were heard but are not in the label.
        asked: fact ids of the open question.
        heard: `"words" meaning` for each phrase that meant something, in the order of the words.
        leftovers: runs of words that meant nothing: where the next phrase is to be looked for.
    """

    id: str
    text: str
    missing: dict[str, Value]
    extra: dict[str, Value]
    asked: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()


class UtteranceScore(msgspec.Struct, frozen=True):
    """How well a set of utterances was understood; shares from 0 to 1, lists of case ids."""

    n: int
    exact_match: float
    precision: float
    recall: float
    f1: float
    polarity_errors: tuple[str, ...]
    missed_danger: tuple[str, ...]
    false_danger: tuple[str, ...]
    intent_errors: tuple[str, ...]
    retract_errors: tuple[str, ...]
    misses: tuple[Miss, ...]


def cases_from(lexicon: Lexicon, raw: object, source: str) -> list[UtteranceCase]:
    """Returns the cases of a parsed file; yes and no may be strings or booleans.

    Raises:
        CaseError: the content is no list of utterances; names the file, the case and the fix.
    """
    entries = raw.get("utterances") if isinstance(raw, Mapping) else raw
    if not isinstance(entries, list):
        raise CaseError(f"{source}: no list under 'utterances': add one")
    return [_case(lexicon, entry, f"{source}: {k + 1}") for k, entry in enumerate(entries)]


def _case(lexicon: Lexicon, entry: object, where: str) -> UtteranceCase:
    if not isinstance(entry, Mapping) or "text" not in entry:
        raise CaseError(f"{where}: needs id, text and facts: add them")
    where = f"{where} ({entry.get('id', '?')})"
    facts = dict(entry.get("facts") or {})
    intent = str(facts.pop("intent", "") or "")
    asked = entry.get("asked")
    names = [asked] if isinstance(asked, str) else list(asked or ())
    try:
        normal = normal_facts(lexicon.findings, facts)
        also = {
            fact: tuple(
                normal_facts(lexicon.findings, {fact: v})[fact]
                for v in (values if isinstance(values, list) else [values])
            )
            for fact, values in (entry.get("also_ok") or {}).items()
            if fact != "intent"
        }
    except FactError as error:
        raise CaseError(f"{where}: {error}") from None
    retracts = entry.get("retracts")
    return UtteranceCase(
        id=str(entry.get("id", where)),
        text=str(entry["text"]),
        asked=tuple(str(name) for name in names),
        facts=normal,
        also_ok=also,
        intent=intent,
        retracts=None if retracts is None else tuple(retracts),
    )


def same_value(heard: Value | None, meant: Value) -> bool:
    """Whether two values agree; numbers within 2 %, lists in any order."""
    if isinstance(heard, int | float) and isinstance(meant, int | float):
        return abs(heard - meant) <= TOLERANCE * max(abs(heard), abs(meant))
    if isinstance(heard, tuple) and isinstance(meant, tuple):
        return set(heard) == set(meant)
    return heard == meant


Hears = Callable[[Lexicon, str, Sequence[str]], Understanding]


def score(
    lexicon: Lexicon, cases: Iterable[UtteranceCase], hears: Hears = understand
) -> UtteranceScore:
    """Returns the score over `cases`, each understood on its own.

    Args:
        lexicon: from `load_lexicon`.
        cases: what is said, and what it means.
        hears: both witnesses, or `pipeline.hear`, the rules alone.
    """
    hits = wrong = missed = exact = count = 0
    lists: dict[str, list[str]] = {
        key: [] for key in ("polarity", "danger", "false", "intent", "retract")
    }
    misses: list[Miss] = []
    for case in cases:
        count += 1
        heard = hears(lexicon, case.text, case.asked)
        missing = {
            f: v
            for f, v in case.facts.items()
            if not same_value(heard.facts.get(f), v) and not _also(case, f, heard.facts.get(f))
        }
        extra = {
            f: v
            for f, v in heard.facts.items()
            if not (f in case.facts and f not in missing) and not _also(case, f, v)
        }
        hits += len(case.facts) - len(missing)
        missed += len(missing)
        wrong += len(extra)
        if missing or extra:
            spans = tuple(f'"{span.text}" {span.meaning}' for span in heard.spans)
            misses.append(
                Miss(case.id, case.text, missing, extra, case.asked, spans, heard.leftovers)
            )
        else:
            exact += 1
        _flags(lexicon, case, heard.facts, lists)
        if (
            case.intent
            and case.intent not in heard.acts
            and not _same_intent(case.intent, heard.acts)
        ):
            lists["intent"].append(case.id)
        if set(case.retracts or ()) != set(heard.retracts):
            lists["retract"].append(case.id)
    precision = hits / (hits + wrong) if hits + wrong else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    return UtteranceScore(
        n=count,
        exact_match=exact / count if count else 1.0,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        polarity_errors=tuple(lists["polarity"]),
        missed_danger=tuple(lists["danger"]),
        false_danger=tuple(lists["false"]),
        intent_errors=tuple(lists["intent"]),
        retract_errors=tuple(lists["retract"]),
        misses=tuple(misses),
    )


def _also(case: UtteranceCase, fact: str, value: Value | None) -> bool:
    return any(same_value(value, ok) for ok in case.also_ok.get(fact, ()))


def _same_intent(intent: str, acts: Iterable[str]) -> bool:
    return any(act.partition(":")[0] == intent for act in acts)


def _flags(
    lexicon: Lexicon, case: UtteranceCase, heard: Mapping[str, Value], lists: dict[str, list[str]]
) -> None:
    for fact, meant in case.facts.items():
        got = heard.get(fact)
        if got is None or got == meant or UNKNOWN in (got, meant) or _also(case, fact, got):
            continue
        if lexicon.findings[fact].kind == "yes_no" or "none" in (got, meant):
            lists["polarity"].append(case.id)
            break
    for fact in sorted(dangers(lexicon.findings)):
        positive = case.facts.get(fact) == "yes"
        if positive and heard.get(fact) != "yes":
            lists["danger"].append(case.id)
        wanted = case.facts.get(fact, NO)
        if heard.get(fact) == "yes" and wanted != "yes" and not _also(case, fact, "yes"):
            lists["false"].append(case.id)
