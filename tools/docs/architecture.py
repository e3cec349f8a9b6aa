"""Draws the architecture into docs/architecture.md: the folders, and who imports whom.

    python -m tools.docs.architecture

A room is a folder, a package of rooms is a frame. An arrow says "imports"; one that follows from
two others is left out. `MAY_IMPORT` says which arrows may be: a test fails on any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tools import ROOT

PAGE: Final = ROOT / "docs/architecture.md"
PACKAGES: Final = ("cramp_triage", "visit_summary", "skill", "offline_voice")
BEGIN: Final = "<!-- architecture -->\n"
END: Final = "<!-- /architecture -->"

MAY_IMPORT: Final[dict[str, str]] = {
    "cramp_triage.messages": "",
    "cramp_triage.protocol": "messages",
    "cramp_triage.triage": "protocol messages",
    "cramp_triage.dialogue": "triage protocol messages",
    "cramp_triage.diary": "nlu dialogue triage protocol messages",
    "cramp_triage.storage": "diary dialogue protocol messages",
    "cramp_triage.nlu": "protocol messages",
    "cramp_triage.compile": "nlu protocol messages",
    "cramp_triage.evaluation": "dialogue triage nlu protocol messages",
    "cramp_triage.console": "evaluation storage diary dialogue nlu triage protocol messages",
    "visit_summary.content": "",
    "visit_summary.pages": "content",
    "visit_summary.formats": "pages content",
    "visit_summary": "formats pages content",
    "skill.request": "",
    "skill.response": "",
    "skill.memory": "",
    "skill.turns": "request response memory",
    "skill.web": "turns request",
    "skill.publish": "request",
    "skill": "publish web turns request",
    "offline_voice.audio": "",
    "offline_voice.vosk_models": "audio",
    "offline_voice.listen": "audio",
    "offline_voice.speak": "audio",
    "offline_voice.diary": "",
    "offline_voice.talk": "listen speak diary vosk_models audio",
    "offline_voice.diagnose": "talk listen speak vosk_models audio",
    "offline_voice.cli": "diagnose talk listen speak diary vosk_models audio",
    "offline_voice": "",
}
"""Room -> the rooms of its own package that it may import. A package's name is what lies in it
outside the rooms: errors and settings, which every room of it may import, and command lines."""

CORE_ROOMS: Final[dict[str, str]] = {
    "visit_summary": "dialogue diary storage nlu triage protocol messages",
    "skill": "dialogue diary nlu triage protocol messages console",
    "offline_voice": "dialogue diary storage nlu triage protocol messages console",
}
"""Package -> the rooms of the core that it may import; of `console`, how a command is run."""

LAZILY: Final = ("cramp_triage.console", "offline_voice.cli")
"""May import `visit_summary`, inside the commands that report."""

ANYWHERE: Final = ("errors", "settings")


def imports() -> dict[str, set[str]]:
    """For each module of ours, what it imports: modules of ours by their full name."""
    paths = {_name(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    return {name: set(_imported(path, paths)) for name, path in paths.items()}


def room_of(module: str) -> str:
    """The room a module lies in: its folder below the package, or the package itself."""
    package, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    return f"{package}.{room}" if (ROOT / package / room).is_dir() and room else package


def arrows() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Which room imports which, and by which modules."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    modules = imports()
    for module, imported in modules.items():
        for other in imported & set(modules):
            ends = room_of(module), room_of(other)
            if ends[0] != ends[1] and other.rpartition(".")[2] not in ANYWHERE:
                found.setdefault(ends, set()).add((module, other))
    return found


def is_allowed(room: str, other: str) -> bool:
    """Whether a room may import another."""
    package, other_package = room.partition(".")[0], other.partition(".")[0]
    if "." not in other:  # a package itself: its public names
        return other_package in (package, "cramp_triage") or room in LAZILY
    name = other.partition(".")[2]
    if package == other_package:
        return name in MAY_IMPORT[room].split()
    if other_package == "visit_summary":
        return room in LAZILY
    return other_package == "cramp_triage" and name in CORE_ROOMS.get(package, "").split()


def faults() -> Iterator[str]:
    """The arrows that may not be, each with a module that draws it."""
    for (room, other), modules in sorted(arrows().items()):
        if room not in MAY_IMPORT:
            yield f"{room} is no room of MAY_IMPORT in tools/docs/architecture.py: add it"
        elif not is_allowed(room, other):
            module, imported = sorted(modules)[0]
            yield f"{room} may not import {other}: {module} imports {imported}"


def circles(of: Mapping[str, set[str]]) -> list[str]:
    """The nodes that can be reached from themselves."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for node in of.get(waiting.pop(), set()) - seen:
                seen.add(node)
                waiting.append(node)
        return seen

    return sorted(node for node in of if node in reached(node))


def picture() -> str:
    """The folders as Mermaid: a frame a package, a box a room, arrows without what follows."""
    rooms = {room for room in MAY_IMPORT if "." in room}
    inside = {ends for ends in arrows() if set(ends) <= rooms and _package(ends) != ""}
    lines = ["flowchart RL\n"]
    for package in PACKAGES:
        lines.append(f"  subgraph {package}\n")
        mine = [room for room in MAY_IMPORT if room.startswith(f"{package}.")]
        lines += [f"    {_box(room)}\n" for room in mine]
        lines.append("  end\n")
    lines += [f"  {_id(a)} --> {_id(b)}\n" for a, b in sorted(_reduced(inside))]
    between = {(a.partition(".")[0], b.partition(".")[0]) for a, b in arrows()}
    lines += [f"  {a} --> {b}\n" for a, b in sorted(between) if a != b and b != "visit_summary"]
    return "```mermaid\n" + "".join(lines) + "```\n"


def with_picture(page: str) -> str:
    """The page with the picture put in."""
    head, rest = page.split(BEGIN)
    return head + BEGIN + picture() + END + rest.split(END)[1]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, ours: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in ours else node.module for name in names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _package(ends: tuple[str, str]) -> str:
    packages = {end.partition(".")[0] for end in ends}
    return packages.pop() if len(packages) == 1 else ""


def _id(room: str) -> str:
    return room.replace(".", "_")


def _box(room: str) -> str:
    return f"{_id(room)}[{room.partition('.')[2]}]"


def _reduced(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    nodes = {end for pair in pairs for end in pair}
    return {(a, c) for a, c in pairs if not any((a, b) in pairs and (b, c) in pairs for b in nodes)}


if __name__ == "__main__":
    PAGE.write_text(with_picture(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
