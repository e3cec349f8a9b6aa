"""Finds what is wrong with the packaged skill before the store's certification does.

Checks the ASK CLI project as files: layout, manifest, locale parity, listing texts, disclaimers,
icons, and that Amazon's own model classes read the manifest without loss. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from skill.publish.icons import png_size
from skill.publish.manifest import CATEGORY, COUNTRIES, ICONS, STORE
from skill.publish.model_check import FREE_TYPE
from skill.publish.package import Files
from skill.publish.round_trip import round_trip

PACKAGE: Final = Path("skill-package")
MODELS: Final = PACKAGE / "interactionModels" / "custom"
NAME_MAX_CHARS: Final = 50
SUMMARY_MAX_CHARS: Final = 160
DESCRIPTION_MAX_CHARS: Final = 4000
KEYWORDS_MAX: Final = 30
PHRASES_MAX: Final = 3

_CLAIMS: Final = re.compile(
    r"\b(cures?|saves? lives|life.saving|guarantee[ds]?|clinically proven)\b", re.I
)

Json = dict[str, Any]


def check_project(files: Files) -> list[str]:
    """Returns one line for everything wrong with a packaged project; empty if all is well.

    Args:
        files: as `build_project` returns them.
    """
    return [*_layout(files), *_manifest(files), *_listings(files), *_icons(files)]


def _layout(files: Files) -> Iterator[str]:
    profile = _load(files, Path("ask-resources.json")).get("profiles", {}).get("default", {})
    places = [profile.get("skillMetadata", {}).get("src", "")]
    places += [code.get("src", "") for code in profile.get("code", {}).values()]
    for place in places:
        if not place or not any(path.is_relative_to(Path(place)) for path in files):
            yield f"ask-resources.json: {place!r} is no folder of the project: fix its src"
    config = profile.get("skillInfrastructure", {}).get("userConfig", {})
    module = Path("lambda", *config.get("handler", "").split(".")[:-1]).with_suffix(".py")
    if module not in files:
        yield f"ask-resources.json: handler {config.get('handler')!r} is not in the code: fix it"
    if Path(config.get("templatePath", "")) not in files:
        yield "ask-resources.json: templatePath is no file of the project: fix it"
    manifest = _load(files, PACKAGE / "skill.json").get("manifest", {})
    if ("skillEvents" in config) != manifest.get("privacyAndCompliance", {}).get(
        "usesPersonalInfo"
    ):
        yield "skill.json: usesPersonalInfo must say whether people are remembered: build it again"


def _manifest(files: Files) -> Iterator[str]:
    envelope = _load(files, PACKAGE / "skill.json")
    yield from (f"skill.json: {line}" for line in round_trip(envelope, manifest=True))
    manifest = envelope.get("manifest", {})
    publishing = manifest.get("publishingInformation", {})
    if publishing.get("category") != CATEGORY:
        yield f"skill.json: category is not {CATEGORY}: certification sorts health skills there"
    if not publishing.get("testingInstructions"):
        yield "skill.json: testingInstructions are missing: certification reads them first"
    for key in ("allowsPurchases", "isChildDirected", "containsAds"):
        if manifest.get("privacyAndCompliance", {}).get(key) is not False:
            yield f"skill.json: privacyAndCompliance.{key} must be false: the skill does none of it"
    if manifest.get("permissions"):
        yield "skill.json: permissions are asked for: the skill needs none, take them out"
    listed, modelled = set(publishing.get("locales", {})), {p.stem for p in _models(files)}
    for locale in sorted(listed ^ modelled):
        lack = "no interaction model" if locale in listed else "no listing in skill.json"
        yield f"locale {locale}: has {lack}: add it, or leave the locale out"
    wanted = {COUNTRIES[locale] for locale in listed & COUNTRIES.keys()}
    if set(publishing.get("distributionCountries", ())) != wanted:
        yield "skill.json: distributionCountries are not those of the locales: build it again"


def _listings(files: Files) -> Iterator[str]:
    publishing = _load(files, PACKAGE / "skill.json").get("manifest", {})
    locales = publishing.get("publishingInformation", {}).get("locales", {})
    for locale, listing in locales.items():
        where = f"skill.json: {locale}"
        for key, most in (
            ("name", NAME_MAX_CHARS),
            ("summary", SUMMARY_MAX_CHARS),
            ("description", DESCRIPTION_MAX_CHARS),
        ):
            text = listing.get(key, "")
            if not 0 < len(text) <= most:
                yield f"{where}: {key} has {len(text)} characters: write 1 to {most}"
            if found := _CLAIMS.search(text):
                yield f"{where}: {key} says {found[0]!r}: a health skill may not claim that"
        for what, text in (("disclaimer", STORE.disclaimer), ("privacy note", STORE.privacy)):
            if text not in listing.get("description", ""):
                yield f"{where}: the description lacks the {what}: certification wants it"
        if len(listing.get("keywords", ())) > KEYWORDS_MAX:
            yield f"{where}: more than {KEYWORDS_MAX} keywords: take some out"
        yield from (f"{where}: {line}" for line in _phrases(files, locale, listing))


def _phrases(files: Files, locale: str, listing: Json) -> Iterator[str]:
    """An example phrase must open the skill by its name, or be a sentence of the model."""
    model = _load(files, MODELS / f"{locale}.json").get("interactionModel", {})
    language = model.get("languageModel", {})
    invocation = language.get("invocationName", "")
    phrases = listing.get("examplePhrases", ())
    if not 1 <= len(phrases) <= PHRASES_MAX:
        yield f"{len(phrases)} example phrases: give 1 to {PHRASES_MAX}"
    if phrases and phrases[0] != f"Alexa, open {invocation}":
        yield f"the first example phrase must be 'Alexa, open {invocation}'"
    for phrase in phrases[1:]:
        said = phrase.removeprefix(f"Alexa, ask {invocation} ")
        if said.startswith("Alexa,"):
            yield f"example phrase {phrase!r} does not call the skill {invocation!r}"
        elif not _is_said(language, said.lower()):
            yield f"example phrase {phrase!r} is no sentence of the model: nobody would be answered"


def _is_said(language: Json, said: str) -> bool:
    """Whether a sentence is a sample of the model, with any words in a gap for free words."""
    for intent in language.get("intents", ()):
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for sample in intent["samples"]:
            found = _pattern(sample).fullmatch(said)
            if found and all(types[slot] == FREE_TYPE for slot in found.groupdict()):
                return True
    return False


@cache
def _pattern(sample: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\w[\\w' ]*)", re.escape(sample)))


def _icons(files: Files) -> Iterator[str]:
    publishing = _load(files, PACKAGE / "skill.json").get("manifest", {})
    for locale, listing in publishing.get("publishingInformation", {}).get("locales", {}).items():
        for key, (_, side_px) in ICONS.items():
            path = PACKAGE / str(listing.get(key, "")).removeprefix("file://")
            size = png_size(files.get(path, b""))
            if size != (side_px, side_px):
                yield f"skill.json: {locale}: {key} is {size[0]} by {size[1]}: draw {side_px} px"


def _models(files: Files) -> list[Path]:
    return [path for path in files if path.parent == MODELS]


def _load(files: Files, path: Path) -> Json:
    """A JSON file of the project; empty if it is missing, which other checks then tell."""
    loaded: Json = msgspec.json.decode(files.get(path, b"{}"))
    return loaded
