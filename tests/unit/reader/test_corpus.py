"""The corpus of callers' lines is in its form, and names file, line and fix where it is not."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from cramp_triage.errors import CaseError
from cramp_triage.protocol.model import Protocol
from tools.reader.corpus import CALLS, FOLDER, FROZEN, read_author, to_learn_from

AUTHORS = sorted(FOLDER.glob("author_*.jsonl"))
GOOD = (
    '{"id":"X1","asked":["fever"],"text":"no","facts":{"fever":"no"},'
    '"acts":["deny"],"kind":"denied"}'
)


@pytest.mark.parametrize("path", AUTHORS, ids=lambda path: path.stem)
def test_every_author_writes_a_thousand_lines_in_many_ways(path: Path, protocol: Protocol) -> None:
    lines = [line for line, _ in read_author(path, protocol.findings)]
    assert len(lines) >= 1000
    assert len(Counter(line.kind for line in lines)) >= 25


@pytest.mark.parametrize("path", sorted(CALLS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_lines_of_calls_are_whole_and_labelled(path: Path, protocol: Protocol) -> None:
    lines = [line for line, _ in read_author(path, protocol.findings)]
    assert len(lines) >= 150
    assert {line.kind for line in lines} == {"call"}
    words = [len(line.text.split()) for line in lines]
    assert sum(words) / len(words) > 8, "several sentences, not single statements"
    ids = Counter(line.id for line in lines)
    assert max(ids.values()) == 1


def test_no_id_stands_twice_and_no_author_repeats_a_line(protocol: Protocol) -> None:
    written = {path: [line for line, _ in read_author(path, protocol.findings)] for path in AUTHORS}
    ids = Counter(line.id for lines in written.values() for line in lines)
    assert [id_ for id_, count in ids.items() if count > 1] == []
    for path, lines in written.items():
        texts = Counter(line.text for line in lines)
        assert [text for text, count in texts.items() if count > 1] == [], path.name


FROZEN_SHA256 = {
    "author_f1": "31f6ae6e0aac46a749544300b15e34dd40afb24b85012afc8252f7e22f33bcc9",
    "author_f2": "f134d8f4413dd92e85b10652e59e1e6ede941a9dcd7a11080c5bfc9d7da9f994",
    "author_f3": "a20fa15cd74814e82176acd7d476ef20da0a3c9d638b31131c37200ff6c3728e",
}


def test_the_frozen_authors_stay_as_they_were(protocol: Protocol) -> None:
    files = {path.stem: path for path in FROZEN.iterdir()}
    assert {
        name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    } == FROZEN_SHA256
    assert all(len([*read_author(path, protocol.findings)]) == 600 for path in files.values())


def test_nothing_that_a_frozen_author_says_is_learnt_from(protocol: Protocol) -> None:
    learnt = {line.text.lower().strip(" .?!,") for line, _ in to_learn_from(protocol.findings)}
    said = {
        line.text.lower().strip(" .?!,")
        for path in FROZEN.iterdir()
        for line, _ in read_author(path, protocol.findings)
    }
    assert len(learnt) > 19_000
    assert learnt & said == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"fever":"no"', '"fevr":"no"', "unknown fact 'fevr'"),
        ('"fever":"no"', '"fever":"maybe"', "'fever' cannot be 'maybe'"),
        ('["fever"]', '["fevr"]', "unknown fact 'fevr'"),
        ('"deny"', '"denny"', "no act is called 'denny'"),
        ('"denied"}', '"nay"}', "Invalid enum value 'nay'"),
        ('"denied"}', '"denied","left_open":["nausea"]}', "'nausea' is left open"),
        ('"denied"}', '"denied","note":"x"}', "unknown field"),
        ('{"id"', "{id", "malformed"),
    ],
)
def test_a_wrong_line_is_named(
    tmp_path: Path, protocol: Protocol, old: str, new: str, said: str
) -> None:
    path = tmp_path / "author_99.jsonl"
    path.write_text(f"{GOOD}\n{GOOD.replace(old, new)}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"author_99\.jsonl, line 2: .*; fix the line") as caught:
        list(read_author(path, protocol.findings))
    assert said in str(caught.value)
