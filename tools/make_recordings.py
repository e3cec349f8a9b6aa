"""Makes the recordings of the test suite and of the bundled demonstration: synthetic voices, FLAC.

    python tools/make_recordings.py            makes what the manifests name and is not there
    python tools/make_recordings.py --all      makes everything anew
    python tools/make_recordings.py --lead     leads the demonstration through the core again,
                                               when its questions have changed, and makes it

The manifests are the source: `tests/recordings/manifest.yaml` and one beside each conversation. The
voices are variants of espeak-ng that took no part in training the mini model. espeak-ng speaks the
same text a little differently the second time within a process, so each utterance gets a process of
its own; the files come out equal, byte for byte, on every run with the same versions.
"""

from __future__ import annotations

import argparse
import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import espeakng_loader
import numpy as np
import soundfile
import soxr
import yaml

from cramp_triage.dialogue import start, step
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol import load_protocol

ROOT: Final = Path(__file__).resolve().parent.parent
MANIFESTS: Final = (
    ROOT / "tests/recordings/manifest.yaml",
    ROOT / "tests/recordings/arm-and-jaw/manifest.yaml",
    ROOT / "offline_voice/data/demo/night-calf-cramp/manifest.yaml",
)
DEMO: Final = MANIFESTS[2]
DEMO_HEAD: Final = """\
# Woken by a calf cramp that turns out harmless: what the person says, turn by turn.
# Written by tools/make_recordings.py --lead, which asks the core what it would ask.
"""
DEMO_VOICE: Final = "gmw/en-US+f4"
DEMO_HOW: Final = {"rate_wpm": 165, "pitch": 50}
DEMO_ANSWERS: Final = {
    "site": ("ow my left calf", {"site": "calf", "side": "left"}),
    "injury": ("no i just woke up with it", {"injury": "no", "context": "night"}),
    "chest_pain": ("no nothing like that", {"chest_pain": "no"}),
    "ongoing_now": ("yeah it's gone", {"ongoing_now": "no"}),
    "frequency": ("maybe once a month", {"frequency": "monthly"}),
}
DEMO_NO: Final = ("no", "nope")
DEMO_LAST: Final = "no i'm going back to bed"

RATE_HZ: Final = 16_000
PEAK: Final = 12_000
LEAD_S: Final = 0.2
TAIL_S: Final = 0.2

_RETRIEVAL, _DO_NOT_EXIT, _UTF8 = 2, 0x8000, 1
_RATE, _PITCH = 1, 3


