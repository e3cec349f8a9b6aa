"""How soon a command is there: what it imports before its first word, and what that computes.

Processor time is compared with a plain program's in the same run, so that a busy machine fails
nothing; `make bench` tells the figures themselves.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks.core import FIRST_REPLY, FIRST_REPLY_TO_WORDS
from benchmarks.measure import cold_ms, untraced

pytestmark = [pytest.mark.slow, pytest.mark.searches]

OURS = {"cramp_triage", "skill", "offline_voice", "visit_summary"}
READER = {"msgspec", "numpy", "threadpoolctl"}
HEAVY = {"asyncio", "http", "multiprocessing", "ssl", "unittest", "xml"}
"""Of the standard library; of other libraries, all are but those that a test allows."""

PEER = """
import sys
from typing import Annotated
import typer
app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
@app.command()
def hello(loud: Annotated[bool, typer.Option(help="Aloud.")] = False):
    print("hello")
sys.argv = {argv}
app()
"""
COMMAND = """
import sys
from {module} import main
sys.argv = {argv}
main()
"""
TELL = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
"""


def command(module: str, *argv: str) -> str:
    return COMMAND.format(module=module, argv=list(argv))


PLAIN_HELP, PLAIN_RUN = (PEER.format(argv=["hello", word]) for word in ("--help", "--loud"))
TRIAGE_HELP = command("cramp_triage.console.cli", "cramp-triage", "--help")
CHAT = command("cramp_triage.console.cli", "cramp-triage", "chat", "--json")
SKILL_HELP = command("skill.cli", "cramp-skill", "--help")
VOICE_HELP = command("offline_voice.cli.main", "cramp-voice", "--help")
VOICE_CONFIG = command("offline_voice.cli.main", "cramp-voice", "config")


def imported(code: str) -> set[str]:
    """The top-level packages that a program has imported at its end, but for private ones."""
    done = subprocess.run(
        [sys.executable, "-c", TELL + code],
        env=untraced(),
        input="",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}
    return {name for name in found if not name.startswith("_")}


@pytest.mark.parametrize(
    ("code", "plain", "ours", "others"),
    [
        (FIRST_REPLY, "pass", {"cramp_triage"}, {"msgspec"}),
        (FIRST_REPLY_TO_WORDS, "pass", {"cramp_triage"}, READER),
        (TRIAGE_HELP, PLAIN_HELP, {"cramp_triage"}, set()),
        (CHAT, PLAIN_RUN, {"cramp_triage"}, {"msgspec"}),
        (SKILL_HELP, PLAIN_HELP, {"cramp_triage", "skill"}, set()),
        (VOICE_HELP, PLAIN_HELP, {"cramp_triage", "offline_voice"}, {"msgspec"}),
        (VOICE_CONFIG, PLAIN_RUN, {"cramp_triage", "offline_voice"}, {"msgspec", "platformdirs"}),
    ],
    ids=["facts", "words", "triage help", "chat", "skill help", "voice help", "voice config"],
)
def test_nothing_is_imported_before_the_first_word_but_what_it_needs(
    code: str, plain: str, ours: set[str], others: set[str]
) -> None:
    # What msgspec brings, and what the interpreter or an editable install brings itself.
    more = imported(code) - imported(plain) - {"typing_extensions"}
    assert more & OURS == ours
    assert more - OURS - set(sys.stdlib_module_names) == others
    assert more & HEAVY == set()


def test_the_first_word_costs_little_more_than_a_plain_programs() -> None:
    bare, facts, words, help_, run, *commands = cold_ms(
        *("pass", FIRST_REPLY, FIRST_REPLY_TO_WORDS, PLAIN_HELP, PLAIN_RUN),
        *(TRIAGE_HELP, SKILL_HELP, VOICE_HELP, CHAT),
        starts=6,
    )
    triage_help, skill_help, voice_help, chat = commands
    assert facts <= 7.2 * bare  # the budget: 80 ms over a bare interpreter, where that takes 13
    assert words <= 26 * bare  # the reader may take 200 ms more
    assert max(triage_help, skill_help) <= 1.5 * help_
    assert voice_help <= 1.8 * help_
    assert chat <= 2.5 * run
