"""The Vosk models that `cramp-voice model install` can fetch: data, nothing else.

Sizes, checksums, licence and how well a model hears are those of the Vosk project's model site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MODEL_SITE: Final = "https://alphacephei.com/vosk/models"


@dataclass(frozen=True)
class Release:
    """A published model.

    Attributes:
        sha256: of the zip file, in small hexadecimal.
        zip_bytes: exact size of the zip file; None if it is not known.
        zip_bytes_max: a download that grows beyond this is not the model.
        unpacked_bytes_max: the same for what is in it.
        good_for: one line for the person who chooses.
        words_heard: of a hundred words of books read aloud (LibriSpeech).
    """

    name: str
    sha256: str
    zip_bytes: int | None
    zip_bytes_max: int
    unpacked_bytes_max: int
    licence: str
    good_for: str
    words_heard: int


RELEASES: Final = (
    Release(
        name="vosk-model-small-en-us-0.15",
        sha256="30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
        zip_bytes=41_205_931,
        zip_bytes_max=41_205_931,
        unpacked_bytes_max=200_000_000,
        licence="Apache-2.0",
        good_for="most computers and small boards; 41 MB to download",
        words_heard=90,
    ),
    Release(
        name="vosk-model-en-us-0.22-lgraph",
        sha256="d9838b4aaa82a75c4a17f5aca300eaca129aaab2a7cbf951bafbb500eb9c4334",
        zip_bytes=None,
        zip_bytes_max=250_000_000,
        unpacked_bytes_max=1_000_000_000,
        licence="Apache-2.0",
        good_for="hears better, wants a faster computer and more memory; about 130 MB",
        words_heard=92,
    ),
)
