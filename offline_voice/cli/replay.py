"""`cramp-voice replay`: recordings heard as one conversation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cramp_triage.console import streams
from cramp_triage.console.help import LocaleOption
from cramp_triage.console.progress import waiting
from offline_voice.cli.options import (
    JsonOption,
    ModelOption,
    SaveOption,
    chosen_model,
    configured,
    keeper_of,
)
from offline_voice.errors import RecordingError

if TYPE_CHECKING:
    from cramp_triage.storage.private_files import Keeper
    from offline_voice.audio.interfaces import Samples
    from offline_voice.settings import Settings
    from offline_voice.talk.assembly import Ears
    from offline_voice.talk.conversation import VoiceTurn
    from offline_voice.vosk_models.find import ModelFolder

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="A folder for the conversation: WAV and transcript."),
]


def replay(
    context: typer.Context,
    recordings: Annotated[list[Path], typer.Argument(metavar="RECORDING...")],
    as_json: JsonOption = False,
    model: ModelOption = None,
    out: OutOption = None,
    save: SaveOption = None,
    locale: LocaleOption = None,
) -> None:
    """Hear recordings (WAV, FLAC, MP3, Ogg; a folder: its files in order) as one conversation."""
    from offline_voice.audio.recordings import list_recordings, read_recording
    from offline_voice.talk.replay import check_folder

    # All are read before anything is said, so that a bad one costs nothing.
    utterances = [read_recording(path) for path in list_recordings(recordings)]
    name = recordings[0].resolve().stem
    if out is not None:
        check_folder(out, name)
    keep = keeper_of(save)
    settings = configured(context)
    _replay(
        chosen_model(model, settings),
        settings,
        utterances,
        name,
        out,
        as_json=as_json,
        keep=keep,
    )


def replay_demo(folder: ModelFolder, settings: Settings) -> None:
    """Replays the bundled conversation and leaves it in `out` of the working folder, if it can."""
    from offline_voice.audio.recordings import list_recordings, read_recording
    from offline_voice.talk.assembly import DEMO

    out = Path("out")
    utterances = [read_recording(path) for path in list_recordings([DEMO])]
    if _replay(folder, settings, utterances, DEMO.name, out, as_json=False):
        print(f"Both voices: {out / DEMO.name}.wav, transcript: {out / DEMO.name}.txt")


def _replay(
    folder: ModelFolder,
    settings: Settings,
    utterances: Sequence[Samples],
    name: str,
    out: Path | None,
    *,
    as_json: bool,
    keep: Keeper | None = None,
) -> bool:
    """Tells the conversation; False if it cannot be written to `out`, which ends nothing."""
    from cramp_triage.protocol.model import load_protocol
    from offline_voice.settings import at_place
    from offline_voice.speak.synthesiser import SpeechSettings
    from offline_voice.talk.assembly import open_ears
    from offline_voice.talk.assembly import replay as replay_utterances

    with waiting("Loading the model"):
        ears = open_ears(folder, at_place(load_protocol(), settings))

    def tell(turn: VoiceTurn, lines: Sequence[str]) -> None:
        if as_json:
            print(json.dumps(_turn_object(ears, turn)), flush=True)
        else:
            for line in lines:
                streams.say(line)
        if keep:
            keep(turn.session)

    spoken, saved = SpeechSettings.of(settings), keep is not None or out is not None
    try:
        replay_utterances(ears, utterances, out, name, tell, spoken, saved=saved)
    except RecordingError as error:
        streams.tell(f"Not written: {error}")
        return False
    return True


def _turn_object(ears: Ears, turn: VoiceTurn) -> dict[str, Any]:
    from cramp_triage.console.jsonl import reply_object

    return {
        **reply_object(ears.protocol, turn.reply),
        "text": turn.sense.text if turn.sense else "",
        "confidence": round(turn.sense.confidence, 3) if turn.sense else None,
        "endpoint_ms": turn.heard.endpoint_ms if turn.heard else None,
        "compute_ms": turn.compute_ms,
    }
