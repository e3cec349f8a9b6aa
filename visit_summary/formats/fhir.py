"""The summary as a FHIR R4 bundle: answers, observations, and where they come from.

Plain objects, no library; the tests validate them. The patient has no identity here: whoever files
the bundle links it. Only codes that are certain are LOINC or UCUM; the rest are the protocol's own
ids with a text. Nothing is a diagnosis: there is no Condition in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from cramp_triage.diary.entry import Entry
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Asked, Heard, Summary, Told
from visit_summary.pages import wording

Json = dict[str, Any]

SYSTEM: Final = "urn:cramp-helper:fact"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
UCUM_CODES: Final = {"years": "a", "minutes": "min", "days": "d", "degrees Fahrenheit": "[degF]"}
REASONS: Final = {"unknown": "asked-unknown", "not_asked": "not-asked"}
PATIENT: Final[Json] = {"display": "The patient (identity not recorded)"}


def bundle(protocol: Protocol, summary: Summary) -> Json:
    """A collection of one QuestionnaireResponse, Observations, and the Provenance of them all.

    Args:
        protocol: that led the conversation.
        summary: of it; its time needs a zone.
    """
    seed = uuid5(NAMESPACE_URL, f"{summary.at.isoformat()} {summary.sha256}")
    resources = [
        _answers(protocol, summary),
        *(_observed(protocol, summary, told) for told in (*summary.signs, *summary.facts)),
        _level(summary),
        *(_noted(protocol, entry) for entry in summary.entries),
    ]
    entries: list[Json] = [
        {"fullUrl": uuid5(seed, str(n)).urn, "resource": {"id": str(uuid5(seed, str(n))), **body}}
        for n, body in enumerate(resources)
    ]
    return {
        "resourceType": "Bundle",
        "id": str(seed),
        "type": "collection",
        "timestamp": summary.at.isoformat(),
        "entry": [*entries, _provenance(summary, seed, [entry["fullUrl"] for entry in entries])],
    }


def _answers(protocol: Protocol, summary: Summary) -> Json:
    told = {fact.id: fact for fact in (*summary.signs, *summary.facts)}
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"urn:cramp-helper:protocol:{summary.protocol}",
        "status": "completed" if summary.advice.complete else "stopped",
        "subject": PATIENT,
        "source": PATIENT,
        "authored": summary.at.isoformat(),
        "item": [_asked(protocol, asked, told) for asked in summary.asked],
    }


def _asked(protocol: Protocol, asked: Asked, told: dict[str, Told]) -> Json:
    return {
        "linkId": f"{asked.turn}.{asked.id}",
        "text": asked.text or asked.id,
        "item": [
            {
                "linkId": f"{asked.turn}.{asked.id}.{fact}",
                "text": wording.label(protocol, fact),
                **_answer(protocol, told[fact]),
            }
            for fact in asked.facts
            if fact in told
        ],
    }


def _answer(protocol: Protocol, told: Told) -> Json:
    if told.heard in REASONS:
        return {}
    value = _value(protocol, told)
    known = {"valueBoolean", "valueInteger", "valueQuantity", "valueString"}
    return {"answer": [{key: part for key, part in value.items() if key in known}]}


def _observed(protocol: Protocol, summary: Summary, told: Told) -> Json:
    notes = [told.words] if told.words else []
    if told.inferred:
        notes.append("Inferred from other answers; not stated.")
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_coded(CATEGORY, "survey", "Survey")],
        "code": _code(told.id, wording.label(protocol, told.id), protocol.findings[told.id].loinc),
        "subject": PATIENT,
        "effectiveDateTime": summary.at.isoformat(),
        **_value(protocol, told),
        **({"note": [{"text": text} for text in notes]} if notes else {}),
    }


def _value(protocol: Protocol, told: Told) -> Json:
    if told.heard in REASONS or told.value is None:
        return _absent(told.heard)
    value, finding = told.value, protocol.findings[told.id]
    if finding.kind == "yes_no":
        return {"valueBoolean": told.value == "yes"}
    if isinstance(value, int | float):
        unit = UCUM_CODES.get(finding.unit)
        if unit is not None:
            return {"valueQuantity": _quantity(value, finding.unit, unit)}
        return {"valueQuantity": _quantity(value, finding.unit or "count", "1")}
    return {"valueString": wording.joined(value) if isinstance(value, tuple) else str(value)}


def _absent(heard: Heard) -> Json:
    code = REASONS.get(heard, "unknown")
    return {"dataAbsentReason": _coded(ABSENT, code, code.replace("-", " ").capitalize())}


def _level(summary: Summary) -> Json:
    advice = summary.advice
    value: Json = {"valueInteger": advice.level} if advice.level is not None else _absent("unknown")
    why = "; ".join(f"{why.rule}: {why.why} [{', '.join(why.sources)}]" for why in advice.why)
    notes = [*advice.texts, *([why] if why else []), "Triage advice, not a diagnosis."]
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_coded(CATEGORY, "survey", "Survey")],
        "code": _code("triage_level", "Triage level advised, 0 (self-care) to 5 (call now)"),
        "subject": PATIENT,
        "effectiveDateTime": summary.at.isoformat(),
        **value,
        "note": [{"text": text} for text in notes],
    }


def _noted(protocol: Protocol, entry: Entry) -> Json:
    """A cramp of the diary, as one observation with components."""
    length, pain = entry.length_min, entry.pain
    fact_in = {finding.diary: fact for fact, finding in protocol.findings.items()}
    words = (
        *(
            (fact_in[name], getattr(entry, name))
            for name in ("muscle", "side", "doing", "sleep_lost")
        ),
        ("helped", ", ".join(entry.helped)),
        ("beside", ", ".join((*entry.fluids, *entry.food, *entry.alcohol, *entry.caffeine))),
        ("medicines", ", ".join(entry.medicines)),
        ("other_symptoms", ", ".join(entry.other)),
    )
    components: list[Json] = [
        {"code": _code(id_, wording.term(protocol, id_)), "valueString": text}
        for id_, text in words
        if text
    ]
    if length is not None:
        quantity = _quantity(length, "minutes", "min")
        code = _code(fact_in["length_min"], "duration")
        components.append({"code": code, "valueQuantity": quantity})
    if pain is not None:
        quantity = _quantity(pain, "score", "{score}")
        fact = fact_in["pain"]
        code = _code(fact, "pain, 0-10", protocol.findings[fact].loinc)
        components.append({"code": code, "valueQuantity": quantity})
    cramp: Json = {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_coded(CATEGORY, "survey", "Survey")],
        "code": _code("diary_entry", "Cramp noted in the patient's diary"),
        "subject": PATIENT,
        "effectiveDateTime": entry.at.isoformat(),
    }
    return {**cramp, "component": components} if components else {**cramp, "valueBoolean": True}


def _provenance(summary: Summary, seed: UUID, targets: Iterable[str]) -> Json:
    program = f"Cramp Helper, protocol {summary.protocol} ({summary.sha256[:12]})"
    body = {
        "resourceType": "Provenance",
        "id": str(uuid5(seed, "provenance")),
        "target": [{"reference": target} for target in targets],
        "occurredDateTime": summary.at.isoformat(),
        "recorded": summary.at.isoformat(),
        "agent": [
            {"type": _coded(PARTICIPANT, "informant", "Informant"), "who": PATIENT},
            {
                "type": _coded(PARTICIPANT, "assembler", "Assembler"),
                "who": {"display": f"{program}; automated, not reviewed by a clinician"},
            },
        ],
    }
    return {"fullUrl": uuid5(seed, "provenance").urn, "resource": body}


def _code(fact: str, text: str, loinc: str = "") -> Json:
    coding: list[Json] = [{"system": SYSTEM, "code": fact}]
    if loinc:
        coding.insert(0, {"system": LOINC, "code": loinc})
    return {"coding": coding, "text": text}


def _coded(system: str, code: str, display: str) -> Json:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _quantity(value: float, unit: str, code: str) -> Json:
    return {"value": value, "unit": unit, "system": UCUM, "code": code}
