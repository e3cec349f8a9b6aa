"""The summary as a FHIR R4 bundle: answers, observations, medicines, and where they come from.

Plain objects, no library; the tests validate them. The patient has no identity here unless the
person gave a name: whoever files the bundle links it. Codes of others stand in `docs/fhir.md` with
their source; the rest are the protocol's own ids with a text. Nothing is a diagnosis: there is no
Condition in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from cramp_triage.diary.entry import Entry
from cramp_triage.protocol.facts import UNKNOWN, YES
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Asked, Summary, Told
from visit_summary.pages import wording

Json = dict[str, Any]

SYSTEM: Final = "urn:cramp-helper:fact"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
BODY_TEMPERATURE: Final = "8310-5"
"""A vital sign of FHIR's own list; the other LOINC code here, pain by number, is not."""

STOPPED: Final = frozenset({"steroid_stopped", "stopped_suddenly"})
"""What stands among the medicines and is no longer taken."""

ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
UCUM_CODES: Final = {"years": "a", "minutes": "min", "days": "d", "degrees Fahrenheit": "[degF]"}
OTHER: Final[Json] = {
    "display": "Somebody who spoke for the patient (identity and relation not recorded)"
}
UNNAMED: Final[Json] = {"display": "The patient (identity not recorded)"}
ABSENT_REASONS: Final = {
    "unknown": "Unknown",
    "asked-unknown": "Asked But Unknown",
    "not-asked": "Not Asked",
}


def bundle(protocol: Protocol, summary: Summary) -> Json:
    """A collection of Observations and MedicationStatements, and the Provenance of them all.

    Before them the Patient, if the person gave a name, and the QuestionnaireResponse of a
    conversation in which anything was asked.

    Args:
        protocol: that led the conversation.
        summary: of it; its time needs a zone.
    """
    seed = uuid5(NAMESPACE_URL, f"{summary.at.isoformat()} {summary.sha256}")
    named: Json = {"resourceType": "Patient", "name": [{"text": summary.name}]}
    patient, first = UNNAMED, []
    if summary.name:  # stands first, so its address is known
        patient, first = {"reference": uuid5(seed, "0").urn, "display": summary.name}, [named]
    resources = [
        *first,
        *([_answers(protocol, summary, patient)] if summary.asked else []),
        *(_observed(protocol, summary, told, patient) for told in (*summary.signs, *summary.facts)),
        _level(summary, patient),
        *_medicines(protocol, summary, patient),
        *(_noted(protocol, entry, patient) for entry in summary.entries),
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
        "entry": [
            *entries,
            _provenance(summary, seed, [entry["fullUrl"] for entry in entries], patient),
        ],
    }


def _informant(summary: Summary, patient: Json) -> Json:
    """Who told it."""
    return OTHER if summary.by_other else patient


def _answers(protocol: Protocol, summary: Summary, patient: Json) -> Json:
    told = {fact.id: fact for fact in (*summary.signs, *summary.facts)}
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"urn:cramp-helper:protocol:{summary.protocol}",
        "status": "completed" if summary.advice.complete else "stopped",
        "subject": patient,
        "source": _informant(summary, patient),
        "authored": summary.at.isoformat(),
        "item": [_asked(protocol, asked, told) for asked in summary.asked],
    }


def _asked(protocol: Protocol, asked: Asked, told: dict[str, Told]) -> Json:
    items = [
        {
            "linkId": f"{asked.turn}.{asked.id}.{fact}",
            "text": wording.label(protocol, fact),
            **_answer(protocol, told[fact]),
        }
        for fact in asked.facts
        if fact in told
    ]
    question: Json = {"linkId": f"{asked.turn}.{asked.id}", "text": asked.text or asked.id}
    return {**question, "item": items} if items else question


def _answer(protocol: Protocol, told: Told) -> Json:
    value = _value(protocol, told)
    known = {"valueBoolean", "valueInteger", "valueQuantity", "valueString"}
    answer = {key: part for key, part in value.items() if key in known}
    return {"answer": [answer]} if answer else {}


def _observed(protocol: Protocol, summary: Summary, told: Told, patient: Json) -> Json:
    notes = [told.words] if told.words else []
    if told.inferred:
        notes.append("Inferred from other answers; not stated.")
    loinc = protocol.findings[told.id].loinc
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_kind(loinc)],
        "code": _code(told.id, wording.label(protocol, told.id), loinc),
        "subject": patient,
        "effectiveDateTime": summary.at.isoformat(),
        **(_value(protocol, told) or _absent(_reason(summary, told))),
        **({"note": [{"text": text} for text in notes]} if notes else {}),
    }


