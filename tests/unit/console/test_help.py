"""The help of the three command lines: every command with examples that parse."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cramp_triage.console import cli as triage
from cramp_triage.console.help import EXIT_CODES
from cramp_triage.console.run import READER_LEFT
from offline_voice.cli import main as voice
from skill import cli as skill

APPS = {"cramp-triage": triage.app, "cramp-voice": voice.app, "cramp-skill": skill.app}
COMMANDS: dict[str, Any] = {name: typer.main.get_command(app) for name, app in APPS.items()}


def leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    for name, one in inner.items():
        yield from leaves(one, f"{path} {name}")
    if not inner:
        yield path, command


LEAVES = [found for name, command in COMMANDS.items() for found in leaves(command, name)]


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[path for path, _ in LEAVES])
def test_every_command_shows_examples_of_itself_that_parse(path: str, command: Any):
    lines = [line for line in (command.epilog or "").splitlines() if path in line]
    assert lines, f"{path}: no example in its help"
    for line in lines:
        words = shlex.split(line[line.index(path) :].partition(" > ")[0])[len(path.split()) :]
        with command.make_context(path, words) as context:
            assert context.params.keys() >= {p.name for p in command.params if p.required}


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[path for path, _ in LEAVES])
def test_every_command_takes_a_place_where_there_is_speech_and_tells_the_exit_codes(
    path: str, command: Any
):
    assert command.epilog.endswith(EXIT_CODES)
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--locale" in options or not path.startswith("cramp-voice ")


@pytest.mark.parametrize("name", APPS)
def test_short_help_version_and_exit_codes_are_where_people_look(name: str):
    def said(*words: str) -> str:
        ran = CliRunner().invoke(APPS[name], words)
        assert ran.exit_code == 0
        return " ".join(ran.stdout.split())

    assert EXIT_CODES in said("-h")
    for words in GROUPS_OF[name]:
        assert f"Examples: {' '.join((name, *words))} " in said(*words, "-h")
        assert EXIT_CODES in said(*words, "-h")
    assert f"{READER_LEFT} nobody read on" in EXIT_CODES
    assert "--show-completion" in said("-h")
    assert said("--version").startswith("cramp-helper ")
    assert "Examples:" in said(*LEAVES_OF[name], "-h")


GROUPS_OF: dict[str, list[tuple[str, ...]]] = {
    name: [(), *((one,) for one, inner in command.commands.items() if hasattr(inner, "commands"))]
    for name, command in COMMANDS.items()
}
LEAVES_OF = {
    name: next(path for path, _ in LEAVES if path.startswith(name)).split()[1:] for name in APPS
}
