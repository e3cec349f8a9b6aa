"""Draws the architecture into the README from the imports in the code.

    python tools/architecture.py

A box is a group of modules; an arrow says that one group imports another. An arrow that follows
from two others is left out. A module that belongs to no group is an error: the picture is whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
README: Final = ROOT / "README.md"
PACKAGES: Final = ("cramp_triage", "skill", "offline_voice", "visit_summary")
BEGIN: Final = "<!-- architecture -->\n"
END: Final = "<!-- /architecture -->"
GROUPS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "skill": ("skill<br/>the Alexa voice", ("skill.*",)),
    "offline": ("offline_voice<br/>the local voice", ("offline_voice.*",)),
    "summary": ("visit_summary<br/>what is read afterwards", ("visit_summary.*",)),
    "proof": (
        "proof<br/>lint, simulated patients, figures",
        tuple(
            f"cramp_triage.{name}" for name in ("lint", "simulate", "evaluate", "cases", "tables")
        ),
    ),
    "build": (
        "build<br/>authored YAML to shipped JSON",
        (
            "cramp_triage.compile.protocol",
            "cramp_triage.compile.yaml_reader*",
            "cramp_triage.compile.lexicon",
        ),
    ),
    "nlu": ("nlu<br/>words to meaning", ("cramp_triage.nlu.*",)),
    "dialogue": (
        "dialogue<br/>one act in, one reply out",
        tuple(
            f"cramp_triage.{name}"
            for name in (
                *("dialogue", "turn", "advancing", "asking", "asides", "holding", "closing"),
                *("noting", "interview", "reading_back", "relief", "session", "state"),
            )
        ),
    ),
    "diary": (
        "diary and summary<br/>folds over the log",
        tuple(f"cramp_triage.{name}" for name in ("diary*", "summar*", "visit")),
    ),
    "engine": ("engine<br/>what is known to how urgent", ("cramp_triage.triage.assess",)),
    "render": (
        "render<br/>replies to text",
        ("cramp_triage.dialogue.render", "cramp_triage.console.jsonl"),
    ),
    "protocol": (
        "protocol<br/>reviewed data: facts, rules, relief, prompts",
        tuple(f"cramp_triage.{name}" for name in ("protocol", "findings", "conditions")),
    ),
}
# What crosses the seams, and the command lines: everybody knows them, so no arrow says anything.
SHARED: Final = tuple(
    f"cramp_triage{name}"
    for name in (
        "",
        ".acts",
        ".replies",
        ".notes",
        ".errors",
        ".cli*",
        ".chat",
        ".command_line",
        ".files",
        ".readers",
    )
)


def imports() -> dict[str, set[str]]:
    """For each module of ours, the modules of ours that it imports."""
    paths = {_name(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    return {name: set(_imported(path, paths)) for name, path in paths.items()}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, ours: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in ours else node.module for name in names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def group_of(module: str) -> str | None:
    """The first group that a module stands in; None if it is shared by all.

    Raises:
        ValueError: it stands in no group.
    """
    if any(fnmatch(module, pattern) for pattern in SHARED):
        return None
    for group, (_, patterns) in GROUPS.items():
        if any(fnmatch(module, pattern) or f"{module}.*" == pattern for pattern in patterns):
            return group
    raise ValueError(f"{module} stands in no group of tools/architecture.py; add it to one")


def arrows() -> set[tuple[str, str]]:
    """Which group imports which, without what follows from two other arrows."""
    all_: set[tuple[str, str]] = set()
    modules = imports()
    for module, imported in modules.items():
        for other in imported & set(modules):
            ends = group_of(module), group_of(other)
            if ends[0] and ends[1] and ends[0] != ends[1]:
                all_.add((ends[0], ends[1]))
    return {(a, c) for a, c in all_ if not any((a, b) in all_ and (b, c) in all_ for b in GROUPS)}


def picture() -> str:
    """The picture as Mermaid."""
    shown = {group for arrow in arrows() for group in arrow}
    boxes = [f'  {group}["{GROUPS[group][0]}"]\n' for group in GROUPS if group in shown]
    lines = [f"  {a} --> {b}\n" for a, b in sorted(arrows())]
    return "```mermaid\nflowchart TD\n" + "".join(boxes + lines) + "```\n"


def with_picture(readme: str) -> str:
    """The README with the picture put in."""
    head, rest = readme.split(BEGIN)
    return head + BEGIN + picture() + END + rest.split(END)[1]


if __name__ == "__main__":
    README.write_text(with_picture(README.read_text(encoding="utf-8")), encoding="utf-8")
