"""What the reader learns from: the corpus, the older labelled sentences, and made contrasts.

An example says of every label whether it holds, holds not, or is not told. What the older
sentences do not label by `docs/labels.md`, and what is only acceptable, is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import Findings, normal_value
from tools import ROOT
from tools.reader.corpus import ACTS, to_learn_from

SAID: Final = "said"
"""The value of a label that a number or a list was told."""
CASES: Final = ROOT / "tests/cases"
OLDER: Final = tuple(sorted((*CASES.glob("*utterances*.yaml"), *CASES.glob("bank_*.yaml"))))
LEFT_TO_RULES: Final = frozenset({"intent", "inside_belly", "asks_for_ambulance"})
"""Facts that came after the authors had written: of too few lines to be learnt."""
LOOSE: Final = frozenset({"ongoing_now", "context", "frequency", "onset", "disturbs_sleep", "pain"})
"""Facts that the older sentences label by no one rule: only what they say of them counts."""


class Example(msgspec.Struct, frozen=True):
    """A line to learn from.

    Attributes:
        text: the words.
        asked: the facts of the open question.
        holds: labels (`fact=value`, `act:act`) that hold.
        untold: labels of which nothing is told.
        acts_told: whether the acts are labelled.
        author: who said it.
        kind: how it is built.
        id: the line's.
    """

    text: str
    asked: tuple[str, ...]
    holds: frozenset[str]
    untold: frozenset[str]
    acts_told: bool
    author: str
    kind: str
    id: str


def labels_of(findings: Findings) -> list[str]:
    """Every label that the reader gives a probability to, in the order of the vocabulary."""
    labels = [
        f"{fact}={value}"
        for fact, finding in findings.items()
        if fact not in LEFT_TO_RULES
        for value in _values(finding)
    ]
    return [*labels, *(f"act:{act}" for act in sorted(ACTS))]


def _values(finding: Any) -> tuple[str, ...]:
    if finding.kind == "yes_no":
        return ("yes", "no", "unknown")
    if finding.kind == "enum":
        return (*finding.values, "unknown")
    return (SAID, "unknown")


def label(fact: str, value: Value, findings: Findings) -> str:
    """The label of a fact's value."""
    plain = findings[fact].kind in ("yes_no", "enum") or value == "unknown"
    return f"{fact}={value if plain else SAID}"


def all_values(fact: str, findings: Findings) -> set[str]:
    """The labels of a fact."""
    return {f"{fact}={value}" for value in _values(findings[fact])}


def corpus(findings: Findings) -> Iterator[Example]:
    """The lines of all authors who may be learnt from."""
    for line, facts in to_learn_from(findings):
        yield from_line(line, facts, findings)


def from_line(line: Any, facts: Mapping[str, Value], findings: Findings) -> Example:
    """A line of the corpus as an example."""
    holds = {
        label(fact, value, findings) for fact, value in facts.items() if fact not in LEFT_TO_RULES
    }
    loose: set[str] = set()
    for fact, values in line.also_ok.items():
        if fact not in LEFT_TO_RULES:
            loose |= {label(fact, normal_value(findings, fact, v), findings) for v in values}
            if fact not in facts:
                loose |= all_values(fact, findings) & {f"{fact}=unknown"}
    return Example(
        text=line.text,
        asked=line.asked,
        holds=frozenset(holds | {f"act:{act}" for act in line.acts}),
        untold=frozenset(loose - holds),
        acts_told=True,
        author=line.id.split("-")[0],
        kind=line.kind,
        id=line.id,
    )


def older(findings: Findings) -> Iterator[Example]:
    """The sentences of `tests/cases`, each with what it claims."""
    rows = [row for path in OLDER for row in _read(path)["utterances"]]
    known = {fact for row in rows for fact in row.get("facts") or {}}
    new = [fact for fact in findings if fact not in known and fact not in LEFT_TO_RULES]
    vague = {one for fact in (*LOOSE, *new) for one in all_values(fact, findings)}
    for row in rows:
        asked = row.get("asked") or ()
        asked = (asked,) if isinstance(asked, str) else tuple(asked)
        facts = {
            fact: normal_value(findings, fact, value)
            for fact, value in (row.get("facts") or {}).items()
            if fact not in LEFT_TO_RULES
        }
        holds = {label(fact, value, findings) for fact, value in facts.items()}
        loose = set(vague)
        for fact, values in (row.get("also_ok") or {}).items():
            if fact in LEFT_TO_RULES:
                continue
            listed = values if isinstance(values, list) else [values]
            loose |= {label(fact, normal_value(findings, fact, v), findings) for v in listed}
        yield Example(
            text=row["text"],
            asked=asked,
            holds=frozenset(holds),
            untold=frozenset(loose - holds),
            acts_told=False,
            author="older",
            kind="older",
            id=str(row.get("id")),
        )


def wordings(findings: Findings) -> Iterator[Example]:
    """Ways to tell one danger, each unasked and asked; of other facts they say nothing that counts.

    And speech in the room, of which nothing may come.
    """
    for fact, told in _read(CASES / "danger_wording.yaml").items():
        others = {
            one
            for other in findings
            if other not in LEFT_TO_RULES | {fact}
            for one in all_values(other, findings)
        }
        for value in ("yes", "no", "neither"):
            for at, text in enumerate(told.get(value, ())):
                for asked in ((), (fact,)) if value != "neither" else ((),):
                    yield Example(
                        text=text,
                        asked=asked,
                        holds=frozenset({f"{fact}={value}"} if value != "neither" else ()),
                        untold=frozenset(others),
                        acts_told=False,
                        author="older",
                        kind="older",
                        id=f"wording-{fact}-{value}-{at}",
                    )
    for at, row in enumerate(_read(CASES / "rejections.yaml")["rejections"]):
        yield Example(
            text=row["text"],
            asked=(row["asked"],) if row["asked"] else (),
            holds=frozenset({"act:not_for_us"}),
            untold=frozenset(),
            acts_told=False,
            author="older",
            kind="not_for_us",
            id=f"rejected-{at}",
        )


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
