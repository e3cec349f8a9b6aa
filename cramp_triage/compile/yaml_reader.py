"""Reads the YAML a clinician writes: text keys only, no key twice, every fault with its place.

YAML 1.1 turns a bare yes, no, on or off into a boolean; as a key that would be lost silently, so it
is refused. Only the builders import this; no program reads YAML of ours at run time.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from cramp_triage.errors import ProtocolError

_BOOL = "tag:yaml.org,2002:bool"


class _Strict(yaml.CSafeLoader):
    """YAML that refuses a key twice in one mapping and any key that is not text."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        plain = isinstance(loader, _Words) and isinstance(key_node, yaml.ScalarNode)
        key: Hashable = key_node.value if plain else loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise ProtocolError(f"line {line}: key {key!r} is not text; put it in quotes")
        if key in result:
            raise ProtocolError(f"line {line}: key {key!r} appears twice; keep one")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _Words(_Strict):
    """The same, where a bare yes, no, on or off is a word, and so is any key, as among phrases."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != _BOOL]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, *, bare_words: bool = False) -> dict[str, Any]:
    """An authored file as a mapping with text keys only.

    Args:
        path: the file.
        bare_words: a bare yes, no, on or off is a word, not a boolean; as a key, anything is.

    Raises:
        ProtocolError: not readable, not YAML, a key twice, or a key that is not text.
    """
    try:
        with path.open(encoding="utf-8") as file:
            form = yaml.load(file, _Words if bare_words else _Strict)
    except ProtocolError as error:
        raise ProtocolError(f"{path.name}: {error}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise ProtocolError(f"{path.name}: cannot be read ({said}); fix the YAML") from None
    if not isinstance(form, dict):
        raise ProtocolError(f"{path.name}: must be a mapping; start it with a key")
    return form


def section(folder: Path, file: str, key: str) -> dict[str, Any]:
    """The mapping under a key of a file.

    Raises:
        ProtocolError: the file cannot be read or has no such mapping.
    """
    form = read_yaml(folder / file)
    if not isinstance(form.get(key), dict):
        raise ProtocolError(f"{file}: has no mapping {key!r}; add it")
    return dict(form[key])


def entries(folder: Path, file: str, key: str) -> list[dict[str, Any]]:
    """The list under a key of a file, each entry with an id of its own.

    Raises:
        ProtocolError: the file cannot be read, has no such list, or an id is missing or doubled.
    """
    listed = read_yaml(folder / file).get(key)
    if not isinstance(listed, list):
        raise ProtocolError(f"{file}: has no list {key!r}; add it")
    seen: set[str] = set()
    for number, entry in enumerate(listed, 1):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise ProtocolError(f"{file}: entry {number} of {key!r} has no id; give it one")
        if name in seen:
            raise ProtocolError(f"{file}: {name}: this id appears twice; rename one")
        seen.add(name)
    return listed
