"""A number, side or place put right in the same breath: "ten, no, twenty minutes" tells twenty.

So does "not ten, twenty", and "i said ten but it's twenty". What is put right is left out. Knows
no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.lexicon.grammar import PutRight
from cramp_triage.nlu.lexicon.topic import WordRuns
from cramp_triage.nlu.tokens.tokenise import COMMA, Token

NUMBER: Final = "number"
SIDE: Final = "left_or_right"
PLACE: Final = "place"

LONGEST_UNIT: Final = 3
"""Words that a number counts: "minutes", "out of ten"."""


def put_right(tokens: list[Token], names: PutRight) -> list[Token]:
    """Returns the tokens without what was put right, and a word for it before the rest."""
    kept, said = tokens, None
    is_said = _run(tokens, 0, names.marks) > 0 and tokens[0].word not in names.noes
    at = 0
    while at < len(kept):
        is_one = bool(_kind(kept, at, names))
        found = _repair(kept, at, names) if is_one else None
        if is_one and found is None and not is_said and (ends := _behind_denied(kept, at, names)):
            said, unit = kept[at], _unit(kept, at, names) or at + 1
            kept = [
                *kept[: unit - 1],
                kept[unit - 1]._replace(after=kept[ends - 1].after),
                *kept[ends:],
            ]
        if found is None:
            at += 1
            continue
        behind, unit, number = found
        said = kept[at]
        of = _unit(kept, number, names)
        if unit > at + 1 and (not of or kept[of - 1].word in names.ones):
            number, right = max(number, of - 1), kept[number]
            put = kept[at]._replace(word=right.word, value=right.value)
            last = kept[unit - 1]._replace(after=kept[number].after)
            kept = [*kept[:at], put, *kept[at + 1 : unit - 1], last, *kept[number + 1 :]]
        else:
            begin = _not_before(kept, at, names)
            begin = at if begin is None else begin
            begin -= begin == 1 and kept[0].word in names.noes  # "no, not my calf, my foot"
            kept = [*kept[:begin], *kept[behind:]]
            at = max(0, begin - 1)
    if said is None:
        return tokens
    mark = Token(next(iter(names.mark)), said.start, said.end, None, COMMA)
    return [mark, *kept]


def numbers_left_out(
    said: Sequence[Token], kept: Sequence[Token], names: PutRight
) -> list[tuple[int, int]]:
    """Returns the offsets of what `put_right` left out; none where no number was put right."""
    stay = {(token.start, token.end) for token in kept[len(kept) > 0 and kept is not said :]}
    out = [at for at, token in enumerate(said) if (token.start, token.end) not in stay]
    is_number = any(_kind(said, at, names) == NUMBER for at in out)
    return [(said[at].start, said[at].end) for at in out] if is_number else []


def _repair(tokens: Sequence[Token], at: int, names: PutRight) -> tuple[int, int, int] | None:
    """Behind the words that put a number right, behind its unit, and where the right one is."""
    unit = at + 1
    if not tokens[at].after:
        unit = _unit(tokens, at, names) or _counted(tokens, at, names) or unit
    behind = unit + _run(tokens, unit, names.marks)
    before = _word_before(tokens, at, names)
    is_denied = _not_before(tokens, at, names) is not None
    if behind == unit and (is_denied or before in names.said):
        behind += unit < len(tokens) and tokens[unit].word in names.buts
    kind = _kind(tokens, at, names)
    # "I said left foot, it's the right", "did I say left? it's the right".
    told = before in (names.said if kind == NUMBER else names.said | names.asks)
    is_told = told and bool(tokens[unit - 1].after)
    if before in names.asks and not is_told:
        return None  # "did i say ten i meant twenty" tells it in words of its own
    denied = is_denied and tokens[unit - 1].after == COMMA
    if behind == unit and not (denied or is_told):
        return None
    number = behind
    while number < len(tokens) and tokens[number].word in names.leads:
        if _kind(tokens, number, names):
            break  # "an hour ago"
        number += 1
    if number >= len(tokens):
        return None
    right = _kind(tokens, number, names)
    if kind == PLACE and right == SIDE and _unit(tokens, number, names):
        right = _kind(tokens, number + 1, names)  # "I said thigh, it's the left calf"
    if right != kind:
        return None
    ends = number + 1 == len(tokens) or tokens[number].after
    is_whole = ends or kind != NUMBER or _unit(tokens, number, names)
    if not is_whole and not _is_marked(tokens, at, unit, number, names):
        return None
    while behind < number and tokens[behind].word in names.articles:
        behind += 1
    return behind, unit, number


def _behind_denied(tokens: Sequence[Token], at: int, names: PutRight) -> int:
    """Behind what is denied after what is told, "my foot, not my calf"; 0 if nothing is."""
    begin = _unit(tokens, at, names) or at + 1
    if begin >= len(tokens) or tokens[begin].word not in names.nots:
        return 0
    if tokens[at].word in names.counts and begin == at + 1:
        return 0  # "he was sick once, not twice" is of nothing that is counted here
    other = begin + 1
    while other < len(tokens) and tokens[other].word in names.owners | names.articles:
        other += 1
    if other >= len(tokens) or _kind(tokens, other, names) != _kind(tokens, at, names):
        return 0
    end = _unit(tokens, other, names) or other + 1
    return end if end == len(tokens) or tokens[end - 1].after else 0


def _kind(tokens: Sequence[Token], at: int, names: PutRight) -> str:
    """What a word can be put right by: another of its kind; "" if by nothing."""
    token = tokens[at]
    if token.value is not None or token.word in names.counts:
        return NUMBER
    follows = tokens[at + 1].word if at + 1 < len(tokens) and not token.after else ""
    if token.word in names.single and follows in names.units:
        return NUMBER
    if token.word in names.sides:
        return SIDE
    return PLACE if token.word in names.places else ""


def _not_before(tokens: Sequence[Token], at: int, names: PutRight) -> int | None:
    """Where the "not" stands that a word is denied by: "not in my calf"; None without one."""
    begin = at - 1
    while begin > 0 and tokens[begin].word in names.owners and not tokens[begin - 1].after:
        begin -= 1
    is_not = begin >= 0 and tokens[begin].word in names.nots and not tokens[begin].after
    return begin if is_not else None


def _word_before(tokens: Sequence[Token], at: int, names: PutRight) -> str:
    """The word that a number, side or place stands behind: "I said it's my left"; "" if none."""
    while at and tokens[at - 1].word in names.leads and not tokens[at - 1].after:
        at -= 1
    return tokens[at - 1].word if at else ""


def _unit(tokens: Sequence[Token], at: int, names: PutRight) -> int:
    """Behind what the number or the side at `at` is of; 0 if it is of nothing."""
    kind, begin = _kind(tokens, at, names), at + 1
    if begin >= len(tokens) or tokens[at].after:
        return 0
    word = tokens[begin].word
    if kind == SIDE:
        return begin + 1 if word in names.places | names.ones else 0
    of_times = tokens[at].word in names.counts and word in names.goes_on
    if kind != NUMBER or (word not in names.units and not of_times):
        return 0
    end = begin
    while end < min(len(tokens), begin + LONGEST_UNIT):
        if tokens[end].word not in names.units | names.goes_on:
            break
        end += 1
        if tokens[end - 1].after:
            break
    return end


def _is_marked(tokens: Sequence[Token], at: int, unit: int, number: int, names: PutRight) -> bool:
    """Whether commas part a number from another of the same thing: "two, no, one water pill"."""
    parted = bool(tokens[at].after and tokens[number - 1].after)
    return unit == at + 1 and parted and (not at or tokens[at - 1].word not in names.told)


def _counted(tokens: Sequence[Token], at: int, names: PutRight) -> int:
    """Behind what a number counts that another at the end puts right: "one pill, no, two"."""
    if _kind(tokens, at, names) != NUMBER:
        return 0
    end = at + 1
    while end < min(len(tokens), at + 1 + LONGEST_UNIT) and not _kind(tokens, end, names):
        end += 1
        if tokens[end - 1].after:
            break
    marks = _run(tokens, end, names.marks)
    ends = marks and end + marks + 1 == len(tokens) and tokens[end - 1].after
    return end if ends and _kind(tokens, end + marks, names) == NUMBER else 0


def _run(tokens: Sequence[Token], at: int, runs: WordRuns) -> int:
    """How many words of those that put right begin there, one behind the other."""
    end = at
    while end < len(tokens):
        words = [token.word for token in tokens[end : end + 4]]
        found = max((len(run) for run in runs if tuple(words[: len(run)]) == run), default=0)
        if not found:
            break
        end += found
    return end - at
