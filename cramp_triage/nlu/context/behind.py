"""Denials that come after what they deny: "swelling: none", "chest pain i don't have".

What is denied is a noun named for the denial's sake, or the clause right before it; a list of nouns
is denied as a whole. Must not know who is spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from cramp_triage.nlu.context.reach import is_clause, words_in
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import ASKED, NO_BREAK, STOP, Token
from cramp_triage.protocol.facts import NO, ONGOING_NOW, SITE, UNKNOWN

MAX_GAP: Final = 3
"""Tokens between what is denied and the denial."""
MAX_STRANGE: Final = 2
"""Words of a noun that mean nothing here: "lip tingling", "neck operation"."""
MAX_ROW: Final = 8
"""Statements that one denial turns, or looks back upon."""
MAX_SAME: Final = 8
"""Tokens between what is said and "same as ever"."""


class Behind:
    """The denials of one utterance that look back.

    Args:
        lexicon: its facts and its grammar.
        tokens: the utterance.
    """

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token]) -> None:
        self.tokens, self.findings, self.links = tokens, lexicon.findings, lexicon.links
        self.scope, self.sets = lexicon.grammar.scope, lexicon.sets
        self.noes, self.joined = lexicon.grammar.matching.noes, lexicon.grammar.matching.joined
        self.hurts = lexicon.grammar.answers.hurts
        self.cramp = lexicon.grammar.answers.cramp

    def turn(self, stated: list[Stated], value: str, item: Found, *, bare: bool) -> bool:
        """Applies a denial or a doubt to what was said right before it.

        Args:
            stated: the statements so far; the last ones may change.
            value: `no` or `unknown`.
            item: the phrase that denies.
            bare: only a "no", which speaks of a noun alone.

        Returns:
            Whether it spoke of one.
        """
        places = self._denied(stated, item, bare) if stated else []
        for at in places:
            stated[at] = self._turned(stated[at], value)
        return bool(places)

    def turn_same(self, stated: list[Stated], item: Found) -> bool:
        """Denies what is as it always was: "my feet are numb same as ever".

        Returns:
            Whether something was said to be so.
        """
        at = len(stated) - 1
        while at >= 0 and stated[at].fact in self.sets.course - self.sets.place:
            at -= 1  # "numb for years, same as ever"
        if at < 0 or not self._open_to_denial(stated[at]) or stated[at].value == NO:
            return False
        if self.findings[stated[at].fact].group != "symptom":
            return False  # "took my water pill like always", "i live alone, always have"
        gap = self.tokens[stated[at].found.end - 1 : item.start]
        strange = {t.word for t in gap[1:]} & (self.scope.owners | self.joined)
        if len(gap) > MAX_SAME or strange or max((t.after for t in gap), default=NO_BREAK) >= STOP:
            return False
        for place in self._told_by(stated, stated[at].found, hurts=False):
            stated[place] = self._turned(stated[place], NO)
        return True

    def alone(self, item: Found, told: AbstractSet[int] = frozenset()) -> bool:
        """Whether the phrase is a noun that opens its clause: "and fever", "as for numbness".

        Args:
            item: the phrase.
            told: places of words that tell another fact.
        """
        if is_clause(self.scope, self.tokens, item.start, item.end, noun=True):
            return False
        strange = 0
        for at in range(item.start - 1, -1, -1):
            token = self.tokens[at]
            if token.after or token.word in self.scope.answers_before:
                return True
            if at in told or token.word in self.scope.clauses or token.word in self.cramp:
                return False
            strange += token.word not in self.scope.nouns
            if strange > MAX_STRANGE:
                return False
        return True

    def _denied(self, stated: Sequence[Stated], item: Found, bare: bool) -> list[int]:
        """Returns the places of the statements that the denial speaks of."""
        at = self._before_places(stated)
        last, words = stated[at].found, words_in(self.tokens, item.used)
        end = stated[-1].found.end
        gap = self.tokens[end - 1 : item.start]
        between = {t.word for t in self.tokens[self._noun_end(end) : item.start]}
        if len(gap) > MAX_SAME or len(between) > MAX_GAP or between & self.joined:
            return []  # "i have chest pain and i don't take any"
        if any(w not in self.links and w not in self.scope.clauses for w in between):
            return []
        mark = max((t.after for t in gap), default=NO_BREAK)
        if self._relative(item):
            return []  # "i see cats that aren't there"
        alone = self._named(stated, at)
        noun = bare or words <= self.scope.noughts or between - self.links
        if (noun or mark >= STOP) and not alone:
            return []
        if words <= self.noes and mark == STOP:
            return []  # "Chest pain. No, wait"
        places = self._told_by(stated, last, bool(words & self.hurts))
        row = self._row(stated, places[0]) if alone and places else []
        if row and words <= self.noes and mark < ASKED and self._listed(stated, row[0], last):
            return []  # "fever, vomiting, no": of what?
        return [*row, *places]

    def _noun_end(self, end: int) -> int:
        """Returns where a noun ends, its place included: "weakness in my leg"."""
        here = self.tokens[end : end + MAX_GAP]
        if not here or here[0].word not in self.scope.prepositions or self.tokens[end - 1].after:
            return end
        owned = [t.word in self.scope.place_starts for t in here[1:]]
        return end + 2 + (owned.index(False) if False in owned else len(owned))

    def _before_places(self, stated: Sequence[Stated]) -> int:
        """Returns where the last statement is, before the places in it: "redness on my calf"."""
        at = len(stated) - 1
        while at and stated[at].fact in self.sets.place:
            gap = self.tokens[stated[at - 1].found.end : stated[at].found.start]
            joined = stated[at].found is stated[at - 1].found
            if not joined and not {t.word for t in gap} & self.scope.prepositions:
                break
            at -= 1
        return len(stated) - 1 if stated[at].fact in self.sets.place else at

    def _named(self, stated: Sequence[Stated], at: int, left: int = MAX_ROW) -> bool:
        """Whether a noun is named to be denied, or an "or" joins it to one that is."""
        one = stated[at].found
        if self.alone(one, self._told_before(stated, one)):
            return True
        earlier = range(at - 1, max(-1, at - MAX_ROW), -1)
        before = next((k for k in earlier if stated[k].found is not one), None)
        if (
            before is None
            or not left
            or is_clause(self.scope, self.tokens, one.start, one.end, noun=True)
        ):
            return False
        gap = {t.word for t in self.tokens[stated[before].found.end : one.start]}
        return bool(gap) and gap <= self.scope.joins and self._named(stated, before, left - 1)

    def _relative(self, item: Found) -> bool:
        """Whether the denial is in a clause that only tells which."""
        before = self.tokens[item.start - 1]
        opens = item.start < 2 or self.tokens[item.start - 2].after
        return before.word in self.scope.clefts and not before.after and not opens

    def _told_before(self, stated: Sequence[Stated], last: Found) -> set[int]:
        """Returns the places of the words that tell another fact than where something is."""
        return {
            at
            for one in stated[-MAX_ROW:]
            if one.found is not last and one.fact not in self.sets.place
            for at in one.found.used
        }

    def _told_by(self, stated: Sequence[Stated], found: Found, hurts: bool) -> list[int]:
        """Returns the places of the statements by one phrase that a denial can turn."""
        recent = range(max(0, len(stated) - MAX_ROW), len(stated))
        told = [(at, stated[at]) for at in recent]
        return [
            at
            for at, one in told
            if one.found is found and (self._open_to_denial(one) or (hurts and one.fact == SITE))
        ]

    def _row(self, stated: Sequence[Stated], before: int) -> list[int]:
        """Returns the places of what stands before it in one list: "fever, chills or vomiting"."""
        row: list[int] = []
        behind = stated[before].found
        for at in range(before - 1, max(-1, before - MAX_ROW), -1):
            one = stated[at]
            if one.found is not behind:
                gap = self.tokens[one.found.end : behind.start]
                if any(t.word not in self.scope.joins | self.scope.topics for t in gap):
                    break
                if self._parted(one.found, behind) or not self._named(stated, at):
                    break
                behind = one.found
            if not self._open_to_denial(one) or one.value in (NO, UNKNOWN):
                break
            row.insert(0, at)
        return row

    def _parted(self, one: Found, behind: Found) -> bool:
        """Whether a sentence ends between two phrases, or nothing makes them a list."""
        gap = self.tokens[one.end - 1 : behind.start]
        return max((t.after for t in gap), default=NO_BREAK) >= STOP

    def _listed(self, stated: Sequence[Stated], first: int, last: Found) -> bool:
        """Whether only commas make the list."""
        words = words_in(self.tokens, range(stated[first].found.end, last.start))
        return not words & self.scope.joins

    def _open_to_denial(self, one: Stated) -> bool:
        finding = self.findings.get(one.fact)
        if finding is None or finding.kind == "number" or one.fact == ONGOING_NOW:
            return False
        return one.fact not in self.sets.fixed

    def _turned(self, one: Stated, value: str) -> Stated:
        if one.fact == SITE:
            return one._replace(denied=True)  # "my tummy doesn't hurt"
        deny = self.findings[one.fact].deny
        if value == UNKNOWN:
            return one if one.value == deny else one._replace(value=UNKNOWN)
        return one._replace(value=deny) if deny and one.value not in (deny, UNKNOWN) else one
