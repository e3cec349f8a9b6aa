"""Alexa's intents and slots as meaning: one request in, one `UserAct` out.

Pure: no clinical rule, no speech, no session is changed here. Alexa never sends the sentence that
was said, only an intent and its slots. Free words go to the understanding that every channel
shares. The model before this one had slots of its own: there a value's id is a fact's value (slot
`site`), or a fact id (slots `finding` and `absent`), and what has no id goes on as raw words.
Nothing is ever guessed: several matches for one slot are no match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from cramp_triage.errors import FactError
from cramp_triage.messages.acts import (
    AFFIRM,
    BACK,
    CONTROL_ACTS,
    DENY,
    HELP,
    NO_MATCH,
    REPEAT,
    RESTART,
    STOP,
    UNSURE,
    UserAct,
    Value,
)
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.protocol.facts import NO, SITE, YES, Findings, normal_value
from skill.request.slots import (
    LONG,
    NEGATIVE_WORDS,
    NUMBER_FOR,
    SINCE,
    TEMPERATURE,
    base_name,
    duration_facts,
    number_facts,
    number_of,
    raw_of,
    resolved,
    values_of,
    with_tenths,
)
from skill.request.table import IntentTable, Meaning

FALLBACK: Final = "AMAZON.FallbackIntent"
BUILT_IN_ACTS: Final = {
    "AMAZON.YesIntent": AFFIRM,
    "AMAZON.NoIntent": DENY,
    "AMAZON.HelpIntent": HELP,
    "AMAZON.StopIntent": STOP,
    "AMAZON.CancelIntent": STOP,
    "AMAZON.NavigateHomeIntent": STOP,
    "AMAZON.RepeatIntent": REPEAT,
    "AMAZON.StartOverIntent": RESTART,
    "AMAZON.PreviousIntent": BACK,
    FALLBACK: NO_MATCH,
}
NEXT: Final = "AMAZON.NextIntent"

SPECIAL_SLOTS: Final = frozenset(
    {
        "finding",
        "absent",
        "topic",
        "duration",
        "at_least",
        "at_most",
        "ago",
        "number",
        "temp_tenths",
        "words",
    }
)
"""Slot names that are no fact ids. `ago` is heard but never used: no cramp lasts so long."""


class Heard(msgspec.Struct, frozen=True):
    """One request as meaning.

    Attributes:
        act: for the dialogue.
        choices: the names between which Alexa could not decide, when nothing else was heard.
    """

    act: UserAct
    choices: tuple[str, ...] = ()


Understand = Callable[[str, OpenQuestion], UserAct]
"""The shared understanding of words, given the open question."""


class Reading(msgspec.Struct):
    """What the slots of one request have yielded so far."""

    facts: dict[str, Value]
    unmatched: list[str]
    choices: tuple[str, ...] = ()


class IntentReader:
    """Reads requests with one intent table and one vocabulary.

    Args:
        table: what the intents mean.
        findings: the fact vocabulary.
        understand: the shared understanding, called only for words without an id.
    """

    def __init__(self, table: IntentTable, findings: Findings, understand: Understand) -> None:
        self._table = table
        self._findings = findings
        self._understand = understand

    def read(self, request: Any, question: OpenQuestion) -> Heard:
        """Returns the meaning of an IntentRequest or of a tap on the screen.

        Args:
            request: the SDK's model of the request.
            question: what was asked before.
        """
        if request.object_type != "IntentRequest":
            return self._tapped(request, question)
        intent = request.intent
        name = intent.name if intent is not None and isinstance(intent.name, str) else ""
        if name == NEXT:
            # To skip a question is no answer to it; to skip a pause is consent.
            return Heard(UserAct(acts=(AFFIRM if question.expects == "ack" else UNSURE,)))
        if name in BUILT_IN_ACTS:
            return Heard(UserAct(acts=(BUILT_IN_ACTS[name],)))
        meaning = self._table.intents.get(name)
        if meaning is None:
            return Heard(UserAct(acts=(NO_MATCH,)))
        locale = str(getattr(request, "locale", None))
        return self._read_custom(meaning, _filled(intent.slots), question, locale)

    def _tapped(self, request: Any, question: OpenQuestion) -> Heard:
        """What a button says: an act by its name, or words, heard as if they were spoken."""
        locale = str(getattr(request, "locale", None))
        match getattr(request, "arguments", None):
            case ["say", str(words)]:
                return self._read_custom(Meaning(text=words), {}, question, locale)
            case [str(act), *_] if act in CONTROL_ACTS:
                return Heard(UserAct(acts=(act,)))
        return Heard(UserAct(acts=(NO_MATCH,)))

    def _read_custom(
        self, meaning: Meaning, slots: Mapping[str, Any], question: OpenQuestion, locale: str
    ) -> Heard:
        words = _quotable(meaning, slots)
        reading = Reading(facts=dict(meaning.facts), unmatched=[])
        # A corrected length must also take back what the first one implied.
        asks = (*question.asks, LONG) if "correct" in meaning.acts else question.asks
        if meaning.text:
            reading.unmatched.append(_fill(meaning.text, slots))
        else:
            for name, slot in slots.items():
                self._read_slot(base_name(name), slot, slots, asks, reading)
        acts, facts, said = meaning.acts, reading.facts, UserAct()
        if reading.unmatched:
            text = self._table.understood(" and ".join(reading.unmatched), locale)
            said = self._understand(text, question)
            acts = tuple(dict.fromkeys((*acts, *said.acts)))
            facts = {**said.facts, **facts}
        if not (acts or facts or said.retracts or said.doubts):
            acts = _topic(slots) or (NO_MATCH,)
        return Heard(
            msgspec.structs.replace(said, acts=acts, facts=facts, words=words),
            choices=() if facts else reading.choices,
        )

    def _read_slot(
        self,
        name: str,
        slot: Any,
        slots: Mapping[str, Any],
        asks: tuple[str, ...],
        reading: Reading,
    ) -> None:
        values = values_of(slot)
        if len(values) > 1 and name in ("finding", "absent"):
            for one in values:
                self._read_sign(name, raw_of(one), resolved(one), reading)
            return
        raw = raw_of(slot)
        if len(values) > 1:
            # What two places, sides or numbers mean together is told by their words.
            reading.unmatched.append(raw)
            return
        [slot] = values
        if name in ("duration", "at_least", "at_most", SINCE):
            reading.facts.update(duration_facts(name, raw, asks))
        elif name == "number" or self._is_number(name):
            reading.facts.update(self._number_facts(name, raw, slots, asks))
        elif name in ("ago", "temp_tenths"):
            return
        elif name == "words":
            reading.unmatched.append(raw)
        elif name in self._findings:
            self._read_value(name, raw, resolved(slot), reading)
        else:
            self._read_sign(name, raw, resolved(slot), reading)

    def _read_value(
        self, fact: str, raw: str, matches: list[tuple[str, str]], reading: Reading
    ) -> None:
        """A slot that is named after a fact: its id is the value."""
        if len(matches) > 1:
            reading.choices = tuple(name for _, name in matches)
            return
        try:
            reading.facts[fact] = normal_value(self._findings, fact, matches[0][0])
        except (IndexError, FactError):
            reading.unmatched.append(raw)

    def _read_sign(
        self, name: str, raw: str, matches: list[tuple[str, str]], reading: Reading
    ) -> None:
        """A slot that names facts: its id is the fact, the slot's name says yes or no."""
        said = f"no {raw}" if name == "absent" else raw
        # Alexa may put a negation inside the slot and still match the sign it negates.
        if len(matches) != 1 or NEGATIVE_WORDS.search(raw):
            reading.unmatched.append(said)
            return
        stated = self._stated(matches[0][0], name == "absent")
        if stated is None:
            reading.unmatched.append(said)
        else:
            reading.facts.update([stated])

    def _stated(self, id_: str, absent: bool) -> tuple[str, Value] | None:
        """Returns the fact that a slot id states, or None when it states none for sure."""
        fact, _, value = id_.partition("=")
        finding = self._findings.get(fact)
        if finding is None:
            return None
        value = value or (finding.affirm if finding.kind != "yes_no" else YES)
        if absent:
            opposite = {finding.affirm: finding.deny, finding.deny: finding.affirm}
            if finding.kind == "yes_no":
                opposite = {YES: NO, NO: YES}
            elif finding.affirm != value:
                # "I haven't stopped drinking" says nothing of the other things one may stop.
                return None
            value = opposite.get(value, "")
        try:
            return fact, normal_value(self._findings, fact, value)
        except FactError:
            return None

    def _is_number(self, name: str) -> bool:
        finding = self._findings.get(name)
        return finding is not None and finding.kind == "number"

    def _number_facts(
        self, name: str, raw: str, slots: Mapping[str, Any], asks: tuple[str, ...]
    ) -> dict[str, Value]:
        number = number_of(raw)
        if number is None:
            return {}
        if name == "number":
            asked = [NUMBER_FOR.get(fact, fact) for fact in asks]
            asked = [fact for fact in asked if self._is_number(fact)]
            if not asked:
                return {}
            name = asked[0]
        if name == TEMPERATURE and "temp_tenths" in slots:
            number = with_tenths(number, raw_of(slots["temp_tenths"]))
        return number_facts(name, number, asks)


def _quotable(meaning: Meaning, slots: Mapping[str, Any]) -> str:
    """Words that may be read back as the person's own; "" where slots alone would distort them."""
    if meaning.text:
        return _fill(meaning.text, slots)
    [(name, slot)] = slots.items() if len(slots) == 1 else [("", None)]
    return raw_of(slot) if base_name(name) in ("finding", SITE) else ""


def _topic(slots: Mapping[str, Any]) -> tuple[str, ...]:
    """The topic that a slot names, for when its words alone were not enough."""
    matches = resolved(slots["topic"]) if "topic" in slots else []
    return (f"ask:{matches[0][0]}",) if len(matches) == 1 else ()


def _filled(slots: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: slot for name, slot in (slots or {}).items() if slot is not None and raw_of(slot)}


def _fill(text: str, slots: Mapping[str, Any]) -> str:
    """Fills a text with raw slot words; a slot that was not heard leaves no trace."""
    filled = re.sub(
        r"\{(\w+)\}", lambda gap: raw_of(slots[gap[1]]) if gap[1] in slots else "", text
    )
    return " ".join(filled.split())
