"""What the skill store shows and asks for: names, descriptions, disclaimers, privacy, testing.

Texts and the manifest made of them, for `cramp-skill package`. A health skill is refused without a
disclaimer in its description, so each part of one that certification looks for is kept apart here
and checked in `skill.publish.project_check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

NAME: Final = "Cramp Helper"
SUMMARY: Final = "Stretches a muscle cramp with you and says how soon a doctor should look at it."
DISCLAIMER: Final = (
    "This skill does not provide medical advice. It is for informational and educational purposes"
    " only, and is not a substitute for professional medical advice, diagnosis or treatment. Call"
    " your doctor to receive medical advice. If you think you may have a medical emergency, call"
    " your local emergency number at once: the skill cannot call for you."
)
PRIVACY: Final = (
    "What you say is used to answer you, and is gone when you stop talking. The skill asks for"
    " no account, no permissions and no payment, and shows no advertisements."
)
MEMORY_PRIVACY: Final = (
    "Only if you say remember me, the skill keeps what you told it for thirty days, to go on after"
    " an interruption. Only if you say yes to a diary, it keeps an entry for each cramp, for a year"
    " after the last one. Say forget me, or disable the skill, and all of it is deleted."
)
DESCRIPTION: Final = (
    "A cramp in the calf at two in the morning? Say what hurts, and Cramp Helper guides the stretch"
    " for that muscle and counts while you hold it. Meanwhile it asks a few short questions about"
    " signs that need a doctor, tells you how soon one should look at it and why, and goes through"
    " what to do until then.\n\n"
    "At any time you can say: repeat, slower, why, go back, help, or stop.\n\n"
    "It is made for adults. It names no diagnosis, and neither starts nor stops a medicine.\n\n"
    f"{PRIVACY}\n\n{DISCLAIMER}"
)
EXAMPLE_PHRASES: Final = (
    "Alexa, open {invocation}",
    "Alexa, ask {invocation} how to stop a foot cramp",
    "my left calf is cramping",
)
KEYWORDS: Final = (
    "cramp",
    "charley horse",
    "leg cramp",
    "muscle cramp",
    "stretch",
    "calf",
    "spasm",
)
TESTING: Final = (
    "No account, hardware or permission is needed.\n"
    '1. Say "open cramp helper", then "my left calf is cramping". The stretch begins at once;'
    ' answer the questions with "no". It ends with advice to care'
    " for it at home.\n"
    '2. Say "open cramp helper", then "i have chest pain". It tells you at once to call the'
    ' emergency number of the locale; "why" and "repeat" are answered; "okay" ends it.'
    " Nothing is called.\n"
    '3. Say "ask cramp helper how to stop a foot cramp" for a one-shot question.\n'
    '4. "Can I take tonic water?" is refused with the reason. "Help", "repeat", "slower", "go back"'
    ' and "stop" work at every question.'
)
COUNTRIES: Final = {"en-US": "US", "en-GB": "GB", "en-AU": "AU", "en-CA": "CA", "en-IN": "IN"}
CATEGORY: Final = "HEALTH_AND_FITNESS"
VIEWPORTS: Final = [
    {
        "mode": "HUB",
        "shape": "ROUND",
        "minWidth": 480,
        "maxWidth": 480,
        "minHeight": 480,
        "maxHeight": 480,
    },
    {
        "mode": "HUB",
        "shape": "RECTANGLE",
        "minWidth": 960,
        "maxWidth": 1279,
        "minHeight": 480,
        "maxHeight": 599,
    },
    {
        "mode": "HUB",
        "shape": "RECTANGLE",
        "minWidth": 1280,
        "maxWidth": 1920,
        "minHeight": 600,
        "maxHeight": 1279,
    },
    {
        "mode": "TV",
        "shape": "RECTANGLE",
        "minWidth": 960,
        "maxWidth": 960,
        "minHeight": 540,
        "maxHeight": 540,
    },
]
"""The screens that the document was looked at on, as Amazon lists them."""

ICONS: Final = {"smallIconUri": ("icon_108.png", 108), "largeIconUri": ("icon_512.png", 512)}
"""Manifest key -> file below `assets/images`, and its side in pixels."""

Json = dict[str, Any]


def build_manifest(
    locales: Iterable[str], invocation: str, privacy_url: str = "", memory_arn: str = ""
) -> Json:
    """Returns skill.json.

    Args:
        locales: those that have an interaction model.
        invocation: the invocation name.
        privacy_url: where the privacy policy can be read; certification wants one.
        memory_arn: the Lambda function's name in full, if the skill remembers people: it is then
            told when somebody disables the skill.
    """
    here = sorted(locales)
    privacy: Json = {
        "allowsPurchases": False,
        "containsAds": False,
        "isChildDirected": False,
        "isExportCompliant": True,
        "usesPersonalInfo": bool(memory_arn),
    }
    if privacy_url:
        privacy["locales"] = {locale: {"privacyPolicyUrl": privacy_url} for locale in here}
    events: Json = {}
    if memory_arn:
        subscribed = {
            "endpoint": {"uri": memory_arn},
            "subscriptions": [{"eventName": "SKILL_DISABLED"}],
        }
        events = {"events": subscribed}
    return {
        "manifest": {
            **events,
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
                "testingInstructions": TESTING,
                "locales": {locale: _listing(invocation, bool(memory_arn)) for locale in here},
            },
        }
    }


def _listing(invocation: str, remembers: bool) -> Json:
    privacy = f"{PRIVACY} {MEMORY_PRIVACY}" if remembers else PRIVACY
    return {
        "name": NAME,
        "summary": SUMMARY,
        "description": DESCRIPTION.replace(PRIVACY, privacy),
        "examplePhrases": [phrase.format(invocation=invocation) for phrase in EXAMPLE_PHRASES],
        "keywords": list(KEYWORDS),
        **{key: f"file://assets/images/{file}" for key, (file, _) in ICONS.items()},
    }
