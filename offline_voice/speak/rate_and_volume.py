"""How the program sounds now: how fast and how loud.

Settings give the start, quiet hours make it slower and softer, and the person changes it by voice.
The wall clock is asked for quiet hours only: nothing else here knows the time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Final

from cramp_triage.messages.acts import FASTER, LOUDER, QUIETER, UserAct
from offline_voice.settings import Settings

_SLOWER: Final = 0.82
_RATE_STEP: Final = 1.15
_RATES_WPM: Final = (90, 260)
_VOLUME_STEP: Final = 1.5  # 3.5 dB, plainly heard
_VOLUMES: Final = (0.05, 3.0)  # above 1 the loudest peaks are cut, and words stay clear


def local_time() -> time:
    """The wall clock here and now."""
    return datetime.now().time()


class Manner:
    """Speed and volume of the voice.

    Args:
        settings: what they are by default, and the quiet hours.
        now: the local time; tests bring their own.
    """

    def __init__(self, settings: Settings, now: Callable[[], time] = local_time) -> None:
        self._settings = settings
        self._now = now
        self._rate = self._volume = 1.0

    def obey(self, act: UserAct) -> bool:
        """Takes a wish of the person about the voice; False if there is none in the act.

        The dialogue knows "slower", since Alexa does, too; the others are ours alone.
        """
        if LOUDER in act.acts:
            self._volume = _within(_VOLUMES, self._base_volume(), self._volume * _VOLUME_STEP)
        elif QUIETER in act.acts:
            self._volume = _within(_VOLUMES, self._base_volume(), self._volume / _VOLUME_STEP)
        elif FASTER in act.acts:
            self._rate = _within(_RATES_WPM, self._base_rate_wpm(), self._rate * _RATE_STEP)
        else:
            return False
        return True

    def rate_wpm(self, *, slower: bool) -> int:
        """Words a minute."""
        base = self._base_rate_wpm()
        return round(base * _within(_RATES_WPM, base, self._rate * (_SLOWER if slower else 1.0)))

    def volume(self) -> float:
        """Factor on the samples; 1 is as the speech engine makes them."""
        base = self._base_volume()
        return base * _within(_VOLUMES, base, self._volume)

    def _base_rate_wpm(self) -> float:
        quiet = self._settings.quiet_hours
        return self._settings.rate_wpm * (quiet.rate_factor if quiet.cover(self._now()) else 1.0)

    def _base_volume(self) -> float:
        quiet = self._settings.quiet_hours
        factor = quiet.volume_factor if quiet.cover(self._now()) else 1.0
        return self._settings.volume_percent / 100 * factor


def _within(limits: tuple[float, float], base: float, factor: float) -> float:
    """The factor, or the nearest one that keeps `base` times it within the limits."""
    least, most = limits
    return min(most / base, max(least / base, factor))
