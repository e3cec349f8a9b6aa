"""The clinician's page: one sentence first, then what needs attention, then what it rests on.

States what was reported, denied, unknown and not asked, in standard terms, the person's own words
quoted. Never a diagnosis, never a differential.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from cramp_triage.nlu.lexicon.named import WORSE
from cramp_triage.protocol.facts import ONGOING_NOW
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import SEE_TODAY
from visit_summary.content.danger_groups import GROUPS, Group
from visit_summary.content.drugs import NEW, has_dose
from visit_summary.content.mentions import Mention, Topic, mentions
from visit_summary.content.summary import Statement, Step, Summary, Told, Why
from visit_summary.pages import pattern, wording
from visit_summary.pages.diary_sections import (
    also_in_diary,
    attacks,
    changed_in_diary,
    doseless,
    helped_in_diary,
    medicines_in_diary,
    signs_in_diary,
    sleep_in_diary,
)
from visit_summary.pages.page import Item, Page, Picture, Section
from visit_summary.pages.shared import (
    NOT_A_REVIEW,
    background,
    complaint,
    medicines,
    of,
    ruled_out,
    telling,
)
from visit_summary.pages.situation import situation

SOURCE: Final = {"conversation": "automated conversation", "diary": "the patient's diary"}
TITLE: Final = ("what the patient told", "what somebody else told for the patient")
QUOTED: Final = ("In the patient's words", "In the words of the one who spoke for the patient")
BY_OTHER: Final = " with somebody who spoke for the patient (relation not recorded)"
REASONS: Final = 3
STATEMENTS: Final = 5
STEPS: Final = 3
STEP_CHARACTERS: Final = 90
PUBLISHERS: Final = 5
MENTIONS: Final = 3
PLACES: Final = 4
FACTS: Final = 3
KNOWN: Final = (
    *("American", "Cochrane", "FDA", "Mayo Clinic", "MedlinePlus", "Merck Manual", "NHS", "NICE"),
    *("CDC", "NIOSH", "RCOG", "Society for Endocrinology"),
)
NO_SIGN: Final = {
    "conversation": "No danger sign was reported; see below what was asked.",
    "diary": "No danger sign was written down; nobody asked about any.",
}
BOX: Final = "☐"
BLANK: Final = "______________"


def clinician_page(protocol: Protocol, summary: Summary, picture: Picture | None) -> Page:
    """The summary as one page for a clinician."""
    sections = (
        situation(protocol, summary),
        _attention(protocol, summary),
        Section("course", _course_heading(summary), (), picture=True, wide=True),
        _signs(protocol, summary),
        attacks(protocol, summary),
        _medicines(protocol, summary),
        _tried(protocol, summary),
        _impact(protocol, summary),
        _history(protocol, summary),
        _words(protocol, summary),
        _visit(summary),
    )
    shown = (s for s in sections if not s.is_empty and (picture is not None or not s.picture))
    return Page(
        title=f"Muscle cramps: {TITLE[summary.by_other]}",
        locale=summary.locale,
        audience="clinician",
        intro=_intro(summary),
        sections=tuple(shown),
        notes=_notes(protocol, summary),
        picture=picture,
    )


def _intro(summary: Summary) -> tuple[Item, ...]:
    source = SOURCE[summary.basis]
    if summary.basis == "conversation" and summary.diary is not None:
        source += " and diary"
    return (
        Item(label="Name", text=summary.name or BLANK),
        Item(label="Born", text=BLANK),
        *wording.recorded(summary),
        Item(label="Source", text=f"{source}{BY_OTHER if summary.by_other else ''}; not examined"),
    )


def _course_heading(summary: Summary) -> str:
    """What the strip shows; that it is not all, where it is not."""
    until = summary.diary.until if summary.diary is not None else summary.at
    shown, total = len(pattern.in_strip(summary.entries, until)), len(summary.entries)
    which = (
        "Every cramp"
        if shown == total
        else f"Past {pattern.WEEKS} weeks, {shown} of {total} cramps"
    )
    return f"{which}: date and pain (0-10)"


def _attention(protocol: Protocol, summary: Summary) -> Section:
    """The dangers with their time and words, and the rules behind the advice."""
    items = [
        Item(
            label=_capital(_with_value(protocol, told)),
            text=_asked_before(summary, told),
            quote=wording.clipped(told.words),
        )
        for told in of(summary.signs, "reported")
        if summary.basis == "conversation"
    ]
    items += signs_in_diary(protocol, summary)
    items += changed_in_diary(protocol, summary)
    items += _against_the_diary(protocol, summary)
    least = min(summary.advice.floor, SEE_TODAY)
    why = [_why(protocol, summary, why) for why in summary.advice.why if why.level >= least]
    items += why[:REASONS]
    if not items:
        items = [Item(text=NO_SIGN[summary.basis])]
    return Section("attention", "For your attention", tuple(items), urgent=True, wide=True)


def _why(protocol: Protocol, summary: Summary, why: Why) -> Item:
    """A rule in the clinician's terms, and the reason as it is said to whoever asked."""
    held = [
        wording.term(protocol, fact)
        for fact in why.facts
        if fact in protocol.findings and protocol.findings[fact].kind == "yes_no"
    ]
    said = "said to the informant" if summary.by_other else "said to the patient"
    return Item(label="Why", text=", ".join(held[:FACTS]), quote=why.why, after=f"({said})")


