"""Compiles `data/lexicon/*.yaml` to `data/lexicon.json`: `python -m cramp_triage.compile.lexicon`.

Runs at every install (`hatch_build.py`) and when the lexicon was edited (`make`), never when the
program runs; a test fails when the two drift.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import structs

from cramp_triage.compile import tries
from cramp_triage.compile.grammar import GRAMMAR, read_grammar
from cramp_triage.compile.patterns import Expander
from cramp_triage.compile.read_protocol import read_findings
from cramp_triage.compile.writing import write
from cramp_triage.compile.yaml_reader import entries, read_yaml, section
from cramp_triage.errors import FactError, ProtocolError
from cramp_triage.nlu.lexicon.compiled import COMPILED, Lexicon, Spelling, Trie
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.lexicon.witnesses import Table
from cramp_triage.nlu.tokens.sound_alikes import sound_of
from cramp_triage.nlu.tokens.tokenise import plain_word, split_words, tokenise
from cramp_triage.protocol.facts import NO, UNKNOWN, YES, Finding, normal_value

DATA: Final = Path(__file__).parent.parent / "data"
WORDS, CLASSES, WITNESSES = "words.yaml", "classes.yaml", "witnesses.yaml"
TOPICS_OF_ACTS: Final = frozenset({"ask_machine"})
"""Topics of questions that are acts of their own and need a word of theirs, too."""
SCOPE_CUES: Final = frozenset(
    "neg no stop mask unsure if_ foreign you family for_me stranger told died history rest "
    "no_back yes_back unsure_back over_back quote mine_not long_ago same_back jest figure".split()
)


def build(folder: Path | None = None) -> bytes:
    """Returns the compiled lexicon.

    Args:
        folder: holds the authored files; by default those of the program.

    Raises:
        ProtocolError: a file is wrong; names file, key and fix.
    """
    folder = folder or DATA / "lexicon"
    files = {path.name: read_yaml(path, bare_words=True) for path in sorted(folder.glob("*.yaml"))}
    missing = [name for name in (WORDS, CLASSES, GRAMMAR, WITNESSES) if name not in files]
    if missing:
        raise ProtocolError(f"{folder.name}: {' and '.join(missing)} is missing: restore it")
    words, classes = files.pop(WORDS), files.pop(CLASSES)
    grammar, findings = read_grammar(files.pop(GRAMMAR)), read_findings(DATA)
    table = _table(files.pop(WITNESSES))
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.read_bytes())
    compiler = _Compiler(words, classes, grammar, findings, table)
    compiler.check_topics()
    for name, content in files.items():
        compiler.add(name, content)
    return msgspec.json.encode(compiler.lexicon(digest.hexdigest()), order="deterministic")


def _table(content: Mapping[str, Any]) -> Table:
    try:
        return msgspec.convert(content, Table)
    except msgspec.ValidationError as error:
        raise ProtocolError(
            f"{WITNESSES}: {error}: give it the form of Table in nlu/lexicon/witnesses.py"
        ) from None


def _plain(phrases: object) -> list[str]:
    found = phrases if isinstance(phrases, list) else [phrases]
    return [str(p) for p in found if not {*"^${"} & {*str(p)}]


def _spelling(words: Mapping[str, Any]) -> Spelling:
    """How text becomes words; the longest ending and the longest mis-hearing come first."""
    endings = [(str(end), str(meant)) for end, meant in words["endings"].items()]
    spelling = Spelling(
        contractions={
            plain_word(k): str(v) for k, v in (words["contractions"] | words["typed"]).items()
        },
        typed=frozenset(words["typed"]),
        endings=tuple(sorted(endings, key=lambda pair: -len(pair[0]))),
        rewrites={},
        fillers=frozenset(words["fillers"].split()),
    )
    rewrites: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for target, sources in words["rewrites"].items():
        for source in sources:
            heard = split_words(str(source), spelling)
            if not heard or not target:
                raise ProtocolError(f"{WORDS}: rewrites.{target}: an empty phrase: remove it")
            pair = (tuple(heard), tuple(target.split()))
            rewrites.setdefault(" ".join(heard[:2]), []).append(pair)
    ordered = {
        first: tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
        for first, pairs in rewrites.items()
    }
    return structs.replace(spelling, rewrites=ordered)


class _Compiler:
    """Gathers phrases into tries; `lexicon()` hands out the result."""

    def __init__(
        self,
        words: Mapping[str, Any],
        classes: Mapping[str, Any],
        grammar: Grammar,
        findings: dict[str, Finding],
        witnesses: Table,
    ) -> None:
        self.findings, self.grammar, self.witnesses = findings, grammar, witnesses
        self.topics = {
            *section(DATA, "prompts.yaml", "guidance"),
            *(
                form.get("topic", form["id"])
                for form in entries(DATA, "first_aid.yaml", "first_aid")
            ),
        }
        self.spelling = _spelling(words)
        self.as_written = structs.replace(self.spelling, fillers=frozenset())
        self.skips = frozenset(words["skips"].split())
        self.stopwords = frozenset(words["stopwords"].split()) | self.skips
        self.names = words["sounds"].split()
        self.expander = Expander(self._classes(classes), self.words, self.skips)
        self.phrases: Trie = {}
        self.meanings: dict[tuple[str, ...], int] = {}
        self.answers: dict[str, Trie] = {}
        self.implied: dict[str, dict[str, str]] = {}

    def words(self, text: str) -> list[str]:
        """The words that the tokeniser makes of a written phrase."""
        return [t.word for t in tokenise(text, self.as_written, self.grammar.numbers)]

    def add(self, file: str, content: Mapping[str, Any]) -> None:
        for part, body in content.items():
            where = f"{file}: {part}"
            match part:
                case "facts":
                    for fact, values in body.items():
                        self._fact(f"{where}.{fact}", fact, values, self.phrases)
                case "answers":
                    for key, values in body.items():
                        fact, *others = key.split("+")
                        for name in (fact, *others):
                            trie = self.answers.setdefault(name, {})
                            self._fact(f"{where}.{key}", fact, values, trie)
                        if fact != "*":
                            # "A little achy", "really dark": the hedge belongs to the answer.
                            hedged = {
                                v: [f"<hedge> ({p})" for p in _plain(ps)]
                                for v, ps in values.items()
                            }
                            self._fact(f"{where}.{key}", fact, hedged, self.answers[fact])
                            self._well(f"{where}.{key}", fact, values)
                case "acts" | "ask" | "cues":
                    for name, phrases in body.items():
                        means = [self._named(where, part.removesuffix("s"), name)]
                        self._add(f"{where}.{name}", phrases, means, self.phrases)
                case "implied":
                    for asked, heard in body.items():
                        self._implied(f"{where}.{asked}", asked, heard)
                case "phrases":
                    for entry in body:
                        means = [self._meaning(where, f, v) for f, v in entry["means"].items()]
                        self._add(where, entry["say"], means, self.phrases)
                case _:
                    raise ProtocolError(
                        f"{where}: no such section: use facts, answers, implied, phrases, acts, "
                        "ask or cues"
                    )

    def _well(self, where: str, fact: str, values: Mapping[str, Any]) -> None:
        """Adds "lips feel ordinary" where "lips" alone is a yes: all is well, so it is a no."""
        finding = self.findings.get(fact)
        if (
            finding is None
            or finding.kind != "yes_no"
            or finding.deny != "no"
            or "yes" not in values
        ):
            return
        words = [p for p in _plain(values[YES]) if not {"<", ".", "["} & {*p}]
        well = {NO: [f"({p}) <isbe> <fine>" for p in words]}
        self._fact(where, fact, well, self.answers[fact])

    def lexicon(self, version: str) -> Lexicon:
        symbols: dict[str, list[str]] = {}
        used = set(tries.symbols([self.phrases, *self.answers.values()]))
        groups = [(name, members) for members, name in self.expander.groups.items()]
        named = [(f"<{name}>", members) for name, members in self.expander.classes.items()]
        for name, members in [*named, *groups]:
            if name not in used and not name[1].isalpha():
                continue
            for member in members:
                if " " not in member:
                    symbols.setdefault(member, []).append(name)
        known = used | set(symbols) | self.stopwords
        known |= self.spelling.fillers | self.spelling.contractions.keys()
        return Lexicon(
            version=version,
            findings=self.findings,
            spelling=self.spelling,
            grammar=self.grammar,
            sounds={sound_of(name.split("-")): tuple(name.split("-")) for name in self.names},
            known=frozenset(word for word in known if word[0] not in "<^$~=."),
            skips=self.skips,
            symbols={word: tuple(names) for word, names in symbols.items()},
            phrases=tries.packed(self.phrases, self.meanings),
            answers={
                fact: msgspec.Raw(
                    msgspec.json.encode(tries.packed(trie, self.meanings), order="deterministic")
                )
                for fact, trie in self.answers.items()
            },
            implied=self.implied,
            meanings=tuple(self.meanings),
            witnesses=self.witnesses,
            stopwords=self.stopwords,
        )

    def _classes(self, raw: Mapping[str, Any]) -> dict[str, list[str]]:
        def members(name: str, above: tuple[str, ...]) -> Iterator[str]:
            if name not in raw or name in above:
                raise ProtocolError(f"{CLASSES}: {name}: unknown or inside itself: fix it")
            for member in raw[name]:
                if str(member).startswith("<"):
                    yield from members(str(member)[1:-1], (*above, name))
                else:
                    yield " ".join(self.words(str(member)))

        return {name: list(dict.fromkeys(members(name, ()))) for name in raw}

    def _fact(self, where: str, fact: str, values: Mapping[str, Any], trie: Trie) -> None:
        for value, phrases in values.items():
            kind, colon, name = str(value).partition(":")
            if colon:
                meanings = [self._named(where, kind, name)]
            elif fact == "*" or value in ("affirm", "deny", "unsure"):
                meanings = [f"act:{value}"]
            else:
                meanings = [self._meaning(where, fact, value)]
            self._add(f"{where}.{value}", phrases, meanings, trie)

    def _implied(self, where: str, asked: str, heard: Mapping[str, Any]) -> None:
        known = self.implied.setdefault(asked, {})
        for said, value in heard.items():
            fact, _, instead = str(said).partition("=")
            meaning = self._meaning(f"{where}.{said}", asked, value)
            known[self._meaning(f"{where}.{said}", fact, instead)] = meaning.partition("=")[2]

    def check_topics(self) -> None:
        """Looks whether every topic of a question is one that has an answer."""
        for topic in dict.fromkeys(self.grammar.questions.nouns.values()):
            self._named(f"{GRAMMAR}: questions.nouns", "ask", topic)
        for topic in (*self.grammar.questions.needs, *self.grammar.questions.strays):
            if topic not in TOPICS_OF_ACTS:
                self._named(f"{GRAMMAR}: questions.needs, strays", "ask", topic)

    def _named(self, where: str, kind: str, name: str) -> str:
        if kind == "cue" and name not in SCOPE_CUES:
            raise ProtocolError(f"{where}: no cue {name!r}: use one of SCOPE_CUES (build.py)")
        if kind == "ask" and name not in self.topics:
            raise ProtocolError(
                f"{where}: no guidance {name!r}: use one of prompts.yaml or first_aid.yaml"
            )
        return f"{kind}:{name}"

    def _meaning(self, where: str, fact: str, value: object) -> str:
        if fact in ("act", "ask", "cue"):
            return self._named(where, fact, str(value))
        finding = self.findings.get(fact)
        if finding is None:
            raise ProtocolError(f"{where}: no fact {fact!r}: use an id of facts.yaml")
        text = str(value)
        try:
            if finding.kind == "number" and text != UNKNOWN:
                return f"{fact}={float(text):g}"
            normal_value(self.findings, fact, text)
        except FactError as error:
            raise ProtocolError(f"{where}: {error}") from None
        except ValueError:
            raise ProtocolError(
                f"{where}: {fact} is not a number: {text!r}: write digits"
            ) from None
        return f"{fact}={text}"

    def _add(self, where: str, phrases: object, means: Sequence[str], trie: Trie) -> None:
        tries.add(trie, phrases, means, self.expander, where)


def main() -> None:
    """Writes the compiled lexicon next to its sources."""
    write(COMPILED, build)


if __name__ == "__main__":
    main()
