"""The first lines of the clinician's page: who, what, since when, how often, the gravest, changes.

Then the diary in figures, and what is asked of the reader: the most urgent thing first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from cramp_triage.diary.reading import Reading
from cramp_triage.protocol.facts import (
    CONTEXT,
    FREQUENCY,
    ONGOING_NOW,
    SIDE,
    SINCE_DAYS,
    SITE,
    YES,
    of_group,
)
from cramp_triage.protocol.model import Protocol
from visit_summary.content.drugs import NEW, drugs
from visit_summary.content.summary import SHORT_ANSWER, Summary, Told
from visit_summary.pages import pattern, wording
from visit_summary.pages.page import Item, Section
from visit_summary.pages.shared import complaint, of

PLACES: Final = 4
GRAVE: Final = 3
KNOWN: Final = 3
SHORT: Final = 6
"""Words of an answer that is quoted for how often it cramps."""

COURSE: Final = {"reported": "ongoing", "denied": "resolved"}
WHEN: Final = re.compile(
    r"\b(?:since [\w ]{2,24}|yesterday|this morning|last night|today|"
    r"\w+ (?:hours?|days?|weeks?|months?) ago)\b",
    re.IGNORECASE,
)


def situation(protocol: Protocol, summary: Summary) -> Section:
    """One sentence, the diary in figures, and what is asked of the reader."""
    items = [Item(text=_sentence(protocol, summary))]
    diary = summary.diary
    if diary is not None:
        nights = pattern.nights_a_week(protocol, summary, diary)
        text = f"{pattern.how_many(summary, diary)}. {nights}."
        items.append(Item(label="Diary", text=text))
        places = pattern.places(protocol, summary)[:PLACES]
        where = ", ".join(f"{place} {count}" for place, count in places)
        details = (
            f"Where: {where}" if where else "",
            f"side: {sides}" if (sides := pattern.sides(summary.entries)) else "",
            _pain(summary),
            pattern.usual("length", _lengths(summary), "min", "longest"),
        )
        items.append(Item(text=f"{'; '.join(filter(None, details))}."))
    items.append(Item(label="Asked of you", text=_asked_of(protocol, summary)))
    return Section("situation", "Situation", tuple(items), wide=True)


def _sentence(protocol: Protocol, summary: Summary) -> str:
    cramp = _cramp_told if summary.basis == "conversation" else _cramp_written
    parts = [
        *cramp(protocol, summary),
        *_grave(protocol, summary),
        *_changed(protocol, summary),
        *_takes(protocol, summary),
        f"asks for: {_asks_for(protocol, summary)}",
    ]
    return f"{'; '.join(filter(None, parts))}."


def _cramp_told(protocol: Protocol, summary: Summary) -> Iterable[str]:
    """Who, what, since when and how often, from a conversation."""
    known = {told.id: told for told in complaint(protocol, summary) if told.heard == "reported"}
    now = next((told.heard for told in summary.facts if told.id == ONGOING_NOW), "")
    place = wording.plain(str(known[SITE].value)) if SITE in known else ""
    side = str(known[SIDE].value) if SIDE in known else ""
    where = f" of the {side} {place}" if side != "both" else f" of the {place}, both sides"
    if not place:
        where = f", {_place_unread(summary)}"
    who = _who(protocol, summary)
    yield f"{who}{'cramp' if who else 'Cramp'}{where}, {COURSE.get(now, 'not known to be over')}"
    if CONTEXT in known:
        doing = wording.plain(str(known[CONTEXT].value))
        yield "at night" if doing == "night" else f"activity at onset: {doing}"
    yield _since(summary, known.get(SINCE_DAYS))
    if FREQUENCY in known:
        yield f"how often: {_how_often(protocol, summary, known[FREQUENCY])}"
    for told in known.values():
        if told.id not in (SIDE, SITE, ONGOING_NOW, CONTEXT, SINCE_DAYS, FREQUENCY):
            value = wording.shown_value(protocol, told, short=True)
            name = wording.term(protocol, told.id)
            yield f"{name}: {value}" if value else name


def _cramp_written(protocol: Protocol, summary: Summary) -> Iterable[str]:
    """Where and how often, from a diary alone."""
    diary = summary.diary
    if diary is None:
        return
    places = [place for place, _ in pattern.places(protocol, summary)[:PLACES]]
    count = "1 cramp" if diary.cramps == 1 else f"{diary.cramps} cramps"
    since = wording.short_day(pattern.first_day(summary), summary.locale)
    where = f": {', '.join(places)}" if places else ", place not noted"
    yield f"{_who(protocol, summary)}{count} since {since}{where}"
    nights = len(pattern.nights(summary))
    if nights:
        yield "at night" if nights == diary.cramps else f"{nights} of them at night"
    yield pattern.trend(diary, summary)


def _who(protocol: Protocol, summary: Summary) -> str:
    ages = (told.value for told in summary.facts if protocol.findings[told.id].unit == "years")
    age = next((value for value in ages if isinstance(value, int | float)), None)
    ill = {*of_group(protocol.findings, "illness"), "pregnant", "postpartum_12mo"}
    told = [fact for fact in of(summary.facts, "reported") if fact.id in ill]
    ids = [fact.id for fact in told if not fact.inferred]
    ids += [
        fact
        for reading in summary.readings
        for fact, value in reading.facts.items()
        if fact in ill and value == YES and fact not in reading.implied
    ]
    names = [wording.term(protocol, fact) for fact in dict.fromkeys(ids)][:KNOWN]
    who = ", ".join(filter(None, ("" if age is None else f"{age:g}-year-old", *names)))
    return f"{who[:1].upper()}{who[1:]}: " if who else ""


def _place_unread(summary: Summary) -> str:
    """Where it cramps, of which no place was understood: in the person's own words, if told."""
    told = next((t for t in (*summary.signs, *summary.facts) if t.id == SITE), None)
    words = told.words if told is not None else ""
    if len(words.split()) > SHORT_ANSWER:
        return f"place in own words: “{wording.clipped(words, 90)}”"
    noted = next((entry.muscle for entry in reversed(summary.entries) if entry.muscle), "")
    if noted:
        return f"place by the diary: {wording.plain(noted)}"
    return "place not understood" if words else "place not told"


