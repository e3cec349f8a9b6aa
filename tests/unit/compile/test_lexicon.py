from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from cramp_triage.compile import lexicon as build_module
from cramp_triage.compile.lexicon import DATA, build
from cramp_triage.compile.patterns import Expander
from cramp_triage.errors import ProtocolError
from cramp_triage.nlu import load_lexicon
from cramp_triage.nlu.lexicon import compiled as lexicon_module


def test_the_compiled_lexicon_is_the_authored_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "lexicon.json"
    monkeypatch.setattr(build_module, "COMPILED", made)
    build_module.main()
    assert made.read_bytes() == (DATA / "lexicon.json").read_bytes(), "run `make data`"


def test_the_phrases_of_a_fact_are_in_one_place() -> None:
    homes: dict[str, list[str]] = {}
    for path in sorted((DATA / "lexicon").glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        for fact in content.get("facts", {}):
            homes.setdefault(fact, []).append(path.name)
    assert {fact: names for fact, names in homes.items() if len(names) > 1} == {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "lexicon", tmp_path / "lexicon")
    return tmp_path / "lexicon"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("facts:\n  sweling:\n    one: [fat leg]\n", ["extra.yaml", "sweling", "use an id"]),
        ("facts:\n  fever:\n    hot: [fat leg]\n", ["fever", "'hot'", "yes, no"]),
        ("facts:\n  fever:\n    'yes': [(very hot]\n", ["extra.yaml", "facts.fever.yes", "add it"]),
        ("facts:\n  fever:\n    'yes': [<hott> skin]\n", ["<hott>", "classes.yaml"]),
        (
            "facts:\n  fever:\n    'yes': [a]\n  fever:\n    'no': [b]\n",
            ["'fever' appears twice", "keep one"],
        ),
        ("facts:\n  fever:\n    'no':\n", ["facts.fever.no", "has no phrase", "remove it"]),
        ("fact:\n  fever: {}\n", ["fact: no such section"]),
        ("cues:\n  nix: [nix]\n", ["no cue 'nix'", "SCOPE_CUES"]),
        ("ask:\n  nix: [nix]\n", ["no guidance 'nix'", "prompts.yaml"]),
        ("facts:\n  age_years:\n    old: [ancient]\n", ["age_years", "'old'", "write digits"]),
        ("facts: [\n", ["extra.yaml", "fix the YAML"]),
        ("- fever\n", ["must be a mapping"]),
        (
            "facts:\n  fever:\n    'yes': [zig zag]\n    'no': [zig zag]\n",
            ["fever=yes", "fever=no", "keep one"],
        ),
    ],
)
def test_a_mistake_in_the_lexicon_is_said_with_its_place(
    folder: Path, content: str, said: list[str]
) -> None:
    (folder / "extra.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ProtocolError) as caught:
        build(folder)
    assert "\n" not in str(caught.value)
    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("words.yaml", "rewrites:\n", "rewrites:\n  hot: ['...']\n", "rewrites.hot: an empty"),
        ("words.yaml", "rewrites:\n", "rewrites:\n  '': [so]\n", "rewrites.: an empty"),
        ("classes.yaml", "fine:", "fine: [<loop>]\nloop: [<fine>]\nother:", "inside itself"),
    ],
)
def test_a_mistake_in_the_words_is_said_with_its_place(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, "the example no longer stands in the file"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProtocolError, match=said) as caught:
        build(folder)
    assert str(caught.value).startswith(file)


def test_the_builder_says_what_is_wrong_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "extra.yaml").write_text("fact:\n  fever: {}\n", encoding="utf-8")
    monkeypatch.setattr(build_module, "build", lambda: build(folder))
    with pytest.raises(SystemExit, match=r"^extra\.yaml: fact: no such section"):
        build_module.main()


def test_a_lexicon_without_its_words_is_refused(folder: Path) -> None:
    (folder / "classes.yaml").unlink()
    with pytest.raises(ProtocolError, match=r"classes\.yaml is missing: restore it"):
        build(folder)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("hot) skin", r"stray '\)': remove it"),
        ("skin [a] [b] [c] [d] [e] [f] [g] [h] [i] [j]", "has 1024 forms: use a class"),
        ("gone$ away", "goes on after its end: put the \\$ last"),
        ("[hot]", "may be empty"),
    ],
)
def test_a_phrase_that_cannot_be_is_named_with_its_fix(phrase: str, said: str) -> None:
    with pytest.raises(ProtocolError, match=said) as caught:
        Expander({}, str.split, frozenset()).expand(phrase, "extra.yaml")
    assert str(caught.value).startswith("extra.yaml: ")


def test_a_form_that_would_go_on_behind_its_end_is_left_out() -> None:
    forms = Expander({}, str.split, frozenset()).expand("(gone$|over) [now]", "extra.yaml")
    assert sorted(forms) == [("gone", "$"), ("over",), ("over", "now")]


def test_a_new_phrase_is_one_line_in_one_place(folder: Path) -> None:
    path = folder / "extra.yaml"
    path.write_text("facts:\n  fever:\n    yes:\n      - hot as a stove\n", encoding="utf-8")
    assert b'"stove"' in build(folder)


@pytest.mark.parametrize("content", [None, b"{", b'{"version": 1}'])
def test_a_broken_installation_says_how_to_fix_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = tmp_path / "lexicon.json"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(lexicon_module, "COMPILED", path)
    with pytest.raises(ProtocolError, match=r"lexicon\.json: cannot be read .*run `make data`"):
        load_lexicon()


def test_a_table_of_the_witnesses_that_is_none_is_refused(folder: Path) -> None:
    (folder / "witnesses.yaml").write_text("overrules: often\n", encoding="utf-8")
    with pytest.raises(ProtocolError, match=r"witnesses\.yaml: .*give it the form of Table"):
        build(folder)
