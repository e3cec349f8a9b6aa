"""What to ask at a visit and what to have ready for it, chosen by what the person told.

Data with one rule: a line about some facts is left out unless one of them was told. Preparation
only; nothing here advises on care.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from cramp_triage.messages.replies import Mode
from cramp_triage.protocol.facts import MEDICINES

SOURCES: Final = ("S000", "R69")
"""They ask for the times, triggers, other symptoms, lifestyle, medicines and history."""

PILLS: Final = tuple(fact for fact in MEDICINES if fact != "blood_thinner")
ILLNESSES: Final = ("kidney_disease", "dialysis", "liver_disease", "heart_failure", "heart_disease")


class Line(msgspec.Struct, frozen=True):
    """A line of a list.

    Attributes:
        if_told: shown if one of these facts was told; empty shows it to everybody.
        by_video: shown only where the visit may be by video.
    """

    text: str
    if_told: tuple[str, ...] = ()
    by_video: bool = False


QUESTIONS: Final = (
    Line("What may be behind my cramps, and do I need a test?"),
    Line("Could one of my medicines play a part? Should anything change?", PILLS),
    Line("How much should I drink, and what should I not take?", ILLNESSES),
    Line("Is it safe to stretch and rub this muscle?", ("injury", "blood_thinner", "swelling")),
    Line("Which treatments are safe while I'm pregnant?", ("pregnant",)),
    Line("What can I do to sleep through the night?", ("disturbs_sleep",)),
    Line("What can I do when the next one comes, and to prevent it?"),
    Line("Which signs mean that I should call at once, and whom?"),
)
BY_VIDEO: Final[tuple[Mode, ...]] = ("telemedicine_ok", "home")
DIARY_QUESTION: Final = "What do you see in my diary? Should I keep it up?"

READY: Final = (
    Line("When the cramps come, what sets them off, and any other symptoms."),
    Line("All your medicines and supplements, with how much you take. The boxes will do."),
    Line("Your illnesses and operations, and what you eat, drink and do on a usual day."),
    Line("You may be asked to make a few simple moves."),
    Line("Room and light, so that the muscle can be seen.", by_video=True),
    Line("A video visit is not for an emergency. In one, call {emergency}.", by_video=True),
)


def questions_for(told: Collection[str], *, frequent: bool) -> tuple[str, ...]:
    """Questions to ask at the visit.

    Args:
        told: ids of the facts that were reported.
        frequent: there is a diary to look at.
    """
    return (*_fitting(QUESTIONS, told), *((DIARY_QUESTION,) if frequent else ()))


def ready_for(mode: Mode, emergency: str) -> tuple[str, ...]:
    """What to have ready for a visit.

    Args:
        mode: how care is reached; where it is not by phone or video, nothing is said of one.
        emergency: the number to call at the place.
    """
    lines = (line for line in READY if mode in BY_VIDEO or not line.by_video)
    return tuple(line.text.format(emergency=emergency) for line in lines)


def _fitting(lines: tuple[Line, ...], told: Collection[str]) -> tuple[str, ...]:
    return tuple(
        line.text for line in lines if not line.if_told or not set(line.if_told).isdisjoint(told)
    )
