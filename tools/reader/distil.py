"""Teaches a reader of fewer layers what the shipped one says: `python -m tools.reader.distil OUT`.

The small one begins as some of the shipped one's layers. It learns the probabilities that the
shipped one gives, what its last layer makes of every piece, and the labels, on the same lines; the
authors that the shipped one never saw stay unseen. Goes on from the last checkpoint in OUT.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from msgspec.structs import replace
from torch import Tensor, nn

from cramp_triage.nlu.reader.weights import About, Weights, load_weights
from cramp_triage.protocol.model import load_protocol
from tools.reader.contrasts import contrasts
from tools.reader.examples import Example, corpus, older, wordings
from tools.reader.joined import joined
from tools.reader.network import Reader
from tools.reader.train import Batches, elsewhere

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACT = ("asked", "places", "query", "state_of")
"""Stored as they are; every other matrix is stored turned."""
TAUGHT = 0.7
"""Share of the shipped reader's word in a target; the rest is the label's."""
ALIKE = 20.0
"""How much the difference of the last layers counts."""
SAVED = 20
"""Steps between checkpoints."""


def from_package(weights: Weights, kept: tuple[int, ...]) -> Reader:
    """The shipped reader in torch, with some of its layers.

    Args:
        weights: from `load_weights`.
        kept: numbers of its layers, in order.
    """
    about = weights.about
    sizes = len(about.pieces), len(about.facts), len(about.labels)
    model = Reader(*sizes, torch.tensor(about.status), len(kept))
    model.words.weight.data = torch.from_numpy(weights.rows * weights.scales[:, None])
    for name, into in model.state_dict().items():
        if name in ("status_at", "words.weight"):
            continue
        stored = torch.from_numpy(_array(weights, _renumbered(name, kept)))
        into[: len(stored)] = stored
    return model


def _renumbered(name: str, kept: tuple[int, ...]) -> str:
    """The shipped name of a weight: `layers.1.up.weight` of layers 0, 2, 4 is that of layer 2."""
    head, _, rest = name.partition("layers.")
    number, _, rest = rest.partition(".")
    return f"layers.{kept[int(number)]}.{rest}" if not head and number.isdigit() else name


def _array(weights: Weights, name: str) -> NDArray[np.float32]:
    """A shipped weight as torch has it: a matrix is (out, in)."""
    short = name.removesuffix(".weight")
    array = weights.arrays.get(name)
    array = weights.arrays[short] if array is None else array
    if array.ndim == 1 or short in EXACT:
        return array
    if array.ndim == 3:
        return array.transpose(0, 2, 1).reshape(-1, array.shape[1])
    return np.ascontiguousarray(array.T)


def known(one: Example, about: About) -> bool:
    """Whether a line speaks of nothing that came after the shipped reader."""
    return {*one.asked} <= {*about.facts} and one.holds <= {*about.labels}


class Course:
    """One course: the lines of every pass, the teacher, the pupil.

    Args:
        given: what the command line says.
    """

    def __init__(self, given: argparse.Namespace) -> None:
        weights, findings = load_weights(), load_protocol().findings
        self.given, self.about = given, weights.about
        self.findings = {fact: findings[fact] for fact in self.about.facts}
        pieces = {piece: at for at, piece in enumerate(self.about.pieces)}
        self.batches = Batches(self.findings, pieces, list(self.about.labels))
        lines = (*corpus(findings), *older(findings), *wordings(findings))
        self.lines = [*self._known(one for one in lines if one.author not in self.about.held_out)]
        self.teacher = from_package(weights, tuple(range(self.about.layers))).eval()
        self.pupil = from_package(weights, tuple(given.layers)).eval()
        for part in (self.pupil.words, self.pupil.places, self.pupil.norm, self.teacher):
            part.requires_grad_(False)

    def _known(self, examples: Iterator[Example]) -> Iterator[Example]:
        told = {*self.about.labels}
        for one in examples:
            if known(one, self.about):
                yield replace(one, untold=one.untold & told)

    def lines_of(self, number: int) -> Iterator[list[Example]]:
        """The batches of a pass, as in training."""
        seed, findings = self.given.seed * 100 + number, self.findings
        whole = load_protocol().findings
        made = self._known(iter(contrasts(whole, seed, 6000)))
        several = self._known(iter(joined(self.lines, whole, seed, 5000)))
        told = self._known(elsewhere(self.lines, findings, seed))
        return self.batches.of([*told, *made, *several], seed)

    def run(self) -> None:
        """Every step that is not yet done, then the weights."""
        learning = [p for p in self.pupil.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(learning, lr=self.given.rate, weight_decay=0.01)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, self._rate)
        parts = {"model": self.pupil, "optimizer": optimizer, "scheduler": scheduler}
        checkpoint, done = self.given.out / "checkpoint.pt", 0
        if checkpoint.exists():
            state = torch.load(checkpoint)
            for name, part in parts.items():
                part.load_state_dict(state[name])
            done = state["steps"]
        for step, batch in enumerate(self._batches()):
            if step < done:
                continue
            if step >= self.given.steps:
                break
            loss = self._loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            scheduler.step()
            if (step + 1) % 20 == 0:
                print(f"step {step + 1} loss {loss.item():.3f}", flush=True)
            if (step + 1) % SAVED == 0:
                states = {name: part.state_dict() for name, part in parts.items()}
                torch.save({**states, "steps": step + 1}, checkpoint)
        self._save()

    def _batches(self) -> Iterator[list[Example]]:
        number = 0
        while True:
            yield from self.lines_of(number)
            number += 1

    def _loss(self, batch: list[Example]) -> Tensor:
        """Of one batch: the scores' and the last layer's distance."""
        ids, asked, mask, targets, weights = self.batches.tensors(batch)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                aim = self.teacher.states(ids, asked, mask)[-1]
                chances = self.teacher.scores(aim, asked, mask).float().sigmoid()
            made = self.pupil.states(ids, asked, mask)[-1]
            scores = self.pupil.scores(made, asked, mask).float()
        share = TAUGHT + (1 - TAUGHT) * (1 - weights)
        goal = share * chances + (1 - share) * targets
        told = nn.functional.binary_cross_entropy_with_logits(scores, goal, reduction="sum")
        apart = ((made.float() - aim.float()) ** 2)[mask].mean()
        return told / len(batch) + ALIKE * apart

    def _rate(self, step: int) -> float:
        """Up in a twentieth of the steps, then down to almost nothing."""
        warm = max(1, self.given.steps // 20)
        return min((step + 1) / warm, max(0.02, (self.given.steps - step) / self.given.steps))

    def _save(self) -> None:
        outcome = {
            "model": self.pupil.state_dict(),
            "pieces": self.batches.pieces,
            "labels": list(self.about.labels),
            "facts": list(self.about.facts),
            "layers": len(self.given.layers),
            "held_out": list(self.about.held_out),
        }
        torch.save(outcome, self.given.out / "reader.pt")


def main() -> None:
    """Teaches; leaves checkpoints and `reader.pt`, which `tools.reader.export` reads."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--layers", nargs="*", type=int, default=[0, 2, 4])
    options.add_argument("--steps", type=int, default=1500)
    options.add_argument("--rate", type=float, default=3e-4)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    Course(given).run()


if __name__ == "__main__":
    main()
