"""Makes the Alexa interaction models and the skill's intent table from the sentence templates.

Authored in `interaction_models/templates/`; the outcome is committed and drift-tested, so that the
running skill reads neither YAML nor templates. This module is for build time only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import yaml
from hassil import parse_sentence, sample_expression
from hassil.errors import HassilError
from hassil.expression import Sentence
from hassil.parser import ParseError

from skill.errors import ModelError
from skill.request.table import FREE_SLOT, FREE_WORDS, IntentTable, Meaning

LOCALES: Final = {"en-US": "en", "en-GB": "en", "en-AU": "en", "en-CA": "en", "en-IN": "en"}
"""Each locale's model and the language whose templates it is made from."""

TABLE_PATH: Final = Path("skill/data/intents.json")
ELICITATION: Final = "Elicit.FreeWords"

Json = dict[str, Any]
T = TypeVar("T")


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One intent as authored: what it means and how it is said."""

    means: Meaning = Meaning()
    sentences: tuple[str, ...] = ()


class Carriers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words next to which free words come without being elicited.

    Attributes:
        fillers: first words that say nothing.
        first: first words that are given back.
        last: last words that are given back.
    """

    fillers: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def intents(self) -> dict[str, Intent]:
        """The intent of each carrier, since Alexa does not tell which one was said."""
        gap = "{" + FREE_SLOT + "}"
        said = tuple(f"{word} {gap}" for word in self.fillers)
        found = {FREE_WORDS: Intent(Meaning(text=gap), said)}
        for kind, text in (
            *(("Say", f"{word} {gap}") for word in self.first),
            *(("SayUpTo", f"{gap} {word}") for word in self.last),
        ):
            words = re.sub(r"[^a-z ]", "", text.replace(gap, "")).title().replace(" ", "")
            found[f"{kind}{words}Intent"] = Intent(Meaning(text=text), (text,))
        return found


class Templates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that people can say in one language, as authored."""

    invocation: str
    rules: dict[str, str]
    slots: dict[str, str]
    intents: dict[str, Intent]
    free: Carriers = Carriers()
    before: dict[str, Meaning] = {}
    locale_rules: dict[str, dict[str, str]] = {}
    locale_words: dict[str, dict[str, str]] = {}

    def of(self, locale: str) -> Templates:
        """The templates with the rules that differ in one place."""
        rules = {**self.rules, **self.locale_rules.get(locale, {})}
        return msgspec.structs.replace(self, rules=rules)


def read_templates(folder: Path, language: str) -> Templates:
    """Reads the templates of a language, the intents of free words among them.

    Raises:
        ModelError: the file is missing or is not of its form.
    """
    templates = _read(folder / f"{language}.yaml", Templates)
    intents = {**templates.intents, **templates.free.intents()}
    return msgspec.structs.replace(templates, intents=intents)


def build_all(root: Path) -> dict[Path, bytes]:
    """Returns every generated file, by its path below the project folder.

    Args:
        root: the project folder, with `interaction_models/templates`.

    Raises:
        ModelError: a template is missing or wrong.
    """
    files: dict[Path, bytes] = {}
    folder = root / "interaction_models" / "templates"
    for locale, language in LOCALES.items():
        templates = read_templates(folder, language).of(locale)
        files[Path(f"interaction_models/{locale}.json")] = _json(build_model(templates))
        files[TABLE_PATH] = _json(build_table(templates))
    return files


def build_model(templates: Templates) -> Json:
    """Returns one locale's interaction model, as Alexa takes it.

    Raises:
        ModelError: a sentence template cannot be read, or names an unknown rule or slot.
    """
    intents = []
    for name in templates.intents:
        samples = list(dict.fromkeys(expand(templates, name)))
        used = sorted({slot for sample in samples for slot in slots_in(sample)})
        missing = [slot for slot in used if slot not in templates.slots]
        if missing:
            raise ModelError(f"intent {name}: slot {missing[0]!r} has no type: add it to slots")
        entry: Json = {"name": name, "samples": samples}
        if not name.startswith("AMAZON."):
            entry["slots"] = [_slot(name, slot, templates.slots[slot]) for slot in used]
        intents.append(entry)
    language_model = {
        "invocationName": templates.invocation,
        "intents": intents,
        "types": [],
        "modelConfiguration": {"fallbackIntentSensitivity": {"level": "LOW"}},
    }
    return {"interactionModel": {"languageModel": language_model, **_dialog(templates)}}


def _slot(intent: str, name: str, type_: str) -> Json:
    """A slot; the words that are elicited may stand alone, which no sentence of an intent may."""
    samples = {"samples": ["{" + name + "}"]} if (intent, name) == (FREE_WORDS, FREE_SLOT) else {}
    return {"name": name, "type": type_, **samples}


def _dialog(templates: Templates) -> Json:
    """The dialog model without which Alexa elicits nothing; the skill itself says what is asked."""
    if FREE_WORDS not in templates.intents:
        return {}
    slot = {
        "name": FREE_SLOT,
        "type": templates.slots[FREE_SLOT],
        "confirmationRequired": False,
        "elicitationRequired": True,
        "prompts": {"elicitation": ELICITATION},
    }
    intent = {"name": FREE_WORDS, "confirmationRequired": False, "prompts": {}, "slots": [slot]}
    again = {"type": "PlainText", "value": "Please say that again."}
    return {
        "dialog": {"intents": [intent], "delegationStrategy": "SKILL_RESPONSE"},
        "prompts": [{"id": ELICITATION, "variations": [again]}],
    }


def build_table(templates: Templates) -> IntentTable:
    """Returns what the running skill must know of the templates."""
    meanings = {name: intent.means for name, intent in templates.intents.items()}
    return IntentTable(
        intents={
            name: means
            for name, means in {**templates.before, **meanings}.items()
            if not name.startswith("AMAZON.")
        },
        words=templates.locale_words,
    )


def sentences(templates: Templates) -> set[str]:
    """Returns all that can be said word for word.

    Raises:
        ModelError: a template or rule cannot be read.
    """
    return {sample for name in templates.intents for sample in expand(templates, name)}


def expand(templates: Templates, name: str) -> Iterator[str]:
    """Yields every sample of an intent.

    Raises:
        ModelError: a template or rule cannot be read.
    """
    try:
        rules = {rule: _parsed(text) for rule, text in templates.rules.items()}
        for text in templates.intents[name].sentences:
            expression = _parsed(text).expression
            for sample in sample_expression(expression, {}, rules, expand_lists=False):
                yield " ".join(sample.split()).replace(" 's", "'s")
    except (HassilError, ParseError) as error:
        raise ModelError(f"intent {name}: {error}: fix the template or its rules") from error


@cache
def _parsed(text: str) -> Sentence:
    """A template, read once however many intents and locales use it."""
    return parse_sentence(text)


def slots_in(sample: str) -> list[str]:
    """Returns the names of the slots in a sample, in order."""
    return re.findall(r"\{(\w+)\}", sample)


def _read(path: Path, form: type[T]) -> T:
    try:
        return msgspec.convert(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), form)
    except OSError:
        raise ModelError(f"{path} cannot be read: run this in the project folder") from None
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        line = " ".join(str(error).split())
        raise ModelError(f"{path}: {line}: fix it") from error


def _json(value: Json | IntentTable) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"
