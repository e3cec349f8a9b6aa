"""Draws the skill's icon: a calf pulled straight, with the spark of a cramp, on a blue disc.

Plain distance functions and a PNG writer, so that no image library is needed and the picture is
the same at any size. Build time only.
"""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Point = tuple[float, float]
Colour = tuple[int, int, int]

BLUE: Final[Colour] = (23, 78, 120)
SKIN: Final[Colour] = (250, 240, 226)
SPARK: Final[Colour] = (242, 140, 40)

# The unit square, y downward. The disc leaves Amazon's round frame a thin edge.
DISC: Final = ((0.5, 0.5), 0.48)
# A leg from knee to toes: (centre, radius) along the limb, drawn as tapered strokes.
LEG: Final = (
    ((0.47, 0.16), 0.105),
    ((0.42, 0.36), 0.125),
    ((0.47, 0.58), 0.075),
    ((0.47, 0.74), 0.060),
)
FOOT: Final = (((0.47, 0.75), 0.065), ((0.58, 0.79), 0.055), ((0.70, 0.755), 0.040))
BOLT: Final[tuple[Point, ...]] = (
    (0.47, 0.15),
    (0.33, 0.36),
    (0.42, 0.36),
    (0.36, 0.55),
    (0.53, 0.30),
    (0.44, 0.30),
)


def icon_png(side_px: int) -> bytes:
    """Returns the icon as a square PNG with a transparent ground."""
    edge = 1 / side_px
    middles = (np.arange(side_px) + 0.5) / side_px
    at = np.stack(np.meshgrid(middles, middles), axis=-1)
    pixels = np.empty((side_px, side_px, 4))
    pixels[..., :3] = BLUE
    for distance, colour in (
        (np.minimum(_stroke(at, LEG), _stroke(at, FOOT)), SKIN),
        (_polygon(at, BOLT), SPARK),
    ):
        share = _cover(distance, edge)[..., np.newaxis]
        pixels[..., :3] += (np.array(colour) - pixels[..., :3]) * share
    pixels[..., 3] = 255 * _cover(_length(at - DISC[0]) - DISC[1], edge)
    pixels[pixels[..., 3] == 0] = 0
    # Each row behind a filter byte of 0.
    rows = np.zeros((side_px, 1 + 4 * side_px), np.uint8)
    rows[:, 1:] = np.rint(pixels).reshape(side_px, -1)
    return png(side_px, side_px, rows.tobytes())


def png(width_px: int, height_px: int, rows: bytes) -> bytes:
    """Returns RGBA rows, each behind a filter byte, as a PNG file."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def png_size(data: bytes) -> tuple[int, int]:
    """Returns width and height of a PNG file in pixels; (0, 0) if it is not a PNG."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        return 0, 0
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _cover(distance: Floats, edge: float) -> Floats:
    """How much of a pixel a shape covers, from its distance to the shape's border."""
    cover: Floats = np.clip(0.5 - distance / edge, 0, 1)
    return cover


def _stroke(at: Floats, stops: tuple[tuple[Point, float], ...]) -> Floats:
    """Distance to a line whose thickness runs from stop to stop."""
    nearest = np.full(at.shape[:2], np.inf)
    for (start, thick), (end, thin) in pairwise(stops):
        along, share = _project(at, start, end)
        nearest = np.minimum(nearest, _length(at - along) - (thick + (thin - thick) * share))
    return nearest


def _polygon(at: Floats, corners: tuple[Point, ...]) -> Floats:
    """Distance to a polygon, negative inside."""
    inside = np.zeros(at.shape[:2], bool)
    nearest = np.full(at.shape[:2], np.inf)
    x, y = at[..., 0], at[..., 1]
    for start, end in pairwise((*corners, corners[0])):
        nearest = np.minimum(nearest, _length(at - _project(at, start, end)[0]))
        if start[1] != end[1]:
            cross = start[0] + (y - start[1]) / (end[1] - start[1]) * (end[0] - start[0])
            inside ^= ((start[1] > y) != (end[1] > y)) & (x < cross)
    return np.where(inside, -nearest, nearest)


def _project(at: Floats, start: Point, end: Point) -> tuple[Floats, Floats]:
    """The points of a line nearest to `at`, and how far along it they lie (0 to 1)."""
    begin = np.array(start)
    line = np.array(end) - begin
    share: Floats = np.clip((at - begin) @ line / (line @ line), 0, 1)
    return begin + share[..., np.newaxis] * line, share


def _length(vectors: Floats) -> Floats:
    length: Floats = np.hypot(vectors[..., 0], vectors[..., 1])
    return length
