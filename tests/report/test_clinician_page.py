"""The clinician's page says what is written, as it is written, and nothing that is not."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import read
from cramp_triage.messages.report_options import Audience
from tests.report.conversations import NOW, entries
from tests.report.test_reports import texts
from visit_summary.content.danger_groups import GROUPS
from visit_summary.content.diary_summary import summarize_diary
from visit_summary.content.summarize import summarize
from visit_summary.content.summary import danger_signs
from visit_summary.report import page_for

OWN = ["furosemide 40 mg", "atorvastatin", "zebrapill 5 mg at night", "aspirin", "my water pill"]
SAID = ["chest pain", "pee like cola", "my cat was restless", "one leg swollen and hot",
        "it felt as if a cord pulled", "short of breath", "no chest pain", "numb toes"]  # fmt: skip


def said_by(protocol, lexicon, diary, reader=Audience.clinician):
    page = page_for(protocol, summarize_diary(protocol, lexicon, diary, NOW), reader)
    cells = [c for s in page.sections if s.table for row in s.table.rows for c in row]
    return " \n".join([*texts(page), *cells])


@pytest.mark.parametrize("seed", range(20))
def test_own_words_stand_on_the_page_and_nothing_unknown_is_none(protocol, lexicon, seed):
    chance = random.Random(seed)
    diary = [
        Entry(
            NOW - timedelta(days=n, hours=chance.randint(0, 23)),
            muscle=chance.choice(["calf", "foot", ""]),
            medicines=tuple(chance.sample(OWN, chance.randint(0, 2))),
            other=tuple(chance.sample(SAID, chance.randint(0, 2))),
            length_min=chance.choice([None, 2, 25]),
            doing=chance.choice(["asleep", "", "exercise"]),
        )
        for n in range(4)
    ]
    said = said_by(protocol, lexicon, diary)
    for entry in diary:
        for words in (*entry.medicines, *entry.other):
            found = read(protocol, lexicon, Entry(NOW, other=(words,)))
            assert words in said or all(v == "no" for v in found.facts.values()), words
    assert not re.search(r"\b(none|nothing)\b", said)
    assert "level 0" not in said
    assert "ule " not in said
    newest = max(diary, key=lambda entry: entry.at)
    recent = [e for e in diary if newest.at - e.at <= timedelta(days=7)]
    level = max(read(protocol, lexicon, entry).level for entry in recent)
    wanted = f"level {level} of 5" if level else "Urgency not assessed"
    assert wanted in said
    over = sum((entry.length_min or 0) > 10 for entry in diary)
    assert (f"{over} of 4 cramps, the longest 25 min" in said) == (over > 0)


@pytest.mark.parametrize("reader", list(Audience))
def test_an_emergency_in_the_diary_is_told_to_either_reader(protocol, lexicon, reader):
    entry = Entry(NOW, muscle="calf", medicines=("furosemide",), other=("chest pain",))
    said = said_by(protocol, lexicon, [*entries(5), entry], reader)
    assert "chest pain" in said.casefold()
    assert "furosemide" in said
    assert ("call emergency services" in said) or ("Call 911 now." in said)


def test_a_conversation_says_when_the_diary_asks_for_more(protocol, lexicon, sessions):
    entry = Entry(NOW - timedelta(days=1), muscle="calf", other=("chest pain",))
    summary = summarize(protocol, lexicon, sessions["typical"], NOW, [entry])
    for reader, words in (
        (Audience.clinician, "call emergency services (level 5 of 5), by the diary of Thu Nov"),
        (Audience.person, "By your diary of Thu Nov 19, 3:05 AM"),
    ):
        assert words in " ".join(texts(page_for(protocol, summary, reader)))


def test_sleep_lost_counts_only_where_it_is_noted(protocol, lexicon):
    one = Entry(NOW, muscle="calf")
    assert "Sleep lost \nnot noted" in said_by(protocol, lexicon, [one])
    diary = [
        one,
        *(Entry(NOW - timedelta(days=n), sleep_lost=w) for n, w in ((1, "yes"), (2, "no"))),
    ]
    assert "1 of 2 where it is noted (3 cramps)" in said_by(protocol, lexicon, diary)


def test_capitals_do_not_make_two_places(protocol, lexicon):
    diary = [
        Entry(NOW - timedelta(days=n), muscle=w) for n, w in enumerate(("Calf", "calf", "CALF"))
    ]
    assert re.search(r"Where: calf 3\b", said_by(protocol, lexicon, diary), re.IGNORECASE)


def test_every_danger_sign_is_in_one_group(protocol):
    grouped = [fact for group in GROUPS for fact in group.facts]
    assert sorted(grouped) == sorted(danger_signs(protocol))


def test_a_drug_is_named_as_it_was_said(protocol, lexicon, talk):
    words = "I am 74 and " + "it came back again, " * 8 + "and I take furosemide"
    talk.say(words=words, facts={"site": "calf", "diuretic": "yes"})
    page = page_for(protocol, summarize(protocol, lexicon, talk.session, NOW), Audience.clinician)
    said = " ".join(texts(page))
    assert "“furosemide” (diuretic)" in said
    assert words in said
