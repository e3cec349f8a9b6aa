"""The words that only a screen has: verbs of the levels, buttons, answers, steps in short lines."""

from __future__ import annotations

import os
from functools import cache

import msgspec


class Level(msgspec.Struct, frozen=True):
    """How a level of urgency looks: its verb, on its colour."""

    band: str
    colour: str


class Step(msgspec.Struct, frozen=True):
    """A relief step in at most three short lines, and the drawing of it, if there is one."""

    lines: tuple[str, ...]
    drawing: str = ""


class ScreenWords(msgspec.Struct, frozen=True):
    """The words that only a screen has, as `data/screen_words.json` has them.

    Attributes:
        answers: question or prompt id -> what may be touched, and the words that it stands for.
        steps: by relief id.
    """

    levels: tuple[Level, ...]
    right_now: str
    any_of_these: str
    say_or_touch: str
    danger: str
    emergency: tuple[str, ...]
    buttons: dict[str, str]
    answers: dict[str, tuple[tuple[str, str], ...]]
    steps: dict[str, Step]


@cache
def screen_words() -> ScreenWords:
    """The words that only a screen has."""
    return msgspec.json.decode(read_data("screen_words.json"), type=ScreenWords)


def read_data(name: str) -> bytes:
    """A file of the skill's data."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", name)
    with open(path, "rb") as file:  # as in skill.request.table
        return file.read()
