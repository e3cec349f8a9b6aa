"""What strange words sound like: "alec quiz" is Eliquis, "die a bet ick" is diabetic.

A last resort for names of medicines, illnesses and muscles, where at least one of the words is
unknown. Must never give a danger sign, a "yes" or a "no": what sounds alike proves none of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cramp_triage.nlu.tokens.tokenise import STOP, Token

MOST_WORDS: Final = 4
LEAST: Final = 4
"""Consonants that a name must have to be known by them alone."""
FORGIVING: Final = 6
"""With so many, one may be wrong."""

_SPELLINGS: Final = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^x", "z"),
        (r"^kn|^gn", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"([aeiou])lf", r"\1f"),
        (r"([aeiou])lk", r"\1k"),
        (r"ght|tt", "t"),
        (r"gh", ""),
        (r"ph", "f"),
        (r"ck|cc(?=[aou])|kh", "k"),
        (r"sch", "sk"),
        (r"ch(?=[lr]|olest)", "k"),
        (r"tch|ch", "C"),
        (r"sh|ti(?=o|a)|ci(?=o|a)", "C"),
        (r"th", "t"),
        (r"dg(?=e)|g(?=[eiy])", "j"),
        (r"c(?=[eiy])", "s"),
        (r"qu", "kw"),
        (r"x", "ks"),
        (r"[cq]", "k"),
        (r"z", "s"),
        (r"v", "f"),
        (r"d\b|d$", "t"),
        (r"d", "t"),
        (r"b", "p"),
        (r"mb$", "m"),
    )
]


def sound_of(words: Sequence[str]) -> str:
    """Returns the consonants heard in `words`, as one run: "die a bet ick" gives "tptk"."""
    return _run(_consonants(word) for word in words)


def _run(consonants: Iterable[str]) -> str:
    return re.sub(r"(.)\1+", r"\1", "".join(consonants))


def _consonants(word: str) -> str:
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return re.sub(r"(?<=.)h|[aeiouy']|(?<=.)w(?![aeiouy])", "", word)


def hear_alike(
    tokens: Sequence[Token], names: Mapping[str, Sequence[str]], known: frozenset[str]
) -> list[Token]:
    """Returns the tokens with each run that only sounds like a name replaced by that name.

    Args:
        tokens: the utterance.
        names: sound -> the words of the name.
        known: words that mean something here; a run of nothing but these stays as it is.
    """
    out: list[Token] = []
    heard: dict[str, str] = {}  # each word is listened to once, not with each of its neighbours
    at = 0
    strange = [token.word not in known and token.value is None for token in tokens]
    while at < len(tokens):
        if True not in strange[at : at + MOST_WORDS]:
            out.append(tokens[at])
            at += 1
            continue
        for size in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
            run = tokens[at : at + size]
            if not any(strange[at : at + size]) or any(t.after >= STOP for t in run[:-1]):
                continue
            for token in run:
                if token.word not in heard:
                    heard[token.word] = _consonants(token.word)
            name = _named(_run(heard[token.word] for token in run), names)
            if name:
                out += [Token(word, run[0].start, run[-1].end) for word in name]
                out[-1] = out[-1]._replace(after=run[-1].after)
                at += size
                break
        else:
            out.append(tokens[at])
            at += 1
    return out


def _named(sound: str, names: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if len(sound) < LEAST:
        return ()
    if sound in names or len(sound) < FORGIVING:
        return names.get(sound, ())
    near = [known for known in names if len(known) >= FORGIVING and _one_apart(sound, known)]
    return names[near[0]] if len(near) == 1 else ()


def _one_apart(one: str, other: str) -> bool:
    """Whether a single consonant is too many, missing or another; the first is the same."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    k = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[k + (len(one) == len(other)) :] == other[k + 1 :]
