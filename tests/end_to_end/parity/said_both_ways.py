"""Sentences of the templates, each as Alexa's intent with slots and as the words that were said.

`python -m tests.end_to_end.parity.said_both_ways` writes known_differences.yaml again: review it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.nlu import Lexicon, load_lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.model import load_protocol
from skill.publish.interaction_model import expand, read_templates
from skill.request.intents import IntentReader
from skill.request.serializer import LenientSerializer
from skill.request.table import load_table
from tests import ROOT
from tests.alexa.alexa_requests import Json, intent, plain_slot

TEMPLATES = read_templates(ROOT / "interaction_models" / "templates", "en")
KNOWN_DIFFERENCES = Path(__file__).parent / "known_differences.yaml"
SEED = 1
PER_TEMPLATE = 4
LENGTHS = (("five minutes", "PT5M"), ("twenty minutes", "PT20M"), ("an hour", "PT1H"))
NUMBERS = (("seven", "7"), ("four", "4"))
WORDS = ("have chest pain", "can't feel my foot", "take a water pill", "swollen and red")
FITTING = {
    "since_days": (("three days", "P3D"), ("two weeks", "P2W")),
    "age_years": (("thirty", "30"), ("eighty two", "82")),
    "temp_f": (("one hundred and two", "102"), ("ninety nine", "99")),
}
ASKED = {"CountIntent": ("episodes_count",)}
"""Intents that answer one question only."""


@cache
def reader() -> IntentReader:
    """The skill's reader of intents; its free words are heard by the rules, as in `by_words`."""
    return IntentReader(load_table(), load_protocol().findings, _by_rules)


def _by_rules(words: str, question: OpenQuestion) -> UserAct:
    return hear(lexicon(), words, question.asks, question.expects).to_act(words)


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon()


@dataclass(frozen=True)
class Spoken:
    """One sentence, with what it was made of."""

    intent: str
    template: str
    words: str
    slots: Json

    @property
    def question(self) -> OpenQuestion:
        asks = ASKED.get(self.intent, ())
        return OpenQuestion(asks, "value" if asks else "open")

    @property
    def by_slots(self) -> dict[str, Value]:
        """The facts that Alexa's request brings."""
        request: Any = LenientSerializer().read(intent(self.intent, self.slots)).request
        return dict(reader().read(request, self.question).act.facts)

    @property
    def by_words(self) -> dict[str, Value]:
        """The facts that the offline voice would hear."""
        return dict(_by_rules(self.words, self.question).facts)


def spoken(seed: int) -> Iterator[Spoken]:
    """Yields up to `PER_TEMPLATE` sentences of every template, the same for the same seed."""
    for name, authored in TEMPLATES.intents.items():
        if name.startswith("AMAZON."):
            continue
        for template in authored.sentences:
            # A seed for each, so that a new template does not change the sentences of the others.
            chance = random.Random(f"{seed} {template}")
            one = {name: msgspec.structs.replace(authored, sentences=(template,))}
            samples = list(expand(msgspec.structs.replace(TEMPLATES, intents=one), name))
            for sample in chance.sample(samples, min(PER_TEMPLATE, len(samples))):
                yield filled(name, template, sample, chance)


def filled(name: str, template: str, sample: str, chance: random.Random) -> Spoken:
    """The sample with its gaps filled, as words and as slots."""
    slots: Json = {}

    def gap(found: re.Match[str]) -> str:
        said, slots[found[1]] = value_of(found[1], chance)
        return said

    words = re.sub(r"\{(\w+)\}", gap, sample)
    return Spoken(name, template, words, slots)


def value_of(name: str, chance: random.Random) -> tuple[str, Json]:
    """What somebody says in a slot, and what Alexa makes of it."""
    kind = TEMPLATES.slots[name]
    if kind == "AMAZON.SearchQuery":
        words = chance.choice(WORDS)
        return words, plain_slot(name, words)[name]
    lengths = LENGTHS if kind == "AMAZON.DURATION" else NUMBERS
    said, value = chance.choice(FITTING.get(name, lengths))
    return said, plain_slot(name, value)[name]


def differences() -> dict[str, dict[str, list[str]]]:
    """Kind -> intent -> templates of which a sampled sentence means other facts in the two ways."""
    found: dict[str, dict[str, list[str]]] = {}
    for said in spoken(SEED):
        by_slots, by_words = said.by_slots, said.by_words
        if by_slots == by_words:
            continue
        kind = "unlike"
        if by_slots.items() <= by_words.items():
            kind = "more_by_words"
        elif by_words.items() <= by_slots.items():
            kind = "more_by_intent"
        templates = found.setdefault(kind, {}).setdefault(said.intent, [])
        if said.template not in templates:
            templates.append(said.template)
    return found


if __name__ == "__main__":
    kept = KNOWN_DIFFERENCES.read_text("utf-8").splitlines(keepends=True)
    header = "".join(line for line in kept if line.startswith("#"))
    KNOWN_DIFFERENCES.write_text(
        header + yaml.safe_dump(differences(), width=1000, sort_keys=True), "utf-8"
    )
