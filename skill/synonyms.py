"""Slot phrases from the shared lexicon, so that Alexa and the offline voice know the same words.

Only what Alexa can hold: plain phrases without gaps, classes and context, which alone mean just the
one fact. The rest of the lexicon still counts, since a slot value without an id is understood by
its words. Build time only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any, Final

import yaml
from hassil import parse_sentence, sample_expression

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.nlu.lexicon import Lexicon

FORMS_MAX: Final = 6
"""Forms taken of one line of the lexicon: more of them differ in little words only."""

PHRASES_MAX: Final = 24
"""Phrases taken for one value, which keeps a model readable and its build on Amazon's side short."""

WORDS_MAX: Final = 5

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
    for fact, value, line, asked in _lines():
        phrases = found.setdefault((fact, value), {})
        for phrase in islice(_forms(line), FORMS_MAX):
            if len(phrases) < PHRASES_MAX and _means(lexicon, phrase, fact, value, asked):
                phrases[phrase] = None
    return {key: tuple(phrases) for key, phrases in found.items()}


def _lines() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yields (fact, value, phrase, facts asked) for every plain phrase as written."""
    folder = Path(str(resources.files("cramp_triage"))) / "data" / "lexicon"
    for path in sorted(folder.glob("*.yaml")):
        # The base loader leaves yes and no the words that they are.
        content: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506
        for section in ("facts", "answers"):
            for fact, values in content.get(section, {}).items():
                asked = (fact,) if section == "answers" else ()
                for value, lines in values.items():
                    for line in lines if isinstance(lines, list) else [lines]:
                        if not _NOT_PLAIN.search(line):
                            yield fact, value, line, asked


def _forms(line: str) -> Iterator[str]:
    for form in sample_expression(parse_sentence(line).expression, {}, {}, expand_lists=False):
        spoken = " ".join(form.split()).replace(" 's", "'s")
        for full, short in _SHORT.items():
            spoken = re.sub(rf"\b{full}\b", short, spoken)
        yield _NOT.sub(r"\1n't", spoken)


def _means(lexicon: Lexicon, phrase: str, fact: str, value: str, asked: tuple[str, ...]) -> bool:
    """Whether a phrase can be said as it is, and alone means this and nothing else."""
    if len(phrase.split()) > WORDS_MAX or not _SPEAKABLE.fullmatch(phrase):
        return False
    return understand(lexicon, phrase, asked).facts == {fact: value}
