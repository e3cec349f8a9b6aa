"""What is found in an utterance: phrases and numbers, but for those that reach too far.

A phrase with a gap is found wherever its words stand; here those are dropped whose words belong to
another thought.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from cramp_triage.messages.acts import AFFIRM
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import DURATION, SINCE
from cramp_triage.nlu.match.lattice import LONG, Field
from cramp_triage.nlu.match.phrases import Found, find_all
from cramp_triage.nlu.quantities.amounts import read_quantities
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import FREQUENCY

OF_NO_FACT: Final = "offer"
"""What a question of ours about no fact asks: "so three days", said to it, is no length."""


def found_in(
    lexicon: Lexicon,
    tokens: Sequence[Token],
    asked: Sequence[str],
    expects: str,
    strong: frozenset[int],
    before: Sequence[range],
) -> list[Found]:
    """Returns every phrase and number of an utterance that may count.

    Args:
        lexicon: its phrases.
        tokens: the utterance.
        asked: fact ids of the open question.
        expects: the kind of answer it waits for.
        strong: places of strong language.
        before: where it is told how somebody was before, which denies nothing.
    """
    # The later a trie, the more its phrases count: the fact that was asked comes last.
    names = ["*", *asked] if asked else ["open"]
    grammar = lexicon.grammar
    led = len(tokens) > 1 and tokens[0].word in grammar.matching.leads
    only = led and tokens[1].word in grammar.answers.only
    if only and not lexicon.sets.of_cramp & {*asked}:
        names = names[:1]  # "no just my leg hurts" speaks of something else
    if expects == "ack":
        names.append("ack")
    if expects == "yes_no" and not asked:
        names.append("call")
    if len(tokens) > LONG:
        names = []  # nobody answers a question with so many words; the dangers are still heard
    sets = [lexicon.open(), *(lexicon.open(name) for name in names)]
    field = Field(lexicon, tokens, strong)
    everything = find_all(field, sets, lexicon.meanings)
    then = {at for clause in before for at in clause}
    found = [
        one
        for one in everything
        if not (
            _behind_no(lexicon, tokens, one)
            or _across_no(lexicon, tokens, one)
            or _of_all(lexicon, tokens, one, asked)
            or (_denies(lexicon, one) and not then.isdisjoint(one.used))
        )
    ]
    found = _but_bare(lexicon, tokens, found, asked)
    asks = asked or ([OF_NO_FACT] if expects == "yes_no" else ())
    return [*read_quantities(tokens, asks, grammar), *found]


def _but_bare(
    lexicon: Lexicon, tokens: Sequence[Token], found: list[Found], asked: Sequence[str]
) -> list[Found]:
    """Drops single words that answer yes, apart from more words that deny the same.

    "I breathe fine, I just talk fast" is not fast breathing. What a "no" denies stays for it.
    """
    findings, deniers = lexicon.findings, lexicon.grammar.scope.deniers
    grave = {f: (f"{f}={findings[f].danger}", f"{f}={findings[f].deny}") for f in asked}
    dropped = {
        id(bare)
        for yes, no in grave.values()
        for more in found
        if len(more.used) > 1 and no in more.meanings
        for bare in found
        if len(bare.used) == 1
        and yes in bare.meanings
        and bare.used[0] not in more.used
        and tokens[bare.start - 1].word not in deniers
    }
    return [one for one in found if id(one) not in dropped]


def but_begun(lexicon: Lexicon, tokens: Sequence[Token], chosen: Sequence[Found]) -> list[Found]:
    """Drops a yes that only begins how often or how long: "it is about once a week"."""
    yes, mood = f"act:{AFFIRM}", lexicon.grammar.mood
    counted = (FREQUENCY, SINCE, DURATION)
    told = {one.start for one in chosen if one.meanings[0].partition("=")[0] in counted}

    def begins(one: Found) -> bool:
        behind = takewhile(lambda at: not tokens[at - 1].after, range(one.end, len(tokens)))
        is_it = tokens[one.start].word in mood.pronouns and tokens[one.end - 1].word in mood.be
        return one.meanings == (yes,) and is_it and not told.isdisjoint(behind)

    return [one for one in chosen if not begins(one)]


def _behind_no(lexicon: Lexicon, tokens: Sequence[Token], item: Found) -> bool:
    """Whether it is a fact over the comma of a "no": "statin no, quinine no"."""
    first = tokens[item.start]
    leads = first.word in lexicon.grammar.matching.noes and first.after and len(item.used) > 1
    return bool(leads) and "=" in item.meanings[0]


def _across_no(lexicon: Lexicon, tokens: Sequence[Token], item: Found) -> bool:
    """Whether it reaches over a stop for another's "no".

    "My ankles are thin, nothing swollen", "my toes are warm, it isn't numb".
    """
    scope, used = lexicon.grammar.scope, {*item.used}
    others = scope.deniers | (scope.owners if item.denied else frozenset())
    return any(
        tokens[k - 1].after and tokens[k].word in others and k not in used
        for k in range(item.start + 1, item.end)
    )


def _denies(lexicon: Lexicon, item: Found) -> bool:
    """Whether it says that a sign is not there."""
    told = [meaning.partition("=") for meaning in item.meanings]
    return any(
        fact in lexicon.findings and value == lexicon.findings[fact].deny for fact, _, value in told
    )


def _of_all(lexicon: Lexicon, tokens: Sequence[Token], item: Found, asked: Sequence[str]) -> bool:
    """Whether it answers a list as a whole, and no fact of it: "none of them", "no to both"."""
    scope, words = lexicon.grammar.scope, words_in(tokens, item.used)
    bare = words <= scope.noughts | scope.deniers | scope.sums and len(asked) > 1
    return bare and "=" in item.meanings[0]
