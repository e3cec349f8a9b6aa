"""A drug as it was said: its name, and the dose and the start that were said with it.

A dose is kept in the person's words, never worked out. Two entries with one name are one drug,
whatever the dose: "furosemide 40 mg", "furosemide 80 mg (doctor doubled it)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import YES, of_group
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Summary, Told

NEW: Final = "new_medicine"
"""A fact about medicines that names none."""

_UNIT: Final = r"(?:mg|mcg|µg|μg|micrograms?|milligrams?|g|grams?|ml|units?|iu|%)"
_MONTH: Final = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_BEHIND: Final = re.compile(
    rf"(?:\s*\d+(?:[.,]\d+)?\s?{_UNIT}(?![\w]))?"
    r"(?:\s(?:once|twice|daily|sometimes|(?:a|every|per)\s(?:day|night|week|morning)))*"
    rf"(?:\s(?:in|since|from)\s{_MONTH}|\s\w+\s(?:days|weeks|months|years)\sago|\slast\s\w+)?",
    re.IGNORECASE,
)
_DOSE: Final = re.compile(rf"\d\s?{_UNIT}(?!\w)|\d", re.IGNORECASE)
_NAME_ENDS: Final = re.compile(r"\s*(?:\d|\(|,).*$")
_LEAD: Final = re.compile(
    r"^(?:(?:i|take|takes|taking|took|on|use|uses|using|started|starting|began)\s+)+",
    re.IGNORECASE,
)


class Drug(msgspec.Struct):
    """One drug: what it is called, what it was read as, and where it was said.

    Attributes:
        name: without dose; the id of a kind of drug where it has no name.
        facts: the kinds of medicine that it was read as.
        told: as said in the conversation.
        noted: words and times of the diary, oldest first.
    """

    name: str
    facts: list[str]
    told: Told | None = None
    noted: list[tuple[str, datetime]] = []

    @property
    def said(self) -> list[str]:
        """Every form in which it was said, once."""
        spoken = [self.told.named] if self.told is not None and self.told.named else []
        return list(dict.fromkeys((*spoken, *(word for word, _ in self.noted))))

    @property
    def last(self) -> str:
        """As it was said last, without its verb: "furosemide 40 mg"; "" if only its kind was."""
        words = [word for word, _ in self.noted if word not in self.facts] or [
            self.told.named if self.told else ""
        ]
        return "" if words[-1] == self.name else _LEAD.sub("", words[-1])


def said_as(lexicon: Lexicon, fact: str, statements: Iterable[str]) -> str:
    """The words that name a drug, with dose and start where they follow; "" if none does."""
    found = ""
    for words in statements:
        for span in understand(lexicon, words).spans:
            if span.meaning != f"{fact}={YES}":
                continue
            at = words.casefold().find(span.text.casefold())
            behind = _BEHIND.match(words, at + len(span.text)) if at >= 0 else None
            said = span.text + (behind[0] if behind is not None else "")
            if not found or (has_dose(said), len(said)) > (has_dose(found), len(found)):
                found = said
    return found


def has_dose(words: str) -> bool:
    """Whether a number is said with it."""
    return _DOSE.search(words) is not None


def stem(words: str) -> str:
    """The name without verb, dose and remark: "furosemide" of "started furosemide 40 mg"."""
    return _LEAD.sub("", _NAME_ENDS.sub("", words.replace("_", " ").strip())).strip()


def drugs(protocol: Protocol, summary: Summary) -> list[Drug]:
    """Every drug of the conversation and the diary once, those of the conversation first."""
    kinds = [f for f in of_group(protocol.findings, "medicine") if f != NEW]
    found: dict[str, Drug] = {}
    told = [t for t in (*summary.signs, *summary.facts) if _is_taken(protocol, t)]
    for one in sorted(told, key=lambda t: not t.named):
        name = stem(one.named) or one.id
        found.setdefault(name.casefold(), Drug(name, [one.id], one))
    words = [
        (word, reading.at, [f for o in reading.own if o.words == word for f in o.facts])
        for entry, reading in zip(summary.entries, summary.readings, strict=True)
        for word in entry.medicines
        if word != NEW
    ]
    for word, at, facts in sorted(words, key=lambda one: one[0] in protocol.findings):
        read_as = [fact for fact in (facts or [word]) if fact in kinds]
        name = stem(word) or word
        drug = found.get(name.casefold()) or _only(found, word, read_as, protocol)
        if drug is None:
            drug = found[name.casefold()] = Drug(name, read_as)
        drug.noted.append((word, at))
    return list(_without_doubles(found.values()))


def _is_taken(protocol: Protocol, told: Told) -> bool:
    column = protocol.findings[told.id].diary
    return column == "medicines" and told.value == YES and told.id != NEW


def _only(found: dict[str, Drug], word: str, kinds: list[str], protocol: Protocol) -> Drug | None:
    """The one drug of the kind that an id of the diary names; None if there are more, or none."""
    if word not in protocol.findings:
        return None
    same = [drug for drug in found.values() if set(kinds) & set(drug.facts)]
    return same[0] if len(same) == 1 else None


def _without_doubles(found: Iterable[Drug]) -> Iterable[Drug]:
    """A kind told without a name is the named drug of that kind, where there is only one."""
    every = list(found)
    for drug in every:
        if drug.told is not None and not drug.told.named:
            same = [d for d in every if d.told is None and set(drug.facts) & set(d.facts)]
            if len(same) == 1:
                same[0].told = drug.told
    kept = {id(drug.told): drug for drug in every if drug.told is not None}
    for drug in every:
        if drug.told is None or kept[id(drug.told)] is drug:
            drug.noted.sort(key=lambda one: one[1])
            yield drug
