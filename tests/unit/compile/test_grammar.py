"""The grammar is data: a word added to a list is understood, a wrong list is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from cramp_triage.compile.grammar import GRAMMAR
from cramp_triage.compile.lexicon import DATA, build
from cramp_triage.errors import ProtocolError
from cramp_triage.nlu import Lexicon, load_lexicon, understand


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "lexicon", tmp_path / "lexicon")
    return tmp_path / "lexicon"


def edit(folder: Path, old: str, new: str) -> None:
    text = (folder / GRAMMAR).read_text(encoding="utf-8")
    assert old in text, "the example no longer stands in the file"
    (folder / GRAMMAR).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "text", "asked", "told"),
    [
        (
            "  nots: not\n",
            "  nots: not nivver\n",
            "my pee is nivver dark",
            [],
            {"dark_urine": "no"},
        ),
        (
            "12: twelve",
            "12: twelve twalve",
            "twalve minutes",
            ["duration_min"],
            {"duration_min": 12},
        ),
        ("604800: week", "604800: sennight week", "a sennight", ["since_days"], {"since_days": 7}),
        ("  vocatives: >-\n", "  vocatives: >-\n    pet\n", "no pet", ["fever"], {"fever": "no"}),
    ],
)
def test_a_word_added_to_a_list_is_understood(
    folder: Path, old: str, new: str, text: str, asked: list[str], told: dict[str, object]
) -> None:
    edit(folder, old, new)
    taught = msgspec.json.decode(build(folder), type=Lexicon)
    heard = understand(taught, text, asked)
    assert heard != understand(load_lexicon(), text, asked)
    assert told.items() <= heard.facts.items()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  nots: not\n", "", ["required field `nots`", "$.matching", "add it"]),
        ("  nots: not\n", "  nots: not\n  knots: not\n", ["unknown field `knots`", "take it out"]),
        ("  nots: not\n", "  nots:\n", ["matching.nots", "has no word", "write one"]),
        ("  nots: not\n", "  nots: not not\n", ["matching.nots", "'not' stands twice", "keep one"]),
        ("  nots: not\n", "  nots: [not so]\n", ["$.matching.nots", "form of its field"]),
        ("    12: twelve\n", "    dozen: twelve\n", ["$.numbers.units", "form of its field"]),
        ("    12: twelve\n", "    12: eleven\n", ["numbers.units", "'eleven' stands twice"]),
        ("matching:\n", "matchings:\n", ["matchings", "take it out"]),
        ("matching:\n", "nix: nix\nmatching:\n", ["nix", "lists under their names"]),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_file_key_and_fix(
    folder: Path, old: str, new: str, said: list[str]
) -> None:
    edit(folder, old, new)
    with pytest.raises(ProtocolError) as caught:
        build(folder)
    assert str(caught.value).startswith("grammar.yaml: ")
    assert "\n" not in str(caught.value)
    for part in said:
        assert part in str(caught.value)
