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
from cramp_triage.protocol.facts import UNKNOWN
from cramp_triage.protocol.model import Protocol
from visit_summary.content.drugs import Drug, drugs, has_dose
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
        *_levels(summary, patient),
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


def _levels(summary: Summary, patient: Json) -> Iterator[Json]:
    """The level advised, and that of the rules where none was advised or they ask for more."""
    advice = summary.advice
    by_rules = advice.floor > (advice.level or 0)
    if advice.level is not None or not by_rules:
        name = "Triage level advised, 0 (self-care) to 5 (call now)"
        yield _level(summary, patient, ("triage_level", name), advice.level)
    if by_rules:
        name = "Triage level by the rules over what was told or written, 0 to 5; not advised"
        yield _level(summary, patient, ("triage_level_by_rules", name), advice.floor)


def _level(summary: Summary, patient: Json, code: tuple[str, str], level: int | None) -> Json:
    advice = summary.advice
    why = "; ".join(dict.fromkeys(why.why for why in advice.why))
    titles = {cited.id: cited.title for cited in summary.sources}
    rests = dict.fromkeys(titles[s] for why in advice.why for s in why.sources if s in titles)
    notes = [*advice.texts, f"Why: {why}." if why else "", "Triage advice, not a diagnosis."]
    notes.insert(-1, f"Sources: {'; '.join(rests)}." if rests else "")
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [_coded(CATEGORY, "survey", "Survey")],
        "code": _code(*code),
        "subject": patient,
        "effectiveDateTime": (advice.noted_at or summary.at).isoformat(),
        **({"valueInteger": level} if level is not None else _absent("unknown")),
        "note": [{"text": text} for text in notes if text],
    }


def _medicines(protocol: Protocol, summary: Summary, patient: Json) -> Iterator[Json]:
    """One statement for each drug, told now or written in the diary; no end unless one was told."""
    for drug in drugs(protocol, summary):
        told = drug.told is not None
        days = [at for _, at in drug.noted]
        at = summary.at if told else days[-1]
        ended = {word for word, _ in drug.noted} | set(drug.facts) | {drug.name}
        doses = [_dose(summary, drug, said) for said in drug.said if has_dose(said)]
        notes = ["As it was said." if doses else "As it was said; dose not known."]
        if days:
            on = dict.fromkeys(wording.day(day.date(), summary.locale) for day in days)
            first, *rest = on
            span = f"{len(days)} times, from {first} to {rest[-1]}" if rest else f"on {first}"
            notes.append(f"Noted in the diary {span}.")
        text = drug.name
        if text in protocol.findings:
            text = wording.term(protocol, text)
        concept = _code(drug.facts[0], text) if drug.facts else {"text": text}
        yield {
            "resourceType": "MedicationStatement",
            "status": "stopped" if ended & STOPPED else "active" if told else "unknown",
            "medicationCodeableConcept": concept,
            "subject": patient,
            "effectiveDateTime": at.isoformat(),
            "dateAsserted": at.isoformat(),
            "informationSource": _informant(summary, patient) if told else patient,
            "note": [{"text": note} for note in notes],
            **({"dosage": [{"text": dose} for dose in doses]} if doses else {}),
        }


def _dose(summary: Summary, drug: Drug, said: str) -> str:
    """A dose as it was said, with the newest day on which it was written."""
    days = [at for word, at in drug.noted if word == said]
    day = f" [noted {wording.day(days[-1].date(), summary.locale)}]" if days else ""
    return f"{wording.clipped(said)}{day}"


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
