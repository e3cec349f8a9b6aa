"""`cramp-voice evaluate`: how well a folder of recordings is heard and understood.

The folder's `manifest.yaml` says what each recording ought to mean. Each is heard as the answer to
a question about `asked`, through the same endpointing, passes and understanding as the microphone.
The figures speak of these recordings and this model, of nobody else's voice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from cramp_triage.dialogue.stakes import stakes_of
from cramp_triage.errors import FactError
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.protocol.facts import SITE, Findings, bare_answer, normal_facts
from cramp_triage.protocol.model import Protocol
from offline_voice.audio.interfaces import Samples
from offline_voice.audio.recordings import read_recording
from offline_voice.errors import ManifestError
from offline_voice.listen.interpreter import Understander
from offline_voice.listen.listener import Listener
from offline_voice.talk.replay import RecordedPerson

MANIFEST: Final = "manifest.yaml"


class _Loader(yaml.CSafeLoader):
    """Reads yes, no, on and off as the words they are: they are answers here."""


_BOOL: Final = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != _BOOL]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:[Tt]rue|[Ff]alse)$"), list("TtFf"))


class Entry(msgspec.Struct, frozen=True):
    """One recording of the manifest.

    Attributes:
        asked: fact the open question is about; None for the opening.
        facts: what it ought to mean; empty: nothing may come of it.
        also_ok: what may as well be heard in it; counts neither way.
        engine: what made the voice; "" for a person, or if it is not told.
    """

    file: str
    asked: str | None
    text: str
    facts: dict[str, Value]
    condition: str
    voice: str
    engine: str = ""
    also_ok: dict[str, Value] = {}


class Heard(msgspec.Struct, frozen=True):
    """What one recording was taken for.

    Attributes:
        wrong_words: words to insert, delete or change to reach the entry's text.
        doubtful: it would be read back, or a danger asked once more, before it counts.
        turns: 1, or more if a pause within it ended the turn.
    """

    entry: Entry
    text: str
    facts: dict[str, Value]
    doubtful: bool
    wrong_words: int
    endpoint_ms: int
    compute_ms: int
    turns: int

    @property
    def id(self) -> str:
        """The recording's file name."""
        return self.entry.file

    @property
    def is_right(self) -> bool:
        """The facts are exactly those of the manifest."""
        return self._counted == self.entry.facts

    @property
    def is_accepted_wrong(self) -> bool:
        """A fact that was not said is taken, and nothing would be read back first."""
        return not self.doubtful and not self._counted.items() <= self.entry.facts.items()

    @property
    def _counted(self) -> dict[str, Value]:
        return {f: v for f, v in self.facts.items() if self.entry.also_ok.get(f) != v}

    @property
    def is_asked_again(self) -> bool:
        """Something was to be understood, and nothing was: the question stands."""
        return bool(self.entry.facts) and not self.facts


def read_manifest(folder: Path, findings: Findings) -> list[Entry]:
    """The entries of a folder's manifest, facts in their normal form.

    Raises:
        ManifestError: names the file, the entry and the fix.
    """
    path = folder / MANIFEST
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except FileNotFoundError:
        raise ManifestError(f"{path}: no such file; list the recordings in it") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ManifestError(f"{path}: cannot be read ({reason}); fix the YAML") from error
    if not isinstance(raw, list) or not raw:
        raise ManifestError(f"{path}: must be a list of recordings; start each line with a dash")
    return [_entry(path, number, item, findings) for number, item in enumerate(raw, 1)]


def _entry(path: Path, number: int, item: Any, findings: Findings) -> Entry:
    try:
        loose = {**item, "facts": {}, "also_ok": {}} if isinstance(item, dict) else item
        entry = msgspec.convert(loose, Entry)
        facts, also_ok = (
            normal_facts(findings, item.get(key) or {}) for key in ("facts", "also_ok")
        )
        engine = entry.engine or str((item.get("made") or {}).get("by", ""))
    except (msgspec.ValidationError, FactError, AttributeError) as error:
        raise ManifestError(f"{path}: entry {number}: {error}; fix it") from error
    if entry.asked is not None and entry.asked not in findings:
        raise ManifestError(f"{path}: entry {number}: asked: no fact {entry.asked!r}; use its id")
    if not (path.parent / entry.file).is_file():
        raise ManifestError(f"{path}: entry {number}: no file {entry.file}; add or remove it")
    return msgspec.structs.replace(entry, facts=facts, also_ok=also_ok, engine=engine)


def hear_all(
    folder: Path,
    protocol: Protocol,
    listener: Listener,
    understander: Understander,
    has_speech: Callable[[Samples], bool],
) -> Iterator[Heard]:
    """Hears every recording of the manifest, one after the other.

    Raises:
        ManifestError, RecordingError: the folder cannot be used.
    """
    for entry in read_manifest(folder, protocol.findings):
        samples = read_recording(folder / entry.file)
        yield hear_one(entry, samples, protocol, listener, understander, has_speech)


def hear_one(
    entry: Entry,
    samples: Samples,
    protocol: Protocol,
    listener: Listener,
    understander: Understander,
    has_speech: Callable[[Samples], bool],
) -> Heard:
    """Hears the samples of one entry, as the answer to a question about what it was asked."""
    asked = question_of(entry.asked, protocol)
    source = RecordedPerson([samples], has_speech)
    facts: dict[str, Value] = {}
    texts: list[str] = []
    doubtful, compute_s, endpoint_ms, turns = False, 0.0, 0, 0
    while source.begin_turn():
        turn = listener.hear(source, understander.question(asked))
        began_s = time.perf_counter()
        sense = understander.sense(turn.words, asked)
        compute_s += turn.decode_s + time.perf_counter() - began_s
        act = sense.act
        facts |= {
            **bare_answer(protocol.findings, asked.asks, act.acts, act.facts, act.left_open),
            **act.facts,
        }
        texts.append(sense.text)
        doubtful = doubtful or act.doubtful or bool(act.doubts)
        endpoint_ms, turns = turn.endpoint_ms, turns + 1
    text = " ".join(filter(None, texts))
    return Heard(
        entry,
        text,
        facts,
        doubtful,
        edits(entry.text.split(), text.split()),
        endpoint_ms,
        round(1000 * compute_s),
        turns,
    )


def question_of(asked: str | None, protocol: Protocol) -> OpenQuestion:
    """The question that a recording answers."""
    fact = SITE if asked is None else asked
    is_yes_no = protocol.findings[fact].kind == "yes_no"
    stakes = stakes_of(protocol, (fact,))
    return OpenQuestion((fact,), "yes_no" if is_yes_no else "value", stakes=stakes)


def edits(want: Sequence[str], got: Sequence[str]) -> int:
    """The fewest words to be put in, left out or replaced."""
    row = list(range(len(got) + 1))
    for i, word in enumerate(want, 1):
        above, row = row, [i]
        for j, other in enumerate(got, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (word != other)))
    return row[-1]
