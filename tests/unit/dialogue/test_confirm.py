"""What was heard doubtfully counts only once the person has said that it is right."""

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.session import dump, load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from tests.conftest import opened

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}
SAID = "my left calf"
MISHEARD = {"site": "calf", "side": "left"}


def mishear(talk, *acts, words=SAID, **facts):
    return talk.say(*acts, facts=facts or MISHEARD, doubtful=True, words=words)


def test_a_doubtful_fact_is_read_back_in_the_persons_own_words(talk):
    reply = mishear(talk)
    assert talk.speech == "I heard: my left calf. Is that right?"
    assert (reply.facts, reply.asks, reply.expects) == ({}, (), "yes_no")
    assert reply.reprompt == reply.parts
    reply = talk.say("affirm")
    assert reply.facts["site"] == "calf"
    assert reply.facts["side"] == "left"
    assert fold(talk.session.log).known.words["site"] == SAID


def test_yes_but_the_other_leg_takes_the_place_and_mends_the_side(talk):
    mishear(talk)
    reply = talk.say("affirm", facts={"site": "calf", "side": "right"}, words="yes my right calf")
    assert (reply.facts["site"], reply.facts["side"]) == ("calf", "right")


def test_a_second_doubtful_yes_is_a_yes(talk):
    mishear(talk)
    assert talk.say("affirm", doubtful=True).facts["site"] == "calf"


def test_without_words_or_with_too_many_it_is_read_back_by_what_it_was_taken_for(talk):
    for words in ("", "well you see " * 8):
        mishear(talk, words=words)
        assert talk.speech == "I heard: where it is: calf, which side: left. Is that right?"
        talk.say("back")


def test_what_was_misheard_is_let_go_and_the_question_asked_again(talk):
    asks = talk.reply.asks
    mishear(talk)
    reply = talk.say("deny")
    assert talk.speech == "Sorry, I misheard you. Where's the cramp?"
    assert reply.facts == {}
    assert reply.asks == asks
    assert talk.tell(site="foot").facts["site"] == "foot"


def test_a_question_misheard_twice_is_left_open_as_if_it_was_not_understood(talk):
    for _ in range(2):
        mishear(talk)
        talk.say("deny", doubtful=True)
    assert talk.speech.startswith("That's fine, we'll leave it open.")
    assert talk.reply.facts["site"] == "unknown"
    assert "side" not in talk.reply.facts
    assert talk.reply.question not in ("where", "read_back")


def test_doubtful_words_again_and_again_do_not_loop(talk):
    sides = ["left", "right", "left", "right"]
    asked = [mishear(talk, words=f"my {side} calf", side=side).question for side in sides]
    assert asked[:2] == ["read_back", "read_back"]
    assert asked[2] not in ("where", "read_back")


def test_clear_words_take_the_place_of_what_was_misheard(talk):
    mishear(talk)
    reply = talk.say("deny", facts={"site": "foot", "side": "right"}, words="no my right foot")
    assert (reply.facts["site"], reply.facts["side"]) == ("foot", "right")
    assert reply.question != "read_back"


def test_words_heard_the_same_again_are_confirmed_but_never_after_a_no(talk):
    mishear(talk)
    assert mishear(talk, "deny").facts == {}
    assert talk.reply.question == "read_back"
    assert mishear(talk).facts["side"] == "left"


def test_who_does_not_know_leaves_it_unknown_and_takes_nothing_back(talk):
    talk.tell(**CALF)
    mishear(talk, words="both calves twelve minutes", side="both", duration_min=12)
    reply = talk.say("unsure")
    assert reply.facts["duration_min"] == "unknown"
    assert reply.facts["side"] == "left"


def test_silence_asks_again_and_then_nothing_of_it_counts(talk):
    mishear(talk)
    assert talk.say("no_input").facts == {}
    assert "I heard: my left calf. Is that right?" in talk.speech
    reply = talk.say("no_input")
    assert reply.ended
    assert (reply.facts, reply.level) == ({}, 3)


def test_what_is_not_understood_asks_again_and_leaves_it_open_in_the_end(talk):
    mishear(talk)
    for _ in range(2):
        assert talk.say("no_match").question == "read_back"
    reply = talk.say("no_match")
    assert reply.facts["site"] == "unknown"
    assert reply.question not in ("where", "read_back")


@pytest.mark.parametrize("act", ["help", "repeat", "slower"])
def test_it_is_read_back_again_on_request(talk, act):
    mishear(talk)
    assert talk.say(act).question == "read_back"
    assert "I heard: my left calf. Is that right?" in talk.speech


def test_that_it_let_go_is_read_back_too(talk):
    talk.tell(**CALF)
    reply = mishear(talk, words="it's gone", ongoing_now="no")
    assert reply.facts["ongoing_now"] == "yes"
    assert talk.say("affirm").facts["ongoing_now"] == "no"


