"""Every vignette through Alexa's JSON and back says, turn by turn, what the core says by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from cramp_triage.dialogue import render
from cramp_triage.evaluation.cases import Vignette, read_vignettes
from cramp_triage.evaluation.simulated_patient import run_vignette
from cramp_triage.messages.acts import UserAct, Value
from skill.lambda_function import handler
from tests import CASES as FOLDER
from tests.alexa.alexa_person import PROTOCOL, Person
from tests.alexa.alexa_requests import Json, plain_slot, slot

CASES = read_vignettes(FOLDER / "vignettes.yaml", PROTOCOL.findings)
CONTROLS = {"deny": "AMAZON.NoIntent", "affirm": "AMAZON.YesIntent", "stop": "AMAZON.StopIntent"}
FURTHER = ("", "_b", "_c", "_d")


def over_lambda(envelope: Json) -> Json:
    answer: Json = json.loads(json.dumps(handler(envelope, None)))
    return answer


def slots_for(facts: Mapping[str, Value]) -> dict[str, Json]:
    """The slots in which Alexa would bring these facts."""
    slots: dict[str, Json] = {}
    signs = 0
    for fact, value in facts.items():
        finding = PROTOCOL.findings[fact]
        if isinstance(value, tuple):
            slots[fact] = slot(fact, value[0], value[0])
        elif isinstance(value, int | float):
            said = f"P{value:g}D" if fact == "since_days" else f"{value:g}"
            slots[fact] = plain_slot(fact, said)
        elif finding.kind == "enum" and value != "unknown":
            slots[fact] = slot(fact, value, value)
        elif value == "no" and finding.affirm == "yes":
            name = f"absent{FURTHER[signs]}"
            slots[fact], signs = slot(name, fact, fact), signs + 1
        else:
            name = f"finding{FURTHER[signs]}"
            slots[fact], signs = slot(name, fact, f"{fact}={value}"), signs + 1
    return slots


def say(person: Person, act: UserAct) -> str:
    if act.facts:
        return person.say("SignsIntent", **slots_for(act.facts))
    return person.say(CONTROLS[act.acts[0]])


def close(text: str) -> str:
    """Without spaces, which markup moves about."""
    return "".join(text.split())


@pytest.mark.searches
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_vignette_goes_through_alexa_as_through_the_core(case: Vignette) -> None:
    run = run_vignette(PROTOCOL, case)
    person = Person(over_lambda)
    spoken = person.launch()
    for reply in run.replies:
        if reply.turn:
            spoken = say(person, reply.heard)
        assert close(spoken) == close(render.speech(PROTOCOL, reply.parts)), reply.turn
        assert person.ended == reply.ended
        if not reply.ended:
            assert person.state.facts == reply.facts
            assert person.state.advised.level == reply.level
