"""What the program says back: prompt ids and parameters, never markup and never sound.

Wording lives in the prompt data and is filled in by `render`; SSML is made in `skill`, audio in
`offline_voice`. A `Hold` is a timed cue (count aloud while the person holds a stretch), `Beats`
are a pace to push to; each channel voices them in its own way.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.diary_note import Note

Expects = Literal["yes_no", "value", "open", "ack", "none"]
Mode = Literal[
    "ambulance", "emergency_room", "in_person", "telemedicine_ok", "home", "out_of_scope_child"
]

Stakes = Literal["harmless", "today", "emergency", "final"]
"""How much hangs on the answer to a question: nothing that a word does not take back; a visit
today, whether we may advise at all, or a first yes; an emergency; or what nothing takes back (a
danger that is cleared, a diary that is deleted)."""


class Say(msgspec.Struct, frozen=True, tag="say"):
    """One utterance: a prompt id and what fills its gaps."""

    prompt: str
    params: dict[str, str] = {}


class Hold(msgspec.Struct, frozen=True, tag="hold"):
    """A pause in which the person holds still and the voice counts.

    Attributes:
        hold_s: length in seconds.
        counts: the seconds that are said aloud, e.g. `(10, 20, 30)`.
    """

    hold_s: int
    counts: tuple[int, ...]


class Beats(msgspec.Struct, frozen=True, tag="beats"):
    """A beat to push to: the voice counts from one to ten, over and over, at this pace.

    Attributes:
        beats: how many there are.
        per_minute: how many there would be in a minute.
    """

    beats: int
    per_minute: int


Part = Say | Hold | Beats


class Reason(msgspec.Struct, frozen=True):
    """A rule that fired, the facts that made it fire, and where it comes from."""

    rule: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


class ReliefGiven(msgspec.Struct, frozen=True):
    """A relief step that was advised; `kind` is stretch, massage, heat, drink and so on."""

    id: str
    kind: str


class OpenQuestion(msgspec.Struct, frozen=True):
    """What was asked before the person spoke: all that a channel needs to hear the answer.

    Attributes:
        asks: fact ids.
        expects: the kind of answer.
        id: of the question; "" where only its facts are known.
        stakes: how much hangs on the answer.
    """

    asks: tuple[str, ...] = ()
    expects: Expects = "open"
    id: str = ""
    stakes: Stakes = "emergency"


class Reply(msgspec.Struct, frozen=True):
    """One turn of the program.

    Attributes:
        turn: 0 for the opening, then one more per turn of the person.
        parts: what is said, in order; the question comes last.
        reprompt: said if nobody answers; empty if nothing is asked.
        asks: fact ids of the open question, at most four.
        expects: the kind of answer the open question waits for.
        question: id of the open question ("" if none), for phrase lists, help and screens.
        stakes: how much hangs on the answer to it.
        heard: the act this answers.
        facts: every fact known now.
        level: level spoken as advice so far, 0 to 5, or None.
        floor: level that what is known implies so far.
        mode: how care is reached, or None while no level has been spoken.
        reasons: rules that fired.
        relief: every relief step advised so far.
        slower: the person asked for slower speech.
        ended: the conversation is over.
        note: what the voice is to do with the diary now.
    """

    turn: int
    parts: tuple[Part, ...]
    reprompt: tuple[Part, ...]
    asks: tuple[str, ...]
    expects: Expects
    question: str
    stakes: Stakes
    heard: UserAct
    facts: dict[str, Value]
    level: int | None
    floor: int
    mode: Mode | None
    reasons: tuple[Reason, ...]
    relief: tuple[ReliefGiven, ...]
    slower: bool
    ended: bool
    note: Note = ""
