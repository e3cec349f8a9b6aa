"""From single statements to facts: which of two wins, what follows, what is taken back.

Few facts are derived: more than ten minutes, a fever, kidney disease, getting worse, what was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.fact_groups import CONDITIONS, MEDICINES, word_set
from cramp_triage.nlu.quantities.durations import NIGHTS
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import NO, UNKNOWN, YES, Finding

BROADER: Final[dict[str, frozenset[str]]] = {
    "leg": frozenset({"calf", "thigh", "hamstring", "quadriceps", "shin", "foot", "toes", "groin"}),
    "thigh": frozenset({"hamstring", "quadriceps"}),
    "arm": frozenset({"forearm", "upper_arm", "hand", "fingers"}),
    "whole_body": frozenset(),
}
SETTINGS: Final = {"injury": "after_injury", "heat_exposure": "heat"}
"""What somebody tells of before a cramp that is on is its setting."""
LIMBS: Final = frozenset({"arm", "leg", "hand", "foot", "upper_arm", "forearm"})
EITHER: Final = frozenset(
    {"warm_red_skin", "limb_cold_pale", "bladder_bowel_change", "tingling_lips_fingers"}
)
"""Facts of two signs: one of them is enough."""
PLACED_SIGNS: Final = word_set(
    "numbness tingling swelling warm_red_skin limb_cold_pale weakness bruising skin_change "
    "muscle_wasting progressive_weakness"
)
"""Their place is that of a sign: where another place cramps, it is none of the cramp's."""
MAX_APART: Final = 2
OFTEN: Final = ("rare", "monthly", "weekly", "several_weekly", "nightly", "daily")
DERIVED: Final = {"over_10_min": "duration_min", "fever": "temp_f", "kidney_disease": "dialysis"}


def fold(
    stated: Sequence[Stated], findings: Mapping[str, Finding], tokens: Sequence[Token]
) -> dict[str, Value]:
    """Returns the facts; a later statement wins over an earlier one."""
    facts: dict[str, Value] = {}
    sites: list[str] = []
    sides: list[str] = []
    turned: set[str] = set()
    before = ""
    for position, one in enumerate(stated):
        if one.fact == "act" and one.value == "correct":
            for fact in EITHER:
                facts.pop(fact, None)
            turned = {"site", "side"} & {s.fact for s in stated[:position] if not s.denied}
            continue
        if one.fact == "act" and one.value == "deny" and sides:
            turned.add("side")  # "left leg, no, the right one"
        if one.fact not in findings:
            continue
        if one.denied:
            if one.fact == "frequency":
                before = one.value
            if one.fact == "site":
                sites = [s for s in sites if s != one.value]
            elif one.fact == "side":
                sides = [s for s in sides if s != one.value]
            continue
        if one.fact == "site":
            if "site" in turned and sites and one.value not in sites:
                sites = []
            turned.discard("site")
            sites.append(one.value)
        elif one.fact == "side":
            if "side" in turned:
                sides = []
            turned.discard("side")
            sides.append(one.value)
        elif one.fact in EITHER and one.value == NO and facts.get(one.fact) == YES:
            continue  # "it's warm but not red"
        else:
            _set(facts, one.fact, one.value, findings)
            said = words_in(tokens, range(one.found.start, one.found.end))
            if one.fact == "frequency" and (one.value == "nightly" or NIGHTS & said):
                facts.setdefault("context", "night")
    now = facts.get("frequency")
    if before in OFTEN and now in OFTEN and OFTEN.index(before) < OFTEN.index(str(now)):
        facts["getting_worse"] = YES  # "it used to be once a month, now it's every other night"
    signs = {one.value for at, one in enumerate(stated) if _bears_sign(stated, at)}
    sites = [s for s in sites if s not in signs] or sites
    excluded = {s.value for s in stated if s.denied and s.fact in ("site", "side")}
    _places(facts, [s for s in sites if s not in excluded], [s for s in sides if s not in excluded])
    if facts.get("ongoing_now") == YES:
        for cause, context in SETTINGS.items():
            if facts.get(cause) == YES:
                facts.setdefault("context", context)
    elif facts.get("one_sided_weakness") == YES and facts.get("site") in LIMBS:
        facts.pop("site")  # "my right arm and leg went limp": no place of a cramp
        facts.pop("other_sites", None)
    if facts.get("dialysis") == YES:
        facts["kidney_disease"] = YES
    return facts


