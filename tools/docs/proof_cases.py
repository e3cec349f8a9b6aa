"""The cases that prove the protocol, read from `tests/cases/`; the tests and the page use them.

A case is `{with: [...], each: [...]}`: all that is known, and what else is known, one at a
time. A bare fact is a yes; `{site: [calf, foot]}` under `each` is the one, then the other, and
`{site: {except: [calf]}}` every value but that, "I don't know" among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import UNKNOWN, YES, normal_facts
from cramp_triage.protocol.model import Protocol
from tools import ROOT

Case = dict[str, Any]
Facts = dict[str, Value]


def read(name: str) -> dict[str, Any]:
    """What stands in a file of `tests/cases/` under its one key."""
    form = yaml.load(
        (ROOT / "tests/cases" / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    (entries,) = form.values()
    return dict(entries)


def expand(case: Case, protocol: Protocol) -> list[Facts]:
    """The sets of facts that a case stands for, each checked against the vocabulary."""
    known = {fact: value for form in case.get("with", ()) for fact, value in _said(form)}
    if "each" not in case:
        return [normal_facts(protocol.findings, known)]
    return [
        normal_facts(protocol.findings, {**known, fact: one})
        for form in case["each"]
        for fact, value in _said(form)
        for one in _values(fact, value, protocol)
    ]


def _values(fact: str, value: Any, protocol: Protocol) -> list[Any]:
    match value:
        case {"except": [*others]}:
            return [word for word in values(fact, protocol) if word not in others]
        case [*several]:
            return several
    return [value]


def expand_all(cases: list[Case] | None, protocol: Protocol) -> list[Facts]:
    """All sets of facts of a list of cases."""
    return [facts for case in cases or () for facts in expand(case, protocol)]


def _said(form: str | dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from form.items() if isinstance(form, dict) else [(form, YES)]


def values(fact: str, protocol: Protocol) -> tuple[str, ...]:
    """The values that a fact with more than two can have, and "I don't know"."""
    finding = protocol.findings[fact]
    if finding.kind == "list":
        return protocol.findings["site"].values
    return (*finding.values, UNKNOWN) if finding.values else ()


def written(facts: Facts) -> str:
    """A case as it could stand in a file: `{with: [injury, site: calf]}`."""
    return f"{{with: [{', '.join(_word(fact, value) for fact, value in facts.items())}]}}"


def _word(fact: str, value: Value) -> str:
    if value == YES:
        return fact
    return f"{fact}: [{', '.join(value)}]" if isinstance(value, tuple) else f"{fact}: {value}"
