from __future__ import annotations

import pytest

from offline_voice.audio.interfaces import FRAME_SAMPLES
from offline_voice.audio.recordings import read_recording
from offline_voice.listen.recogniser import VoskRecogniser
from offline_voice.vosk_models.find import find_model, load_model
from tests import RECORDINGS

ANSWERS = ("yes", "no", "it's gone")
FRAME_BYTES = 2 * FRAME_SAMPLES
SOUND = read_recording(RECORDINGS / "its-gone.miguel.flac").astype("<i2").tobytes()
FRAMES = [
    SOUND[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
    for at in range(0, len(SOUND), FRAME_BYTES)
]


@pytest.fixture(scope="module")
def recogniser() -> VoskRecogniser:
    return VoskRecogniser(load_model(find_model(None)), takes_lists=True)


def test_a_glimpse_tells_the_answer_and_leaves_the_turn_as_it_was(
    recogniser: VoskRecogniser,
) -> None:
    decided = []
    for looks in (False, True):
        recogniser.begin(("it's gone",), ANSWERS)
        for at, frame in enumerate(FRAMES):
            recogniser.accept(frame)
            if looks and at == len(FRAMES) // 2:
                assert recogniser.glimpse(SOUND) == "it's gone"
        decided.append(recogniser.finish())
    assert decided[0] == decided[1]
    assert decided[0].closed
    assert decided[0].closed.text == "it's gone"


def test_without_usual_answers_there_is_nothing_to_glimpse(recogniser: VoskRecogniser) -> None:
    recogniser.begin(("it's gone",))
    assert recogniser.glimpse(SOUND) == ""
