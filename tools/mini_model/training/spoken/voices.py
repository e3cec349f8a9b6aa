"""Which synthetic voices train the model, and which are kept for measuring it."""

from __future__ import annotations

import random
from typing import Final, NamedTuple

ESPEAK_ACCENTS: Final = {
    "gmw/en-US": 6,
    "gmw/en": 3,
    "gmw/en-GB-x-rp": 2,
    "gmw/en-GB-scotland": 1,
    "gmw/en-GB-x-gbclan": 1,
    "gmw/en-029": 1,
    "gmw/en-US-nyc": 2,
}
"""Accent: how often it speaks, against the others."""

ESPEAK_VARIANTS: Final = """f1 f2 f3 f5 m1 m2 m3 m4 m5 m6 m7 klatt klatt2 klatt4 klatt5 klatt6 Alex
    Alicia Andrea Annie Denis Diogo Gene Henrique Hugo Jacky Lee Marco Mario Michael Mike Nguyen
    RicishayMax RicishayMax2 RicishayMax3 Storm adam announcer antonio aunty belinda benjamin boris
    caleb david ed fast grandma grandpa gustave iven iven2 iven3 iven4 john kaukovalta marcelo
    michel norbert pablo pedro quincy rob robert sandro shelby steph steph3 travis victor zac
    whisper whisperf""".split()
PLAIN_SHARE: Final = 4
"""An accent's own voice, without a variant, speaks as often as so many variants."""

FLITE_VOICES: Final = ("slt", "rms", "awb")
FESTIVAL_VOICES: Final = ("ked_diphone", "cmu_us_slt_arctic_hts")

ESPEAK_VARIANTS_HELD_OUT: Final = (
    "f4 m8 klatt3 linda max Andy steph2 edward miguel anika Gene2 paul".split()
)
ESPEAK_ACCENT_HELD_OUT: Final = "gmw/en-GB-x-gbcwmd"
ESPEAK_ACCENTS_MEASURED: Final = (
    *("gmw/en-US", "gmw/en-US", "gmw/en", "gmw/en-GB-x-rp"),
    ESPEAK_ACCENT_HELD_OUT,
)
FLITE_VOICES_HELD_OUT: Final = ("kal16", "kal")


class Way(NamedTuple):
    """How espeak-ng is to speak.

    Attributes:
        voice: accent and variant.
        rate_wpm: words a minute.
        pitch: 0 to 99.
        pitch_range: 0 to 99; how lively.
    """

    voice: str
    rate_wpm: int = 175
    pitch: int = 50
    pitch_range: int = 50


def for_training(rng: random.Random) -> Way:
    """A voice of espeak-ng that trains."""
    accent = rng.choices(list(ESPEAK_ACCENTS), list(ESPEAK_ACCENTS.values()))[0]
    return _way(rng, accent, rng.choice([*ESPEAK_VARIANTS, *[""] * PLAIN_SHARE]))


def held_out(rng: random.Random) -> Way:
    """A voice of espeak-ng that never trains: the variant is new, and sometimes the accent."""
    return _way(rng, rng.choice(ESPEAK_ACCENTS_MEASURED), rng.choice(ESPEAK_VARIANTS_HELD_OUT))


def _way(rng: random.Random, accent: str, variant: str) -> Way:
    voice = f"{accent}+{variant}" if variant else accent
    return Way(voice, rng.randint(120, 215), rng.randint(25, 75), rng.randint(20, 80))
