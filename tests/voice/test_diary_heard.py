"""What is asked of the diary is really heard, whatever question is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Reply
from offline_voice.speak.synthesiser import Synthesiser
from offline_voice.talk.assembly import Ears, has_speech, open_ears
from offline_voice.talk.replay import RecordedPerson
from offline_voice.vosk_models.find import MINI_MODEL, check_folder

pytestmark = pytest.mark.audio

WORDS = {
    "how many this week": "diary_count",
    "what did i do last time": "diary_last",
    "delete the last one": "diary_delete",
    "forget everything": "diary_forget",
}


@pytest.fixture(scope="module")
def ears() -> Ears:
    return open_ears(check_folder(MINI_MODEL, "built in"))


@pytest.fixture
def voice() -> Iterator[Synthesiser]:
    with Synthesiser() as synthesiser:
        yield synthesiser


def replies(ears: Ears) -> Iterator[Reply]:
    session, opening = start(ears.protocol)
    yield opening
    told = UserAct(facts={"site": "calf", "side": "left", "ongoing_now": "yes"})
    yield step(ears.protocol, session, told)[1]


@pytest.mark.parametrize("words", WORDS)
def test_what_is_asked_of_the_diary_is_heard_at_any_question(
    ears: Ears, voice: Synthesiser, words: str
) -> None:
    for reply in replies(ears):
        person = RecordedPerson([voice.speak(words).samples], has_speech)
        assert person.begin_turn()
        asked = ears.understander.open_question(reply)
        heard = ears.listener.hear(person, ears.understander.question(asked))
        assert WORDS[words] in ears.understander.sense(heard.words, asked).act.acts
