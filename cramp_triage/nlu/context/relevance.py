"""What an utterance is about: whose time and habit is told, and answers that only tell when.

"Every night" beside a pill is no habit of the cramp; "twice last week" to "did you faint?" is a
yes. Knows groups of fact ids and small closed sets of words, no phrase and no rule of urgency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.fact_groups import word_set
from cramp_triage.nlu.lexicon.word_lists import DENIERS, PLACE
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import YES, Finding

HISTORY: Final = word_set(
    "frequency since_days duration_min over_10_min onset context episodes_count getting_worse"
)
"""Facts of the cramp's course, given by words that as often tell of something else."""
OF_CRAMP: Final = HISTORY | word_set(
    "site side other_sites ongoing_now muscle_hard_knot pain pain_score pain_between_cramps "
    "sore_after relieved_by_stretch disturbs_sleep disturbs_daily_life urge_to_move_legs "
    "leg_pain_on_walking_eases_rest rest_pain_foot worse_on_stretch hard_exercise heat_exposure "
    "twitching one_task_cramp"
)
LASTING: Final = frozenset({"standing_long", "sitting_long"})
BODY: Final = word_set(
    "cramp cramps cramping cramped spasm spasms spasming charley knot knots locked locks seized "
    "seizes hurts hurting hurt sore ache aches aching pain painful swollen woke wakes wake woken "
    "leg legs calf calves foot feet toes hamstring thigh"
)
ALONE: Final = frozenset({"lives_alone", "alone_now"})
COURSE: Final = word_set(
    "cramp cramps cramping cramped spasm spasms charley knot knots but and also since woke wakes"
)
STANDS_FOR: Final = word_set("it they them these those this one ones")
SAID_OF_CRAMP: Final = word_set(
    "site other_sites side ongoing_now muscle_hard_knot pain pain_score pain_between_cramps "
    "sore_after relieved_by_stretch disturbs_sleep urge_to_move_legs swelling "
    "leg_pain_on_walking_eases_rest rest_pain_foot"
)
ILLNESS: Final = word_set(
    "chest_pain breathless coughing_blood fainted palpitations fever temp_f vomiting nausea "
    "diarrhea cannot_keep_fluids confusion seizure hallucinations severe_headache cold_sweat "
    "vision_change dark_urine low_urine heavy_sweating alcohol_heavy speech_trouble face_droop"
)
WHEN: Final = word_set(
    "once twice thrice times time yesterday today tonight morning mornings evening evenings "
    "afternoon night nights ago last week weeks month months year years since sometimes "
    "occasionally often always constantly every each when whenever day days weekend lately "
    "recently earlier before breakfast lunch dinner supper christmas easter spring summer autumn "
    "winter fall off_and_on comes_and_goes all now then again back monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august "
    "september october november december midnight noon minute minutes hour hours second seconds "
    "moment spell bit while few couple ever only just in at on the a an for of or and so oh "
    "first thing slightly alittle this that been i it had have was it's long mostly usually"
)
MARKS: Final = WHEN - word_set(
    "time all now then again back may march fall bit while few couple ever only just in at on the "
    "a an for of or and so oh this that been i it had have was it's mostly long before second"
)
SENSED_SIGNS: Final = word_set(
    "chest_pain breathless one_sided_weakness face_droop speech_trouble weakness numbness "
    "tingling palpitations warm_red_skin limb_cold_pale trouble_swallowing jaw_stiff "
    "vision_change skin_change face_hand_swelling"
)
SENSES: Final = word_set("feels feel felt keeps keep gets goes seems hurts tingles burns drags")
PARTS: Final = word_set(
    "tongue mouth lip lips face cheek eye eyes arm arms hand hands fingers finger throat jaw chest "
    "heart head skin speech words voice vision sight knee ankle heel shin thigh toe side left right"
)
CALM: Final = word_set("better good well nice warm you your same usual can but going")
NOT_BY_TIME: Final = word_set(
    "is_adult caller_is_patient can_bear_weight over_10_min tetanus_shot_current ongoing_now "
    "lives_alone alone_now low_urine"
)
OCCASIONS: Final = word_set("when whenever after during")
SOMEBODY: Final = word_set("i he she it they my his her the we")
SPOTS: Final = word_set(
    "numbness tingling warm_red_skin limb_cold_pale bruising skin_change wound_or_sore_foot"
)
EXTREMITIES: Final = word_set("toes foot hand fingers shin")
MAX_PLACE: Final = 7
FEELS: Final = word_set("feels feel felt hurts tingles burns drags")
TOO_OLD: Final = word_set("recent_surgery_or_immobile new_medicine long_travel hard_exercise")


