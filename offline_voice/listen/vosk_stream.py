"""One Vosk recogniser over a stream of frames, the pieces that it cuts speech into put together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from offline_voice.audio.interfaces import RATE_HZ
from offline_voice.audio.native_stderr import native_stderr_silenced

if TYPE_CHECKING:
    import vosk


class Word(NamedTuple):
    """A word that was heard, and how sure Vosk is of it, 0 to 1."""

    text: str
    confidence: float


class VoskStream:
    """Hears with a list of phrases, or with the open vocabulary.

    Args:
        model: from `vosk_models.find.load_model`.
        grammar: JSON list of phrases; None for the open vocabulary.
        most_words: only the last so many are kept, for a stream without end.
    """

    def __init__(
        self, model: vosk.Model, grammar: str | None = None, most_words: int | None = None
    ) -> None:
        import vosk

        with native_stderr_silenced():
            self._vosk = (
                vosk.KaldiRecognizer(model, RATE_HZ, grammar)
                if grammar
                else vosk.KaldiRecognizer(model, RATE_HZ)
            )
        self._vosk.SetWords(True)
        self._most_words = most_words
        self._words: list[Word] = []

    def reset(self) -> None:
        """Forgets what was heard."""
        self._vosk.Reset()
        self._words.clear()

    def accept(self, frame: bytes) -> None:
        """Takes the next frame."""
        if self._vosk.AcceptWaveform(frame):
            self._add(self._vosk.Result())

    def partial(self) -> str:
        """The words so far; the last ones may still change."""
        # Just after a piece has ended Vosk answers with an empty `text` and no `partial`.
        current = json.loads(self._vosk.PartialResult()).get("partial", "")
        return " ".join([*(word.text for word in self._words), current]).strip()

    def finish(self) -> list[Word]:
        """The words, decided."""
        self._add(self._vosk.FinalResult())
        return list(self._words)

    def _add(self, result: str) -> None:
        # Vosk ends a silence of five seconds with an empty result: nothing was said.
        heard = json.loads(result).get("result", ())
        self._words += [Word(word["word"], word["conf"]) for word in heard]
        if self._most_words is not None:
            del self._words[: -self._most_words]