def _since(summary: Summary, told: Told | None) -> str:
    """For how long; where no span was understood, in the words that were used."""
    if told is not None and isinstance(told.value, int | float):
        return f"for {_span(float(told.value))}"
    found = next((m for one in summary.said if (m := WHEN.search(one.words))), None)
    return f"when, in own words: “{found[0].strip()}”" if found is not None else ""


def _span(days: float) -> str:
    for size, name, least in ((365, "years", 730), (30, "months", 60), (7, "weeks", 21)):
        if days >= least:
            whole = days % size == 0
            return f"{'' if whole else 'about '}{round(days / size)} {name}"
    return "1 day" if days == 1 else f"{days:g} days"


def _how_often(protocol: Protocol, summary: Summary, told: Told) -> str:
    words = next(
        (
            one.words
            for one in reversed(summary.said)
            if any(heard.id == FREQUENCY for heard in one.heard)
        ),
        "",
    )
    if 1 < len(words.split()) <= SHORT:
        return f"“{wording.clipped(words)}”"
    return wording.shown_value(protocol, told, short=True)


def _grave(protocol: Protocol, summary: Summary) -> list[str]:
    """The gravest signs, those of the conversation first, each with where it stands."""
    weight: dict[str, int] = {}
    for why in summary.advice.why:
        for fact in why.facts:
            weight[fact] = max(weight.get(fact, 0), why.level)
    told = of(summary.signs, "reported") if summary.basis == "conversation" else []
    found = [
        wording.term(protocol, sign.id)
        for sign in sorted(told, key=lambda sign: -weight.get(sign.id, 0))
    ][:GRAVE]
    seen = pattern.dangers(protocol, summary)
    named = {sign.id for sign in told}
    found += [
        f"{wording.term(protocol, fact)} ({_noted_on(protocol, summary, fact, readings)})"
        for fact, readings in seen.items()
        if fact not in named
    ][: GRAVE - len(found)]
    return [f"with {', '.join(found)}"] if found else []


