"""The protocol in the spelling, words and units of a place: other than US English by data.

Only texts that somebody reads or hears change; ids, values and rules stay, and so does the sha256.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import msgspec

from cramp_triage.protocol.model import Protocol

TEXTS: Final = frozenset(
    "say early also text again hint term because ask brief person clinician page if_no unit "
    "prompts modes".split()
)
"""The keys under which all is text."""

WORDLESS: Final = frozenset("when unless never_when definitions implied sources".split())
"""The keys under which none is; to look there takes half the time."""


def words_at(protocol: Protocol, locale: str) -> dict[str, str]:
    """What a place calls or spells otherwise: the word of the texts, in lower case -> its own."""
    return {word: here[locale] for word, here in protocol.spellings.items() if locale in here}


def spelled(protocol: Protocol, text: str, locale: str) -> str:
    """A text in the words and the spelling of a place; as it is, where nothing differs."""
    words = words_at(protocol, locale)
    return _known(tuple(words)).sub(lambda found: _cased(words, found[0]), text) if words else text


def at(protocol: Protocol, locale: str) -> Protocol:
    """The protocol as it reads at a place; the same one where nothing is said otherwise."""
    words = words_at(protocol, locale)
    if not words:
        return protocol

    def all_spelled(form: Any) -> Any:
        """All texts within, of which few have such a word: to look for it first takes no time."""
        if isinstance(form, str):
            lower = form.lower()
            return spelled(protocol, form, locale) if any(w in lower for w in words) else form
        if isinstance(form, dict):
            return {key: all_spelled(one) for key, one in form.items()}
        return [all_spelled(one) for one in form] if isinstance(form, list) else form

    def read(form: Any) -> Any:
        if isinstance(form, dict):
            return {
                key: all_spelled(one) if key in TEXTS else one if key in WORDLESS else read(one)
                for key, one in form.items()
            }
        return [read(one) for one in form] if isinstance(form, list) else form

    form = msgspec.json.decode(msgspec.json.encode(protocol))
    return msgspec.convert(read(form), Protocol)


@cache
def _known(words: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: "an emergency room" before a part of it.
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(longest_first)})\b", re.IGNORECASE)


def _cased(words: dict[str, str], found: str) -> str:
    """The place's own word, in the capitals of what it stands for."""
    word = words[found.lower()]
    if found.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if found[0].isupper() else word
