"""Parts of a reply -> plain words. Fills prompt texts; knows no markup, no sound, no clinic.

SSML is made in `skill`, audio in `offline_voice`, both from these words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cramp_triage.messages.replies import Beats, Hold, Part, Say
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol

ASK: Final = "ask"
"""The prompt id of a question made from the facts' own questions (`facts`: ids with commas)."""

BRIEF: Final = "brief"
"""The same in fewest words, for a question that comes back; with a `lead`, a word stands before."""

TO: Final = "to"
HELPER: Final = "helper"
"""A part with this under `TO` is said to somebody who helps the one with the cramp."""

_BEATS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS: Final = {10: "Ten.", 15: "Fifteen.", 20: "Twenty.", 30: "Thirty."}


def say(protocol: Protocol, part: Say, locale: str = DEFAULT_LOCALE) -> str:
    """The words of one part, in the place's spelling of numbers to call."""
    if part.prompt in (ASK, BRIEF):
        facts = part.params["facts"].split(",")
        texts = [of_fact(protocol, part, part.prompt, fact) for fact in facts]
        if part.prompt == ASK:
            return _compose(texts)
        listed, lead = _listed(texts), part.params.get("lead")
        return f"{protocol.prompts[lead]} {listed}?" if lead else f"{_upper(listed)}?"
    text = _to_whom(protocol, part, part.prompt, protocol.prompts[part.prompt])
    return text.format_map({**protocol.place(locale), **part.params})


def of_fact(protocol: Protocol, part: Say, kind: str, fact: str) -> str:
    """A fact's own question (`ASK`), or it in fewest words (`BRIEF`), to whom the part is said."""
    finding = protocol.findings[fact]
    text = finding.ask if kind == ASK else finding.brief
    return _to_whom(protocol, part, f"{kind}.{fact}", text)


def _to_whom(protocol: Protocol, part: Say, prompt: str, text: str) -> str:
    return of_them(protocol, prompt, text) if part.params.get(TO) == HELPER else text


def of_them(protocol: Protocol, prompt: str, text: str) -> str:
    """A prompt's text as somebody hears it who helps the one with the cramp."""
    helper = protocol.helper
    if prompt in helper.instead:
        return helper.instead[prompt]
    if prompt in helper.as_it_is or prompt.partition(".")[0] not in helper.of_them:
        return text

    def third(found: re.Match[str]) -> str:
        you, before = found[0].lower(), text[: found.start()].lower().split()
        is_object = you == "you" and bool(before) and before[-1] in helper.objects
        word = "them" if is_object else helper.words[you]
        return _upper(word) if found[0][0].isupper() else word

    words = "|".join(sorted(helper.words, key=len, reverse=True))
    return re.sub(rf"\b(?:{words})\b(?!')", third, text, flags=re.IGNORECASE)


def counts(hold: Hold) -> list[str]:
    """The words counted aloud in a hold, at even intervals, the last at its end."""
    return [_COUNTS.get(second, f"{second}.") for second in hold.counts]


def beats(part: Beats) -> list[str]:
    """The words counted aloud to push to: of one beat each, so that the voice keeps the pace."""
    return [f"{_BEATS[beat % len(_BEATS)]}," for beat in range(part.beats)]


def speech(protocol: Protocol, parts: Iterable[Part], locale: str = DEFAULT_LOCALE) -> str:
    """All parts as one text, counts spelled out."""
    words: list[str] = []
    for part in parts:
        match part:
            case Hold():
                words.extend(counts(part))
            case Beats():
                words.append(" ".join(beats(part)).rstrip(",").capitalize() + ".")
            case _:
                words.append(say(protocol, part, locale))
    return " ".join(words)


def _compose(asks: list[str]) -> str:
    """Joins single questions into sentences of at most two, so that nobody hears a long list."""
    pairs = [asks[i : i + 2] for i in range(0, len(asks), 2)]
    sentences = [", or ".join([pair[0].rstrip("?"), *map(_lower, pair[1:])]) for pair in pairs]
    joined = [sentence if sentence.endswith("?") else f"{sentence}?" for sentence in sentences]
    return " Or ".join([joined[0], *map(_lower, joined[1:])])


def _listed(words: list[str]) -> str:
    """Words as a list with "or" before the last."""
    comma = "," if len(words) > 2 else ""
    return f"{', '.join(words[:-1])}{comma} or {words[-1]}" if len(words) > 1 else words[0]


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
