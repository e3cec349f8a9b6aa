"""Groups of fact ids that understanding treats alike. Holds no words and no rule of urgency."""

from __future__ import annotations

from typing import Final

MEDICINES: Final = frozenset(
    "statin diuretic inhaler_beta_agonist oral_contraceptive blood_pressure_medicine new_medicine "
    "blood_thinner takes_quinine".split()
)
CONDITIONS: Final = frozenset(
    "heart_failure heart_disease atrial_fibrillation kidney_disease dialysis liver_disease diabetes "
    "thyroid_disease pad_known varicose_veins prior_clot cancer neuro_condition".split()
)
WEAK: Final = frozenset(
    "side onset duration_min over_10_min since_days frequency pain context injury site other_sites "
    "temp_f ongoing_now caller_is_patient is_adult".split()
)
"""Facts that stray words can give; alone among strange words they are not for us."""
