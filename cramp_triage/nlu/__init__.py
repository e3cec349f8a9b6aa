"""Words -> acts and facts, by rules and a reader: the same words always mean the same, offline.

Must not know rules of urgency, nor channels, nor the dialogue.
"""

from __future__ import annotations

from cramp_triage.nlu.lexicon.compiled import Lexicon, load_lexicon
from cramp_triage.nlu.types import Span, Understanding
from cramp_triage.nlu.witnesses import understand

__all__ = ["Lexicon", "Span", "Understanding", "load_lexicon", "understand"]
