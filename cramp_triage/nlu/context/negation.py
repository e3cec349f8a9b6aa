"""How far a "no", a "not" or a doubt reaches, and what it makes of the phrases it covers.

One denial or doubt is open at a time; the next clause closes it. Must not know who is spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.context.behind import Behind
from cramp_triage.nlu.context.reach import (
    goes_on,
    is_clause,
    near_enough,
    opens_thought,
    words_in,
)
from cramp_triage.nlu.context.statement import Stated, doubted, facts_of, kind_of, turned
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import STOP, Token
from cramp_triage.protocol.facts import NO, UNKNOWN, YES

MAX_DESCRIBED: Final = 4
"""Tokens between a "no" and its noun: "no new or worsening weakness"."""


class Denial:
    """The denial or doubt that is open at a point of an utterance.

    Args:
        lexicon: its facts and its grammar.
        tokens: the utterance.
    """

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token]) -> None:
        self.tokens, self.findings, self.links = tokens, lexicon.findings, lexicon.links
        self.scope, self.sets = lexicon.grammar.scope, lexicon.sets
        self.behind = Behind(lexicon, tokens)
        self.denier: Found | None = None
        self.doubt = self.denied_any = self.place_denied = False
        self.reach_from = 0

    def close(self) -> None:
        """Ends the denial or doubt."""
        self.denier = None
        self.doubt = self.place_denied = False

    def open(self, item: Found) -> None:
        """Begins a denial behind `item`."""
        self.denier, self.reach_from, self.denied_any = item, item.end, False

    def open_doubt(self, item: Found) -> None:
        """Begins a doubt behind `item`: "I don't know if"."""
        self.doubt, self.reach_from = True, item.end

    def reaches(self, item: Found) -> bool:
        """Whether the open denial or doubt turns this phrase."""
        reached = self._covers(item)
        if item.denied:
            # Its own "not" decides, save in "it's not that my pee isn't dark".
            prose = (
                self.denier is not None
                and words_in(self.tokens, self.denier.used) & self.scope.prose
            )
            return not (reached and prose)
        return reached

    def pass_on(self, item: Found, reached: bool) -> bool:
        """Carries the denial past a phrase, through a list; False if it ends here."""
        if reached and self.denier is not None and set(facts_of(item)) <= self.sets.place:
            self.place_denied, self.reach_from = True, item.end
        elif item.denied or (not reached and self.scope.deniers & words_in(self.tokens, item.used)):
            # "I haven't fallen or banged it": the phrase's own "not" goes on through the list.
            self.close()
            self.denier, self.denied_any, self.reach_from = item, True, item.end
        elif reached:
            self.denied_any, self.reach_from = True, item.end
        elif self.denier is not None or self.doubt:
            return False
        return True

    def denied_by(self, item: Found) -> Sequence[str]:
        """Returns the meanings that a denial turns: "not red" is no redness, and no pale limb."""
        if not any(m.endswith(f"={YES}") for m in item.meanings):
            return item.meanings
        return [m for m in item.meanings if not m.endswith(f"={NO}")]

    def say(self, fact: str, value: str, item: Found, reached: bool) -> Stated:
        """Returns what the phrase states once denial and doubt are applied."""
        plain = Stated(fact, value, item)
        if (
            not reached
            or fact in self.sets.request
            or (fact in self.sets.place and self.place_denied)
        ):
            return plain  # the last: "not my calf my thigh"
        if self.doubt:
            return doubted(plain, self.findings[fact])
        listed = self.denier is not None and kind_of(self.denier) == "cue:no"
        # "I ain't coughed up no blood": one denial said twice.
        twice = bool(self.scope.no_twice & words_in(self.tokens, item.used))
        direct = not listed and not twice and (item.denied or not self.denied_any)
        return turned(plain, self.findings[fact], direct)

    def ends_at_place(self, item: Found) -> bool:
        """Whether a place opens a new thought behind "no": "no fever left calf swollen"."""
        if self.denier is None or kind_of(self.denier) != "cue:no":
            return False
        return opens_thought(self.scope, self.tokens, item.start, self.reach_from)

    def denies_next(self, items: Sequence[Found], index: int) -> bool:
        """Whether the "no" at `index` denies the next noun; else it answers: "no it is"."""
        item = items[index]
        if self.tokens[item.end - 1].after:
            return False
        if index + 1 >= len(items):
            return False
        following = items[index + 1]
        if kind_of(following) != "fact":
            return False
        gap = [t.word for t in self.tokens[item.end : following.start]]
        if len(gap) > MAX_DESCRIBED or not all(map(self._describes, gap)):
            return False
        if is_clause(self.scope, self.tokens, following.start, following.end, noun=True):
            return False
        meanings = [one for one in following.meanings if not one.endswith(f"={NO}")]
        fact, _, value = (meanings or following.meanings)[0].partition("=")
        finding = self.findings.get(fact)
        if finding is None or fact in self.sets.place or finding.kind == "number":
            return False
        if self._postposed(items, index):
            return False
        return value not in (NO, "none", UNKNOWN) and "after_no" not in finding.traits

    def _postposed(self, items: Sequence[Found], index: int) -> bool:
        """Whether the answers stand behind: "swelling no redness no"."""
        if self.tokens[-1].word not in self.scope.answers_behind or index == 0:
            return False
        first = items[0]
        if kind_of(first) != "fact" or first.start > 1 or not self.behind.alone(first):
            return False
        return not self.scope.deniers & words_in(self.tokens, range(first.end))

    def _describes(self, word: str) -> bool:
        passed = word in self.links or word in self.scope.descriptors
        return passed and word not in self.scope.owners

    def _of_nothing(self, item: Found, gap: Sequence[str]) -> bool:
        """Whether a "nothing" denies it: "nothing is leaking", not "nothing helps my pain"."""
        return {*gap} <= self.scope.after_nothing and not {*facts_of(item)} & self.sets.fixed

    def _of_nobody(self, item: Found, gap: Sequence[str]) -> bool:
        """Whether "nobody" does it: "nobody has fainted", not "nobody's here, I fainted"."""
        said = self.tokens[self.reach_from - 1 : item.start]
        parted = any(token.after for token in said)
        return not parted and self._of_nothing(item, gap)

    def _covers(self, item: Found) -> bool:
        """Whether the open denial or doubt covers this phrase."""
        if self.denier is None and not self.doubt:
            return False
        cue = words_in(self.tokens, self.denier.used) if self.denier is not None else set()
        determiner = self.denier is not None and kind_of(self.denier) == "cue:no"
        gap = [t.word for t in self.tokens[self.reach_from : item.start]]
        prose = bool(cue & self.scope.prose)
        if self.denier is not None and self.tokens[item.start].word in self.scope.deniers:
            # "Not pregnant, no pills": the second has its own "no". But "it isn't that I can't".
            return prose and not self.denied_any and near_enough(self.scope, gap, self.links)
        if gap and gap[0] in self.scope.owners and gap[-1] in self.scope.clefts:
            return len(gap) <= MAX_DESCRIBED  # "it's not my chest that hurts"
        if cue and cue <= self.scope.nobody and not determiner and not self.denied_any:
            return self._of_nobody(item, gap)
        own_clause = is_clause(self.scope, self.tokens, item.start, item.end, noun=determiner)
        if own_clause and not prose and (gap or determiner or self.denied_any):
            return False  # "no headache, baby's moving", "it's not dark it's pale"
        begins = not self.denied_any
        if begins and cue and cue <= self.scope.nothing and not self._of_nothing(item, gap):
            return False
        if not self.denied_any:
            return near_enough(self.scope, gap, self.links)
        listing = determiner or self.denier is None or self._or_follows(item)
        return goes_on(self.scope, gap, self.links, listing)

    def _or_follows(self, item: Found) -> bool:
        """Whether an "or" still comes in the same list: "not swollen, red or hot"."""
        if not self.tokens[self.reach_from - 1].after or self.tokens[item.end - 1].after >= STOP:
            return False
        for token in self.tokens[item.end : item.end + MAX_DESCRIBED]:
            if token.word in self.scope.ors:
                return True
            if (
                token.after >= STOP
                or token.word in self.scope.verbs
                or token.word in self.scope.owners
            ):
                return False
        return False
