"""The intent table: what the running skill knows of the sentence templates.

Made by `cramp-skill build` from `interaction_models/templates/`, shipped as JSON. No request and no
template is read here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from cramp_triage.messages.acts import Value
from skill.errors import ConfigError

FREE_WORDS: Final = "SayIntent"
FREE_SLOT: Final = "words"
"""The intent and its slot that are elicited with every open question: whatever is said."""


class Meaning(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What hearing an intent means, apart from its slots.

    Attributes:
        acts: conversation acts.
        facts: facts that the sentence itself states.
        text: words for the shared understanding, with `{slot}` for raw slot words; with it the
            ids of the slots are not used.
    """

    acts: tuple[str, ...] = ()
    facts: dict[str, Value] = {}
    text: str = ""


class IntentTable(msgspec.Struct, frozen=True):
    """What the running skill knows of the templates.

    Attributes:
        intents: custom intents by name, those of the model before this one among them.
        words: locale -> phrase -> what it is called elsewhere.
    """

    intents: dict[str, Meaning]
    words: dict[str, dict[str, str]] = {}

    def understood(self, said: str, locale: str) -> str:
        """What is said in a locale, in words that are understood everywhere."""
        known = self.words.get(locale)
        if not known:
            return said
        # The longest first: "loose motions" before "loose motion".
        phrases = "|".join(sorted(known, key=len, reverse=True))
        return re.sub(rf"\b({phrases})\b", lambda found: known[found[0].lower()], said, flags=re.I)


def load_table() -> IntentTable:
    """Returns the intent table that is shipped with the skill.

    Raises:
        ConfigError: the file is missing or not a table; says how to make it again.
    """
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "intents.json")
    try:
        with open(path, "rb") as file:  # importlib.resources would add a tenth to a cold start
            return msgspec.json.decode(file.read(), type=IntentTable)
    except (OSError, msgspec.DecodeError):
        raise ConfigError(
            "skill/data/intents.json is missing or broken: run `cramp-skill build`"
        ) from None


def slot_names(meaning: Meaning) -> Iterator[str]:
    """Yields the slots that a meaning's text refers to."""
    yield from re.findall(r"\{(\w+)\}", meaning.text)
