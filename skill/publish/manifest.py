"""What the skill store shows and asks for: names, descriptions, disclaimers, privacy, testing.

Texts and the manifest made of them, for `cramp-skill package`. A health skill is refused without a
disclaimer in its description, so each part of one that certification looks for is kept apart here
and checked in `skill.publish.project_check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

TEXTS: Final = Path(__file__).parent.parent / "data/store.yaml"


class Texts(msgspec.Struct, frozen=True):
    """What the store shows, as `data/store.yaml` has it.

    Attributes:
        memory_privacy: said in addition where the skill remembers people.
        description: with gaps for the privacy note and the disclaimer.
        example_phrases: with a gap for the invocation name.
        testing: how Amazon's testers try it.
    """

    name: str
    summary: str
    disclaimer: str
    privacy: str
    memory_privacy: str
    description: str
    example_phrases: tuple[str, ...]
    keywords: tuple[str, ...]
    testing: str


STORE: Final = msgspec.yaml.decode(TEXTS.read_bytes(), type=Texts)
COUNTRIES: Final = {"en-US": "US", "en-GB": "GB", "en-AU": "AU", "en-CA": "CA", "en-IN": "IN"}
CATEGORY: Final = "HEALTH_AND_FITNESS"
VIEWPORTS: Final = [
    {
        "mode": mode,
        "shape": shape,
        "minWidth": width[0],
        "maxWidth": width[1],
        "minHeight": height[0],
        "maxHeight": height[1],
    }
    for mode, shape, width, height in (
        ("HUB", "ROUND", (480, 480), (480, 480)),
        ("HUB", "RECTANGLE", (960, 1279), (480, 599)),
        ("HUB", "RECTANGLE", (960, 1279), (600, 959)),
        ("HUB", "RECTANGLE", (1280, 1920), (600, 1279)),
        ("HUB", "RECTANGLE", (800, 1279), (1280, 1920)),
        ("TV", "RECTANGLE", (960, 960), (540, 540)),
        ("MOBILE", "RECTANGLE", (360, 599), (640, 1279)),
    )
]
"""The screens that the document was looked at on, as Amazon lists them."""

ICONS: Final = {"smallIconUri": ("icon_108.png", 108), "largeIconUri": ("icon_512.png", 512)}
"""Manifest key -> file below `assets/images`, and its side in pixels."""

Json = dict[str, Any]


def build_manifest(
    locales: Iterable[str], invocation: str, privacy_url: str = "", *, remembers: bool = False
) -> Json:
    """Returns skill.json.

    Args:
        locales: those that have an interaction model.
        invocation: the invocation name.
        privacy_url: where the privacy policy can be read; certification wants one.
        remembers: the skill has a memory. That it hears when somebody disables it stands in
            ask-resources.json, since only `ask deploy` knows where it runs.
    """
    here = sorted(locales)
    privacy: Json = {
        "allowsPurchases": False,
        "containsAds": False,
        "isChildDirected": False,
        "isExportCompliant": True,
        "usesPersonalInfo": remembers,
    }
    if privacy_url:
        privacy["locales"] = {locale: {"privacyPolicyUrl": privacy_url} for locale in here}
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "apis": {
                "custom": {
                    "interfaces": [
                        {"type": "ALEXA_PRESENTATION_APL", "supportedViewports": VIEWPORTS}
                    ]
                }
            },
            "permissions": [],
            "privacyAndCompliance": privacy,
            "publishingInformation": {
                "category": CATEGORY,
                "distributionCountries": [COUNTRIES[locale] for locale in here],
                "distributionMode": "PUBLIC",
                "isAvailableWorldwide": False,
                "testingInstructions": STORE.testing,
                "locales": {locale: _listing(invocation, remembers) for locale in here},
            },
        }
    }


def _listing(invocation: str, remembers: bool) -> Json:
    privacy = f"{STORE.privacy} {STORE.memory_privacy}" if remembers else STORE.privacy
    return {
        "name": STORE.name,
        "summary": STORE.summary,
        "description": STORE.description.format(privacy=privacy, disclaimer=STORE.disclaimer),
        "examplePhrases": [each.format(invocation=invocation) for each in STORE.example_phrases],
        "keywords": list(STORE.keywords),
        **{key: f"file://assets/images/{file}" for key, (file, _) in ICONS.items()},
    }
