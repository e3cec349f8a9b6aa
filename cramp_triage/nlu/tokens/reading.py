"""From the text to the words as they were meant: names by their sound, "no" for "know".

How we are addressed is left out. Knows no fact.
"""

from __future__ import annotations

from collections.abc import Sequence

from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.grammar import Address
from cramp_triage.nlu.tokens.comparing import without_comparing
from cramp_triage.nlu.tokens.put_right import numbers_left_out, put_right
from cramp_triage.nlu.tokens.sound_alikes import hear_alike
from cramp_triage.nlu.tokens.tokenise import Token, tokenise


def read_tokens(lexicon: Lexicon, text: str) -> list[Token]:
    """Returns the tokens of `text`, any Unicode text, as the matcher sees them."""
    tokens = put_right(_as_said(lexicon, text), lexicon.grammar.put_right)
    return without_comparing(tokens, lexicon.grammar.comparing)


def numbers_put_right(
    lexicon: Lexicon, text: str, tokens: Sequence[Token]
) -> list[tuple[int, int]]:
    """Returns the offsets of the words that a number was put right from, in the text as given.

    Args:
        lexicon: as for `read_tokens`.
        text: as given.
        tokens: what `read_tokens` makes of it.
    """
    names = lexicon.grammar.put_right
    if tokens[0].word not in names.mark:
        return []  # nothing was put right
    said = _as_said(lexicon, text)
    return numbers_left_out(said, put_right(said, names), names)


def _as_said(lexicon: Lexicon, text: str) -> list[Token]:
    tokens = tokenise(text, lexicon.spelling, lexicon.grammar.numbers)
    tokens = hear_alike(tokens, lexicon.sounds, lexicon.known)
    address = lexicon.grammar.address
    return _without_address(_with_no(tokens, address), address)


def _with_no(tokens: list[Token], address: Address) -> list[Token]:
    """Takes a "know" that begins a sentence for the "no" that it sounds like: "know ma'am"."""
    meant = address.sounds_like.get(tokens[0].word) if len(tokens) > 1 else None
    if meant is None or tokens[1].word in address.asking:
        return tokens
    return [tokens[0]._replace(word=meant), *tokens[1:]]


def _without_address(tokens: list[Token], address: Address) -> list[Token]:
    """Leaves out how we are addressed: "no dear", "yes sir i am", "i did actually"."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1].word if at + 1 < len(tokens) and not token.after else ""
        before = out[-1].word if out else ""
        ends = not following or following in address.goes_on
        called = token.word in address.vocatives and ends
        trailing = token.word in address.trailers and not following
        if out and (called or trailing) and before not in address.kept_behind:
            out[-1] = out[-1]._replace(after=max(token.after, out[-1].after))
        else:
            out.append(token)
    return out
