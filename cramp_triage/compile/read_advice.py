"""Reads what goes with the advice: cautions, offers, and how a helper hears it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.compile.read_conditions import read_condition
from cramp_triage.compile.read_protocol import typed
from cramp_triage.compile.yaml_reader import entries, section
from cramp_triage.errors import ProtocolError
from cramp_triage.protocol.conditions import Condition
from cramp_triage.protocol.facts import Finding
from cramp_triage.protocol.model import Caution, Disposition, HelperWords, Rule, Topic

HELPER: Final = "helper.yaml"


def read_cautions(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[Caution, ...]:
    """What must be said with the advice, and to whom."""
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
    """Refuses an offer without words, and a rule whose level has no wording of that name.

    Raises:
        ProtocolError: the first fault found.
    """
    wordings = {(d.level, name) for d in dispositions.values() for name in d.said_as}
    for said in rules:
        if said.said_as and (said.level, said.said_as) not in wordings:
            raise ProtocolError(
                f"rules.yaml: {said.id}: its level has no wording {said.said_as!r}; add it to"
                " `said_as` in dispositions.yaml"
            )
    for key, disposition in dispositions.items():
        for prompt in (f"offer.{offer}" for offer in disposition.offers):
            if prompt not in prompts:
                raise ProtocolError(
                    f"dispositions.yaml: {key}: no prompt is called {prompt!r}; add it"
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


def read_helper(folder: Path, prompts: Collection[str], findings: Collection[str]) -> HelperWords:
    """How a prompt is said to somebody who helps the one with the cramp.

    Raises:
        ProtocolError: the first fault found.
    """
    form = section(folder, HELPER, "helper")
    lists = {name: str(form.get(name, "")).split() for name in ("of_them", "objects", "as_it_is")}
    words = typed({**form, **lists}, HelperWords, HELPER, "helper")
    known = {*prompts, *(f"{kind}.{fact}" for fact in findings for kind in ("ask", "brief"))}
    groups = {prompt.partition(".")[0] for prompt in known}
    for name in (*words.as_it_is, *words.instead):
        if name not in known:
            raise ProtocolError(f"{HELPER}: no prompt is called {name!r}; correct its name")
    for name in {*words.of_them} - groups:
        raise ProtocolError(f"{HELPER}: of_them: no prompt begins with {name!r}; remove it")
    return words
