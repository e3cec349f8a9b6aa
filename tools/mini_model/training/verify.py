"""Checks that libvosk computes what was trained: the two must score the same path the same.

    python -m tools.mini_model.training.verify
    python -m tools.mini_model.training.verify --checkpoint DIR/last.pt

A phrase list of one word is decoded by libvosk, which tells minus the cost of the path. The same
path is searched here, on what the same weights say of the sound, under the costs of `graph`. With
a checkpoint, the weights are compared with the network that they were taken from, too.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import vosk

from tools.mini_model import lexicon
from tools.mini_model.building import NETWORK, SHIPPED, Settings
from tools.mini_model.graph import MOST_VARIANTS, SILENCE_BETWEEN, SILENCE_FIRST, VARIANT_COST
from tools.mini_model.kaldi_files import Network, read_network
from tools.mini_model.phones import SILENCE, Pronunciation, first_output, with_accents
from tools.mini_model.training import needs
from tools.mini_model.training.learning import weights
from tools.mini_model.training.spoken.voices import Way

Array = npt.NDArray[Any]

WORDS: Final = ("yes", "cramp", "hamstring", "no")
VOICE: Final = Way("gmw/en-US+f4", 165)
MOST: Final = 0.05
"""The most by which the two scores may differ."""

_NEVER: Final = -1e9
_GRAPH_WEIGHT: Final = 0.9
"""libvosk scales the graph's costs by this before it tells them."""

_LIST_COST: Final = math.log(4) + math.log(2)
"""Of the bigram that libvosk makes of one word: the word itself, and the end behind it."""


def best_score(scores: Array, ways: Sequence[Pronunciation]) -> float:
    """Of the likeliest path through one word, with silence around it or not.

    Args:
        scores: log probabilities, scaled; shape (frames, outputs).
        ways: how the word may be said, the likelier first.
    """
    best = _NEVER
    for rank, phones in enumerate(ways):
        for lead in (True, False):
            for tail in (True, False):
                cost = _LIST_COST + VARIANT_COST * min(rank, MOST_VARIANTS)
                cost -= math.log(SILENCE_FIRST if lead else 1 - SILENCE_FIRST)
                cost -= math.log(SILENCE_BETWEEN if tail else 1 - SILENCE_BETWEEN)
                path = [*[SILENCE] * lead, *phones, *[SILENCE] * tail]
                best = max(best, _along(scores, path) - _GRAPH_WEIGHT * cost)
    return best


def _along(scores: Array, phones: Sequence[str]) -> float:
    """The best score of phones one after the other, whatever their timing."""
    outputs = np.array([first_output(phone) for phone in phones])
    first, rest = np.full(len(phones), _NEVER), np.full(len(phones), _NEVER)
    first[0] = scores[0, outputs[0]]
    for frame in scores[1:]:
        both = np.maximum(first, rest)
        first = np.concatenate([[_NEVER], both[:-1]]) + frame[outputs]
        rest = both + frame[outputs + 1]
    return float(max(first[-1], rest[-1]))


def heard(model: vosk.Model, word: str, samples: npt.NDArray[np.int16]) -> float:
    """The score that libvosk tells."""
    recogniser = vosk.KaldiRecognizer(model, 16_000, json.dumps([word]))
    recogniser.SetMaxAlternatives(1)
    recogniser.AcceptWaveform(samples.tobytes())
    score: float = json.loads(recogniser.FinalResult())["alternatives"][0]["confidence"]
    return score


def _difference(network: Network, checkpoint: Path, features: Array) -> float:
    """The largest, between the log probabilities of the weights and of their network."""
    from tools.mini_model.training.learning.network import (  # needs torch
        log_likelihoods,
        read,
        without_shares,
    )

    exact = log_likelihoods(without_shares(read(checkpoint)), features)
    exact -= np.logaddexp.reduce(exact, 1, keepdims=True)
    return float(np.abs(exact - weights.scores(network, features)).max())


def main() -> None:
    """Compares, and ends with status 1 if the scores differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=SHIPPED, help="model folder")
    parser.add_argument("--checkpoint", type=Path, help="that the model was made from")
    wanted = parser.parse_args()
    torch = ("torch",) if wanted.checkpoint else ()
    needs.check("scipy", "kaldi_native_fbank", *torch)
    from tools.mini_model.training.labelled.features import mfccs
    from tools.mini_model.training.spoken import synth  # these need what was just looked for

    vosk.SetLogLevel(-1)
    model, words = vosk.Model(str(wanted.model)), lexicon.read()
    network = read_network(wanted.model / NETWORK)
    worst = 0.0
    for word in WORDS:
        spoken, _ = synth.espeak(word, VOICE)
        pcm = np.clip(np.rint(spoken), -32_768, 32_767).astype(np.int16)
        features = mfccs(pcm)
        scaled = Settings().acoustic_scale * weights.scores(network, features)
        ours = best_score(scaled, with_accents(words[word].pronunciations))
        theirs = heard(model, word, pcm)
        worst = max(worst, abs(ours - theirs))
        line = f"{word:10} libvosk {theirs:9.4f}, here {ours:9.4f}"
        if wanted.checkpoint:
            apart = _difference(network, wanted.checkpoint, features)
            line += f"; weights and network differ by {apart:.4f}"
        print(line)
    raise SystemExit(f"they differ by {worst:.4f}" if worst > MOST else 0)


if __name__ == "__main__":
    main()
