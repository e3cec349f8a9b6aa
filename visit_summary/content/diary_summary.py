"""The summary of a diary alone: its newest entry and its figures, where no conversation was kept.

An entry keeps what was reported, not what was denied or asked; so everything else is not recorded
here, and nothing is read into the gaps. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cramp_triage.dialogue import render
from cramp_triage.diary.entry import BEARS_WEIGHT, CANNOT_BEAR_WEIGHT, Entry, told_in
from cramp_triage.diary.statistics import figures
from cramp_triage.errors import DiaryError
from cramp_triage.messages.replies import Say
from cramp_triage.protocol.facts import NO, SITE, YES
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol
from cramp_triage.triage.assess import ER_NOW
from cramp_triage.triage.wording import callback_prompt
from visit_summary.content.summary import VERSION, Advice, Cited, Step, Summary, Told, danger_signs
from visit_summary.content.visit_preparation import SOURCES, questions_for, ready_for


def summarize_diary(
    protocol: Protocol,
    entries: Iterable[Entry],
    now: datetime,
    locale: str = DEFAULT_LOCALE,
) -> Summary:
    """The summary of the newest entry of a diary, with the figures of all.

    Args:
        protocol: for labels, levels and sources.
        entries: of the diary; those after `now` are not counted.
        now: the time, with its zone.
        locale: place, for the emergency number.

    Raises:
        DiaryError: there is no entry.
    """
    kept = tuple(sorted((e for e in entries if e.at <= now), key=lambda entry: entry.at))
    if not kept:
        raise DiaryError("the diary has no entry yet; name a kept conversation instead")
    last = kept[-1]
    told = tuple(_told(protocol, last))
    signs = set(danger_signs(protocol))
    urgent = (last.level or 0) >= ER_NOW
    held = {fact.id for fact in told}
    emergency = protocol.place(locale)["emergency"]
    return Summary(
        version=VERSION,
        protocol=last.protocol or protocol.version,
        sha256=protocol.sha256,
        at=last.at,
        locale=locale,
        basis="diary",
        advice=_advice(protocol, last, locale),
        signs=tuple(fact for fact in told if fact.id in signs),
        facts=tuple(fact for fact in told if fact.id not in signs),
        said=(),
        asked=(),
        steps=tuple(_steps(protocol, last)),
        timeline=(),
        questions=() if urgent else questions_for(held, frequent=True),
        ready=() if urgent else ready_for(last.mode or "home", emergency),
        sources=tuple(
            Cited(id_, protocol.sources[id_].title, protocol.sources[id_].where) for id_ in SOURCES
        ),
        diary=figures(kept, now),
        entries=kept,
    )


def _told(protocol: Protocol, entry: Entry) -> Iterable[Told]:
    """What the entry says was so, as facts; own words that are no fact stay in the entry."""
    listed = (*entry.fluids, *entry.food, *entry.alcohol, *entry.caffeine, *entry.medicines)
    for word in (*listed, *entry.other):
        if word == CANNOT_BEAR_WEIGHT:
            yield Told(BEARS_WEIGHT, "reported", NO)
        elif word in protocol.findings:
            yield Told(word, "reported", YES)
    for fact, value in told_in(protocol, entry):
        yield Told(fact, "denied" if value == NO else "reported", value)


def _steps(protocol: Protocol, entry: Entry) -> Iterable[Step]:
    limb = protocol.limb(entry.muscle)
    for step in protocol.relief:
        if step.id in entry.steps:
            text = step.text.format_map({"limb": limb})
            yield Step(step.id, step.kind, 0, text, step.sources, step.id in entry.helped)


def _advice(protocol: Protocol, entry: Entry, locale: str) -> Advice:
    def words(prompt: str) -> str:
        return render.say(protocol, Say(prompt), locale)

    prompts = [] if entry.level is None else [f"level.{entry.level}"]
    return Advice(
        level=entry.level,
        floor=entry.level or 0,
        mode=entry.mode or "home",
        texts=tuple(map(words, prompts)),
        cautions=(),
        callback=words(callback_prompt(protocol, {SITE: entry.muscle}, entry.level or 0)),
        why=(),
        complete=True,
    )
