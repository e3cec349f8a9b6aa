"""Groups of fact ids that understanding treats alike. Holds no words and no rule of urgency."""

from __future__ import annotations

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """Returns the words of `text` as a set."""
    return frozenset(text.split())


MEDICINES: Final = word_set(
    "statin diuretic inhaler_beta_agonist oral_contraceptive blood_pressure_medicine new_medicine "
    "blood_thinner takes_quinine"
)
CONDITIONS: Final = word_set(
    "heart_failure heart_disease atrial_fibrillation kidney_disease dialysis liver_disease "
    "diabetes thyroid_disease pad_known varicose_veins prior_clot cancer neuro_condition"
)
WEAK: Final = word_set(
    "side onset duration_min over_10_min since_days frequency pain context injury site "
    "other_sites temp_f ongoing_now caller_is_patient is_adult"
)
"""Facts that stray words can give; alone among strange words they are not for us."""
