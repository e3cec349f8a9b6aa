from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cramp_triage.errors import ProtocolError
from cramp_triage.nlu import lexicon as lexicon_module
from cramp_triage.nlu import load_lexicon
from cramp_triage.nlu.build import DATA, build


def test_the_compiled_lexicon_is_the_authored_one() -> None:
    assert build() == (DATA / "lexicon.json").read_bytes(), (
        "the lexicon was edited: run python -m cramp_triage.nlu.build"
    )


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
        ("facts:\n  fever:\n    'yes': ['[hot]']\n", ["may be empty"]),
        ("facts:\n  fever:\n    'yes': [a]\n  fever:\n    'no': [b]\n", ["'fever' twice", "merge"]),
        ("fact:\n  fever: {}\n", ["fact: no such section"]),
        ("cues:\n  nix: [nix]\n", ["no cue 'nix'"]),
        ("facts: [\n", ["extra.yaml", "mend the YAML"]),
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


def test_a_new_phrase_is_one_line_in_one_place(folder: Path) -> None:
    path = folder / "extra.yaml"
    path.write_text("facts:\n  fever:\n    yes:\n      - hot as a stove\n", encoding="utf-8")
    assert b'"stove"' in build(folder)


@pytest.mark.parametrize("content", [None, b"{", b'{"version": 1}'])
def test_a_broken_installation_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = tmp_path / "lexicon.json"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(lexicon_module, "COMPILED", path)
    with pytest.raises(ProtocolError, match=r"python -m cramp_triage\.nlu\.build"):
        load_lexicon()
