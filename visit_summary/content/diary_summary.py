"""The summary of a diary alone, where no conversation was kept: what its entries say, in figures.

An entry keeps what was written, not what was denied or asked; so everything else is not recorded
here, and nothing is read into the gaps. The rules run over what is written. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from cramp_triage.dialogue import render
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import Reading, assessed, read
from cramp_triage.diary.statistics import figures
from cramp_triage.errors import DiaryError
from cramp_triage.messages.replies import Say
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.facts import SITE
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol
from cramp_triage.triage.assess import ER_NOW, reasons
from cramp_triage.triage.wording import callback_prompt, level_prompt
from visit_summary.content.summarize import cited, why_of
from visit_summary.content.summary import (
    VERSION,
    Advice,
    Step,
    Summary,
    Told,
    danger_signs,
    heard_as,
)
from visit_summary.content.visit_preparation import questions_for, ready_for, to_take_along

RECENT_DAYS: Final = 7
"""So many days before the newest entry, by the calendar, a more urgent one decides the advice."""


def summarize_diary(
    protocol: Protocol,
    lexicon: Lexicon,
    entries: Iterable[Entry],
    now: datetime,
    locale: str = DEFAULT_LOCALE,
) -> Summary:
    """The summary of a diary: its newest entry, the most urgent of late, the figures of all.

    Args:
        protocol: for labels, levels and sources.
        lexicon: to read the entries' own words.
        entries: of the diary; those after `now` are not counted.
        now: the time, with its zone.
        locale: place, for the emergency number.

    Raises:
        DiaryError: there is no entry.
    """
    kept = tuple(sorted((e for e in entries if e.at <= now), key=lambda entry: entry.at))
    if not kept:
        raise DiaryError("the diary has no entry yet; name a kept conversation instead")
    readings = tuple(read(protocol, lexicon, entry) for entry in kept)
    last = kept[-1]
    told = tuple(_told(protocol, readings[-1]))
    signs = set(danger_signs(protocol))
    advice = _advice(protocol, *_most_urgent(kept, readings), locale)
    steps = tuple(_steps(protocol, last))
    urgent = max(advice.level or 0, advice.floor) >= ER_NOW
    held = {fact for reading in readings for fact in reading.facts}
    return Summary(
        version=VERSION,
        protocol=last.protocol or protocol.version,
        sha256=protocol.sha256,
        at=last.at,
        locale=locale,
        basis="diary",
        advice=advice,
        signs=tuple(fact for fact in told if fact.id in signs),
        facts=tuple(fact for fact in told if fact.id not in signs),
        said=(),
        asked=(),
        steps=steps,
        timeline=(),
        questions=() if urgent else questions_for(held, frequent=True),
        ready=to_take_along(max(advice.level or 0, advice.floor))
        if urgent
        else ready_for(advice.mode, protocol.place(locale)["emergency"]),
        sources=cited(protocol, advice, steps),
        diary=figures(kept, now),
        entries=kept,
        readings=readings,
    )


def _told(protocol: Protocol, reading: Reading) -> Iterable[Told]:
    """What the entry says, as facts; what follows from them is never a denial by the person."""
    for fact, value in reading.facts.items():
        heard, words = heard_as(protocol, fact, value), reading.words_of(fact)
        inferred = fact in reading.implied
        if inferred and heard == "denied":
            continue
        yield Told(fact, heard, value, words, inferred=inferred, named=words)


def _most_urgent(entries: Sequence[Entry], readings: Sequence[Reading]) -> tuple[Entry, Reading]:
    """The entry of the highest level of late; of equals, the newest."""
    newest = entries[-1].at.date()
    late = [
        pair
        for pair in zip(entries, readings, strict=True)
        if (newest - pair[0].at.date()).days <= RECENT_DAYS
    ]
    return max(late, key=lambda pair: (max(pair[0].level or 0, pair[1].level), pair[0].at))


def _steps(protocol: Protocol, entry: Entry) -> Iterable[Step]:
    limb = protocol.limb(entry.muscle)
    for step in protocol.relief:
        if step.id in entry.steps:
            text = step.text.format_map({"limb": limb})
            yield Step(step.id, step.kind, 0, text, step.sources, step.id in entry.helped)


def _advice(protocol: Protocol, entry: Entry, reading: Reading, locale: str) -> Advice:
    """The level that was advised then, or the rules' own where what is written asks for more."""
    facts, found = reading.facts, assessed(protocol, reading)
    level = max(entry.level or 0, found.floor)
    prompts = [f"level.{level}"]
    if level == found.floor:
        prompts = [level_prompt(protocol, found, "level"), level_prompt(protocol, found, "also")]
    if entry.level is None and not found.floor:
        prompts = []  # nobody asked anything: no entry alone says that all is well

    def words(prompt: str) -> str:
        limb = protocol.limb(facts.get(SITE))
        return render.say(protocol, Say(prompt, {"limb": limb}), locale)

    return Advice(
        level=entry.level,
        floor=found.floor,
        mode=entry.mode if entry.mode and level == entry.level else found.mode,
        texts=tuple(words(prompt) for prompt in prompts if prompt in protocol.prompts),
        cautions=(),
        callback=words(callback_prompt(protocol, facts, level)),
        why=tuple(why_of(protocol, why, facts.get(SITE)) for why in reasons(found, facts)),
        complete=True,
        noted_at=reading.at,
    )
