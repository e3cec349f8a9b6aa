from __future__ import annotations

import numpy as np

from offline_voice.audio.interfaces import RATE_HZ, Samples


def tone(length_s: float, rate_hz: int = RATE_HZ, level: int = 8000) -> Samples:
    wave_form = np.sin(np.arange(round(length_s * rate_hz)) * 2 * np.pi * 300 / rate_hz)
    return (level * wave_form).astype(np.int16)
