"""Who a phrase is about, and what is only told, feared, over or long ago.

A walk from left to right in the manner of ConText: cues of the lexicon open a scope, the next
clause closes it. Works on the phrases found; it must not look words up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cramp_triage.messages.acts import AFFIRM
from cramp_triage.nlu.context.calls import CALL_FOR_HELP, is_of_another_day
from cramp_triage.nlu.context.mood import unclaimed
from cramp_triage.nlu.context.negation import Denial
from cramp_triage.nlu.context.reach import REACH, words_in
from cramp_triage.nlu.context.statement import Stated, facts_of, kind_of, turned
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.lexicon.named import INJURY
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import ASKED, NO_BREAK, STOP, Token
from cramp_triage.protocol.facts import NO, ONGOING_NOW, SITE, UNKNOWN, YES

OTHERS: Final = ("cue:family", "cue:foreign", "cue:stranger")
"""Cues whose words speak of somebody else, their "my" included."""


LEAD: Final = 3
"""Tokens before a sign in which its verb stands: "my leg is swollen"."""


class Scoped(NamedTuple):
    """The whole utterance after scope."""

    stated: list[Stated]
    cues: frozenset[str]
    for_other: bool
    foreign: bool
    echoed: frozenset[str] = frozenset()
    apart: tuple[Found, ...] = ()
    """What is told of the dead."""


def apply_scope(
    lexicon: Lexicon,
    tokens: Sequence[Token],
    items: Sequence[Found],
    asked: Sequence[str] = (),
    echo: int = 0,
) -> Scoped:
    """Returns what is stated once negation, doubt and other people are accounted for.

    Args:
        lexicon: its facts and its grammar.
        tokens: the utterance.
        items: the phrases in it.
        asked: fact ids of the open question.
        echo: the place behind words of the question that are only said back.
    """
    return _Walk(lexicon, tokens, items, frozenset(asked), echo).run()


class _Walk:
    """The state of the walk; one per utterance."""

    def __init__(
        self,
        lexicon: Lexicon,
        tokens: Sequence[Token],
        items: Sequence[Found],
        open_facts: frozenset[str],
        echo: int,
    ) -> None:
        self.open_facts, self.echo = open_facts, echo
        self.echoed: list[Stated] = []
        self.tokens, self.items, self.findings = tokens, items, lexicon.findings
        self.links, self.scope, self.sets = lexicon.links, lexicon.grammar.scope, lexicon.sets
        self.stated: list[Stated] = []
        self.cues: set[str] = set()
        self.denial = Denial(lexicon, tokens)
        self.hearsay: list[Stated] = []
        self.unsaid: list[Stated] = []
        self.hypothesis = self.simile = self.second_person = False
        self.elsewhere = self.quoted = self.gone = self.present = False
        self.for_other = False
        self.about_other = False
        self.named = any(kind_of(item) in OTHERS for item in items)
        self.seen = self.other_from = 0
        self.apart: list[Found] = []
        self.old_from: int | None = None
        self.supposed_from = 0
        self.old_signs = self.sets.one_day | self.sets.unwell | self.sets.felt | self.sets.recent
        self.mood = unclaimed(tokens, lexicon.grammar.mood)
        self.asks = lexicon.grammar.mood.asks

    def run(self) -> Scoped:
        for index, item in enumerate(self.items):
            self._between(item)
            kind = kind_of(item)
            if kind.startswith("cue:"):
                self._cue(kind[4:], item, index)
            elif kind == "fact":
                self._fact(item, index)
            else:
                self._act(item)
            self.seen = max(self.seen, item.end)
        if not self.named and self.stated and self.scope.he_or_she & {t.word for t in self.tokens}:
            self.for_other = True  # nobody else was named
        if self.for_other:
            self.stated += self.hearsay
        if any(one.fact == "act" and one.value == AFFIRM for one in self.stated):
            self.stated, self.echoed = [*self.echoed, *self.stated], []  # "swollen? yes, both"
        foreign = "foreign" in self.cues and not self._first_person()
        echoed = frozenset(one.fact for one in self.echoed)
        cues, apart = frozenset(self.cues), tuple(self.apart)
        return Scoped(self.stated, cues, self.for_other, foreign, echoed, apart)

    def _first_person(self) -> bool:
        inside = {k for i in self.items if kind_of(i) in OTHERS for k in i.used}
        return any(
            t.word in self.scope.first and k not in inside for k, t in enumerate(self.tokens)
        )

    def _between(self, item: Found) -> None:
        """Closes scopes at the end of a sentence and notes a change of person."""
        start = min(self.seen, item.start)
        others = kind_of(item) in OTHERS
        for at in range(start, item.end):
            word = self.tokens[at].word
            if at < item.start or not others:
                if word in self.scope.first:
                    self.elsewhere = self.about_other = self.second_person = False
                    self.gone = False
                elif word in self.scope.he:
                    self.about_other = True
            if self.tokens[at].after >= STOP and at < item.start:
                self._close()
                self.second_person = False

    def _close(self) -> None:
        self.denial.close()
        self.hypothesis = False

    def _cue(self, name: str, item: Found, index: int) -> None:
        self.cues.add(name)
        match name:
            case "stop":
                self.quoted = self.quoted and not self._holds(item, self.scope.contrast)
                self._close()
            case "neg":
                both = "cue:no_back" in item.meanings and self._ends(item)
                turned = both and self.denial.behind.turn(self.stated, NO, item, bare=False)
                self._close()
                if not turned:
                    self.denial.open(item)
            case "no":
                if self.denial.denies_next(self.items, index):
                    self._close()
                    self.denial.open(item)
                else:
                    self._answer(item, "deny")
            case "unsure":
                self._close()
                self.denial.open_doubt(item)
            case "if_":
                self.hypothesis, self.supposed_from = True, item.end
                self.simile = self._holds(item, self.scope.simile)
            case "you":
                self.second_person = True
            case "quote":
                self.quoted = True
            case "family":
                self.about_other, self.other_from = True, item.start
            case "stranger" | "foreign":
                self.elsewhere = self.gone = True
            case "for_me":
                if self.for_other:  # "my husband has a fever, I'm calling about my foot"
                    self.stated, self.for_other = [], False
                self.about_other = False
            case "told":
                self.about_other = False
            case "history":
                self.elsewhere = self.gone or self._after_person(item, index)
                self.present = words_in(self.tokens, item.used) <= self.scope.now
            case "died":
                self.elsewhere = self.gone = self.about_other or self.gone
                if self.about_other and self._holds(item, self.scope.laments):
                    self.stated, self.for_other = [], False  # "he collapsed, poor man"
                if self.gone and self._died_of(item):
                    self._mourn(item)
                if self.stated and self.stated[-1].fact in self.sets.background:
                    self.stated.pop()  # "heart disease runs in my family"
            case "jest":
                if self.stated and self.stated[-1].fact in self.sets.one_day:
                    self.stated.pop()
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
            case "same_back":
                if self.denial.behind.turn_same(self.stated, item):
                    self._close()
                else:
                    self.cues.add("same")
            case "no_back" | "unsure_back":
                value = NO if name == "no_back" else UNKNOWN
                turned = self.denial.behind.turn(self.stated, value, item, bare=False)
                if not turned and self._is_of_the_cramp(item):
                    self.stated.append(Stated(ONGOING_NOW, NO, item))  # "it's gone now, hon"
            case _:
                pass

    def _died_of(self, item: Found) -> bool:
        """Whether it is told of what somebody died: a reason to worry, no sign of now."""
        return bool(
            words_in(self.tokens, range(item.end, len(self.tokens))[:1]) & self.scope.died_of
        )

    def _mourn(self, item: Found) -> None:
        """What is told of the dead is not the patient's: "gran passed out and died of a clot"."""
        self.apart.append(item)
        self.stated = [s for s in self.stated if s.found.start < self.other_from]
        self.for_other = False

    def _ends(self, item: Found) -> bool:
        return item.end == len(self.tokens) or bool(self.tokens[item.end - 1].after)

    def _is_of_the_cramp(self, item: Found) -> bool:
        """Whether what is gone can only be the cramp: no sign is asked about or was told before."""
        about = self.open_facts - self.sets.place - {ONGOING_NOW}
        told = {one.fact for one in self.stated} - self.sets.place - {ONGOING_NOW}
        return not about and not told and self._holds(item, self.scope.ended)

    def _over(self, item: Found) -> None:
        """What was so is no more: "I was out of puff but that's settled"."""
        last = self.stated[-1] if self.stated else None
        if (
            last is None
            or last.value != YES
            or last.fact == ONGOING_NOW
            or last.fact in self.sets.place
        ):
            self.stated.append(Stated(ONGOING_NOW, NO, item))  # "I had one but it's gone"
        elif last.fact not in self.sets.happened:
            self.stated[-1] = last._replace(value=NO)
        self._close()

    def _long_ago(self, item: Found) -> None:
        """A sign of years ago is not there now: "I had fits as a kid"."""
        before = words_in(self.tokens, range(max(item.start - 1, 0), item.start))
        if before & self.scope.onward:
            return  # "since last winter"
        words = self.stated[-1].found if self.stated else None
        told = [s for s in self.stated if s.found is words]  # the same words may tell two facts
        if words is None or words.end + REACH < item.start:
            self.old_from = item.end  # "fifteen years ago i had a fainting spell"
            return
        old = [s for s in told if s.value == YES and s.fact in self.old_signs]
        if not old or (self._holds(item, self.scope.lately) and not self.for_other):
            return
        said = words_in(self.tokens, range(max(words.start - LEAD, 0), words.end))
        if not self.for_other and not self.scope.present.isdisjoint(said):
            return  # "my leg is swollen, I had it years ago"
        self.stated = [s for s in self.stated if s not in old]
        self.unsaid += old
        if not {s.fact for s in self.stated} - {"act", "ask"} - self.sets.background:
            self.for_other = False

    def _none_of_it(self, item: Found) -> None:
        """What others had is not so here: "my mate had a clot, I've had neither"."""
        told = [*self.unsaid, *self.hearsay]
        if not told:
            self.cues.add("rest")
            self.denial.behind.turn(self.stated, NO, item, bare=False)
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

    def _answer(self, item: Found, act: str) -> None:
        if not self.denial.behind.turn(self.stated, NO, item, bare=True):
            self._deny_echo(item)
        self.stated.append(Stated("act", act, item))
        self._close()

    def _denies_another(self, item: Found) -> bool:
        """Denies what stands before a no; True if that is all it does: "Weak? No." to a fever."""
        before = self.stated[-1] if self.stated else None
        if not self.denial.behind.turn(self.stated, NO, item, bare=True):
            self._deny_echo(item)
            return False
        if before is None or not self.open_facts:
            return False
        if before.fact in {*self.open_facts, "act", "ask"}:
            return False
        return self.tokens[before.found.end - 1].after == ASKED

    def _deny_echo(self, item: Found) -> None:
        """Denies what is said back before a no, one of several asked: "weak? no. numb? no"."""
        last = self.echoed[-1] if self.echoed and len(self.open_facts) > 1 else None
        if last is not None and last.found.end == item.start:
            self.stated.append(turned(last, self.findings[last.fact], direct=True))

    def _act(self, item: Found) -> None:
        if self._is_no_call(item):
            return
        for meaning in item.meanings:
            prefix, is_act, name = meaning.partition(":")
            if not is_act:
                fact, _, value = meaning.partition("=")
                self.stated.append(Stated(fact, value, item))
                continue
            if name == "deny":
                if self._denies_another(item):
                    continue
            elif name == "unsure":
                self.denial.behind.turn(self.stated, UNKNOWN, item, bare=True)
            if name == "correct" and self._holds(item, self.scope.said):
                # "I said I was on nothing but I do take a pill": only what comes after counts.
                self.quoted = any(t.word in self.scope.contrast for t in self.tokens[item.end :])
            self.stated.append(Stated(prefix, name, item))
        self._close()
        if words_in(self.tokens, item.used) >= self.scope.forget:
            self.denial.open(item)  # "forget what i said about the numbness"

    def _fact(self, item: Found, index: int) -> None:
        current = any(m.startswith((f"{SITE}=", f"{ONGOING_NOW}=")) for m in item.meanings)
        background = set(facts_of(item)) <= self.sets.background and self.named
        if self.elsewhere and not self.gone and self.present and (current or not background):
            self.elsewhere = False  # "my husband has chest pain": of now, and to be heard
        told = self._holds(item, self.scope.had) and self._after_person(item, index)
        if told and background:
            self.elsewhere = True  # "my uncle had a stroke"
        if self.about_other and not self.elsewhere and not background:
            self.for_other = True
        if self._is_no_call(item) or (
            set(facts_of(item)) <= self.sets.place and self._place_of_old(item)
        ):
            return
        # A likeness goes on: "like somebody snapped a stick i turned around to see".
        self.hypothesis = self.hypothesis and (self.simile or not self._states_anew(item))
        hypothesis = self.hypothesis and not self._taken(item)
        dropped = self.quoted or self.elsewhere or self.second_person or hypothesis
        asked = self._asked(item, index) or self._of_old(item)
        if set(facts_of(item)) <= self.sets.place and self.denial.ends_at_place(item):
            self._close()
        reached = self.denial.reaches(item)
        for meaning in item.meanings if not reached else self.denial.denied_by(item):
            fact, mark, value = meaning.partition("=")
            if not mark:
                prefix, _, name = meaning.partition(":")
                self.stated.append(Stated(prefix, name, item))
            elif self._said_back(item, fact, value) and not reached:
                self.echoed.append(Stated(fact, value, item))
            elif (asked or (dropped and not (fact in self.sets.place and self._placed()))) and (
                fact not in self.sets.request
            ):
                self.unsaid.append(Stated(fact, value, item))
            elif self.about_other and background:
                # "My sister has diabetes": hers, unless she turns out to be the patient.
                self.hearsay.append(self.denial.say(fact, value, item, reached))
            else:
                self.stated.append(self.denial.say(fact, value, item, reached))
        if words_in(self.tokens, item.used) <= self.scope.nothing:
            self.denial.open(item)  # "nothing strapped on it"
        elif not self.denial.pass_on(item, reached):
            self._close()

    def _said_back(self, item: Found, fact: str, value: str) -> bool:
        """Whether it is a claim only in the words of the question: "pregnant! I'm eighty-one"."""
        open_fact = item.start < self.echo and fact in self.open_facts
        return open_fact and value not in (self.findings[fact].deny, UNKNOWN)

    def _asked(self, item: Found, index: int) -> bool:
        """Whether a sign is only asked about or supposed; the cramp and its place are there."""
        if not self.mood.challenged.isdisjoint(item.used):
            return True
        if self.denial.doubt or not self._is_asked(item):
            return False
        facts = {*facts_of(item)}
        if facts <= self.sets.place:
            # "If my foot turned blue": the place of what is supposed.
            around = (*self.items[max(index - 1, 0) : index], *self.items[index + 1 : index + 2])
            return any(self._is_asked(other) and self._sign(other) for other in around)
        return (self._sign(item) and not self._taken(item)) or self._defined(item)

    def _defined(self, item: Found) -> bool:
        """Whether the whole clause asks what a word is: "what is twitch", "twitch is what"."""
        behind = self.tokens[item.end : item.end + 2]
        if len(behind) == 2 and behind[1].word in self.asks and item.end + 2 == len(self.tokens):
            return True
        before = range(max(item.start - 2, 0), item.start)
        opens = not before or before[0] == 0 or self.tokens[before[0] - 1].after != NO_BREAK
        asks = bool(before) and self.tokens[before[0]].word in self.asks
        return asks and opens and self._ends(item)

    def _states_anew(self, item: Found) -> bool:
        """Whether a statement began since what was supposed: "if I can't sleep, my chest hurts"."""
        begun = range(self.supposed_from, item.end)
        return not self.mood.stated.isdisjoint(begun) and not self._is_asked(item)

    def _of_old(self, item: Found) -> bool:
        """Whether it happened at the old date before it, in the same breath and no present verb."""
        if self.old_from is None or not {*facts_of(item)} <= self.old_signs:
            return False
        between = range(self.old_from, item.end)
        parted = any(self.tokens[k].after != NO_BREAK for k in between[:-1])
        return not parted and self.scope.present.isdisjoint(words_in(self.tokens, between))

    def _is_asked(self, item: Found) -> bool:
        return self.mood.asked.issuperset(item.used)

    def _sign(self, item: Found) -> bool:
        """Whether it tells of more than the cramp, when and where it is."""
        plain = self.sets.of_cramp | self.sets.request
        return kind_of(item) == "fact" and not {*facts_of(item)} <= plain

    def _placed(self) -> bool:
        """Whether a place counts though the rest does not: "like a knife in my calf"."""
        return not self.elsewhere and (self.simile or not self.hypothesis)

    def _is_no_call(self, item: Found) -> bool:
        """Whether a call for help is denied, only asked about or supposed, or another day's."""
        if CALL_FOR_HELP not in item.meanings:
            return False
        asked = not self.mood.asked.isdisjoint(item.used)
        unreal = asked or self.quoted or self.gone or self.hypothesis
        unreal = unreal or self.denial.reaches(item)
        return unreal or is_of_another_day(self.tokens, item, self.scope)

    def _taken(self, item: Found) -> bool:
        """Whether a medicine asked about is the person's own: "could it be that simvastatin"."""
        said = words_in(self.tokens, range(max(item.start - 1, 0), item.end))
        facts = {fact for fact in facts_of(item) if fact in self.findings}
        return facts <= self.sets.medicine and bool(said & self.scope.pointers)

    def _place_of_old(self, item: Found) -> bool:
        """Whether it is where an old trouble was: "a clot in my leg", "veins down both legs"."""
        last = self.stated[-1] if self.stated else None
        if last is None or last.fact not in self.sets.background | self.sets.one_day - {INJURY}:
            return False
        gap = [t.word for t in self.tokens[last.found.end : item.start]]
        behind = 0 < len(gap) <= 3 and gap[0] in self.scope.prepositions
        return behind and {*gap[1:]} <= self.scope.place_owners

    def _holds(self, item: Found, words: frozenset[str]) -> bool:
        return not words.isdisjoint(words_in(self.tokens, item.used))
