"""The clinician's page: terse, in standard terms, every statement marked as the patient's own.

States what was reported, denied, unknown and not asked. Never a diagnosis, never a differential.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cramp_triage.protocol.facts import ONGOING_NOW
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Moment, Statement, Step, Summary, Told
from visit_summary.pages import wording
from visit_summary.pages.page import Item, Page, Picture, Section
from visit_summary.pages.shared import (
    NOT_A_REVIEW,
    Happening,
    background,
    complaint,
    happenings,
    medicines,
    of,
)

SOURCE: Final = {
    "conversation": "automated conversation",
    "diary": "newest entry of the patient's diary",
}
REASONS: Final = 4
STATEMENTS: Final = 7
STEPS: Final = 3
WORDS: Final = 6
"""Words of the diary's longest lists that are shown."""


def clinician_page(protocol: Protocol, summary: Summary, picture: Picture | None) -> Page:
    """The summary as one page for a clinician."""
    return Page(
        title="Muscle cramp: patient-reported triage summary",
        locale=summary.locale,
        audience="clinician",
        intro=_intro(summary),
        sections=tuple(
            section
            for section in (
                _disposition(protocol, summary),
                _signs(protocol, summary),
                _complaint(protocol, summary),
                _medicines(protocol, summary),
                _course(protocol, summary),
                _diary(protocol, summary),
                _visit(summary),
            )
            if section.items
        ),
        notes=_notes(summary),
        picture=picture,
    )


def _intro(summary: Summary) -> tuple[Item, ...]:
    return (
        Item(label="Patient", text="not recorded. Name ____________________ DOB ____________"),
        Item(label="Recorded", text=wording.moment(summary.at, summary.locale)),
        Item(label="Source", text=f"patient-reported, {SOURCE[summary.basis]}; not examined"),
    )


def _disposition(protocol: Protocol, summary: Summary) -> Section:
    advice = summary.advice
    if advice.level is None:
        said = f"none given. Level of the known facts: {advice.floor} of 5"
    else:
        name = protocol.disposition(advice.level).term
        mode = protocol.modes[advice.mode]
        said = f"level {advice.level} of 5: {name}{'' if mode in name else f'; {mode}'}"
    items = [Item(label="Advised", text=said)]
    if not advice.complete:
        items.append(Item(label="Incomplete", text="ended before all questions were asked"))
    items.extend(
        Item(label=f"Rule {why.rule} (level {why.level})", text=f"{why.why} [{_ids(why.sources)}]")
        for why in advice.why[:REASONS]
    )
    further = [why.rule for why in advice.why[REASONS:]]
    if further:
        items.append(Item(label="Further rules met", text=", ".join(further)))
    if summary.basis == "diary":
        items.append(Item(label="Rules met", text="not recorded in the diary"))
    elif not advice.why:
        items.append(Item(label="Rules met", text="none"))
    return Section("disposition", "Triage disposition", tuple(items), urgent=True)


def _signs(protocol: Protocol, summary: Summary) -> Section:
    if summary.basis == "diary":
        reported = Item(label="Reported", text=_named(protocol, summary.signs))
        other = Item(label="All others", text="not recorded: a diary keeps no denials")
        return Section("signs", "Red flags", (reported, other))
    return Section(
        "signs",
        "Red flags",
        (
            Item(label="Reported", text=_named(protocol, of(summary.signs, "reported"))),
            Item(label="Denied", text=_named(protocol, of(summary.signs, "denied"))),
            Item(label="Unknown", text=_named(protocol, of(summary.signs, "unknown"))),
            Item(label="Not asked", text=_named(protocol, of(summary.signs, "not_asked"))),
        ),
    )


def _complaint(protocol: Protocol, summary: Summary) -> Section:
    cramp = complaint(protocol, summary)
    known = [told for told in cramp if told.heard in ("reported", "denied")]
    unknown = of(cramp, "unknown")
    items = [
        Item(label=_capital(wording.term(protocol, t.id)), text=_value(protocol, t)) for t in known
    ]
    if unknown:
        items.append(Item(label="Unknown", text=_named(protocol, unknown)))
    return Section("complaint", "Presenting complaint", tuple(items))


def _medicines(protocol: Protocol, summary: Summary) -> Section:
    told, other = medicines(protocol, summary), background(protocol, summary)
    if summary.basis == "diary":
        reported = _named(protocol, of((*told, *other), "reported"))
        items = (Item(label="Reported", text=f"{reported}; others not recorded"),)
        return Section("medicines", "Medicines, substances, history", items)
    return Section(
        "medicines",
        "Medicines, substances, history",
        (
            Item(label="Reported", text=_named(protocol, of((*told, *other), "reported"))),
            Item(label="Denied", text=_named(protocol, of((*told, *other), "denied"))),
            Item(label="Unknown", text=_named(protocol, of((*told, *other), "unknown"))),
            Item(label="Medicines not asked", text=_named(protocol, of(told, "not_asked"))),
        ),
    )


