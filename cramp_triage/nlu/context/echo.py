"""Words of a question that are only said back in surprise: "pregnant! I'm eighty-one".

A short opening without a claim, before a mark of surprise or words of protest. Knows no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.lexicon.asking import Mood
from cramp_triage.nlu.tokens.tokenise import NO_BREAK, STOP, Token

LONGEST: Final = 5
"""Most words of a noun said back: "a baby on the way"; more of them tell something."""


def echo_end(text: str, tokens: Sequence[Token], mood: Mood) -> int:
    """Returns the place behind the words said back at the start and the protest at them, or 0.

    Args:
        text: the utterance as given, where "?" and "!" still differ from a full stop.
        tokens: its tokens.
        mood: the words of protest and of claims.
    """
    words = [token.word for token in tokens]
    start = _protest(words, 0, mood)
    end = start
    for at in range(start, min(len(words), start + 2 * LONGEST)):
        if words[at] in mood.claims - mood.surprised:
            break
        behind = tokens[at + 1].start if at + 1 < len(tokens) else len(text)
        surprised = not {*"?!"}.isdisjoint(text[tokens[at].end : behind])
        parted = tokens[at].after != NO_BREAK or at + 1 == len(words)
        if surprised or _protest(words, at + 1, mood) or (start and parted and end == start):
            if _nouns(words[end : at + 1], mood) > LONGEST:
                break
            end = at + 1
        elif back := _asked_back(tokens, end, at + 1, mood):
            return back
        elif tokens[at].after >= STOP:
            break
    return end + _protest(words, end, mood) if end > start else 0


def _asked_back(tokens: Sequence[Token], start: int, at: int, mood: Mood) -> int:
    """Returns the end of a question what the words before mean, or 0: "twitch, what is twitch"."""
    behind = tokens[at:]
    length = next((k for k, token in enumerate(behind, 1) if token.after >= STOP), len(behind))
    asks = [token.word for token in behind[:length]]
    named = {token.word for token in tokens[start:at]} & {*asks[2:]}
    short = tokens[at - 1].after != NO_BREAK and _nouns([*named], mood) <= LONGEST
    opened = len(asks) > 2 and asks[0] in mood.asks and asks[1] in mood.auxiliaries
    return at + length if named and short and opened else 0


def _nouns(words: Sequence[str], mood: Mood) -> int:
    return sum(word not in mood.openers | mood.surprised for word in words)


def _protest(words: Sequence[str], at: int, mood: Mood) -> int:
    """Returns the length of the words of protest at a place, what opens them included."""
    opened = at
    while opened < len(words) and words[opened] in mood.openers - mood.claims:
        opened += 1
    runs = (run for run in mood.protests if tuple(words[opened : opened + len(run)]) == run)
    length = max((len(run) for run in runs), default=0)
    return opened - at + length if length else 0
