"""Writes the files of the demonstration model: network, settings, graph.

The graph is compiled by OpenFst's command-line tools (Debian: `libfst-tools` and
`libfst22-plugins-base`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from offline_voice.vosk_models.find import MINI_MODEL
from tools.mini_model.graph import EPSILON, UNKNOWN, Penalties, Said, bigram_text, lexicon_text
from tools.mini_model.kaldi_files import (
    MFCC_CONF,
    MODEL_CONF,
    read_network,
    write_network,
    write_phones,
)

SHIPPED: Final = MINI_MODEL
NETWORK: Final = "am/final.mdl"
FINGERPRINTS: Final = Path(__file__).parent / "shipped.sha256"
_NEEDED: Final = "apt-get install libfst-tools libfst22-plugins-base"


class Settings(NamedTuple):
    """What was tuned on the recorded suite.

    Attributes:
        margin: how much worse than expected speech must fit to become "[unk]"; less rejects more.
        acoustic_scale: the weight of the sound against the graph.
        penalties: what words cost.
    """

    margin: float = 2.0
    acoustic_scale: float = 0.5
    penalties: Penalties = Penalties()


class Material(NamedTuple):
    """What the graph is made of.

    Attributes:
        said: how each word is said, and what it costs.
        sentences: of these words, for the open vocabulary.
        opened: the words that the open vocabulary has although no sentence has them.
    """

    said: Mapping[str, Said]
    sentences: Sequence[str]
    opened: Collection[str]


def build(folder: Path, material: Material, settings: Settings) -> None:
    """Writes the whole model folder, and `FINGERPRINTS` if it is the shipped one.

    Raises:
        SystemExit: OpenFst is not installed.
    """
    (folder / "graph").mkdir(parents=True, exist_ok=True)
    _write_plain(folder, settings)
    ids = _ids(material.said)
    ids = _write_lexicon(
        folder / "graph", lexicon_text(material.said, ids, settings.penalties), ids
    )
    _write_bigram(folder / "graph", bigram_text(material.sentences, material.opened, ids))
    if folder == SHIPPED:
        FINGERPRINTS.write_text(_fingerprints(material, settings), encoding="utf-8")


def outdated(material: Material, settings: Settings) -> list[str]:
    """The shipped files that `build` would write otherwise; needs no OpenFst."""
    if shipped_words().keys() != _ids(material.said).keys():
        return ["graph/words.txt"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "graph").mkdir()
        _write_plain(folder, settings)
        plain = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
        faults = [
            str(file)
            for file in sorted(plain)
            if (folder / file).read_bytes() != (SHIPPED / file).read_bytes()
        ]
    new = _fingerprints(material, settings).splitlines()
    kept = set(FINGERPRINTS.read_text(encoding="utf-8").splitlines())
    return faults + [line.split()[1] for line in new if line not in kept]


def shipped_words() -> dict[str, int]:
    """The words of the shipped model, and their numbers."""
    lines = (SHIPPED / "graph/words.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(number) for word, number in map(str.split, lines)}


def _ids(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate([EPSILON, UNKNOWN, *sorted(words)])}


def _fingerprints(material: Material, settings: Settings) -> str:
    """What the shipped graph was compiled from, and what came of it, as `sha256sum` prints it."""
    graph = SHIPPED / "graph"
    lexicon = lexicon_text(material.said, _ids(material.said), settings.penalties)
    contents = {
        "lexicon": lexicon.encode(),
        "bigram": bigram_text(material.sentences, material.opened, shipped_words()).encode(),
        **{name: (graph / name).read_bytes() for name in ("HCLr.fst", "Gr.fst", "words.txt")},
    }
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in contents.items())


def _write_plain(folder: Path, settings: Settings) -> None:
    """All but the graph itself."""
    for name in ("am", "conf"):
        (folder / name).mkdir(exist_ok=True)
    write_network(folder / NETWORK, read_network(SHIPPED / NETWORK), settings.margin)
    conf = MODEL_CONF.format(acoustic_scale=settings.acoustic_scale)
    (folder / "conf/mfcc.conf").write_text(MFCC_CONF, encoding="utf-8")
    (folder / "conf/model.conf").write_text(conf, encoding="utf-8")
    write_phones(folder / "graph")


def _write_lexicon(graph: Path, text: str, ids: Mapping[str, int]) -> dict[str, int]:
    """Writes the lexicon; returns the words' numbers, which looking ahead has changed."""
    with tempfile.TemporaryDirectory() as folder:
        plain, pairs = Path(folder, "plain.fst"), Path(folder, "pairs.txt")
        plain.write_bytes(_fst(["fstarcsort", "--sort_type=olabel"], _fst(["fstcompile"], text)))
        to = ["fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}"]
        _fst([*to, str(plain), str(graph / "HCLr.fst")])
        lines = (line.split() for line in pairs.read_text(encoding="utf-8").splitlines())
        changed = {int(before): int(after) for before, after in lines}
    new = {word: changed.get(number, number) for word, number in ids.items()}
    in_order = sorted(new.items(), key=itemgetter(1))
    text = "".join(f"{word} {number}\n" for word, number in in_order)
    (graph / "words.txt").write_text(text, encoding="utf-8")
    return new


def _write_bigram(graph: Path, text: str) -> None:
    compiled = _fst(["fstconnect"], _fst(["fstcompile"], text))
    in_order = _fst(["fstarcsort", "--sort_type=ilabel"], compiled)
    (graph / "Gr.fst").write_bytes(_fst(["fstconvert", "--fst_type=const"], in_order))


def _fst(command: Sequence[str], given: str | bytes = b"") -> bytes:
    """Runs one of OpenFst's tools; its plug-ins lie where no loader looks by itself."""
    if not shutil.which(command[0]):
        raise SystemExit(f"{command[0]} is not installed; {_NEEDED}")
    plugins = f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/fst/22"
    path = os.pathsep.join(filter(None, [plugins, os.environ.get("LD_LIBRARY_PATH")]))
    said = given.encode() if isinstance(given, str) else given
    ran = subprocess.run(
        command, input=said, capture_output=True, env={**os.environ, "LD_LIBRARY_PATH": path}
    )
    if ran.returncode:
        told = ran.stderr.decode(errors="replace").strip()
        raise SystemExit(f"{command[0]} failed ({told}); {_NEEDED}")
    return ran.stdout
