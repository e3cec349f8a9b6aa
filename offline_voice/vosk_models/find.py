"""Finds the Vosk model folder and says what is wrong with one that cannot be used.

Vosk itself answers a bad folder with a page of native messages, or ends the process; so the folder
is looked at before it is loaded. Nothing is ever downloaded here; see `installing`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from offline_voice.audio.native_stderr import native_stderr_silenced
from offline_voice.errors import ModelError
from offline_voice.vosk_models.registry import RELEASES

if TYPE_CHECKING:
    import vosk

MINI_MODEL: Final = Path(__file__).parent.parent / "data" / "vosk-model-mini-en"
DEMONSTRATION_NOTICE: Final = (
    "Listening with the built-in demonstration model: it learnt mostly from synthetic speech and"
    " misses much of what people say. For real use run `cramp-voice model install` once (41 MB), or"
    " name the folder of a Vosk model in VOSK_MODEL_PATH or --model."
)

DEMONSTRATION_HEARS: Final = (
    'hears people only in part: of ten who said "yes" or "no" it understood 9, of "left" or "right"'
    " 7, and of ten statements by natural voices 5"
)
"""Measured on 25 recordings of people for each word (Speech Commands v0.02), and on ten voices of
Kokoro; nothing was learnt of any of them."""

Origin = Literal["--model", "VOSK_MODEL_PATH", "configuration", "installed", "built in"]

_ALWAYS: Final = ("am/final.mdl", "conf/mfcc.conf")
_GRAPHS: Final = (
    ("graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt", "graph/disambig_tid.int"),
    ("graph/HCLG.fst", "graph/words.txt"),
)
_CONF_LINE: Final = re.compile(r"--[a-z0-9.-]+=\S+")
_MAX_DEPTH: Final = 2
_FIX: Final = "unpack it again, or `cramp-voice model install --again`"


@dataclass(frozen=True)
class ModelFolder:
    """A folder that has everything a Vosk model needs.

    Attributes:
        path: the folder itself, nested ones already found.
        origin: what named it.
        takes_lists: a phrase list can be given at run time (look-ahead graph).
    """

    path: Path
    origin: Origin
    takes_lists: bool

    @property
    def is_demonstration(self) -> bool:
        """The model is the mini model, which learnt mostly from synthetic speech."""
        return self.path.name == MINI_MODEL.name


def how_it_hears(folder: ModelFolder) -> str:
    """One line about people, as far as anybody has measured it."""
    name = folder.path.name
    if folder.is_demonstration:
        return f"{name} {DEMONSTRATION_HEARS}. For real use run `cramp-voice model install`."
    yours = "docs/your-recordings.md says how to measure it on people you know."
    for release in RELEASES:
        if release.name == name:
            heard = f"hears {release.words_heard} of 100 words of books read aloud"
            return f"{name} {heard}, its makers say. {yours}"
    return f"{name}: how well it hears people is not known. {yours}"


def installed_models_folder() -> Path:
    """Where installed models live: the platform's place for a user's data."""
    import platformdirs

    return platformdirs.user_data_path("cramp-helper", appauthor=False) / "models"


def installed_models() -> list[ModelFolder]:
    """The usable models of the user's models folder, in name order."""
    folder = installed_models_folder()
    if not folder.is_dir():
        return []
    return [
        ModelFolder(path, "installed", _takes_lists(path))
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith(".") and not _lacks(path)
    ]


def find_model(named: Path | None, configured: str = "") -> ModelFolder:
    """The model to use: the first that is named, else an installed one, else the mini model.

    Args:
        named: by `--model`; after it VOSK_MODEL_PATH is asked.
        configured: the settings' model, "" for none. Each may be the name of an installed model.

    Raises:
        ModelError: the folder that was named is missing or incomplete.
    """
    if named is not None:
        return check_folder(_folder(named), "--model")
    if from_environment := os.environ.get("VOSK_MODEL_PATH"):
        return check_folder(_folder(Path(from_environment)), "VOSK_MODEL_PATH")
    if configured:
        return check_folder(_folder(Path(configured).expanduser()), "configuration")
    installed = installed_models()
    return installed[0] if installed else check_folder(MINI_MODEL, "built in")