def _kind(loinc: str) -> Json:
    if loinc == BODY_TEMPERATURE:
        return _coded(CATEGORY, "vital-signs", "Vital Signs")
    return _coded(CATEGORY, "survey", "Survey")


def _reason(summary: Summary, told: Told) -> str:
    """Why there is no value; who was not asked, or did not answer, has not said "don't know"."""
    if told.heard == "not_asked":
        return "not-asked"
    was_asked = any(told.id in asked.facts for asked in summary.asked)
    return "asked-unknown" if was_asked and told.value == UNKNOWN else "unknown"


def _value(protocol: Protocol, told: Told) -> Json:
    """The value as an Observation has it; empty if there is none."""
    if told.heard in ("unknown", "not_asked") or told.value is None:
        return {}
    value, finding = told.value, protocol.findings[told.id]
    if finding.kind == "yes_no":
        return {"valueBoolean": told.value == "yes"}
    if isinstance(value, int | float):
        kept_in = wording.FAHRENHEIT if finding.unit == wording.CELSIUS else finding.unit
        unit = UCUM_CODES.get(kept_in)
        if unit is not None:
            return {"valueQuantity": _quantity(value, kept_in, unit)}
        return {"valueQuantity": _quantity(value, kept_in or "count", "1")}
    return {"valueString": wording.joined(value) if isinstance(value, tuple) else str(value)}


def _absent(code: str) -> Json:
    return {"dataAbsentReason": _coded(ABSENT, code, ABSENT_REASONS[code])}


def _level(summary: Summary, patient: Json) -> Json:
    advice = summary.advice
    value: Json = {"valueInteger": advice.level} if advice.level is not None else _absent("unknown")
    why = "; ".join(f"{why.rule}: {why.why} [{', '.join(why.sources)}]" for why in advice.why)
    notes = [*advice.texts, *([why] if why else []), "Triage advice, not a diagnosis."]
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_coded(CATEGORY, "survey", "Survey")],
        "code": _code("triage_level", "Triage level advised, 0 (self-care) to 5 (call now)"),
        "subject": patient,
        "effectiveDateTime": summary.at.isoformat(),
        **value,
        "note": [{"text": text} for text in notes],
    }


def _medicines(protocol: Protocol, summary: Summary, patient: Json) -> Iterator[Json]:
    """What the person said to take, or to have stopped: now, and with cramps in the diary."""
    now = [
        fact.id
        for fact in (*summary.signs, *summary.facts)
        if protocol.findings[fact.id].diary == "medicines" and fact.value == YES
    ]
    noted = [(word, entry.at) for entry in summary.entries for word in entry.medicines]
    for word in dict.fromkeys((*now, *(word for word, _ in noted))):
        times = [at.isoformat() for other, at in noted if other == word]
        period = {"start": times[0], "end": times[-1]} if times else {}
        when = {"effectiveDateTime": summary.at.isoformat()} if word in now else {}
        yield {
            "resourceType": "MedicationStatement",
            "status": "stopped" if word in STOPPED else "active" if word in now else "unknown",
            "medicationCodeableConcept": (
                _code(word, wording.term(protocol, word))
                if word in protocol.findings
                else {"text": word.replace("_", " ")}
            ),
            "subject": patient,
            **(when or {"effectivePeriod": period}),
            "dateAsserted": summary.at.isoformat(),
            "informationSource": patient if word not in now else _informant(summary, patient),
            "note": [{"text": "As it was said; dose not known."}],
        }


def _noted(protocol: Protocol, entry: Entry, patient: Json) -> Json:
    """A cramp of the diary, as one observation with components."""
    length, pain = entry.length_min, entry.pain
    fact_in = {finding.diary: fact for fact, finding in protocol.findings.items()}
    words = (
        *(
            (fact_in[name], getattr(entry, name))
            for name in ("muscle", "side", "doing", "sleep_lost", "pain_word")
        ),
        (fact_in["also_at"], ", ".join(entry.also_at)),
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
        "subject": patient,
        "effectiveDateTime": entry.at.isoformat(),
    }
    return {**cramp, "component": components} if components else {**cramp, "valueBoolean": True}


def _provenance(summary: Summary, seed: UUID, targets: Iterable[str], patient: Json) -> Json:
    program = f"Cramp Helper, protocol {summary.protocol} ({summary.sha256[:12]})"
    body = {
        "resourceType": "Provenance",
        "id": str(uuid5(seed, "provenance")),
        "target": [{"reference": target} for target in targets],
        "occurredDateTime": summary.at.isoformat(),
        "recorded": summary.at.isoformat(),
        "agent": [
            {
                "type": _coded(PARTICIPANT, "informant", "Informant"),
                "who": _informant(summary, patient),
            },
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
