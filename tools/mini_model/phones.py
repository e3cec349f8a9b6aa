"""The phones of the demonstration model, and how one accent's word becomes another's.

ARPAbet without stress marks; the unstressed AH of the CMU dictionary is a phone of its own, AX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

VOWELS: Final = "AA AE AH AO AW AX AY EH ER EY IH IY OW OY UH UW".split()
CONSONANTS: Final = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
PHONES: Final = sorted(VOWELS + CONSONANTS)
SILENCE: Final = "SIL"
INDEX: Final = {phone: at for at, phone in enumerate([SILENCE, *PHONES])}

GARBAGE: Final = "SPN"
"""Any speech at all: what "[unk]" is made of. Not trained; see `kaldi_files.network`."""

OUTPUTS: Final = 2 * len(INDEX)
"""Of the network: each phone has one for its first frame of 30 ms and one for the rest."""

_GLIDES: Final = ("IH", "EH", "UH", "AY", "AW", "IY", "UW")
_SHORT: Final = 2

Pronunciation = tuple[str, ...]


def first_output(phone: str) -> int:
    """The network's output for the first frame of a phone; that for the rest is the next."""
    return OUTPUTS if phone == GARBAGE else 2 * INDEX[phone]


def from_cmu(phones: Sequence[str]) -> Pronunciation:
    """Phones as the CMU dictionary writes them, with stress, as ours."""
    return tuple("AX" if p == "AH0" else re.sub(r"\d", "", p) for p in phones)


def with_accents(pronunciations: Iterable[Pronunciation]) -> list[Pronunciation]:
    """The pronunciations, American first, and the British ones that follow from them."""
    given = list(dict.fromkeys(pronunciations))
    return list(dict.fromkeys([*given, *filter(None, map(_non_rhotic, given))]))


def _non_rhotic(pronunciation: Pronunciation) -> Pronunciation:
    """The same word without its r after a vowel."""
    out: list[str] = []
    for at, phone in enumerate(pronunciation):
        before = pronunciation[at - 1] if at else None
        after = pronunciation[at + 1] if at + 1 < len(pronunciation) else None
        if phone == "R" and before in VOWELS and after not in VOWELS:
            out += ["AX"] if before in _GLIDES else []
        elif phone == "ER" and after is None and len(pronunciation) > _SHORT:
            out.append("AX")
        else:
            out.append(phone)
    return tuple(out)
