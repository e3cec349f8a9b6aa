"""The grammar is data: a word added to a list is understood, a wrong list is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from msgspec import structs

from cramp_triage.compile.grammar import GRAMMAR, read_grammar
from cramp_triage.compile.lexicon import DATA
from cramp_triage.compile.yaml_reader import read_yaml
from cramp_triage.errors import ProtocolError
from cramp_triage.nlu import load_lexicon
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.pipeline import hear

NEW_WORDS: Final = {
    "  nots: not\n": "  nots: not nivver\n",
    "12: twelve": "12: twelve twalve",
    "604800: week": "604800: sennight week",
    "  vocatives: >-\n": "  vocatives: >-\n    pet\n",
}


def read(path: Path, changes: dict[str, str]) -> Grammar:
    """The grammar with some lines of its file changed; the file is written to `path`."""
    text = (DATA / "lexicon" / GRAMMAR).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, "the example no longer stands in the file"
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return read_grammar(read_yaml(path, bare_words=True))


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("my pee is nivver dark", [], {"dark_urine": "no"}),
        ("twalve minutes", ["duration_min"], {"duration_min": 12}),
        ("a sennight", ["since_days"], {"since_days": 7}),
        ("no pet", ["fever"], {"fever": "no"}),
    ],
)
def test_a_word_added_to_a_list_is_understood(
    tmp_path: Path, text: str, asked: list[str], told: dict[str, object]
) -> None:
    lexicon = load_lexicon()
    taught = structs.replace(lexicon, grammar=read(tmp_path / GRAMMAR, NEW_WORDS))
    heard = hear(taught, text, asked)
    assert heard != hear(lexicon, text, asked)
    assert told.items() <= heard.facts.items()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  nots: not\n", "", ["required field `nots`", "$.matching", "add it"]),
        ("  nots: not\n", "  nots: not\n  knots: not\n", ["unknown field `knots`", "remove it"]),
        ("  nots: not\n", "  nots:\n", ["matching.nots", "has no word", "write one"]),
        (
            "  nots: not\n",
            "  nots: not not\n",
            ["matching.nots", "'not' appears twice", "keep one"],
        ),
        ("  nots: not\n", "  nots: [not so]\n", ["$.matching.nots", "form of its field"]),
        ("    12: twelve\n", "    dozen: twelve\n", ["$.numbers.units", "form of its field"]),
        ("    12: twelve\n", "    12: eleven\n", ["numbers.units", "'eleven' appears twice"]),
        ("matching:\n", "matchings:\n", ["matchings", "remove it"]),
        ("matching:\n", "nix: nix\nmatching:\n", ["nix", "lists under their names"]),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_file_key_and_fix(
    tmp_path: Path, old: str, new: str, said: list[str]
) -> None:
    with pytest.raises(ProtocolError) as caught:
        read(tmp_path / GRAMMAR, {old: new})
    assert str(caught.value).startswith("grammar.yaml: ")
    assert "\n" not in str(caught.value)
    for part in said:
        assert part in str(caught.value)
