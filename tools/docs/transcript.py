"""Writes the conversation in the README from the real dialogue.

    python -m tools.docs.transcript

The person's lines stand here; what Cramp Helper says comes from the program.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.replies import Hold, Reply
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from tools import ROOT

README: Final = ROOT / "README.md"
BEGIN: Final = "<!-- transcript -->\n"
END: Final = "<!-- /transcript -->"

PERSON: Final = {
    "where": ["ow my left calf"],
    "gate": ["no just woke up with it"],
    "let_go": ["no it's still tight", "yeah it's gone"],
    "how_often": ["maybe once a month"],
    "prevent": ["no i'm going back to sleep"],
}
"""What the person says to each question, in order; else "no"."""


def transcript() -> str:
    """The whole conversation as Markdown."""
    protocol, lexicon = load_protocol(), load_lexicon()
    session, reply = start(protocol)
    lines = []

    def said(reply: Reply) -> str:
        words = []
        for part in reply.parts:
            if isinstance(part, Hold):
                words.append(f"*{' … '.join(render.counts(part)).rstrip('.').replace('.', '')}.*")
            else:
                words.append(render.say(protocol, part))
        return " ".join(words)

    lines.append(f"> **Helper:** {said(reply)}")
    answers = {question: iter(words) for question, words in PERSON.items()}
    while not reply.ended:
        words = next(answers.get(reply.question, iter(())), "no")
        heard = understand(lexicon, words, asked=reply.asks, expects=reply.expects)
        session, reply = step(protocol, session, heard.to_act(words))
        lines += [f"> **You:** {words}", f"> **Helper:** {said(reply)}"]
    return "  \n".join(lines) + "\n"


def with_transcript(readme: str) -> str:
    """The README with the conversation put in."""
    head, rest = readme.split(BEGIN)
    return head + BEGIN + transcript() + END + rest.split(END)[1]


if __name__ == "__main__":
    README.write_text(with_transcript(README.read_text(encoding="utf-8")), encoding="utf-8")
