"""Compiles the YAML a clinician reads into the JSON that the programs load.

    python -m cramp_triage.compile.protocol            writes data/protocol.json

Every fault is one line that names the file, the key and the fix. Only this, `read_protocol`
and `read_first_aid` read YAML for the protocol; no program imports them at run time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.compile.read_advice import (
    check_answers,
    check_dispositions,
    read_cautions,
    read_helper,
)
from cramp_triage.compile.read_first_aid import read_first_aid
from cramp_triage.compile.read_protocol import (
    read_definitions,
    read_dispositions,
    read_findings,
    read_guidance,
    read_implied,
    read_modes,
    read_questions,
    read_relief,
    read_rules,
    typed,
)
from cramp_triage.compile.writing import write
from cramp_triage.compile.yaml_reader import section
from cramp_triage.errors import ProtocolError
from cramp_triage.protocol.model import (
    COMPILED,
    HIGHEST,
    Disposition,
    FirstAid,
    Protocol,
    Question,
    ReliefStep,
    Rule,
    Source,
    Topic,
    Wording,
    first_aid_prompt,
)

DATA: Final = Path(__file__).parent.parent / "data"
VERSION: Final = "2026.11.2"
MEMORY: Final = "M"
"""The source that nobody can look up."""


def compile_protocol(folder: Path = DATA) -> Protocol:
    """Reads, checks and links all protocol files of a folder.

    Raises:
        ProtocolError: the first fault found.
    """
    findings = read_findings(folder)
    sources = {
        key: typed(form, Source, "sources.yaml", key)
        for key, form in section(folder, "sources.yaml", "sources").items()
    }
    definitions = {name: d.when for name, d in read_definitions(folder, findings).items()}
    dispositions = read_dispositions(folder)
    levels = {name: disposition.level for name, disposition in dispositions.items()}
    rules = read_rules(folder, definitions, findings, levels)
    questions = read_questions(folder, definitions, findings, rules, levels)
    relief = read_relief(folder, definitions, findings)
    first_aid = read_first_aid(folder, definitions, findings, rules, levels)
    guidance = read_guidance(section(folder, "prompts.yaml", "guidance"), definitions, findings)
    cautions = read_cautions(folder, definitions, findings)
    cited = [
        *((f"rules.yaml: {rule.id}", rule.sources) for rule in rules),
        *((f"relief.yaml: {step.id}", step.sources) for step in relief),
        *((f"first_aid.yaml: {entry.id}", entry.sources) for entry in first_aid),
        *((f"dispositions.yaml: {key}", d.sources) for key, d in dispositions.items()),
        *((f"why.yaml: {key}", question.why.sources) for key, question in questions.items()),
        *((f"prompts.yaml: guidance.{key}", topic.sources) for key, topic in guidance.items()),
    ]
    for where, ids in cited:
        _check_sources(where, ids, sources)
    check_answers(guidance, findings)
    prompts = {
        **section(folder, "prompts.yaml", "prompts"),
        **_levels(dispositions),
        **{caution.id: caution.say for caution in cautions},
        **_prompts(rules, questions, relief, guidance),
        **_first_aid(first_aid),
    }
    check_dispositions(dispositions, rules, prompts)
    _check_highest(rules)
    protocol = Protocol(
        version=VERSION,
        sha256="",
        findings=findings,
        definitions=definitions,
        implied=read_implied(folder, definitions, findings),
        rules=rules,
        dispositions=dispositions,
        modes=read_modes(folder),
        cautions=cautions,
        questions=questions,
        relief=relief,
        first_aid=first_aid,
        guidance=guidance,
        prompts=prompts,
        helper=read_helper(folder, prompts, findings),
        locales=section(folder, "locales.yaml", "locales"),
        spellings=section(folder, "locales.yaml", "spellings"),
        limbs=section(folder, "locales.yaml", "limbs"),
        sources=sources,
    )
    digest = hashlib.sha256(msgspec.json.encode(protocol)).hexdigest()
    return msgspec.structs.replace(protocol, sha256=digest)


def compiled_bytes(folder: Path = DATA) -> bytes:
    """The compiled protocol as it is written to disk."""
    return msgspec.json.encode(compile_protocol(folder)) + b"\n"


def _levels(dispositions: Mapping[str, Disposition]) -> dict[str, str]:
    texts = {}
    for disposition in dispositions.values():
        usual = Wording(disposition.say, disposition.early, disposition.also)
        wordings = {"": usual, **disposition.said_as}
        for name, wording in wordings.items():
            for kind, text in (
                ("level", wording.say),
                ("early", wording.early),
                ("also", wording.also),
            ):
                if text:
                    key = f"{kind}.{disposition.level}"
                    texts[f"{key}.{name}" if name else key] = text
    return texts


def _prompts(
    rules: Iterable[Rule],
    questions: Mapping[str, Question],
    relief: Iterable[ReliefStep],
    guidance: Mapping[str, Topic],
) -> dict[str, str]:
    return {
        **{f"rule.{rule.id}": rule.because for rule in rules},
        **{f"question.{key}": question.text for key, question in questions.items()},
        **{f"again.{key}": q.again for key, q in questions.items() if q.again},
        **{f"hint.{key}": q.hint for key, q in questions.items() if q.hint},
        **{f"why.{key}": q.why.say for key, q in questions.items()},
        **{f"relief.{step.id}": step.text for step in relief},
        **{f"guidance.{key}": topic.text for key, topic in guidance.items()},
        **{f"guidance.{key}.cramping": t.cramping for key, t in guidance.items() if t.cramping},
        **{
            f"guidance.{key}.{number}": variant.text
            for key, topic in guidance.items()
            for number, variant in enumerate(topic.instead)
        },
    }


def _first_aid(entries: Iterable[FirstAid]) -> dict[str, str]:
    return {
        first_aid_prompt(entry, number): text
        for entry in entries
        for number, text in enumerate(entry.say)
    }


def _check_sources(where: str, ids: Iterable[str], sources: Mapping[str, Source]) -> None:
    listed = list(ids)
    if not listed:
        raise ProtocolError(f"{where}: cites no source; add one")
    for source in listed:
        if source not in sources:
            raise ProtocolError(f"{where}: unknown source {source!r}; see sources.yaml")


def _check_highest(rules: Iterable[Rule]) -> None:
    """Refuses a rule of the highest level that rests on memory alone."""
    for rule in rules:
        from_memory = rule.evidence == "to_be_verified" or set(rule.sources) == {MEMORY}
        if rule.level == HIGHEST and from_memory:
            raise ProtocolError(
                f"rules.yaml: {rule.id}: a rule of the highest level may not rest on memory alone; "
                "read a source for it, cite that and grade what it says"
            )


def main() -> None:
    """Entry point of `python -m cramp_triage.compile.protocol`."""
    write(DATA / COMPILED, lambda: compiled_bytes(DATA))


if __name__ == "__main__":
    main()
