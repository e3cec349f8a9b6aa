"""What a summary says: told, denied, unknown and not asked apart; advice as it was spoken."""

from __future__ import annotations

import msgspec
import pytest

from cramp_triage.dialogue.render import speech
from cramp_triage.dialogue.step import start, step
from cramp_triage.diary.statistics import figures
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.report_options import Audience, Format
from cramp_triage.protocol.spelling import at
from tests.report.conversations import NOW, entries, talk
from visit_summary.content.summarize import summarize
from visit_summary.content.summary import Summary, danger_signs
from visit_summary.report import report


def by_id(summary):
    return {told.id: told for told in (*summary.signs, *summary.facts)}


def after(protocol, *acts):
    session, reply = start(protocol)
    for act in acts:
        session, reply = step(protocol, session, act)
    return session, reply


def test_denied_unknown_and_not_asked_are_three_things(protocol, lexicon):
    session, reply = after(
        protocol,
        UserAct(facts={"site": "calf", "ongoing_now": "yes"}, words="my calf"),
        UserAct(acts=("deny",), words="no"),
        UserAct(acts=("unsure",), words="I don't know"),
    )
    assert "chest_pain" not in reply.asks
    told = by_id(summarize(protocol, lexicon, session, NOW))
    assert told["injury"].heard == "denied"
    assert told["chest_pain"].heard == "unknown"
    assert told["hallucinations"].heard == "not_asked"
    assert told["site"].heard == "reported"
    assert told["site"].words == "my calf"


def test_a_child_is_sent_to_its_own_doctor(protocol, lexicon):
    session, _ = after(protocol, UserAct(facts={"site": "calf", "is_adult": "no"}))
    texts = summarize(protocol, lexicon, session, NOW).advice.texts
    assert texts[0].startswith("This is made for adults")


def test_an_open_question_is_unknown_not_denied(protocol, lexicon):
    session, reply = after(protocol, UserAct(facts={"site": "calf"}))
    told = by_id(summarize(protocol, lexicon, session, NOW))
    assert reply.asks
    assert {told[fact].heard for fact in reply.asks} == {"unknown"}


def test_a_leg_that_bears_no_weight_is_reported(protocol, lexicon):
    for value, heard in (("no", "reported"), ("yes", "denied")):
        session, _ = after(protocol, UserAct(facts={"site": "calf", "can_bear_weight": value}))
        assert by_id(summarize(protocol, lexicon, session, NOW))["can_bear_weight"].heard == heard


def test_every_sign_that_alone_means_care_today_is_a_danger_sign(protocol):
    signs = danger_signs(protocol)
    for rule in protocol.rules:
        if rule.level < 3:
            continue
        for fact in rule.facts:
            finding = protocol.findings[fact]
            alone = finding.kind == "yes_no" and finding.diary == "other"
            assert not alone or fact in signs, fact


def test_the_advice_is_what_was_spoken(protocol, sessions, summaries):
    advice = summaries["typical"].advice
    spoken = " ".join(
        speech(protocol, reply.parts) for reply in replay(protocol, sessions["typical"])
    )
    assert advice.texts
    for text in (*advice.texts, *advice.cautions, advice.callback):
        assert text in spoken
    for why in advice.why[:1]:
        assert why.why in spoken


def replay(protocol, session):
    """The replies of a conversation led again by what was heard."""
    again, reply = start(protocol)
    replies = [reply]
    for turn in range(1, session.turn + 1):
        events = [event for event in session.log if event.turn == turn]
        facts = {e.id: e.value for e in events if e.kind == "fact"}
        again, reply = step(protocol, again, UserAct(facts=facts))
        replies.append(reply)
    return replies


def test_an_emergency_names_its_reason_and_leaves_the_rest_unasked(summaries):
    summary = summaries["emergency"]
    assert summary.advice.level == 5
    assert summary.advice.texts[0] == "Call 911 now."
    assert summary.advice.why[0].rule == "chest_pain"
    assert [told.id for told in summary.signs if told.heard == "reported"] == ["chest_pain"]
    assert not summary.advice.complete


def test_stopping_early_claims_no_advice_that_was_not_given(summaries):
    advice = summaries["stopped"].advice
    assert not advice.complete
    assert "if it's still cramped in ten minutes" in advice.texts[0]


def test_a_step_after_which_it_let_go_is_marked(summaries):
    helped = [step.id for step in summaries["typical"].steps if step.helped]
    assert len(helped) == 1
    assert not any(step.helped for step in summaries["talkative"].steps)


def test_a_correction_keeps_both_statements_and_the_last_value(protocol, lexicon):
    session, _ = after(
        protocol,
        UserAct(facts={"site": "calf", "side": "left"}, words="my left calf"),
        UserAct(acts=("correct",), facts={"side": "right"}, words="no the right leg"),
    )
    summary = summarize(protocol, lexicon, session, NOW)
    assert by_id(summary)["side"].value == "right"
    assert [told.value for s in summary.said for told in s.heard if told.id == "side"] == [
        "left",
        "right",
    ]


def test_the_emergency_number_is_that_of_the_place(protocol, lexicon, sessions):
    summary = summarize(protocol, lexicon, sessions["emergency"], NOW, locale="en-GB")
    assert summary.advice.texts[0] == "Call 999 now."
    assert summary.ready == summary.questions == ()  # nobody prepares a visit in an emergency


def test_units_and_spelling_are_those_of_the_place_and_fhir_keeps_what_was_told(protocol, lexicon):
    session = talk(protocol, lexicon, "my calf cramps, 102.2 degrees and diarrhea", {})
    for locale, degrees, stool in (
        ("en-US", "102\\.2 °F", "diarrhea"),
        ("en-GB", "39 °C", "diarrhoea"),
    ):
        here = at(protocol, locale)
        summary = summarize(here, lexicon, session, NOW, (), locale)
        page = report(here, summary, Audience.clinician, Format.md).decode()
        assert degrees in page
        assert stool in page
        assert b'"code": "[degF]"' in report(here, summary, Audience.clinician, Format.fhir)


def test_a_video_visit_is_prepared_only_where_one_may_be(summaries, protocol, lexicon):
    by_video = summaries["typical"]
    assert by_video.advice.mode == "telemedicine_ok"
    assert "911" in by_video.ready[-1]
    session, _ = after(protocol, UserAct(facts={"site": "calf", "swelling": "one"}))
    in_person = summarize(protocol, lexicon, session, NOW)
    assert in_person.advice.mode == "in_person"
    assert in_person.ready
    assert not any("video" in line for line in in_person.ready)


def test_every_source_named_is_listed(summaries):
    for summary in summaries.values():
        listed = {cited.id for cited in summary.sources}
        assert {source for why in summary.advice.why for source in why.sources} <= listed


@pytest.mark.parametrize("name", ["typical", "talkative", "hostile", "emergency", "stopped"])
def test_a_summary_survives_json(summaries, name):
    data = msgspec.json.encode(summaries[name])
    assert msgspec.json.decode(data, type=Summary) == summaries[name]


def test_the_diary_in_figures():
    diary = entries(40)
    found = figures(diary, NOW)
    assert found is not None
    assert found.cramps == sum(found.hours) == sum(count for _, count in found.muscles) == 40
    assert sum(found.weeks) == 40
    assert not set(found.nights) & set(found.days)
    lost = sum(entry.sleep_lost == "yes" for entry in diary)
    assert found.sleep_lost == lost
    assert figures([], NOW) is None
    assert figures([entry for entry in diary if entry.at > NOW], NOW) is None
