"""The diary: one entry a cramp, made from a conversation's log, and what the entries add up to.

Pure: the time is given, nothing is stored or read here. A voice keeps entries only for somebody
who said yes to it. What was not said stays empty: not told is not "no".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from cramp_triage.dialogue.session import Event, Session
from cramp_triage.dialogue.state import fold
from cramp_triage.messages.acts import Value
from cramp_triage.messages.diary_note import Digest, Frequency, Last
from cramp_triage.messages.replies import Mode
from cramp_triage.protocol.facts import NO, ONGOING_NOW, UNKNOWN, YES
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import assess

LONGEST_WORD: Final = 200
LONGEST_CRAMP_MIN: Final = 7 * 24 * 60
WORD_ENDS: Final = ";"
"""Stands between the words of a list in a table, so it cannot stand within one."""

JOINERS: Final = "\u200c\u200d"
"""Seen only in what they join: letters of Persian, parts of an emoji."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200

NIGHT: Final = "night"
UP: Final = (
    "exercise",
    "after_exercise",
    "heat",
    "swimming",
    "walking",
    "sitting_long",
    "standing_long",
)
"""What is not done asleep; whatever else somebody was doing, the clock says if it was night."""

NIGHT_FROM_H: Final = 22
NIGHT_TO_H: Final = 6
HALF_DAY: Final = timedelta(hours=12)
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=28)

STRETCH: Final = "stretch"
"""What helped, where a conversation named no step."""

STOPPED: Final = "stopped_suddenly"
BEARS_WEIGHT: Final = "can_bear_weight"
CANNOT_BEAR_WEIGHT: Final = "cannot_bear_weight"
"""How an entry names the "no" to `can_bear_weight`."""

Words = tuple[str, ...]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cramp in the diary; everything but the time may be left empty.

    The words of a list are fact ids where a conversation gave them, else the person's own.

    Attributes:
        at: when, with the person's own zone.
        muscle: a word of the fact `site`, or the person's own.
        also_at: where else it cramped.
        length_min: how long, in minutes.
        pain: 0 to 10.
        pain_word: how bad, if no number was told.
        doing: a word of the fact `context`, or the person's own.
        sleep_lost: "yes", "no", or "" if not told.
        helped: ids of the relief steps after which it let go, or own words.
        other: other symptoms.
        level: of the advice given, 0 to 5.
        mode: how care was advised.
        steps: ids of the relief steps advised.
        protocol: version of the protocol that gave the advice.

    Raises:
        ValueError: a value that no entry can have; names the field and what it takes.
    """

    at: datetime
    muscle: str = ""
    side: Literal["", "left", "right", "both"] = ""
    also_at: Words = ()
    length_min: float | None = None
    pain: int | None = None
    pain_word: Literal["", "none", "mild", "moderate", "severe"] = ""
    doing: str = ""
    fluids: Words = ()
    food: Words = ()
    alcohol: Words = ()
    caffeine: Words = ()
    medicines: Words = ()
    sleep_lost: Literal["", "yes", "no"] = ""
    helped: Words = ()
    other: Words = ()
    level: int | None = None
    mode: Mode | Literal[""] = ""
    steps: Words = ()
    protocol: str = ""

    def __post_init__(self) -> None:
        """Checks what the types do not say."""
        offset = self.at.utcoffset()
        if offset is None or offset % timedelta(minutes=1):
            raise ValueError("at takes a time with its zone, like 2026-11-20T02:10-05:00")
        if not FIRST_YEAR <= self.at.year <= LAST_YEAR:
            raise ValueError(f"at takes a year from {FIRST_YEAR} to {LAST_YEAR}")
        length = self.length_min
        if length is not None and not (math.isfinite(length) and 0 <= length <= LONGEST_CRAMP_MIN):
            raise ValueError(f"length_min takes minutes from 0 to {LONGEST_CRAMP_MIN}")
        if self.pain is not None and not 0 <= self.pain <= 10:
            raise ValueError("pain takes a whole number from 0 to 10")
        if self.level is not None and not 0 <= self.level <= 5:
            raise ValueError("level takes a whole number from 0 to 5")
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str) and value and not _is_word(value):
                raise ValueError(f"{name} takes up to {LONGEST_WORD} plain characters")
            if isinstance(value, tuple) and not all(map(_is_word, value)):
                raise ValueError(f"{name} takes words without {WORD_ENDS!r} or line breaks")


def entry_of(protocol: Protocol, session: Session, at: datetime) -> Entry:
    """The conversation so far as an entry: a fold over its log.

    Args:
        protocol: that led the conversation.
        session: with the log.
        at: when the cramp was, with the person's zone.

    Raises:
        ValueError: `at` has no zone.
    """
    state = fold(session.log)
    facts = {fact: value for fact, value in state.facts.items() if value != UNKNOWN}
    told = {column_of(protocol, fact): value for fact, value in facts.items()}
    holds = [fact for fact, value in facts.items() if _holds(protocol, fact, value)]
    stopped = facts.get(STOPPED, "none")

    def listed(column: str) -> Words:
        of_column = (f for f in protocol.findings if column_of(protocol, f) == column)
        return tuple(_noted(protocol, f, facts[f]) for f in of_column if f in holds)

    also = told.get("also_at", ())
    return Entry(
        at=at,
        muscle=_word(told, "muscle"),
        side=_word(told, "side"),  # type: ignore[arg-type]  # the vocabulary has these words
        also_at=also if isinstance(also, tuple) else (),
        length_min=_number(told, "length_min", LONGEST_CRAMP_MIN),
        pain=_whole(_number(told, "pain", 10)),
        pain_word=_word(told, "pain_word"),  # type: ignore[arg-type]  # as above
        doing=_word(told, "doing"),
        fluids=listed("fluids"),
        food=listed("food"),
        alcohol=listed("alcohol") + _if(stopped == "alcohol", STOPPED),
        caffeine=listed("caffeine"),
        medicines=listed("medicines") + _if(stopped not in ("none", "alcohol"), STOPPED),
        sleep_lost=_word(told, "sleep_lost"),  # type: ignore[arg-type]  # as above
        helped=_helped(session.log) or _if("relieved_by_stretch" in holds, STRETCH),
        other=listed("other") + _if(facts.get(BEARS_WEIGHT) == NO, CANNOT_BEAR_WEIGHT),
        level=state.advised.level,
        mode="" if state.advised.level is None else assess(protocol, state.facts).mode,
        steps=state.rounds.relief,
        protocol=session.protocol,
    )


def column_of(protocol: Protocol, fact: str) -> str:
    """The field of an entry that holds a fact; "" if none does."""
    return protocol.findings[fact].diary


def says_nothing(entry: Entry) -> bool:
    """Whether it tells only when, and by which rules: there is no cramp to speak of in it."""
    return entry == Entry(at=entry.at, protocol=entry.protocol)


def digest(entries: Iterable[Entry], now: datetime, *, agreed: bool = True) -> Digest:
    """What the entries amount to at a time; those after it are not counted."""
    past = sorted((entry for entry in entries if entry.at <= now), key=lambda entry: entry.at)
    week = [entry for entry in past if now - entry.at < WEEK]
    return Digest(
        agreed=agreed,
        total=len(past),
        week=len(week),
        nights=len(nights_of(week)),
        frequency=_frequency(past, now),
        last=_last(past[-1], now) if past else None,
    )


def nights_of(entries: Iterable[Entry]) -> frozenset[date]:
    """The nights with a cramp, each by the date of its evening, in the person's zone."""
    return frozenset(day_of(entry) for entry in entries if is_night(entry))


