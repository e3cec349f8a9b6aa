"""The values that understanding hands on: what was meant, and which words said so.

Must not decide anything clinical; a fact here is only what the words state.
"""

from __future__ import annotations

import msgspec

from cramp_triage.messages.acts import UserAct, Value


class Span(msgspec.Struct, frozen=True):
    """A stretch of the text and what it was taken to mean.

    Attributes:
        start: offset of its first character in the text as given.
        end: offset behind its last character.
        text: the words, as given.
        meaning: `fact=value`, `act:<act>` or `retracts:<fact>`.
    """

    start: int
    end: int
    text: str
    meaning: str


class Understanding(msgspec.Struct, frozen=True):
    """All that one utterance means.

    Attributes:
        acts: conversation acts in the order heard.
        facts: what was stated, by fact id, in normal form.
        retracts: fact ids of earlier turns that the person takes back.
        spans: the words behind each fact and act, in the order heard.
        leftovers: runs of words that carry content but meant nothing to us.
        left_open: facts asked of which a narrow answer says nothing.
        doubts: dangers that may be meant, to be asked by themselves before they count.
        denied: of the doubts, those that the reader rather hears denied.
        unclaimed: facts that are no yes: only said back, of another part of the body, or of when.
        apart: offsets of clauses that tell of something else, in the text as given.
        settled: facts that the rules alone decide: asked and not in a list at its end, a cramp
            told of a past time, or a rate that is denied.
    """

    acts: tuple[str, ...] = ()
    facts: dict[str, Value] = {}
    retracts: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    leftovers: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    settled: tuple[str, ...] = ()

    def to_act(self, words: str, doubtful: bool = False) -> UserAct:
        """Returns the act for the dialogue.

        Args:
            words: the utterance as heard, kept for the summary.
            doubtful: the recogniser was unsure of it.
        """
        return UserAct(
            acts=self.acts,
            facts=self.facts,
            retracts=self.retracts,
            words=words,
            doubtful=doubtful,
            left_open=self.left_open,
            doubts=self.doubts,
            denied=self.denied,
            unread=self.leftovers,
        )
