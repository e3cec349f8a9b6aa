"""Makes the Alexa interaction models and the skill's intent table from the sentence templates.

Authored in `interaction_models/templates/`; the outcome is committed and drift-tested, so that the
running skill reads neither YAML nor templates. This module is for build time only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import yaml
from hassil import parse_sentence, sample_expression
from hassil.errors import HassilError
from hassil.parser import ParseError

from skill.errors import ModelError
from skill.publish.synonyms import SlotTypes, fill
from skill.request.slots import NEGATIVE_WORDS
from skill.request.table import IntentTable, Meaning

LOCALES: Final = {"en-US": "en", "en-GB": "en", "en-AU": "en", "en-CA": "en", "en-IN": "en"}
"""Each locale's model and the language whose templates it is made from."""

TABLE_PATH: Final = Path("skill/data/intents.json")

Json = dict[str, Any]
T = TypeVar("T")


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One intent as authored: what it means and how it is said."""

    means: Meaning = Meaning()
    sentences: tuple[str, ...] = ()


class Templates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that people can say in one language, as authored."""

    invocation: str
    rules: dict[str, str]
    slots: dict[str, str]
    intents: dict[str, Intent]
    locale_rules: dict[str, dict[str, str]] = {}

    def of(self, locale: str) -> Templates:
        """The templates with the rules that differ in one place."""
        rules = {**self.rules, **self.locale_rules.get(locale, {})}
        return msgspec.structs.replace(self, rules=rules)


def read_templates(folder: Path, language: str) -> tuple[Templates, SlotTypes]:
    """Reads the two template files of a language.

    Raises:
        ModelError: a file is missing or is not of its form.
    """
    templates = _read(folder / f"{language}.yaml", Templates)
    types = _read(folder / f"slots-{language}.yaml", dict[str, dict[str, tuple[str, ...]]])
    return templates, types


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
        authored, own_types = read_templates(folder, language)
        templates = authored.of(locale)
        types = fill(templates.slots, own_types, sentences(templates))
        files[Path(f"interaction_models/{locale}.json")] = _json(build_model(templates, types))
        files[TABLE_PATH] = _json(build_table(templates, types))
    return files


def build_model(templates: Templates, types: SlotTypes) -> Json:
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
            entry["slots"] = [{"name": slot, "type": templates.slots[slot]} for slot in used]
        intents.append(entry)
    language_model = {
        "invocationName": templates.invocation,
        "intents": intents,
        "types": [
            {"name": name, "values": [_value(id_, phrases) for id_, phrases in values.items()]}
            for name, values in types.items()
        ],
        "modelConfiguration": {"fallbackIntentSensitivity": {"level": "MEDIUM"}},
    }
    return {"interactionModel": {"languageModel": language_model}}


def build_table(templates: Templates, types: SlotTypes) -> IntentTable:
    """Returns what the running skill must know of the templates."""
    return IntentTable(
        intents={
            name: intent.means
            for name, intent in templates.intents.items()
            if not name.startswith("AMAZON.")
        },
        negative_phrases=frozenset(
            phrase
            for values in types.values()
            for phrases in values.values()
            for phrase in phrases
            if NEGATIVE_WORDS.search(phrase)
        ),
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
        rules = {rule: parse_sentence(text) for rule, text in templates.rules.items()}
        for text in templates.intents[name].sentences:
            expression = parse_sentence(text).expression
            for sample in sample_expression(expression, {}, rules, expand_lists=False):
                yield " ".join(sample.split()).replace(" 's", "'s")
    except (HassilError, ParseError) as error:
        raise ModelError(f"intent {name}: {error}: mend the template or its rules") from error


def slots_in(sample: str) -> list[str]:
    """Returns the names of the slots in a sample, in order."""
    return re.findall(r"\{(\w+)\}", sample)


def _value(id_: str, phrases: tuple[str, ...]) -> Json:
    return {"id": id_, "name": {"value": phrases[0], "synonyms": list(phrases[1:])}}


def _read(path: Path, form: type[T]) -> T:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), form)
    except OSError:
        raise ModelError(f"{path} cannot be read: run this in the project folder") from None
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        line = " ".join(str(error).split())
        raise ModelError(f"{path}: {line}: mend it") from error


def _json(value: Json | IntentTable) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"
