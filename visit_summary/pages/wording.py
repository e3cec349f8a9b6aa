"""How facts, values, times and levels read: plain for the person, standard terms for a clinician.

No sentence of advice stands here; those come from the protocol.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import UNKNOWN, YES
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import zone_unnamed
from visit_summary.content.summary import Told

with zone_unnamed():  # every time here carries its own
    from babel import Locale
    from babel.dates import format_date, format_datetime

TERMS: Final = {
    "age_years": "age",
    "is_adult": "adult (18 or over)",
    "caller_is_patient": "informant is the patient",
    "postpartum_12mo": "postpartum, within 12 months",
    "site": "location",
    "other_sites": "other locations",
    "side": "laterality",
    "ongoing_now": "cramp ongoing",
    "duration_min": "duration",
    "over_10_min": "duration over 10 min",
    "context": "activity at onset",
    "since_days": "since",
    "episodes_count": "episodes",
    "pain": "pain severity",
    "pain_score": "pain score (0-10)",
    "disturbs_sleep": "sleep disturbance",
    "breathless": "dyspnea",
    "coughing_blood": "hemoptysis",
    "fainted": "syncope",
    "one_sided_weakness": "sudden unilateral weakness",
    "face_droop": "facial droop",
    "speech_trouble": "speech disturbance",
    "twitching": "fasciculation/twitching",
    "trouble_swallowing": "dysphagia",
    "face_hand_swelling": "facial/hand swelling",
    "warm_red_skin": "warmth/erythema",
    "limb_cold_pale": "cold/pale limb",
    "wound_or_sore_foot": "non-healing foot wound",
    "pop_felt": "pop felt at onset",
    "can_bear_weight": "unable to bear weight",
    "tetanus_shot_current": "tetanus vaccination not current",
    "tight_cast_or_bandage": "tight cast/bandage",
    "worse_on_stretch": "pain on passive stretch",
    "temp_f": "temperature",
    "jaw_stiff": "trismus/stiff jaw",
    "dirty_wound_recent": "recent contaminated wound",
    "tingling_lips_fingers": "perioral/fingertip paresthesia",
    "saddle_numbness": "saddle anesthesia",
    "bladder_bowel_change": "bladder/bowel dysfunction",
    "belly_pain_severe": "severe abdominal/back pain",
    "low_urine": "no urine for 12 h",
    "poison_exposure": "toxic exposure",
    "cannot_rise_on_toes": "unable to rise on toes",
    "noisy_breathing": "stridor/noisy breathing",
    "sickle_trait": "sickle cell trait",
    "muscle_hard_knot": "hard muscle",
    "cold_sweat": "diaphoresis",
    "heavy_sweating": "heavy sweating",
    "cannot_keep_fluids": "unable to keep fluids down",
    "dizzy_standing": "orthostatic dizziness",
    "drank_little": "low fluid intake",
    "inhaler_beta_agonist": "beta-agonist inhaler",
    "blood_pressure_medicine": "antihypertensive",
    "blood_thinner": "anticoagulant/antiplatelet",
    "takes_quinine": "quinine",
    "new_medicine": "new or changed medicine",
    "stopped_suddenly": "abrupt cessation",
    "alcohol_heavy": "heavy alcohol use",
    "caffeine_high": "high caffeine intake",
    "fluid_restricted": "fluid restriction",
    "pad_known": "peripheral artery disease",
    "prior_clot": "prior VTE",
    "recent_surgery_or_immobile": "recent surgery/immobility",
    "long_travel": "recent long travel",
    "neuro_condition": "neurological condition",
    "frail_or_falls": "unsteady/falls",
    "rounds_failed": "no relief after three rounds of stretching",
    "emergency_sign_unnamed": "emergency sign, not specified",
    "no_medicines": "states no medicines",
    "no_conditions": "states no conditions",
}
"""Standard terms where the id of a fact does not already read as one."""

LABELS: Final = {
    "can_bear_weight": "not being able to put weight on it",
    "tetanus_shot_current": "tetanus shots not up to date",
}
"""How a person reads a fact that is a danger when it is not so."""

LEVELS: Final = (
    "self-care",
    "routine, within 2 weeks",
    "within 3 days",
    "same day, about 4 hours",
    "emergency room now",
    "call emergency services",
)
MODES: Final = {
    "ambulance": "emergency services",
    "emergency_room": "emergency room",
    "in_person": "in person",
    "telemedicine_ok": "telemedicine acceptable",
    "home": "home",
    "out_of_scope_child": "out of scope (child)",
}
UNITS: Final = {
    "years": "y",
    "minutes": "min",
    "days": "d",
    "degrees Fahrenheit": "°F",
    "of ten": "",
}


QUOTED_CHARACTERS: Final = 100
NAME_CHARACTERS: Final = 32


def term(fact: str) -> str:
    """A fact in a clinician's words."""
    return TERMS.get(fact, plain(fact))


def label(protocol: Protocol, word: str) -> str:
    """A fact, or a word of the diary, as a person reads it."""
    finding = protocol.findings.get(word)
    return LABELS.get(word, plain(word) if finding is None else finding.label)


def plain(word: str) -> str:
    """An id or own word without its underscores, cut where a list has no more room."""
    return clipped(word.replace("_", " "), NAME_CHARACTERS)


def shown_value(protocol: Protocol, told: Told, *, short: bool) -> str:
    """The value as text, "" where the name alone says it; `short` with a clinician's units."""
    value: Value | None = told.value
    if value is None or value in (YES, "no", UNKNOWN):
        return ""
    unit = protocol.findings[told.id].unit
    unit = UNITS.get(unit, unit) if short else unit
    if isinstance(value, tuple):
        return ", ".join(map(plain, value))
    text = f"{value:g}" if isinstance(value, int | float) else plain(value)
    return f"{text} {unit}".rstrip()


def clipped(words: str, characters: int = QUOTED_CHARACTERS) -> str:
    """Somebody's words on one line, no longer than a report has room for.

    Controls go, of a terminal and of the direction of writing, too.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return line if len(line) <= characters else f"{line[: characters - 1]}…"


def joined(words: Iterable[str], none: str = "none") -> str:
    """Words with commas."""
    return ", ".join(words) or none


def number(value: float | None, unit: str = "") -> str:
    """A figure, or that it was not recorded."""
    return "not recorded" if value is None else f"{value:g} {unit}".rstrip()


def moment(at: datetime, locale: str) -> str:
    """Date, time and offset in the form of the place, e.g. "Nov 20, 2026, 3:05 AM (UTC-05:00)"."""
    zone = at.strftime("%z") or "+0000"
    offset = f"UTC{zone[:3]}:{zone[3:5]}" if zone != "+0000" else "UTC"
    text = format_datetime(at, "medium", tzinfo=at.tzinfo, locale=_locale(locale))
    short = text.replace(f":{at:%S}", "", 1) if text.count(":") == 2 else text
    return f"{' '.join(short.split())} ({offset})"


def day(on: date, locale: str) -> str:
    """A date in the form of the place, e.g. "Nov 20, 2026"."""
    return format_date(on, "medium", locale=_locale(locale))


def paper(locale: str) -> str:
    """The paper that the place prints on."""
    return "letter" if locale.rpartition("-")[2] in ("US", "CA", "MX", "PH") else "A4"


def _locale(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")
