"""Reads data/first_aid.yaml: what may be said until help comes.

Every fault is one line that names the file, the key and the fix.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from cramp_triage.compile.read_conditions import read_condition
from cramp_triage.compile.read_protocol import one_of, typed
from cramp_triage.compile.yaml_reader import entries, section
from cramp_triage.errors import ProtocolError
from cramp_triage.protocol.conditions import Condition
from cramp_triage.protocol.facts import Finding
from cramp_triage.protocol.model import HIGHEST, FirstAid, Rule

FILE: Final = "first_aid.yaml"
KINDS: Final = tuple("call chest position cool medicine by_mouth leave_alone water travel".split())
PARAMETERS: Final = frozenset(("emergency", "told"))
LONGEST: Final = 40
"""Words of one spoken part."""


def read_first_aid(
    folder: Path,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    rules: Iterable[Rule],
    levels: Mapping[str, int],
) -> tuple[FirstAid, ...]:
    """The entries in their order; every rule of the highest level brings one up.

    Args:
        folder: of the authored files.
        definitions: conditions by name.
        findings: the facts.
        rules: the rules, already read.
        levels: each level by the name of its disposition.

    Raises:
        ProtocolError: the first fault found.
    """
    rules = tuple(rules)
    lists = section(folder, FILE, "rule_lists")
    known = {rule.id for rule in rules}
    read = []
    for form in entries(folder, FILE, "first_aid"):
        key = form["id"]
        one_of(form, "kind", KINDS, FILE, key)
        plain = {"topic": key, **form}
        for field in ("when", "never_when"):
            if field in form:
                condition = read_condition(form[field], definitions, findings, FILE, key)
                plain[field] = msgspec.to_builtins(condition)
        plain["levels"] = [_level(name, levels, key) for name in form.get("levels", ())]
        plain["never_rules"] = _never_rules(form, lists, key)
        entry = typed(plain, FirstAid, FILE, key)
        _check_rules(entry, known)
        _check_words(entry)
        _check_by_mouth(entry)
        read.append(entry)
    _check_instead(read)
    _check_highest(rules, read)
    return tuple(read)


def _level(name: str, levels: Mapping[str, int], key: str) -> int:
    one_of({"level": name}, "level", levels, FILE, key)
    return levels[name]


def _never_rules(form: Mapping[str, Any], lists: Mapping[str, Any], key: str) -> list[str]:
    named = form.get("never_rules")
    if named is None:
        return []
    if named not in lists:
        raise ProtocolError(
            f"{FILE}: {key}: no list of rules is called {named!r}; add it at the top"
        )
    return list(lists[named])


def _check_rules(entry: FirstAid, known: Iterable[str]) -> None:
    for rule in (*entry.for_rules, *entry.never_rules):
        if rule not in known:
            raise ProtocolError(f"{FILE}: {entry.id}: unknown rule {rule!r}; see rules.yaml")


def _check_instead(read: Iterable[FirstAid]) -> None:
    topics = {entry.topic for entry in read}
    for entry in read:
        for topic in entry.instead_of:
            if topic not in topics:
                raise ProtocolError(
                    f"{FILE}: {entry.id}: no entry is on the topic {topic!r}; correct `instead_of`"
                )


def _check_words(entry: FirstAid) -> None:
    if not entry.say:
        raise ProtocolError(f"{FILE}: {entry.id}: says nothing; write at least one part")
    for part in entry.say:
        if len(part.split()) > LONGEST:
            raise ProtocolError(
                f"{FILE}: {entry.id}: a part has over {LONGEST} words; split or shorten it"
            )
        for _, parameter, _, _ in string.Formatter().parse(part):
            if parameter is not None and parameter not in PARAMETERS:
                raise ProtocolError(
                    f"{FILE}: {entry.id}: nothing fills in {{{parameter}}}; "
                    f"use one of {', '.join(sorted(PARAMETERS))}"
                )


def _check_by_mouth(entry: FirstAid) -> None:
    """Nothing is given by mouth where the emergency number must be called."""
    if entry.kind == "by_mouth" and (not entry.levels or HIGHEST in entry.levels):
        raise ProtocolError(
            f"{FILE}: {entry.id}: nothing is given by mouth at the highest level; "
            "name its levels and leave that one out"
        )


def _check_highest(rules: Iterable[Rule], read: Iterable[FirstAid]) -> None:
    served = {rule for entry in read for rule in entry.for_rules}
    for rule in rules:
        if rule.level == HIGHEST and rule.id not in served:
            raise ProtocolError(
                f"{FILE}: {rule.id}: no entry is for this rule of the highest level; "
                "name it in `for_rules` of one"
            )
