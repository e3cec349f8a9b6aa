"""Reads what goes with the advice: cautions, offers, what is said until help comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from cramp_triage.compile.read_conditions import read_condition
from cramp_triage.compile.read_protocol import typed
from cramp_triage.compile.yaml_reader import entries
from cramp_triage.errors import ProtocolError
from cramp_triage.protocol.conditions import Condition
from cramp_triage.protocol.facts import Finding
from cramp_triage.protocol.model import Caution, Disposition, Rule, Topic


def read_cautions(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[Caution, ...]:
    """What must be said beside the advice, and to whom."""
    cautions = []
    for form in entries(folder, "cautions.yaml", "cautions"):
        plain = dict(form)
        for field in ("when", "unless"):
            if field in form:
                read_form = read_condition(
                    form[field], definitions, findings, "cautions.yaml", form["id"]
                )
                plain[field] = msgspec.to_builtins(read_form)
        cautions.append(typed(plain, Caution, "cautions.yaml", form["id"]))
    return tuple(cautions)


def check_dispositions(
    dispositions: Mapping[str, Disposition], rules: Iterable[Rule], prompts: Collection[str]
) -> None:
    """Refuses an offer or a meanwhile without words, or for a rule that is none.

    Raises:
        ProtocolError: the first fault found.
    """
    rules = tuple(rules)
    ids = {rule.id for rule in rules}
    wordings = {(d.level, name) for d in dispositions.values() for name in d.said_as}
    for said in rules:
        if said.said_as and (said.level, said.said_as) not in wordings:
            raise ProtocolError(
                f"rules.yaml: {said.id}: its level has no wording {said.said_as!r}; add it to"
                " `said_as` in dispositions.yaml"
            )
    for key, disposition in dispositions.items():
        named = [f"offer.{offer}" for offer in disposition.offers]
        named += [f"meanwhile.{name}" for name in disposition.meanwhile.values()]
        for prompt in named:
            if prompt not in prompts:
                raise ProtocolError(
                    f"dispositions.yaml: {key}: no prompt is called {prompt!r}; add it"
                )
        for rule in disposition.meanwhile:
            if rule not in ids:
                raise ProtocolError(
                    f"dispositions.yaml: {key}: unknown rule {rule!r}; see rules.yaml"
                )


def check_answers(guidance: Mapping[str, Topic], findings: Collection[str]) -> None:
    """Refuses a topic that answers no fact of ours.

    Raises:
        ProtocolError: the first fault found.
    """
    for key, topic in guidance.items():
        if topic.answers and topic.answers not in findings:
            raise ProtocolError(
                f"prompts.yaml: guidance.{key}: unknown fact {topic.answers!r}; see findings.yaml"
            )
