"""Where the APL document puts its parts on a screen, computed without a browser.

Knows what `skill/data/screen.json` uses and no more: containers in rows and columns, frames, texts
that wrap, data that is inflated. The letters are as wide as those of DejaVu Sans Bold, wider than
the ones that a device has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

Json = dict[str, Any]
LINE_HEIGHT = 1.25
NARROW, WIDE = set(" .,:;'!|iIjl"), set("mwMW%@")


@dataclass(frozen=True)
class Placed:
    """A part on the screen: a line of text, or something to touch; all in dp."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    text: str = ""
    font: float = 0
    id: str = ""

    def moved(self, x: float, y: float) -> Placed:
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass
class Laid:
    """A component and what it holds, measured from its own corner; `lost` is text that is cut."""

    width: float
    height: float
    placed: list[Placed]
    lost: list[str]


class Layout:
    """A document on one viewport.

    Args:
        document: the APL document.
        width: of the viewport in dp, as is `height`.
        shape: "rectangle" or "round".
    """

    def __init__(self, document: Json, width: int, height: int, shape: str) -> None:
        self._document = document
        viewport = SimpleNamespace(width=width, height=height, shape=shape)
        self._names: Json = {"viewport": viewport, "held": 0, "resources": {}}
        for block in document["resources"]:
            if self.value(block.get("when", True), self._names):
                for kind in ("dimensions", "numbers", "strings"):
                    self._names["resources"].update(block.get(kind, {}))

    def dimension(self, name: str) -> float:
        """A resource by its name."""
        return float(self._number(self._names["resources"][name], 0))

    def shown(self, screen: Json) -> Laid:
        """What is drawn of one screen's data."""
        payload = _namespace({"screen": screen})
        names = {
            **self._names,
            "payload": payload,
            "s": payload.screen,
            "held": payload.screen.held_s,
        }
        viewport = names["viewport"]
        root = self._document["mainTemplate"]["item"]["item"]
        return self._lay(root, viewport.width, names, viewport.height)

    def value(self, text: Any, names: Json) -> Any:
        """An expression of the document."""
        if not isinstance(text, str):
            return text
        if text.startswith("@"):
            return self._value_of(text, names)
        whole = re.fullmatch(r"\$\{([^{}]*)\}", text)
        if whole:
            return self._value_of(whole[1], names)
        return re.sub(r"\$\{([^{}]*)\}", lambda gap: str(self._value_of(gap[1], names)), text)

    def _value_of(self, expression: str, names: Json) -> Any:
        condition, asked, rest = expression.partition(" ? ")
        if asked:
            yes, _, no = rest.partition(" : ")
            return self._value_of(yes if self._value_of(condition, names) else no, names)
        return eval(_python(expression), {"number": self._number, "len": len}, names)

    @staticmethod
    @cache
    def _number(size: Any, whole: float = 0) -> Any:
        """A size in dp; a share is one of `whole`; what is no size stays as it is."""
        if not isinstance(size, str):
            return size
        found = re.fullmatch(r"([\d.]+)(dp|%)?", size)
        if found is None:
            return size
        return float(found[1]) * (whole / 100 if found[2] == "%" else 1)

    def _lay(self, component: Json, room: float, names: Json, height: float = 0) -> Laid:
        def get(key: str, default: Any = None) -> Any:
            return self.value(component.get(key, default), names)

        layout = self._document["layouts"].get(component["type"])
        if layout:
            inner = {name: get(name) for name in layout.get("parameters", ())}
            return self._lay(layout["item"], room, {**names, **inner})
        width = self._number(get("width", "100%"), room)
        left, right = get("paddingLeft", 0), get("paddingRight", 0)
        left, right = self._number(left, room), self._number(right, room)
        top, bottom = self._number(get("paddingTop", 0)), self._number(get("paddingBottom", 0))
        own = self._number(get("height", 0), height)
        if component["type"] == "VectorGraphic":
            return Laid(width, own, [], [])
        if component["type"] == "Text":
            inside = self._text(component, width - left - right, names)
        elif component["type"] == "Container":
            inside = self._container(component, width - left - right, own - top - bottom, names)
        else:
            inside = self._lay(component["item"], width, names)
        if component["type"] == "TouchWrapper":
            inside.placed.append(Placed("touch", 0, 0, width, own, id=get("id"), text="touch"))
        placed = [one.moved(left, top) for one in inside.placed]
        return Laid(width, own or inside.height + top + bottom, placed, inside.lost)

    def _text(self, component: Json, room: float, names: Json) -> Laid:
        text = str(self.value(component["text"], names))
        font = self._number(self.value(component["fontSize"], names))
        lines, cut = wrapped(text, font, room), []
        most = component.get("maxLines", 99)
        if len(lines) > most or any(wide(line, font) > room for line in lines):
            cut.append(text)
        centred = self.value(component.get("textAlign"), names) == "center"
        placed = []
        for at, line in enumerate(lines):
            across = wide(line, font)
            x = (room - across) / 2 if centred else 0
            y, high = at * font * LINE_HEIGHT, font * LINE_HEIGHT
            placed.append(Placed("text", x, y, across, high, line, font, component.get("id", "")))
        return Laid(room, len(lines) * font * LINE_HEIGHT, placed, cut)

    def _container(self, component: Json, room: float, height: float, names: Json) -> Laid:
        children = self._children(component, names)
        row = self.value(component.get("direction", "column"), names) == "row"
        if component.get("wrap"):
            return self._wrapped(component, children, room, names)
        laid: list[tuple[float, Laid]] = []
        fixed = 0.0
        if row:
            for child, own in children:
                if not child.get("shrink"):
                    fixed += self._number(self.value(child.get("width", "100%"), own), room)
        at, lost = 0.0, []
        growing = None
        for child, own in children:
            if child.get("position") == "absolute":
                continue
            space = room - fixed if row and child.get("shrink") else room
            one = self._lay(child, space, own)
            if not row and child.get("grow"):
                growing = len(laid)
            laid.append((at, one))
            at += one.width if row else one.height
            lost += one.lost
        tall = max((one.height for _, one in laid), default=0) if row else at
        placed = []
        for index, (start, one) in enumerate(laid):
            free = (height - tall) / 2 if growing == index and height > tall else 0
            x, y = (start, (tall - one.height) / 2) if row else (0.0, start + free)
            if not row and self.value(component.get("alignItems"), names) == "center":
                x = (room - one.width) / 2
            placed += [part.moved(x, y) for part in one.placed]
        return Laid(room, tall, placed, lost)

    def _wrapped(
        self, component: Json, children: list[tuple[Json, Json]], room: float, names: Json
    ) -> Laid:
        rows: list[list[Laid]] = [[]]
        for child, own in children:
            one = self._lay(child, room, own)
            if rows[-1] and sum(other.width for other in rows[-1]) + one.width > room:
                rows.append([])
            rows[-1].append(one)
        centred = self.value(component.get("justifyContent"), names) == "center"
        placed, lost, y = [], [], 0.0
        for line in rows:
            across = sum(one.width for one in line)
            x = (room - across) / 2 if centred else 0.0
            for one in line:
                placed += [part.moved(x, y) for part in one.placed]
                lost += one.lost
                x += one.width
            y += max((one.height for one in line), default=0)
        return Laid(room, y, placed, lost)

    def _children(self, component: Json, names: Json) -> list[tuple[Json, Json]]:
        items = component.get("items") or [component["item"]]
        data = self.value(component.get("data"), names)
        pairs = [
            (items[0], {**names, "data": one, "index": at}) for at, one in enumerate(data or ())
        ]
        pairs = pairs or [(item, names) for item in items]
        return [pair for pair in pairs if self.value(pair[0].get("when", True), pair[1])]


def wide(text: str, font: float) -> float:
    """The width of a line."""
    ems = sum(
        0.36 if letter in NARROW else 1.0 if letter in WIDE else 0.74 if letter.isupper() else 0.67
        for letter in text
    )
    return ems * font


def wrapped(text: str, font: float, room: float) -> list[str]:
    """A text in lines, broken between words."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(longer, font) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@cache
def _python(expression: str) -> CodeType:
    python = re.sub(r"@(\w+)", r"number(resources['\1'])", expression)
    python = re.sub(r"([\w.]+)\.length", r"len(\1)", python)
    python = python.replace("&&", " and ").replace("||", " or ")
    return compile(re.sub(r"!(?!=)", " not ", python).strip(), expression, "eval")


def _namespace(data: Any) -> Any:
    if isinstance(data, Mapping):
        return SimpleNamespace(**{key: _namespace(value) for key, value in data.items()})
    return [_namespace(one) for one in data] if isinstance(data, list | tuple) else data
