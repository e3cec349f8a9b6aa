"""The words of the demonstration model and how they are said: `lexicon.txt`.

One pronunciation a line: the word, its phones. A number between the two is a cost: the word loses
against one that sounds alike ("know 1.0 N OW" against "no"). `# cmu` and `# espeak-ng` tell which
lines were added by `pronouncing`; a line without a mark was written by hand, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.mini_model.phones import PHONES, Pronunciation

FILE: Final = Path(__file__).parent / "lexicon.txt"
HEAD: Final = """\
# The words of the demonstration model, one pronunciation a line. Edit, then `make mini-model`.
# What is marked cmu is from the CMU Pronouncing Dictionary, whose licence lies in
# the model's folder; what is marked espeak-ng was made by rule and read by nobody.
"""


@dataclass
class Word:
    """How one word is said.

    Attributes:
        pronunciations: the likelier first, each with its mark ("" for by hand).
        cost: in nats, on top of what every word costs.
    """

    pronunciations: dict[Pronunciation, str] = field(default_factory=dict)
    cost: float = 0.0


def read(path: Path = FILE) -> dict[str, Word]:
    """The lexicon.

    Raises:
        SystemExit: a line is wrong; names the file, the line and the fix.
    """
    words: dict[str, Word] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said, _, mark = line.partition("#")
        name, *phones = said.split() or [""]
        if not name:
            continue
        word = words.setdefault(name, Word())
        if phones and phones[0][0].isdigit():
            word.cost = float(phones.pop(0))
        strange = [phone for phone in phones if phone not in PHONES]
        if strange or not phones:
            what = f"no phone {strange[0]}" if strange else f"{name} has no phones"
            raise SystemExit(f"{path}:{number}: {what}; phones are {' '.join(PHONES)}")
        word.pronunciations.setdefault(tuple(phones), mark.strip())
    return words


def write(words: dict[str, Word], path: Path = FILE) -> None:
    """Writes the lexicon in the order of its words."""
    lines = [HEAD]
    for name in sorted(words):
        word = words[name]
        cost = f"{word.cost:g} " if word.cost else ""
        for phones, mark in word.pronunciations.items():
            lines.append(f"{name} {cost}{' '.join(phones)}{f' # {mark}' if mark else ''}\n")
    path.write_text("".join(lines), encoding="utf-8")
