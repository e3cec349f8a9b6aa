"""Slot phrases from the shared lexicon, so that Alexa and the offline voice know the same words.

Only what Alexa can hold: plain phrases without gaps, classes and context, which alone mean just the
one fact. The rest of the lexicon still counts, since a slot value without an id is understood by
its words. Build time only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any, Final

import yaml
from hassil import parse_sentence, sample_expression

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.protocol.facts import YES
from skill.request.slots import base_name

FORMS_MAX: Final = 6
"""Forms taken of one line of the lexicon: more of them differ in little words only."""

PHRASES_MAX: Final = 24
"""Phrases taken for one value, which keeps a model readable and quick to build."""

WORDS_MAX: Final = 5

SIGNS: Final = "Finding"
"""The slot type whose ids are facts; the ids of any other are values of one fact."""

BARE_ANSWERS: Final = frozenset({"yes", "yeah", "yep", "no", "nope", "nah", "okay", "maybe"})

SlotTypes = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Type -> id -> phrases, the first of which is the name."""

Phrases = Mapping[tuple[str, str], tuple[str, ...]]
"""(fact, value) -> phrases as they are spoken."""

_NOT_PLAIN: Final = re.compile(r"[<>{}^$\d]|\.\.\.")
_SPEAKABLE: Final = re.compile(r"(?!(i|it|my|the|not|no|and|or|'s) )[a-z][a-z' \-]*")
_SHORT: Final = {"cannot": "can't", "will not": "won't"}
_NOT: Final = re.compile(r"\b(do|does|did|is|are|was|has|have|had|would|could|should) not\b")


@cache
def lexicon_phrases() -> Phrases:
    """Returns what the shared lexicon can give to slots, the first written first."""
    lexicon = load_lexicon()
    found: dict[tuple[str, str], dict[str, None]] = {}
    for fact, value, line in _lines():
        phrases = found.setdefault((fact, value), {})
        for phrase in islice(_forms(line), FORMS_MAX):
            if len(phrases) < PHRASES_MAX and _means(lexicon, phrase, fact, value):
                phrases[phrase] = None
    return {key: tuple(phrases) for key, phrases in found.items()}


def fill(slots: Mapping[str, str], types: SlotTypes, taken: Iterable[str]) -> SlotTypes:
    """Returns the slot types with the lexicon's phrases behind their own.

    No phrase comes twice, in whatever type, since many slots may stand alone in a sentence.

    Args:
        slots: slot -> type, as authored.
        types: the authored types.
        taken: whole sentences that already mean something.
    """
    facts_of = {type_: base_name(slot) for slot, type_ in reversed(list(slots.items()))}
    claimed = {phrase for values in types.values() for p in values.values() for phrase in p}
    claimed |= {*taken, *BARE_ANSWERS}
    filled: dict[str, dict[str, tuple[str, ...]]] = {}
    # Signs first: "i have {finding}" is said in more ways than any other slot.
    for type_ in sorted(types, key=lambda name: name != SIGNS):
        filled[type_] = {}
        for id_, authored in types[type_].items():
            more = lexicon_phrases().get(_key(type_, id_, facts_of.get(type_, "")), ())
            new = [phrase for phrase in more if phrase not in claimed]
            claimed.update(new)
            filled[type_][id_] = (*authored, *new)
    return {type_: filled[type_] for type_ in types}


def _key(type_: str, id_: str, fact: str) -> tuple[str, str]:
    """The fact and value that an id stands for."""
    if type_ != SIGNS:
        return fact, id_
    named, _, value = id_.partition("=")
    return named, value or YES


def _lines() -> Iterator[tuple[str, str, str]]:
    """Yields (fact, value, phrase) for every plain phrase as written."""
    folder = Path(str(resources.files("cramp_triage"))) / "data" / "lexicon"
    for path in sorted(folder.glob("*.yaml")):
        # The base loader leaves yes and no the words that they are.
        content: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
        for fact, values in content.get("facts", {}).items():
            for value, lines in values.items():
                for line in lines if isinstance(lines, list) else [lines]:
                    if line and not _NOT_PLAIN.search(line):
                        yield fact, value, line


def _forms(line: str) -> Iterator[str]:
    for form in sample_expression(parse_sentence(line).expression, {}, {}, expand_lists=False):
        spoken = " ".join(form.split()).replace(" 's", "'s")
        for full, short in _SHORT.items():
            spoken = re.sub(rf"\b{full}\b", short, spoken)
        yield _NOT.sub(r"\1n't", spoken)


def _means(lexicon: Lexicon, phrase: str, fact: str, value: str) -> bool:
    """Whether a phrase can be said as it is, and alone means this and nothing else."""
    if len(phrase.split()) > WORDS_MAX or not _SPEAKABLE.fullmatch(phrase):
        return False
    return understand(lexicon, phrase).facts == {fact: value}
