"""The default command of `cramp-voice`: talk with the person through microphone and loudspeaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from offline_voice.cli_options import ConfigOption, ModelOption, chosen_model, configured
from offline_voice.cli_replay import replay_demo
from offline_voice.errors import DeviceError, VoiceError

if TYPE_CHECKING:
    from offline_voice.devices import Loudspeaker, Microphone
    from offline_voice.models import ModelFolder


def talk(
    context: typer.Context,
    model: ModelOption = None,
    config: ConfigOption = None,
    hold_scale: Annotated[
        float | None, typer.Option(min=0.0, help="Length of the counted holds; 1 is real time.")
    ] = None,
) -> None:
    """Talk: microphone and loudspeaker. Without them, replay the bundled conversation."""
    if context.invoked_subcommand is not None:
        return
    settings = configured(context)
    if hold_scale is None:
        hold_scale = settings.hold_scale
    folder = chosen_model(model, settings)
    try:
        microphone, loudspeaker = _open_devices()
    except DeviceError as error:
        print(f"Not talking ({error}): replaying a recorded night-time calf cramp instead.")
        replay_demo(folder)
        return
    try:
        _converse_aloud(folder, microphone, loudspeaker, hold_scale)
    finally:
        loudspeaker.stop()
        microphone.close()
        loudspeaker.close()


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