def _against_the_diary(protocol: Protocol, summary: Summary) -> list[Item]:
    """That it is denied to get worse, where the diary has many more cramps than before."""
    diary = summary.diary
    denied = {told.id for told in of((*summary.signs, *summary.facts), "denied")}
    if diary is None or WORSE not in denied or not pattern.is_rising(diary):
        return []
    last, before = sum(diary.weeks[-4:]), sum(diary.weeks[-8:-4])
    text = f"denied; the diary has {last} cramps in the past 4 weeks, {before} in the 4 before"
    return [Item(label=_capital(wording.term(protocol, WORSE)), text=f"{text}: please check")]


def _asked_before(summary: Summary, told: Told) -> str:
    """Where a sign was told; the question first, where the words answer one."""
    asked = next(
        (a.text for a in summary.asked if a.turn == told.turn - 1 and told.id in a.facts), ""
    )
    if asked and told.words:
        return f"asked “{asked}”, answered"
    return "in this conversation" if told.words else "reported"


def _signs(protocol: Protocol, summary: Summary) -> Section:
    groups = [_group(protocol, summary, group) for group in GROUPS]
    items = [group for group in groups if group is not None]
    named = {item.label for item in items}
    if blank := [group.clinician for group in GROUPS if group.clinician not in named]:
        label = "Not recorded" if summary.basis == "diary" else "Not asked"
        items.append(Item(label=label, after="; ".join(blank)))
    if summary.basis == "diary":
        note = (
            "A diary keeps only what was volunteered: 'not recorded' is not 'denied'; please ask."
        )
    else:
        left = len(of(summary.signs, "not_asked"))
        note = f"{left} single signs were not asked; 'not asked' is not 'denied'."
    return Section(
        "signs", "Danger signs", (*items, Item(label="Note", after=note)), wide=True, paired=True
    )


def _group(protocol: Protocol, summary: Summary, group: Group) -> Item | None:
    told = [sign for sign in summary.signs if sign.id in group.facts]
    seen = [
        fact
        for fact in pattern.dangers(protocol, summary)
        if fact in group.facts and fact not in {sign.id for sign in of(told, "reported")}
    ]
    denied = of(told, "denied")
    on = wording.short_day(summary.at.date(), summary.locale)
    against = {sign.id for sign in denied}
    reported = [
        *(_with_value(protocol, sign) for sign in of(told, "reported")),
        *(
            f"{wording.term(protocol, fact)} (diary{f', but denied {on}' * (fact in against)})"
            for fact in seen
        ),
    ]
    said = (
        _named_as("denied", protocol, [sign for sign in denied if sign.id not in seen]),
        _named_as("unsure", protocol, of(told, "unknown")),
        _named_as("inferred, not asked: no", protocol, ruled_out(told)),
    )
    rest = "; ".join(filter(None, said))
    named = wording.joined(reported, "")
    return Item(label=group.clinician, text=named, after=rest) if named or rest else None


def _named_as(heard: str, protocol: Protocol, told: list[Told]) -> str:
    names = wording.joined(wording.term(protocol, sign.id) for sign in told)
    return f"{heard} {names}" if told else ""


