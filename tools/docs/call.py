"""Makes the call that one can hear: `docs/call.ogg`, and its words in `docs/call.md`.

    python -m tools.docs.call

The bundled recordings are the person. They are heard with the demonstration model and answered with
the usual voice, as `make run` does where there is no microphone.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

import soundfile
import soxr
import yaml

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.recordings import list_recordings, read_recording
from offline_voice.talk.assembly import DEMO, open_ears, replay
from offline_voice.vosk_models.find import MINI_MODEL, check_folder
from tools import ROOT

CALL: Final = ROOT / "docs/call.ogg"
PAGE: Final = ROOT / "docs/call.md"
BEGIN: Final = "<!-- call -->\n"
END: Final = "<!-- /call -->"

MAX_BYTES: Final = 150_000
_OPUS_HZ: Final = 24_000
_SMALLNESS: Final = 0.987
"""Of 1; about 9 kbit/s, so that two minutes stay below `MAX_BYTES`."""

_LINE: Final = re.compile(r"\[(\d+:\d\d)\] (You|Cramp Helper): (.*)")


def words_to_say() -> list[str]:
    """What the program says in this call as it is now, each reply as one text."""
    protocol, lexicon = load_protocol(), load_lexicon()
    session, reply = start(protocol)
    said = [render.speech(protocol, reply.parts)]
    for turn in yaml.safe_load((DEMO / "manifest.yaml").read_text(encoding="utf-8")):
        heard = understand(lexicon, turn["text"], asked=reply.asks, expects=reply.expects)
        session, reply = step(protocol, session, heard.to_act(turn["text"]))
        said.append(render.speech(protocol, reply.parts))
    return said


def words_of(page: str) -> list[str]:
    """What the program says on the page, each reply as one text."""
    return re.findall(r"^> `\d+:\d\d` \*\*Helper:\*\* (.*)  $", page, re.MULTILINE)


def words_in(sound: Path) -> list[str]:
    """What the program says in the sound, as it was noted when the sound was made."""
    with soundfile.SoundFile(sound) as file:
        return str(file.comment).split(" | ")


def main() -> None:
    """Writes the sound and the page."""
    ears = open_ears(check_folder(MINI_MODEL, "built in"))
    utterances = [read_recording(path) for path in list_recordings([DEMO])]
    with tempfile.TemporaryDirectory() as folder:
        replay(ears, utterances, Path(folder), "call", lambda turn, lines: None)
        samples, rate_hz = soundfile.read(Path(folder) / "call.wav", dtype="float32")
        transcript = (Path(folder) / "call.txt").read_text(encoding="utf-8")
    lines = [
        f"> `{at}` **{'You' if who == 'You' else 'Helper'}:** {words}"
        for at, who, words in _LINE.findall(transcript)
    ]
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    page = head + BEGIN + "  \n".join([*lines, END]) + rest.split(END)[1]
    with soundfile.SoundFile(
        CALL, "w", _OPUS_HZ, 1, "OPUS", format="OGG", compression_level=_SMALLNESS
    ) as file:
        file.comment = " | ".join(words_of(page))
        file.write(soxr.resample(samples, rate_hz, _OPUS_HZ))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
