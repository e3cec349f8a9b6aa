"""Compiles `data/lexicon/*.yaml` to `data/lexicon.json`: `python -m cramp_triage.nlu.build`.

Runs when the lexicon was edited, never when the program runs; a test fails when the two drift.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from cramp_triage.errors import FactError, ProtocolError
from cramp_triage.findings import NO, UNKNOWN, YES, Finding, normal_value
from cramp_triage.nlu.lexicon import COMPILED, MEANINGS, Lexicon, Trie
from cramp_triage.nlu.match import CONTEXT
from cramp_triage.nlu.normalise import plain_word, split_words, tokenise
from cramp_triage.nlu.patterns import Expander
from cramp_triage.nlu.sounds import sound_of
from cramp_triage.nlu.vocabulary import word_set

DATA: Final = Path(__file__).parent.parent / "data"
WORDS, CLASSES = "words.yaml", "classes.yaml"
SCOPE_CUES: Final = word_set(
    "neg no stop mask unsure if_ foreign you family for_me stranger told died history rest "
    "no_back yes_back unsure_back over_back quote mine_not long_ago"
)


class _Loader(yaml.CSafeLoader):
    """Reads yes, no, on and off as the words they are, and refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise ProtocolError(
                    f"{node.start_mark.name}:{line}: key {key.value!r} twice: merge the two"
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def build(folder: Path | None = None) -> bytes:
    """Returns the compiled lexicon.

    Args:
        folder: holds the authored files; by default those of the program.

    Raises:
        ProtocolError: a file is wrong; names file, key and mend.
    """
    folder = folder or DATA / "lexicon"
    files = {path.name: _read(path) for path in sorted(folder.glob("*.yaml"))}
    findings = _findings()
    words = files.pop(WORDS, None)
    classes = files.pop(CLASSES, None)
    if words is None or classes is None:
        raise ProtocolError(f"{folder.name}: {WORDS} or {CLASSES} is missing: restore it")
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.read_bytes())
    compiler = _Compiler(words, classes, findings)
    for name, content in files.items():
        compiler.add(name, content)
    return msgspec.json.encode(compiler.lexicon(digest.hexdigest()), order="deterministic")


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8") as stream:
            content = yaml.load(stream, _Loader)
    except yaml.YAMLError as error:
        raise ProtocolError(f"{path.name}: {' '.join(str(error).split())}: mend the YAML") from None
    if not isinstance(content, dict):
        raise ProtocolError(f"{path.name}: must be a mapping: start it with a key")
    return content


def _findings() -> dict[str, Finding]:
    facts = _read(DATA / "findings.yaml")["facts"]
    full = {fact: {"kind": "yes_no", **body} for fact, body in facts.items()}
    return msgspec.convert(full, dict[str, Finding], strict=False)


def _plain(phrases: object) -> list[str]:
    found = phrases if isinstance(phrases, list) else [phrases]
    return [str(p) for p in found if not {*"^${"} & {*str(p)}]


def _symbols(tries: Sequence[Trie]) -> Iterator[str]:
    """Every symbol on an edge of `tries`."""
    todo = list(tries)
    while todo:
        for symbol, edge in todo.pop().items():
            yield symbol
            if symbol != MEANINGS:
                todo.append(edge)


