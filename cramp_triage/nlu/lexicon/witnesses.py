"""The table by which two witnesses decide, as `data/lexicon/witnesses.yaml` has it."""

from __future__ import annotations

import msgspec


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How likely the reader must think a claim for it to be taken.

    Attributes:
        yes: that the rules heard as claimed (or as any value but its no).
        no: that the rules heard as denied.
        unknown: that the rules heard as not known.
        only_yes: that the reader alone hears as claimed.
        only_no: that the reader alone hears as denied.
        only_unknown: that the reader alone hears as not known.
    """

    yes: float
    no: float
    unknown: float
    only_yes: float
    only_no: float
    only_unknown: float


class Stakes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How claims of some facts are decided.

    Attributes:
        asked: of a fact that was asked.
        unasked: of any other.
        check: from here a yes that the reader alone hears is asked by itself, behind a no as well.
        drop: below this a yes that the rules alone hear is let go; above it is asked by itself.
    """

    asked: Claims
    unasked: Claims
    check: float = 1.0
    drop: float = 1.0


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a claim.

    Attributes:
        danger: facts that must be neither lost nor made up.
        other: the rest.
        overrules: from here the reader's value counts, where that of the rules is below `doubts`.
        doubts: see `overrules`.
        excused: a yes below `drop` is let go only if the reader hears it denied from here, or hears
            a line that names signs without claiming them.
        denied_outright: from here the reader denies a danger that is named.
        certain: from here it denies one that a single word names, if it thinks a yes below `drop`.
        told: a number or a list that the rules read counts from here; when asked.
        told_unasked: the same when not asked.
        acts: from here what the reader alone says that a line does counts.
        pleads: from here what only the reader hears as a cry for help is one beside a story, too.
        denies: from here an unasked line says no to something: what the rules hear denied is that.
        topic: so likely a learned topic of a sentence with a question mark counts.
        topic_told: the same of one without.
        topic_left: so likely another must be, of those left, where the likeliest is ruled out.
        none: from here a question wants nothing of us.
        noun: below this a topic whose noun is named counts in place of the learned one.
        mentioned: in the midst of a call another is the patient only from here, by rules or not.
    """

    danger: Stakes
    other: Stakes
    overrules: float
    doubts: float
    excused: float
    denied_outright: float
    certain: float
    told: float
    told_unasked: float
    acts: float
    pleads: float
    denies: float
    topic: float
    topic_told: float
    topic_left: float
    noun: float
    none: float
    mentioned: float
