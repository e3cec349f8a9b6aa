"""The recorded suite in a noisy room; under `CRAMP_SOAK` the whole of it.

A file of its own, so that it runs in parallel with the clean one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pytest

from offline_voice.audio.recordings import read_recording
from offline_voice.talk.assembly import open_ears
from offline_voice.talk.evaluation import Heard, read_manifest
from offline_voice.talk.hearing_figures import by_condition
from offline_voice.vosk_models.find import find_model
from tools.audio.bedside_noise import NOISES, Room
from tools.audio.hearing_report import PROTOCOL, SUITE, hear_noisy

pytestmark = [pytest.mark.slow, pytest.mark.heard]

ENTRIES = read_manifest(SUITE, PROTOCOL.findings)
SHARE = 1.0 if os.environ.get("CRAMP_SOAK") else 0.03


@pytest.fixture(scope="module")
def noisy() -> list[Heard]:
    return list(hear_noisy(open_ears(find_model(None)), SHARE))


def at(heard: Sequence[Heard], ratio_db: int) -> Iterator[Heard]:
    return (h for h in heard if h.entry.condition.endswith(f" {ratio_db} dB"))


def test_at_ten_decibels_nothing_wrong_is_taken_without_being_read_back(
    noisy: list[Heard],
) -> None:
    at_ten = [*at(noisy, 20), *at(noisy, 10)]
    assert len(at_ten) >= 40
    assert [h for h in at_ten if h.is_accepted_wrong] == []
    assert by_condition(PROTOCOL.findings, at_ten)["all"]["false_danger"] == []


def test_noise_costs_asking_again_not_meaning(noisy: list[Heard]) -> None:
    table = by_condition(PROTOCOL.findings, [h for h in noisy if h.entry.condition != "oov"])
    assert table["fan 20 dB"]["meaning_accuracy"] >= 0.7
    assert table["fan 10 dB"]["meaning_accuracy"] >= 0.5
    taken = [h for h in noisy if h.is_accepted_wrong]
    assert len(taken) <= len(noisy) * 0.02, taken


@pytest.mark.parametrize("kind", NOISES)
def test_noise_is_the_same_in_every_run_and_as_loud_as_it_is_said(kind: str) -> None:
    speech = read_recording(SUITE / ENTRIES[0].file)
    room, again = Room(SUITE), Room(SUITE)
    loud = room.under(speech, kind, 5, "a").astype(float)
    assert (loud == again.under(speech, kind, 5, "a")).all()
    soft = room.under(speech, kind, 20, "a").astype(float)
    before = slice(0, 16_000)
    assert (loud[before] ** 2).mean() > 20 * (soft[before] ** 2).mean()
