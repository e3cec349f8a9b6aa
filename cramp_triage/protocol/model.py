"""The clinical protocol as typed, frozen data, and its one loader.

Authored in YAML under `data/`, compiled by `cramp_triage.compile.protocol` into
`data/protocol.json`: reading the YAML would cost tens of milliseconds at every start. Nothing here
decides anything.
"""

from __future__ import annotations

import gc
import os
from typing import Final, Literal

import msgspec

from cramp_triage.errors import MAKE_AGAIN, ProtocolError
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import Expects, Mode
from cramp_triage.protocol.conditions import Condition, Facts
from cramp_triage.protocol.facts import Finding

COMPILED: Final = "protocol.json"
DEFAULT_LOCALE: Final = "en-US"

MODES: Final[tuple[Mode, ...]] = (
    "home",
    "telemedicine_ok",
    "out_of_scope_child",
    "in_person",
    "emergency_room",
    "ambulance",
)
"""From the lightest to the strictest way to reach care."""

LEVEL_MODES: Final[tuple[Mode, ...]] = (
    "home",
    "telemedicine_ok",
    "in_person",
    "in_person",
    "emergency_room",
    "ambulance",
)
"""The mode of each level, 0 to 5, where no rule says otherwise."""

HIGHEST: Final = len(LEVEL_MODES) - 1
"""The level at which the emergency number is called."""


Evidence = Literal["read_in_source", "source_our_level", "to_be_verified"]
"""Read in its source; a real source with our own level; from memory, to be verified."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document the protocol rests on, as far as it is known; what is not known is empty.

    Attributes:
        publisher: who answers for the text.
        published: year, or authors and journal.
        kind: what kind of page it is.
        read_at: where the text that was read stands: often a copy.
        read_on: when it was read.
        note: what a reader should know before relying on it.
    """

    title: str
    publisher: str = ""
    published: str = ""
    kind: str = ""
    read_at: str = ""
    read_on: str = ""
    note: str = ""

    @property
    def where(self) -> str:
        """Where it comes from, in the few words of a citation."""
        named = ", ".join(part for part in (self.publisher, self.published) if part)
        return named or self.kind or "-"


class Rule(msgspec.Struct, frozen=True):
    """When a level of urgency holds, why, and who says so.

    Attributes:
        because: the reason as it is spoken, after "because"; it may name the {limb}.
        said_as: the words of the disposition for a level that only such rules are behind, or "".
        red_flag: id of the red flag behind it (RF01 to RF47).
        facts: every fact the condition speaks of.
    """

    id: str
    level: int
    when: Condition
    because: str
    mode: Mode
    sources: tuple[str, ...]
    evidence: Evidence
    facts: tuple[str, ...]
    red_flag: str
    said_as: str = ""


class Why(msgspec.Struct, frozen=True):
    """The reviewed answer to "why do you ask?", one sentence."""

    say: str
    sources: tuple[str, ...]
    evidence: Evidence


class Question(msgspec.Struct, frozen=True):
    """What may be asked, when, why, and in which words.

    Attributes:
        asks: at most four facts, all cleared by one "no".
        when: asked only if this is true; None means for everybody.
        unless: never asked once this is true.
        leads_to: level that a "yes" can lead to through further questions.
        relief: asked only because its answer frees or forbids a relief step.
        sources: those of the rules that its facts decide.
    """

    id: str
    asks: tuple[str, ...]
    text: str
    why: Why
    expects: Expects = "yes_no"
    when: Condition | None = None
    unless: Condition | None = None
    leads_to: int = 0
    relief: bool = False
    again: str = ""
    hint: str = ""
    sources: tuple[str, ...] = ()


class ReliefStep(msgspec.Struct, frozen=True):
    """One spoken step of relief.

    Attributes:
        round: 1 to 3 while the cramp is on, 0 once it has let go.
        sites: where it serves; empty means anywhere.
        when: the situation it belongs to, if any.
        never_when: contraindication; true or unknown holds the step back.
        needs: facts that must have been asked and be clear.
        hold_s: seconds it is held and counted; 0 if it is not held.
    """

    id: str
    kind: str
    round: int
    text: str
    sites: tuple[str, ...]
    never_when: Condition
    needs: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: Evidence
    when: Condition | None = None
    hold_s: int = 0


class FirstAid(msgspec.Struct, frozen=True):
    """What may be said until help comes. Of the entries on one topic the first that fits is said.

    Attributes:
        topic: what it answers; its own id unless several entries answer the same.
        kind: what it has a person do.
        say: what is spoken, part by part; `{emergency}` and `{told}` are filled in.
        never_when: contraindication; true or unknown holds the entry back.
        asked: how a person asks for it or tells it; for the reader, not for understanding.
        for_rules: rules that bring it up unasked; without any it is said only when asked.
        instead_of: topics that it stands in for while one of its rules has fired.
        never_rules: rules that hold it back.
        levels: the only levels at which it is said; empty means any.
        when: the situation it belongs to, if any.
        count_per_minute: how fast it is counted aloud on request; 0 if it is not counted.
        guidance: topics of guidance that it answers instead, once its levels hold.
    """

    id: str
    topic: str
    kind: str
    say: tuple[str, ...]
    never_when: Condition
    sources: tuple[str, ...]
    evidence: Evidence
    asked: tuple[str, ...] = ()
    for_rules: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    never_rules: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    when: Condition | None = None
    count_per_minute: int = 0
    guidance: tuple[str, ...] = ()


