"""The intent table: what the running skill knows of the sentence templates.

Made by `cramp-skill build` from `interaction_models/templates/`, shipped as JSON. No request and no
template is read here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import msgspec

from cramp_triage.messages.acts import Value
from skill.errors import ConfigError


class Meaning(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What hearing an intent means, besides its slots.

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
        intents: custom intents by name.
        negative_phrases: known slot phrases that hold a negative word and mean what they say.
    """

    intents: dict[str, Meaning]
    negative_phrases: frozenset[str]


def load_table() -> IntentTable:
    """Returns the intent table that is shipped with the skill.

    Raises:
        ConfigError: the file is missing or not a table; says how to make it anew.
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
