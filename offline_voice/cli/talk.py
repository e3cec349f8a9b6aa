"""The default command of `cramp-voice`: talk with the person through microphone and loudspeaker."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import typer

from cramp_triage.console.help import LocaleOption, VersionOption
from offline_voice.cli.offer import NoInstallOption, offer_model
from offline_voice.cli.options import (
    ConfigOption,
    ModelOption,
    SaveOption,
    chosen_model,
    configured,
    keeper_of,
)
from offline_voice.cli.replay import replay_demo
from offline_voice.errors import DeviceError
from offline_voice.talk.habits import Habits

if TYPE_CHECKING:
    from offline_voice.settings import Settings
    from offline_voice.talk.terminal import Screen
    from offline_voice.vosk_models.find import ModelFolder

WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait for the wake phrase from the start.")
]
NoWakeOption = Annotated[
    bool, typer.Option("--no-wake", help="Begin when anybody speaks: no wake phrase.")
]
OnceOption = Annotated[bool, typer.Option("--once", help="End after one conversation.")]
PushToTalkOption = Annotated[
    bool, typer.Option("--push-to-talk", help="Listen only after Enter is pressed.")
]
RateOption = Annotated[
    int | None, typer.Option(min=80, max=300, help="Words per minute.", show_default=False)
]
VolumeOption = Annotated[
    int | None, typer.Option(min=5, max=100, help="Percent.", show_default=False)
]
VoiceOption = Annotated[
    str | None, typer.Option(help="Voice of the speech engine.", show_default=False)
]
MicrophoneOption = Annotated[
    str | None, typer.Option(help="A part of its name.", show_default=False)
]
LoudspeakerOption = Annotated[
    str | None, typer.Option(help="A part of its name.", show_default=False)
]
HoldScaleOption = Annotated[
    float | None, typer.Option(min=0.0, help="Length of the counted holds; 1 is real time.")
]


def talk(
    context: typer.Context,
    model: ModelOption = None,
    config: ConfigOption = None,
    wait: WaitOption = False,
    no_wake: NoWakeOption = False,
    once: OnceOption = False,
    push_to_talk: PushToTalkOption = False,
    rate: RateOption = None,
    volume: VolumeOption = None,
    voice: VoiceOption = None,
    microphone: MicrophoneOption = None,
    loudspeaker: LoudspeakerOption = None,
    save: SaveOption = None,
    hold_scale: HoldScaleOption = None,
    no_install: NoInstallOption = False,
    locale: LocaleOption = None,
    version: VersionOption = False,
) -> None:
    """Talk: microphone and loudspeaker. Without them, replay the bundled conversation.

    The first conversation begins at once; after it, the wake phrase begins the next. --save keeps
    one conversation, and ends after it.
    """
    if context.invoked_subcommand is not None:
        return
    from offline_voice.talk.terminal import Screen

    given = {
        "rate_wpm": rate,
        "volume_percent": volume,
        "voice": voice,
        "microphone": microphone,
        "loudspeaker": loudspeaker,
        "hold_scale": hold_scale,
        "wake": False if no_wake else None,
    }
    changes = {key: value for key, value in given.items() if value is not None}
    settings = msgspec.structs.replace(configured(context), **changes)
    screen = Screen(sys.stdout)
    with _leaving_by_signal():
        try:
            habits = Habits(wait, once or save is not None, push_to_talk, keeper_of(save))
            if not no_install:
                offer_model(model, settings)
            folder = chosen_model(model, settings)
            missing = _talk(folder, settings, habits, screen)
        except KeyboardInterrupt:
            _no_more_signals()
            screen.line(_words("goodbye", settings))
            return
    if missing is None:
        return
    if settings.microphone or settings.loudspeaker:
        raise missing
    print(f"Not talking ({missing}): replaying a recorded night-time calf cramp instead.")
    replay_demo(folder, settings)


def _talk(
    folder: ModelFolder, settings: Settings, habits: Habits, screen: Screen
) -> DeviceError | None:
    """Talks until it is ended; returns what is missing if it could not begin.

    A conversation that breaks off, for whatever reason, leaves the one thing that matters.
    """
    from offline_voice.talk.night import Bedside, open_bedside

    bedside: Bedside | None = None
    aloud = False  # who asked us to leave wants silence
    with ExitStack() as opened:
        try:
            bedside = opened.enter_context(open_bedside(folder, settings, habits, screen))
            bedside.run(habits, _waiting(settings, habits))
        except KeyboardInterrupt:
            _no_more_signals()  # what follows is short, and must not be broken off
            raise
        except DeviceError as error:
            if bedside is None:
                return error
            aloud = True
            raise
        finally:
            if bedside is not None and bedside.unfinished:
                bedside.leave_safely(aloud=aloud)
    return None


def _words(prompt: str, settings: Settings) -> str:
    from cramp_triage.dialogue import render
    from cramp_triage.messages.replies import Say
    from cramp_triage.protocol.model import load_protocol
    from offline_voice.settings import at_place

    return render.say(at_place(load_protocol(), settings), Say(prompt))


def _waiting(settings: Settings, habits: Habits) -> str:
    if habits.push_to_talk:
        return "Ctrl-C ends this."
    if not settings.wake:
        return "Speak when you want me. Ctrl-C ends this."
    return f'Say "{settings.wake_phrase}" when you want me. Ctrl-C ends this.'


_LEAVING: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextmanager
def _leaving_by_signal() -> Iterator[None]:
    """Meanwhile every signal that asks us to leave is a `KeyboardInterrupt`.

    What we were started to ignore stays ignored: `nohup` is for the night after the terminal.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in _LEAVING}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _no_more_signals() -> None:
    """From here on nothing breaks into the tidying up."""
    for number in _LEAVING:
        signal.signal(number, signal.SIG_IGN)
