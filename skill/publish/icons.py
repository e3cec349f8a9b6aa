"""Draws the skill's icon: a calf pulled straight, with the spark of a cramp, on a blue disc.

Plain distance functions and a PNG writer, so that no image library is needed and the picture is
the same at any size. Build time only.
"""

from __future__ import annotations

import math
import struct
import zlib
from itertools import pairwise
from typing import Final

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
    rows = bytearray()
    for y in range(side_px):
        rows.append(0)
        for x in range(side_px):
            rows += _pixel(((x + 0.5) / side_px, (y + 0.5) / side_px), edge)
    return png(side_px, side_px, bytes(rows))


def png(width_px: int, height_px: int, rows: bytes) -> bytes:
    """Returns RGBA rows, each behind a filter byte, as a PNG file."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def png_size(data: bytes) -> tuple[int, int]:
    """Returns width and height of a PNG file in pixels; (0, 0) if it is none."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        return 0, 0
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _pixel(at: Point, edge: float) -> bytes:
    cover = _cover(math.dist(at, DISC[0]) - DISC[1], edge)
    if cover == 0:
        return b"\0\0\0\0"
    colour: tuple[float, ...] = BLUE
    if not 0.25 < at[0] < 0.78 or not 0.02 < at[1] < 0.88:
        return bytes(BLUE) + bytes([round(255 * cover)])
    limb = min(_stroke(at, LEG), _stroke(at, FOOT))
    colour = _mix(colour, SKIN, _cover(limb, edge))
    if 0.3 < at[0] < 0.56 and 0.12 < at[1] < 0.58:
        colour = _mix(colour, SPARK, _cover(_polygon(at, BOLT), edge))
    return bytes(round(part) for part in colour) + bytes([round(255 * cover)])


def _cover(distance: float, edge: float) -> float:
    """How much of a pixel a shape covers, from its distance to the shape's border."""
    return min(1.0, max(0.0, 0.5 - distance / edge))


def _mix(below: tuple[float, ...], above: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(b + (a - b) * share for b, a in zip(below, above, strict=True))


def _stroke(at: Point, stops: tuple[tuple[Point, float], ...]) -> float:
    """Distance to a line whose thickness runs from stop to stop."""
    nearest = math.inf
    for (start, thick), (end, thin) in pairwise(stops):
        along, share = _project(at, start, end)
        nearest = min(nearest, math.dist(at, along) - (thick + (thin - thick) * share))
    return nearest


def _polygon(at: Point, corners: tuple[Point, ...]) -> float:
    """Distance to a polygon, negative inside."""
    inside, nearest = False, math.inf
    for start, end in pairwise((*corners, corners[0])):
        nearest = min(nearest, math.dist(at, _project(at, start, end)[0]))
        if (start[1] > at[1]) != (end[1] > at[1]):
            cross = start[0] + (at[1] - start[1]) / (end[1] - start[1]) * (end[0] - start[0])
            inside ^= at[0] < cross
    return -nearest if inside else nearest


def _project(at: Point, start: Point, end: Point) -> tuple[Point, float]:
    """The point of a line nearest to `at`, and how far along it lies (0 to 1)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = ((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return (start[0] + share * dx, start[1] + share * dy), share
