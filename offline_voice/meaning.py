"""From the two passes' words to one act of the person, and whether to believe it.

The passes are believed where they mean the same. Where they differ on anything clinical the act is
marked doubtful, and the dialogue reads it back before it uses it. Speech that fits nothing on the
phrase list (a television, a partner) yields nothing. No clinical rule lives here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from cramp_triage.acts import (
    AFFIRM,
    BACK,
    DENY,
    HELP,
    NO_INPUT,
    NO_MATCH,
    REPEAT,
    RESTART,
    SLOWER,
    STOP,
    UNSURE,
    WHY,
    UserAct,
    Value,
)
from cramp_triage.findings import YES, bare_answer
from cramp_triage.nlu import understand
from cramp_triage.nlu.lexicon import Lexicon
from cramp_triage.nlu.types import Understanding
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects, Reply
from offline_voice.hearing import UNKNOWN_WORD
from offline_voice.listening import Question
from offline_voice.manner import FASTER, LOUDER, QUIETER
from offline_voice.phrases import DANGERS, PhraseBook
from offline_voice.seams import Hypotheses, Hypothesis

_BELIEVED: Final = 0.65
"""A pass alone that is less sure of its words is doubtful; with another against it, it is noise."""

_AUDIBLE: Final = 0.76
"""Where both passes together are less sure of their words than this, nothing of ours was said."""

_DANGER_AUDIBLE: Final = 0.8
"""The same for a danger that was not asked about, unless both heard the same words."""

_CLEAR: Final = 0.9
"""Less sure than this, what both heard alike is still read back: it may be noise to both."""

_SHARED: Final = 0.5
"""Passes that share fewer of their words than this heard something that is none of ours."""

_DANGER_BELIEVED: Final = 0.8
"""A danger that one pass alone heard is taken up only if it was this sure of its words."""

_SURE: Final = 0.95
_SURER_BY: Final = 0.05
"""A pass that is this sure of its words, and so much surer than the other, is followed."""

_USUAL_BELIEVED: Final = 0.45
_USUAL_SURE: Final = 0.8
"""A usual answer less sure than this is doubtful; less than the former, it is none."""

_LONGER_BY: Final = 2
"""So many words more in the open pass, and it was no short answer."""

_COURSE: Final = frozenset({"ongoing_now", "relieved_by_stretch", "over_10_min"})
"""How the cramp goes is asked again and corrected in a word, though an emergency may hang on it."""

_LONGEST_BARE: Final = 4
_POLARITY: Final = frozenset({AFFIRM, DENY, UNSURE})
_WISHES: Final = frozenset({SLOWER, FASTER, LOUDER, QUIETER})
_BARE: Final = _POLARITY | _WISHES | {STOP, REPEAT, WHY, HELP, BACK, RESTART}


@dataclass(frozen=True)
class Sense:
    """What was made of one turn.

    Attributes:
        act: for the dialogue.
        text: the words that were believed; "" for silence.
        confidence: of those words, 0 to 1.
    """

    act: UserAct
    text: str
    confidence: float

    @property
    def shown(self) -> str:
        """The words for a transcript."""
        return self.text or ("(silence)" if NO_INPUT in self.act.acts else "(not understood)")


_NOTHING: Final = Sense(UserAct(acts=(NO_MATCH,)), "", 0.0)


@dataclass(frozen=True)
class OpenQuestion:
    """The part of a reply that hearing needs: what is asked, and in which form."""

    asks: tuple[str, ...]
    expects: Expects


class Understander:
    """Understands turns with one lexicon and one phrase book."""

    def __init__(self, protocol: Protocol, lexicon: Lexicon, book: PhraseBook) -> None:
        self._protocol = protocol
        self._lexicon = lexicon
        self._book = book

    def open_question(self, reply: Reply) -> OpenQuestion:
        """What the reply asks."""
        return OpenQuestion(reply.asks, reply.expects)

    def question(self, asked: OpenQuestion) -> Question:
        """What the listener must know of it."""
        return Question(
            phrases=self._book.phrases(asked.asks, asked.expects),
            is_bare=lambda text: self._is_bare(text, asked),
            danger=not DANGERS.isdisjoint(asked.asks),
            closed=self._book.closed(asked.asks, asked.expects),
            can_be_taken_back=self._book.grave.isdisjoint({*asked.asks} - _COURSE),
        )

    def sense(self, words: Hypotheses | None, asked: OpenQuestion) -> Sense:
        """The act behind the words of the passes; `None` is silence."""
        if words is None:
            return Sense(UserAct(acts=(NO_INPUT,)), "", 0.0)
        if words.closed and words.listed is None:
            return self._usual(words.closed, words.unlisted, asked)
        if words.listed is None:
            meant = self._understand(words.unlisted.text, asked)
            return _sense(meant, words.unlisted, words.unlisted.confidence < _BELIEVED)
        sense = self._listed(_without_unknown(words.listed), words.unlisted, asked)
        if words.closed and NO_MATCH in sense.act.acts:
            return self._within_noise(words.closed, words.unlisted, asked) or sense
        return sense

    def _listed(self, listed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion) -> Sense:
        """What the long list and the open vocabulary say together."""
        sureness = (listed.confidence + unlisted.confidence) / 2
        if sureness < _AUDIBLE:
            return _NOTHING
        one, other = self._reading(listed, asked), self._reading(unlisted, asked)
        if one.is_foreign and other.is_foreign:
            return _NOTHING
        told = {f for f in DANGERS if YES in (one.facts.get(f), other.facts.get(f))}
        differ = listed.text != unlisted.text
        if differ and sureness < _DANGER_AUDIBLE and told - {*asked.asks}:
            return _NOTHING
        alike = _shared(listed.text, unlisted.text) >= _SHARED
        # "no" and "nope" share no word; an answer to what was asked need not.
        answers = one.facts.keys() <= set(asked.asks)
        if one.clinical == other.clinical and (alike or answers):
            surer = max((one, other), key=lambda reading: reading.heard.confidence)
            return _sense(surer.meant, surer.heard, doubtful=sureness < _CLEAR)
        return _together(one, other, asked) if alike else _NOTHING

    def _within_noise(
        self, closed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion
    ) -> Sense | None:
        """A usual answer with other sound at its edges, if the open pass heard it as well."""
        core = _without_edges(closed.text)
        first = core.partition(" ")[0]
        if core == closed.text or core not in self._book.closed(asked.asks, asked.expects):
            return None
        reading = self._reading(unlisted, asked)
        if first not in unlisted.text.split() or closed.confidence < _BELIEVED:
            return None
        if any(reading.facts.get(fact) == YES for fact in DANGERS - {*asked.asks}):
            return None
        return _sense(self._understand(core, asked), replace(closed, text=core), doubtful=True)

    def _usual(self, closed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion) -> Sense:
        """One of the usual answers, heard from end to end; the open pass may speak against it."""
        mine, its = self._reading(closed, asked), self._reading(unlisted, asked)
        longer = len(unlisted.text.split()) - len(closed.text.split())
        if longer > _LONGER_BY or closed.confidence < _USUAL_BELIEVED:
            return _NOTHING
        told = {fact: value for fact, value in its.facts.items() if mine.facts.get(fact) != value}
        if any(told.get(fact) == YES for fact in DANGERS) and unlisted.confidence >= _BELIEVED:
            return _NOTHING
        against = bool(told) or not its.acts <= mine.acts
        return _sense(mine.meant, closed, against or closed.confidence < _USUAL_SURE)

    def _is_bare(self, text: str, asked: OpenQuestion) -> bool:
        """A complete short answer to a closed question, or a command: no need to wait for more."""
        if asked.expects not in ("yes_no", "ack") or len(text.split()) > _LONGEST_BARE:
            return False
        if not text or UNKNOWN_WORD in text:
            return False
        meant = self._understand(text, asked)
        only_asked = set(meant.facts) <= set(asked.asks)
        return only_asked and not meant.leftovers and bool(_BARE & set(meant.acts) or meant.facts)

    def _understand(self, text: str, asked: OpenQuestion) -> Understanding:
        return understand(self._lexicon, text, asked=asked.asks, expects=asked.expects)

    def _reading(self, heard: Hypothesis, asked: OpenQuestion) -> _Reading:
        meant = self._understand(heard.text, asked)
        bare = bare_answer(self._protocol.findings, asked.asks, meant.acts, meant.facts)
        facts: dict[str, Value] = {**bare, **meant.facts}
        return _Reading(heard, meant, facts, frozenset(meant.acts) & _BARE)


@dataclass(frozen=True)
class _Reading:
    """One pass's words and what the dialogue would take from them."""

    heard: Hypothesis
    meant: Understanding
    facts: dict[str, Value]
    acts: frozenset[str]

    @property
    def is_foreign(self) -> bool:
        """As much is unexplained as was understood: a television, or talk to another."""
        understood = {word for span in self.meant.spans for word in span.text.split()}
        unexplained = sum(len(run.split()) for run in self.meant.leftovers)
        danger = any(self.facts.get(fact) == YES for fact in DANGERS)
        return (
            unexplained > 2 * len(understood) if danger else unexplained >= max(1, len(understood))
        )

    @property
    def clinical(self) -> tuple[object, ...]:
        return self.facts, self.acts, self.meant.retracts


