"""Reads the authored protocol file by file: facts, conditions, rules, questions, relief, guidance.

Every fault is one line that names the file, the key and the fix. What they are together is checked
and compiled by `protocol`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import msgspec

from cramp_triage.compile.read_conditions import check_name, read_condition
from cramp_triage.compile.yaml_reader import entries, read_yaml, section
from cramp_triage.errors import FactError, ProtocolError
from cramp_triage.messages.replies import Mode
from cramp_triage.protocol.conditions import AtLeast, AtMost, Condition, Is, Not, facts_of
from cramp_triage.protocol.facts import CONTEXT, Finding, normal_facts, normal_value
from cramp_triage.protocol.model import (
    LEVEL_MODES,
    Disposition,
    Evidence,
    Implication,
    Question,
    ReliefStep,
    Rule,
    Topic,
    Why,
)

T = TypeVar("T", bound=msgspec.Struct)

FACTS: Final = "facts.yaml"
WHY: Final = "why.yaml"
KINDS: Final = tuple("stretch massage heat cold drink salt stand walk rest position other".split())


class Definition(msgspec.Struct, frozen=True):
    """A condition with a name, and how a page names it; without words it is said in full."""

    when: Condition
    words: str = ""


def typed(form: object, kind: type[T], file: str, key: str) -> T:
    """What stands in a file as a value of ours.

    Raises:
        ProtocolError: a field is missing, unknown or of another type.
    """
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    if isinstance(form, dict):
        for field in form:
            if field not in known:
                raise ProtocolError(
                    f"{file}: {key}: unknown key {field!r}; use one of {', '.join(known)}"
                )
        if "evidence" in known:
            one_of(form, "evidence", get_args(Evidence), file, key)
    try:
        return msgspec.convert(form, kind)
    except msgspec.ValidationError as error:
        raise ProtocolError(f"{file}: {key}: {error}") from None


def one_of(form: Mapping[str, Any], field: str, words: Iterable[str], file: str, key: str) -> None:
    """Refuses a field whose word is not one of those it takes.

    Raises:
        ProtocolError: says which words it takes.
    """
    allowed = list(words)
    if form.get(field) not in allowed:
        raise ProtocolError(
            f"{file}: {key}: unknown {field} {form.get(field)!r}; use one of {', '.join(allowed)}"
        )


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
        for field, other in (("derived_from", finding.derived_from), ("within", finding.within)):
            if other and other not in findings:
                raise ProtocolError(f"{FACTS}: {key}: {field}: unknown fact {other!r}; add it")
    return findings


def read_definitions(folder: Path, findings: Mapping[str, Finding]) -> dict[str, Definition]:
    """The conditions with a name; each may use those above it."""
    read: dict[str, Definition] = {}
    above: dict[str, Condition] = {}
    for name, form in section(folder, "definitions.yaml", "definitions").items():
        check_name(name, findings)
        if not isinstance(form, dict):
            raise ProtocolError(f"definitions.yaml: {name}: must be a mapping; write `when: ...`")
        when = read_condition(form.get("when"), above, findings, "definitions.yaml", name)
        above[name] = when
        plain = {**form, "when": msgspec.to_builtins(when)}
        read[name] = typed(plain, Definition, "definitions.yaml", name)
    return read


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
    folder: Path,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    levels: Mapping[str, int],
) -> tuple[Rule, ...]:
    """The rules; none uses `not`, and none is for the lowest level.

    Args:
        folder: of the authored files.
        definitions: conditions by name.
        findings: the facts.
        levels: each level by the name of its disposition.
    """
    rules = []
    dangers = [name for name, level in levels.items() if level]
    for form in entries(folder, "rules.yaml", "rules"):
        key = form["id"]
        when = read_condition(form.get("when"), definitions, findings, "rules.yaml", key)
        if _has_not(when):
            raise ProtocolError(f"rules.yaml: {key}: a rule may not use 'not'; name the value")
        one_of(form, "level", dangers, "rules.yaml", key)
        level = levels[form["level"]]
        plain = {"mode": LEVEL_MODES[level], **form, "level": level, "facts": facts_of(when)}
        one_of(plain, "mode", get_args(Mode), "rules.yaml", key)
        plain["when"] = msgspec.to_builtins(when)
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
            "dispositions.yaml: levels 0 to 5 must each appear once; add or rename one"
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
    try:
        return msgspec.convert(words, dict[Mode, str])
    except msgspec.ValidationError as error:
        raise ProtocolError(f"dispositions.yaml: modes: {error}") from None


def read_questions(
    folder: Path,
    definitions: Mapping[str, Condition],
    findings: Mapping[str, Finding],
    rules: Iterable[Rule],
    levels: Mapping[str, int],
) -> dict[str, Question]:
    """The questions, each with the sources of the rules that its facts decide."""
    questions = {}
    whys = _read_whys(folder)
    decided = {fact: [rule.sources for rule in rules if fact in rule.facts] for fact in findings}
    for form in entries(folder, "questions.yaml", "questions"):
        key = form["id"]
        if key not in whys:
            raise ProtocolError(
                f'{WHY}: {key}: nothing answers "why do you ask?"; add one sentence and its sources'
            )
        plain = {**form, "why": msgspec.to_builtins(whys.pop(key))}
        for field in ("when", "unless"):
            if field in form:
                point = read_condition(form[field], definitions, findings, "questions.yaml", key)
                plain[field] = msgspec.to_builtins(point)
        if "leads_to" in form:
            one_of(form, "leads_to", levels, "questions.yaml", key)
            plain["leads_to"] = levels[form["leads_to"]]
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
            if not findings[fact].brief:
                raise ProtocolError(
                    f"questions.yaml: {key}: fact {fact!r} has no `brief` text; give it one"
                )
        questions[key] = question
    if whys:
        raise ProtocolError(f"{WHY}: {min(whys)}: no such question; see questions.yaml")
    return questions


def _read_whys(folder: Path) -> dict[str, Why]:
    """Why each question is asked, by its id: one sentence each."""
    whys = {key: typed(form, Why, WHY, key) for key, form in section(folder, WHY, "why").items()}
    for key, why in whys.items():
        if not re.fullmatch(r"Because [^.!?]+\.", why.say):
            raise ProtocolError(f'{WHY}: {key}: write one sentence that begins with "Because"')
    return whys


def read_relief(
    folder: Path, definitions: Mapping[str, Condition], findings: Mapping[str, Finding]
) -> tuple[ReliefStep, ...]:
    """The relief steps, each with the facts that must be clear before it."""
    needs = section(folder, "relief.yaml", "needs")
    steps = []
    for form in entries(folder, "relief.yaml", "relief"):
        key = form["id"]
        one_of(form, "kind", KINDS, "relief.yaml", key)
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

        def condition(written: object, where: str = where) -> object:
            read = read_condition(written, definitions, findings, "prompts.yaml", where)
            return msgspec.to_builtins(read)

        instead = [
            {**variant, "when": condition(variant.get("when"))}
            for variant in form.get("instead", ())
        ]
        unless = {"unless": condition(form["unless"])} if "unless" in form else {}
        known = {**form, **unless, "instead": instead}
        guidance[key] = typed(known, Topic, "prompts.yaml", where)
    return guidance


def _has_not(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return True
    if isinstance(condition, Is | AtLeast | AtMost):
        return False
    return any(_has_not(part) for part in condition.of)
