"""Ids of facts in Python: few, each where the program speaks of that one fact and no other.

What is true of several facts is a trait in `data/facts.yaml`. Counted is every text in a module
that is an id, and every word of a list of ids written as one text. Not counted are the words of
`OTHER_MEANINGS`: they are ids too, but stand there for something else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cramp_triage.protocol.model import load_protocol
from tests import ROOT

IDS = frozenset(load_protocol().findings)
PACKAGES = ("cramp_triage", "skill", "offline_voice", "visit_summary")

ALLOWED = {
    "cramp_triage/protocol/facts.py": "names what every conversation turns on or records itself",
    "cramp_triage/diary/entry.py": "a drink stopped is alcohol, a pill medicine; a weak leg",
    "cramp_triage/evaluation/simulated_patient.py": "who is a child, which cramp does not let go",
    "cramp_triage/nlu/lexicon/named.py": "what numbers give, who the patient is, what gets worse",
    "visit_summary/content/drugs.py": "a medicine is new or changed, whatever its name",
    "visit_summary/formats/fhir.py": "which medicines are reported as stopped",
    "visit_summary/pages/situation.py": "who expects or had a child is said in the first sentence",
    "skill/request/slots.py": "a length of time or a temperature tells more than itself",
}
OTHER_MEANINGS = {
    "cramp_triage/diary/entry.py": {"side", "pain"},  # columns of the diary
    "cramp_triage/diary/exchange.py": {"side", "pain"},  # the same
    "visit_summary/formats/fhir.py": {"side", "pain"},  # the same
    "cramp_triage/protocol/facts.py": {"pain"},  # the same
    "offline_voice/diary/typed.py": {"side", "pain"},  # the same
    "visit_summary/pages/situation.py": {"pain"},  # a group of facts, and a word of a sentence
    "skill/request/envelope.py": {"context"},  # a key of Alexa's request
}
MOST_IDS, MOST_MODULES = 120, 12


def ids_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.split()
            if node.value in IDS or (len(words) > 1 and IDS.issuperset(words)):
                yield from words


def counted() -> dict[str, list[str]]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            module = path.relative_to(ROOT).as_posix()
            others = OTHER_MEANINGS.get(module, set())
            ids = [id_ for id_ in ids_in(path.read_text("utf-8")) if id_ not in others]
            if ids:
                found[module] = ids
    return found


def test_an_id_is_counted_alone_or_in_a_list_of_ids_and_not_in_a_sentence():
    source = 'A = "fever"\nB = "fever  vomiting".split()\nC = "a fever"\n"""vomiting is bad"""\n'
    assert sorted(ids_in(source)) == ["fever", "fever", "vomiting"]


def test_only_listed_modules_speak_of_a_fact_by_its_id_and_of_few():
    found = counted()
    assert {module: ids for module, ids in found.items() if module not in ALLOWED} == {}
    assert set(ALLOWED) == set(found), "a listed module speaks of none any more: strike it"
    assert sum(map(len, found.values())) <= MOST_IDS
    assert len(found) <= MOST_MODULES


def test_a_word_of_another_meaning_still_stands_where_it_is_listed():
    for module, words in OTHER_MEANINGS.items():
        assert words <= set(ids_in((ROOT / module).read_text("utf-8"))), module