def _medicines(protocol: Protocol, summary: Summary) -> Section:
    items = []
    if summary.basis == "conversation":
        told = medicines(protocol, summary)
        reported = wording.joined(_drugs(protocol, of(told, "reported")), "")
        items = _lines(
            ("Reported", reported),
            ("Denied", _names(protocol, of(told, "denied"))),
            ("Unsure", _names(protocol, of(told, "unknown"))),
            ("Inferred, not asked", _not(protocol, ruled_out(told))),
        )
    items += medicines_in_diary(protocol, summary)
    without = [
        wording.term(protocol, t.id)
        for t in of(medicines(protocol, summary), "reported")
        if protocol.findings[t.id].group == "medicine" and t.id != NEW and not has_dose(t.named)
    ]
    if summary.basis == "diary":
        without = []
    if without := list(dict.fromkeys((*without, *doseless(protocol, summary)))):
        items.append(Item(label="No dose noted", text=wording.joined(without)))
    if summary.basis == "diary":
        left = Item(label="Not recorded", text="whether anything else is taken, since when")
    else:
        kinds = len(of(medicines(protocol, summary), "not_asked"))
        left = Item(label="Not asked", text=f"{kinds} other kinds; since when, unless quoted")
    items.append(left)
    return Section("medicines", "Medicines, alcohol, caffeine", tuple(items))


def _drugs(protocol: Protocol, told: Iterable[Told]) -> list[str]:
    """Each as it was named, once, with what it was read as; without a name, the kind alone."""
    kinds: dict[str, list[str]] = {}
    for one in told:
        kinds.setdefault(one.named or one.id, []).append(_with_value(protocol, one))
    names = {one.named for one in told}
    return [
        f"“{wording.clipped(name)}” ({', '.join(read_as)})" if name in names else read_as[0]
        for name, read_as in kinds.items()
    ]


def _tried(protocol: Protocol, summary: Summary) -> Section:
    shown = [step for n, step in enumerate(summary.steps) if n < STEPS or step.helped]
    items = [Item(label="Advised", text=_advised(step)) for step in shown]
    items += helped_in_diary(protocol, summary)
    items += _mentioned(summary, "relief", "In their words")
    return Section("tried", "What was tried, and what it did", tuple(items))


def _advised(step: Step) -> str:
    helped = " (cramp then reported resolved)" if step.helped else ""
    return f"{wording.clipped(step.text, STEP_CHARACTERS)}{helped}"


def _impact(protocol: Protocol, summary: Summary) -> Section:
    asked = [
        Item(label=_capital(wording.term(protocol, told.id)), text=told.heard.replace("_", " "))
        for told in complaint(protocol, summary)
        if protocol.findings[told.id].diary == "sleep_lost" and summary.basis == "conversation"
    ]
    days = _mentioned(summary, "day", "By day")
    return Section("impact", "Sleep and days", (*asked, *sleep_in_diary(summary), *days))


def _mentioned(summary: Summary, topic: Topic, label: str) -> list[Item]:
    """What was said on a topic, quoted; nothing is read into it."""
    return [
        Item(
            label=label if n == 0 else "",
            quote=wording.clipped(mention.words),
            after=_on_day(summary, mention),
        )
        for n, mention in enumerate(mentions(summary, topic)[:MENTIONS])
    ]


def _on_day(summary: Summary, mention: Mention) -> str:
    if not mention.on:
        return ""
    return f"(diary, {wording.short_day(date.fromisoformat(mention.on), summary.locale)})"


def _history(protocol: Protocol, summary: Summary) -> Section:
    told = [
        fact
        for fact in background(protocol, summary)
        if protocol.findings[fact.id].group != "request"
    ]
    items = _lines(
        ("Reported", _names(protocol, of(told, "reported"), values=True)),
        ("Denied", _names(protocol, of(told, "denied"))),
        ("Unsure", _names(protocol, of(told, "unknown"))),
        ("Inferred, not asked", _not(protocol, ruled_out(told))),
        ("In the diary", also_in_diary(protocol, summary)),
    )
    items += _mentioned(summary, "condition", "Told in words")
    blank = Item(
        label="Allergies", text="not recorded" if summary.basis == "diary" else "not asked"
    )
    items += _mentioned(summary, "allergy", "Allergies, as told") or [blank]
    return Section("history", "Conditions, circumstances, allergies", tuple(items))


