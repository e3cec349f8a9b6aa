"""The reader's weights: one file, whole numbers with a scale a row, read once."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from cramp_triage.errors import WeightsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.lib.npyio import NpzFile
    from numpy.typing import NDArray

FILE: Final = Path(__file__).resolve().parents[2] / "data/reader.npz"
FORMAT: Final = 1
ROWS: Final = "words"
SCALE: Final = ".scale"
LAYERS: Final = "layers."
BLOCK: Final = 32
"""Columns of a block: one head's. BLAS multiplies so small a matrix from where it lies, while it
first copies a large one, which takes half the time of a line."""
AGAIN: Final = "install cramp-helper again, or run `make reader` in a checkout"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the numbers belong to.

    Attributes:
        format: of the file.
        version: of the data that it learnt from.
        facts: ids, in the order of their queries.
        labels: `fact=value` and `act:act`, in the order of the scores.
        status: for each fact the numbers of its labels for claimed, denied, unknown; -1 for none.
        pieces: of words, in the order of their rows.
        layers: how many.
        longest: most pieces of a line read at once.
        held_out: authors of the corpus whose lines it never saw.
    """

    format: int
    version: str
    facts: tuple[str, ...]
    labels: tuple[str, ...]
    status: tuple[tuple[int, int, int], ...]
    pieces: tuple[str, ...]
    layers: int
    longest: int
    held_out: tuple[str, ...]


class Weights(msgspec.Struct, frozen=True):
    """What a file holds.

    Attributes:
        about: what the arrays belong to.
        arrays: by name; a matrix is (in, out), ready to multiply a row from the right, one of a
            layer (out / `BLOCK`, in, `BLOCK`).
        rows: word pieces as whole numbers, one row a piece.
        scales: what one step of a row is worth.
    """

    about: About
    arrays: Mapping[str, NDArray[np.float32]]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]


def load_weights(path: Path = FILE) -> Weights:
    """Reads a file that `tools.reader.export` wrote.

    Raises:
        WeightsError: missing, cut or of another format; names the file.
    """
    import numpy as np

    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            about = msgspec.json.decode(file["about"].tobytes(), type=About)
            if about.format != FORMAT:
                raise WeightsError(
                    f"{path.name}: is of format {about.format}, not {FORMAT}; {AGAIN}"
                )
            # One after the other, so that whole numbers and their products are never all in memory.
            arrays = {
                name: _as_floats(file, name)
                for name in file.files
                if name != "about" and not name.startswith(ROWS) and not name.endswith(SCALE)
            }
            rows, scales = file[ROWS], file[ROWS + SCALE].astype(np.float32)
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, msgspec.DecodeError) as e:
        raise WeightsError(f"{path.name}: cannot be read ({e}); {AGAIN}") from None
    return Weights(about=about, rows=rows, scales=scales, arrays=arrays)


def _as_floats(file: NpzFile, name: str) -> NDArray[np.float32]:
    """An array ready for the sums: a matrix of whole numbers is turned, cut and scaled."""
    import numpy as np

    stored = file[name]
    if name + SCALE not in file.files:
        return stored.astype(np.float32)
    scale = file[name + SCALE].astype(np.float32)
    if name.startswith(LAYERS):
        stored = stored.reshape(-1, BLOCK, stored.shape[1])
        scale = scale.reshape(-1, 1, BLOCK)
    # Turned while it is small: turning floats takes seven times as long.
    turned: NDArray[np.float32] = np.ascontiguousarray(stored.swapaxes(-1, -2)) * scale
    return turned