class Implication(msgspec.Struct, frozen=True):
    """What some facts say of others that nobody spoke of."""

    when: Condition
    then: dict[str, Value]


class Variant(msgspec.Struct, frozen=True):
    """What is said instead where something is known of the person."""

    when: Condition
    text: str


class Topic(msgspec.Struct, frozen=True):
    """A reviewed answer to a question asked mid-way; the first variant that holds replaces it.

    Attributes:
        answers: the fact that asks for it, if there is one; of several topics the first.
        held: about a stretch; said only while one is held.
        unheld: the topic said in its place while none is.
        cramping: what is said in place of the text until the cramp is known to be over.
        soothes: says that cramps are harmless; never said once somebody must look at it today.
        unless: never said where this holds.
        waits: about moving or handling it; not before somebody has looked at it.
    """

    text: str
    sources: tuple[str, ...]
    evidence: Evidence
    instead: tuple[Variant, ...] = ()
    answers: str = ""
    held: bool = False
    unheld: str = ""
    cramping: str = ""
    unless: Condition | None = None
    soothes: bool = False
    waits: bool = False


class Caution(msgspec.Struct, frozen=True):
    """What must be said with the advice to whoever reported this."""

    id: str
    when: Condition
    say: str
    unless: Condition | None = None


class Wording(msgspec.Struct, frozen=True):
    """A level in other words; what is empty is said as always."""

    say: str
    early: str = ""
    also: str = ""


class Disposition(msgspec.Struct, frozen=True):
    """What a level of urgency means, how care is reached, and how it is said.

    Attributes:
        term: how a clinician reads the level.
        say: spoken as the advice.
        early: spoken at once, while questions go on.
        also: said after the reasons.
        said_as: other words for it, by the name that rules give them.
        offers: what is offered after the advice, one at a time.
    """

    level: int
    mode: Mode
    term: str
    say: str
    sources: tuple[str, ...]
    evidence: Evidence
    early: str = ""
    also: str = ""
    said_as: dict[str, Wording] = {}
    offers: tuple[str, ...] = ()


class HelperWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a prompt is said to somebody who helps the one with the cramp.

    Attributes:
        of_them: the prompts whose "you" is the one with the cramp, by the first part of their id.
        words: what "you" and its kin become.
        objects: behind one of these "you" is "them".
        as_it_is: ids of prompts that speak of the caller all the same.
        instead: prompt id -> words of its own.
    """

    of_them: tuple[str, ...]
    words: dict[str, str]
    objects: tuple[str, ...]
    as_it_is: tuple[str, ...]
    instead: dict[str, str]


class Protocol(msgspec.Struct, frozen=True):
    """Everything the core knows. `sha256` is over all the rest; `modes` is for a clinician."""

    version: str
    sha256: str
    findings: dict[str, Finding]
    definitions: dict[str, Condition]
    implied: tuple[Implication, ...]
    rules: tuple[Rule, ...]
    dispositions: dict[str, Disposition]
    modes: dict[Mode, str]
    cautions: tuple[Caution, ...]
    questions: dict[str, Question]
    relief: tuple[ReliefStep, ...]
    first_aid: tuple[FirstAid, ...]
    guidance: dict[str, Topic]
    prompts: dict[str, str]
    helper: HelperWords
    locales: dict[str, dict[str, str]]
    spellings: dict[str, dict[str, str]]
    limbs: dict[str, str]
    sources: dict[str, Source]

    @property
    def offers(self) -> frozenset[str]:
        """Everything that is offered after some advice."""
        return frozenset(offer for d in self.dispositions.values() for offer in d.offers)

    def disposition(self, level: int) -> Disposition:
        """What a level of urgency, 0 to 5, means."""
        return next(d for d in self.dispositions.values() if d.level == level)

    def place(self, locale: str) -> dict[str, str]:
        """The words of a place, such as its `emergency` number; the default's, if unknown."""
        return self.locales.get(locale, self.locales[DEFAULT_LOCALE])

    def limb(self, site: object) -> str:
        """What a place on the body is part of, as a person says it: "leg", "arm"."""
        return self.limbs.get(str(site), "leg")

    def holds(self, name: str, facts: Facts) -> bool:
        """Whether a named definition is surely true of the facts."""
        return self.definitions[name].truth(facts) is True


def first_aid_prompt(entry: FirstAid, number: int) -> str:
    """The id of the prompt of one spoken part."""
    return f"first_aid.{entry.id}.{number}"


def load_protocol() -> Protocol:
    """The compiled protocol that ships with the package.

    Raises:
        ProtocolError: the compiled file is missing or damaged; says how to make it again.
    """
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", COMPILED)
    collects = gc.isenabled()
    gc.disable()  # nothing of it is garbage, and to look for some takes as long as to read it
    try:
        with open(path, "rb") as file:  # pathlib and importlib.resources cost more than the rest
            return msgspec.json.decode(file.read(), type=Protocol)
    except (OSError, msgspec.DecodeError) as error:
        raise ProtocolError(f"{COMPILED}: cannot be read ({error}); {MAKE_AGAIN}") from None
    finally:
        if collects:
            gc.enable()
