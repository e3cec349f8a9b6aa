"""Teaches what a question is about: `python -m tools.reader.questions`, after `make reader`.

Seven authors wrote ten questions for each of fifty topics, `corpus/questions`; an eighth,
`tests/cases/questions_frozen.jsonl`, is never learnt from. `corpus/asked` has what others wrote
about topics that came later, and what nine wrote as it is asked in the middle of a call. Nor is
learnt from `questions_frozen_later.jsonl`, by one more author of later topics, and
`questions_called.jsonl`, what callers asked in calls. The reader stays as it is: one matrix over
what its layers make of a question is fitted, in minutes, and always to the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
import yaml

from cramp_triage.nlu.questions import NONE, TELLS
from cramp_triage.nlu.reader.questions import FILE, FORMAT, About
from cramp_triage.nlu.reader.read import Reader
from cramp_triage.nlu.reader.weights import load_weights
from cramp_triage.protocol.facts import Findings
from cramp_triage.protocol.model import load_protocol
from tools import ROOT
from tools.reader.corpus import FOLDER as CORPUS
from tools.reader.corpus import Line, read_author

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FOLDER: Final = CORPUS / "questions"
LATER: Final = CORPUS / "later_topics.jsonl"
"""Questions of the seven authors that a topic which came later answers better."""
CALLED: Final = CORPUS / "asked"
MADE: Final = ROOT / "tools/reader/contrast_questions.yaml"
FROZEN: Final = ROOT / "tests/cases/questions_frozen.jsonl"
FROZEN_LATER: Final = ROOT / "tests/cases/questions_frozen_later.jsonl"
HELD: Final = ROOT / "tests/cases/questions_called.jsonl"
STEPS: Final = 400
RATE: Final = 0.01
DECAY: Final = 3e-3
"""How much a weight costs: so the authors left out one by one are understood best."""
EVERY: Final = 12
"""Of the corpus's lines that ask nothing, every so many teaches what is no question."""
ASIDE: Final = 4
"""The same of its lines that are not for us."""
ASKING: Final = frozenset({"question", "why", "help", "repeat", "hesitates"})
SUPPOSING: Final = frozenset({"question_about", "why_question", "hypothetical"})


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an author.

    Attributes:
        topic: what the caller wants to know.
        text: the words.
    """

    topic: str
    text: str


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, one JSON object a line."""
    return msgspec.json.decode(
        b"[" + b",".join(path.read_bytes().splitlines()) + b"]", type=list[Question]
    )


def to_learn_from() -> list[Question]:
    """All that may be learnt from: no line that judges, by a frozen author or of a held call."""
    paths = (*sorted(FOLDER.glob("author_*.jsonl")), *sorted(CALLED.glob("*.jsonl")))
    later = {question.text: question for question in read_questions(LATER)}
    questions = [question for path in paths for question in read_questions(path)]
    return _unjudged([later.get(question.text, question) for question in questions])


def _unjudged(questions: Sequence[Question]) -> list[Question]:
    said = {
        bare(judging.text)
        for path in (FROZEN, FROZEN_LATER, HELD)
        for judging in read_questions(path)
    }
    return [question for question in questions if bare(question.text) not in said]


def made() -> list[Question]:
    """The questions that `contrast_questions.yaml` makes."""
    frames = yaml.safe_load(MADE.read_text(encoding="utf-8"))
    return _unjudged(
        [
            Question(frame["topic"], text)
            for frame in frames
            for pattern in frame["patterns"]
            for text in dict.fromkeys(pattern.format(word) for word in frame.get("fill", [""]))
        ]
    )


def lines_of(findings: Findings) -> list[Line]:
    """All lines of the corpus."""
    return [
        line
        for path in sorted(CORPUS.glob("author_*.jsonl"))
        for line, _ in read_author(path, findings)
    ]


def statements() -> list[Question]:
    """Lines of the corpus that ask nothing, or are not for us, with the topic of those."""
    findings = load_protocol().findings
    lines = [
        line
        for line in lines_of(findings)
        if line.kind != "not_for_us"
        and ASKING.isdisjoint(line.acts)
        and line.kind not in SUPPOSING
        and "?" not in line.text
    ]
    aside = [line for line in lines_of(findings) if line.kind == "not_for_us"]
    return [
        *(Question(TELLS, line.text) for line in lines[::EVERY]),
        *(Question(NONE, line.text) for line in aside[::ASIDE]),
    ]


def bare(text: str) -> str:
    """A line without capitals and end marks."""
    return text.lower().strip(" .?!,")


def fitted(states: Floats, topics: Sequence[int], count: int) -> tuple[Floats, Floats]:
    """A matrix and a bias from states to the scores of topics: softmax regression by Adam.

    Args:
        states: a row a question.
        topics: the number of each one's topic.
        count: of all topics.
    """
    mean, spread = states.mean(0), states.std(0) + 1e-6
    x, y = (states - mean) / spread, np.eye(count, dtype=np.float32)[list(topics)]
    w, bias = np.zeros((x.shape[1], count), np.float32), np.zeros(count, np.float32)
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        scores = x @ w + bias
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        slope = x.T @ (shares - y) / len(x) + DECAY * w
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope * slope
        w -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        bias -= 0.1 * (shares - y).mean(0)
    return w / spread[:, None], bias - mean / spread @ w


def main() -> None:
    """Writes `data/questions.npz`."""
    reader, lines = Reader(load_weights()), [*to_learn_from(), *made(), *statements()]
    topics = tuple(sorted({line.topic for line in lines}))
    states = np.stack([reader.read(line.text).states for line in lines]).astype(np.float32)
    matrix, bias = fitted(states, [topics.index(line.topic) for line in lines], len(topics))
    scale = np.abs(matrix).max(0) / 127
    about = About(format=FORMAT, reader=reader.about.version, topics=topics)
    np.savez_compressed(
        FILE,
        about=np.frombuffer(msgspec.json.encode(about), np.uint8),
        matrix=np.rint(matrix / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
    )
    print(f"{FILE.name}: {len(lines)} questions, {len(topics)} topics")


if __name__ == "__main__":
    main()
