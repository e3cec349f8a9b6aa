"""What a conversation and a diary amount to for a visit: one value that every report is made from.

It says what was told and what was advised, never what the person has; a sign that nobody asked
about is kept apart from one that was denied. `summarize` makes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import Reading
from cramp_triage.diary.statistics import Figures
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import Mode
from cramp_triage.protocol.facts import NO, UNKNOWN
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import SEE_TODAY
from visit_summary.errors import ReportError

VERSION: Final = 1
LONGEST_NAME: Final = 80
SHORT_ANSWER: Final = 2
"""Words of an answer that says no more than the lists of signs do."""

Heard = Literal["reported", "denied", "unknown", "not_asked"]
"""Of a fact: told, told not to be so, not known by the person or not answered, never spoken of."""

Basis = Literal["conversation", "diary"]


class Told(msgspec.Struct, frozen=True):
    """A fact and how it is known.

    Attributes:
        id: of the fact.
        heard: reported, denied, unknown or not asked.
        value: as told; None if nothing was.
        words: the sentence it was heard in, "" if there were no words.
        named: the words of the sentence that say it, where a clinician wants them: a drug's name.
        turn: in which it was heard, 0 if it was not.
        inferred: it follows from other facts; nobody said it.
    """

    id: str
    heard: Heard
    value: Value | None = None
    words: str = ""
    turn: int = 0
    inferred: bool = False
    named: str = ""


class Statement(msgspec.Struct, frozen=True):
    """What the person said in one turn, word for word, and what it was taken to mean.

    Attributes:
        heard: the facts as they were heard then; later words may have changed them.
        weight: the highest level of a rule about a fact reported here; sorts, decides nothing.
    """

    turn: int
    words: str
    heard: tuple[Told, ...]
    weight: int


class Asked(msgspec.Struct, frozen=True):
    """A question of the conversation with the facts it asked."""

    turn: int
    id: str
    text: str
    facts: tuple[str, ...]


class Step(msgspec.Struct, frozen=True):
    """A relief step that was advised; `helped` if the cramp let go while it was being done."""

    id: str
    kind: str
    turn: int
    text: str
    sources: tuple[str, ...]
    helped: bool = False


class Moment(msgspec.Struct, frozen=True):
    """One thing in the order of the conversation.

    Attributes:
        kind: heard (`id` fact), advised (`id` step), level (`value`), or ended.
    """

    turn: int
    kind: Literal["heard", "advised", "level", "ended"]
    id: str = ""
    value: Value | None = None


class Why(msgspec.Struct, frozen=True):
    """A rule that holds: its reason as it is spoken, the facts behind it, its sources."""

    rule: str
    level: int
    why: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


class Advice(msgspec.Struct, frozen=True):
    """The advice of the conversation, or what the rules say of an entry of the diary.

    Attributes:
        level: spoken, 0 to 5; None if the conversation broke off before, or there was none.
        floor: what the facts imply.
        mode: how care is reached.
        texts: what was advised, one sentence or two each.
        cautions: what not to do.
        why: the rules that hold, highest first.
        complete: the closing advice was spoken; if not, questions were left open.
        noted_at: the time of the entry of the diary that it is about.
    """

    level: int | None
    floor: int
    mode: Mode
    texts: tuple[str, ...]
    cautions: tuple[str, ...]
    callback: str
    why: tuple[Why, ...]
    complete: bool
    noted_at: datetime | None = None


class Cited(msgspec.Struct, frozen=True):
    """A document the advice rests on."""

    id: str
    title: str
    where: str


class Summary(msgspec.Struct, frozen=True):
    """Everything a report shows, for whichever reader.

    Attributes:
        version: of this format.
        at: when the conversation was, with the person's zone.
        locale: place, for the emergency number and the form of dates.
        signs: every danger sign of the protocol, asked or not.
        facts: every other fact spoken of.
        questions: to ask at the visit; none where help is needed at once.
        ready: what to have ready for it, likewise.
        diary: figures of the diary, if there is one.
        entries: the diary itself, oldest first.
        readings: what each of the entries says.
        basis: what it is a summary of; a diary keeps only what was reported.
        name: of the patient, if it was given for this report; it is kept nowhere else.
        by_other: somebody else spoke for the patient; who that was is not kept.
    """

    version: int
    protocol: str
    sha256: str
    at: datetime
    locale: str
    advice: Advice
    signs: tuple[Told, ...]
    facts: tuple[Told, ...]
    said: tuple[Statement, ...]
    asked: tuple[Asked, ...]
    steps: tuple[Step, ...]
    timeline: tuple[Moment, ...]
    questions: tuple[str, ...]
    ready: tuple[str, ...]
    sources: tuple[Cited, ...]
    diary: Figures | None = None
    entries: tuple[Entry, ...] = ()
    readings: tuple[Reading, ...] = ()
    basis: Basis = "conversation"
    name: str = ""
    by_other: bool = False


def named(summary: Summary, name: str) -> Summary:
    """The summary with the patient's name on it; "" leaves it without one.

    Raises:
        ReportError: it is no line of printable characters, or too long for one.
    """
    plain = " ".join(name.split())
    if not plain.isprintable() or len(plain) > LONGEST_NAME:
        raise ReportError(f"--name: takes one line of at most {LONGEST_NAME} printable characters")
    return msgspec.structs.replace(summary, name=plain)


def heard_as(protocol: Protocol, fact: str, value: Value) -> Heard:
    """How a fact of this value is known."""
    if value == UNKNOWN:
        return "unknown"
    if protocol.findings[fact].name.if_no:
        return "reported" if value == NO else "denied"
    return "denied" if value in (NO, "none") else "reported"


def danger_signs(protocol: Protocol) -> tuple[str, ...]:
    """The facts, in the order of the vocabulary, that can ask for care today or sooner."""
    spoken_of = {fact for rule in protocol.rules if rule.level >= SEE_TODAY for fact in rule.facts}
    return tuple(
        fact
        for fact, finding in protocol.findings.items()
        if "sign" in finding.traits or (fact in spoken_of and finding.diary == "other")
    )