def _course(protocol: Protocol, summary: Summary) -> Section:
    if summary.basis == "diary":
        lines = (_advised(step) for step in summary.steps)
        return Section("course", "Relief advised", tuple(Item(text=line) for line in lines))
    shown = happenings(summary, said=STATEMENTS, steps=STEPS)
    items = [_happening(protocol, happening) for happening in shown]
    quoted = sum(isinstance(happening, Statement) for happening in shown)
    rest = len(summary.said) - quoted
    if rest:
        items.append(Item(label="Not quoted", text=f"{rest} further answers, in the lists above"))
    return Section("course", "Timeline by turn, verbatim", tuple(items), ordered=True)


def _happening(protocol: Protocol, happening: Happening) -> Item:
    turn = f"T{happening.turn}"
    if isinstance(happening, Statement):
        read_as = "; ".join(
            f"{wording.term(protocol, told.id)}: {_value(protocol, told)}"
            for told in happening.heard
            if told.heard == "reported" or told.id == ONGOING_NOW
        )
        return Item(
            label=turn,
            quote=wording.clipped(happening.words),
            after=f"[{read_as}]" if read_as else "",
        )
    if isinstance(happening, Moment):
        return Item(label=turn, text=_moment(protocol, happening))
    return Item(label=turn, text=f"advised: {_advised(happening)}")


def _advised(step: Step) -> str:
    helped = "; cramp then reported resolved" if step.helped else ""
    return f"{step.kind}, {wording.plain(step.id)}{helped} [{_ids(step.sources)}]"


def _moment(protocol: Protocol, moment: Moment) -> str:
    if moment.kind == "level":
        level = moment.value if isinstance(moment.value, int) else 0
        return f"level {level} spoken: {protocol.disposition(level).term}"
    if moment.kind == "ended":
        return "conversation ended"
    now = {"yes": "ongoing", "no": "resolved"}.get(str(moment.value), "not known to be over")
    return f"cramp reported {now}"


def _diary(protocol: Protocol, summary: Summary) -> Section:
    diary = summary.diary
    if diary is None:
        return Section("diary", "Symptom diary", ())
    since = wording.day(diary.since, summary.locale)
    length = wording.number(diary.length_median_min, "min")
    longest = wording.number(diary.length_longest_min, "min")
    pain = wording.number(diary.pain_median)
    worst = wording.number(diary.pain_worst)
    nights = len(diary.nights)
    return Section(
        "diary",
        "Symptom diary",
        (
            Item(label="Episodes", text=f"{diary.cramps} since {since}; {diary.weeks[-1]} in 7 d"),
            Item(label="Nights affected", text=f"{nights} in {len(diary.weeks)} weeks"),
            Item(label="Duration", text=f"median {length}, longest {longest}"),
            Item(label="Pain (0-10)", text=f"median {pain}, worst {worst}"),
            Item(label="Locations", text=_counts(protocol, diary.muscles)),
            Item(
                label="Recorded alongside (no causal inference)",
                text=_counts(protocol, [(each.word, each.cramps) for each in diary.triggers]),
            ),
            Item(label="Reported to help", text=_counts(protocol, diary.helped)),
            Item(label="Sleep lost", text=f"{diary.sleep_lost} of {diary.cramps}"),
        ),
        picture=True,
    )


def _visit(summary: Summary) -> Section:
    items = tuple(Item(text=question) for question in summary.questions)
    return Section("visit", "Patient's questions", items, listed=True)


def _notes(summary: Summary) -> tuple[str, ...]:
    told = [source for why in summary.advice.why[:REASONS] for source in why.sources]
    cited = "; ".join(f"{c.id} {c.title} ({c.where})" for c in summary.sources if c.id in told)
    return (
        f"{NOT_A_REVIEW} Patient-reported throughout; 'not asked' is not 'denied'.",
        f"Protocol {summary.protocol} ({summary.sha256[:12]}), not reviewed by a clinician.",
        *([f"Sources: {cited}."] if cited else []),
    )


def _named(protocol: Protocol, told: Iterable[Told]) -> str:
    return wording.joined(_with_value(protocol, fact) for fact in told)


def _with_value(protocol: Protocol, told: Told) -> str:
    value = wording.shown_value(protocol, told, short=True) if told.heard == "reported" else ""
    inferred = " (inferred)" if told.inferred else ""
    return f"{wording.term(protocol, told.id)}{f': {value}' if value else ''}{inferred}"


def _value(protocol: Protocol, told: Told) -> str:
    inferred = " (inferred)" if told.inferred else ""
    return (wording.shown_value(protocol, told, short=True) or str(told.value)) + inferred


def _counts(protocol: Protocol, counted: Iterable[tuple[str, int]]) -> str:
    words = [f"{wording.term(protocol, word)} {count}" for word, count in counted]
    more = [f"{len(words) - WORDS} more"] if len(words) > WORDS else []
    return wording.joined([*words[:WORDS], *more], "not recorded")


def _ids(sources: Iterable[str]) -> str:
    return ", ".join(sources)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
