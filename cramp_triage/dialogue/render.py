"""Parts of a reply -> plain words. Fills prompt texts; knows no markup, no sound, no clinic.

SSML is made in `skill`, audio in `offline_voice`, both from these words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cramp_triage.messages.replies import Hold, Part, Say
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol

ASK: Final = "ask"
"""The prompt id of a question made from the facts' own questions (`facts`: ids with commas)."""

_COUNTS: Final = {10: "Ten.", 15: "Fifteen.", 20: "Twenty.", 30: "Thirty."}


def say(protocol: Protocol, part: Say, locale: str = DEFAULT_LOCALE) -> str:
    """The words of one part, in the place's spelling of numbers to call."""
    if part.prompt == ASK:
        return _compose([protocol.findings[f].ask for f in part.params["facts"].split(",")])
    fill = protocol.place(locale)
    return protocol.prompts[part.prompt].format_map({**fill, **part.params})


def counts(hold: Hold) -> list[str]:
    """The words counted aloud in a hold, at even intervals, the last at its end."""
    return [_COUNTS.get(second, f"{second}.") for second in hold.counts]


def speech(protocol: Protocol, parts: Iterable[Part], locale: str = DEFAULT_LOCALE) -> str:
    """All parts as one text, counts spelled out."""
    words: list[str] = []
    for part in parts:
        words.extend(counts(part) if isinstance(part, Hold) else [say(protocol, part, locale)])
    return " ".join(words)


def _compose(asks: list[str]) -> str:
    """Joins single questions into sentences of at most two, so that nobody hears a long list."""
    pairs = [asks[i : i + 2] for i in range(0, len(asks), 2)]
    sentences = [", or ".join([pair[0].rstrip("?"), *map(_lower, pair[1:])]) for pair in pairs]
    joined = [sentence if sentence.endswith("?") else f"{sentence}?" for sentence in sentences]
    return " Or ".join([joined[0], *map(_lower, joined[1:])])


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
