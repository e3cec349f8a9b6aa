"""From the text to the words as they were meant: names by their sound, "no" for "know".

How we are addressed is left out. Knows no fact.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.word_lists import GOES_ON, OWNERS, TRAILERS, VOCATIVES
from cramp_triage.nlu.tokens.sound_alikes import hear_alike
from cramp_triage.nlu.tokens.tokenise import Token, tokenise

ASKING: Final = frozenset({"what", "how", "why", "where", "when", "who", "if", "about", "that"})
"""Behind these a "know" at the start is a "know"."""


def read_tokens(lexicon: Lexicon, text: str) -> list[Token]:
    """Returns the tokens of `text`, any Unicode text, as the matcher sees them."""
    tokens = tokenise(text, lexicon.contractions, lexicon.rewrites, lexicon.fillers)
    return _without_address(_with_no(hear_alike(tokens, lexicon.sounds, lexicon.known)))


def _with_no(tokens: list[Token]) -> list[Token]:
    """Takes a "know" that begins a sentence for the "no" that it sounds like: "know ma'am"."""
    if len(tokens) < 2 or tokens[0].word != "know" or tokens[1].word in ASKING:
        return tokens
    return [tokens[0]._replace(word="no"), *tokens[1:]]


def _without_address(tokens: list[Token]) -> list[Token]:
    """Leaves out how we are addressed: "no dear", "yes sir i am", "i did actually"."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1].word if at + 1 < len(tokens) and not token.after else ""
        before = out[-1].word if out else ""
        address = token.word in VOCATIVES and (not following or following in GOES_ON)
        trailing = token.word in TRAILERS and not following
        if out and (address or trailing) and before not in OWNERS | {"a", "an", "in", "with"}:
            out[-1] = out[-1]._replace(after=max(token.after, out[-1].after))
        else:
            out.append(token)
    return out
