"""Reads the authored protocol file by file: facts, conditions, rules, questions, relief, guidance.

Every fault is one line that names the file, the key and the mend. What they are together is checked
and compiled by `protocol`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import msgspec

from cramp_triage.compile.yaml_reader import entries, read_yaml, section
from cramp_triage.errors import FactError, ProtocolError
from cramp_triage.messages.replies import Mode
from cramp_triage.protocol.conditions import (
    AtLeast,
    AtMost,
    Condition,
    Is,
    Not,
    facts_of,
    leaves,
    read,
)
from cramp_triage.protocol.facts import (
    CONTEXT,
    NO,
    SITE,
    UNKNOWN,
    YES,
    Finding,
    normal_facts,
    normal_value,
)
from cramp_triage.protocol.model import (
    LEVEL_MODES,
    Disposition,
    Implication,
    Question,
    ReliefStep,
    Rule,
    Topic,
)

T = TypeVar("T")

FACTS: Final = "facts.yaml"

KINDS: Final = frozenset(
    (
        "stretch",
        "massage",
        "heat",
        "cold",
        "drink",
        "salt",
        "stand",
        "walk",
        "rest",
        "position",
        "other",
    )
)


def typed(form: object, kind: type[T], file: str, key: str) -> T:
    """What stands in a file as a value of ours.

    Raises:
        ProtocolError: a field is missing, unknown or of another type.
    """
    try:
        return msgspec.convert(form, kind)
    except msgspec.ValidationError as error:
        raise ProtocolError(f"{file}: {key}: {error}") from None


def read_findings(folder: Path) -> dict[str, Finding]:
    """The facts, each with the values and facts that it names checked."""
    findings = {}
    for key, form in section(folder, FACTS, "facts").items():
        if not isinstance(form, dict):
            raise ProtocolError(f"{FACTS}: {key}: must be a mapping; start it with `name:`")
        findings[key] = typed(form, Finding, FACTS, key)
    for key, finding in findings.items():
        named = (
            ("affirm", key, finding.affirm),
            ("deny", key, finding.deny),
            ("setting", CONTEXT, finding.setting),
        )
        for field, fact, value in named:
            try:
                if value:
                    normal_value(findings, fact, value)
            except FactError as error:
                raise ProtocolError(f"{FACTS}: {key}: {field}: {error}") from None
        if finding.derived_from and finding.derived_from not in findings:
            raise ProtocolError(
                f"{FACTS}: {key}: derived_from: unknown fact {finding.derived_from!r}; add it"
            )
    return findings


def read_condition(
    form: object,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    file: str,
    key: str,
) -> Condition:
    """A condition, whose facts are known and can have the values it names."""
    try:
        condition = read(form, definitions)
    except ValueError as error:
        raise ProtocolError(f"{file}: {key}: {error}") from None
    for leaf in leaves(condition):
        finding = findings.get(leaf.fact)
        if finding is None:
            raise ProtocolError(f"{file}: {key}: unknown fact {leaf.fact!r}; see facts.yaml")
        if isinstance(leaf, AtLeast | AtMost):
            if finding.kind != "number":
                raise ProtocolError(
                    f"{file}: {key}: {leaf.fact!r} is not a number; name one of its values"
                )
            continue
        allowed = _allowed(finding, findings)
        for value in leaf.values:
            if allowed is not None and value not in allowed:
                takes = ", ".join(sorted(allowed))
                raise ProtocolError(
                    f"{file}: {key}: {leaf.fact!r} cannot be {value!r}: it takes {takes}"
                )
    return condition


def _allowed(finding: Finding, findings: Mapping[str, Finding]) -> frozenset[str] | None:
    match finding.kind:
        case "yes_no":
            return frozenset((YES, NO, UNKNOWN))
        case "enum":
            return frozenset((*finding.values, UNKNOWN))
        case "list":
            return frozenset(findings[SITE].values)
        case _:
            return frozenset((UNKNOWN,))


def read_implied(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[Implication, ...]:
    """What facts say of others."""
    implied = []
    forms = read_yaml(folder / "definitions.yaml").get("implied", [])
    for number, form in enumerate(forms, 1):
        key = f"implied {number}"
        when = read_condition(form.get("when"), definitions, findings, "definitions.yaml", key)
        try:
            then = normal_facts(findings, form.get("then", {}))
        except FactError as error:
            raise ProtocolError(f"definitions.yaml: {key}: {error}") from None
        implied.append(Implication(when, then))
    return tuple(implied)


def read_rules(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[Rule, ...]:
    """The rules; none uses `not`."""
    rules = []
    for form in entries(folder, "rules.yaml", "rules"):
        key = form["id"]
        when = read_condition(form.get("when"), definitions, findings, "rules.yaml", key)
        if _has_not(when):
            raise ProtocolError(f"rules.yaml: {key}: a rule may not use 'not'; name the value")
        level = form.get("level")
        if not isinstance(level, int) or not 1 <= level <= 5:
            raise ProtocolError(f"rules.yaml: {key}: level must be 1 to 5")
        mode = form.get("mode", LEVEL_MODES[level])
        if mode not in get_args(Mode):
            raise ProtocolError(
                f"rules.yaml: {key}: unknown mode {mode!r}; use one of {', '.join(get_args(Mode))}"
            )
        rest = {k: v for k, v in form.items() if k not in ("when", "mode")}
        plain = {**rest, "when": msgspec.to_builtins(when), "mode": mode, "facts": facts_of(when)}
        rules.append(typed(plain, Rule, "rules.yaml", key))
    return tuple(rules)


def read_dispositions(folder: Path) -> dict[str, Disposition]:
    """What is advised at each level, each once."""
    found = {
        key: typed(form, Disposition, "dispositions.yaml", key)
        for key, form in section(folder, "dispositions.yaml", "dispositions").items()
    }
    if sorted(disposition.level for disposition in found.values()) != list(range(6)):
        raise ProtocolError(
            "dispositions.yaml: levels 0 to 5 must stand there once each; add or rename one"
        )
    for disposition in found.values():
        if disposition.mode != LEVEL_MODES[disposition.level]:
            raise ProtocolError(
                f"dispositions.yaml: level {disposition.level}: mode must be "
                f"{LEVEL_MODES[disposition.level]!r}"
            )
    return found


def read_modes(folder: Path) -> dict[Mode, str]:
    """How a clinician reads each way to care; every one has its words."""
    words = section(folder, "dispositions.yaml", "modes")
    if words.keys() != {*get_args(Mode)}:
        raise ProtocolError(
            f"dispositions.yaml: modes must be {', '.join(get_args(Mode))}; add or rename one"
        )
    return typed(words, dict[Mode, str], "dispositions.yaml", "modes")


def read_questions(
    folder: Path,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    rules: Iterable[Rule],
) -> dict[str, Question]:
    """The questions, each with the sources of the rules that its facts decide."""
    questions = {}
    decided = {fact: [rule.sources for rule in rules if fact in rule.facts] for fact in findings}
    for form in entries(folder, "questions.yaml", "questions"):
        key = form["id"]
        plain = dict(form)
        for field in ("when", "unless"):
            if field in form:
                point = read_condition(form[field], definitions, findings, "questions.yaml", key)
                plain[field] = msgspec.to_builtins(point)
        asks = form.get("asks") or ()
        cited = (source for fact in asks for sources in decided.get(fact, ()) for source in sources)
        plain["sources"] = tuple(dict.fromkeys(cited))
        question = typed(plain, Question, "questions.yaml", key)
        if not 1 <= len(question.asks) <= 4:
            raise ProtocolError(f"questions.yaml: {key}: asks one to four facts; split it")
        for fact in question.asks:
            if fact not in findings:
                raise ProtocolError(f"questions.yaml: {key}: unknown fact {fact!r}; see facts.yaml")
            if not findings[fact].ask:
                raise ProtocolError(
                    f"questions.yaml: {key}: fact {fact!r} has no `ask` text; give it one"
                )
        questions[key] = question
    return questions


def read_relief(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[ReliefStep, ...]:
    """The relief steps, each with the facts that must be clear before it."""
    needs = section(folder, "relief.yaml", "needs")
    steps = []
    for form in entries(folder, "relief.yaml", "relief"):
        key = form["id"]
        if form.get("kind") not in KINDS:
            raise ProtocolError(f"relief.yaml: {key}: unknown kind {form.get('kind')!r}; see KINDS")
        plain = dict(form)
        for field in ("when", "never_when"):
            if field in form:
                read_form = read_condition(form[field], definitions, findings, "relief.yaml", key)
                plain[field] = msgspec.to_builtins(read_form)
        named = form.get("needs")
        if named is not None and named not in needs:
            raise ProtocolError(
                f"relief.yaml: {key}: no list of needs is called {named!r}; add it at the top"
            )
        plain["needs"] = needs[named] if named else []
        steps.append(typed(plain, ReliefStep, "relief.yaml", key))
    return tuple(steps)


def read_guidance(
    forms: Mapping[str, Any],
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
) -> dict[str, Topic]:
    """The answers to what a person may ask, with their variants."""
    guidance = {}
    for key, form in forms.items():
        where = f"guidance.{key}"
        instead = [
            {
                **variant,
                "when": msgspec.to_builtins(
                    read_condition(
                        variant.get("when"), definitions, findings, "prompts.yaml", where
                    )
                ),
            }
            for variant in form.get("instead", ())
        ]
        guidance[key] = typed({**form, "instead": instead}, Topic, "prompts.yaml", where)
    return guidance


def _has_not(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return True
    if isinstance(condition, Is | AtLeast | AtMost):
        return False
    return any(_has_not(part) for part in condition.of)
