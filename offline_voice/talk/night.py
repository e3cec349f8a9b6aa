"""A night at the bedside: conversations, and the waiting between them.

Puts devices, voice and ears together for `cramp-voice` and lets them go again, whatever happens.
What is said and asked is the core's; what may go wrong with a device is `reconnect`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

from cramp_triage.dialogue import render
from cramp_triage.messages.replies import Say
from cramp_triage.protocol.model import Protocol, load_protocol
from offline_voice.audio.interfaces import AudioSource
from offline_voice.audio.loudspeaker import Loudspeaker
from offline_voice.audio.microphone import microphone_opener
from offline_voice.audio.reconnect import SteadyLoudspeaker, SteadyMicrophone
from offline_voice.diary.keeper import DiaryKeeper
from offline_voice.diary.store import DiaryStore, diary_path
from offline_voice.errors import SettingsError, SpeechError, UnknownVoiceError
from offline_voice.listen.push_to_talk import EnterKey, PushToTalk
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.listen.waking import SpeechSpotter, Spotter, WakeSpotter, short_form, wait_for
from offline_voice.settings import Settings, at_place
from offline_voice.speak.prefetch import Rehearsal
from offline_voice.speak.rate_and_volume import Manner
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from offline_voice.speak.voicing import Voice
from offline_voice.talk.assembly import Ears, open_ears
from offline_voice.talk.barge_in import Delivery, HeardInGaps, HeardOverTheVoice, SaidThrough
from offline_voice.talk.conversation import VoiceTurn, converse
from offline_voice.talk.habits import Habits
from offline_voice.talk.terminal import Screen
from offline_voice.vosk_models.find import ModelFolder, missing_words


class Bedside:
    """Everything opened; `run` talks until it is ended. Made by `open_bedside`.

    Attributes:
        unfinished: a conversation is going on whose advice has not been given.
    """

    def __init__(
        self,
        ears: Ears,
        voice: Voice,
        microphone: SteadyMicrophone,
        source: AudioSource,
        speaker: SteadyLoudspeaker,
        delivery: Delivery,
        rehearsal: Rehearsal,
        spotter: Spotter | None,
        screen: Screen,
        keeper: DiaryKeeper,
    ) -> None:
        self._ears = ears
        self._voice = voice
        self._microphone = microphone
        self._source = source
        self._speaker = speaker
        self._delivery = delivery
        self._rehearsal = rehearsal
        self._spotter = spotter
        self._screen = screen
        self._keeper = keeper
        self.unfinished = False

    def run(self, habits: Habits, waiting: str) -> None:
        """Talks and waits in turn.

        Args:
            habits: see there.
            waiting: shown while it waits.

        Raises:
            DeviceError: microphone or loudspeaker stayed away.
        """
        wait = habits.wait_first
        while True:
            if wait:
                self._screen.line(waiting)
                if not self._begins():
                    return
            self._converse(habits)
            if habits.once or self.unfinished:
                return
            wait = True

    def _begins(self) -> bool:
        if self._spotter is None:
            if isinstance(self._source, PushToTalk):
                self._source.begin_afresh()
            return self._source.begin_turn()
        self._speaker.rest()
        self._microphone.never_given_up = True
        try:
            return wait_for(self._spotter, self._source, self._screen.meter)
        finally:
            self._microphone.never_given_up = False

    def _converse(self, habits: Habits) -> None:
        self.unfinished = True
        self._voice.try_again()
        for turn in converse(
            self._voice.protocol,
            self._ears.listener,
            self._ears.understander,
            self._voice,
            self._source,
            self._speaker,
            self._delivery,
            self._rehearsal,
            self._keeper,
            saved=habits.keep is not None,
        ):
            self._show(turn)
            if habits.keep:
                habits.keep(turn.session)
            self.unfinished = not turn.reply.ended

    def leave_safely(self, *, aloud: bool) -> None:
        """Shows the one sentence that matters most; says it, too, if it can and should."""
        text = render.say(self._voice.protocol, Say("careful_911"))
        self._screen.line(text)
        if not aloud:
            return
        with suppress(SpeechError):
            self._speaker.say_once([self._voice.sentence(text)])

    def _show(self, turn: VoiceTurn) -> None:
        if turn.sense:
            self._screen.line(f"You: {turn.sense.shown}")
        spoken = render.speech(self._voice.protocol, turn.reply.parts)
        self._screen.line(f"Cramp Helper: {spoken}")
        if self._keeper.trouble:
            self._screen.line(f"(No diary: {self._keeper.trouble})")
            self._keeper.trouble = ""


@contextmanager
def open_bedside(
    folder: ModelFolder, settings: Settings, habits: Habits, screen: Screen
) -> Iterator[Bedside]:
    """Opens devices, voice and ears at the same time; lets everything go on leaving.

    Raises:
        DeviceError: no microphone or loudspeaker, or none of that name.
        ModelError: Vosk refuses the model.
        SettingsError: the model cannot hear the wake phrase.
    """
    call = "Press Enter" if habits.push_to_talk else ""
    protocol = at_place(load_protocol(), settings, call)
    with ExitStack() as stack:
        thread = stack.enter_context(ThreadPoolExecutor(1, "ears"))
        loading = thread.submit(open_ears, folder)
        voice = stack.enter_context(_voice(protocol, settings, screen))
        speaker = SteadyLoudspeaker(lambda: Loudspeaker(settings.loudspeaker), screen.line)
        stack.callback(speaker.close)

        def tell(text: str) -> None:
            screen.line(text)
            speaker.say([voice.sentence(text)])
            if microphone.never_given_up:
                speaker.rest()  # nobody is talking with us

        tail_ms = 0 if settings.echo_cancelled else _TAIL_MS
        microphone = SteadyMicrophone(microphone_opener(settings.microphone, tail_ms), tell)
        stack.callback(microphone.close)
        ears = loading.result()
        rehearsal = stack.enter_context(Rehearsal(protocol, voice))
        stack.callback(speaker.stop)  # first of all: whoever leaves wants silence at once
        source: AudioSource = microphone
        delivery: Delivery
        spotter: Spotter | None = None
        if habits.push_to_talk:
            key = EnterKey(speaker.stop)
            source = PushToTalk(microphone, key, lambda: screen.line("Press Enter, then speak."))
            delivery = SaidThrough(speaker)
        else:
            how = HeardOverTheVoice if settings.echo_cancelled else HeardInGaps
            delivery = how(speaker, source, ears.listener, ears.understander)
            spotter = _spotter(ears, settings)
        keeper = DiaryKeeper(DiaryStore(diary_path()), protocol, notes=settings.diary)
        yield Bedside(
            ears, voice, microphone, source, speaker, delivery, rehearsal, spotter, screen, keeper
        )


_TAIL_MS = 300
"""Of a room without echo cancellation; see `microphone.Microphone`."""


@contextmanager
def _voice(protocol: Protocol, settings: Settings, screen: Screen) -> Iterator[Voice]:
    def failed(text: str, error: SpeechError) -> None:
        if isinstance(error, UnknownVoiceError):
            screen.line(f"({error}; the usual one is taken. See `cramp-voice config`.)")
        else:
            screen.line(f"(Not spoken: {error}. Please read along.)")

    with Synthesiser(SpeechSettings.of(settings)) as synthesiser:
        yield Voice(protocol, synthesiser, settings.hold_scale, Manner(settings), failed)


def _spotter(ears: Ears, settings: Settings) -> Spotter:
    detector = NeuralDetector()
    if not settings.wake:
        return SpeechSpotter(detector)
    if unheard := missing_words(ears.model, short_form(settings.wake_phrase).split()):
        raise SettingsError(
            f"wake_phrase: the model has no word {unheard[0]!r}, so nothing would wake it; "
            "choose other words, or --no-wake"
        )
    return WakeSpotter(ears.model, detector, settings.wake_phrase, takes_lists=ears.takes_lists)