class _Compiler:
    """Gathers phrases into tries; `lexicon()` hands out the result."""

    def __init__(
        self, words: Mapping[str, Any], classes: Mapping[str, Any], findings: dict[str, Finding]
    ) -> None:
        self.findings = findings
        self.contractions = {plain_word(k): str(v) for k, v in words["contractions"].items()}
        self.fillers = frozenset(words["fillers"].split())
        self.skips = frozenset(words["skips"].split())
        self.stopwords = frozenset(words["stopwords"].split()) | self.skips
        self.names = words["sounds"].split()
        self.rewrites: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for target, sources in words["rewrites"].items():
            for source in sources:
                self._rewrite(str(source), str(target))
        for options in self.rewrites.values():
            options.sort(key=lambda pair: -len(pair[0]))
        self.expander = Expander(self._classes(classes), self.words, self.skips)
        self.phrases: Trie = {}
        self.meanings: dict[tuple[str, ...], int] = {}
        self.answers: dict[str, Trie] = {}
        self.implied: dict[str, dict[str, str]] = {}

    def words(self, text: str) -> list[str]:
        """The words that the tokeniser makes of a written phrase."""
        return [t.word for t in tokenise(text, self.contractions, self.rewrites, frozenset())]

    def add(self, file: str, content: Mapping[str, Any]) -> None:
        for section, body in content.items():
            where = f"{file}: {section}"
            match section:
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
                    prefix = {"acts": "act:", "ask": "ask:", "cues": "cue:"}[section]
                    for name, phrases in body.items():
                        if section == "cues" and name not in SCOPE_CUES:
                            raise ProtocolError(f"{where}: no cue {name!r}: use one of scope.py")
                        self._phrases(f"{where}.{name}", phrases, [prefix + name], self.phrases)
                case "implied":
                    for asked, heard in body.items():
                        self._implied(f"{where}.{asked}", asked, heard)
                case "phrases":
                    for entry in body:
                        means = [self._meaning(where, f, v) for f, v in entry["means"].items()]
                        self._phrases(where, entry["say"], means, self.phrases)
                case _:
                    raise ProtocolError(
                        f"{where}: no such section: use facts, answers, implied, phrases, acts, "
                        "ask or cues"
                    )

    def _well(self, where: str, fact: str, values: Mapping[str, Any]) -> None:
        """Adds "lips feel ordinary" where "lips" alone is a yes: all is well, so it is none."""
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
        used = set(_symbols([self.phrases, *self.answers.values()]))
        groups = [(name, members) for members, name in self.expander.groups.items()]
        named = [(f"<{name}>", members) for name, members in self.expander.classes.items()]
        for name, members in [*named, *groups]:
            if name not in used and not name[1].isalpha():
                continue
            for member in members:
                if " " not in member:
                    symbols.setdefault(member, []).append(name)
        known = used | set(symbols) | self.stopwords | self.fillers | set(self.contractions)
        return Lexicon(
            version=version,
            findings=self.findings,
            contractions=self.contractions,
            sounds={sound_of(name.split("-")): tuple(name.split("-")) for name in self.names},
            known=frozenset(word for word in known if word[0] not in "<^$~=."),
            rewrites={first: tuple(pairs) for first, pairs in self.rewrites.items()},
            fillers=self.fillers,
            skips=self.skips,
            symbols={word: tuple(names) for word, names in symbols.items()},
            phrases=self._packed(self.phrases),
            answers={
                fact: msgspec.Raw(msgspec.json.encode(self._packed(trie), order="deterministic"))
                for fact, trie in self.answers.items()
            },
            implied=self.implied,
            meanings=tuple(self.meanings),
            stopwords=self.stopwords,
        )

    def _rewrite(self, source: str, target: str) -> None:
        words = split_words(source, self.contractions)
        if not words or not target:
            raise ProtocolError(f"{WORDS}: rewrites.{target}: an empty phrase: take it out")
        self.rewrites.setdefault(" ".join(words[:2]), []).append(
            (tuple(words), tuple(target.split()))
        )

    def _classes(self, raw: Mapping[str, Any]) -> dict[str, list[str]]:
        def members(name: str, above: tuple[str, ...]) -> Iterator[str]:
            if name not in raw or name in above:
                raise ProtocolError(f"{CLASSES}: {name}: unknown or inside itself: mend it")
            for member in raw[name]:
                if str(member).startswith("<"):
                    yield from members(str(member)[1:-1], (*above, name))
                else:
                    yield " ".join(self.words(str(member)))

        return {name: list(dict.fromkeys(members(name, ()))) for name in raw}

    def _fact(self, where: str, fact: str, values: Mapping[str, Any], trie: Trie) -> None:
        for value, phrases in values.items():
            if fact == "*" or value in ("affirm", "deny", "unsure"):
                meanings = [f"act:{value}"]
            else:
                meanings = [self._meaning(where, fact, value)]
            self._phrases(f"{where}.{value}", phrases, meanings, trie)

    def _implied(self, where: str, asked: str, heard: Mapping[str, Any]) -> None:
        known = self.implied.setdefault(asked, {})
        for said, value in heard.items():
            fact, _, instead = str(said).partition("=")
            meaning = self._meaning(f"{where}.{said}", asked, value)
            known[self._meaning(f"{where}.{said}", fact, instead)] = meaning.partition("=")[2]

    def _meaning(self, where: str, fact: str, value: object) -> str:
        if fact in ("act", "ask", "cue"):
            return f"{fact}:{value}"
        finding = self.findings.get(fact)
        if finding is None:
            raise ProtocolError(f"{where}: no fact {fact!r}: use an id of findings.yaml")
        text = str(value)
        if finding.kind == "number":
            return f"{fact}={float(text):g}" if text != UNKNOWN else f"{fact}={text}"
        try:
            normal_value(self.findings, fact, text)
        except FactError as error:
            raise ProtocolError(f"{where}: {error}") from None
        return f"{fact}={text}"

    def _phrases(self, where: str, phrases: object, meanings: Sequence[str], trie: Trie) -> None:
        if not isinstance(phrases, list):
            phrases = [phrases]
        for phrase in phrases:
            for sequence in self.expander.expand(str(phrase), where):
                node = trie
                for symbol in sequence:
                    if symbol.startswith(CONTEXT):
                        node = node.setdefault(CONTEXT, {})
                        symbol = symbol[1:]
                    node = node.setdefault(symbol, {})
                self._finish(node, meanings, f"{where}: {phrase!r}")

    def _packed(self, node: Trie) -> Trie:
        """Returns the trie with numbers for meanings and no node where nothing goes on."""
        packed: Trie = {}
        for symbol, edge in node.items():
            if symbol == MEANINGS:
                packed[symbol] = self.meanings.setdefault(tuple(edge), len(self.meanings))
            elif symbol == "$":
                packed[symbol] = self._packed(edge)[MEANINGS]
            else:
                below = self._packed(edge)
                packed[symbol] = below[MEANINGS] if list(below) == [MEANINGS] else below
        return packed

    def _finish(self, node: Trie, meanings: Sequence[str], where: str) -> None:
        there: list[str] = node.setdefault(MEANINGS, [])
        for meaning in meanings:
            fact, mark, _ = meaning.partition("=")
            for other in there:
                if mark and other.startswith(fact + "=") and other != meaning:
                    raise ProtocolError(f"{where} means both {other} and {meaning}: keep one")
            if meaning not in there:
                there.append(meaning)


def main() -> None:
    """Writes the compiled lexicon beside its sources."""
    COMPILED.write_bytes(build())


if __name__ == "__main__":
    main()
