"""What an intent and its slots mean, without any dialogue."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.nlu import load_lexicon
from cramp_triage.nlu.pipeline import hear as hear_words
from cramp_triage.protocol.model import load_protocol
from skill.request.intents import Heard, IntentReader
from skill.request.serializer import LenientSerializer
from skill.request.slots import duration_facts
from skill.request.table import load_table
from tests.alexa.alexa_requests import intent, plain_slot, request, slot

FINDINGS = load_protocol().findings


class Ear:
    """Stands in for the shared understanding and keeps what it was given."""

    def __init__(self, answer: UserAct | None = None) -> None:
        self.texts: list[str] = []
        self.answer = answer or UserAct()

    def __call__(self, text: str, question: OpenQuestion) -> UserAct:
        self.texts.append(text)
        return self.answer


def hear(
    envelope: dict[str, Any],
    asks: tuple[str, ...] = (),
    expects: Any = "yes_no",
    ear: Ear | None = None,
) -> Heard:
    models = LenientSerializer().read(envelope)
    reader = IntentReader(load_table(), FINDINGS, ear or Ear())
    return reader.read(models.request, OpenQuestion(asks, expects))


def facts(envelope: dict[str, Any], *asks: str) -> dict[str, Any]:
    return hear(envelope, asks).act.facts


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("AMAZON.YesIntent", "affirm"),
        ("AMAZON.NoIntent", "deny"),
        ("AMAZON.HelpIntent", "help"),
        ("AMAZON.StopIntent", "stop"),
        ("AMAZON.CancelIntent", "stop"),
        ("AMAZON.NavigateHomeIntent", "stop"),
        ("AMAZON.RepeatIntent", "repeat"),
        ("AMAZON.StartOverIntent", "restart"),
        ("AMAZON.PreviousIntent", "back"),
        ("AMAZON.FallbackIntent", "no_match"),
        ("WhyIntent", "why"),
        ("SlowerIntent", "slower"),
        ("UnsureIntent", "unsure"),
        ("RefuseCareIntent", "refuse_care"),
        ("AskHumanIntent", "ask_human"),
        ("AskLevelIntent", "ask_level"),
        ("AskCauseIntent", "ask_cause"),
        ("AskReliefIntent", "ask_relief"),
        ("ThanksIntent", "thanks"),
        ("AMAZON.FutureIntent", "no_match"),
        ("NobodyKnowsThisIntent", "no_match"),
        ("", "no_match"),
    ],
)
def test_intents_without_slots(name: str, act: str) -> None:
    assert hear(intent(name)).act == UserAct(acts=(act,))


def test_next_consents_to_a_pause_but_only_skips_a_question() -> None:
    assert hear(intent("AMAZON.NextIntent"), expects="ack").act.acts == ("affirm",)
    assert hear(intent("AMAZON.NextIntent"), ("chest_pain",)).act.acts == ("unsure",)


def test_a_fact_slot_gives_the_value_that_is_its_id() -> None:
    calf = {**slot("site", "calves", "calf"), **slot("side", "left", "left")}
    heard = hear(intent("CrampNowIntent", calf))
    assert heard.act.facts == {"ongoing_now": "yes", "site": "calf", "side": "left"}
    assert heard.act.acts == ("describe",)


def test_only_words_that_were_surely_said_are_kept_for_quoting() -> None:
    def words(name: str, **slots: Any) -> str:
        return hear(intent(name, {k: v for s in slots.values() for k, v in s.items()})).act.words

    pain = slot("finding", "pressure in my chest", "chest_pain")
    assert words("SignsIntent", a=pain) == "pressure in my chest"
    assert words("NoSignsIntent", a=slot("absent", "chest pain", "chest_pain")) == ""
    assert words("SignsIntent", a=pain, b=slot("absent", "fever", "fever")) == ""
    assert words("DurationIntent", a=plain_slot("duration", "PT2M")) == ""
    assert words("YesWhereIntent", a=slot("site", "chest", "chest")) == "yes in my chest"
    assert words("SayIIntent", a=plain_slot("words", "fell")) == "i fell"


def test_a_second_site_goes_to_the_list() -> None:
    both = {**slot("site", "calf", "calf"), **slot("other_sites", "feet", "foot")}
    assert facts(intent("CrampIntent", both)) == {"site": "calf", "other_sites": ("foot",)}


@pytest.mark.parametrize(
    ("name", "slots", "wanted"),
    [
        ("SignsIntent", slot("finding", "chest pain", "chest_pain"), {"chest_pain": "yes"}),
        ("NoSignsIntent", slot("absent", "chest pain", "chest_pain"), {"chest_pain": "no"}),
        ("SignsIntent", slot("finding", "swollen", "swelling=one"), {"swelling": "one"}),
        ("NoSignsIntent", slot("absent", "swelling", "swelling=one"), {"swelling": "none"}),
        (
            "NoSignsIntent",
            slot("absent", "walk on it", "can_bear_weight"),
            {"can_bear_weight": "no"},
        ),
        ("SignsIntent", slot("finding", "a charley horse", "site=calf"), {"site": "calf"}),
        ("FrequencyIntent", slot("frequency", "every night", "nightly"), {"frequency": "nightly"}),
        ("LetGoIntent", {}, {"ongoing_now": "no"}),
        ("StillOnIntent", {}, {"ongoing_now": "yes"}),
        ("SomeoneElseIntent", {}, {"caller_is_patient": "no"}),
        ("NothingTakenIntent", {}, {"no_medicines": "yes"}),
        ("AgeIntent", plain_slot("age_years", "68"), {"age_years": 68}),
        ("PainIntent", plain_slot("pain_score", "7"), {"pain_score": 7}),
        (
            "TemperatureIntent",
            {**plain_slot("temp_f", "100"), **plain_slot("temp_tenths", "4")},
            {"temp_f": 100.4, "fever": "yes"},
        ),
        ("DurationIntent", plain_slot("duration", "PT2M"), {"duration_min": 2}),
        (
            "DurationIntent",
            plain_slot("duration", "PT1H30M"),
            {"duration_min": 90, "over_10_min": "yes"},
        ),
        (
            "DurationIntent",
            plain_slot("at_least", "PT10M"),
            {"duration_min": 10, "over_10_min": "yes"},
        ),
        ("SinceIntent", plain_slot("since_days", "P2W"), {"since_days": 14}),
        (
            "StoppedIntent",
            {**slot("stopped_suddenly", "drinking", "alcohol"), **plain_slot("ago", "P4D")},
            {"stopped_suddenly": "alcohol"},
        ),
    ],
)
def test_slots_state_facts(name: str, slots: dict[str, Any], wanted: dict[str, Any]) -> None:
    ear = Ear()
    assert hear(intent(name, slots), ear=ear).act.facts == wanted
    assert ear.texts == []


def test_one_sentence_may_hold_a_sign_and_the_lack_of_another() -> None:
    slots = {
        **slot("finding", "swollen", "swelling=one"),
        **slot("finding_b", "warm", "warm_red_skin"),
        **slot("absent", "numb", "numbness"),
    }
    wanted = {"swelling": "one", "warm_red_skin": "yes", "numbness": "no"}
    assert facts(intent("SignsIntent", slots)) == wanted


def test_yes_with_content_keeps_both() -> None:
    heard = hear(
        intent("YesSignsIntent", slot("finding", "chest pain", "chest_pain")),
        ("chest_pain", "breathless"),
    )
    assert heard.act.acts == ("affirm",)
    assert heard.act.facts == {"chest_pain": "yes"}


def test_yes_in_my_chest_goes_to_the_shared_understanding_as_words() -> None:
    ear = Ear(UserAct(acts=("affirm",), facts={"chest_pain": "yes"}))
    heard = hear(intent("YesWhereIntent", slot("site", "chest", "chest")), ("chest_pain",), ear=ear)
    assert ear.texts == ["yes in my chest"]
    assert heard.act.facts == {"chest_pain": "yes"}


def test_no_just_my_leg_goes_there_too() -> None:
    ear = Ear(UserAct(acts=("deny",)))
    hear(intent("NoJustWhereIntent", slot("site", "leg", "leg")), ("chest_pain",), ear=ear)
    assert ear.texts == ["no just my leg"]


def test_words_without_an_id_go_to_the_shared_understanding() -> None:
    ear = Ear(UserAct(facts={"limb_cold_pale": "yes"}))
    heard = hear(intent("SignsIntent", slot("finding", "white as a sheet")), ear=ear)
    assert ear.texts == ["white as a sheet"]
    assert heard.act.facts == {"limb_cold_pale": "yes"}


def test_a_lack_without_an_id_keeps_its_no() -> None:
    ear = Ear()
    heard = hear(intent("NoSignsIntent", slot("absent", "funny colors")), ear=ear)
    assert ear.texts == ["no funny colors"]
    assert heard.act.acts == ("no_match",)


def test_a_topic_is_understood_by_its_words_else_by_its_id() -> None:
    topic = intent("TopicIntent", slot("topic", "tonic water", "quinine"))
    ear = Ear(UserAct(acts=("ask:quinine",), facts={"asks_for_quinine": "yes"}))
    assert hear(topic, ear=ear).act.facts == {"asks_for_quinine": "yes"}
    assert ear.texts == ["what about tonic water"]
    assert hear(topic).act.acts == ("ask:quinine",)
    unknown = intent("TopicIntent", slot("topic", "snake oil"))
    assert hear(unknown).act.acts == ("no_match",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ALittleIntent", "a little"),
        ("MostlyIntent", "mostly"),
        ("AlmostIntent", "almost"),
        ("EasingIntent", "it's easing up"),
    ],
)
def test_half_an_answer_is_understood_by_what_was_asked(name: str, text: str) -> None:
    ear = Ear(UserAct(acts=("affirm",), facts={"chest_pain": "yes"}))
    heard = hear(intent(name), ("chest_pain",), ear=ear)
    assert ear.texts == [text]
    assert heard.act.facts == {"chest_pain": "yes"}


def test_free_words_get_their_carrier_back() -> None:
    ear = Ear()
    hear(intent("SayNoIntent", plain_slot("words", "it only hurts")), ear=ear)
    hear(intent("SayIDontIntent", plain_slot("words", "feel my foot")), ear=ear)
    assert ear.texts == ["no it only hurts", "i don't feel my foot"]


def test_a_negation_inside_a_matched_sign_is_not_taken_as_the_sign() -> None:
    ear = Ear(UserAct(facts={"chest_pain": "no"}))
    matched = slot("finding", "no chest pain", "chest_pain")
    assert hear(intent("SignsIntent", matched), ear=ear).act.facts == {"chest_pain": "no"}
    assert ear.texts == ["no chest pain"]


@pytest.mark.parametrize(
    ("said", "id_", "wanted"),
    [
        ("can't keep water down", "cannot_keep_fluids", {"cannot_keep_fluids": "yes"}),
        ("can't walk", "can_bear_weight=no", {"can_bear_weight": "no"}),
    ],
)
def test_a_phrase_with_a_negative_word_means_what_its_words_mean(
    said: str, id_: str, wanted: dict[str, Any]
) -> None:
    lexicon = load_lexicon()
    ear = Ear(hear_words(lexicon, said, (), "open").to_act(said))
    heard = hear(intent("SignsIntent", slot("finding", said, id_)), ear=ear)
    assert heard.act.facts == wanted
    assert ear.texts == [said]


def test_several_matches_of_a_place_are_asked_about_not_guessed() -> None:
    heard = hear(intent("CrampIntent", slot("site", "leg", "calf", "thigh")))
    assert heard.act.facts == {}
    assert heard.choices == ("calf", "thigh")


def test_several_matches_of_a_sign_are_left_to_the_shared_understanding() -> None:
    ear = Ear(UserAct(facts={"chest_pain": "yes"}))
    heard = hear(
        intent("SignsIntent", slot("finding", "tight", "chest_pain", "breathless")), ear=ear
    )
    assert ear.texts == ["tight"]
    assert heard.act.facts == {"chest_pain": "yes"}


def test_the_same_match_by_two_authorities_is_one() -> None:
    doubled = slot("site", "calf", "calf")
    doubled["site"]["resolutions"]["resolutionsPerAuthority"] *= 2
    assert facts(intent("CrampIntent", doubled)) == {"site": "calf"}


def test_what_one_authority_does_not_know_another_may() -> None:
    mixed = slot("site", "calf", "calf")
    unknown = slot("site", "calf")["site"]["resolutions"]["resolutionsPerAuthority"]
    mixed["site"]["resolutions"]["resolutionsPerAuthority"][:0] = unknown
    assert facts(intent("CrampIntent", mixed)) == {"site": "calf"}


@pytest.mark.parametrize("id_", ["elbow", "calf; drop", "", "chest_pain"])
def test_an_id_that_is_no_value_is_never_a_fact(id_: str) -> None:
    ear = Ear()
    hear(intent("CrampIntent", slot("site", "elbow", id_)), ear=ear)
    assert ear.texts == ["elbow"]


@pytest.mark.parametrize(
    "id_", ["no_such_fact", "site", "swelling=purple", "=", "ongoing_now=maybe"]
)
def test_an_id_that_is_no_fact_is_never_one(id_: str) -> None:
    ear = Ear()
    hear(intent("SignsIntent", slot("finding", "odd", id_)), ear=ear)
    assert ear.texts == ["odd"]


@pytest.mark.parametrize("code", ["ER_SUCCESS_NO_MATCH", "ER_ERROR_TIMEOUT", "ER_FUTURE"])
def test_only_a_successful_match_counts(code: str) -> None:
    ear = Ear()
    hear(intent("CrampIntent", slot("site", "calf", "calf", code=code)), ear=ear)
    assert ear.texts == ["calf"]


@pytest.mark.parametrize("value", [None, "", "?", "  "])
def test_an_empty_slot_says_nothing(value: str | None) -> None:
    heard = hear(intent("DurationIntent", plain_slot("duration", value)))
    assert heard.act.acts == ("no_match",)


@pytest.mark.parametrize(
    "iso", ["ten minutes", "P", "PT", "PTXM", "P99999999999Y", "2026-11-20", "-PT5M"]
)
def test_a_length_that_is_no_length_says_nothing(iso: str) -> None:
    assert hear(intent("DurationIntent", plain_slot("duration", iso))).act.acts == ("no_match",)


@pytest.mark.parametrize("value", ["many", "-3", "1e99", "nan", "inf"])
def test_a_number_that_is_no_number_says_nothing(value: str) -> None:
    assert facts(intent("AgeIntent", plain_slot("age_years", value))) == {}


def test_a_bare_number_answers_the_number_that_was_asked() -> None:
    number = intent("CountIntent", plain_slot("number", "15"))
    assert facts(number, "age_years") == {"age_years": 15}
    assert facts(number, "duration_min") == {"duration_min": 15, "over_10_min": "yes"}
    assert facts(number, "chest_pain") == {}


@pytest.mark.parametrize(
    ("said", "asked", "wanted"),
    [
        ("39", "fever", {"temp_f": 102.2, "fever": "yes"}),
        ("101", "fever", {"temp_f": 101, "fever": "yes"}),
        ("37", "fever", {"temp_f": 98.6, "fever": "no"}),
        ("15", "over_10_min", {"duration_min": 15, "over_10_min": "yes"}),
        ("3", "over_10_min", {"duration_min": 3, "over_10_min": "no"}),
        ("16", "is_adult", {"age_years": 16, "is_adult": "no"}),
        ("70", "is_adult", {"age_years": 70, "is_adult": "yes"}),
        ("8", "pain", {"pain_score": 8}),
        ("1015", "fever", {}),
        ("170", "is_adult", {}),
    ],
)
def test_a_bare_number_answers_the_question_that_it_decides(
    said: str, asked: str, wanted: dict[str, Any]
) -> None:
    assert facts(intent("CountIntent", plain_slot("number", said)), asked) == wanted


def degrees(said: str, *asks: str) -> dict[str, Any]:
    """A temperature as Alexa brings it: what is before the point, and what is behind it."""
    whole, _, tenths = said.partition(".")
    slots = {**plain_slot("temp_f", whole), **plain_slot("temp_tenths", tenths or None)}
    return facts(intent("TemperatureIntent", slots), *asks)


@pytest.mark.parametrize(
    ("said", "fahrenheit", "fever"),
    [
        ("39.5", 103.1, True), ("38", 100.4, True), ("37.9", 100.2, False), ("37", 98.6, False),
        ("41.25", 106.2, True), ("98.6", 98.6, False), ("101", 101, True), ("100.4", 100.4, True),
        ("99.5", 99.5, False), ("35", 95, False), ("107", 107, True),
    ],
)  # fmt: skip
def test_a_bare_temperature_tells_its_unit(said: str, fahrenheit: float, fever: bool) -> None:
    assert degrees(said) == {"temp_f": fahrenheit, **({"fever": "yes"} if fever else {})}


NONSENSE = (
    *(("TemperatureIntent", "temp_f", said) for said in ("0", "12", "30", "44", "60", "85", "113",
                                                         "395", "986", "1015", "100000")),
    *(("AgeIntent", "age_years", said) for said in ("0", "116", "170", "1963", "999999")),
    *(("PainIntent", "pain_score", said) for said in ("101", "710")),
    *(("CountIntent", "episodes_count", said) for said in ("1001", "50000")),
    *(("DurationIntent", "duration", said) for said in ("PT99999M", "PT99999999S", "PT800H")),
    *(("SinceIntent", "since_days", said) for said in ("P200Y", "P50000D")),
)  # fmt: skip


@pytest.mark.parametrize(("name", "field", "said"), NONSENSE)
def test_a_number_that_nobody_means_is_asked_again(name: str, field: str, said: str) -> None:
    asks = ("duration_min",) if field == "duration" else ()
    assert hear(intent(name, plain_slot(field, said)), asks).act == UserAct(acts=("no_match",))


def test_eleven_of_ten_is_the_worst_pain() -> None:
    for said in ("10", "11", "100"):
        heard = facts(intent("PainIntent", plain_slot("pain_score", said)))
        assert heard == {"pain_score": 10, "pain": "severe"}


def test_a_number_means_the_same_when_it_is_typed() -> None:
    """Every tenth of a degree, every age, every pain: the two channels agree, also on nonsense."""
    lexicon = load_lexicon()

    def typed(text: str, *asks: str) -> dict[str, Any]:
        return hear_words(lexicon, text, asks, "value").to_act(text).facts

    for tenth in range(300, 1200):
        said = f"{tenth / 10:g}"
        assert degrees(said, "fever") == typed(said, "fever"), said
    for years in range(130):
        heard = facts(intent("AgeIntent", plain_slot("age_years", str(years))), "is_adult")
        assert heard == typed(f"i'm {years} years old", "is_adult"), years
    for score in range(120):
        heard = facts(intent("PainIntent", plain_slot("pain_score", str(score))))
        assert heard == typed(f"{score} out of ten"), score
    for minutes in range(1, 300):
        heard = facts(intent("CountIntent", plain_slot("number", str(minutes))), "duration_min")
        assert heard == typed(str(minutes), "duration_min"), minutes


def test_days_are_one_long_cramp_only_if_its_length_was_asked() -> None:
    assert duration_facts("duration", "P3D", ()) == {"since_days": 3}
    assert duration_facts("duration", "P3D", ("since_days",)) == {"since_days": 3}
    assert duration_facts("duration", "P1M", ()) == {"since_days": 31}
    whole_time = {"duration_min": 4320, "over_10_min": "yes"}
    assert duration_facts("duration", "P3D", ("duration_min",)) == whole_time


def test_less_than_an_hour_does_not_tell_whether_it_is_over_ten_minutes() -> None:
    assert duration_facts("at_most", "PT1H", ("duration_min",)) == {}
    assert duration_facts("at_most", "PT5M", ()) == {"duration_min": 5, "over_10_min": "no"}


def test_a_length_answers_whether_it_is_over_ten_minutes() -> None:
    asks = ("over_10_min",)
    assert duration_facts("duration", "PT2M", asks) == {"duration_min": 2, "over_10_min": "no"}
    assert duration_facts("duration", "PT11M", asks)["over_10_min"] == "yes"
    assert duration_facts("at_least", "PT10M", asks)["over_10_min"] == "yes"


def test_a_tap_is_the_act_it_names_and_nothing_else() -> None:
    def tap(*arguments: object) -> tuple[str, ...]:
        event = request("Alexa.Presentation.APL.UserEvent", arguments=list(arguments), token="t")
        return hear(event).act.acts

    assert tap("affirm") == ("affirm",)
    assert tap("drop table") == ("no_match",)
    assert tap(["affirm"]) == ("no_match",)
    assert tap() == ("no_match",)


def test_every_custom_intent_of_the_model_means_something() -> None:
    for name, meaning in load_table().intents.items():
        heard = hear(intent(name), ("chest_pain",), ear=Ear(UserAct(acts=("affirm",))))
        assert heard.act.acts or heard.act.facts, name
        assert set(meaning.facts) <= set(FINDINGS)


def test_all_that_the_understanding_hears_in_free_words_goes_on() -> None:
    doubted = UserAct(
        retracts=("fever",),
        doubtful=True,
        left_open=("chest_pain",),
        doubts=("chest_pain",),
        denied=("chest_pain",),
        unread=("just pain",),
    )
    given = {field for field in doubted.__struct_fields__ if getattr(doubted, field)}
    assert given == {*doubted.__struct_fields__} - {"acts", "facts", "words"}
    act = hear(intent("SayIIntent", plain_slot("words", "just pain")), ear=Ear(doubted)).act
    assert act == msgspec.structs.replace(doubted, words="i just pain")
