"""Small closed sets of words by which scope goes. The lexicon is in the data."""

from __future__ import annotations

from typing import Final

from cramp_triage.nlu.lexicon.fact_groups import CONDITIONS, MEDICINES, word_set

REACH: Final = 6
"""Tokens between a negation and the first phrase it denies."""

LINKS: Final = frozenset(
    {"or", "and", "nor", "any", "in", "of", "with", "on", "at", "to", "either"}
)
JOINS: Final = frozenset({"or", "and", "nor", "any", "either"})
LIGHT: Final = word_set(
    "have had has having get got getting be been being feel feeling felt feels notice see "
    "seen take taking taken use using problem problems trouble issue issues sign signs think "
    "say that it is am are i he she they there know such thing things type kind of sort "
    "anything like do"
)
PROSE: Final = frozenset(
    {"that", "like", "think", "say", "call", "believe", "if", "whether", "know"}
)
VERBS: Final = word_set(
    "is are am was were 's feels looks has have hurts went gone keeps keep came comes gave got "
    "became turned dropped started cannot will won stopped fell lost passed seizing"
)
OWNERS: Final = frozenset({"my", "his", "her", "the", "i", "he", "she", "it", "this", "that"})
PREPOSITIONS: Final = word_set(
    "in of on with at to around across from over near behind under down round off into "
    "through for when if where"
)
HE: Final = frozenset({"he", "she", "his", "her", "him"})
FIRST: Final = frozenset({"i", "my", "me", "mine", "myself"})
DENIERS: Final = frozenset(
    {"no", "not", "never", "nothing", "without", "none", "cannot", "zero", "nobody", "hardly"}
)
PLACE: Final = frozenset({"site", "side", "other_sites"})
BACKGROUND: Final = MEDICINES | CONDITIONS | {"takes_quinine", "smoker", "alcohol_heavy"}
STEADY: Final = frozenset({"asks_for_quinine", "asks_for_supplement", "asks_for_painkiller"})
HAPPENED: Final = word_set(
    "chest_pain coughing_blood fainted one_sided_weakness face_droop speech_trouble "
    "sudden_weakness confusion seizure hallucinations injury pop_felt vomiting spider_bite"
)
"""What counts though it is over: "I passed out but I'm fine now" takes nothing back."""
ONE_DAY: Final = HAPPENED | word_set(
    "breathless palpitations fever cold_sweat nausea diarrhea severe_headache vision_change "
    "recent_surgery_or_immobile dirty_wound_recent wound_or_sore_foot long_travel hard_exercise "
    "numbness tingling weakness dizzy_standing back_pain swelling jerking_shaking"
)
"""What somebody had once, long ago, and need not have now."""
AGES: Final = word_set(
    "kid child boy girl lad lass baby teenager youngster teens twenties thirties youth childhood "
    "years winters summers decades year nineteen nineties eighties seventies sixties army school"
)
NOW: Final = frozenset({"has", "gets", "suffers", "with"})
"""Of another person, these tell of the present."""
NOTHING: Final = frozenset({"no_medicines", "no_conditions"})
VOCATIVES: Final = word_set(
    "dear love mate darling hon honey sweetie sweetheart sir ma'am maam madam pal duck ducky "
    "petal doc bud buddy bro dude babe hen guv lovely dearie luv flower"
)
GOES_ON: Final = word_set("i it not my he she they there that just only nothing never no yes")
TRAILERS: Final = word_set(
    "actually honestly unfortunately sadly luckily thankfully frankly obviously certainly"
)
"""How we are addressed and words hung on at the end; they carry nothing there."""
