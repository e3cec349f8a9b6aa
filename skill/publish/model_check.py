"""Finds what is wrong with an interaction model before Amazon's build or a person's voice does.

Checks structure (slots, types, built-ins), the platform's limits, clashes between intents and with
what Amazon's built-ins know, that free words can be elicited, and that Amazon's own model classes
read the file without loss. Build time only; changes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cramp_triage.protocol.facts import Findings
from skill.publish.interaction_model import build_all, slots_in
from skill.publish.round_trip import round_trip
from skill.request.intents import BUILT_IN_ACTS, NEXT, SPECIAL_SLOTS
from skill.request.slots import base_name
from skill.request.table import FREE_SLOT, FREE_WORDS, IntentTable, slot_names

REQUIRED: Final = (
    "AMAZON.HelpIntent",
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.NavigateHomeIntent",
    "AMAZON.FallbackIntent",
    "AMAZON.YesIntent",
    "AMAZON.NoIntent",
)

BUILT_INS_SAY: Final[Mapping[str, tuple[str, ...]]] = {
    "AMAZON.CancelIntent": ("cancel", "never mind", "forget it"),
    "AMAZON.HelpIntent": ("help", "help me", "can you help me"),
    "AMAZON.LoopOffIntent": ("loop off",),
    "AMAZON.LoopOnIntent": ("loop", "loop on", "keep repeating this"),
    "AMAZON.MoreIntent": ("more", "show more"),
    "AMAZON.NavigateHomeIntent": ("home", "go home"),
    "AMAZON.NextIntent": ("next", "skip", "skip forward"),
    "AMAZON.NoIntent": ("no", "no thanks"),
    "AMAZON.PauseIntent": ("pause", "pause that"),
    "AMAZON.PreviousIntent": ("go back", "skip back", "back up"),
    "AMAZON.RepeatIntent": ("repeat", "say that again", "repeat that"),
    "AMAZON.ResumeIntent": ("resume", "continue", "keep going"),
    "AMAZON.ShuffleOffIntent": ("stop shuffling", "shuffle off", "turn off shuffle"),
    "AMAZON.ShuffleOnIntent": ("shuffle", "shuffle on", "shuffle the music", "shuffle mode"),
    "AMAZON.StartOverIntent": ("start over", "restart", "start again"),
    "AMAZON.StopIntent": ("stop", "off", "shut up"),
    "AMAZON.YesIntent": ("yes", "yes please", "sure"),
}
"""What Amazon says that its built-in intents know by themselves (Standard Built-in Intents)."""

FREE_TYPE: Final = "AMAZON.SearchQuery"
MODEL_MAX_BYTES: Final = 1_500_000
INTENTS_MAX: Final = 250
SAMPLES_MAX: Final = 3000

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
        *_free_words(model["interactionModel"]),
        *_meanings(language, findings, table),
        *_limits(model, language),
        *clashes(language),
        *round_trip(model),
    ]


def clashes(language: Json) -> Iterator[str]:
    """Yields sentences that two intents both claim, or that a built-in knows by itself."""
    owners: dict[str, set[str]] = defaultdict(set)
    for intent in language["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for sample in intent["samples"]:
            owners[sample.format_map(_Shapes(types))].add(intent["name"])
    for shape, names in sorted(owners.items()):
        if len(names) > 1:
            yield f"{shape!r} belongs to {' and '.join(sorted(names))}: keep one"
    for name, known in BUILT_INS_SAY.items():
        for said in known:
            for owner in sorted(owners.get(said, ())):
                yield f"intent {owner}: {said!r} is known to {name} by itself: leave it out"


class _Shapes(dict[str, str]):
    """The type of each slot in its place; "" where it has none."""

    def __getitem__(self, slot: str) -> str:
        return "{" + self.get(slot, "") + "}"


def _free_words(model: Json) -> Iterator[str]:
    """Yields what keeps Alexa from eliciting whatever a person says."""
    intents = {intent["name"]: intent for intent in model["languageModel"]["intents"]}
    slots = {slot["name"]: slot for slot in intents.get(FREE_WORDS, {}).get("slots", ())}
    slot = slots.get(FREE_SLOT, {})
    if slot.get("type") != FREE_TYPE or slot.get("samples") != ["{" + FREE_SLOT + "}"]:
        yield f"intent {FREE_WORDS}: slot {FREE_SLOT} must take free words alone when elicited"
    elicited = {
        (intent["name"], slot["name"])
        for intent in model.get("dialog", {}).get("intents", ())
        for slot in intent["slots"]
        if slot["elicitationRequired"]
    }
    if elicited != {(FREE_WORDS, FREE_SLOT)}:
        yield f"the dialog model must elicit {FREE_SLOT} of {FREE_WORDS}, and nothing else"


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
            free = [slot for slot in slots if types.get(slot) == FREE_TYPE]
            if free and (len(slots) > 1 or sample == "{" + free[0] + "}"):
                yield f"{where}: free words need a carrier and no other slot"


def _meanings(language: Json, findings: Findings, table: IntentTable) -> Iterator[str]:
    for intent in language["intents"]:
        name = intent["name"]
        meaning = table.intents.get(name)
        if meaning is None and name not in BUILT_IN_ACTS and name != NEXT:
            yield f"intent {name} means nothing to the skill: run `cramp-skill build`"
        slots = {slot["name"] for slot in intent.get("slots", ())}
        if meaning is not None:
            yield from (
                f"intent {name}: its text has {{{slot}}}, which no sentence has"
                for slot in slot_names(meaning)
                if slot not in slots
            )
        for slot in intent.get("slots", ()):
            base = base_name(slot["name"])
            if base not in findings and base not in SPECIAL_SLOTS:
                yield f"intent {name}: slot {slot['name']} is neither a fact nor a known kind"


def _shape(model: Json) -> Iterator[str]:
    language = model["interactionModel"]["languageModel"]
    for intent in language["intents"]:
        yield f"intent {intent['name']}"
        for slot in intent.get("slots", ()):
            yield f"slot {slot['name']} of type {slot['type']} in {intent['name']}"


def _limits(model: Json, language: Json) -> Iterator[str]:
    size = len(json.dumps(model))
    samples = sum(len(intent["samples"]) for intent in language["intents"])
    for what, found, most in (
        ("bytes", size, MODEL_MAX_BYTES),
        ("intents", len(language["intents"]), INTENTS_MAX),
        ("sentences", samples, SAMPLES_MAX),
    ):
        if found > most:
            yield f"{found} {what} are too many: keep it to {most}"
