"""Sentences of the person's own on topics that no fact of the protocol holds, to be quoted.

An allergy, an illness we do not ask about, what the days are like, what helped before: the page
says that it was told, in their words, and reads nothing into them. The words that show a topic are
in `data/mentions.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec

from visit_summary.content.summary import Summary

DATA: Final = Path(__file__).parent.parent / "data/mentions.json"
COLUMNS: Final = ("doing", "medicines", "other", "helped", "food", "fluids")

Topic = Literal["allergy", "condition", "day", "relief"]


class _Words(msgspec.Struct, frozen=True):
    topic: Topic
    words: tuple[str, ...]


class Mention(msgspec.Struct, frozen=True):
    """A sentence on a topic; `on` is the ISO date of the diary's entry, "" in a conversation."""

    words: str
    on: str = ""


_FORMS: Final = {
    one.topic: re.compile(
        rf"(?<![\w']){'(?:' + '|'.join(map(re.escape, one.words)) + ')'}(?![\w'])", re.IGNORECASE
    )
    for one in msgspec.json.decode(DATA.read_bytes(), type=tuple[_Words, ...])
}
_SENTENCES: Final = re.compile(r"(?<=[.!?;])\s+")


def mentions(summary: Summary, topic: Topic) -> list[Mention]:
    """The sentences on a topic: of the conversation, then of the diary, the newest first."""
    said = [Mention(sentence) for one in summary.said for sentence in _on(topic, one.words)]
    noted = [
        Mention(sentence, entry.at.date().isoformat())
        for entry in reversed(summary.entries)
        for column in COLUMNS
        for words in _listed(getattr(entry, column))
        for sentence in _on(topic, words)
    ]
    return list({mention.words.casefold(): mention for mention in (*noted, *said)[::-1]}.values())


def _listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _on(topic: Topic, words: str) -> Iterable[str]:
    plain = words.replace("\u2019", "'")
    return (part for part in _SENTENCES.split(plain) if _FORMS[topic].search(part))
