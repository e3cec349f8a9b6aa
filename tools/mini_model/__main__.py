"""Builds the demonstration model again, for the words that the understanding listens for today.

    python -m tools.mini_model            what `make mini-model` does
    python -m tools.mini_model --check    fails if the shipped model is not current
    python -m tools.mini_model --out DIR  another folder than the shipped one

Words that `lexicon.txt` lacks are added to it. Tests run `faults`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from tools.mini_model import corpus, lexicon, vocabulary
from tools.mini_model.building import SHIPPED, Material, Settings, build, outdated, shipped_words

FIX: Final = "run `make mini-model` and commit what it wrote"


def material(words: dict[str, lexicon.Word]) -> Material:
    """The words, and the sentences that are made of nothing but them."""
    said = vocabulary.said(words)
    sentences = [s for s in corpus.sentences() if said.keys() >= set(s.split())]
    return Material(said, sentences, sorted(vocabulary.familiar() & said.keys()))


def faults() -> list[str]:
    """What of the shipped model is not current, in lines; empty if nothing is."""
    missing = sorted(vocabulary.ours() - shipped_words().keys())
    strange = outdated(material(lexicon.read()), Settings())
    return [
        *(f"{word}: the model does not have this word" for word in missing),
        *(f"{file}: is not what its source says" for file in strange),
    ]


def main() -> None:
    """Builds, or checks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only look")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="model folder to write")
    wanted = parser.parse_args()
    if wanted.check:
        told = faults()
        raise SystemExit("\n".join([*told, FIX]) if told else 0)
    words = lexicon.read()
    added, gone = vocabulary.bring_up_to_date(words)
    lexicon.write(words)
    corpus.write_our_sentences()
    build(wanted.out, material(words), Settings())
    for name in added:
        for phones, mark in words[name].pronunciations.items():
            sys.stdout.write(f"+ {name} {' '.join(phones)} ({mark})\n")
    for name in gone:
        sys.stdout.write(f"- {name}\n")
    sys.stdout.write(f"{wanted.out.name}: {len(words)} words\n")


if __name__ == "__main__":
    main()
