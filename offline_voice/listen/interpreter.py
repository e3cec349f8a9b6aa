"""From the two passes' words to one act of the person, and whether to believe it.

The passes are believed where they mean the same. Where they differ on anything clinical the act is
marked doubtful, and the dialogue reads it back before it uses it. Speech that fits nothing on the
phrase list (a television, a partner) yields nothing. The words that are believed then mean what
they would mean if they were typed. No clinical rule lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final

import msgspec

from cramp_triage.messages.acts import AFFIRM, NO_INPUT, NO_MATCH, UserAct, Value
from cramp_triage.messages.replies import OpenQuestion, Reply
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.types import Understanding
from cramp_triage.nlu.witnesses import understand
from cramp_triage.protocol.facts import YES, bare_answer, dangers, with_trait
from cramp_triage.protocol.model import Protocol
from offline_voice.audio.interfaces import Hypotheses, Hypothesis
from offline_voice.listen.hypotheses import (
    BARE,
    BELIEVED,
    NOTHING,
    POLARITY,
    Reading,
    Sense,
    ending_in_breathe,
    ends_like_breathe,
    half_heard,
    holds_up,
    is_cry,
    named_alone,
    sense_of,
    shared,
    surer_of,
    together,
)
from offline_voice.listen.listener import Question
from offline_voice.listen.phrase_lists import PhraseBook
from offline_voice.listen.recogniser import UNKNOWN_WORD

_AUDIBLE: Final = 0.76
"""Where both passes together are less sure of their words than this, nothing of ours was said."""

_DANGER_AUDIBLE: Final = 0.8
"""The same for a danger that was not asked about, unless both heard the same words."""

_CLEAR: Final = 0.85
"""Less sure than this, what both heard alike is still read back: it may be noise to both."""

_SHARED: Final = 0.5
"""Passes that share fewer of their words than this heard something that is not for us."""

_USUAL_BELIEVED: Final = 0.45
_USUAL_SURE: Final = 0.8
"""A usual answer less sure than this is doubtful; less than the former, it does not count."""

_LONGER_BY: Final = 2
"""So many words more in the open pass, and it was no short answer."""

_LONGEST_BARE: Final = 4

_NO_ANSWERS: Final = frozenset({"on"})
"""Typed they are a yes. Aloud nobody answers so; who says them speaks of something else."""


class Understander:
    """Understands turns with one lexicon and one phrase book.

    Attributes:
        in_hold: the facts that may be told while a stretch is held.
    """

    def __init__(self, protocol: Protocol, lexicon: Lexicon, book: PhraseBook) -> None:
        self._protocol = protocol
        self._lexicon = lexicon
        self._book = book
        self._dangers = dangers(protocol.findings)
        self.in_hold = with_trait(protocol.findings, "in_hold")

    def open_question(self, reply: Reply) -> OpenQuestion:
        """What the reply asks."""
        return OpenQuestion(reply.asks, reply.expects, reply.question, reply.stakes)

    def question(self, asked: OpenQuestion) -> Question:
        """What the listener must know of it."""
        return Question(
            phrases=self._book.phrases(asked.asks, asked.expects),
            # Asked about the same words at every frame of a pause.
            is_bare=cache(lambda text: self._is_bare(text, asked)),
            danger=_is_grave(asked),
            closed=self._book.closed(asked.asks, asked.expects),
            can_be_taken_back=asked.stakes == "harmless",
            is_whole=cache(lambda text: self._is_whole(text, asked)),
        )

    def dangers_in(self, facts: Mapping[str, Value]) -> frozenset[str]:
        """The facts told that must be neither lost nor made up."""
        return frozenset(fact for fact in self._dangers if facts.get(fact) == YES)

    def sense(self, words: Hypotheses | None, asked: OpenQuestion) -> Sense:
        """The act behind the words of the passes; `None` is silence."""
        if words is None:
            return Sense(UserAct(acts=(NO_INPUT,)), "", 0.0)
        sense = self._heard(words, asked)
        if sense.text in _NO_ANSWERS and AFFIRM in sense.act.acts:
            return NOTHING
        if self._tells_danger(sense, asked) and not holds_up(sense.text):
            return _doubted(sense)
        return sense

    def _tells_danger(self, sense: Sense, asked: OpenQuestion) -> bool:
        """Whether somebody would be sent to a doctor at once for it."""
        act = sense.act
        if AFFIRM in act.acts and _is_grave(asked):
            return True
        bare = bare_answer(self._protocol.findings, asked.asks, act.acts, act.facts)
        return bool(self.dangers_in({**bare, **act.facts}))

    def _heard(self, words: Hypotheses, asked: OpenQuestion) -> Sense:
        """What the passes that there are say together."""
        if words.closed and words.listed is None:
            return self._usual(words.closed, words.unlisted, asked)
        if words.listed is None:
            return self._alone(words.unlisted, asked)
        sense = self._listed(_without_unknown(words.listed), words.unlisted, asked)
        if words.closed and NO_MATCH in sense.act.acts:
            return self._within_noise(words.closed, words.unlisted, asked) or sense
        return sense

    def _alone(self, unlisted: Hypothesis, asked: OpenQuestion) -> Sense:
        """What the open vocabulary says where the model takes no list: no second witness."""
        reading = self._reading(unlisted, asked)
        if reading.is_foreign:
            return NOTHING
        doubtful = unlisted.confidence < _CLEAR or bool(reading.meant.leftovers)
        return self._believed(reading, asked, doubtful)

    def _listed(self, listed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion) -> Sense:
        """What the long list and the open vocabulary say together."""
        sureness = (listed.confidence + unlisted.confidence) / 2
        if sureness < _AUDIBLE:
            return NOTHING
        one, other = self._reading(listed, asked), self._reading(unlisted, asked)
        if ends_like_breathe(one) and ends_like_breathe(other):
            return _doubted(
                self._listed(ending_in_breathe(listed), ending_in_breathe(unlisted), asked)
            )
        if one.is_foreign and other.is_foreign:
            return NOTHING
        told = one.dangers | other.dangers
        differ = listed.text != unlisted.text
        if differ and sureness < _DANGER_AUDIBLE and told - {*asked.asks}:
            return NOTHING
        alike = shared(listed.text, unlisted.text) >= _SHARED
        # "no" and "nope" share no word; an answer to what was asked need not.
        answers = one.facts.keys() <= set(asked.asks)
        if one.clinical == other.clinical and (alike or answers):
            surer = max((one, other), key=lambda reading: reading.heard.confidence)
            return self._believed(surer, asked, sureness < _CLEAR)
        if not alike or (not told and (half_heard(one) or half_heard(other))):
            return NOTHING
        followed = surer_of(one, other)
        if followed:
            return self._believed(followed, asked, doubtful=True)
        return together(one, other, asked)

    def _within_noise(
        self, closed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion
    ) -> Sense | None:
        """A usual answer with other sound at its edges, if the open pass heard it as well."""
        core = _without_edges(closed.text)
        first = core.partition(" ")[0]
        if core == closed.text or core not in self._book.closed(asked.asks, asked.expects):
            return None
        meant, reading = self._understand(core, asked), self._reading(unlisted, asked)
        if first not in unlisted.text.split() or closed.confidence < BELIEVED:
            return None
        if reading.dangers - {*asked.asks} or not {*meant.acts} <= {*reading.meant.acts}:
            return None
        return sense_of(meant, replace(closed, text=core), doubtful=True)

    def _usual(self, closed: Hypothesis, unlisted: Hypothesis, asked: OpenQuestion) -> Sense:
        """One of the usual answers, heard from end to end; the open pass may speak against it."""
        mine, its = self._reading(closed, asked), self._reading(unlisted, asked)
        longer = len(unlisted.text.split()) - len(closed.text.split())
        if longer > _LONGER_BY or closed.confidence < _USUAL_BELIEVED:
            return NOTHING
        if is_cry(closed.text, unlisted.text):
            return NOTHING
        told = {fact: value for fact, value in its.facts.items() if mine.facts.get(fact) != value}
        if its.dangers & told.keys() and unlisted.confidence >= BELIEVED:
            return NOTHING
        against = bool(told) or not its.acts <= mine.acts
        if _is_grave(asked):  # one witness is not enough here
            against = against or not mine.acts & POLARITY <= its.acts
            if against and AFFIRM in mine.acts and not holds_up(closed.text):
                return NOTHING  # people's "up" is heard as "yup", their "four" as "sure"
        return sense_of(mine.meant, closed, against or closed.confidence < _USUAL_SURE)

    def _believed(self, reading: Reading, asked: OpenQuestion, doubtful: bool) -> Sense:
        """What these words say, by both witnesses as if typed, if the rules hear us in them."""
        if not (reading.meant.acts or reading.meant.facts or reading.meant.retracts):
            return sense_of(reading.meant, reading.heard, doubtful)
        meant = understand(self._lexicon, reading.heard.text, asked.asks, asked.expects)
        return sense_of(named_alone(meant), reading.heard, doubtful)

    def _is_bare(self, text: str, asked: OpenQuestion) -> bool:
        """A complete short answer to a closed question, or a command: no need to wait for more."""
        if asked.expects not in ("yes_no", "ack") or len(text.split()) > _LONGEST_BARE:
            return False
        if not text or UNKNOWN_WORD in text:
            return False
        meant = self._understand(text, asked)
        only_asked = set(meant.facts) <= set(asked.asks)
        return only_asked and not meant.leftovers and bool(BARE & set(meant.acts) or meant.facts)

    def _is_whole(self, text: str, asked: OpenQuestion) -> bool:
        """A sentence that answers what was asked, all of it understood: no need to wait for more.

        Not where a story is told (nothing is asked, or it is asked openly), nor after a danger: who
        has chest pain may have more to say.
        """
        if asked.expects == "open" or UNKNOWN_WORD in text:
            return False
        reading = self._reading(Hypothesis(text, 1.0), asked)
        answers = bool(set(reading.facts) & set(asked.asks))
        return answers and not reading.meant.leftovers and not reading.dangers

    def _understand(self, text: str, asked: OpenQuestion) -> Understanding:
        # By the rules alone: it compares passes, and what is half heard is no line for a reader.
        return hear(self._lexicon, text, asked.asks, asked.expects)

    def _reading(self, heard: Hypothesis, asked: OpenQuestion) -> Reading:
        meant = named_alone(self._understand(heard.text, asked))
        bare = bare_answer(self._protocol.findings, asked.asks, meant.acts, meant.facts)
        facts: dict[str, Value] = {**bare, **meant.facts}
        return Reading(heard, meant, facts, frozenset(meant.acts) & BARE, self.dangers_in(facts))


def _is_grave(asked: OpenQuestion) -> bool:
    """An emergency, or something as final, may hang on the answer."""
    return asked.stakes in ("emergency", "final")


def _doubted(sense: Sense) -> Sense:
    """The same, to be read back before it counts; nothing stays nothing."""
    if sense is NOTHING:
        return sense
    return replace(sense, act=msgspec.structs.replace(sense.act, doubtful=True))


def _without_unknown(heard: Hypothesis) -> Hypothesis:
    words = [word for word in heard.text.split() if word != UNKNOWN_WORD]
    return Hypothesis(" ".join(words), heard.confidence if words else 0.0)


def _without_edges(text: str) -> str:
    """The words between unknown ones; the text as it is if there are unknown ones within."""
    words = text.split()
    known = [at for at, word in enumerate(words) if word != UNKNOWN_WORD]
    core = " ".join(words[known[0] : known[-1] + 1]) if known else ""
    return text if UNKNOWN_WORD in core else core
