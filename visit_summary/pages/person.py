"""The person's own page: plain and kind, what to do first, their words kept as they said them.

Says no more than the conversation said; never what it might be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911, ER_NOW
from visit_summary.content.danger_groups import GROUPS
from visit_summary.content.summary import SHORT_ANSWER, Moment, Statement, Summary, Told
from visit_summary.content.visit_preparation import BY_VIDEO
from visit_summary.pages import pattern, wording
from visit_summary.pages.diary_sections import NOTHING, NOTHINGS
from visit_summary.pages.page import Item, Page, Picture, Section
from visit_summary.pages.shared import (
    NOT_A_REVIEW,
    Happening,
    background,
    happenings,
    medicines,
    of,
)

BROKEN_OFF: Final = {
    "conversation": "We stopped before I could give you advice.",
    "diary": "Nobody has asked you about this: your diary alone does not say how urgent it is.",
}
TITLE: Final = (
    "Your cramp: a summary for you",
    "Somebody's cramp: a summary for you, their helper",
)
TAKES: Final = ("You take or have", "The one with the cramp takes or has")
DIARY: Final = ("Your diary", "The diary")
REASONS: Final = 2
STATEMENTS: Final = 5
STEPS: Final = 3
WORDS: Final = 4


def person_page(protocol: Protocol, summary: Summary, picture: Picture | None) -> Page:
    """The summary as one page for the person."""
    return Page(
        title=TITLE[summary.by_other],
        locale=summary.locale,
        audience="person",
        intro=wording.recorded(summary, "Written down"),
        sections=tuple(
            section
            for section in (
                _advice(protocol, summary),
                _diary(protocol, summary),
                _signs(protocol, summary),
                _medicines(protocol, summary),
                _list("questions", _questions_heading(summary), summary.questions),
                _list("ready", _ready_heading(summary), summary.ready),
                _story(protocol, summary),
            )
            if section.items
        ),
        notes=_notes(summary),
        picture=picture,
    )


def _advice(protocol: Protocol, summary: Summary) -> Section:
    advice = summary.advice
    texts = advice.texts or (BROKEN_OFF[summary.basis],)
    items = [Item(text=" ".join(texts))]
    if summary.basis == "diary" and advice.texts and advice.noted_at is not None:
        when = wording.clock(advice.noted_at, summary.locale)
        items.append(Item(label="By what you wrote", text=when))
    if advice.level is not None or advice.texts:
        if advice.why and advice.mode != "out_of_scope_child":
            items.append(Item(label="Why", text=_because(summary)))
        elif summary.basis == "conversation" and not advice.why:
            items.append(Item(label="Why", text="Nothing you told me is a danger sign."))
    late = pattern.late(summary)
    if late is not None and late.level > max(advice.level or 0, advice.floor):
        when, say = wording.clock(late.at, summary.locale), protocol.disposition(late.level).say
        said = say.format_map(protocol.place(summary.locale))
        items.append(Item(label=f"By {_diary_name(summary)} of {when}", text=said))
    level = max(advice.level or 0, advice.floor, late.level if late is not None else 0)
    for reading in pattern.unresolved(protocol, summary, level):
        when, say = (
            wording.short_day(reading.at.date(), summary.locale),
            protocol.disposition(reading.level).say,
        )
        said = say.format_map(protocol.place(summary.locale))
        words = next((own.words for own in reversed(reading.own) if own.facts), "")
        items.append(
            Item(
                label=f"On {when} you wrote" if words else f"By {_diary_name(summary)} of {when}",
                quote=wording.clipped(words),
                after=f"If that is not over: {said}",
            )
        )
    items.extend(Item(text=caution) for caution in advice.cautions)
    if max(advice.level or 0, advice.floor) != CALL_911:
        items.append(Item(label="Watch out", text=advice.callback))
    return Section("advice", "What to do", tuple(items), urgent=True, wide=True)


def _because(summary: Summary) -> str:
    reasons = [why.why for why in summary.advice.why[:REASONS]]
    return f"{'; and '.join(reasons)}."[:1].upper() + f"{'; and '.join(reasons)}."[1:]


def _story(protocol: Protocol, summary: Summary) -> Section:
    shown = happenings(summary, said=STATEMENTS, steps=STEPS)
    items = [item for each in shown if (item := _happening(summary, each)) is not None]
    rest = len(summary.said) - sum(isinstance(happening, Statement) for happening in shown)
    if rest:
        items.append(Item(text=f"You also gave {rest} other answers; they are in the lists."))
    return Section("story", "What happened, in order", tuple(items), ordered=True)


def _happening(summary: Summary, happening: Happening) -> Item | None:
    if isinstance(happening, Statement):
        quote = wording.clipped(happening.words)
        asked = next((a.text for a in summary.asked if a.turn == happening.turn - 1), "")
        if asked and len(quote.split()) <= SHORT_ANSWER:
            return Item(label="Asked", text=f"{asked} You said", quote=quote)
        return Item(label="You said", quote=quote)
    if isinstance(happening, Moment):
        if happening.kind == "heard" and happening.value == "no":
            return Item(text="The cramp let go.")
        return None
    helped = " It let go after this." if happening.helped else ""
    return Item(label="To try", text=f"{happening.text}{helped}")


def _signs(protocol: Protocol, summary: Summary) -> Section:
    groups = (
        ("You told me of", "reported"),
        ("You said no to", "denied"),
        ("You weren't sure about", "unknown"),
    )
    items = [
        Item(label=name, text=_named(protocol, summary, found))
        for name, heard in groups
        if (found := of(summary.signs, heard))  # type: ignore[arg-type]  # one of Heard
    ]
    seen = pattern.dangers(protocol, summary)
    if seen:
        named = (f"{wording.label(protocol, f)} ({pattern.dates(summary, seen[f])})" for f in seen)
        items.append(Item(label=f"In {_diary_name(summary)}", text=wording.joined(named)))
    if summary.basis == "diary":
        items.append(
            Item(text="Your diary keeps only the signs you noted. Tell the doctor all of them.")
        )
    else:
        asked = {sign.id for sign in summary.signs if sign.heard != "not_asked"}
        left = (group.person for group in GROUPS if asked.isdisjoint(group.facts))
        if named_left := wording.joined(left, ""):
            items.append(Item(label="Did not come up", text=f"{named_left}. Report any sign."))
    return Section("signs", "Danger signs", tuple(items))


def _medicines(protocol: Protocol, summary: Summary) -> Section:
    told, other = medicines(protocol, summary), background(protocol, summary)
    items = []
    if written := pattern.written(summary, "medicines"):
        named = (wording.label(protocol, word) for word in written)
        items.append(Item(label=f"In {_diary_name(summary)}", text=wording.joined(named)))
    reported = of((*told, *other), "reported")
    if stated := [fact for fact in reported if not fact.inferred]:
        items.append(Item(label=TAKES[summary.by_other], text=_named(protocol, summary, stated)))
    if denied := of((*told, *other), "denied"):
        items.append(Item(label="You said no to", text=_named(protocol, summary, denied)))
    if unknown := of((*told, *other), "unknown"):
        items.append(Item(label="You weren't sure about", text=_named(protocol, summary, unknown)))
    if follows := [fact for fact in reported if fact.inferred]:
        items.append(Item(label="I took from that", text=_named(protocol, summary, follows)))
    if of(told, "not_asked"):
        items.append(Item(text="I did not ask about everything: bring your whole list."))
    return Section("medicines", "Medicines and health", tuple(items))


def _diary(protocol: Protocol, summary: Summary) -> Section:
    diary = summary.diary
    if diary is None:
        return Section("diary", "Your diary", ())
    since = wording.day(pattern.first_day(summary), summary.locale)
    shown, total = len(pattern.in_strip(summary.entries, diary.until)), len(summary.entries)
    items = [
        Item(text=f"{_times(diary.cramps)} since {since}, {diary.weeks[-1]} in the past week."),
        Item(label="Where", text=_counts(protocol, pattern.places(protocol, summary))),
    ]
    if 0 < shown < total:
        part = f"{shown} of {total}, those of the past {pattern.WEEKS} weeks"
        items.append(Item(label="In the picture", text=part))
    if diary.length_median_min is not None:
        typical = wording.number(diary.length_median_min, "minutes")
        items.append(Item(label="Half of them lasted up to", text=typical))
    if diary.helped:
        items.append(Item(label="What helped", text=_counts(protocol, diary.helped)))
    if words := pattern.pain_in_words(summary.entries):
        items.append(Item(label="Pain in words", text=words))
    if shown:
        text = "In the picture, each mark is a cramp: the higher, the more it hurt (0 to 10)."
        items.append(Item(text=text))
    return Section("diary", DIARY[summary.by_other], tuple(items), picture=True, wide=True)


def _diary_name(summary: Summary) -> str:
    return DIARY[summary.by_other].lower()


def _questions_heading(summary: Summary) -> str:
    return f"Questions {'for them ' if summary.by_other else ''}to ask at the visit"


def _ready_heading(summary: Summary) -> str:
    if max(summary.advice.level or 0, summary.advice.floor) >= ER_NOW:
        return "Take along, if it costs no time"
    by_video = summary.advice.mode in BY_VIDEO
    return "Have ready for a video visit" if by_video else "Have ready for the visit"


def _list(id_: str, heading: str, lines: Iterable[str]) -> Section:
    return Section(id_, heading, tuple(Item(text=line) for line in lines), listed=True)


def _notes(summary: Summary) -> tuple[str, ...]:
    return (
        f"{NOT_A_REVIEW} Made from what you told a program; no clinician has checked it.",
        f"Protocol {summary.protocol}, not reviewed by a clinician; its sources are in the JSON "
        "report.",
    )


def _named(protocol: Protocol, summary: Summary, told: Iterable[Told]) -> str:
    return wording.joined(_with_value(protocol, summary, fact) for fact in told)


def _with_value(protocol: Protocol, summary: Summary, told: Told) -> str:
    value = wording.shown_value(protocol, told, short=False) if told.heard == "reported" else ""
    name = wording.label(protocol, told.id, of_other=summary.by_other)
    return f"{name}: {value}" if value else name


def _counts(protocol: Protocol, counted: Iterable[tuple[str, int]]) -> str:
    words = [f"{_helping(protocol, word)} ({count})" for word, count in counted]
    return wording.joined(words[:WORDS], "not noted")


def _helping(protocol: Protocol, word: str) -> str:
    return NOTHING if word.casefold() in NOTHINGS else wording.label(protocol, word)


def _times(count: int) -> str:
    return "One cramp" if count == 1 else f"{count} cramps"
