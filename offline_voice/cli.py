"""The command line `cramp-voice`: talk (default), replay, evaluate, model.

The only module that prints. Slow libraries are imported by the command that needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cramp_triage.errors import CrampError
from offline_voice.errors import DeviceError, VoiceError
from offline_voice.models import (
    DEMONSTRATION_NOTICE,
    ModelFolder,
    find_model,
    installed_models,
    installed_models_folder,
    load_model,
    missing_words,
)

if TYPE_CHECKING:
    from offline_voice.conversation import VoiceTurn
    from offline_voice.devices import Loudspeaker, Microphone
    from offline_voice.seams import Samples
    from offline_voice.stage import Ears

app = typer.Typer(
    name="cramp-voice",
    help="Cramp Helper at the bedside: speech in, speech out, never the network.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
model_app = typer.Typer(help="The Vosk model that hears you.", no_args_is_help=True)
app.add_typer(model_app, name="model")

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="Vosk model folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write the conversation there: WAV and transcript."),
]


@app.callback(invoke_without_command=True)
def talk(
    context: typer.Context,
    model: ModelOption = None,
    hold_scale: Annotated[
        float, typer.Option(min=0.0, help="Length of the counted holds; 1 is real time.")
    ] = 1.0,
) -> None:
    """Talk: microphone and loudspeaker. Without them, replay the bundled conversation."""
    if context.invoked_subcommand is not None:
        return
    folder = _model(model)
    try:
        microphone, loudspeaker = _open_devices()
    except DeviceError as error:
        print(f"Not talking ({error}): replaying a recorded night-time calf cramp instead.")
        _replay_demo(folder)
        return
    try:
        _converse_aloud(folder, microphone, loudspeaker, hold_scale)
    finally:
        loudspeaker.stop()
        microphone.close()
        loudspeaker.close()


@app.command()
def replay(
    recordings: Annotated[list[Path], typer.Argument(metavar="RECORDING...")],
    as_json: JsonOption = False,
    model: ModelOption = None,
    out: OutOption = None,
) -> None:
    """Hear recordings (WAV, FLAC; a folder: its files in name order) as one conversation."""
    from offline_voice.recordings import list_recordings, read_recording

    # All are read before anything is said, so that a bad one costs nothing.
    utterances = [read_recording(path) for path in list_recordings(recordings)]
    _replay(_model(model), utterances, recordings[0].resolve().stem, out, as_json=as_json)


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    as_json: JsonOption = False,
    model: ModelOption = None,
) -> None:
    """Measure how well a folder of recordings with a manifest.yaml is heard."""
    from cramp_triage.protocol import load_protocol
    from offline_voice.evaluation import by_condition, hear_all, read_manifest
    from offline_voice.stage import has_speech, open_ears

    findings = load_protocol().findings
    read_manifest(folder, findings)
    ears = open_ears(_model(model))
    table = by_condition(hear_all(folder, findings, ears.listener, ears.understander, has_speech))
    if as_json:
        print(json.dumps(table))
    else:
        _print_table(table)


@model_app.command("path")
def model_path(model: ModelOption = None) -> None:
    """The folder of the model that would be used."""
    print(find_model(model).path)


@model_app.command("list")
def model_list() -> None:
    """Installed models, the built-in one last; the one in use is marked."""
    used = find_model(None)
    folders = installed_models()
    if used.path not in [folder.path for folder in folders]:
        folders.append(used)
    for folder in folders:
        mark = "*" if folder.path == used.path else " "
        print(f"{mark} {folder.path.name}  ({folder.origin})  {folder.path}")
    if used.is_demonstration:
        print(f"Put official Vosk models into {installed_models_folder()}")


@model_app.command("check")
def model_check(model: ModelOption = None) -> None:
    """Load the model and list the words of ours that it can never hear."""
    from cramp_triage.nlu import load_lexicon
    from cramp_triage.protocol import load_protocol
    from offline_voice.stage import phrase_book

    folder = find_model(model)
    loaded = load_model(folder)
    words = phrase_book(load_protocol(), load_lexicon(), loaded).words()
    missing = missing_words(loaded, words)
    print(f"{folder.path}: loads ({folder.origin})")
    if not folder.takes_lists:
        print("Its graph takes no phrase list: answers are heard with the open vocabulary only.")
    if folder.is_demonstration:
        print(DEMONSTRATION_NOTICE)
    print(f"It knows {len(words) - len(missing)} of the {len(words)} words we listen for.")
    if missing:
        print(f"Missing: {' '.join(missing)}")


def _model(named: Path | None) -> ModelFolder:
    folder = find_model(named)
    if folder.is_demonstration:
        print(DEMONSTRATION_NOTICE, file=sys.stderr)
    return folder


def _open_devices() -> tuple[Microphone, Loudspeaker]:
    from offline_voice.devices import Loudspeaker, Microphone

    loudspeaker = Loudspeaker()
    try:
        return Microphone(), loudspeaker
    except DeviceError:
        loudspeaker.close()
        raise


def _converse_aloud(
    folder: ModelFolder, microphone: Microphone, loudspeaker: Loudspeaker, hold_scale: float
) -> None:
    from cramp_triage import render
    from cramp_triage.replies import Say
    from offline_voice.stage import open_ears, open_voice
    from offline_voice.stage import talk as converse_with

    ears = open_ears(folder)
    try:
        with open_voice(ears.protocol, hold_scale) as voice:
            for turn in converse_with(ears, voice, microphone, loudspeaker):
                if turn.sense:
                    print(f"You: {turn.sense.shown}")
                print(f"Cramp Helper: {render.speech(ears.protocol, turn.reply.parts)}", flush=True)
    except KeyboardInterrupt:
        loudspeaker.stop()
        print(f"\n{render.say(ears.protocol, Say('goodbye'))}")
    except VoiceError:
        # Whatever breaks, the person is not left without the one thing that matters.
        print(render.say(ears.protocol, Say("careful_911")))
        raise


def _replay_demo(folder: ModelFolder) -> None:
    from offline_voice.recordings import list_recordings, read_recording
    from offline_voice.stage import DEMO

    out = Path("out")
    utterances = [read_recording(path) for path in list_recordings([DEMO])]
    _replay(folder, utterances, DEMO.name, out, as_json=False)
    print(f"Both voices: {out / DEMO.name}.wav, transcript: {out / DEMO.name}.txt")


def _replay(
    folder: ModelFolder,
    utterances: Sequence[Samples],
    name: str,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    from offline_voice.stage import open_ears
    from offline_voice.stage import replay as replay_utterances

    ears = open_ears(folder)

    def tell(turn: VoiceTurn, lines: Sequence[str]) -> None:
        if as_json:
            print(json.dumps(_turn_object(ears, turn)), flush=True)
        else:
            print(*lines, sep="\n", flush=True)

    replay_utterances(ears, utterances, out, name, tell)


def _turn_object(ears: Ears, turn: VoiceTurn) -> dict[str, Any]:
    from cramp_triage.wire import reply_object

    return {
        **reply_object(ears.protocol, turn.reply),
        "text": turn.sense.text if turn.sense else "",
        "confidence": round(turn.sense.confidence, 3) if turn.sense else None,
        "endpoint_ms": turn.heard.endpoint_ms if turn.heard else None,
        "compute_ms": turn.compute_ms,
    }


def _print_table(table: dict[str, dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(title="Recordings by condition (they speak for these voices and this model only)")
    for column in ("condition", "n", "words", "meaning", "read back", "endpoint", "compute"):
        shown.add_column(column, justify="left" if column == "condition" else "right")
    for condition, row in table.items():
        rates = [row["word_accuracy"], row["meaning_accuracy"], row["read_back"]]
        shown.add_row(
            condition,
            str(row["n"]),
            *("-" if rate is None else f"{100 * rate:.1f} %" for rate in rates),
            *(
                "-" if spread is None else f"{spread['p50']}/{spread['p95']} ms"
                for spread in (row["endpoint_ms"], row["compute_ms"])
            ),
        )
    Console().print(shown)
    for name in ("missed_danger", "false_danger", "polarity_errors"):
        print(f"{name.replace('_', ' ')}: {', '.join(table['all'][name]) or 'none'}")


def main() -> None:
    """Runs the command line; every error of ours is one line and exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal without UTF-8 must not end a conversation
    try:
        app()
    except CrampError as error:
        print(f"cramp-voice: {error}", file=sys.stderr)
        raise SystemExit(1) from None
