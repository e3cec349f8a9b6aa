"""Whatever anybody says: it ends, it stays consistent, and it never forgets a danger."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp_triage.dialogue import render
from cramp_triage.dialogue.session import CONFIRMING, dump, load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import CONTROL_ACTS, DIARY_ACTS, INTENT_ACTS, UserAct
from cramp_triage.messages.diary_note import Digest, Last
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import CALL_911, assess
from cramp_triage.triage.contraindications import held_back
from tests.unit.triage.test_assess import FACTS
from tests.unit.triage.test_assess import values as values_of

MORE = int(os.environ.get("CRAMP_SOAK", "1"))
"""How many times more examples than usual; `make soak` sets it."""

PROTOCOL = load_protocol()
STEPS = {relief.id: relief for relief in PROTOCOL.relief}
TOPICS = [f"ask:{topic}" for topic in PROTOCOL.guidance]

EVERY_ACT = [*CONTROL_ACTS, *INTENT_ACTS, *DIARY_ACTS, *TOPICS]
ACTS = st.lists(st.sampled_from(EVERY_ACT), max_size=2).map(tuple)
OFTEN = Digest(True, 9, 5, 4, "several_weekly", Last(2, "calf", "left", ("calf_pull_toes",)))
DIARY = st.sampled_from([None, None, Digest(), OFTEN])
ANY_ACT = st.builds(UserAct, acts=ACTS, facts=FACTS, doubtful=st.booleans())
ANSWER = st.builds(UserAct, acts=st.sampled_from([("affirm",), ("deny",), ("unsure",)]))
SITES = st.sampled_from(PROTOCOL.findings["site"].values)
OPENING = st.builds(
    lambda site, ongoing: UserAct(facts={"site": site, "ongoing_now": ongoing}),
    SITES,
    st.sampled_from(["yes", "no", "unknown"]),
)
CALLS = st.tuples(OPENING, st.lists(st.one_of(ANSWER, ANSWER, ANY_ACT), max_size=45)).map(
    lambda call: [call[0], *call[1]]
)


@pytest.mark.searches
@settings(max_examples=150 * MORE)
@given(CALLS, DIARY)
def test_any_conversation_is_sound(acts, diary):
    session, reply = start(PROTOCOL, diary)
    for act in acts:
        before = reply
        session, reply = step(PROTOCOL, session, act)
        speech = render.speech(PROTOCOL, reply.parts)
        assert speech
        assert "{" not in speech
        assert len(reply.asks) <= 4
        assert reply.ended == (reply.expects == "none")
        if before.ended:
            assert reply.ended
            break
        if reply.expects in ("yes_no", "value"):
            assert speech.endswith(("?", "I don't know.")) or "You can say" in speech
            assert reply.reprompt
        if reply.floor == 5:
            assert reply.level == 5, "911 is said in the reply to the line that made it known"
            assert reply.asks == ()
        new = {given.id for given in reply.relief} - {given.id for given in before.relief}
        for id_ in new:
            assert not held_back(PROTOCOL, STEPS[id_], reply.facts), id_
            assert reply.floor < 4
        assert load(PROTOCOL, dump(session)) == session
        assert assess(PROTOCOL, reply.facts).floor == reply.floor


@pytest.mark.slow
@settings(max_examples=60 * MORE)
@given(st.lists(st.one_of(ANSWER, ANY_ACT), min_size=40, max_size=40), DIARY)
def test_every_conversation_ends_within_forty_turns(acts, diary):
    session, reply = start(PROTOCOL, diary)
    for act in acts:
        session, reply = step(PROTOCOL, session, act)
        if reply.ended:
            break
    assert reply.ended
    assert reply.turn <= 39


@pytest.mark.searches
@settings(max_examples=60 * MORE)
@given(CALLS, ANY_ACT)
def test_back_restores_what_was_known(acts, last):
    session, reply = start(PROTOCOL)
    for act in acts[:12]:
        following, answer = step(PROTOCOL, session, act)
        if answer.ended:
            break
        session, reply = following, answer
    known, asked = fold(session.log).facts, reply.asks
    if {"back", "restart"} & set(last.acts):
        return
    after, answer = step(PROTOCOL, session, last)
    if answer.ended or after.log == session.log:
        return
    undone, back = step(PROTOCOL, after, UserAct(acts=("back",)))
    if answer.level == CALL_911:
        assert back.level == CALL_911 or fold(undone.log).facts == known  # 911 is asked about first
        return
    assert fold(undone.log).facts == known
    assert back.asks == asked


NOISY_ACT = st.builds(
    UserAct, acts=ACTS, facts=FACTS, words=st.sampled_from(["", "my calf"]), doubtful=st.just(True)
)
NOISY_ANSWER = st.builds(
    UserAct, acts=st.sampled_from([("affirm",), ("deny",), ("unsure",)]), doubtful=st.just(True)
)
NOISE = st.one_of(NOISY_ANSWER, NOISY_ANSWER, NOISY_ACT, ANSWER, ANY_ACT)


def may_count(before, fact, value):
    """Whether a doubtful act may settle it: given up, asked once more, or read back before."""
    if fact == "rounds_failed":  # counted by the dialogue, not heard
        return True
    if value == "unknown":
        asked = {*before.asked.asks, *before.asked.behind[1]}
        return fact in {*asked, *before.confirmation.doubt, *before.known.pending}
    asks = before.asked.asks
    if before.question == "read_back":
        return before.known.pending.get(fact) == value
    if before.question == "confirm" and fact in before.confirmation.doubt and asks != (fact,):
        return value == PROTOCOL.findings[fact].deny
    by_itself = before.question == "be_sure" or fact in before.confirmation.split
    return by_itself and asks == (fact,)


@pytest.mark.slow
@settings(max_examples=150 * MORE)
@given(OPENING, st.lists(NOISE, min_size=40, max_size=40), DIARY)
def test_nothing_doubtful_counts_before_it_is_confirmed(opening, acts, diary):
    session, reply = start(PROTOCOL, diary)
    session, reply = step(PROTOCOL, session, opening)
    for act in acts:
        before, known = reply, fold(session.log)
        session, reply = step(PROTOCOL, session, act)
        speech = render.speech(PROTOCOL, reply.parts)
        assert "{" not in speech
        assert load(PROTOCOL, dump(session)) == session
        if reply.ended:
            break
        if act.doubtful and not {"back", "restart"} & set(act.acts):
            after = fold(session.log)
            counted = {f for f, v in reply.facts.items() if before.facts.get(f) != v}
            taken = counted - after.known.implied
            assert all(may_count(known, fact, reply.facts[fact]) for fact in taken), taken
            if before.question not in CONFIRMING and not known.confirmation.split:
                assert before.facts.keys() <= reply.facts.keys()
                assert reply.floor >= before.floor
    assert reply.ended


@pytest.mark.searches
@given(SITES, st.data())
def test_a_conversation_is_the_same_every_time(site, data):
    fact = data.draw(st.sampled_from(sorted(PROTOCOL.findings)))
    acts = [
        UserAct(facts={"site": site, fact: data.draw(values_of(fact))}),
        UserAct(acts=("deny",)),
    ]
    runs = []
    for _ in range(2):
        session, reply = start(PROTOCOL)
        for act in acts:
            session, reply = step(PROTOCOL, session, act)
        runs.append((session, reply))
    assert runs[0] == runs[1]
