"""What is said and shown on an Echo, as it is called and spelled where the person lives.

The core's `locales.yaml` alone knows what differs. What is *heard* differently stands with the
sentence templates (`locale_words`).
"""

from __future__ import annotations

from cramp_triage.protocol.model import Protocol
from cramp_triage.protocol.spelling import spelled


def said_here(protocol: Protocol, text: str, locale: str) -> str:
    """A text in the words of a locale, an ampersand among them as it is said: "A and E"."""
    here = spelled(protocol, text, locale)
    return here if here == text else here.replace("&", " and ")
