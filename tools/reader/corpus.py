"""Reads the corpus: lines as callers say them, one file an author, each with what it claims.

A file is JSON Lines, `corpus/author_NN.jsonl`; `docs/labels.md` says what a label means. In
`corpus/calls` stand whole lines of calls: `held_N.jsonl` those of the calls that were held
(`tests/cases/calls`), `written_NN.jsonl` those that an author wrote for callers he made up. Authors
are split between learning and judging, never lines. What the frozen authors say
(`tests/cases/frozen`) is never learnt from, not even where another author says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec

from cramp_triage.errors import CaseError, FactError
from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import Findings, normal_facts, normal_value
from tools import ROOT

FOLDER: Final = ROOT / "tools/reader/corpus"
CALLS: Final = FOLDER / "calls"
FROZEN: Final = ROOT / "tests/cases/frozen"

Kind = Literal[
    *("plain", "odd", "hedged", "several", "number", "mangled", "act", "not_for_us"),
    *("denied", "denied_list", "denied_adjective", "denied_behind", "topic_fine"),
    *("same_as_always", "never_like_this", "narrow_no", "yes_and", "list_answer", "corrected"),
    *("question_about", "why_question", "hypothetical", "somebody_else", "family_history"),
    *("past_over", "dont_know", "joke_idiom", "call"),
]
"""How a line is built; figures are told by it."""

ACTS: Final = frozenset(
    "affirm deny unsure question why refusal hesitates emergency_plea obstacle wait gone easing "
    "correction complaint more_to_tell other_person not_for_us goodbye thanks repeat help slower "
    "stop restart back".split()
)
"""What a line may do, beside what it claims."""

NOT_LABELLED: Final = frozenset({"intent"})
"""Said by the acts."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a caller.

    Attributes:
        id: unique in the corpus.
        asked: the facts of the open question; () for an opening or a remark.
        text: the words.
        facts: what they claim.
        also_ok: fact -> values that a careful reader may as well give.
        left_open: facts asked that a narrow answer leaves open.
        retracts: facts taken back without a new value.
        acts: what the line does, of `ACTS`.
        kind: how it is built.
    """

    id: str
    asked: tuple[str, ...]
    text: str
    facts: dict[str, object]
    acts: tuple[str, ...]
    kind: Kind
    also_ok: dict[str, tuple[object, ...]] = {}
    left_open: tuple[str, ...] = ()
    retracts: tuple[str, ...] = ()


def files() -> list[Path]:
    """Every file of the corpus, those of calls last."""
    return [*sorted(FOLDER.glob("author_*.jsonl")), *sorted(CALLS.glob("*.jsonl"))]


def read_author(path: Path, findings: Findings) -> Iterator[tuple[Line, Mapping[str, Value]]]:
    """The lines of an author, each with its facts in their normal form.

    Raises:
        CaseError: a line that is no line, names an unknown fact, value or act, or contradicts
            itself; says file, line and fix.
    """
    for number, row in enumerate(path.read_bytes().splitlines(), start=1):
        where = f"{path.name}, line {number}"
        try:
            line = msgspec.json.decode(row, type=Line)
            yield line, _checked(line, findings)
        except (msgspec.DecodeError, FactError) as error:
            raise CaseError(f"{where}: {error}; fix the line") from None


def to_learn_from(findings: Findings) -> Iterator[tuple[Line, Mapping[str, Value]]]:
    """The lines of all authors but what a frozen author says in the same words.

    Raises:
        CaseError: as `read_author`.
    """
    judges = {
        _words(line) for path in FROZEN.glob("*.jsonl") for line, _ in read_author(path, findings)
    }
    for path in files():
        for line, facts in read_author(path, findings):
            if _words(line) not in judges:
                yield line, facts


def _words(line: Line) -> str:
    """What is said, without case and marks."""
    return " ".join(re.findall(r"[a-z0-9']+", line.text.lower()))


def _checked(line: Line, findings: Findings) -> Mapping[str, Value]:
    facts = {fact: value for fact, value in line.facts.items() if fact not in NOT_LABELLED}
    for fact, values in line.also_ok.items():
        for value in () if fact in NOT_LABELLED else values:
            normal_value(findings, fact, value)
    for fact in (*line.asked, *line.retracts):
        if fact not in findings:
            raise FactError(f"unknown fact {fact!r}")
    strange = [act for act in line.acts if act not in ACTS]
    if strange:
        raise FactError(f"no act is called {strange[0]!r}")
    lost = [fact for fact in line.left_open if fact not in line.asked or fact in facts]
    if lost:
        raise FactError(f"{lost[0]!r} is left open, but was not asked or is claimed")
    return normal_facts(findings, facts)