def day_of(entry: Entry) -> date:
    """The day a cramp belongs to, in the person's zone; a night to that of its evening."""
    return (entry.at - HALF_DAY if is_night(entry) else entry.at).date()


def is_night(entry: Entry) -> bool:
    """Whether it came at night: told so, or by the clock, unless the person was up and about."""
    if entry.doing == NIGHT:
        return True
    if entry.doing in UP:
        return False
    return entry.at.hour >= NIGHT_FROM_H or entry.at.hour < NIGHT_TO_H


def per_week(entries: Iterable[Entry], now: datetime, weeks: int) -> tuple[int, ...]:
    """Cramps in each of the past weeks of seven days, oldest first, the one ending now last."""
    counts = [0] * weeks
    for entry in entries:
        ago = (now - entry.at) // WEEK
        if entry.at <= now and ago < weeks:
            counts[weeks - 1 - ago] += 1
    return tuple(counts)


def label(protocol: Protocol, word: str) -> str:
    """A word of an entry as a person reads it."""
    finding = protocol.findings.get(word)
    return finding.name.person if finding is not None else word.replace("_", " ")


def _last(entry: Entry, now: datetime) -> Last:
    days_ago = (now.date() - entry.at.astimezone(now.tzinfo).date()).days
    return Last(days_ago, entry.muscle, entry.side, entry.helped, entry.steps)


def _frequency(past: Sequence[Entry], now: datetime) -> Frequency:
    """How often, by days: several cramps of one night are one bad night."""
    week = [entry for entry in past if now - entry.at < WEEK]
    days = {day_of(entry) for entry in week}
    if len(nights_of(week)) >= 6:
        return "nightly"
    if len(days) >= 6:
        return "daily"
    if len(days) > 1:
        return "several_weekly"
    if min(per_week(past, now, 3)) > 0:
        return "weekly"
    if any(now - entry.at < MONTH for entry in past):
        return "monthly"
    return "rare" if past else ""


def _helped(log: Iterable[Event]) -> Words:
    """The step that was being done when the person said it had let go."""
    doing: Words = ()
    for event in log:
        if event.kind == "relief":
            doing = (event.id,)
        elif event.kind == "fact" and event.id == ONGOING_NOW and event.value == NO and doing:
            return doing
    return ()


def _holds(protocol: Protocol, fact: str, value: Value) -> bool:
    finding = protocol.findings[fact]
    if finding.kind == "yes_no":
        return value == YES
    return finding.kind == "enum" and value != finding.deny


def _noted(protocol: Protocol, fact: str, value: Value) -> str:
    """A fact as a word of a list, with the value that its id alone does not say."""
    return fact if value in (YES, protocol.findings[fact].affirm) else f"{fact}_{value}"


def _word(told: Mapping[str, Value], column: str) -> str:
    return str(told.get(column, ""))


def _number(told: Mapping[str, Value], column: str, most: float) -> float | None:
    value = told.get(column)
    return float(value) if isinstance(value, int | float) and 0 <= value <= most else None


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def _if(holds: bool, word: str) -> Words:
    return (word,) if holds else ()


def _is_word(text: str) -> bool:
    shown = text.translate(dict.fromkeys(map(ord, JOINERS)))
    plain = shown.isprintable() and text == " ".join(text.split()) and WORD_ENDS not in text
    return bool(shown) and plain and len(text) <= LONGEST_WORD
