"""Compiles the YAML a clinician reads into the JSON that the programs load.

    python -m cramp_triage.build            writes data/protocol.json

Every fault is one line that names the file, the key and the mend. This is the only place that
reads YAML for the protocol; no program imports it at run time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import msgspec

from cramp_triage.authored import entries, read_yaml, section
from cramp_triage.conditions import AtLeast, AtMost, Condition, Is, Not, facts_of, leaves, read
from cramp_triage.engine import LEVEL_MODES
from cramp_triage.errors import FactError, ProtocolError
from cramp_triage.findings import NO, UNKNOWN, YES, Finding, normal_facts, normal_value
from cramp_triage.protocol import (
    COMPILED,
    Disposition,
    Implication,
    Protocol,
    Question,
    ReliefStep,
    Rule,
    Source,
    Topic,
)
from cramp_triage.replies import Mode

T = TypeVar("T")

DATA: Final = Path(__file__).parent / "data"
VERSION: Final = "2026.11.1"
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


def compile_protocol(folder: Path = DATA) -> Protocol:
    """Reads, checks and links all protocol files of a folder.

    Raises:
        ProtocolError: the first fault found.
    """
    findings = _findings(folder)
    sources = {
        key: _convert(form, Source, "sources.yaml", key)
        for key, form in section(folder, "sources.yaml", "sources").items()
    }
    definitions: dict[str, Condition] = {}
    for name, form in section(folder, "definitions.yaml", "definitions").items():
        definitions[name] = _condition(form, definitions, findings, "definitions.yaml", name)
    rules = _rules(folder, definitions, findings)
    dispositions = _dispositions(folder)
    questions = _questions(folder, definitions, findings, rules)
    relief = _relief(folder, definitions, findings)
    words = read_yaml(folder / "prompts.yaml")
    guidance = _guidance(words["guidance"], definitions, findings)
    cited = [
        *((f"rules.yaml: {rule.id}", rule.sources) for rule in rules),
        *((f"relief.yaml: {step.id}", step.sources) for step in relief),
        *((f"dispositions.yaml: {key}", d.sources) for key, d in dispositions.items()),
        *((f"prompts.yaml: guidance.{key}", topic.sources) for key, topic in guidance.items()),
    ]
    for where, ids in cited:
        _check_sources(where, ids, sources)
    places = read_yaml(folder / "locales.yaml")
    protocol = Protocol(
        version=VERSION,
        sha256="",
        findings=findings,
        definitions=definitions,
        implied=_implied(folder, definitions, findings),
        rules=rules,
        dispositions=dispositions,
        questions=questions,
        relief=relief,
        guidance=guidance,
        prompts={
            **words["prompts"],
            **_levels(dispositions),
            **_prompts(rules, questions, relief, guidance),
        },
        locales=places["locales"],
        limbs=places["limbs"],
        sources=sources,
    )
    digest = hashlib.sha256(msgspec.json.encode(protocol)).hexdigest()
    return msgspec.structs.replace(protocol, sha256=digest)


def compiled_bytes(folder: Path = DATA) -> bytes:
    """The compiled protocol as it is written to disk."""
    return msgspec.json.encode(compile_protocol(folder)) + b"\n"


def _convert(form: object, kind: type[T], file: str, key: str) -> T:
    try:
        return msgspec.convert(form, kind)
    except msgspec.ValidationError as error:
        raise ProtocolError(f"{file}: {key}: {error}") from None


def _findings(folder: Path) -> dict[str, Finding]:
    findings = {}
    for key, form in section(folder, "findings.yaml", "facts").items():
        if not isinstance(form, dict):
            raise ProtocolError(f"findings.yaml: {key}: must be a mapping")
        finding = _convert({"kind": "yes_no", **form}, Finding, "findings.yaml", key)
        for answer in ("affirm", "deny"):
            try:
                if getattr(finding, answer):
                    normal_value({key: finding}, key, getattr(finding, answer))
            except FactError as error:
                raise ProtocolError(f"findings.yaml: {key}: {answer}: {error}") from None
        findings[key] = finding
    return findings


def _condition(
    form: object,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    file: str,
    key: str,
) -> Condition:
    try:
        condition = read(form, definitions)
    except ValueError as error:
        raise ProtocolError(f"{file}: {key}: {error}") from None
    for leaf in leaves(condition):
        finding = findings.get(leaf.fact)
        if finding is None:
            raise ProtocolError(f"{file}: {key}: unknown fact {leaf.fact!r}; see findings.yaml")
        if isinstance(leaf, AtLeast | AtMost):
            if finding.kind != "number":
                raise ProtocolError(f"{file}: {key}: {leaf.fact!r} is not a number")
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
            return frozenset(findings["site"].values)
        case _:
            return frozenset((UNKNOWN,))


def _implied(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[Implication, ...]:
    implied = []
    forms = read_yaml(folder / "definitions.yaml").get("implied", [])
    for number, form in enumerate(forms, 1):
        key = f"implied {number}"
        when = _condition(form.get("when"), definitions, findings, "definitions.yaml", key)
        try:
            then = normal_facts(findings, form.get("then", {}))
        except FactError as error:
            raise ProtocolError(f"definitions.yaml: {key}: {error}") from None
        implied.append(Implication(when, then))
    return tuple(implied)


def _rules(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[Rule, ...]:
    rules = []
    for form in entries(folder, "rules.yaml", "rules"):
        key = form["id"]
        when = _condition(form.get("when"), definitions, findings, "rules.yaml", key)
        if _has_not(when):
            raise ProtocolError(f"rules.yaml: {key}: a rule may not use 'not'; name the value")
        level = form.get("level")
        if not isinstance(level, int) or not 1 <= level <= 5:
            raise ProtocolError(f"rules.yaml: {key}: level must be 1 to 5")
        mode = form.get("mode", LEVEL_MODES[level])
        if mode not in get_args(Mode):
            raise ProtocolError(f"rules.yaml: {key}: unknown mode {mode!r}")
        rest = {k: v for k, v in form.items() if k not in ("when", "mode")}
        plain = {**rest, "when": msgspec.to_builtins(when), "mode": mode, "facts": facts_of(when)}
        rules.append(_convert(plain, Rule, "rules.yaml", key))
    return tuple(rules)


def _dispositions(folder: Path) -> dict[str, Disposition]:
    found = {
        key: _convert(form, Disposition, "dispositions.yaml", key)
        for key, form in section(folder, "dispositions.yaml", "dispositions").items()
    }
    if sorted(disposition.level for disposition in found.values()) != list(range(6)):
        raise ProtocolError("dispositions.yaml: levels 0 to 5 must stand there once each")
    for disposition in found.values():
        if disposition.mode != LEVEL_MODES[disposition.level]:
            raise ProtocolError(
                f"dispositions.yaml: level {disposition.level}: mode must be "
                f"{LEVEL_MODES[disposition.level]!r}"
            )
    return found


def _questions(
    folder: Path,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    rules: Iterable[Rule],
) -> dict[str, Question]:
    questions = {}
    decided = {fact: [rule.sources for rule in rules if fact in rule.facts] for fact in findings}
    for form in entries(folder, "questions.yaml", "questions"):
        key = form["id"]
        plain = dict(form)
        for field in ("when", "unless"):
            if field in form:
                point = _condition(form[field], definitions, findings, "questions.yaml", key)
                plain[field] = msgspec.to_builtins(point)
        asks = form.get("asks") or ()
        cited = (source for fact in asks for sources in decided.get(fact, ()) for source in sources)
        plain["sources"] = tuple(dict.fromkeys(cited))
        question = _convert(plain, Question, "questions.yaml", key)
        if not 1 <= len(question.asks) <= 4:
            raise ProtocolError(f"questions.yaml: {key}: asks one to four facts")
        for fact in question.asks:
            if fact not in findings:
                raise ProtocolError(f"questions.yaml: {key}: unknown fact {fact!r}")
            if not findings[fact].ask:
                raise ProtocolError(f"questions.yaml: {key}: fact {fact!r} has no `ask` text")
        questions[key] = question
    return questions


def _relief(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[ReliefStep, ...]:
    needs = section(folder, "relief.yaml", "needs")
    steps = []
    for form in entries(folder, "relief.yaml", "relief"):
        key = form["id"]
        if form.get("kind") not in KINDS:
            raise ProtocolError(f"relief.yaml: {key}: unknown kind {form.get('kind')!r}")
        plain = dict(form)
        for field in ("when", "never_when"):
            if field in form:
                read_form = _condition(form[field], definitions, findings, "relief.yaml", key)
                plain[field] = msgspec.to_builtins(read_form)
        named = form.get("needs")
        if named is not None and named not in needs:
            raise ProtocolError(f"relief.yaml: {key}: no list of needs is called {named!r}")
        plain["needs"] = needs[named] if named else []
        steps.append(_convert(plain, ReliefStep, "relief.yaml", key))
    return tuple(steps)


def _guidance(
    forms: Mapping[str, Any],
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
) -> dict[str, Topic]:
    guidance = {}
    for key, form in forms.items():
        where = f"guidance.{key}"
        instead = [
            {
                **variant,
                "when": msgspec.to_builtins(
                    _condition(variant.get("when"), definitions, findings, "prompts.yaml", where)
                ),
            }
            for variant in form.get("instead", ())
        ]
        guidance[key] = _convert({**form, "instead": instead}, Topic, "prompts.yaml", where)
    return guidance


def _levels(dispositions: Mapping[str, Disposition]) -> dict[str, str]:
    texts = {}
    for disposition in dispositions.values():
        for kind, text in (
            ("level", disposition.say),
            ("early", disposition.early),
            ("also", disposition.also),
        ):
            if text:
                texts[f"{kind}.{disposition.level}"] = text
    return texts


def _prompts(
    rules: Iterable[Rule],
    questions: Mapping[str, Question],
    relief: Iterable[ReliefStep],
    guidance: Mapping[str, Topic],
) -> dict[str, str]:
    return {
        **{f"rule.{rule.id}": rule.why for rule in rules},
        **{f"question.{key}": question.text for key, question in questions.items()},
        **{f"again.{key}": q.again for key, q in questions.items() if q.again},
        **{f"hint.{key}": q.hint for key, q in questions.items() if q.hint},
        **{f"why.{key}": q.why for key, q in questions.items() if q.why},
        **{f"relief.{step.id}": step.text for step in relief},
        **{f"guidance.{key}": topic.text for key, topic in guidance.items()},
        **{
            f"guidance.{key}.{number}": variant.text
            for key, topic in guidance.items()
            for number, variant in enumerate(topic.instead)
        },
    }


def _check_sources(where: str, ids: Iterable[str], sources: Mapping[str, Source]) -> None:
    listed = list(ids)
    if not listed:
        raise ProtocolError(f"{where}: cites no source; add one")
    for source in listed:
        if source not in sources:
            raise ProtocolError(f"{where}: unknown source {source!r}; see sources.yaml")


def _has_not(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return True
    if isinstance(condition, Is | AtLeast | AtMost):
        return False
    return any(_has_not(part) for part in condition.of)


def main() -> None:
    """Entry point of `python -m cramp_triage.build`."""
    try:
        (DATA / COMPILED).write_bytes(compiled_bytes(DATA))
    except ProtocolError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
