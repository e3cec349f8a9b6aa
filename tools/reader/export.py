"""Writes what training left as the package's weights: `python -m tools.reader.export RUN [OUT]`.

A matrix becomes whole numbers from -127 to 127 with one scale a row of its output.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

import msgspec
import numpy as np
import torch

from cramp_triage.nlu.reader.weights import FILE, FORMAT, About
from cramp_triage.protocol.model import load_protocol
from tools.reader.corpus import files
from tools.reader.train import LONGEST, status_of

EXACT = ("asked", "places", "query", "state_of")
"""Small, or added up rather than multiplied: half precision."""


def data_version() -> str:
    """Eight digits of the corpus's hash."""
    digest = hashlib.sha256()
    for path in files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def arrays_of(state: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """The arrays as they are stored."""
    arrays: dict[str, np.ndarray] = {}
    for name, tensor in state.items():
        if name == "status_at":
            continue
        weight = tensor.numpy()
        short = name.removesuffix(".weight")
        if short == "places":
            weight = weight[: LONGEST + 16]
        if short in EXACT or weight.ndim == 1:
            arrays[short if short in EXACT else name] = weight.astype(np.float16)
            continue
        scale = np.abs(weight).max(1) / 127
        scale = np.maximum(scale.astype(np.float16), np.float16(6e-5)).astype(np.float32)
        arrays[short] = np.clip(np.round(weight / scale[:, None]), -127, 127).astype(np.int8)
        arrays[f"{short}.scale"] = scale.astype(np.float16)
    return arrays


def write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """An .npz whose bytes depend on the arrays alone."""
    with zipfile.ZipFile(path, "w") as archive:  # not deflated: that is slow to read, saves a tenth
        for name, array in sorted(arrays.items()):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, buffer.getvalue())


def main() -> None:
    """Reads RUN/reader.pt, writes OUT."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("run", type=Path)
    options.add_argument("out", type=Path, nargs="?", default=FILE)
    given = options.parse_args()
    trained = torch.load(given.run / "reader.pt")
    findings = load_protocol().findings
    label_at = {label: at for at, label in enumerate(trained["labels"])}
    about = About(
        format=FORMAT,
        version=data_version(),
        facts=tuple(trained["facts"]),
        labels=tuple(trained["labels"]),
        status=tuple(map(tuple, status_of(findings, label_at).tolist())),
        pieces=tuple(trained["pieces"]),
        layers=trained["layers"],
        longest=LONGEST,
        held_out=tuple(trained["held_out"]),
    )
    arrays = arrays_of(trained["model"])
    arrays["about"] = np.frombuffer(msgspec.json.encode(about), dtype=np.uint8)
    write(given.out, arrays)
    print(f"{given.out.name}: {given.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
