"""Finds what is wrong with an interaction model before Amazon's build or a person's voice does.

Checks structure (slots, types, built-ins), the platform's limits, clashes between intents, that
every fact can be heard, and that Amazon's own model classes read the file without loss. Build time
only; changes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from cramp_triage.protocol.facts import OTHER_SITES, SITE, Finding, Findings, of_group, with_trait
from skill.publish.interaction_model import build_all, slots_in
from skill.publish.round_trip import round_trip
from skill.publish.synonyms import BARE_ANSWERS
from skill.request.intents import BUILT_IN_ACTS, NEXT, SPECIAL_SLOTS
from skill.request.slots import LENGTH, SINCE, base_name
from skill.request.table import IntentTable, slot_names

REQUIRED: Final = (
    "AMAZON.HelpIntent",
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.NavigateHomeIntent",
    "AMAZON.FallbackIntent",
    "AMAZON.YesIntent",
    "AMAZON.NoIntent",
)

MODEL_MAX_BYTES: Final = 1_500_000
SAMPLES_MAX: Final = 3000
VALUE_MAX_CHARS: Final = 140
VALUES_MAX: Final = 50_000

_SAMPLE: Final = re.compile(r"[a-z'.\- ]*(\{[a-z_]+\}[a-z'.\- ]*)*")
_INVOCATION: Final = re.compile(r"[a-z][a-z']*( [a-z][a-z'.]*)+")
_FORBIDDEN: Final = re.compile(
    r"\b(alexa|amazon|echo|computer|skill|app|launch|ask|tell|load|begin|enable|run|open|start)\b"
)

Json = dict[str, Any]


def check_models(root: Path, findings: Findings, table: IntentTable) -> list[str]:
    """Returns one line for everything wrong with the committed models; empty if all is well.

    Args:
        root: the project folder.
        findings: the fact vocabulary.
        table: the compiled intent table.

    Raises:
        ModelError: the templates cannot be built.
    """
    problems = []
    models: dict[str, Json] = {}
    for path, wanted in build_all(root).items():
        found = (root / path).read_bytes() if (root / path).is_file() else b""
        if found != wanted:
            problems.append(f"{path}: is not what the templates make: run `cramp-skill build`")
        if path.parent.name == "interaction_models":
            models[path.stem] = json.loads(wanted)
            lines = check_model(models[path.stem], findings, table)
            problems += [f"{path}: {line}" for line in lines]
    return [*problems, *parity(models)]


def parity(models: Mapping[str, Json]) -> Iterator[str]:
    """Yields what one locale's model lacks of another's; how things are said may differ."""
    shapes = {locale: set(_shape(model)) for locale, model in models.items()}
    every = set().union(*shapes.values())
    for locale, shape in shapes.items():
        yield from (f"{locale}: {line} is in another locale only" for line in sorted(every - shape))


def check_model(model: Json, findings: Findings, table: IntentTable) -> list[str]:
    """Returns one line for everything wrong with one model, without its path."""
    language = model["interactionModel"]["languageModel"]
    return [
        *_structure(language),
        *_samples(language),
        *_values(language, findings),
        *_meanings(language, findings, table),
        *_limits(model, language),
        *clashes(language),
        *round_trip(model),
    ]


def clashes(language: Json) -> Iterator[str]:
    """Yields sentences that two intents both claim, also by way of a slot's phrases."""
    owners: dict[str, set[str]] = defaultdict(set)
    types = {slot["name"]: slot["type"] for i in language["intents"] for slot in i.get("slots", ())}
    for intent in language["intents"]:
        for sample in intent["samples"]:
            shape = re.sub(r"\{(\w+)\}", lambda gap: "{" + types.get(gap[1], "") + "}", sample)
            owners[shape].add(intent["name"])
    for name, phrases in _phrases(language).items():
        # A whole sentence that is also a phrase of a slot which may stand alone is heard twice.
        for owner in sorted(owners.get("{" + name + "}", ())):
            for phrase in phrases:
                if phrase in owners:
                    owners[phrase].add(owner)
    alone = [n for n in _phrases(language) if owners.get("{" + n + "}")]
    for one, other in combinations(alone, 2):
        for phrase in sorted(set(_phrases(language)[one]) & set(_phrases(language)[other])):
            yield f"{phrase!r} is a phrase of both {one} and {other}, which may both stand alone"
    for shape, names in sorted(owners.items()):
        if len(names) > 1:
            yield f"{shape!r} belongs to {' and '.join(sorted(names))}: keep one"


def _structure(language: Json) -> Iterator[str]:
    intents = language["intents"]
    names = Counter(intent["name"] for intent in intents)
    yield from (f"intent {name} is defined twice" for name, n in names.items() if n > 1)
    yield from (f"intent {name} is missing: add it" for name in REQUIRED if name not in names)
    known = {custom["name"] for custom in language["types"]}
    for intent in intents:
        defined = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for slot, type_ in defined.items():
            if not type_.startswith("AMAZON.") and type_ not in known:
                yield f"intent {intent['name']}: slot {slot} has the undefined type {type_}"
        used = {slot for sample in intent["samples"] for slot in slots_in(sample)}
        yield from (
            f"intent {intent['name']}: slot {slot} is used but not defined"
            for slot in sorted(used - set(defined))
        )
        yield from (
            f"intent {intent['name']}: slot {slot} is in no sentence"
            for slot in sorted(set(defined) - used)
        )
    invocation = language["invocationName"]
    if not _INVOCATION.fullmatch(invocation) or _FORBIDDEN.search(invocation):
        yield f"invocation name {invocation!r}: use two or more plain words, none of Alexa's own"


