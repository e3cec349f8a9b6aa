"""Files of cases (vignettes, utterances, conversations), read and checked.

The formats are fixed outside. In every file yes and no may arrive as words or, through YAML 1.1,
as booleans; both are accepted and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from cramp_triage.errors import CaseError, FactError
from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import Findings, normal_facts


class Expected(msgspec.Struct, frozen=True):
    """The level a case should end with: exact, and the range that is acceptable."""

    level: int
    min: int
    max: int
    mode: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What every case has: findings, the level to end with, relief that must not be advised."""

    id: str
    findings: dict[str, Value]
    expected: Expected
    relief_must_not: tuple[str, ...] = ()


class Vignette(Case, frozen=True, kw_only=True):
    """One patient as findings."""

    category: str = ""


class Interrupt(msgspec.Struct, frozen=True):
    """Something said out of turn, after the reply before `after_turn`."""

    after_turn: int
    text: str


class Conversation(Case, frozen=True, kw_only=True):
    """One patient with words of their own."""

    opening: str
    persona: str = ""
    says: dict[str, str] = {}
    interrupts: tuple[Interrupt, ...] = ()


def read_cases(path: Path, key: str) -> list[dict[str, Any]]:
    """The entries under `key` of a YAML file of cases.

    Raises:
        CaseError: not readable, not YAML, or without that list.
    """
    try:
        form = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise CaseError(f"{path}: cannot be read: {said}") from None
    entries = form.get(key) if isinstance(form, dict) else None
    if not isinstance(entries, list):
        raise CaseError(f"{path}: has no list {key!r}; is it a file of {key}?")
    return entries


def read_vignettes(path: Path, findings: Findings) -> list[Vignette]:
    """All vignettes of a file.

    Raises:
        CaseError: names the case and what is wrong with it.
    """
    return [_case(path, entry, findings, Vignette) for entry in read_cases(path, "vignettes")]


def read_conversations(path: Path, findings: Findings) -> list[Conversation]:
    """All conversations of a file.

    Raises:
        CaseError: names the case and what is wrong with it.
    """
    entries = read_cases(path, "conversations")
    return [_case(path, entry, findings, Conversation) for entry in entries]


def _case(path: Path, entry: Any, findings: Findings, kind: Any) -> Any:
    name = entry.get("id", "?") if isinstance(entry, dict) else "?"
    if not isinstance(entry, dict) or not isinstance(entry.get("findings"), dict):
        raise CaseError(f"{path}: case {name}: has no findings")
    try:
        known = normal_facts(findings, entry["findings"])
        fields = {k: v for k, v in entry.items() if k in kind.__struct_fields__}
        if isinstance(entry.get("says"), dict):
            fields["says"] = {fact: _words(said) for fact, said in entry["says"].items()}
        return msgspec.convert({**fields, "findings": known}, kind)
    except (FactError, msgspec.ValidationError) as error:
        raise CaseError(f"{path}: case {name}: {error}") from None


def _words(said: Any) -> Any:
    return {True: "yes", False: "no"}[said] if isinstance(said, bool) else said
