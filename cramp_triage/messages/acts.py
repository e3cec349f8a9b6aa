"""What the person said, as meaning: the one value that every channel hands to the dialogue.

Words become a `UserAct` through `nlu.understand`, an Alexa intent through `skill.request`, a line
of JSON through `console.jsonl`. No clinical logic lives here.
"""

from __future__ import annotations

from typing import Final

import msgspec

Value = str | int | float | tuple[str, ...]
"""A fact's value: "yes", "no", "unknown", a word of an enum, a number, or a list of sites."""

AFFIRM: Final = "affirm"
DENY: Final = "deny"
UNSURE: Final = "unsure"
REPEAT: Final = "repeat"
HELP: Final = "help"
WHY: Final = "why"
BACK: Final = "back"
RESTART: Final = "restart"
STOP: Final = "stop"
SLOWER: Final = "slower"
NO_INPUT: Final = "no_input"
NO_MATCH: Final = "no_match"

CONTROL_ACTS: Final = (
    AFFIRM,
    DENY,
    UNSURE,
    REPEAT,
    HELP,
    WHY,
    BACK,
    RESTART,
    STOP,
    SLOWER,
    NO_INPUT,
    NO_MATCH,
)
"""The acts that a channel may send by name (`{"act": ...}` on the JSON interface)."""

GREETING: Final = "greeting"
THANKS: Final = "thanks"

DESCRIBE: Final = "describe"
ASK_RELIEF: Final = "ask_relief"
CORRECT: Final = "correct"
DONE: Final = "done"
EASING: Final = "easing"
GONE: Final = "gone"
QUESTION: Final = "question"
WAIT: Final = "wait"
"""Asks what helps; takes something back; has no more to tell; the cramp eases; asks what no text of
ours answers; is not ready yet."""

INTENT_ACTS: Final = (
    DESCRIBE,
    ASK_RELIEF,
    "ask_cause",
    "ask_level",
    CORRECT,
    DONE,
    EASING,
    QUESTION,
    WAIT,
    GREETING,
    THANKS,
    "refuse_care",
    "ask_human",
)
"""What else understanding hears: the `intent` values of the fact vocabulary that are not control
acts. A question about a topic is `ask:<topic>`, for instance `ask:quinine`."""

TOPIC: Final = "ask:"
"""Before the topic that a question or a report is about, of guidance or of first aid."""

COUNT_ALOUD: Final = "count_aloud"
"""Somebody pushes on a chest and wants it counted."""

PLEA: Final = "emergency_plea"
"""Somebody calls for an ambulance, or says that it is a matter of life."""

NOT_CALLED: Final = "not_called"
"""Nobody has called for help yet."""

CANNOT_CALL: Final = "cannot_call"
"""There is no phone, or nobody to call."""

HABIT: Final = "habit"
"""Cramps are told of as what comes again and again."""

TAKES: Final = "takes"
"""What was offered is wanted: "tell me"; to a question about a call it says nothing."""

MAN: Final = "man"
"""A caller speaks of a man, who is asked about no pregnancy."""

STEP_AGAIN: Final = "step_again"
"""Asks how the stretch goes that was told before."""

ARRIVED: Final = "arrived"
"""Help is there."""

JEST: Final = "jest"
"""What was told was a joke, or a false alarm."""

DIARY_COUNT: Final = "diary_count"
DIARY_LAST: Final = "diary_last"
DIARY_SAVE: Final = "diary_save"
DIARY_DELETE: Final = "diary_delete"
DIARY_FORGET: Final = "diary_forget"
DIARY_SKIP: Final = "diary_skip"
DIARY_ACTS: Final = (
    DIARY_COUNT,
    DIARY_LAST,
    DIARY_SAVE,
    DIARY_SKIP,
    DIARY_DELETE,
    DIARY_FORGET,
)
"""Asked of the diary: how many this week, what helped last time, (don't) note it, forget."""

LOUDER: Final = "louder"
QUIETER: Final = "quieter"
FASTER: Final = "faster"
"""Asked of a voice; the dialogue has nothing to say to them."""


class UserAct(msgspec.Struct, frozen=True, omit_defaults=True):
    """One turn of the person.

    Attributes:
        acts: conversation acts in the order heard, e.g. `("deny",)`; empty for a plain statement.
        facts: what was stated, by fact id.
        retracts: fact ids the person takes back.
        words: the words heard, for the visit summary; empty for a tap or a test.
        doubtful: the recogniser was unsure; no fact counts before it was read back.
        left_open: facts asked of which a narrow answer says nothing.
        doubts: dangers that may have been meant: each is asked by itself before it counts.
        denied: of the doubts, those that are rather a no: to hear them again says no yes.
        unread: runs of words that meant nothing to us: there was more than we heard.
    """

    acts: tuple[str, ...] = ()
    facts: dict[str, Value] = {}
    retracts: tuple[str, ...] = ()
    words: str = ""
    doubtful: bool = False
    left_open: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