def test_what_to_do_after_it_let_go_waits_for_a_danger_taken_back(protocol, talk):
    talk.tell(**CALF, dizzy_standing="yes")
    gone = {"dizzy_standing": "no", "ongoing_now": "no"}
    act = UserAct(facts=gone, retracts=("dizzy_standing",), words="it's gone and i'm not dizzy")
    talk.session, talk.reply = step(protocol, talk.session, act)
    assert talk.speech == "I heard: it's gone and i'm not dizzy. Is that right?"
    reply = talk.say("affirm")
    assert (reply.facts["dizzy_standing"], reply.facts["ongoing_now"]) == ("no", "no")
    assert "Let it rest now." in talk.speech


def test_a_doubtful_fever_is_read_back_and_a_no_clears_nothing(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    assert mishear(talk, words="i have a fever", fever="yes").floor == 0
    reply = talk.say("deny")
    assert "fever" not in reply.facts
    assert reply.asks == asks


def reach(talk, fact):
    """Answers until `fact` is asked by itself."""
    talk.tell(site="calf", side="left", ongoing_now="no")
    talk.until_asked(fact)
    others = {f: "no" for f in talk.reply.asks if f != fact}
    if others:
        talk.tell(**others)
    assert talk.reply.asks == (fact,)


def test_a_doubtful_yes_to_a_danger_asked_by_itself_is_asked_once_more(talk):
    reach(talk, "breathless")
    reply = talk.say("affirm", doubtful=True, words="yes")
    assert talk.speech == "I heard yes, and I want to be sure. Are you short of breath?"
    assert reply.asks == ("breathless",)
    assert reply.level is None
    assert talk.say("affirm", doubtful=True, words="yes").level == 5


def test_a_doubtful_yes_then_silence_excludes_nothing(talk):
    reach(talk, "breathless")
    talk.say("affirm", doubtful=True, words="yes")
    talk.say("no_input")
    assert "breathless" not in talk.say("no_input").facts


def test_a_doubtful_no_after_a_doubtful_yes_is_read_back(talk):
    reach(talk, "breathless")
    talk.say("affirm", doubtful=True)
    assert "breathless" not in talk.say("deny", doubtful=True).facts
    assert talk.speech == "Was that a yes or a no?"
    assert talk.say("deny").facts["breathless"] == "no"


def test_a_doubtful_yes_to_several_dangers_is_asked_one_by_one(talk):
    talk.tell(site="calf", side="left", ongoing_now="no")
    talk.until_asked("breathless")
    asks = talk.reply.asks
    assert len(asks) > 1
    assert talk.say("affirm", doubtful=True).level is None
    assert talk.reply.asks == asks[:1]
    assert talk.say("affirm", doubtful=True).level == 5


def test_a_read_back_that_is_not_answered_stays_what_is_asked(talk):
    reach(talk, "limb_cold_pale")
    talk.say("affirm", doubtful=True)
    asked = talk.reply.asks
    talk.say("unsure", doubtful=True)
    assert talk.reply.question == "read_back"
    talk.say("no_match")
    assert (talk.reply.question, talk.reply.asks) == ("read_back", ())
    assert talk.say("affirm").facts[asked[0]] == "unknown"


def test_a_part_that_is_never_understood_is_left_open_at_last(talk):
    talk.tell(site="calf", side="left", ongoing_now="no")
    talk.until_asked("breathless")
    part = talk.say("affirm", doubtful=True).asks
    for _ in range(3):
        assert talk.reply.asks == part
        talk.say("no_match")
    assert talk.reply.facts[part[0]] == "unknown"


def test_a_danger_beside_a_doubtful_yes_is_made_sure_of_first(talk):
    talk.tell(**CALF)
    reply = talk.say("affirm", facts={"chest_pain": "yes"}, doubtful=True)
    assert (reply.question, reply.asks) == ("be_sure", ("chest_pain",))


def test_a_doubtful_retraction_takes_nothing_back(protocol, talk):
    talk.tell(**CALF, swelling="one")
    act = UserAct(retracts=("swelling",), words="forget the swelling", doubtful=True)
    _, reply = step(protocol, talk.session, act)
    assert reply.facts["swelling"] == "one"
    assert reply.parts[0].prompt == "sorry_again"


def test_after_the_advice_the_offer_stands_again(talk):
    talk.to_the_advice({"site": "calf", "side": "left", "ongoing_now": "no"})
    offer = talk.reply.question
    mishear(talk, words="my right calf", side="right")
    assert talk.reply.question == "read_back"
    reply = talk.say("affirm")
    assert (reply.question, reply.ended) == (offer, False)
    assert reply.facts["side"] == "right"


def test_a_read_back_that_changes_the_level_does_not_hang_up(talk):
    talk.to_the_advice(
        {"site": "calf", "side": "left", "ongoing_now": "no", "frequency": "nightly"}
    )
    talk.say("affirm")
    talk.tell(age_years=40)
    assert (talk.reply.level, talk.reply.question) == (1, "anything_else")
    mishear(talk, "correct", words="no, it's rare", frequency="rare")
    assert talk.reply.question == "read_back"
    reply = talk.say("affirm")
    assert (reply.level, reply.question, reply.ended) == (0, "anything_else", False)


def test_a_yes_to_what_was_read_back_deletes_no_diary(protocol):
    from cramp_triage.dialogue.step import start
    from cramp_triage.messages.diary_note import Digest

    session, _ = start(protocol, Digest(agreed=True, total=3))
    session, reply = step(protocol, session, UserAct(("diary_forget",)))
    assert reply.question == "forget"
    session, reply = step(protocol, session, UserAct(facts=MISHEARD, words=SAID, doubtful=True))
    _, reply = step(protocol, session, UserAct(("affirm",)))
    assert reply.note == ""
    assert reply.facts["site"] == "calf"


def test_back_and_a_save_keep_what_is_pending(protocol, talk):
    mishear(talk)
    talk.session = load(protocol, dump(talk.session))
    talk.say("affirm")
    reply = talk.say("back")
    assert reply.facts == {}
    assert "I heard: my left calf. Is that right?" in talk.speech


def test_a_doubtful_no_to_a_danger_is_read_back(talk):
    talk.tell(**CALF)
    reply = talk.say("deny", doubtful=True)
    assert talk.speech.endswith("Was that a yes or a no?")
    assert "injury" not in reply.facts
    assert talk.say("deny", doubtful=True).facts["injury"] == "no"


def test_a_doubtful_no_said_again_in_other_words_is_a_no(talk):
    reach(talk, "breathless")
    said = {"breathless": "no"}
    talk.say(facts=said, doubtful=True, words="i can breathe fine")
    assert talk.speech == "I heard: i can breathe fine. Is that right?"
    assert talk.say(facts=said, doubtful=True).facts["breathless"] == "no"
    talk.say("back")
    talk.say("back")
    talk.say("deny", doubtful=True)
    assert talk.speech == "Was that a yes or a no?"
    assert talk.say(facts=said, doubtful=True).facts["breathless"] == "no"


def test_help_at_a_read_back_asks_it_again(talk):
    talk.tell(**CALF)
    talk.say("deny", doubtful=True)
    talk.say("help")
    assert "Was that a yes or a no?" in talk.speech
    assert talk.reply.reprompt


def test_a_doubtful_danger_is_asked_once_more_by_itself(talk):
    talk.tell(**CALF)
    reply = talk.say(facts={"breathless": "yes"}, doubtful=True)
    assert reply.level is None
    assert talk.speech == "I want to be sure. Are you short of breath?"
    assert reply.asks == ("breathless",)
    assert talk.say("affirm", doubtful=True).level == 5


def test_a_danger_that_was_misheard_is_cleared_and_it_goes_on(talk):
    talk.tell(**CALF)
    talk.say(facts={"breathless": "yes"}, doubtful=True)
    reply = talk.say("deny")
    assert reply.facts["breathless"] == "no"
    assert reply.level is None
    assert reply.asks


def test_a_danger_heard_clearly_needs_no_second_asking(talk):
    talk.tell(**CALF)
    assert talk.say(facts={"breathless": "yes"}).level == 5


def test_a_spoken_correction_that_lowers_the_level_is_read_back(protocol, talk):
    talk.tell(**CALF)
    talk.tell(swelling="one")
    act = UserAct(("correct",), {"swelling": "none"}, (), "no wait it isn't swollen")
    session, reply = step(protocol, talk.session, act)
    assert reply.floor == 3
    assert reply.question == "read_back"
    assert step(protocol, session, UserAct(("affirm",)))[1].floor == 0


def test_a_spoken_correction_that_does_not_name_what_it_takes_back_is_read_back(talk):
    talk.tell(**CALF)
    talk.until("ongoing_now")
    reply = talk.say("correct", "deny", words="no wait")
    assert (reply.question, reply.facts["ongoing_now"]) == ("read_back", "yes")
    assert talk.say("affirm").facts["ongoing_now"] == "no"


def test_that_it_let_go_is_no_correction(protocol, talk):
    talk.tell(**CALF)
    act = UserAct(facts={"ongoing_now": "no"}, words="oh it's gone now")
    assert step(protocol, talk.session, act)[1].facts["ongoing_now"] == "no"


SAID_AGAIN = [
    ("breathless", ("deny",), {}),
    ("breathless", ("affirm",), {}),
    ("breathless", ("unsure",), {}),
    ("breathless", (), {"breathless": "no"}),
    ("breathless", (), {"breathless": "yes"}),
    ("breathless", (), {"breathless": "unknown"}),
    ("breathless", ("deny",), {"breathless": "no"}),
    ("breathless", ("affirm",), {"breathless": "yes"}),
    ("limb_cold_pale", ("deny",), {}),
    ("limb_cold_pale", ("affirm",), {}),
    ("limb_cold_pale", ("deny",), {"limb_cold_pale": "no", "injury": "no"}),
    ("side", (), {"side": "left"}),
    ("side", (), {"side": "both", "pain": "severe"}),
    ("ongoing_now", ("deny",), {}),
    ("ongoing_now", ("affirm",), {}),
    ("ongoing_now", (), {"ongoing_now": "no"}),
    ("ongoing_now", ("deny",), {"ongoing_now": "no"}),
]


@pytest.mark.parametrize(("fact", "acts", "facts"), SAID_AGAIN)
def test_whoever_says_the_same_again_has_answered(talk, fact, acts, facts):
    if fact == "side":
        talk.tell(site="calf")
    elif fact == "ongoing_now":
        talk.tell(site="calf")
        talk.until_asked(fact)
    else:
        reach(talk, fact)
    talk.say(*acts, facts=facts, doubtful=True, words="as i said")
    assert fact not in talk.reply.facts
    reply = talk.say(*acts, facts=facts, doubtful=True, words="as i said")
    bare = {"deny": "no", "affirm": "yes", "unsure": "unknown"}
    said = facts or {fact: bare[acts[0]]}
    assert {f: reply.facts.get(f) for f in said} == said


def test_a_doubtful_no_that_was_a_yes_is_asked_one_by_one(talk):
    talk.tell(**CALF)
    talk.say("deny", doubtful=True)
    talk.say("affirm")
    assert talk.reply.asks == ("injury",)


def test_a_doubtful_no_that_was_a_yes_counts_once_it_is_said_again(talk):
    reach(talk, "breathless")
    talk.say("deny", doubtful=True)
    assert talk.say("affirm", doubtful=True).asks == ("breathless",)
    assert talk.speech == "I want to be sure. Are you short of breath?"
    assert talk.say("affirm", doubtful=True).level == 5


def test_yes_and_no_in_turn_are_left_open_at_last(talk):
    reach(talk, "breathless")
    for _ in range(2):
        talk.say("deny", doubtful=True)
        assert talk.speech == "Was that a yes or a no?"
        talk.say("affirm", doubtful=True)
    assert talk.reply.facts["breathless"] == "unknown"
    assert talk.reply.asks


def test_a_no_to_the_rest_clears_not_what_was_named_with_it(talk):
    talk.tell(**CALF)
    talk.say("deny", doubtful=True)
    reply = talk.say("deny", facts={"warm_red_skin": "yes"})
    assert reply.facts["warm_red_skin"] == "yes"
    assert reply.facts["injury"] == "no"


def test_nobody_is_told_that_they_said_yes_where_their_words_are_doubted(protocol):
    act = UserAct(acts=("affirm", "question"), facts={"chest_pain": "no"}, doubts=("breathless",))
    reply = step(protocol, opened(protocol, "breath", **CALF), act)[1]
    assert reply.asks == ("breathless",)
    said = {part.prompt for part in reply.parts}
    assert ("be_sure" in said, "heard_yes" in said) == (True, False)


@pytest.mark.parametrize("told", [{"frequency": "weekly"}, {"age_years": 61.0}])
def test_who_tells_something_else_is_not_asked_the_same_again(talk, told):
    talk.tell(site="calf", ongoing_now="no")
    asks = talk.reply.asks
    talk.say("done")
    asked = render.speech(talk.protocol, talk.reply.parts)
    talk.say(facts=told, words="about once a week, i said")
    assert render.speech(talk.protocol, talk.reply.parts) != asked
    assert talk.reply.asks == asks


@pytest.mark.parametrize("topic", ["driving", "painkiller", "alcohol", "magnesium"])
def test_what_is_asked_beside_a_doubtful_danger_is_answered_first(protocol, topic):
    acts = ("affirm", "question", f"ask:{topic}")
    act = UserAct(acts, facts={"chest_pain": "no"}, doubts=("breathless",))
    reply = step(protocol, opened(protocol, "breath", **CALF), act)[1]
    assert render.speech(protocol, reply.parts).startswith(protocol.guidance[topic].text)
    assert reply.asks == ("breathless",)
    assert "breathless" not in reply.facts
