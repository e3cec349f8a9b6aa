"""What a question is about, by its meaning: one matrix over what the reader's layers make of it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from cramp_triage.errors import WeightsError
from cramp_triage.nlu.reader.weights import AGAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cramp_triage.nlu.reader.read import Floats, Reader

FILE: Final = Path(__file__).resolve().parents[2] / "data/questions.npz"
FORMAT: Final = 1


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the numbers belong to.

    Attributes:
        format: of the file.
        reader: version of the reader whose states it weighs.
        topics: in the order of the scores.
    """

    format: int
    reader: str
    topics: tuple[str, ...]


class Questions:
    """A question to the probability of each topic; together they make one.

    Args:
        reader: its states are weighed.
        path: a file that `tools.reader.questions` wrote.

    Raises:
        WeightsError: missing, cut, of another format or for another reader; names the file.
    """

    def __init__(self, reader: Reader, path: Path = FILE) -> None:
        self._reader = reader
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                about = msgspec.json.decode(file["about"].tobytes(), type=About)
                matrix: NDArray[np.float32] = file["matrix"].astype(np.float32) * file["scale"]
                self._matrix = matrix
                self._bias: NDArray[np.float32] = file["bias"]
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
            raise WeightsError(f"{path.name}: cannot be read ({error}); {AGAIN}") from None
        if (about.format, about.reader) != (FORMAT, reader.about.version):
            raise WeightsError(f"{path.name}: is not for this reader; {AGAIN}")
        self.topics = about.topics

    def about(self, text: str) -> Mapping[str, float]:
        """The probability of each topic of a text; empty for one without words."""
        states = self._reader.read(text).states
        return {} if states is None else self.of(states)

    def of(self, states: Floats) -> Mapping[str, float]:
        """The probability of each topic of a line that was read."""
        scores = states @ self._matrix + self._bias
        shares = np.exp(scores - scores.max())
        return dict(zip(self.topics, (shares / shares.sum()).tolist(), strict=True))
