"""What the clinician's page says from the diary: its dangers, drugs, attacks, sleep and relief.

Every line names the days it rests on, and the person's own words stand as they were written. What
was not written is "not noted", never "none".
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import Reading
from cramp_triage.nlu.lexicon.named import OVER_TEN
from cramp_triage.protocol.facts import of_group, with_trait
from cramp_triage.protocol.model import Protocol
from visit_summary.content.drugs import NEW, has_dose
from visit_summary.content.summary import Summary, danger_signs, heard_as
from visit_summary.pages import pattern, wording
from visit_summary.pages.page import Item, Section, Table

LAST: Final = 9
SIGNS: Final = 8
DRUGS: Final = 8
WORDS: Final = 6
AT_THE_MOMENT: Final = "_now"
"""What was so at that moment is no circumstance of the patient."""

CHANGES: Final = 2
NOTHINGS: Final = ("nothing", "none", "no", "nothing helped", "not at all")
NOTHING: Final = "nothing helped"
CELL_CHARACTERS: Final = 60
BLANK: Final = "-"
SUBSTANCES: Final = ("alcohol", "caffeine", "fluids", "food")


def signs_in_diary(protocol: Protocol, summary: Summary) -> list[Item]:
    """Danger signs of the whole diary, the gravest first, each with its days and words."""
    found = pattern.dangers(protocol, summary)
    items = [_sign(protocol, summary, fact, found[fact]) for fact in list(found)[:SIGNS]]
    if len(found) > SIGNS:
        rest = wording.joined(wording.term(protocol, fact) for fact in list(found)[SIGNS:])
        items.append(Item(label="Further signs in the diary", text=rest))
    return items


def _sign(protocol: Protocol, summary: Summary, fact: str, readings: list[Reading]) -> Item:
    words = next((w for r in reversed(readings) if (w := r.words_of(fact))), "")
    name = wording.term(protocol, fact)
    if fact == OVER_TEN:
        longest = max((entry.length_min or 0 for entry in pattern.longest(summary)), default=0)
        told = f"{len(readings)} of {len(summary.entries)} cramps, the longest {longest:g} min"
        return Item(label=_capital(name), text=f"{told} ({pattern.dates(summary, readings)})")
    newest = readings[-1]
    when = wording.clock(newest.at, summary.locale)
    if len(readings) > 1:
        when = f"{len(readings)} entries, {pattern.dates(summary, readings)}; the newest {when}"
    gone = pattern.denied_since(protocol, summary, fact, newest.at)
    after = ""
    if gone is not None:
        asked = "when asked" if gone == summary.at.date() else "in the diary"
        after = f"- denied {wording.short_day(gone, summary.locale)} {asked}: please check"
    return Item(label=_capital(name), text=f"in the diary, {when}", quote=words, after=after)


def medicines_in_diary(protocol: Protocol, summary: Summary) -> list[Item]:
    """Everything written down as a medicine, as written, with the days; then drink and food."""
    found = _drugs(protocol, summary)
    items = [
        Item(
            label="Written down" if n == 0 else "",
            quote=word if _is_own(protocol, word) else "",
            text="" if _is_own(protocol, word) else wording.term(protocol, word),
            after=f"{_read_as(protocol, word, readings)}({_noted_on(summary, readings)})",
        )
        for n, (word, readings) in enumerate(list(found.items())[:DRUGS])
    ]
    if len(found) > DRUGS:
        rest = wording.joined(wording.clipped(word, 40) for word in list(found)[DRUGS:])
        items.append(Item(label="Also written down", text=rest))
    total = len(summary.entries)
    for column in SUBSTANCES:
        words = pattern.written(summary, column)
        if words:
            count = sum(bool(getattr(entry, column)) for entry in summary.entries)
            named = wording.joined(wording.term(protocol, word) for word in list(words)[:WORDS])
            label = f"{_capital(column)} noted"
            items.append(Item(label=label, text=f"with {count} of {total} cramps: {named}"))
    return items


def changed_in_diary(protocol: Protocol, summary: Summary) -> list[Item]:
    """Medicines that the diary says are new or changed, the newest first, each with its day."""
    found = [
        (reading.at, own.words)
        for reading in summary.readings
        for own in reading.own
        if NEW in own.facts
    ]
    unique = {words: at for at, words in found}
    return [
        Item(
            label=_capital(wording.term(protocol, NEW)),
            text=f"in the diary, {wording.short_day(at.date(), summary.locale)}",
            quote=words,
        )
        for words, at in list(unique.items())[::-1][:CHANGES]
    ]


def _noted_on(summary: Summary, readings: list[Reading]) -> str:
    """The first day and the newest ones: "first noted" is no start, but no drug begins after it."""
    if len(readings) <= pattern.DATES:
        return pattern.dates(summary, readings)
    first = wording.short_day(readings[0].at.date(), summary.locale)
    newest = wording.short_day(readings[-1].at.date(), summary.locale)
    return f"with {len(readings)} cramps, first noted {first}, newest {newest}"


def _drugs(protocol: Protocol, summary: Summary) -> dict[str, list[Reading]]:
    """The words of the column of medicines, and own words elsewhere that were read as one.

    What is new or changed stands first, then the newest.
    """
    taken = {*of_group(protocol.findings, "medicine")}
    found = pattern.written(summary, "medicines")
    for reading in summary.readings:
        for own in reading.own:
            if own.column != "medicines" and taken.intersection(own.facts):
                found.setdefault(own.words, []).append(reading)

    def order(word: str) -> tuple[bool, datetime]:
        newest = found[word][-1]
        changed = any(own.words == word and NEW in own.facts for own in newest.own)
        return changed, newest.at

    return {word: found[word] for word in sorted(found, key=order, reverse=True)}


def doseless(protocol: Protocol, summary: Summary) -> list[str]:
    """What is written as a medicine without a dose, in the words used."""
    return [
        wording.clipped(wording.term(protocol, word), wording.NAME_CHARACTERS)
        for word in _drugs(protocol, summary)
        if not has_dose(word)
    ][:DRUGS]


def _read_as(protocol: Protocol, word: str, readings: list[Reading]) -> str:
    if not _is_own(protocol, word):
        return ""
    facts = (own.facts for reading in readings for own in reading.own if own.words == word)
    names = wording.joined((wording.term(protocol, f) for f in next(facts, ())), "")
    return f"[{names}] " if names else ""


def also_in_diary(protocol: Protocol, summary: Summary) -> str:
    """What else entries report: no danger sign, medicine or part of the cramp itself."""
    known = protocol.findings
    elsewhere = {*danger_signs(protocol), *with_trait(known, "complaint")}
    elsewhere |= {fact for fact, finding in known.items() if finding.diary in SUBSTANCES}
    elsewhere |= {fact for fact in of_group(known, "setting") if fact.endswith(AT_THE_MOMENT)}
    elsewhere |= {*of_group(known, "medicine", "substance"), *(told.id for told in summary.facts)}
    found: dict[str, list[Reading]] = {}
    for reading in summary.readings:
        for fact, value in reading.facts.items():
            if fact not in elsewhere and heard_as(protocol, fact, value) == "reported":
                found.setdefault(fact, []).append(reading)
    return wording.joined(
        (f"{wording.term(protocol, f)} ({pattern.dates(summary, r)})" for f, r in found.items()), ""
    )


def attacks(protocol: Protocol, summary: Summary) -> Section:
    """A table of the last attacks, the newest first."""
    rows = tuple(_row(protocol, summary, entry) for entry in summary.entries[::-1][:LAST])
    head = ("When", "Where", "Min", "Pain", "Sleep lost", "Noted with it", "Helped")
    which = f"Last {len(rows)} of {len(summary.entries)} cramps"
    if len(rows) == len(summary.entries):
        which = "The one cramp" if len(rows) == 1 else f"All {len(rows)} cramps"
    heading = f"{which} ({BLANK}: not noted)"
    return Section("last", heading, (), wide=True, table=Table(head, rows) if rows else None)


def _row(protocol: Protocol, summary: Summary, entry: Entry) -> tuple[str, ...]:
    beside = (*entry.medicines, *entry.other, *entry.alcohol, *entry.fluids, *entry.food)
    doing = (entry.doing,) if entry.doing else ()
    length = BLANK if entry.length_min is None else f"{entry.length_min:g}"
    long = " !" if entry.length_min is not None and entry.length_min > pattern.LONG_MIN else ""
    pain = entry.pain_word or BLANK if entry.pain is None else str(entry.pain)
    also = [f"also {wording.term(protocol, word)}" for word in entry.also_at]
    main = " ".join(filter(None, (entry.side, wording.plain(entry.muscle))))
    place = wording.joined(filter(None, (main, *also)), "")
    return (
        wording.clock(entry.at, summary.locale),
        wording.clipped(place or BLANK, CELL_CHARACTERS),
        f"{length}{long}",
        pain,
        entry.sleep_lost or BLANK,
        _listed(protocol, (*doing, *beside, *entry.caffeine)),
        _listed(protocol, entry.helped),
    )


def _listed(protocol: Protocol, words: tuple[str, ...]) -> str:
    named = wording.joined((wording.term(protocol, word) for word in words), BLANK)
    return wording.clipped(named, CELL_CHARACTERS)


def sleep_in_diary(summary: Summary) -> list[Item]:
    """How many cost sleep of those of which it is noted."""
    diary = summary.diary
    if diary is None:
        return []
    told = f"{diary.sleep_lost} of {diary.sleep_told} where it is noted ({diary.cramps} cramps)"
    return [Item(label="Sleep lost", text=told if diary.sleep_told else "not noted")]


def helped_in_diary(protocol: Protocol, summary: Summary) -> list[Item]:
    """What the person writes helped, and how often nothing is noted."""
    diary = summary.diary
    if diary is None:
        return []
    words = [
        f"{NOTHING if word.casefold() in NOTHINGS else wording.term(protocol, word)} {count}"
        for word, count in diary.helped
    ]
    more = [f"{len(words) - WORDS} more"] if len(words) > WORDS else []
    blank = sum(not entry.helped for entry in summary.entries)
    noted = [*words[:WORDS], *more, *([f"not noted {blank}"] if blank else [])]
    return [Item(label="Helped, in the diary", text=wording.joined(noted, "not noted"))]


def _is_own(protocol: Protocol, word: str) -> bool:
    return word not in protocol.findings


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
