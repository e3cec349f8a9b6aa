"""Who a phrase is about and whether it is denied: negation, doubt, hearsay, other people.

A walk from left to right in the manner of ConText: cues of the lexicon open a scope, the next
clause closes it. Works on the phrases found; it must not look words up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cramp_triage.findings import NO, UNKNOWN, YES, Finding
from cramp_triage.nlu.cues import (
    AGES,
    BACKGROUND,
    DENIERS,
    FIRST,
    HAPPENED,
    HE,
    LINKS,
    NOTHING,
    ONE_DAY,
    OWNERS,
    PLACE,
    PREPOSITIONS,
    PROSE,
    STEADY,
)
from cramp_triage.nlu.match import Found
from cramp_triage.nlu.normalise import STOP, Token
from cramp_triage.nlu.reach import (
    goes_on,
    is_clause,
    near_enough,
    opens_thought,
    stands_alone,
    words_in,
)
from cramp_triage.nlu.statements import Stated, doubted, facts_of, kind_of, turned
from cramp_triage.nlu.vocabulary import MEDICINES


class Scoped(NamedTuple):
    """The whole utterance after scope."""

    stated: list[Stated]
    cues: frozenset[str]
    for_other: bool
    foreign: bool


def apply_scope(
    tokens: Sequence[Token],
    items: Sequence[Found],
    findings: Mapping[str, Finding],
    skips: frozenset[str],
) -> Scoped:
    """Returns what is stated once negation, doubt and other people are accounted for."""
    return _Walk(tokens, items, findings, skips).run()


class _Walk:
    """The state of the walk; one per utterance."""

    def __init__(
        self,
        tokens: Sequence[Token],
        items: Sequence[Found],
        findings: Mapping[str, Finding],
        skips: frozenset[str],
    ) -> None:
        self.tokens, self.items, self.findings = tokens, items, findings
        self.links = skips | LINKS
        self.stated: list[Stated] = []
        self.cues: set[str] = set()
        self.denier: Found | None = None
        self.denied_any = self.place_denied = False
        self.reach_from = 0
        self.hearsay: list[Stated] = []
        self.unsaid: list[Stated] = []
        self.doubt = self.hypothesis = self.simile = self.second_person = False
        self.elsewhere = self.quoted = self.gone = self.present = False
        self.for_other = False
        self.about_other = False
        self.seen = 0

    def run(self) -> Scoped:
        for index, item in enumerate(self.items):
            self._between(item)
            kind = kind_of(item)
            if kind.startswith("cue:"):
                self._cue(kind[4:], item, index)
            elif kind == "fact":
                self._fact(item)
            else:
                self._act(item)
            self.seen = max(self.seen, item.end)
        if self.for_other:
            self.stated += self.hearsay
        foreign = "foreign" in self.cues and not self._first_person()
        return Scoped(self.stated, frozenset(self.cues), self.for_other, foreign)

    def _first_person(self) -> bool:
        others = ("cue:family", "cue:foreign")
        inside = {k for i in self.items if kind_of(i) in others for k in i.used}
        return any(t.word in FIRST and k not in inside for k, t in enumerate(self.tokens))

    def _between(self, item: Found) -> None:
        """Closes scopes at the end of a sentence and notes a change of person."""
        start = min(self.seen, item.start)
        for at in range(start, item.end):
            word = self.tokens[at].word
            if at < item.start or kind_of(item) != "cue:family":
                if word in FIRST:
                    self.elsewhere = self.about_other = self.second_person = False
                    self.gone = False
                elif word in HE:
                    self.about_other = True
            if self.tokens[at].after == STOP and at < item.start:
                self._close()
                self.second_person = False

    def _close(self) -> None:
        self.denier = None
        self.place_denied = False
        self.doubt = self.hypothesis = False

    def _cue(self, name: str, item: Found, index: int) -> None:
        self.cues.add(name)
        match name:
            case "stop":
                self.quoted = self.quoted and "but" not in words_in(self.tokens, item.used)
                self._close()
            case "neg":
                self._deny_from(item)
            case "no":
                if self._denies_next(item, index):
                    self._deny_from(item)
                else:
                    self._answer(item, "deny")
            case "unsure":
                self._close()
                self.doubt, self.reach_from = True, item.end
            case "if_":
                self.hypothesis = True
                self.simile = "like" in words_in(self.tokens, item.used)
            case "you":
                self.second_person = True
            case "quote":
                self.quoted = True
            case "family":
                self.about_other = True
            case "told":
                self.about_other = False
            case "history":
                self.elsewhere = self.gone or self._after_person(item, index)
                self.present = words_in(self.tokens, item.used) <= {
                    "has",
                    "gets",
                    "suffers",
                    "with",
                }
            case "died":
                self.elsewhere = self.gone = self.about_other
                if self.about_other and {"poor", "rest"} & words_in(self.tokens, item.used):
                    self.stated, self.for_other = [], False  # "he collapsed, poor man"
                if self.stated and self.stated[-1].fact in BACKGROUND:
                    self.stated.pop()  # "heart disease runs in my family"
            case "over_back":
                self._over(item)
            case "long_ago":
                self._long_ago(item)
            case "mine_not":
                self._none_of_it(item)
            case "yes_back":
                last = self.stated[-1] if self.stated else None
                if last is not None and last.value == NO:
                    self.stated[-1] = last._replace(value=YES)  # "not now but i was earlier"
                self._close()
            case "no_back" | "unsure_back":
                self._turn_back(NO if name == "no_back" else UNKNOWN, item, bare=False)
            case _:
                pass

    def _over(self, item: Found) -> None:
        """What was so is no more: "I was out of puff but that's settled"."""
        last = self.stated[-1] if self.stated else None
        if last is None or last.value != YES or last.fact in ("ongoing_now", *PLACE):
            self.stated.append(Stated("ongoing_now", NO, item))  # "I had one but it's gone"
        elif last.fact not in HAPPENED:
            self.stated[-1] = last._replace(value=NO)
        self._close()

    def _long_ago(self, item: Found) -> None:
        """An illness of years ago is no illness of now: "I had fits as a kid"."""
        last = self.stated[-1] if self.stated else None
        words = words_in(self.tokens, item.used)
        if last is None or last.value != YES or last.fact not in ONE_DAY:
            return
        if AGES & words or self.for_other:
            self.stated.pop()
            self.unsaid.append(last)
            if not {s.fact for s in self.stated} - {"act", "ask"} - BACKGROUND:
                self.for_other = False

    def _none_of_it(self, item: Found) -> None:
        """What others had is not so here: "my mate had a clot, I've had neither"."""
        told = [*self.unsaid, *self.hearsay]
        if not told:
            self.cues.add("rest")
            self._turn_back(NO, item, bare=False)
        for one in told:
            finding = self.findings[one.fact]
            if finding.kind == "yes_no" and one.value == YES:
                self.stated.append(one._replace(value=finding.deny or NO))
        self.unsaid, self.hearsay = [], []
        self._close()

    def _after_person(self, item: Found, index: int) -> bool:
        """Whether it tells of somebody else ("my dad had"), not of the patient ("he just had")."""
        before = self.items[index - 1] if index else None
        if before is None or kind_of(before) != "cue:family":
            return False
        return all(t.word in self.links for t in self.tokens[before.end : item.start])

    def _deny_from(self, item: Found) -> None:
        self._close()
        self.denier, self.reach_from, self.denied_any = item, item.end, False

    def _denies_next(self, item: Found, index: int) -> bool:
        """Whether this "no" denies the next noun ("no fever"); else it answers ("no it is")."""
        if self.tokens[item.end - 1].after:
            return False
        if index + 1 >= len(self.items):
            return False
        following = self.items[index + 1]
        if kind_of(following) != "fact":
            return False
        gap = [t.word for t in self.tokens[item.end : following.start]]
        if len(gap) > 2 or any(w not in self.links or w in OWNERS for w in gap):
            return False
        if is_clause(self.tokens, following.start, following.end, noun=True):
            return False
        fact, _, value = following.meanings[0].partition("=")
        finding = self.findings.get(fact)
        if finding is None or fact in PLACE or finding.kind == "number":
            return False
        if self._postposed(index):
            return False
        return value not in (NO, "none", UNKNOWN) and fact not in ("ongoing_now", "context", "pain")

    def _postposed(self, index: int) -> bool:
        """Whether the answers stand behind: "swelling no redness no"."""
        last = self.tokens[-1].word
        if last not in ("no", "nope", "yes", "none", "nah", "yeah") or index == 0:
            return False
        first = self.items[0]
        if (
            kind_of(first) != "fact"
            or first.start > 1
            or not stands_alone(self.tokens, first.start, first.end, self.links)
        ):
            return False
        return not DENIERS & words_in(self.tokens, range(first.end))

    def _answer(self, item: Found, act: str) -> None:
        self._turn_back(NO, item, bare=True)
        self.stated.append(Stated("act", act, item))
        self._close()

    def _act(self, item: Found) -> None:
        for meaning in item.meanings:
            prefix, _, name = meaning.partition(":")
            if not _:
                fact, _, value = meaning.partition("=")
                self.stated.append(Stated(fact, value, item))
                continue
            if name == "deny":
                self._turn_back(NO, item, bare=True)
            elif name == "unsure":
                self._turn_back(UNKNOWN, item, bare=True)
            if name == "correct" and "said" in words_in(self.tokens, item.used):
                # "I said I was on nothing but I do take a pill": only what comes after counts.
                self.quoted = any(t.word == "but" for t in self.tokens[item.end :])
            self.stated.append(Stated(prefix, name, item))
        self._close()
        if words_in(self.tokens, item.used) >= {"forget", "about"}:
            self._deny_from(item)  # "forget what i said about the numbness"

    def _turn_back(self, value: str, item: Found, bare: bool) -> None:
        """Applies a denial that stands behind: "swelling no", "the swelling is gone"."""
        if not self.stated:
            return
        last = self.stated[-1]
        finding = self.findings.get(last.fact)
        if finding is None or last.fact in PLACE | STEADY | NOTHING or finding.kind == "number":
            return
        gap = [t.word for t in self.tokens[last.found.end : item.start]]
        if len(gap) > 3 or any(w not in self.links for w in gap) or last.fact == "ongoing_now":
            return
        if any(t.after == STOP for t in self.tokens[last.found.end - 1 : item.start]):
            return
        if bare and not stands_alone(self.tokens, last.found.start, last.found.end, self.links):
            return
        if value == UNKNOWN:
            turned = UNKNOWN if last.value != finding.deny else last.value
        else:
            turned = finding.deny if last.value not in (finding.deny, UNKNOWN) else last.value
        if turned:
            self.stated[-1] = last._replace(value=turned)

    def _fact(self, item: Found) -> None:
        current = any(m.startswith(("site=", "ongoing_now=")) for m in item.meanings)
        background = set(facts_of(item)) <= BACKGROUND
        if self.elsewhere and not self.gone and self.present and (current or not background):
            self.elsewhere = False  # "my husband has chest pain": of now, and to be heard
        if self.about_other and not self.elsewhere and not background:
            self.for_other = True
        if set(facts_of(item)) <= PLACE and self._place_of_old(item):
            return
        hypothesis = self.hypothesis and not self._taken(item)
        dropped = self.quoted or self.elsewhere or self.second_person or hypothesis
        if set(facts_of(item)) <= PLACE and self._opens(item):
            self._close()
        reached = self._reached(item)
        if item.denied:
            # Its own "not" decides, save in "it's not that my pee isn't dark".
            prose = self.denier is not None and words_in(self.tokens, self.denier.used) & PROSE
            reached = not (reached and prose)
        for meaning in item.meanings:
            fact, mark, value = meaning.partition("=")
            if not mark:
                prefix, _, name = meaning.partition(":")
                self.stated.append(Stated(prefix, name, item))
            elif dropped and not (fact in STEADY or (fact in PLACE and self._placed())):
                self.unsaid.append(Stated(fact, value, item))
            elif self.about_other and background:
                # "My sister has diabetes": hers, unless she turns out to be the patient.
                self.hearsay.append(self._say(fact, value, item, reached))
            else:
                self.stated.append(self._say(fact, value, item, reached))
        words = words_in(self.tokens, item.used)
        if reached and self.denier is not None and set(facts_of(item)) <= PLACE:
            self.place_denied, self.denied_any, self.reach_from = True, self.denied_any, item.end
        elif item.denied or (not reached and DENIERS & words):
            # "I haven't fallen or banged it": the phrase's own "not" goes on through the list.
            self._close()
            self.denier, self.denied_any, self.reach_from = item, True, item.end
        elif reached:
            self.denied_any = True
            self.reach_from = item.end
        elif self.denier is not None or self.doubt:
            self._close()

    def _placed(self) -> bool:
        """Whether a place counts though the rest does not: "like a knife in my calf"."""
        return not self.elsewhere and (self.simile or not self.hypothesis)

    def _taken(self, item: Found) -> bool:
        """Whether a medicine asked about is the person's own: "could it be that simvastatin"."""
        before = self.tokens[item.start - 1].word if item.start else ""
        return set(facts_of(item)) <= MEDICINES and before in ("my", "that", "this", "these")

    def _place_of_old(self, item: Found) -> bool:
        """Whether it is where an old trouble was: "a clot in my leg", "veins down both legs"."""
        last = self.stated[-1] if self.stated else None
        if last is None or last.fact not in BACKGROUND | ONE_DAY - {"injury"}:
            return False
        gap = [t.word for t in self.tokens[last.found.end : item.start]]
        return 0 < len(gap) <= 3 and gap[0] in PREPOSITIONS and {*gap[1:]} <= OWNERS | {"both"}

    def _opens(self, item: Found) -> bool:
        """Whether a place opens a new thought behind "no": "no fever left calf swollen"."""
        if self.denier is None or kind_of(self.denier) != "cue:no":
            return False
        return opens_thought(self.tokens, item.start, self.reach_from)

    def _reached(self, item: Found) -> bool:
        """Whether the open denial or doubt covers this phrase."""
        if self.denier is None and not self.doubt:
            return False
        cue = words_in(self.tokens, self.denier.used) if self.denier is not None else set()
        determiner = self.denier is not None and kind_of(self.denier) == "cue:no"
        gap = [t.word for t in self.tokens[self.reach_from : item.start]]
        prose = bool(cue & PROSE)
        if self.denier is not None and self.tokens[item.start].word in DENIERS:
            # "Not pregnant, no pills": the second has its own "no". But "it isn't that I can't".
            return prose and not self.denied_any and near_enough(gap, self.links)
        own_clause = is_clause(self.tokens, item.start, item.end, noun=determiner)
        if own_clause and not prose and (gap or determiner or self.denied_any):
            return False  # "no headache, baby's moving", "it's not dark it's pale"
        if not self.denied_any:
            return near_enough(gap, self.links)
        return goes_on(gap, self.links, determiner or self.denier is None)

    def _say(self, fact: str, value: str, item: Found, reached: bool) -> Stated:
        plain = Stated(fact, value, item)
        if not reached or fact in STEADY or (fact in PLACE and self.place_denied):
            return plain  # the last: "not my calf my thigh"
        if self.doubt:
            return doubted(plain, self.findings[fact])
        listed = self.denier is not None and kind_of(self.denier) == "cue:no"
        direct = not listed and (item.denied or not self.denied_any)
        return turned(plain, self.findings[fact], direct)
