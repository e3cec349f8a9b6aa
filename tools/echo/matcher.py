"""What Alexa makes of a line: never kinder than Amazon's documents promise.

The rules stand in `RULES`, and on the page with the figure that is measured by them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from skill.publish.model_check import BUILT_INS_SAY, FREE_TYPE
from skill.request.intents import FALLBACK
from skill.request.table import FREE_SLOT, FREE_WORDS
from tools import ROOT

WORDS_MAX: Final = 25
"""Words of one utterance that are taken to be heard: ten seconds of speech."""

RULES: Final = (
    "Marks and capitals are gone; letters, figures and apostrophes are left.",
    f"Of more than {WORDS_MAX} words nothing arrives: free words are documented as short, without "
    "a number.",
    "What a built-in intent knows by itself, or what is a sample word for word, is that intent: "
    "its meaning, numbers and lengths arrive, its words do not.",
    "So does what is such a sample of two words or more with one more word before or behind it, "
    "since Alexa goes by likeness; the word more is lost.",
    "Where the slot was elicited, all else arrives whole: its sample is the bare slot, which "
    "Alexa allows there alone.",
    "Elsewhere the longest carrier takes the line, and what it stands for comes before or behind "
    "the words; a carrier alone, without a word in its gap, takes none.",
    "All else is the fallback, which brings no words.",
)

UNITS: Final = {"second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "year": "Y"}
_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER: Final = (
    rf"(?:\d+|(?:one |a )?hundred(?: and)?(?: (?:{'|'.join(_ONES + _TENS)}))?"
    rf"|(?:{'|'.join(_TENS)})(?: (?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))})"
)
_LENGTH: Final = rf"{_NUMBER} (?:{'|'.join(UNITS)})s?"
_GAP: Final = re.compile(r"\\\{(\w+)\\\}")


class Arrival(msgspec.Struct, frozen=True):
    """What reaches the skill of a line.

    Attributes:
        intent: its name.
        slots: what was said in them, as Alexa gives it.
        by_words: the words came, by elicitation or by a carrier.
    """

    intent: str
    slots: Mapping[str, str] = {}
    by_words: bool = False


LOST: Final = Arrival(FALLBACK)


class Matcher:
    """Matches lines with one interaction model.

    Args:
        model: as Alexa takes it.
    """

    def __init__(self, model: Mapping[str, Any]) -> None:
        self._fixed: dict[str, str] = {
            said: name for name, known in BUILT_INS_SAY.items() for said in known
        }
        self._counted: list[tuple[str, dict[str, str], re.Pattern[str]]] = []
        self._carriers: list[tuple[int, str, re.Pattern[str]]] = []
        for intent in model["interactionModel"]["languageModel"]["intents"]:
            types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
            for sample in intent["samples"]:
                self._add(intent["name"], sample, types)
        self._carriers.sort(key=lambda carrier: -carrier[0])

    def hear(self, text: str, elicited: bool) -> Arrival:
        """Returns what arrives of a line.

        Args:
            text: the line.
            elicited: the question before it elicited the slot of free words.
        """
        said = plain(text)
        words = said.split()
        if not words or len(words) > WORDS_MAX:
            return LOST
        for near in (said, " ".join(words[1:]), " ".join(words[:-1])):
            if (near == said or len(near.split()) > 1) and (found := self._typed(near)):
                return found
        if elicited:
            return Arrival(FREE_WORDS, {FREE_SLOT: said}, by_words=True)
        for _, name, pattern in self._carriers:
            if taken := pattern.fullmatch(said):
                return Arrival(name, taken.groupdict(), by_words=True)
        return LOST

    def _typed(self, said: str) -> Arrival | None:
        if said in self._fixed:
            return Arrival(self._fixed[said])
        for name, types, pattern in self._counted:
            if taken := pattern.fullmatch(said):
                return Arrival(name, {k: _value(types[k], v) for k, v in taken.groupdict().items()})
        return None

    def _add(self, name: str, sample: str, types: dict[str, str]) -> None:
        if not types or "{" not in sample:
            self._fixed.setdefault(sample, name)
            return
        pattern = re.compile(
            _GAP.sub(lambda gap: f"(?P<{gap[1]}>{_spoken(types[gap[1]])})", re.escape(sample))
            .replace("\\ ", " ")
            .replace("\\'", "'")
        )
        if FREE_TYPE in types.values():
            self._carriers.append((len(sample.split()), name, pattern))
        else:
            self._counted.append((name, types, pattern))


@cache
def matcher(locale: str = "en-US") -> Matcher:
    """The matcher of a locale's committed model."""
    path = ROOT / "interaction_models" / f"{locale}.json"
    return Matcher(json.loads(path.read_bytes()))


def plain(text: str) -> str:
    """A line as speech recognition writes it: no marks, no capitals."""
    straight = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(re.findall(r"[a-z0-9]+(?:['.][a-z0-9]+)*", straight))


def _spoken(type_: str) -> str:
    return {"AMAZON.NUMBER": _NUMBER, "AMAZON.DURATION": _LENGTH}.get(type_, ".+")


def _value(type_: str, said: str) -> str:
    """A number as figures, a length in ISO 8601."""
    if type_ == "AMAZON.NUMBER":
        return str(_number(said))
    number, unit = said.rsplit(" ", 1)
    letter = UNITS[unit.removesuffix("s")]
    return f"P{'T' if letter in 'SMH' else ''}{_number(number)}{letter}"


def _number(said: str) -> int:
    return int(said) if said.isdigit() else sum(_parts(said))


def _parts(said: str) -> Iterator[int]:
    for word in said.split():
        if word == "hundred":
            yield 100
        elif word in _TENS:
            yield 20 + 10 * _TENS.index(word)
        elif word in _ONES and not (word == "one" and "hundred" in said and said.startswith("one")):
            yield _ONES.index(word)
