"""The typed conversation: for a person at a terminal, or as JSON lines for another program."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final, TextIO

import msgspec

from cramp_triage.console.jsonl import (
    MAX_LINE,
    heard_object,
    read_lines,
    read_meaning,
    read_utterance,
    reply_object,
    text_of,
)
from cramp_triage.dialogue import render
from cramp_triage.dialogue.session import Session
from cramp_triage.dialogue.step import start, step
from cramp_triage.errors import FactError
from cramp_triage.messages.acts import NO_INPUT, UserAct
from cramp_triage.messages.replies import Hold, Reply, Say
from cramp_triage.nlu import Lexicon, load_lexicon, understand
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol, load_protocol
from cramp_triage.protocol.spelling import at
from cramp_triage.triage.assess import SEE_TODAY

Keep = Callable[[Session], None]
"""Takes the conversation after every reply is shown, for somebody who asked for it to be kept."""


def forget(session: Session) -> None:
    """Keeps nothing."""


LEAVING: Final = (
    "Take care. If it doesn't let go in ten minutes, have a doctor look at it today. "
    "For chest pain or trouble breathing, call {emergency}."
)


def over_json(
    lines: BinaryIO, out: TextIO, locale: str = DEFAULT_LOCALE, keep: Keep = forget
) -> None:
    """Prints one JSON object per reply, reads one line per turn; see `jsonl` for both.

    A line that cannot be read gets an `error` object; the session is kept and reading goes on.
    """
    protocol, lexicon = at(load_protocol(), locale), load_lexicon()
    session, reply = start(protocol, saved=keep is not forget)
    _print(out, reply_object(protocol, reply, locale))
    keep(session)
    for line in read_lines(lines):
        try:
            act = read_act(protocol, lexicon, text_of(line), reply)
        except FactError as error:
            _print(out, {"error": str(error), "ended": False})
            continue
        session, reply = step(protocol, session, act)
        _print(out, reply_object(protocol, reply, locale))
        keep(session)
        if reply.ended:
            return


def read_act(protocol: Protocol, lexicon: Lexicon, line: str, reply: Reply) -> UserAct:
    """A line as an act: silence, JSON meaning, or words heard as the answer to a reply.

    Raises:
        FactError: a line of meaning that is not one, or too long a line.
    """
    text = line.strip()
    if not text:
        return UserAct(acts=(NO_INPUT,))
    if len(text) > MAX_LINE:
        raise FactError(f"this line has {len(text)} characters; say it in at most {MAX_LINE}")
    if text.startswith("{"):
        return read_meaning(protocol.findings, text)
    heard = understand(lexicon, text, asked=reply.asks, expects=reply.expects)
    return heard.to_act(text)


def understand_lines(lines: BinaryIO, out: TextIO) -> None:
    """Reads an utterance per line, prints what was understood of it; see `jsonl` for both."""
    findings, lexicon = load_protocol().findings, load_lexicon()
    for line in read_lines(lines):
        try:
            if not (form := text_of(line).strip()):
                continue
            text, asked = read_utterance(findings, form)
        except FactError as error:
            _print(out, {"error": str(error)})
            continue
        _print(out, heard_object(findings, understand(lexicon, text, asked=asked), asked))


def with_person(locale: str = DEFAULT_LOCALE, keep: Keep = forget) -> None:
    """A conversation at the terminal; Ctrl-C and Ctrl-D leave politely."""
    import readline  # noqa: F401  # arrow keys and history for input()

    from rich.console import Console

    console = Console(highlight=False)
    protocol, lexicon = at(load_protocol(), locale), load_lexicon()
    session, reply = start(protocol, saved=keep is not forget)
    console.print("[dim]Say what's wrong in your own words. Enter alone is silence.[/dim]\n")
    while True:
        console.print(_shown(protocol, reply, locale), style="bold", markup=False)
        keep(session)
        if reply.ended:
            return
        try:
            line = input("\n> ")
            console.print()
            act = read_act(protocol, lexicon, line, reply)
        except FactError as error:
            console.print(str(error), style="red", markup=False)
            continue
        except (KeyboardInterrupt, EOFError):
            words = _leaving(protocol, reply, locale)
            console.print(f"\n\n{words}", style="bold", markup=False)
            return
        session, reply = step(protocol, session, act)


def _leaving(protocol: Protocol, reply: Reply, locale: str) -> str:
    """The last words to who leaves: those of the level, where one that can't wait was spoken."""
    if reply.level is not None and reply.level >= SEE_TODAY:
        return render.say(protocol, Say(f"level.{reply.level}"), locale)
    return LEAVING.format_map(protocol.place(locale))


def _shown(protocol: Protocol, reply: Reply, locale: str) -> str:
    """The speech for reading: a hold is shown as what it is."""
    words: list[str] = []
    for part in reply.parts:
        if isinstance(part, Hold):
            words.append(f"({part.hold_s} seconds)")
        else:
            words.append(render.speech(protocol, [part], locale))
    return " ".join(words)


def _print(out: TextIO, form: object) -> None:
    out.write(msgspec.json.encode(form).decode() + "\n")
    out.flush()