def beside_the_point(
    facts: Mapping[str, Value],
    stated: Sequence[Stated],
    tokens: Sequence[Token],
    asked: Sequence[str],
    strange: bool,
) -> set[str]:
    """Returns the facts of the cramp's course that the words tell of another thing.

    Args:
        facts: what was stated.
        stated: the statements in the order heard.
        tokens: the utterance.
        asked: fact ids of the open question.
        strange: some words meant nothing.
    """
    told = HISTORY & facts.keys()
    if not told or any(one.value == "correct" for one in stated):
        return set()
    dropped = _nights_of_illness(stated, tokens) & told
    if "context" in asked and facts.get("context") in LASTING:
        dropped |= {"duration_min", "over_10_min"} & told  # so long they stood, not cramped
    words = {t.word for t in tokens}
    if asked and not OF_CRAMP & {*asked} and facts.keys() & {*asked} and not words & COURSE:
        return set(told)  # "yes, round the clock": how often it twitches, not how often it cramps
    if words & BODY or SAID_OF_CRAMP & facts.keys():
        return dropped
    if asked:
        return dropped if OF_CRAMP & {*asked} else set(told) - {*asked}
    others = facts.keys() - HISTORY
    if others:
        return set(told) if not others & OF_CRAMP else dropped
    return set(told) if strange and not words & STANDS_FOR else dropped


def _nights_of_illness(stated: Sequence[Stated], tokens: Sequence[Token]) -> set[str]:
    """Returns the context if "last night" was a night of fever, not of a cramp."""
    for at, one in enumerate(stated):
        words = [t.word for t in tokens[one.found.start : one.found.end]]
        if one.fact != "context" or one.value != "night" or "last" not in words:
            continue
        before = [s.fact for s in stated[:at] if s.fact in ILLNESS | SAID_OF_CRAMP]
        behind = [s.fact for s in stated[at + 1 :] if s.fact in ILLNESS | SAID_OF_CRAMP]
        nearest = before[-1:] or behind[:1]
        if nearest and nearest[0] in ILLNESS:
            return {"context"}
    return set()


def instead_of(
    implied: Mapping[str, Mapping[str, str]], facts: dict[str, Value], asked: Sequence[str]
) -> None:
    """Turns what was heard of a neighbour of the asked fact into its answer, in place.

    "Steady as a rock" speaks of the hands, but of the heart if that was asked.
    """
    if len(asked) != 1:
        return
    for meaning, value in implied.get(asked[0], {}).items():
        fact, _, heard = meaning.partition("=")
        if facts.get(fact) == heard and facts.get(asked[0], value) == value:
            facts[asked[0]] = value
            if heard == value and fact not in ALONE:
                del facts[
                    fact
                ]  # the same words; but "just light headed" to "did you faint?" is both


def tells_when(
    tokens: Sequence[Token], facts: Mapping[str, Value], asked: str, finding: Finding
) -> bool:
    """Whether the words only say when or how often: to a yes/no question that is a yes."""
    if finding.kind != "yes_no" or finding.affirm != YES or asked in NOT_BY_TIME:
        return False
    words = [t.word for t in tokens]
    if DENIERS & {*words} or len(words) > 12 or facts.keys() - HISTORY - {"site", "side"}:
        return False
    known = [t.word in WHEN or t.value is not None for t in tokens]
    dated = "thousand" in words or any(
        t.value is not None and 1950 <= t.value <= 2100 for t in tokens
    )
    if asked in TOO_OLD and {"years", "year"} & {*words}:
        return False
    if words[0] in OCCASIONS and len(words) > 2:
        return words[1] in SOMEBODY  # "when i lie flat"; but "when is dinner"
    strange = sum(not k for k in known)
    led = words[0] in MARKS or tokens[0].value is not None
    if strange > 1 or (strange and not led):
        return False  # "i was at the shops this morning"
    return dated or bool(MARKS & {*words})


def tells_sign(tokens: Sequence[Token], asked: str, classes: Mapping[str, Sequence[str]]) -> bool:
    """Whether the words describe a body to a question about a danger sign: "my tongue feels big".

    Only what a body does or feels like, with no word that all is well.
    """
    words = [t.word for t in tokens]
    if asked not in SENSED_SIGNS or not 3 <= len(words) <= 9 or (DENIERS | CALM) & {*words}:
        return False
    if any("<fine>" in classes.get(word, ()) for word in words):
        return False
    at = 1
    if words[0] in ("my", "his", "her", "the"):
        if words[1] not in BODY | PARTS:
            return False
        at = 2
    elif words[0] != "it" or len(words) > 5:
        return False
    return bool((SENSES if at == 2 else FEELS) & {*words[at : at + 2]})


def tells_where(tokens: Sequence[Token], facts: Mapping[str, Value], asked: str) -> bool:
    """Whether the words only say where a sign is: "just the tips of my toes" to "is it numb?"."""
    small = facts.get("site") in EXTREMITIES
    said_no = DENIERS & {t.word for t in tokens}
    here = facts.keys() <= PLACE and len(tokens) <= MAX_PLACE and not said_no
    return asked in SPOTS and small and here