def _words(protocol: Protocol, summary: Summary) -> Section:
    items = [_quoted(protocol, summary, statement) for statement in telling(summary, STATEMENTS)]
    rest = len(summary.said) - len(items)
    if rest > 0:
        items.append(Item(label="Not quoted", text=f"{rest} further answers, in the lists above"))
    unread = pattern.not_understood(summary)
    items += [
        Item(label=f"Diary, {column.replace('_', ' ')}", quote=words)
        for column, words in unread[:STATEMENTS]
    ]
    if len(unread) > STATEMENTS:
        more = f"{len(unread) - STATEMENTS} further notes, in the JSON report"
        items.append(Item(label="Not quoted", text=more))
    return Section("words", QUOTED[summary.by_other], tuple(items), ordered=True)


def _quoted(protocol: Protocol, summary: Summary, statement: Statement) -> Item:
    read_as = "; ".join(
        f"{wording.term(protocol, told.id)}: {_value(protocol, told)}"
        for told in statement.heard
        if (told.heard == "reported" or told.id == ONGOING_NOW) and not told.inferred
    )
    heard = {told.id for told in statement.heard}
    asked = next(
        (
            one.text
            for one in summary.asked
            if 0 < one.turn == statement.turn - 1 and not heard.isdisjoint(one.facts)
        ),
        "",
    )
    return Item(
        text=f"Asked “{asked}”" if asked else "",
        quote=wording.clipped(statement.words),
        after=f"[{read_as}]" if read_as else "",
    )


def _visit(summary: Summary) -> Section:
    items = [Item(text=f"{BOX} {question}") for question in summary.questions]
    if items:
        items.append(Item(text=f"{BOX} My own: ______________________________"))
    heading = "Suggested questions (by the program; tick what you want answered)"
    return Section("visit", heading, tuple(items), ordered=True)


def _notes(protocol: Protocol, summary: Summary) -> tuple[str, ...]:
    whose = "Told by somebody else for the patient" if summary.by_other else "Patient-reported"
    return (
        f"{NOT_A_REVIEW} {whose} throughout. {_sources(protocol, summary)}",
        f"Protocol {summary.protocol} ({summary.sha256[:12]}), not reviewed by a clinician.",
    )


def _sources(protocol: Protocol, summary: Summary) -> str:
    """The publishers a clinician knows among the sources; all of them stand in the JSON report."""
    used = (protocol.sources[cited.id] for cited in summary.sources if cited.id in protocol.sources)
    known = (s.publisher for s in used if s.publisher.startswith(KNOWN) and "news" not in s.kind)
    named = list(dict.fromkeys(known))[:PUBLISHERS]
    rests = f"Rests on, among others: {'; '.join(named)}. " if named else ""
    return f"{rests}All rules and sources: in the JSON report."


def _lines(*lines: tuple[str, str]) -> list[Item]:
    return [Item(label=label, text=text) for label, text in lines if text]


def _names(protocol: Protocol, told: Iterable[Told], *, values: bool = False) -> str:
    shown = (_with_value(protocol, t) if values else wording.term(protocol, t.id) for t in told)
    return wording.joined(shown, "")


def _not(protocol: Protocol, told: Iterable[Told]) -> str:
    return "; ".join(f"not {wording.term(protocol, fact.id)}" for fact in told)


def _with_value(protocol: Protocol, told: Told) -> str:
    value = wording.shown_value(protocol, told, short=True) if told.heard == "reported" else ""
    name = wording.term(protocol, told.id)
    return f"{name}{f': {value}' if value else ''}{_how(protocol, told)}"


def _value(protocol: Protocol, told: Told) -> str:
    value = wording.shown_value(protocol, told, short=True) or str(told.value)
    return value + _how(protocol, told)


def _how(protocol: Protocol, told: Told) -> str:
    """How a fact that nobody stated is known: a length of 25 minutes is over ten."""
    if not told.inferred:
        return ""
    source = protocol.findings.get(protocol.findings[told.id].derived_from)
    counted = source is not None and source.kind == "number"
    return " (by the number given)" if counted else " (inferred)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
