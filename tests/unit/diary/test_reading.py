"""An entry's own words count as if they were said, and the rules run over what is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cramp_triage.diary.entry import Entry, entry_of
from cramp_triage.diary.reading import LISTED, read
from cramp_triage.protocol.facts import dangers
from cramp_triage.triage.assess import assess
from cramp_triage.triage.implications import implied_by

AT = datetime(2026, 11, 28, 3, tzinfo=UTC)


def test_a_drug_is_its_kind_and_a_danger_is_one(protocol, lexicon):
    entry = Entry(AT, "calf", doing="asleep", medicines=("furosemide",), other=("chest pain",))
    found = read(protocol, lexicon, entry)
    assert found.facts["diuretic"] == found.facts["chest_pain"] == "yes"
    assert found.facts["context"] == "night"
    assert found.level == 5
    assert found.words_of("chest_pain") == "chest pain"


def test_25_minutes_with_dark_urine_and_weakness_is_an_emergency(protocol, lexicon):
    entry = Entry(AT, "calf", length_min=25, pain=9, other=("dark_urine", "weakness"))
    found = read(protocol, lexicon, entry)
    assert found.level == 4
    assert found.facts["over_10_min"] == "yes"
    assert "over_10_min" in found.implied


@pytest.mark.parametrize(
    ("column", "words", "fact", "value"),
    [
        ("medicines", "atorvastatin 20 mg", "statin", "yes"),
        ("medicines", "Lasix since May", "diuretic", "yes"),
        ("medicines", "my water pill", "diuretic", "yes"),
        ("medicines", "I take hydrochlorothiazide", "diuretic", "yes"),
        ("other", "pee like cola", "dark_urine", "yes"),
        ("other", "one leg swollen and hot", "swelling", "one"),
        ("other", "couldn't walk on it", "can_bear_weight", "no"),
        ("other", "short of breath", "breathless", "yes"),
        ("other", "no chest pain", "chest_pain", "no"),
        ("fluids", "threw up all night", "vomiting", "yes"),
        ("doing", "lying in bed", "context", "night"),
        ("doing", "playing football", "context", "exercise"),
        ("muscle", "gastrocnemius", "site", "calf"),
        ("muscle", "Calf", "site", "calf"),
        ("muscle", "big toe", "site", "toes"),
        ("also_at", "left thigh", "other_sites", ("thigh",)),
    ],
)
def test_words_of_every_column_are_understood(protocol, lexicon, column, words, fact, value):
    written = words if column in ("muscle", "doing") else (words,)
    assert read(protocol, lexicon, Entry(AT, **{column: written})).facts.get(fact) == value


def test_what_is_not_understood_is_kept_apart_and_says_nothing(protocol, lexicon):
    words = ("my cat was restless", "my wife has chest pain", "zebrapill 5 mg")
    found = read(protocol, lexicon, Entry(AT, "calf", other=words))
    assert tuple(own.words for own in found.own if not own.facts) == words
    assert found.level == 0


def test_every_sign_of_the_vocabulary_is_read_back_as_id_or_in_words(protocol, lexicon):
    """No sign that an entry can hold is lost on the way, whichever column and form it is in."""
    lost = []
    for fact, finding in protocol.findings.items():
        if finding.diary not in LISTED:
            continue
        value = "yes" if finding.kind == "yes_no" else finding.affirm
        words = {fact, *(f"{fact}_{v}" for v in finding.values if v != finding.deny)}
        for word in words:
            found = read(protocol, lexicon, Entry(AT, **{finding.diary: (word,)}))
            wanted = value if word == fact else word.removeprefix(f"{fact}_")
            if found.facts.get(fact) != wanted and not (word != fact and found.own):
                lost.append((word, found.facts))
    assert lost == []


def test_every_danger_is_read_by_the_name_that_lists_and_reports_give_it(protocol, lexicon):
    for fact in dangers(protocol.findings):
        name = protocol.findings[fact].name
        for written in filter(None, (name.person, name.clinician, name.if_no)):
            if fact in read(protocol, lexicon, Entry(AT, "calf", other=(fact,))).facts:
                found = read(protocol, lexicon, Entry(AT, "calf", other=(written,)))
                assert fact in found.facts, written


def test_the_level_is_the_rules_own_over_any_two_signs(protocol, lexicon):
    """The level of an entry is what the engine says of its facts and of what follows from them."""
    signs = [f for f, finding in protocol.findings.items() if finding.diary == "other"]
    for first, second in zip(signs, signs[7:], strict=False):
        entry = Entry(AT, "calf", length_min=25, other=(first, second))
        found = read(protocol, lexicon, entry)
        said = {f: v for f, v in found.facts.items() if f not in found.implied}
        assert found.level == assess(protocol, {**said, **implied_by(protocol, said)}).floor


def test_a_sign_is_not_taken_back_by_words_in_another_place(protocol, lexicon):
    entry = Entry(AT, "calf", other=("chest_pain", "no chest pain"))
    assert read(protocol, lexicon, entry).facts["chest_pain"] == "yes"


def test_a_conversation_noted_is_read_with_the_values_it_had(protocol, lexicon, talk):
    talk.tell(site="calf", swelling="both", twitching="during_cramp", stopped_suddenly="alcohol")
    entry = entry_of(protocol, talk.session, AT)
    facts = read(protocol, lexicon, entry).facts
    assert facts["swelling"] == "both"
    assert facts["twitching"] == "during_cramp"
    assert facts["stopped_suddenly"] == "alcohol"


def test_more_places_are_read_wherever_they_are_written(protocol, lexicon):
    entry = Entry(AT, "calf", also_at=("foot", "my shoulder blade"))
    places = read(protocol, lexicon, entry).facts["other_sites"]
    assert places[0] == "foot"
    assert len(places) == 2


def test_what_is_said_of_somebody_else_is_nothing_of_the_persons(protocol, lexicon):
    entry = Entry(AT, "calf", other=("my husband has chest pain",))
    assert "chest_pain" not in read(protocol, lexicon, entry).facts
