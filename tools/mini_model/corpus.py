"""Sentences about cramps, made at random from `corpus.yaml`, and those that the program expects.

Equal seeds give equal sentences.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from offline_voice.listen.short_answers import ANSWERS

HERE: Final = Path(__file__).parent
SKILL: Final = HERE.parents[1] / "interaction_models" / "en-US.json"
OURS: Final = HERE / "our_sentences.txt"
COUNT: Final = 30_000
SEED: Final = 5
ANSWER_WEIGHT: Final = 5
USUAL_WEIGHT: Final = 10
PHRASE_SHARE: Final = 0.3
SLOT: Final = re.compile(r"\{(\w+)\}")


class Corpus(NamedTuple):
    """What `corpus.yaml` holds; the answers stand among the phrases, as often as they are said."""

    phrases: Sequence[str]
    slots: Mapping[str, Sequence[str]]
    templates: Sequence[str]


def load() -> Corpus:
    """The corpus as it is authored."""
    raw = yaml.safe_load((HERE / "corpus.yaml").read_text(encoding="utf-8"))
    return Corpus(raw["phrases"] + ANSWER_WEIGHT * raw["answers"], raw["slots"], raw["templates"])


def sentence(corpus: Corpus, rng: random.Random) -> str:
    """One phrase, or one template with its slots filled."""
    if rng.random() < PHRASE_SHARE:
        return rng.choice(corpus.phrases)
    return SLOT.sub(partial(_filled, rng, corpus.slots), rng.choice(corpus.templates))


def sentences() -> list[str]:
    """The sentences that the bigram is counted on."""
    corpus, rng = load(), random.Random(SEED)
    ours = OURS.read_text(encoding="utf-8").splitlines()
    return [*(sentence(corpus, rng) for _ in range(COUNT)), *ours]


def write_our_sentences() -> None:
    """Writes down the usual answers, and what people may say to the skill, slots filled at random.

    They are kept, so that not every new phrase asks for a new graph.
    """
    model = json.loads(SKILL.read_text(encoding="utf-8"))["interactionModel"]["languageModel"]
    values = {
        kind["name"]: [value["name"]["value"] for value in kind["values"]]
        for kind in model["types"]
    }
    rng = random.Random(SEED)
    lines = [
        SLOT.sub(partial(_filled, rng, slots), sample)
        for intent in model["intents"]
        for slots in [{s["name"]: values.get(s["type"], []) for s in intent.get("slots", ())}]
        for sample in intent.get("samples", ())
        if all(slots[name] for name in SLOT.findall(sample))
    ]
    lines += USUAL_WEIGHT * ANSWERS.every()
    OURS.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _filled(rng: random.Random, slots: Mapping[str, Sequence[str]], slot: re.Match[str]) -> str:
    return rng.choice(slots[slot[1]])
