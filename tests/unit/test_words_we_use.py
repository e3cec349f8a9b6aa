"""Pages, docstrings, comments, help texts and errors use the words that CONTRIBUTING names."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = CONTRIBUTING.split("## Words we use\n")[1].split("\n## ")[0]
NOT_USED = [
    word.strip()
    for cell in re.findall(r"^\| ([^|]+) \|", SECTION, re.MULTILINE)[1:]
    for word in cell.split(",")
]
ANY = re.compile(rf"\b(?:{'|'.join(map(re.escape, NOT_USED))})\b", re.IGNORECASE)
COMMAND = re.compile(r"\bdiary afresh\b")
CODE = ("cramp_triage", "offline_voice", "skill", "visit_summary", "tools", "benchmarks", "tests")


def words_of(module: str) -> Iterator[str]:
    """What a module says to people: docstrings, comments, help texts and errors."""
    for token in tokenize.generate_tokens(io.StringIO(module).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(module)):
        match node:
            case ast.Expr(value=ast.Constant() as said):
                pass
            case ast.keyword(arg="help" | "epilog", value=said):
                pass
            case ast.Raise(exc=ast.AST() as said):
                pass
            case _:
                continue
        for each in ast.walk(said):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.value


def not_used(text: str) -> list[str]:
    """The words of a text that are not used."""
    return ANY.findall(COMMAND.sub("", " ".join(text.split())))


def texts(path: Path) -> Iterator[str]:
    """The texts of a file that people read."""
    written = path.read_text(encoding="utf-8").replace(SECTION, "")
    if path.suffix == ".md":
        yield written
    elif ANY.search(" ".join(written.split())):
        yield from words_of(written)


def test_the_words_of_the_list_are_not_used():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tools").rglob("*.md")]
    modules = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    assert len(pages) > 20
    assert len(modules) > 400
    found = {
        str(path.relative_to(ROOT)): words
        for path in (*pages, *modules)
        if (words := [word for text in texts(path) for word in not_used(text)])
    }
    assert found == {}


@pytest.mark.parametrize(
    "module",
    [
        '"""Says the mend."""',
        "x = 1  # told\n# as told as",
        'raise ValueError("it is\\nnone of these")',
        'option(help="begin afresh")',
        'def f():\n    """Stands\n    beside it."""',
    ],
)
def test_a_word_of_the_list_would_be_found(module: str):
    assert [word for text in words_of(module) for word in not_used(text)]


def test_the_command_keeps_its_name_and_data_are_not_judged():
    module = '"""Run `cramp-voice diary afresh`."""\nWORDS = ["mend", "nought"]\n'
    assert [word for text in words_of(module) for word in not_used(text)] == []