def _folder(named: Path) -> Path:
    """The installed model of that name, unless a folder of that name is at hand."""
    installed = installed_models_folder() / named.name
    is_name = len(named.parts) == 1 and not named.exists()
    return installed if is_name and installed.is_dir() else named


def check_folder(path: Path, origin: Origin) -> ModelFolder:
    """Finds the model in `path`, which may hold it one or two folders down.

    Raises:
        ModelError: names the folder, what it lacks, and the fix.
    """
    if not path.exists():
        raise ModelError(f"{path}: no such model folder ({origin}); check the path")
    if not path.is_dir():
        raise ModelError(
            f"{path}: a file, not a model folder ({origin}); unpack it and name the folder"
        )
    try:
        candidates = [path, *_below(path, _MAX_DEPTH)]
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({origin}); check its permissions") from error
    whole = [c for c in candidates if not _lacks(c)]
    if len(whole) > 1:
        names = ", ".join(c.name for c in whole)
        raise ModelError(f"{path}: holds several models ({origin}): {names}; name one of them")
    if not whole:
        # The candidate that has most is the one the person meant.
        nearest = min(candidates, key=lambda c: (len(_lacks(c)), len(c.parts)))
        lacks = _lacks(nearest)
        if not (nearest / "am").is_dir() and not (nearest / "graph").is_dir():
            raise ModelError(
                f"{path}: not a Vosk model ({origin}); name the folder that has am, conf and graph"
            )
        raise ModelError(
            f"{nearest}: incomplete model ({origin}), it lacks {', '.join(lacks)}; {_FIX}"
        )
    _check_conf(whole[0])
    return ModelFolder(whole[0], origin, _takes_lists(whole[0]))


def load_model(folder: ModelFolder) -> vosk.Model:
    """Loads a checked folder.

    Raises:
        ModelError: Vosk refuses its files.
    """
    import vosk

    vosk.SetLogLevel(-1)
    # Ctrl-C may break off the making of one; Vosk would complain that it has no handle to free.
    vosk.KaldiRecognizer._handle = vosk._ffi.NULL
    with native_stderr_silenced():
        try:
            model = vosk.Model(str(folder.path))
            vosk.KaldiRecognizer(model, 16_000)  # reads the graph, which Model leaves unread
        except Exception as error:  # vosk raises nothing more special
            raise ModelError(
                f"{folder.path}: Vosk cannot load this model ({folder.origin});"
                f" a file in it is damaged, {_FIX}"
            ) from error
    return model


def missing_words(model: vosk.Model, words: Iterable[str]) -> list[str]:
    """Those of `words` that the model does not know and so can never hear, in order."""
    return sorted({word for word in words if model.vosk_model_find_word(word) < 0})


def _below(path: Path, depth: int) -> list[Path]:
    if not depth:
        return []
    inside = sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith("."))
    return inside + [deeper for p in inside for deeper in _below(p, depth - 1)]


def _lacks(path: Path) -> list[str]:
    """What a model in `path` would still need; of the two kinds of graph, the nearer one."""
    graph = min(_GRAPHS, key=lambda files: len(_absent(path, files)))
    return _absent(path, _ALWAYS) + _absent(path, graph)


def _absent(path: Path, files: tuple[str, ...]) -> list[str]:
    return [f for f in files if not (path / f).is_file() or not (path / f).stat().st_size]


def _takes_lists(path: Path) -> bool:
    return not _absent(path, _GRAPHS[0])


def _check_conf(path: Path) -> None:
    """Vosk ends the whole process, without a word of ours, on a damaged configuration file."""
    for name in ("conf/mfcc.conf", "conf/model.conf"):
        file = path / name
        if not file.is_file():
            continue
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, 1):
            bare = line.split("#")[0].strip()
            if bare and not _CONF_LINE.fullmatch(bare):
                raise ModelError(f"{file}: line {number} is damaged ({bare[:40]!r}); {_FIX}")