def _noted_on(protocol: Protocol, summary: Summary, fact: str, readings: Sequence[Reading]) -> str:
    gone = pattern.denied_since(protocol, summary, fact, readings[-1].at)
    return f"{pattern.newest(summary, readings)}{', denied since' if gone is not None else ''}"


def _changed(protocol: Protocol, summary: Summary) -> list[str]:
    """What is new or was changed, as it was said."""
    said = [
        f"“{wording.clipped(told.named or told.words, 60)}”"
        for told in of((*summary.signs, *summary.facts), "reported")
        if told.id == NEW and (told.named or told.words) and summary.basis == "conversation"
    ]
    noted = {
        own.words: reading
        for reading in summary.readings
        for own in reading.own
        if NEW in own.facts
    }
    said += [
        f"“{wording.clipped(words, 60)}” ({pattern.newest(summary, [reading])})"
        for words, reading in list(noted.items())[-1:]
    ]
    return [f"changed: {', '.join(said)}"] if said else []


def _takes(protocol: Protocol, summary: Summary) -> list[str]:
    known = [drug for drug in drugs(protocol, summary) if drug.facts]
    names = [wording.clipped(drug.last or wording.term(protocol, drug.name), 48) for drug in known]
    return [f"takes {', '.join(names[:PLACES])}"] if names else []


def _asks_for(protocol: Protocol, summary: Summary) -> str:
    level = max(summary.advice.level or 0, summary.advice.floor)
    late = pattern.late(summary)
    level = max(level, late.level if late is not None else 0)
    if not level and summary.advice.level is None:
        return "a look at the pattern"
    return protocol.disposition(level).term


def _pain(summary: Summary) -> str:
    numbers = [entry.pain for entry in summary.entries if entry.pain is not None]
    words = pattern.pain_in_words(summary.entries)
    if not words:
        return pattern.usual("pain", numbers, "of 10", "worst")
    said = f"{pattern.usual('pain', numbers, 'of 10', 'worst number')}; " if numbers else ""
    return f"{said}pain in words: {words}"


def _lengths(summary: Summary) -> list[float]:
    return [entry.length_min for entry in summary.entries if entry.length_min is not None]


def _asked_of(protocol: Protocol, summary: Summary) -> str:
    """The most urgent first, then what was advised, then what may not be over."""
    advice = summary.advice
    level = max(advice.level or 0, advice.floor)
    late = pattern.late(summary)
    said = "to look at the pattern. Urgency not assessed: no questions were asked"
    if advice.level is not None or level:
        said = _advised(protocol, summary, level)
    if late is not None and late.level > level:
        when = wording.clock(late.at, summary.locale)
        more = f"{protocol.disposition(late.level).term} (level {late.level} of 5)"
        said = f"{more}, by the diary of {when}, which asks for more than the conversation: {said}"
        level = late.level
    left = "; ".join(
        _unresolved(protocol, summary, r) for r in pattern.unresolved(protocol, summary, level)
    )
    return f"{said}. Older, perhaps not over, please ask: {left}." if left else f"{said}."


def _unresolved(protocol: Protocol, summary: Summary, reading: Reading) -> str:
    signs = {*pattern.signs_of(protocol, reading)}
    own = [one.words for one in reading.own if signs.intersection(one.facts)][:2]
    words = ", ".join(f"“{wording.clipped(word, 60)}”" for word in own)
    names = ", ".join(wording.term(protocol, fact) for fact in signs)
    on = wording.short_day(reading.at.date(), summary.locale)
    return f"{on} {words or names} (then: {protocol.disposition(reading.level).term})"


def _advised(protocol: Protocol, summary: Summary, level: int) -> str:
    advice = summary.advice
    named = protocol.disposition(level)
    mode = protocol.modes[advice.mode]
    said = f"{named.term}{'' if mode in named.term else f'; {mode}'} (level {level} of 5)"
    if advice.level is None or advice.floor > advice.level:
        when = wording.clock(advice.noted_at, summary.locale) if advice.noted_at else ""
        from_then = f" of {when}" if when else ""
        return f"{said}, by the rules over what is written{from_then}; no question was asked"
    ended = "" if advice.complete else "; ended before all questions were asked"
    return f"{said}, as advised{ended}"