def speak(text: str, voice: str, rate_wpm: int, pitch: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """One utterance at `RATE_HZ`, in this process; call it once per process."""
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    native_hz = espeak.espeak_Initialize(_RETRIEVAL, 0, data, _DO_NOT_EXIT)
    if native_hz <= 0:
        raise SystemExit("espeak-ng cannot find its data; install espeakng_loader again")
    pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    def take(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    espeak.espeak_SetSynthCallback(take)
    if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SystemExit(f"espeak-ng has no voice {voice}; mend the manifest")
    espeak.espeak_SetParameter(_RATE, rate_wpm, 0)
    espeak.espeak_SetParameter(_PITCH, pitch, 0)
    encoded = text.encode()
    espeak.espeak_Synth(encoded, ctypes.c_size_t(len(encoded) + 1), 0, 0, 0, _UTF8, None, None)
    espeak.espeak_Synchronize()
    sound = soxr.resample(np.concatenate(pieces).astype(np.float64), native_hz, RATE_HZ)
    sound *= PEAK / np.abs(sound).max()
    lead, tail = np.zeros(round(LEAD_S * RATE_HZ)), np.zeros(round(TAIL_S * RATE_HZ))
    return np.rint(np.concatenate([lead, sound, tail])).astype(np.int16)


def sound(kind: str, length_s: float, seed: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """A noise of the bedside, at `RATE_HZ`: an alarm clock, snoring, or an empty room."""
    time_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    hiss = np.random.default_rng(seed).standard_normal(len(time_s))
    if kind == "alarm":
        wave = np.sign(np.sin(2 * np.pi * 1900 * time_s)) * (time_s % 0.5 < 0.12)
    elif kind == "snoring":
        rumble = np.convolve(hiss, np.hanning(160), "same")
        wave = rumble * np.clip(np.sin(2 * np.pi * time_s / 2.5), 0, None) ** 0.5
        wave *= 1 + 0.8 * np.sign(np.sin(2 * np.pi * 38 * time_s))
    else:
        wave = hiss
    level = {"alarm": 6000, "snoring": 7000, "room": 60}[kind]
    return np.rint(level * wave / np.abs(wave).max()).astype(np.int16)


def make(manifest: Path, *, anew: bool) -> int:
    """Makes the files that a manifest names; returns how many."""
    made = 0
    for entry in yaml.safe_load(manifest.read_text(encoding="utf-8")):
        file = manifest.parent / entry["file"]
        if file.exists() and not anew:
            continue
        how = entry["made"]
        if "sound" in how:
            noise = sound(how["sound"], how["length_s"], how["seed"])
            soundfile.write(file, noise, RATE_HZ, subtype="PCM_16")
            made += 1
            continue
        said = [entry["text"], entry["voice"], str(how["rate_wpm"]), str(how["pitch"])]
        spoken = subprocess.run(
            [sys.executable, __file__, "--one", *said], check=True, stdout=subprocess.PIPE
        )
        soundfile.write(file, np.frombuffer(spoken.stdout, "<i2"), RATE_HZ, subtype="PCM_16")
        made += 1
    return made


def lead_demo() -> None:
    """Writes the demonstration's manifest anew: the answers that the core asks for, in order."""
    protocol, lexicon = load_protocol(), load_lexicon()
    session, reply = start(protocol)
    entries: list[dict[str, Any]] = []
    while not reply.ended:
        asked = next((f for f in reply.asks if f in DEMO_ANSWERS), None)
        if asked:
            text, facts = DEMO_ANSWERS[asked]
        elif reply.asks:
            text, facts = DEMO_NO[len(entries) % len(DEMO_NO)], {reply.asks[0]: "no"}
        else:
            text, facts = DEMO_LAST, {}
        file = f"{len(entries) + 1:02}-{text.replace(chr(39), '').replace(' ', '-')}.flac"
        entries.append(
            {
                "file": file,
                "asked": None if asked == "site" or not reply.asks else asked or reply.asks[0],
                "text": text,
                "facts": facts,
                "condition": "clean",
                "voice": DEMO_VOICE,
                "made": {"by": "espeak-ng 1.52.0", **DEMO_HOW},
                "licence": "CC0-1.0",
            }
        )
        meant = understand(lexicon, text, asked=reply.asks, expects=reply.expects)
        session, reply = step(protocol, session, meant.to_act(text))
    for old in DEMO.parent.glob("*.flac"):
        old.unlink()
    lines = [
        yaml.safe_dump([e], default_flow_style=None, sort_keys=False, width=999) for e in entries
    ]
    DEMO.write_text(DEMO_HEAD + "".join(lines), encoding="utf-8")


def main() -> None:
    """Makes missing recordings, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="make everything anew")
    parser.add_argument(
        "--one", nargs=4, metavar=("TEXT", "VOICE", "WPM", "PITCH"), help="to stdout"
    )
    parser.add_argument("--lead", action="store_true", help="lead the demonstration anew")
    wanted = parser.parse_args()
    if wanted.one:
        text, voice, rate_wpm, pitch = wanted.one
        sys.stdout.buffer.write(speak(text, voice, int(rate_wpm), int(pitch)).tobytes())
        return
    if wanted.lead:
        lead_demo()
    for manifest in MANIFESTS:
        count = make(manifest, anew=wanted.all)
        sys.stdout.write(f"{manifest.relative_to(ROOT)}: {count} made\n")


if __name__ == "__main__":
    main()
