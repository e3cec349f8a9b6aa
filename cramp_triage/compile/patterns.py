"""The little language in which phrases are written, and its expansion into symbol sequences.

    swollen                 the word
    (swollen|puffed up)     one of these
    [really] swollen        may be left out
    <leg>                   any word or phrase of the class `leg` (classes.yaml)
    {<leg>} is swollen      `<leg>` must be there, but stays free for other phrases
    <cannot> ... breathe    up to four words in between
    ^no$                    start and end of a sentence

Used when the lexicon is built, never at run time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from cramp_triage.errors import ProtocolError

Sequences = list[tuple[str, ...]]
_PART: Final = re.compile(r"\.\.\.|<[\w ]+>|[\[\]{}()|^$]|[^\s\[\]{}()|^$<>.]+")
MAX_EXPANSIONS: Final = 600


class Expander:
    """Expands phrases over a set of classes.

    Args:
        classes: class name -> member phrases, already normal.
        words: turns a written word into the words that the tokeniser would make of it.
        skips: words that may stand anywhere anyway; leaving them out in `[ ]` saves forms.
    """

    def __init__(
        self,
        classes: Mapping[str, Sequence[str]],
        words: Callable[[str], Sequence[str]],
        skips: frozenset[str],
    ) -> None:
        self.classes = classes
        self._skips = skips
        self._words = cache(words)
        self.groups: dict[tuple[str, ...], str] = {}
        self._members: dict[str, tuple[str, ...]] = {}

    def expand(self, phrase: str, where: str) -> Sequences:
        """Returns every symbol sequence that the phrase stands for.

        Raises:
            ProtocolError: a bracket without its partner, an unknown class, words behind the end of
                the sentence, or too many forms.
        """
        parts = _PART.findall(phrase)
        found, end = self._choices(parts, 0, where)
        if end != len(parts):
            raise ProtocolError(f"{where}: {phrase!r} has a stray {parts[end]!r}: remove it")
        if len(found) > MAX_EXPANSIONS:
            raise ProtocolError(
                f"{where}: {phrase!r} has {len(found)} forms: use a class for some of its words"
            )
        unique = list(dict.fromkeys(self._singled(found)))
        if () in unique:
            raise ProtocolError(f"{where}: {phrase!r} may be empty: leave one word outside [ ]")
        possible = [symbols for symbols in unique if "$" not in symbols[:-1]]
        if not possible:
            raise ProtocolError(f"{where}: {phrase!r} goes on after its end: put the $ last")
        return possible

    def _choices(
        self, parts: list[str], at: int, where: str, optional: bool = False
    ) -> tuple[Sequences, int]:
        branches: list[Sequences] = []
        while True:
            branch, at = self._sequence(parts, at, where)
            if optional:
                branch = [s for s in branch if not self._skips.issuperset(s)]
            branches.append(branch)
            if at < len(parts) and parts[at] == "|":
                at += 1
            else:
                return self._grouped(branches), at

    def _singled(self, found: Sequences) -> Iterator[tuple[str, ...]]:
        """A word that stands alone needs no nameless class: it ends where it begins."""
        for sequence in found:
            alone = self._members.get(sequence[0]) if len(sequence) == 1 else None
            yield from [(word,) for word in alone] if alone else [sequence]

    def _grouped(self, branches: list[Sequences]) -> Sequences:
        """Merges single words of an alternative into one nameless class, to keep the trie small."""
        flat = [sequence for branch in branches for sequence in branch]
        singles = [s[0] for s in flat if len(s) == 1 and s[0][0].isalpha()]
        if len(singles) < 2:
            return flat
        members = tuple(sorted(set(singles)))
        name = self.groups.setdefault(members, f"<{len(self.groups)}>")
        self._members[name] = members
        rest = [s for s in flat if not (len(s) == 1 and s[0][0].isalpha())]
        return [(name,), *rest]

    def _sequence(self, parts: list[str], at: int, where: str) -> tuple[Sequences, int]:
        found: Sequences = [()]
        while at < len(parts) and parts[at] not in ")]}|":
            options, at = self._item(parts, at, where)
            found = [head + tail for head in found for tail in options]
        return found, at

    def _item(self, parts: list[str], at: int, where: str) -> tuple[Sequences, int]:
        part = parts[at]
        if part in "([{":
            inner, end = self._choices(parts, at + 1, where, optional=part == "[")
            close = {"(": ")", "[": "]", "{": "}"}[part]
            if end >= len(parts) or parts[end] != close:
                raise ProtocolError(f"{where}: {' '.join(parts)!r} lacks a {close!r}: add it")
            if part == "[":
                inner = [*inner, ()]
            elif part == "{":
                inner = [tuple("~" + s for s in sequence) for sequence in inner]
            return inner, end + 1
        if part.startswith("<"):
            return self._class(part[1:-1], where), at + 1
        if part in ("...", "^", "$"):
            return [(part,)], at + 1
        end = at + 1
        # Words side by side are read together, so that compounds ("right now") stay whole.
        while end < len(parts) and parts[end][0] not in "([{<|)]}^$" and parts[end] != "...":
            end += 1
        return [tuple(self._words(" ".join(parts[at:end])))], end

    def _class(self, name: str, where: str) -> Sequences:
        if name == "num":
            return [("<num>",)]
        members = self.classes.get(name)
        if members is None:
            raise ProtocolError(f"{where}: no class <{name}>: add it to classes.yaml")
        long = [tuple(m.split()) for m in members if " " in m]
        return [(f"<{name}>",), *long]
