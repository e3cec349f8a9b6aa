"""The facts that understanding speaks of by name: what numbers give, and who it is.

A few more are in `protocol.facts`; all others are known by their traits alone: see `fact_sets`.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.protocol.facts import CONTEXT

WORSE: Final = "getting_worse"
FREQUENCY: Final = "frequency"
DURATION: Final = "duration_min"
OVER_TEN: Final = "over_10_min"
SINCE: Final = "since_days"
EPISODES: Final = "episodes_count"
ONSET: Final = "onset"
GRADUAL: Final = "gradual"
PAIN: Final = "pain"
PAIN_SCORE: Final = "pain_score"
TEMPERATURE: Final = "temp_f"
FEVER: Final = "fever"
AGE: Final = "age_years"
ADULT: Final = "is_adult"
PATIENT: Final = "caller_is_patient"
PREGNANT: Final = "pregnant"
BIRTH: Final = "postpartum_12mo"
PILL: Final = "oral_contraceptive"
INJURY: Final = "injury"
SIDE: Final = "side"
AGAIN: Final = "repeat_contact_48h"
WEAK_SIDE: Final = "one_sided_weakness"
BETWEEN: Final = "pain_between_cramps"
POP: Final = "pop_felt"
SWEAT: Final = "cold_sweat"
RED: Final = "warm_red_skin"
COLD: Final = "limb_cold_pale"
LOSS: Final = "fluid_loss_major"

FIRST: Final = "first"
"""How often, for who has had none before."""
NIGHT: Final = f"{CONTEXT}=night"
"""What a night says of the setting."""
