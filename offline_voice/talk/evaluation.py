"""`cramp-voice evaluate`: how well a folder of recordings is heard and understood.

The folder's `manifest.yaml` says what each recording ought to mean. Each is heard as the answer to
a question about `asked`, through the same endpointing, passes and understanding as the microphone.
The figures speak of these recordings and this model, of nobody else's voice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from cramp_triage.dialogue.stakes import stakes_of
from cramp_triage.errors import FactError
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.protocol.facts import NO, SITE, YES, Findings, bare_answer, dangers, normal_facts
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
    """

    file: str
    asked: str | None
    text: str
    facts: dict[str, Value]
    condition: str
    voice: str


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
        return self.facts == self.entry.facts

    @property
    def is_accepted_wrong(self) -> bool:
        """A fact that was not said is taken, and nothing would be read back first."""
        return not self.doubtful and not self.facts.items() <= self.entry.facts.items()

    @property
    def is_asked_again(self) -> bool:
        """Something was to be understood, and nothing was: the question stands."""
        return bool(self.entry.facts) and not self.facts


def read_manifest(folder: Path, findings: Findings) -> list[Entry]:
    """The entries of a folder's manifest, facts in their normal form.

    Raises:
        ManifestError: names the file, the entry and the mend.
    """
    path = folder / MANIFEST
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is none; list the recordings in it") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ManifestError(f"{path}: cannot be read ({reason}); mend the YAML") from error
    if not isinstance(raw, list) or not raw:
        raise ManifestError(f"{path}: must be a list of recordings; start each line with a dash")
    return [_entry(path, number, item, findings) for number, item in enumerate(raw, 1)]


def _entry(path: Path, number: int, item: Any, findings: Findings) -> Entry:
    try:
        loose = {**item, "facts": {}} if isinstance(item, dict) else item
        entry = msgspec.convert(loose, Entry)
        facts = normal_facts(findings, item.get("facts") or {})
    except (msgspec.ValidationError, FactError, AttributeError) as error:
        raise ManifestError(f"{path}: entry {number}: {error}; mend it") from error
    if entry.asked is not None and entry.asked not in findings:
        raise ManifestError(f"{path}: entry {number}: asked: no fact {entry.asked!r}; use its id")
    if not (path.parent / entry.file).is_file():
        raise ManifestError(f"{path}: entry {number}: no file {entry.file}; add or remove it")
    return msgspec.structs.replace(entry, facts=facts)


def hear_all(
    folder: Path,
    protocol: Protocol,
    listener: Listener,
    understander: Understander,
    has_speech: Callable[[Samples], bool],
) -> list[Heard]:
    """Hears every recording of the manifest.

    Raises:
        ManifestError, RecordingError: the folder cannot be used.
    """
    return [
        hear_one(
            entry, read_recording(folder / entry.file), protocol, listener, understander, has_speech
        )
        for entry in read_manifest(folder, protocol.findings)
    ]


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
        facts |= {
            **bare_answer(protocol.findings, asked.asks, sense.act.acts, sense.act.facts),
            **sense.act.facts,
        }
        texts.append(sense.text)
        doubtful = doubtful or sense.act.doubtful
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


def figures(findings: Findings, heard: Sequence[Heard]) -> dict[str, Any]:
    """The figures for these recordings, as `cramp-voice evaluate` prints them.

    Word accuracy leaves out recordings that must yield nothing: their words are none of ours.
    """
    counted = dangers(findings)
    spoken = [h for h in heard if h.entry.facts]
    words = sum(len(h.entry.text.split()) for h in spoken)
    wrong = sum(h.wrong_words for h in spoken)
    count = len(heard)
    return {
        "n": count,
        "word_accuracy": round(1 - wrong / words, 4) if words else None,
        "meaning_accuracy": round(sum(h.is_right for h in heard) / count, 4) if count else None,
        "read_back": round(sum(h.doubtful for h in heard) / count, 4) if count else None,
        "missed_danger": [h.id for h in heard if _missed(h, counted)],
        "false_danger": [h.id for h in heard if _false(h, counted)],
        "polarity_errors": [h.id for h in heard if _reversed(h)],
        "endpoint_ms": _spread(h.endpoint_ms for h in heard if h.text),
        "compute_ms": _spread(h.compute_ms for h in heard if h.text),
    }


def by_condition(findings: Findings, heard: Sequence[Heard]) -> dict[str, dict[str, Any]]:
    """The figures for each condition, in the manifest's order, and in all."""
    conditions = list(dict.fromkeys(h.entry.condition for h in heard))
    return {
        **{c: figures(findings, [h for h in heard if h.entry.condition == c]) for c in conditions},
        "all": figures(findings, heard),
    }


def _missed(heard: Heard, counted: frozenset[str]) -> bool:
    """A danger was said and is not known, nor would its "no" be read back."""
    got = heard.facts
    said = [f for f in counted if heard.entry.facts.get(f) == YES]
    return any(got.get(f) != YES and not (heard.doubtful and got.get(f) == NO) for f in said)


def _false(heard: Heard, counted: frozenset[str]) -> bool:
    """A danger counts at once that was not said; a doubtful one is asked once more or read back."""
    got = [f for f in counted if heard.facts.get(f) == YES]
    return not heard.doubtful and any(heard.entry.facts.get(f) != YES for f in got)


def _reversed(heard: Heard) -> bool:
    """What was said counts at once as its reverse."""
    facts = heard.entry.facts.items()
    return not heard.doubtful and any(
        {heard.facts.get(f), value} == {YES, NO} for f, value in facts
    )


def _spread(values: Iterable[int]) -> dict[str, int] | None:
    ordered = sorted(values)
    if not ordered:
        return None
    last = len(ordered) - 1
    return {"p50": ordered[round(last * 0.5)], "p95": ordered[round(last * 0.95)]}


def edits(want: Sequence[str], got: Sequence[str]) -> int:
    """The fewest words to be put in, left out or replaced."""
    row = list(range(len(got) + 1))
    for i, word in enumerate(want, 1):
        above, row = row, [i]
        for j, other in enumerate(got, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (word != other)))
    return row[-1]
