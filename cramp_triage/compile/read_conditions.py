"""Reads the form in which a clinician writes a condition; `data/definitions.yaml` explains it.

A bare word is a yes/no fact that is so, or a definition. What could be read in two ways is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cramp_triage.errors import ProtocolError
from cramp_triage.protocol.conditions import (
    NEVER,
    All,
    Any_,
    AtLeast,
    AtMost,
    Condition,
    Is,
    Leaf,
    Not,
    leaves,
)
from cramp_triage.protocol.facts import NO, OTHER_SITES, SITE, UNKNOWN, YES, Finding

NOTHING: Final = "nothing"
RESERVED: Final = frozenset((NOTHING, "all", "any", "not", "anywhere"))
"""Words of the form itself, which no definition may bear."""

Definitions = Mapping[str, Condition]
Findings = Mapping[str, Finding]


def read_condition(
    form: object, definitions: Definitions, findings: Findings, file: str, key: str
) -> Condition:
    """A condition, whose facts are known and can have the values it names.

    Raises:
        ProtocolError: anything else, with what was found and its fix.
    """
    try:
        condition = _condition(form, definitions, findings)
        for leaf in leaves(condition):
            _check(leaf, definitions, findings)
    except ValueError as error:
        raise ProtocolError(f"{file}: {key}: {error}") from None
    return condition


def check_name(name: str, findings: Findings) -> None:
    """Refuses a definition whose bare name could be read as something else.

    Raises:
        ProtocolError: a fact or a word of the form has this name.
    """
    if name in findings or name in RESERVED:
        other = "a fact" if name in findings else "a word of every condition"
        raise ProtocolError(
            f"definitions.yaml: {name}: {other} already has this name; rename the definition"
        )


def _condition(form: object, definitions: Definitions, findings: Findings) -> Condition:
    if isinstance(form, str):
        return _bare(form, definitions, findings)
    if not isinstance(form, dict) or not form:
        raise ValueError(f"found {form!r}; write a fact, a definition or a pair, `onset: sudden`")
    parts = tuple(_pair(key, value, definitions, findings) for key, value in form.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _bare(word: str, definitions: Definitions, findings: Findings) -> Condition:
    if word == NOTHING:
        return NEVER
    if word in definitions:
        return definitions[word]
    if word not in findings:
        raise ValueError(
            f"{word!r} is neither a fact of facts.yaml nor a definition further up; "
            "correct the name"
        )
    if findings[word].kind != "yes_no":
        raise ValueError(f"{word!r} is not yes or no; name its value, like `{word}: ...`")
    return Is(word, (YES,))


def _pair(key: str, value: Any, definitions: Definitions, findings: Findings) -> Condition:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ValueError(f"{key!r} takes a list of conditions, found {value!r}; write `[...]`")
        parts = tuple(_condition(part, definitions, findings) for part in value)
        return All(parts) if key == "all" else Any_(parts)
    if key == "not":
        return Not(_condition(value, definitions, findings))
    if key == "anywhere":
        sites = _words(value)
        return Any_((Is(SITE, sites), Is(OTHER_SITES, sites)))
    if isinstance(value, dict):
        match value:
            case {"at_least": int() | float() as least} if len(value) == 1:
                return AtLeast(key, float(least))
            case {"at_most": int() | float() as most} if len(value) == 1:
                return AtMost(key, float(most))
        raise ValueError(
            f"{key!r} cannot be {value!r}; write a value, a list, {{at_least: 3}} or {{at_most: 3}}"
        )
    return Is(key, _words(value))


def _words(value: Any) -> tuple[str, ...]:
    words: list[str] = []
    for word in value if isinstance(value, list) else [value]:
        if isinstance(word, bool):  # YAML 1.1 reads a bare yes or no as one
            words.append(YES if word else NO)
        elif isinstance(word, str):
            words.append(word)
        else:
            raise ValueError(f"{word!r} is not a word; write yes, no or a value of the fact")
    return tuple(words)


def _check(leaf: Leaf, definitions: Definitions, findings: Findings) -> None:
    finding = findings.get(leaf.fact)
    if finding is None:
        if leaf.fact in definitions:
            raise ValueError(f"{leaf.fact!r} is a definition and takes no value; write it alone")
        raise ValueError(f"unknown fact {leaf.fact!r}; see facts.yaml")
    if isinstance(leaf, AtLeast | AtMost):
        if finding.kind != "number":
            raise ValueError(f"{leaf.fact!r} is not a number; name one of its values")
        return
    allowed = _allowed(finding, findings)
    for value in leaf.values:
        if value not in allowed:
            takes = ", ".join(sorted(allowed))
            raise ValueError(f"{leaf.fact!r} cannot be {value!r}: it takes {takes}")


def _allowed(finding: Finding, findings: Findings) -> frozenset[str]:
    match finding.kind:
        case "yes_no":
            return frozenset((YES, NO, UNKNOWN))
        case "enum":
            return frozenset((*finding.values, UNKNOWN))
        case "list":
            return frozenset(findings[SITE].values)
        case _:
            return frozenset((UNKNOWN,))
