"""Made lines: the same fact claimed, denied, asked about, wished for, remembered, another's.

`contrast.yaml` has the facts as callers name them and the frames that say what a mention claims;
its head says what each key means.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from cramp_triage.protocol.facts import Findings
from tools import ROOT
from tools.reader.examples import SAID, Example, all_values

FILE: Final = ROOT / "tools/reader/contrast.yaml"
SITES: Final = ("calf", "foot", "thigh", "leg", "hamstring")
RELATIONS: Final = tuple("mother neighbor brother ex wife dad coworker sister friend".split())
ARTICLES: Final = ("a ", "an ", "the ", "my ")

Entry = Mapping[str, Any]


def contrasts(findings: Findings, seed: int, n: int) -> Iterator[Example]:
    """At most `n` lines, as many of each kind; the same seed gives the same."""
    made = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    draw = random.Random(seed)
    by_kind: dict[str, list[Entry]] = {}
    for frame in made["frames"]:
        by_kind.setdefault(frame["kind"], []).append(frame)
    for number in range(n):
        frame = draw.choice(by_kind[draw.choice(sorted(by_kind))])
        line = _line(frame, made["facts"], findings, draw)
        if line:
            text, asked, holds, untold = line
            yield Example(
                text=text,
                asked=asked,
                holds=frozenset(holds),
                untold=frozenset(untold - holds),
                acts_told=True,
                author="made",
                kind=frame["kind"],
                id=f"made-{seed}-{number}",
            )


def _line(
    frame: Entry, facts: Mapping[str, Entry], findings: Findings, draw: random.Random
) -> tuple[str, tuple[str, ...], set[str], set[str]] | None:
    """Words, facts asked, labels that hold, labels untold; None if the two do not go together."""
    fitting = [fact for fact in facts if _fits(frame, facts[fact])]
    first = draw.choice(fitting)
    second = draw.choice([fact for fact in fitting if fact != first])
    said, also_said = facts[first], facts[second]
    if second in said.get("also_ok", {}) or first in also_said.get("also_ok", {}):
        return None
    claims = frame["claims"]
    slots = {slot: _pick(said, slot, claims, frame, draw) for slot in SLOTS}
    slots["noun2"] = _pick(also_said, "noun", frame.get("second", "none"), frame, draw)
    slots["site"], slots["rel"] = draw.choice(SITES), draw.choice(RELATIONS)
    used = [slot for slot in slots if f"{{{slot}}}" in frame["text"]]
    for slot in frame.get("strip_article", ()):
        for article in ARTICLES:
            slots[slot] = slots[slot].removeprefix(article)
    if not all(slots[slot] for slot in used):
        return None
    if frame.get("no_my") and {"my", "i", "me"} & {*slots["noun"].split(), *slots["noun2"].split()}:
        return None
    holds = {f"act:{act}" for act in frame["acts"]}
    untold = set()
    for fact, entry, claimed in (
        (first, said, claims),
        (second, also_said, frame.get("second", "none")),
    ):
        if claimed != "none":
            holds.add(f"{fact}={_value(entry, claimed)}")
        if claimed == "yes":
            for other in entry.get("also_ok", {}):
                untold |= all_values(other, findings)
    for other, value in frame.get("also", {}).items():
        number = findings[other].kind == "number"
        holds.add(f"{other}={SAID if number else str(value).format(**slots)}")
    for other in frame.get("also_ok", {}):
        untold |= all_values(other, findings)
    if "site" in used:
        untold |= all_values("site", findings) | all_values("ongoing_now", findings)
    holds = {label.replace("=thigh", "=quadriceps") for label in holds}
    return frame["text"].format(**slots), _asked(frame["asked"], first, facts, draw), holds, untold


SLOTS: Final = ("noun", "i", "i_not", "q", "topic", "my_x")


def _fits(frame: Entry, said: Entry) -> bool:
    if frame.get("groups") and said["group"] not in frame["groups"]:
        return False
    return not (frame.get("have") and said.get("ing"))


def _pick(said: Entry, slot: str, claims: str, frame: Entry, draw: random.Random) -> str:
    listed = list(said.get(slot, ()))
    if slot == "noun" and claims != "no":
        listed += said.get("noun_yes", ())
    return draw.choice(listed) if listed else ""


def _value(said: Entry, claims: str) -> str:
    return str({"yes": said["value"], "no": said["no"]}.get(claims, claims))


def _asked(how: str, fact: str, names: Mapping[str, Entry], draw: random.Random) -> tuple[str, ...]:
    how = draw.choice(("open", "this", "among", "other")) if how == "any" else how
    if how == "open":
        return ()
    if how == "this":
        return (fact,)
    others: Sequence[str] = [one for one in draw.sample(sorted(names), 4) if one != fact]
    if how == "other":
        return tuple(others[: draw.randint(1, 3)])
    both = [fact, *others[: draw.randint(1, 2)]]
    draw.shuffle(both)
    return tuple(both)
