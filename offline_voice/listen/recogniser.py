"""Vosk in two passes over the same frames: the question's phrase list and the open vocabulary.

The list keeps a small model from hearing what nobody would answer; the open pass catches what the
list does not foresee. A closed question has two lists: the few usual answers go along with the
frames, and only if none of them fits from end to end is the sound heard again with the long one.
Which pass is believed is decided in `interpreter`, never here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from offline_voice.audio.interfaces import Hypotheses, Hypothesis
from offline_voice.listen.free_pages import give_back
from offline_voice.listen.vosk_stream import VoskStream, Word

if TYPE_CHECKING:
    import vosk

UNKNOWN_WORD: Final = "[unk]"


class VoskRecogniser:
    """`Recogniser` over a loaded Vosk model.

    Args:
        model: from `vosk_models.find.load_model`.
        takes_lists: the model's graph accepts a phrase list.
    """

    def __init__(self, model: vosk.Model, *, takes_lists: bool) -> None:
        self._model = model
        self._takes_lists = takes_lists
        self._unlisted = VoskStream(model)
        self._lists: dict[str, _List] = {}
        self._listed: VoskStream | None = None
        self._closed: VoskStream | None = None
        self._phrases: Sequence[str] = ()
        self._answers: Sequence[str] = ()
        self._heard: list[bytes] = []
        self._has_made_list = False

    def begin(self, phrases: Sequence[str], closed: Sequence[str] = ()) -> None:
        """See `Recogniser`; words that the model lacks must have been left out of both lists."""
        if self._has_made_list:  # now, when nobody waits for an answer
            give_back()
            self._has_made_list = False
        self._unlisted.reset()
        self._phrases = phrases
        self._closed = self._listed = None  # a list that is not wanted any more is let go first
        self._closed = self._pass("closed", closed)
        self._listed = None if self._closed else self._pass("listed", phrases)
        self._answers = closed
        self._heard.clear()

    def accept(self, frame: bytes) -> None:
        """See `Recogniser`."""
        self._unlisted.accept(frame)
        if self._closed:
            self._closed.accept(frame)
            self._heard.append(frame)
        elif self._listed:
            self._listed.accept(frame)

    def partial(self) -> str:
        """See `Recogniser`."""
        return (self._closed or self._listed or self._unlisted).partial()

    def glimpse(self, sound: bytes) -> str:
        """See `Recogniser`."""
        glimpsed_by = self._pass("glimpse", self._answers)
        if glimpsed_by is None:
            return ""
        glimpsed_by.accept(sound)
        return _hypothesis(glimpsed_by.finish()).text

    def finish(self) -> Hypotheses:
        """See `Recogniser`."""
        unlisted = _hypothesis(self._unlisted.finish())
        closed = _hypothesis(self._closed.finish()) if self._closed else None
        if closed and closed.text in self._answers:
            return Hypotheses(listed=None, unlisted=unlisted, closed=closed)
        listed_by = self._listed
        if closed and (listed_by := self._pass("listed", self._phrases)):
            for frame in self._heard:
                listed_by.accept(frame)
        listed = _hypothesis(listed_by.finish()) if listed_by else None
        return Hypotheses(listed=listed, unlisted=unlisted, closed=closed)

    def _pass(self, name: str, phrases: Sequence[str]) -> VoskStream | None:
        """A pass over a list, kept from turn to turn while the list stays the same."""
        if not phrases or not self._takes_lists:
            return None
        kept = self._lists.get(name)
        if kept is None or kept.phrases != phrases:
            kept = None
            self._lists.pop(name, None)  # before the new one, which can have its place
            self._has_made_list = True
            grammar = json.dumps([*phrases, UNKNOWN_WORD])
            kept = self._lists[name] = _List(phrases, VoskStream(self._model, grammar))
        kept.heard_by.reset()
        return kept.heard_by


class _List(NamedTuple):
    phrases: Sequence[str]
    heard_by: VoskStream


def _hypothesis(words: Sequence[Word]) -> Hypothesis:
    sure = [word.confidence for word in words]
    text = " ".join(word.text for word in words)
    return Hypothesis(text, sum(sure) / len(sure) if sure else 0.0)
