"""The sound as Kaldi sees it: 40 MFCCs every 10 ms, as `kaldi_files.MFCC_CONF` has them."""

from __future__ import annotations

from functools import cache
from typing import Any

import kaldi_native_fbank as knf
import numpy as np
import numpy.typing as npt

from tools.mini_model.training.labelled.frames import MFCCS
from tools.mini_model.training.spoken.synth import RATE_HZ


def mfccs(samples: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Features of shape (frames, 40) of samples at 16 kHz in the range of 16-bit integers."""
    stream = knf.OnlineMfcc(_options())
    stream.accept_waveform(RATE_HZ, np.ascontiguousarray(samples, np.float32))
    stream.input_finished()
    frames = [stream.get_frame(at) for at in range(stream.num_frames_ready)]
    return np.array(frames, np.float32).reshape(-1, MFCCS)


@cache
def _options() -> Any:
    options = knf.MfccOptions()
    options.frame_opts.samp_freq = RATE_HZ
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = MFCCS
    options.mel_opts.low_freq = 20
    options.mel_opts.high_freq = -400
    options.num_ceps = MFCCS
    options.use_energy = False
    return options
