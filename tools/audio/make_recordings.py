"""Makes the recordings of the test suite and of the bundled demonstration: synthetic voices, FLAC.

    python -m tools.audio.make_recordings           makes what is not there, removes what is unnamed
    python -m tools.audio.make_recordings --all     makes everything again
    python -m tools.audio.make_recordings --check   fails if the suite is not what the sentences say
    python -m tools.audio.make_recordings --lead    leads the demonstration through the core again,
                                               when its questions have changed, and makes it

`tests/recordings/sentences.yaml` says what is said and what it must mean, `demo.yaml` what the
person of the demonstration says; the manifests are written from them. The files come out equal on
every run with the same versions.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import soundfile
import yaml

from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.facts import SITE
from cramp_triage.protocol.model import load_protocol
from tools import ROOT
from tools.audio.synthetic_voices import ESPEAK, RATE_HZ, VOICES, Way, noise, speak

SUITE: Final = ROOT / "tests/recordings"
SENTENCES: Final = SUITE / "sentences.yaml"
DEMO_SENTENCES: Final = SUITE / "demo.yaml"
DEMO: Final = ROOT / "offline_voice/data/demo/night-calf-cramp/manifest.yaml"
MANIFESTS: Final = (SUITE / "manifest.yaml", SUITE / "arm-and-jaw/manifest.yaml", DEMO)
LICENCE: Final = "CC0-1.0"
SEED: Final = 7
SUITE_HEAD: Final = """\
# Written by tools/audio/make_recordings.py from sentences.yaml: fix that, then `make recordings`.
# All voices are synthetic (espeak-ng of the wheel espeakng_loader 0.2.4; flite 2.2), none of them
# heard in training the mini model; 16 kHz mono FLAC. The recordings are ours to give: CC0-1.0.
# Format: docs, `cramp-voice evaluate`. facts {}: nothing may come of it.
"""
DEMO_HEAD: Final = """\
# Woken by a calf cramp that turns out harmless: what the person says, turn by turn.
# Written by tools/audio/make_recordings.py --lead, which asks the core what it would ask.
"""
DEMO_VOICE: Final = VOICES["f4"]

Entry = dict[str, Any]


def suite_entries() -> Iterator[Entry]:
    """The suite's manifest: each sentence given to voices in turn, so that all speak alike much."""
    said: Counter[str] = Counter()
    for group in yaml.safe_load(SENTENCES.read_text(encoding="utf-8")):
        for kind, length_s in group.get("sound", {}).items():
            how = {"sound": kind, "length_s": length_s, "seed": SEED}
            yield _entry(f"oov_{kind}.flac", group, "", "none", how)
        for text in group.get("say", ()):
            for _ in range(group.get("voices", 1)):
                name, way = _speaker(text, said[text])
                if group.get("speaker"):
                    name, way = group["speaker"], VOICES[group["speaker"]]
                else:
                    said[text] += 1
                prefix = "oov_" if group["kind"] == "oov" else ""
                file = f"{prefix}{text.replace(chr(39), '').replace(' ', '-')}.{name}.flac"
                made = {"by": way.by, "rate_wpm": way.rate_wpm, "pitch": way.pitch}
                yield _entry(file, group, text, way.voice, made)


def _speaker(text: str, nth: int) -> tuple[str, Way]:
    """The voice for the n-th time that a sentence is said; all have had their turn: faster."""
    names = list(VOICES)
    round_of, at = divmod(nth, len(names))
    name = names[(crc32(text.encode()) + at) % len(names)]
    way = VOICES[name]
    if not round_of:
        return name, way
    faster = way._replace(rate_wpm=way.rate_wpm + 20 * round_of, pitch=way.pitch + 8 * round_of)
    return f"{name}-{round_of + 1}", faster


def _entry(file: str, group: Entry, text: str, voice: str, made: Entry) -> Entry:
    condition = group["kind"] if group["kind"] == "oov" else f"clean {group['kind']}"
    return {
        "file": file,
        "asked": group["asked"],
        "text": text,
        "facts": group["facts"],
        **({"also_ok": group["also_ok"]} if "also_ok" in group else {}),
        "condition": condition,
        "voice": voice,
        "made": made,
        "licence": LICENCE,
    }


