"""Writes the phrase lists of the offline voice: `python -m tools.grammars`.

Runs with `make data`, never when the program runs; a test fails when lexicon and lists drift.
"""

from __future__ import annotations

import json

from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import load_protocol
from offline_voice.listen.phrase_lists import LISTS
from tools.grammars.gathering import Gatherer, words


def build() -> str:
    """The lists as the program reads them, one phrase a line."""
    protocol, lexicon = load_protocol(), load_lexicon()
    gatherer = Gatherer(protocol, lexicon)
    lists = {
        "words": sorted(words(lexicon)),
        "always": gatherer.always,
        "if_open": gatherer.if_open(),
        "facts": {fact: gatherer.of(fact) for fact in sorted(protocol.findings)},
    }
    return json.dumps(lists, indent=0) + "\n"


if __name__ == "__main__":
    LISTS.write_text(build(), encoding="utf-8")
