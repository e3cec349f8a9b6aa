"""A person at an Echo: keeps the session between turns, as Amazon does, and hears what is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

from cramp_triage.dialogue.session import load
from cramp_triage.dialogue.state import State, fold
from cramp_triage.protocol.model import load_protocol
from skill.request.table import FREE_SLOT, FREE_WORDS
from tests.alexa.alexa_requests import Json, intent, launch, plain_slot

Send = Callable[[Json], Json]
PROTOCOL = load_protocol()


class Person:
    """Talks to the skill through `send`, which takes and gives Alexa's JSON."""

    def __init__(self, send: Send, locale: str = "en-US") -> None:
        self._send = send
        self.locale = locale
        self.attributes: Json | None = None
        self.response: Json = {}
        self.turns = 0

    def launch(self) -> str:
        return self.send(launch(locale=self.locale))

    def say(self, name: str, **slots: Json) -> str:
        merged = {key: value for part in slots.values() for key, value in part.items()}
        return self.send(intent(name, merged, self.attributes, locale=self.locale))

    def words(self, text: str) -> str:
        """Whatever is said, as it comes once its slot was elicited."""
        return self.say(FREE_WORDS, a=plain_slot(FREE_SLOT, text))

    def yes(self) -> str:
        return self.say("AMAZON.YesIntent")

    def no(self) -> str:
        return self.say("AMAZON.NoIntent")

    def send(self, envelope: Json) -> str:
        answer = self._send(json.loads(json.dumps(envelope)))
        self.response = answer["response"]
        self.attributes = answer.get("sessionAttributes")
        self.turns += 1
        return self.heard

    @property
    def heard(self) -> str:
        speech = self.response.get("outputSpeech")
        return text_of(speech["ssml"]) if speech else ""

    @property
    def ended(self) -> bool:
        over: bool = self.response["shouldEndSession"]
        return over

    @property
    def state(self) -> State:
        """What the session in the attributes knows."""
        assert self.attributes is not None
        return fold(load(PROTOCOL, self.attributes["cramp"]).log)

    def answer_harmlessly(self) -> str:
        """Answers the open question as somebody with a plain, rare cramp that lets go."""
        asked = self.state.asked
        if asked.asks == ("frequency",):
            return self.words("hardly ever")
        if asked.asks == ("site",):
            return self.words("my calf")
        if asked.asks == ("duration_min",):
            return self.say("DurationIntent", a=plain_slot("duration", "PT2M"))
        if asked.expects == "ack":
            return self.yes()
        return self.no()


def text_of(ssml: str) -> str:
    """What a voice makes of SSML; fails on SSML that is not well-formed."""
    return " ".join(" ".join(ElementTree.fromstring(ssml).itertext()).split())
