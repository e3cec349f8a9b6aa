"""What to ask at a visit and what to have ready for it, chosen by what the person told.

The lines stand in `data/visit_preparation.json`; a line about some facts is left out unless one of
them was told. Preparation only; nothing here advises on care.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.messages.replies import Mode
from cramp_triage.triage.assess import ER_NOW

DATA: Final = Path(__file__).parent.parent / "data/visit_preparation.json"
BY_VIDEO: Final[tuple[Mode, ...]] = ("telemedicine_ok", "home")


class Line(msgspec.Struct, frozen=True):
    """A line of a list.

    Attributes:
        if_told: shown if one of these facts was told; empty shows it to everybody.
        by_video: shown only where the visit may be by video.
    """

    text: str
    if_told: tuple[str, ...] = ()
    by_video: bool = False


class Preparation(msgspec.Struct, frozen=True):
    """Every line there is.

    Attributes:
        sources: they ask for times, triggers, other symptoms, lifestyle, medicines and history.
        ready_now: to take to an emergency room, if it costs no time.
        diary_question: asked where there is a diary to look at.
    """

    sources: tuple[str, ...]
    questions: tuple[Line, ...]
    diary_question: str
    ready: tuple[Line, ...]
    ready_now: tuple[Line, ...]


PREPARATION: Final = msgspec.json.decode(DATA.read_bytes(), type=Preparation)
SOURCES: Final = PREPARATION.sources


def questions_for(told: Collection[str], *, frequent: bool) -> tuple[str, ...]:
    """Questions to ask at the visit.

    Args:
        told: ids of the facts that were reported.
        frequent: there is a diary to look at.
    """
    diary = (PREPARATION.diary_question,) if frequent else ()
    return (*_fitting(PREPARATION.questions, told), *diary)


def to_take_along(level: int) -> tuple[str, ...]:
    """What to take to an emergency room; nothing where an ambulance is called."""
    return tuple(line.text for line in PREPARATION.ready_now) if level == ER_NOW else ()


def ready_for(mode: Mode, emergency: str) -> tuple[str, ...]:
    """What to have ready for a visit.

    Args:
        mode: how care is reached; where it is not by phone or video, nothing is said of one.
        emergency: the number to call at the place.
    """
    lines = (line for line in PREPARATION.ready if mode in BY_VIDEO or not line.by_video)
    return tuple(line.text.format(emergency=emergency) for line in lines)


def _fitting(lines: tuple[Line, ...], told: Collection[str]) -> tuple[str, ...]:
    return tuple(
        line.text for line in lines if not line.if_told or not set(line.if_told).isdisjoint(told)
    )
