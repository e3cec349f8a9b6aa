"""From text to tokens: case, punctuation, contractions, mis-hearings, numbers.

Every token keeps its place in the text as given, so that "why?" can quote the words. Knows no fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.compiled import Spelling
from cramp_triage.nlu.lexicon.counting import Numbers
from cramp_triage.nlu.tokens.numbers import is_a_hundred, read_number

_PIECE: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # initials: "e.r.", "a.m."
    r"|\d+(?:st|nd|rd|th)\b"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:['\u2019\u2018\u02bc`\u00b4][^\W\d_]+)*['\u2019]?"
    r"|(?<!\S)'s\b"
    r"|[.!?;:\n\u2026]+|,|--+|[\u2013\u2014]"
)
NO_BREAK, COMMA, STOP, ASKED = 0, 1, 2, 3


class Token(NamedTuple):
    """One word as the matcher sees it.

    Attributes:
        word: normal form, lower case, without accents; digits for a number of several words.
        start: offset in the text as given.
        end: offset behind it.
        value: what it counts, if it is a number.
        after: the punctuation that follows: NO_BREAK, COMMA, STOP, or ASKED for a question mark or
            a colon, behind which the answer may stand ("swelling? none").
    """

    word: str
    start: int
    end: int
    value: float | None = None
    after: int = NO_BREAK


def tokenise(text: str, spelling: Spelling, numbers: Numbers) -> list[Token]:
    """Returns the tokens of `text`.

    Args:
        text: any Unicode text.
        spelling: contractions, mis-hearings, and words that carry nothing.
        numbers: numbers as words.
    """
    tokens = _rewrite(_pieces(text, spelling), spelling.rewrites)
    return _numbers(_without_noise(tokens, spelling.fillers, numbers.words), numbers)


def plain_word(piece: str) -> str:
    """Returns a word in normal form: lower case, plain apostrophe, no accents."""
    word = piece.lower()
    if not word.isascii():
        for mark in "\u2019\u2018\u02bc\u00b4":
            word = word.replace(mark, "'")
        word = "".join(
            c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)
        )
    return word.replace("`", "'")


def expand(word: str, spelling: Spelling) -> Sequence[str]:
    """Returns the words that a contraction stands for, or the word itself."""
    full = spelling.contractions.get(word)
    if full is not None:
        return full.split()
    if "'" in word:
        for end, meant in spelling.endings:
            if word.endswith(end):
                return (word.removesuffix(end) + meant).split()
    return (word,)


def split_words(text: str, spelling: Spelling) -> list[str]:
    """Returns the words of `text` one by one: no rewriting, no stutter taken out."""
    return [token.word for token in _pieces(text, spelling)]


def _pieces(text: str, spelling: Spelling) -> list[Token]:
    tokens: list[Token] = []
    for found in _PIECE.finditer(text):
        piece = found.group()
        start, end = found.span()
        first = piece[0]
        if not first.isalnum() and piece != "'s":
            if tokens:
                tokens[-1] = tokens[-1]._replace(after=max(_mark(piece), tokens[-1].after))
            continue
        word = plain_word(piece)
        if "." in word and not word[0].isdigit():
            word = word.replace(".", "")
        for part in expand(word, spelling):
            if part:
                tokens.append(Token(part, start, end))
    return tokens


def _mark(piece: str) -> int:
    """Returns which break these marks make."""
    # A rest in the middle of a thought is no end of it: an ellipsis counts as a comma.
    if piece[0] in ",-\u2013\u2014\u2026" or piece.startswith(".."):
        return COMMA
    return ASKED if {*piece} & {"?", ":"} else STOP


def _rewrite(
    tokens: list[Token],
    rewrites: Mapping[str, Sequence[tuple[Sequence[str], Sequence[str]]]],
) -> list[Token]:
    out: list[Token] = []
    at, size = 0, len(tokens)
    while at < size:
        token = tokens[at]
        pair = f"{token.word} {tokens[at + 1].word}" if at + 1 < size else ""
        for source, target in (*rewrites.get(pair, ()), *rewrites.get(token.word, ())):
            end = at + len(source)
            if (
                end <= size
                and all(tokens[at + k].word == w for k, w in enumerate(source) if k)
                and not any(tokens[k].after >= STOP for k in range(at, end - 1))
            ):
                last = tokens[end - 1]
                out += [Token(w, token.start, last.end) for w in target]
                out[-1] = out[-1]._replace(after=last.after)
                at = end
                break
        else:
            out.append(token)
            at += 1
    return out


def _without_noise(
    tokens: list[Token], fillers: frozenset[str], numbers: frozenset[str]
) -> list[Token]:
    """Drops fillers and stutters ("my my calf"), keeping the breaks that followed them."""
    out: list[Token] = []
    for token in tokens:
        stutter = out and out[-1].word == token.word and token.word not in numbers
        if stutter and not out[-1].after and not token.word[0].isdigit():
            out[-1] = out[-1]._replace(after=token.after, end=token.end)
        elif token.word in fillers:
            if token.after and out:
                out[-1] = out[-1]._replace(after=max(token.after, out[-1].after))
        else:
            out.append(token)
    return out


def _numbers(tokens: list[Token], numbers: Numbers) -> list[Token]:
    words = [token.word for token in tokens]
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        word = words[at]
        token = tokens[at]
        read = None
        if word[0].isdigit() or word in numbers.words or is_a_hundred(words, at, numbers):
            limit = at + 1
            most = limit if word[0].isdigit() else min(at + 6, len(words))
            while limit < most and not tokens[limit - 1].after:
                limit += 1
            read = read_number(words[at:limit], 0, numbers)
        if read is None:
            out.append(token)
            at += 1
            continue
        value, used = read
        last = tokens[at + used - 1]
        name = word if used == 1 and not word[0].isdigit() else f"{value:g}"
        out.append(Token(name, token.start, last.end, value, last.after))
        at += used
    return out