def _together(one: _Reading, other: _Reading, asked: OpenQuestion) -> Sense:
    """What is left to believe where the passes differ; always doubtful.

    Kept is what both heard, and what one alone heard of the open question or, surely, of a danger
    or one more place: an arm with the jaw is another thing than an arm.
    Where they contradict each other nothing is kept: it is asked again. A pass that is much surer
    of its words than the other is followed as it is.
    """
    sure, unsure = sorted((one, other), key=lambda reading: -reading.heard.confidence)
    margin = sure.heard.confidence - unsure.heard.confidence
    if sure.heard.confidence >= _SURE and margin >= _SURER_BY and not sure.is_foreign:
        return _sense(sure.meant, sure.heard, doubtful=True)
    if unsure.heard.confidence < _BELIEVED:
        return _NOTHING
    facts = {fact: value for fact, value in one.facts.items() if other.facts.get(fact) == value}
    for mine, its in ((one, other), (other, one)):
        for fact, value in mine.facts.items():
            surely = mine.heard.confidence >= _DANGER_BELIEVED
            danger = surely and (value == YES if fact in DANGERS else fact == "other_sites")
            told = fact in asked.asks and not mine.is_foreign
            if fact not in its.facts and (told or danger):
                facts[fact] = value
    polarity = (one.acts | other.acts) & _POLARITY
    acts = (one.acts & other.acts) - _POLARITY | (polarity if len(polarity) == 1 else set())
    if not facts and not acts:
        return Sense(UserAct(acts=(NO_MATCH,), words=sure.heard.text), sure.heard.text, 0.0)
    act = UserAct(acts=tuple(sorted(acts)), facts=facts, words=sure.heard.text, doubtful=True)
    return Sense(act, sure.heard.text, sure.heard.confidence)


def _shared(one: str, other: str) -> float:
    """Share of the shorter text's words that the other has too, in the same order."""
    mine, its = one.split(), other.split()
    blocks = SequenceMatcher(None, mine, its, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, min(len(mine), len(its)))


def _sense(meant: Understanding, heard: Hypothesis, doubtful: bool) -> Sense:
    if not (meant.acts or meant.facts or meant.retracts):
        return Sense(UserAct(acts=(NO_MATCH,), words=heard.text), heard.text, heard.confidence)
    return Sense(meant.to_act(heard.text, doubtful), heard.text, heard.confidence)


def _without_unknown(heard: Hypothesis) -> Hypothesis:
    words = [word for word in heard.text.split() if word != UNKNOWN_WORD]
    return Hypothesis(" ".join(words), heard.confidence if words else 0.0)


def _without_edges(text: str) -> str:
    """The words between unknown ones; the text as it is if there are unknown ones within."""
    words = text.split()
    known = [at for at, word in enumerate(words) if word != UNKNOWN_WORD]
    core = " ".join(words[known[0] : known[-1] + 1]) if known else ""
    return text if UNKNOWN_WORD in core else core