def written(head: str, entries: list[Entry]) -> str:
    """A manifest as text."""
    return head + "".join(
        yaml.safe_dump([e], default_flow_style=None, sort_keys=False, width=999) for e in entries
    )


def missing_or_strange() -> list[str]:
    """What is wrong with the suite's folder, in lines; empty if nothing is."""
    entries = list(suite_entries())
    files = [entry["file"] for entry in entries]
    there = {path.name for path in SUITE.glob("*.flac")}
    faults = [f"{file}: is named twice" for file, n in Counter(files).items() if n > 1]
    faults += [f"{file}: is not there" for file in sorted(set(files) - there)]
    faults += [f"{file}: nobody names it" for file in sorted(there - set(files))]
    if MANIFESTS[0].read_text(encoding="utf-8") != written(SUITE_HEAD, entries):
        faults.append("manifest.yaml: is not what sentences.yaml says")
    return faults


def make(manifest: Path, *, again: bool) -> int:
    """Makes the files that a manifest names; returns how many."""
    wanted = [
        (manifest.parent / entry["file"], entry)
        for entry in yaml.safe_load(manifest.read_text(encoding="utf-8"))
        if again or not (manifest.parent / entry["file"]).exists()
    ]
    # A process for each: see `synthetic_voices`.
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        pool.starmap(_make, wanted, chunksize=1)
    return len(wanted)


def _make(file: Path, entry: Entry) -> None:
    how = entry["made"]
    if "sound" in how:
        samples = noise(how["sound"], how["length_s"], how["seed"])
    else:
        samples = speak(
            entry["text"], Way(entry["voice"], how["by"], how["rate_wpm"], how["pitch"])
        )
    soundfile.write(file, samples, RATE_HZ, subtype="PCM_16", compression_level=1.0)


def lead_demo() -> None:
    """Writes the demonstration's manifest again: the answers that the core asks for, in order."""
    protocol, lexicon = load_protocol(), load_lexicon()
    session, reply = start(protocol)
    said = yaml.safe_load(DEMO_SENTENCES.read_text(encoding="utf-8"))
    entries: list[Entry] = []
    while not reply.ended:
        asked = next((f for f in reply.asks if f in said["answers"]), None)
        if asked:
            text, facts = said["answers"][asked]["say"], said["answers"][asked]["facts"]
        elif reply.asks:
            text, facts = said["no"][len(entries) % len(said["no"])], {reply.asks[0]: "no"}
        else:
            text, facts = said["last"], {}
        entries.append(
            {
                "file": f"{len(entries) + 1:02}-{text.replace(chr(39), '').replace(' ', '-')}.flac",
                "asked": None if asked == SITE or not reply.asks else asked or reply.asks[0],
                "text": text,
                "facts": facts,
                "condition": "clean",
                "voice": DEMO_VOICE.voice,
                "made": {"by": ESPEAK, "rate_wpm": DEMO_VOICE.rate_wpm, "pitch": DEMO_VOICE.pitch},
                "licence": LICENCE,
            }
        )
        meant = understand(lexicon, text, asked=reply.asks, expects=reply.expects)
        session, reply = step(protocol, session, meant.to_act(text))
    for old in DEMO.parent.glob("*.flac"):
        old.unlink()
    DEMO.write_text(written(DEMO_HEAD, entries), encoding="utf-8")


def main() -> None:
    """Makes missing recordings, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="make everything again")
    parser.add_argument("--check", action="store_true", help="only look at the suite")
    parser.add_argument("--lead", action="store_true", help="lead the demonstration again")
    wanted = parser.parse_args()
    if wanted.check:
        faults = missing_or_strange()
        raise SystemExit("\n".join([*faults, "run `make recordings`"]) if faults else 0)
    if wanted.lead:
        lead_demo()
    entries = list(suite_entries())
    MANIFESTS[0].write_text(written(SUITE_HEAD, entries), encoding="utf-8")
    for file in {*SUITE.glob("*.flac")} - {SUITE / entry["file"] for entry in entries}:
        file.unlink()
    for manifest in MANIFESTS:
        count = make(manifest, again=wanted.all)
        sys.stdout.write(f"{manifest.relative_to(ROOT)}: {count} made\n")


if __name__ == "__main__":
    main()
