"""Conversations and diaries that reports are made of: typical, talkative, crammed, hostile."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from msgspec.structs import replace

from cramp_triage.dialogue.session import Session
from cramp_triage.dialogue.step import start, step
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import read
from cramp_triage.diary.statistics import figures
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Cited, Statement, Step, Summary, Told, Why

NOW = datetime(2026, 11, 20, 3, 5, tzinfo=timezone(timedelta(hours=-5)))
HOSTILE = "my calf <script>alert(1)</script> & 'x' \"y\" {{ 7*7 }} `id` [a](http://evil.example)"
TYPICAL = {
    "frequency": "almost every night",
    "diuretic": "yes a water pill",
    "prevent": "yes please",
    "ongoing_now": "yeah it's gone",
}
LONG = (
    "no I really could not say that my dear, my mother had the same and never told anyone about it"
)
TALKATIVE = {
    "ongoing_now": "it is still cramping, seven out of ten, and it won't let go",
    "diuretic": "I take a water pill and a cholesterol pill, and one for blood pressure",
    "frequency": "oh almost every night since the summer, sometimes twice, it wakes my husband",
    "disturbs_sleep": "it does cost me a lot of sleep, I walk the kitchen half of the night",
    "fever": "I threw up after dinner, and my pee is dark, but there's no fever that I could tell",
}


def talk(
    protocol: Protocol,
    lexicon: Lexicon,
    first: str,
    answers: Mapping[str, str],
    otherwise: str = "no",
) -> Session:
    """A whole conversation with somebody who answers by what is asked."""
    session, reply = start(protocol)
    words = first
    while not reply.ended:
        act = understand(lexicon, words, asked=reply.asks, expects=reply.expects).to_act(words)
        session, reply = step(protocol, session, act)
        asked = (*reply.asks, reply.question)
        words = next((answers[fact] for fact in asked if fact in answers), otherwise)
    return session


def entries(count: int, seed: int = 3) -> list[Entry]:
    """A diary of the past weeks, with everything an entry can hold."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        at = NOW - timedelta(days=chance.randint(0, 80), hours=chance.randint(0, 23), minutes=1)
        found.append(
            Entry(
                at=at,
                muscle=chance.choice(["calf", "calf", "calf", "foot", "toes", "hamstring"]),
                side=chance.choice(["left", "right"]),
                length_min=chance.choice([1, 2, 3, 5, 8, 12, None]),
                pain=chance.choice([4, 5, 6, 7, 8, 9, None]),
                doing=chance.choice(["night", "night", "rest", "exercise", "sitting_long", ""]),
                fluids=chance.choice([(), ("drank_little",)]),
                alcohol=chance.choice([(), ("alcohol_heavy",)]),
                caffeine=chance.choice([(), ("caffeine_high",)]),
                medicines=chance.choice([(), ("diuretic",)]),
                sleep_lost=chance.choice(["yes", "no", ""]),
                helped=chance.choice([(), ("calf_pull_toes",), ("walking about",)]),
                other=chance.choice([(), ("tingling",)]),
            )
        )
    return found


def crammed(protocol: Protocol, lexicon: Lexicon, summary: Summary) -> Summary:
    """A summary in which every list is as long, and every word as wide, as it can ever be."""
    words = [f"{n}" + "W" * 150 for n in range(80)]
    diary = [
        Entry(at=NOW - timedelta(days=n), muscle=word, doing=word, helped=(word,), pain=7)
        for n, word in enumerate(words)
    ]
    facts = list(protocol.findings)
    said = tuple(
        Statement(
            turn,
            "WWWWWWWWW " * 10,
            tuple(Told(fact, "reported", "yes") for fact in facts[turn * 3 : turn * 3 + 3]),
            5,
        )
        for turn in range(1, 40)
    )
    signs = {told.id for told in summary.signs}
    why = tuple(Why(r.id, r.level, r.because, r.facts, r.sources) for r in protocol.rules[:40])
    steps = tuple(
        Step(step.id, step.kind, 3, step.text.format(limb="leg"), step.sources)
        for step in protocol.relief[:10]
    )
    caution = "Don't stop any pill by yourself. Ask the one who prescribed it."
    return replace(
        summary,
        said=said,
        advice=replace(summary.advice, level=2, why=why, cautions=(caution,) * 3),
        steps=steps,
        signs=tuple(replace(told, heard="unknown") for told in summary.signs),
        facts=tuple(Told(fact, "unknown", "unknown") for fact in facts if fact not in signs),
        questions=("Which treatments are safe while I'm pregnant?",) * 9,
        ready=("You may be asked to make a few simple moves.",) * 6,
        sources=tuple(Cited(id_, s.title, s.where) for id_, s in protocol.sources.items()),
        diary=figures(diary, NOW),
        entries=tuple(sorted(diary, key=lambda entry: entry.at)),
        readings=tuple(read(protocol, lexicon, e) for e in sorted(diary, key=lambda e: e.at)),
    )