def _samples(language: Json) -> Iterator[str]:
    for intent in language["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        if not intent["samples"] and not intent["name"].startswith("AMAZON."):
            yield f"intent {intent['name']} has no sentence: nobody can say it"
        for sample in intent["samples"]:
            where = f"intent {intent['name']}: {sample!r}"
            if not _SAMPLE.fullmatch(sample):
                yield f"{where}: use lower-case letters, spaces, apostrophes and periods only"
            slots = slots_in(sample)
            if len(slots) != len(set(slots)):
                yield f"{where}: a slot stands in it twice"
            free = [slot for slot in slots if types.get(slot) == "AMAZON.SearchQuery"]
            if free and (len(slots) > 1 or sample == "{" + free[0] + "}"):
                yield f"{where}: free words need a carrier and no other slot"


def _values(language: Json, findings: Findings) -> Iterator[str]:
    for name, phrases in _phrases(language).items():
        for phrase, n in Counter(phrases).items():
            if n > 1:
                yield f"type {name}: {phrase!r} stands under two values"
            if phrase in BARE_ANSWERS:
                yield f"type {name}: {phrase!r} is a bare answer: leave it to the built-in intents"
            if len(phrase) > VALUE_MAX_CHARS or not re.fullmatch(r"[a-z'.\- ]+", phrase):
                yield f"type {name}: {phrase!r}: use up to {VALUE_MAX_CHARS} lower-case letters"
    by_type: dict[str, set[str]] = defaultdict(set)
    for intent in language["intents"]:
        for slot in intent.get("slots", ()):
            by_type[slot["type"]].add(base_name(slot["name"]))
    for custom in language["types"]:
        for value in custom["values"]:
            for slot in sorted(by_type[custom["name"]]):
                if wrong := _wrong_id(slot, value["id"], findings):
                    yield f"type {custom['name']}: id {value['id']!r} in slot {slot}: {wrong}"


def _wrong_id(slot: str, id_: str, findings: Findings) -> str:
    if slot == "topic":
        return ""
    if slot in findings:
        values = findings[SITE if slot == OTHER_SITES else slot].values
        return "" if id_ in values else f"use one of {', '.join(values)}"
    fact, _, value = id_.partition("=")
    finding = findings.get(fact)
    if finding is None:
        return "use a fact id of facts.yaml"
    if value:
        return "" if value in _words(finding) else f"use one of {', '.join(_words(finding))}"
    if finding.kind != "yes_no" or finding.affirm != "yes":
        return "write fact=value, since a plain yes to this fact tells something else"
    return ""


def _meanings(language: Json, findings: Findings, table: IntentTable) -> Iterator[str]:
    heard: set[str] = set()
    values = {t["name"]: [value["id"] for value in t["values"]] for t in language["types"]}
    for intent in language["intents"]:
        name = intent["name"]
        meaning = table.intents.get(name)
        if meaning is None and name not in BUILT_IN_ACTS and name != NEXT:
            yield f"intent {name} means nothing to the skill: run `cramp-skill build`"
        slots = {slot["name"] for slot in intent.get("slots", ())}
        if meaning is not None:
            heard |= set(meaning.facts)
            yield from (
                f"intent {name}: its text has {{{slot}}}, which no sentence has"
                for slot in slot_names(meaning)
                if slot not in slots
            )
        for slot in intent.get("slots", ()):
            base = base_name(slot["name"])
            if base not in findings and base not in SPECIAL_SLOTS:
                yield f"intent {name}: slot {slot['name']} is neither a fact nor a known kind"
            heard.add(base)
            heard |= {id_.partition("=")[0] for id_ in values.get(slot["type"], ())}
    # A length of time states these two; a topic is understood by its words.
    heard |= {LENGTH, SINCE} if "duration" in heard else set()
    heard |= set(of_group(findings, "request")) if "topic" in heard else set()
    for fact in sorted(set(findings) - heard - set(with_trait(findings, "recorded"))):
        yield f"fact {fact} cannot be heard: give it a phrase in the slot templates"


def _shape(model: Json) -> Iterator[str]:
    language = model["interactionModel"]["languageModel"]
    for intent in language["intents"]:
        yield f"intent {intent['name']}"
        for slot in intent.get("slots", ()):
            yield f"slot {slot['name']} of type {slot['type']} in {intent['name']}"
    for custom in language["types"]:
        yield from (f"value {value['id']} of type {custom['name']}" for value in custom["values"])


def _limits(model: Json, language: Json) -> Iterator[str]:
    size = len(json.dumps(model))
    samples = sum(len(intent["samples"]) for intent in language["intents"])
    values = sum(map(len, _phrases(language).values()))
    for what, found, most in (
        ("bytes", size, MODEL_MAX_BYTES),
        ("sentences", samples, SAMPLES_MAX),
        ("slot phrases", values, VALUES_MAX),
    ):
        if found > most:
            yield f"{found} {what} are too many: keep it to {most}"


def _phrases(language: Json) -> dict[str, list[str]]:
    return {
        custom["name"]: [
            phrase
            for value in custom["values"]
            for phrase in (value["name"]["value"], *value["name"]["synonyms"])
        ]
        for custom in language["types"]
    }


def _words(finding: Finding) -> tuple[str, ...]:
    return ("yes", "no") if finding.kind == "yes_no" else finding.values
