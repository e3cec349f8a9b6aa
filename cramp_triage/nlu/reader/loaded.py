"""The learned parts, each loaded once, when the first free words come."""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import TYPE_CHECKING

from cramp_triage.errors import WeightsError

if TYPE_CHECKING:
    from cramp_triage.nlu.reader.questions import Questions
    from cramp_triage.nlu.reader.read import Reader

log = logging.getLogger(__name__)


@cache
def load_reader() -> Reader | None:
    """The reader; None, told once, if it cannot be loaded."""
    # Of numpy's threads each would wait busily for a line that is too small for two.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from cramp_triage.nlu.reader.read import Reader
    from cramp_triage.nlu.reader.weights import load_weights

    try:
        return Reader(load_weights())
    except WeightsError as error:
        log.warning("%s; until then every danger is asked once more", error)
        return None


@cache
def load_questions() -> Questions | None:
    """The learned topics of questions; None, told once, if they cannot be loaded."""
    from cramp_triage.nlu.reader.questions import Questions

    if (reader := load_reader()) is None:
        return None
    try:
        return Questions(reader)
    except WeightsError as error:
        log.warning("%s; until then questions are known by their nouns", error)
        return None
