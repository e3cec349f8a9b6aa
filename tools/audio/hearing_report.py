"""Prints how well the recorded suite is heard: clean, and with each noise at each level.

    python -m tools.audio.hearing_report [--share 0.1] [--model DIR] [--wrong]

The figures speak of these synthetic voices and noises and of this model. `--share` takes a fixed
part of the suite for each noise (the clean suite is always heard whole); the whole takes about ten
minutes. Besides what `cramp-voice evaluate` tells, by condition: asked again (nothing was
understood, so nothing was taken) and taken wrong (a fact that nobody said, without being read back
first).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.recordings import read_recording
from offline_voice.talk.assembly import Ears, has_speech, open_ears
from offline_voice.talk.evaluation import Entry, Heard, hear_one, read_manifest
from offline_voice.talk.hearing_figures import by_condition
from offline_voice.vosk_models.find import find_model
from tools import ROOT
from tools.audio.bedside_noise import Room, conditions, sample_of

SUITE: Final = ROOT / "tests/recordings"
PROTOCOL: Final = load_protocol()


def hear_clean(ears: Ears) -> Iterator[Heard]:
    """The suite as it was recorded."""
    for entry in read_manifest(SUITE, PROTOCOL.findings):
        yield _hear(ears, entry, None, entry.condition)


def hear_noisy(ears: Ears, share: float) -> Iterator[Heard]:
    """A share of the suite under each noise at each level."""
    room, entries = Room(SUITE), read_manifest(SUITE, PROTOCOL.findings)
    for kind, ratio_db in conditions():
        name = f"{kind} {ratio_db} dB"
        for entry in sample_of(entries, share, name):
            oov = "oov " if entry.condition == "oov" else ""
            yield _hear(ears, entry, (room, kind, ratio_db), oov + name)


def _hear(ears: Ears, entry: Entry, noise: tuple[Room, str, int] | None, condition: str) -> Heard:
    samples = read_recording(SUITE / entry.file)
    if noise:
        room, kind, ratio_db = noise
        samples = room.under(samples, kind, ratio_db, entry.file)
    entry = msgspec.structs.replace(entry, condition=condition)
    return hear_one(entry, samples, PROTOCOL, ears.listener, ears.understander, has_speech)


def table(heard: Sequence[Heard]) -> Table:
    """The figures by condition."""
    shown = Table(title="The recorded suite by condition (synthetic voices and noises)")
    columns = (
        "n|words|meaning|read back|asked again|taken wrong|missed danger|false danger|endpoint"
    )
    shown.add_column("condition")
    for column in columns.split("|"):
        shown.add_column(column, justify="right")
    for condition, row in by_condition(PROTOCOL.findings, heard).items():
        these = [h for h in heard if condition in ("all", h.entry.condition)]
        endpoint = row["endpoint_ms"]
        shown.add_row(
            condition,
            str(row["n"]),
            *(_percent(row[name]) for name in ("word_accuracy", "meaning_accuracy", "read_back")),
            _percent(sum(h.is_asked_again for h in these) / len(these)),
            str(sum(h.is_accepted_wrong for h in these)),
            str(len(row["missed_danger"])),
            str(len(row["false_danger"])),
            f"{endpoint['p50']}/{endpoint['p95']}" if endpoint else "-",
        )
    return shown


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def main() -> None:
    """Hears and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the suite, for each noise")
    parser.add_argument("--model", type=Path, help="Vosk model folder")
    parser.add_argument("--wrong", action="store_true", help="list what is not heard right")
    wanted = parser.parse_args()
    ears = open_ears(find_model(wanted.model))
    heard = [*hear_clean(ears), *(hear_noisy(ears, wanted.share) if wanted.share else ())]
    Console(width=140).print(table(heard))
    for one in heard if wanted.wrong else ():
        if not one.is_right:
            marks = "doubtful " if one.doubtful else "TAKEN " if one.is_accepted_wrong else ""
            sys.stdout.write(
                f"{one.entry.condition}: {one.id} ({one.entry.asked}): {marks}"
                f"{one.text!r} {one.facts} instead of {one.entry.facts}\n"
            )


if __name__ == "__main__":
    main()
