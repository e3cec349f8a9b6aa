"""Words -> acts and facts, by rules: the same words always mean the same, with no network.

Must not know rules of urgency, nor channels, nor the dialogue.
"""

from __future__ import annotations

from cramp_triage.nlu.lexicon.compiled import Lexicon, load_lexicon
from cramp_triage.nlu.pipeline import understand
from cramp_triage.nlu.types import Span, Understanding

__all__ = ["Lexicon", "Span", "Understanding", "load_lexicon", "understand"]