def _bears_sign(stated: Sequence[Stated], at: int) -> bool:
    """Whether a place is where a sign is: "his feet stay numb"."""
    following = stated[at + 1 : at + 2]
    if stated[at].fact != "site" or not following:
        return False
    near = following[0].found.start - stated[at].found.end <= MAX_APART
    return near and following[0].fact in PLACED_SIGNS and following[0].value not in (NO, "none")


def _set(facts: dict[str, Value], fact: str, value: str, findings: Mapping[str, Finding]) -> None:
    if findings[fact].kind == "number" and value != UNKNOWN:
        facts[fact] = float(value)
    elif value == UNKNOWN and facts.get(fact, UNKNOWN) != UNKNOWN:
        return
    else:
        facts[fact] = value


def _places(facts: dict[str, Value], sites: Sequence[str], sides: Sequence[str]) -> None:
    """The first place is the principal one; a broader word for it ("leg" for "calf") goes away."""
    unique = list(dict.fromkeys(sites))
    kept = [s for s in unique if not BROADER.get(s, frozenset()) & set(unique)]
    if kept:
        facts["site"] = kept[0]
        if len(kept) > 1:
            facts["other_sites"] = tuple(kept[1:])
    if sides:
        both = "both" in sides or len(set(sides)) > 1
        facts["side"] = "both" if both else sides[-1]


def retracted(
    stated: Sequence[Stated], facts: Mapping[str, Value], asked: Sequence[str]
) -> tuple[str, ...]:
    """Returns the facts of earlier turns that a correction takes back.

    A slip that was put right within the same breath ("my right no sorry my left") takes back
    nothing that anybody knows of.

    Args:
        stated: the statements in the order heard.
        facts: what became of them.
        asked: fact ids of the open question; what answers it was not known before.
    """
    told = [k for k, s in enumerate(stated) if s.fact in facts]
    cut = next((k for k, s in enumerate(stated) if s.fact == "act" and s.value == "correct"), None)
    if cut is not None and told and told[-1] < cut:
        cut = 0  # "it hasn't let go after all"
    if cut is None or facts.keys() & {*asked}:
        return ()
    against = {s.fact for s in stated if s.denied} & set(facts)
    if against:
        return tuple(f for f in facts if f in against)  # "the right leg not the left"
    before = {s.fact for s in stated[:cut]} & set(facts)
    taken: list[str] = []
    for fact, value in facts.items():
        if fact == "temp_f" and facts.get("fever") == YES:
            continue  # what was said before is that there is none
        if fact != "fever" and DERIVED.get(fact) in facts:
            continue
        if fact in ("caller_is_patient", "other_sites"):
            continue
        if any(s.fact == fact for s in stated[cut:]) and not before & {fact}:
            again = sum(s.fact == fact for s in stated) > 1
            if again:
                pass  # "I said no to blood thinners but I'm on Xarelto"
            elif fact in MEDICINES and value == YES:
                fact = "no_medicines"
            elif fact in CONDITIONS and value == YES:
                fact = "no_conditions"
            taken.append(fact)
    if before & {"site", "side"} or set(taken) - {"site", "side"}:
        taken = [f for f in taken if f not in ("site", "side")]
    return tuple(dict.fromkeys(taken))


def negative(finding: Finding) -> str:
    """The value that "none of the others" gives a fact."""
    return finding.deny or NO
