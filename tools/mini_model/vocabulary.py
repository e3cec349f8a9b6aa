"""Which words the demonstration model has, and what each costs.

Every word that the understanding listens for can be heard. But the network was trained on a fifth
of them, and a word that hardly anybody says must not win against one that everybody says and that
sounds much the same. So a word that is not familiar costs something, and more if it sounds exactly
like one that is. Nor does the open vocabulary have it, unless a sentence of the corpus does: then
the two passes of hearing do not agree on it, and it is read back before it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cramp_triage.nlu import load_lexicon
from tools.grammars.gathering import words
from tools.mini_model.graph import Said
from tools.mini_model.lexicon import Word
from tools.mini_model.phones import with_accents
from tools.mini_model.pronouncing import MARKS, add_missing

FAMILIAR: Final = Path(__file__).parent / "familiar.txt"
STRANGE_COST: Final = 3.0
SAME_SOUND_COST: Final = 2.0


def ours() -> set[str]:
    """Every word that the understanding listens for."""
    return words(load_lexicon())


def familiar() -> set[str]:
    """The words that the network was trained on."""
    lines = FAMILIAR.read_text(encoding="utf-8").splitlines()
    return {word for line in lines for word in line.partition("#")[0].split()}


def bring_up_to_date(lexicon: dict[str, Word]) -> tuple[list[str], list[str]]:
    """Adds to the lexicon what it lacks, and takes out what was added and nobody listens for now.

    Returns:
        The words that were added, and those that were taken out.
    """
    wanted = ours() | familiar()
    gone = sorted(
        name
        for name in lexicon.keys() - wanted
        if MARKS.issuperset(lexicon[name].pronunciations.values())
    )
    for name in gone:
        del lexicon[name]
    return add_missing(lexicon, wanted), gone


def said(lexicon: Mapping[str, Word]) -> dict[str, Said]:
    """How each word is said in every accent, and what it costs."""
    known = familiar()
    ways = {name: with_accents(word.pronunciations) for name, word in lexicon.items()}
    heard = {way for name in known & ways.keys() for way in ways[name]}
    costs = {
        name: STRANGE_COST + (SAME_SOUND_COST if heard.intersection(ways[name]) else 0.0)
        for name in ways.keys() - known
    }
    return {name: (ways[name], word.cost + costs.get(name, 0.0)) for name, word in lexicon.items()}
