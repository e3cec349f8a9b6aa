"""The fact vocabulary: which facts exist, which values they take, how a bare answer reads.

Authored in `data/facts.yaml`, part of the compiled protocol. Ids are fixed by outside cases:
facts may be added, never renamed. A set of facts is no list in a module: it is a trait in the data,
looked up with `with_trait`, `of_group` or `dangers`. No clinical rule lives here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, Literal

import msgspec

from cramp_triage.errors import FactError
from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE, Value

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"

SITE: Final = "site"
OTHER_SITES: Final = "other_sites"
SIDE: Final = "side"
CONTEXT: Final = "context"
ONGOING_NOW: Final = "ongoing_now"
FREQUENCY: Final = "frequency"
SINCE_DAYS: Final = "since_days"
EPISODES: Final = "episodes_count"
PATIENT: Final = "caller_is_patient"
RELIEVED: Final = "relieved_by_stretch"
WALKING: Final = "leg_pain_on_walking_eases_rest"
AGE: Final = "age_years"
ADULT: Final = "is_adult"
"""The facts that every conversation turns on: where it cramps, what the person was doing, whether
it still does and how often, whom it is about, and whether a stretch helps."""

ASKS_FOR_AMBULANCE: Final = "asks_for_ambulance"
"""What a plea tells, in whatever words."""

REPEAT_CONTACT: Final = "repeat_contact_48h"
ROUNDS_FAILED: Final = "rounds_failed"
UNNAMED: Final = "emergency_sign_unnamed"
"""The facts that the program records itself."""
OF_A_WOMAN: Final = frozenset("pregnant postpartum_12mo oral_contraceptive".split())
"""What no man is asked."""

Kind = Literal["yes_no", "enum", "number", "list"]

Group = Literal[
    "person",
    "cramp",
    "course",
    "symptom",
    "medicine",
    "substance",
    "illness",
    "setting",
    "request",
]
"""What a fact is about; the course is when, how long and how often it cramps."""

Trait = Literal[
    # --- in a conversation
    "who",  # whether we may advise at all
    "correctable",  # how the cramp goes: asked again, and corrected in a word
    "in_hold",  # may be told while a stretch is held
    "unasked",  # is told without being asked
    "recorded",  # is recorded by the program; nobody says it
    # --- in reports and evaluations
    "complaint",  # is part of the presenting complaint
    "sign",  # is a danger sign of a summary, though an entry of the diary holds it elsewhere
    "opening",  # is told by a simulated patient before any question
    "ordered",  # its values stand from the least to the most alarming
    "unordered",  # its values are places, situations or spans, not more or less danger
    # --- how people mention it
    "place",  # where it cramps
    "weak",  # stray words can give it; alone among strange words it is not for us
    "background",  # of the person, as a medicine or an illness is, not of this cramp
    "happened",  # counts though it is over
    "one_day",  # somebody may have had it once, long ago, and need not have it now
    "of_cramp",  # is about the cramp, though it is in another group
    "names_cramp",  # whose words speak of the cramp itself
    "unwell",  # whose words speak of an ill body, not of a cramp
    "felt",  # a sign that a body feels or shows: "my tongue feels big" tells it
    "spot",  # to say where it is says that it is
    "placed",  # a place next to it is its own, not the cramp's
    "place_within",  # a place within its phrase is the cramp's
    "either",  # is two signs; one of them is enough
    "begun",  # what is done or begun one day; still to come, it is not so
    "recent",  # asks about the past weeks; years ago is no "yes", nor is what is to come
    "not_by_time",  # to say when or how often is no "yes" to it
    "of_others",  # its answer names others without being about them
    "company",  # who is with the person
    "sudden",  # asks what came at once; what grew over weeks is no "yes"
    "no_opposite",  # denied or doubted, it is no other value
    "after_no",  # behind a bare "no" it is a statement of its own: "no, it still hurts"
]
"""What else is true of a fact; each name is used where the comment says."""

Column = Literal[
    "muscle",
    "side",
    "also_at",
    "length_min",
    "pain",
    "pain_word",
    "doing",
    "fluids",
    "food",
    "alcohol",
    "caffeine",
    "medicines",
    "sleep_lost",
    "other",
]
"""The column of a diary entry that holds a fact."""


class Name(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a fact is called.

    Attributes:
        person: a noun phrase for summaries and "why?" ("chest pain").
        clinician: the standard term; "" if the id reads as one.
        page: what a page says of a person, where `person` speaks to them.
        if_no: what its "no" is called for the person, where that is what to worry about.
    """

    person: str
    clinician: str = ""
    page: str = ""
    if_no: str = ""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact of the vocabulary.

    Attributes:
        name: how it is called.
        group: what it is about.
        kind: the type of its value.
        ask: the fact asked on its own, where it may stand alone.
        brief: the same in fewest words, for a question that comes back.
        values: words of an enum.
        affirm: value that a bare "yes" to its question gives ("" if a yes does not tell).
        deny: value that a bare "no" gives.
        unit: unit of a number.
        danger: the value that must be neither lost nor made up.
        usual: what holds of a patient of whom nothing else is told.
        diary: the column of a diary entry that holds it.
        setting: the `context` that it makes.
        derived_from: the fact that it follows from.
        within: the fact whose no, in general words, is a no to it where it is asked: "no surgery"
            to one of the neck.
        none_of: the group that it denies as a whole.
        loinc: its LOINC code.
        traits: what else is true of it.
    """

    name: Name
    group: Group
    kind: Kind = "yes_no"
    ask: str = ""
    brief: str = ""
    values: tuple[str, ...] = ()
    affirm: str = YES
    deny: str = NO
    unit: str = ""
    danger: Literal["", "yes", "no"] = ""
    usual: Literal["yes", "no"] = NO
    diary: Column | Literal[""] = ""
    setting: str = ""
    derived_from: str = ""
    within: str = ""
    none_of: Group | Literal[""] = ""
    loinc: str = ""
    traits: tuple[Trait, ...] = ()


Findings = Mapping[str, Finding]


def of_group(findings: Findings, *groups: Group) -> tuple[str, ...]:
    """The facts that are about any of these things, in the order of the vocabulary."""
    return tuple(fact for fact, finding in findings.items() if finding.group in groups)


def with_trait(findings: Findings, trait: Trait) -> tuple[str, ...]:
    """The facts of which this is true, in the order of the vocabulary."""
    return tuple(fact for fact, finding in findings.items() if trait in finding.traits)


def dangers(findings: Findings) -> frozenset[str]:
    """The facts that must be neither lost nor made up: those that every evaluation counts."""
    return frozenset(fact for fact, finding in findings.items() if finding.danger)


def normal_value(findings: Findings, fact: str, value: object) -> Value:
    """Returns the value in its one normal form, or says what the fact takes.

    YAML 1.1 and JSON may bring yes/no as booleans; both are accepted, and nothing else is guessed.

    Raises:
        FactError: unknown fact id, or a value that the fact cannot have.
    """
    finding = findings.get(fact)
    if finding is None:
        raise FactError(f"unknown fact {fact!r}: use an id of data/facts.yaml")
    if value is True or value is False:
        value = YES if value else NO
    if isinstance(value, str) and value == UNKNOWN:
        return UNKNOWN
    if finding.kind == "number":
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    elif finding.kind == "list":
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
            return tuple(value)
    elif isinstance(value, str) and value in _words(finding):
        return value
    raise FactError(f"fact {fact!r} cannot be {value!r}: it takes {_takes(finding)}")


def normal_facts(findings: Findings, facts: Mapping[str, object]) -> dict[str, Value]:
    """`normal_value` over a whole mapping."""
    return {fact: normal_value(findings, fact, value) for fact, value in facts.items()}


def bare_answer(
    findings: Findings,
    asked: Iterable[str],
    acts: Iterable[str],
    stated: Mapping[str, Value],
    left_open: Collection[str] = (),
) -> dict[str, Value]:
    """What a bare yes, no or "I don't know" says about the facts asked, apart from what was stated.

    One "no" clears every part of a compound question, one "I don't know" leaves every part unknown;
    a "yes" speaks only for a question about a single fact, else the caller must split it. What a
    narrow answer left open, it says nothing of.
    """
    open_facts = [fact for fact in asked if fact not in stated and fact not in left_open]
    said = set(acts)
    if UNSURE in said:
        return dict.fromkeys(open_facts, UNKNOWN)
    if DENY in said:
        return {fact: findings[fact].deny for fact in open_facts if findings[fact].deny}
    if AFFIRM in said and len(open_facts) == 1 and not set(asked) & {*stated, *left_open}:
        affirm = findings[open_facts[0]].affirm
        return {open_facts[0]: affirm} if affirm else {}
    return {}


def narrow_no(
    findings: Findings, asked: Iterable[str], acts: Iterable[str], stated: Mapping[str, Value]
) -> tuple[str, ...]:
    """The facts asked that a "no" with a name leaves open: "no, I didn't hurt it"."""
    asked = tuple(asked)
    named = {fact: stated[fact] for fact in asked if fact in stated}
    if DENY not in acts or not named or any(v != findings[f].deny for f, v in named.items()):
        return ()
    return tuple(fact for fact in asked if fact not in named)


def _words(finding: Finding) -> tuple[str, ...]:
    return (YES, NO) if finding.kind == "yes_no" else finding.values


def _takes(finding: Finding) -> str:
    match finding.kind:
        case "number":
            return "a number or unknown"
        case "list":
            return "a list of words or unknown"
        case _:
            return ", ".join((*_words(finding), UNKNOWN))
