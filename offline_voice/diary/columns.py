"""The columns of the diary for people: what goes into each, with an example. Only text."""

from __future__ import annotations

from typing import Final

TOLD: Final = {
    "at=2026-11-28T03:00": "when it was; none: now",
    "muscle=calf": "calf, foot, thigh, hand, or own words",
    "side=left": "left, right or both",
    "also_at='foot; toes'": "where else",
    "length_min=4": "how many minutes it lasted",
    "pain=7": "how bad, from 0 to 10",
    "pain_word=severe": "none, mild, moderate or severe",
    "doing=night": "night (in bed), rest, walking, or own words",
    "sleep_lost=yes": "did it cost you sleep: yes or no",
    "helped=stretch": "what made it let go",
    "medicines=furosemide": "what you take",
    "other='dark urine'": "what else you noticed",
    "fluids='two glasses of water'": "what you had drunk",
    "food='pizza; bread'": "what you had eaten",
    "alcohol=wine": "wine, beer or the like",
    "caffeine=coffee": "coffee, tea or the like",
}
"""What a person tells, as it is typed, in the order in which it is asked for."""

BY_CONVERSATION: Final = {
    "level=0": "how urgent it was, from 0 to 5",
    "mode=home": "how care was advised",
    "steps=calf_pull_toes": "what was advised for relief",
    "protocol=2026.11.2": "the rules that advised it",
}
"""What a conversation writes; seldom typed."""


def column_of(example: str) -> str:
    """The column that an example is of."""
    return example.partition("=")[0]


def columns_help() -> str:
    """A line a column, for the end of a command's help."""
    told = TOLD | BY_CONVERSATION
    wide = max(map(len, told))
    lines = [f"{example:{wide}}  {what}" for example, what in told.items()]
    own = "Two words in a list: food='pizza; wine'. Quotes keep a space from the shell."
    return "\n".join(("Columns, each with an example:", *lines, own))
