"""The reader gives the same for the same line, and says in one line what is wrong with its file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from cramp_triage.errors import WeightsError
from cramp_triage.nlu.reader import weights
from cramp_triage.nlu.reader.read import HEADS, Reader, _times
from cramp_triage.nlu.reader.weights import BLOCK, FILE, load_weights
from cramp_triage.nlu.reader.wordpiece import pieces_of, words_of

CALVES = {"[UNK]": 0, "calf": 1, "cal": 2, "##ve": 3, "##s": 4, "'": 5}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_weights())


def test_words_are_cut_into_the_longest_known_pieces() -> None:
    assert pieces_of("Calf CALVES", CALVES) == [1, 2, 3, 4]
    assert pieces_of("calf's xyz", CALVES) == [1, 5, 0, 0]
    assert pieces_of("cal" + "s" * 50, CALVES) == [0]


def test_accents_and_marks_do_not_hide_a_word() -> None:
    assert words_of("Cálf—\uff2f\uff2b, 1½") == ["calf", "—", "ok", ",", "11", "\u2044", "2"]


@pytest.mark.parametrize(
    ("text", "asked", "label"),
    [
        ("my chest hurts", (), "chest_pain=yes"),
        ("no chest pain at all", (), "chest_pain=no"),
        ("fine on the breathing front", ("breathless", "chest_pain"), "breathless=no"),
        ("can't really tell", ("numbness",), "numbness=unknown"),
    ],
)
def test_what_is_plainly_said_is_likely(
    reader: Reader, text: str, asked: tuple[str, ...], label: str
) -> None:
    assert reader.read(text, asked).chances[label] > 0.5


@pytest.mark.parametrize(
    "text",
    ["what's chest pain got to do with my leg", "is a tight chest bad", "my aunt's chest hurt"],
)
def test_what_is_only_named_is_not_likely(reader: Reader, text: str) -> None:
    assert reader.read(text).chances["chest_pain=yes"] < 0.3


@pytest.mark.parametrize(
    "text", ["", "   ", "\ud800", "😀" * 500, "a" * 10_000, "\u0447\u0442 \u043e " * 2000]
)
def test_any_text_is_read(reader: Reader, text: str) -> None:
    chances = reader.read(text).chances
    assert chances == reader.read(text).chances
    assert all(0 <= chance <= 1 for chance in chances.values())


def test_a_long_line_is_read_from_its_beginning(reader: Reader) -> None:
    assert reader.read("my chest hurts " + "and so on " * 3000).chances["chest_pain=yes"] > 0.3


def test_a_matrix_in_blocks_multiplies_as_a_whole_one() -> None:
    rows = np.arange(15).reshape(3, 5)
    whole = np.arange(5 * 3 * BLOCK).reshape(5, -1)
    blocks = whole.reshape(5, 3, BLOCK).transpose(1, 0, 2)
    assert (_times(rows, blocks) == rows @ whole).all()


def test_the_layers_lie_in_blocks_of_a_head() -> None:
    arrays = load_weights().arrays
    assert arrays["layers.0.qkv"].shape == (3 * HEADS, HEADS * BLOCK, BLOCK)
    assert all(arrays[f"layers.5.{name}"].flags.c_contiguous for name in ("out", "up", "down"))


def cut(path: Path) -> None:
    path.write_bytes(FILE.read_bytes()[:1_000_000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def without_a_list(path: Path) -> None:
    with zipfile.ZipFile(path, "w"):
        pass


@pytest.mark.parametrize("spoil", [cut, empty, without_a_list, Path.mkdir])
def test_a_damaged_file_is_named(tmp_path: Path, spoil) -> None:
    path = tmp_path / "reader.npz"
    spoil(path)
    with pytest.raises(WeightsError, match=r"reader\.npz: cannot be read .*make reader"):
        load_weights(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"reader\.npz: cannot be read"):
        load_weights(tmp_path / "reader.npz")


def test_a_file_of_another_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "FORMAT", 99)
    with pytest.raises(WeightsError, match=r"reader\.npz: is of format 1, not 99"):
        load_weights()
