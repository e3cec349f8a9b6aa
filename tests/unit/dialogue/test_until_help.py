"""Once 911 is said: it answers whatever comes, acts on what is new, and ends as it stands."""

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.evaluation.lint import ways
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Beats
from cramp_triage.protocol.facts import YES
from cramp_triage.protocol.model import HIGHEST, load_protocol
from cramp_triage.triage.assess import assess

PROTOCOL = load_protocol()
DANGERS = {
    rule.id: next(iter(ways(rule.when, PROTOCOL)))
    for rule in PROTOCOL.rules
    if rule.level == HIGHEST
}
TOPICS = sorted({entry.topic for entry in PROTOCOL.first_aid} | {*PROTOCOL.guidance})
BARE = "Please call 911 now. Is somebody calling 911 now?"
SOFT = ("Good night", "Take care", "If it doesn't let go")


class Call:
    """A call that begins with these facts; keeps what is said."""

    def __init__(self, **facts):
        self.session, self.reply = start(PROTOCOL)
        if facts:
            self.say(facts=facts)

    def say(self, *acts, facts=None, words="", doubtful=False):
        act = UserAct(acts, dict(facts or {}), words=words, doubtful=doubtful)
        self.session, self.reply = step(PROTOCOL, self.session, act)
        return self.speech

    @property
    def speech(self):
        return render.speech(PROTOCOL, self.reply.parts)

    def stands(self):
        """911 stands: it is the level, and the call goes on with one short question."""
        last = self.speech.split(". ")[-1]
        open_to_all = (self.reply.asks, self.reply.expects) == ((), "yes_no")
        short = last.endswith("?") and len(last.split()) <= 9
        return self.reply.level == HIGHEST and not self.reply.ended and open_to_all and short


@pytest.fixture(params=DANGERS)
def danger(request):
    return DANGERS[request.param]


def test_every_danger_is_said_with_what_to_do_and_a_question_about_the_call(danger):
    call = Call(**danger)
    assert call.stands()
    assert call.speech.startswith("Call 911 now. That's because ")
    assert call.speech.endswith("Is somebody calling 911 now?")
    assert any(part.prompt.startswith("first_aid.") for part in call.reply.parts)


@pytest.mark.searches
def test_every_question_is_answered_whatever_the_danger_is(danger):
    for topic in TOPICS:
        call = Call(**danger)
        spoken = call.say(f"ask:{topic}")
        assert call.stands(), (danger, topic)
        assert "911" in spoken
        said = [part.prompt for part in call.reply.parts]
        assert any(prompt.startswith("first_aid.") for prompt in said), (danger, topic)


@pytest.mark.searches
@pytest.mark.parametrize(
    "act",
    "why repeat help slower unsure no_match greeting thanks ask_relief ask_level ask_cause "
    "ask_human emergency_plea cannot_call refuse_care describe".split(),
)
def test_whatever_else_is_said_is_answered_and_911_repeated(danger, act):
    call = Call(**danger)
    for _ in range(3):
        spoken = call.say(act)
        assert call.stands()
        assert "911" in spoken
        assert spoken != BARE


def test_who_cannot_call_is_told_another_way(danger):
    assert "Shout for help" in Call(**danger).say("cannot_call")


@pytest.mark.parametrize("act", ["slower", "repeat", "ask_human", "greeting", "thanks", "help"])
def test_what_is_wanted_after_911_is_given_and_911_stands(act):
    call = Call(chest_pain="yes")
    assert "911" in call.say(act)
    assert call.stands()


def test_a_stop_ends_it_in_one_instruction_that_is_not_weaker(danger):
    call = Call(**danger)
    spoken = call.say("stop")
    assert (call.reply.ended, call.reply.level) == (True, HIGHEST)
    assert "911" in spoken.split(". ")[-1]
    assert not any(soft in spoken for soft in SOFT)


@pytest.mark.parametrize("acts", [("affirm",), ("affirm", "thanks")])
def test_a_yes_is_a_call_and_ends_it_with_what_to_do_until_they_come(danger, acts):
    call = Call(**danger)
    assert call.say(*acts).startswith("Good. Stay on the line with 911")
    assert (call.reply.ended, call.reply.level) == (True, HIGHEST)


def test_a_yes_that_was_half_heard_helps_on_and_the_next_one_ends_it(danger):
    call = Call(**danger)
    assert call.say("affirm", doubtful=True).startswith("Good. Stay on the line with 911")
    assert call.stands()
    assert call.say("affirm", doubtful=True).endswith(
        "on the phone with 911, and do what they say."
    )
    assert (call.reply.ended, call.reply.level) == (True, HIGHEST)


def test_who_refused_and_then_agrees_is_told_to_call():
    call = Call(chest_pain="yes")
    call.say("refuse_care")
    assert call.say("affirm").startswith("Call 911 now, and put the phone on speaker")
    assert call.stands()


@pytest.mark.parametrize("first", ["deny", "no_input"])
@pytest.mark.parametrize("second", ["deny", "no_input"])
def test_the_second_no_or_silence_ends_it(danger, first, second):
    call = Call(**danger)
    call.say(first)
    assert call.stands()
    assert "911" in call.say(second)
    assert (call.reply.ended, call.reply.level) == (True, HIGHEST)


def test_a_no_before_and_after_an_answer_is_no_second_no(danger):
    call = Call(**danger)
    call.say("deny")
    call.say("ask:drink")
    call.say("deny")
    assert call.stands()


def test_who_has_not_called_yet_is_told_how_and_then_it_ends_like_a_no(danger):
    call = Call(**danger)
    assert "put the phone on speaker" in call.say("not_called")
    assert call.stands()
    call.say("not_called")
    assert call.reply.ended


def test_a_no_with_a_question_is_a_question(danger):
    call = Call(**danger)
    for _ in range(3):
        assert "No. Call 911: the ambulance" in call.say("deny", "ask:drive")
        assert call.stands()


def test_a_refusal_gets_the_own_sign_once_a_half_step_each_time_and_no_end(danger):
    call = Call(**danger)
    spoken = call.say("refuse_care")
    assert spoken.startswith("It's your choice. What makes it wrong to wait is what you told me: ")
    for _ in range(3):
        assert "have somebody take you" in spoken
        assert "Call 911 the moment it gets worse." in spoken
        assert call.stands()
        spoken = call.say("deny", "refuse_care")
        assert "It's your choice" not in spoken
    call.say("deny")
    assert "Call 911 now. If you won't, have somebody take you" in call.say("deny")
    assert call.reply.ended


def test_who_is_calling_is_helped_on_and_not_told_to_call(danger):
    call = Call(**danger)
    assert call.say("ask:calling").startswith("Good. Stay on the line with 911")
    assert call.speech.endswith("Are you still on the phone with 911?")
    assert "Call 911 now" not in call.say("ask:drink")
    assert call.say("affirm").endswith("Stay on the phone with 911, and do what they say.")
    assert call.reply.ended


def cleared(danger):
    """The harmless value of every fact of a danger."""
    return {
        fact: "no" if value == YES else PROTOCOL.findings[fact].deny
        for fact, value in danger.items()
    }


@pytest.mark.parametrize(
    "rule", [r for r, f in DANGERS.items() if not assess(PROTOCOL, cleared(f)).floor]
)
def test_a_withdrawn_911_is_taken_back_aloud_and_the_next_danger_is_a_first(rule):
    call = Call(**DANGERS[rule])
    assert "Is that right?" in call.say("correct", facts=cleared(DANGERS[rule]), words="no, wrong")
    assert call.stands()
    spoken = call.say("affirm")
    assert "I take 911 back" in spoken
    assert call.reply.level is None
    assert not call.reply.ended
    call.say(facts={"not_breathing": "yes"})
    assert call.speech.startswith("Call 911 now. That's because ")
    assert call.stands()


@pytest.mark.searches
@pytest.mark.parametrize("answer", ["deny", "unsure", "no_input", "no_match", "ask:drive"])
@pytest.mark.parametrize("act", ["correct", ""])
def test_a_withdrawal_that_is_not_confirmed_leaves_911(danger, act, answer):
    call = Call(**danger)
    call.say(*filter(None, [act]), facts=cleared(danger), words="no, it is none of that")
    call.say(answer)
    assert call.stands()
    assert call.reply.floor == HIGHEST


def test_a_withdrawal_said_twice_counts():
    call = Call(chest_pain="yes")
    call.say(facts={"chest_pain": "no"}, words="my chest is fine")
    assert call.speech == "I heard: no chest pain or pressure. Is that right?"
    call.say("deny", facts={"chest_pain": "no"}, words="no my chest is fine")
    assert call.speech.startswith("Good, so no chest pain or pressure. Then I take 911 back.")


def test_a_sign_taken_back_without_another_value_is_asked_about():
    session, _ = start(PROTOCOL)
    session, _ = step(PROTOCOL, session, UserAct(facts={"chest_pain": "yes"}))
    _, reply = step(PROTOCOL, session, UserAct(("correct",), retracts=("chest_pain",)))
    assert render.speech(PROTOCOL, reply.parts).startswith("I heard: no chest pain or pressure.")
    assert reply.floor == HIGHEST


@pytest.mark.parametrize("act", ["back", "restart", "correct", "jest"])
def test_nothing_undoes_911_unasked(danger, act):
    call = Call(**danger)
    assert call.say(act).startswith("911 stands, because of ")
    assert call.stands()
    call.say("deny")
    assert call.stands()


def test_going_back_over_what_did_not_bring_911_is_no_withdrawal():
    call = Call(chest_pain="yes")
    call.say(facts={"diabetes": "yes"})
    assert call.say("back").startswith("Sure, back one step.")
    assert call.stands()
    assert "diabetes" not in call.reply.facts


def test_every_further_danger_is_acted_on_whatever_was_withdrawn(danger):
    call = Call(emergency_sign_unnamed="yes")
    call.say("correct", facts={"emergency_sign_unnamed": "no"}, words="no i did not mean that")
    call.say("affirm")
    assert call.reply.floor < HIGHEST
    assert call.say(facts=danger).startswith("Call 911 now. That's because ")
    assert call.stands()


def test_a_further_danger_outweighs_a_withdrawal_in_the_same_breath(danger):
    call = Call(emergency_sign_unnamed="yes")
    call.say("correct", facts={"emergency_sign_unnamed": "no", **danger}, words="no, another thing")
    assert call.stands()
    assert "Tell 911 this, too: " in call.speech or "emergency_sign_unnamed" in danger


def test_what_was_heard_meanwhile_counts_after_a_withdrawal():
    call = Call(site="calf", ongoing_now="yes", chest_pain="yes")
    call.say(facts={"swelling": "one"})
    call.say("correct", facts={"chest_pain": "no"}, words="no my chest is fine")
    spoken = call.say("affirm")
    assert spoken.startswith("Good, so no chest pain or pressure. Then I take 911 back.")
    assert call.reply.level == 3


def test_one_sign_withdrawn_of_two_leaves_911():
    call = Call(chest_pain="yes", face_droop="yes")
    spoken = call.say("correct", facts={"chest_pain": "no"}, words="no my chest is fine")
    assert spoken.startswith("Good, so no chest pain or pressure. 911 still stands, because of a d")
    assert call.stands()


@pytest.mark.parametrize("rule", [r for r, f in DANGERS.items() if {*f.values()} == {YES}])
def test_a_joke_is_made_sure_of_before_911_is_taken_back(rule):
    call = Call(**DANGERS[rule])
    assert "So that's a no, right?" in call.say("jest")
    call.say("deny")
    assert call.stands()
    call.say("jest")
    assert "I take 911 back" in call.say("affirm")
    assert call.reply.level != HIGHEST


def test_a_joke_that_is_not_answered_takes_nothing_back():
    call = Call(chest_pain="yes")
    call.say("jest")
    call.say("ask:drink")
    assert call.stands()
    assert call.reply.facts["chest_pain"] == "yes"


def test_every_further_danger_is_told_on_and_acted_on(danger):
    call = Call(**({"face_droop": "yes"} if "face_droop" not in danger else {"seizure": "yes"}))
    before = {reason.rule for reason in call.reply.reasons} | {"asked_for_ambulance"}
    call.say(facts=danger)
    assert call.stands()
    if {r.rule for r in call.reply.reasons if r.rule in DANGERS} - before:
        assert call.speech.startswith("Tell 911 this, too: ")


def test_a_danger_heard_doubtfully_is_asked_once_more():
    call = Call(chest_pain="yes")
    call.say(facts={"not_breathing": "yes"}, doubtful=True)
    assert call.speech == "I heard: not breathing normally. Is that right?"
    assert call.stands()
    call.say("affirm")
    assert call.speech.startswith("Tell 911 this, too: not breathing normally.")
    assert call.stands()


def test_a_danger_that_was_misheard_changes_nothing():
    call = Call(chest_pain="yes")
    call.say(facts={"not_breathing": "yes"}, doubtful=True)
    call.say("deny")
    assert call.stands()
    assert "Tell 911" not in call.speech


def test_news_that_is_no_danger_is_for_the_operator():
    call = Call(chest_pain="yes")
    assert call.say(facts={"diabetes": "yes"}).startswith("All right. Tell 911 that, too.")


@pytest.mark.searches
@pytest.mark.parametrize("stop", ["deny", "stop"])
def test_compressions_are_counted_at_the_right_pace_for_as_long_as_wanted(danger, stop):
    call = Call(**danger)
    call.say("count_aloud")
    for _ in range(5):
        (beats,) = [part for part in call.reply.parts if isinstance(part, Beats)]
        assert 100 <= beats.per_minute <= 120
        assert "One, two, three, four" in call.speech
        assert call.speech.endswith("ten. Shall I go on counting?")
        assert not call.reply.ended
        call.say("affirm")
    assert "Go on pushing until somebody takes over." in call.say(stop)
    assert call.stands()
    assert not any(isinstance(part, Beats) for part in call.reply.parts)
    assert call.say("stop").startswith("Go on pushing until somebody takes over.")
    assert call.reply.ended


def test_who_was_not_told_how_to_push_is_told_before_the_count():
    call = Call(chest_pain="yes")
    spoken = call.say("count_aloud")
    assert spoken.index("middle of the chest") < spoken.index("One, two")
    assert "middle of the chest" not in call.say("affirm")


def test_nobody_who_pushes_is_left_after_one_silence():
    call = Call(not_breathing="yes")
    call.say("count_aloud")
    assert "One, two, three" in call.say("no_input")
    assert call.say("no_input").startswith("Go on pushing")
    assert call.reply.ended


@pytest.mark.parametrize("moment", ["opening", "question", "hold", "advice"])
def test_a_plea_is_911_at_any_moment(talk, moment):
    if moment == "question":
        talk.tell(site="calf", ongoing_now="no")
    elif moment == "hold":
        talk.tell(site="calf", ongoing_now="yes")
    elif moment == "advice":
        talk.to_the_advice({"site": "calf", "ongoing_now": "no"}, frequency="monthly")
    reply = talk.say("emergency_plea", words="i need an ambulance")
    assert talk.speech.startswith("Call 911 now. That's because you tell me you need help right")
    assert (reply.level, reply.floor, reply.ended) == (HIGHEST, HIGHEST, False)


def test_where_several_dangers_fit_the_reason_is_what_was_told_not_a_disease():
    call = Call(confusion="yes", fever="yes", hot_skin="yes", heat_exposure="yes")
    assert "because of what you told me: confusion, fever and burning hot skin." in call.speech
    assert "sepsis" not in call.speech
    assert "sepsis" not in call.say("why")


def test_no_first_aid_is_said_in_part(danger):
    call = Call(**danger)
    said = [part.prompt for part in call.reply.parts if part.prompt.startswith("first_aid.")]
    for entry in PROTOCOL.first_aid:
        parts = {f"first_aid.{entry.id}.{number}" for number in range(len(entry.say))}
        assert not parts & {*said} or parts <= {*said}


def test_whoever_does_not_breathe_is_not_sat_up():
    call = Call(chest_pain="yes", not_breathing="yes")
    for _ in range(3):
        assert "Sit" not in call.speech
        call.say("no_match")


@pytest.mark.parametrize("facts", [{"swelling": "one"}, {"dark_urine": "yes"}])
@pytest.mark.parametrize("act", ["deny", "stop", "no_input", "no_match", "thanks"])
def test_the_last_words_after_level_3_or_4_are_the_levels(talk, facts, act):
    talk.to_the_advice({"site": "calf", "ongoing_now": "yes", "context": "night", **facts})
    talk.until_ended(act)
    level = {3: "Be seen in person today", 4: "Go to an emergency room now."}[talk.reply.level]
    assert talk.speech.rpartition("?")[2].strip().startswith(level)
    assert not any(soft in talk.speech for soft in SOFT)


@pytest.mark.parametrize("act", ["stop", "no_input"])
def test_who_leaves_early_with_a_danger_open_is_not_sent_off_with_a_greeting(talk, act):
    talk.tell(site="calf", ongoing_now="yes", dark_urine="yes")
    talk.until_ended(act)
    assert talk.speech.endswith("If you're short of breath or your chest hurts, call 911.")
    assert "Go to an emergency room now." in talk.speech


def test_on_the_way_to_an_emergency_room_first_aid_answers_too(talk):
    talk.tell(site="calf", ongoing_now="no", dark_urine="yes")
    assert talk.reply.level == 4
    question = talk.reply.question
    talk.say("ask:drive")
    assert talk.speech.startswith("Somebody else drives, not you.")
    assert talk.reply.question == question
    talk.say("refuse_care")
    assert talk.speech.startswith("It's your choice. What makes it wrong to wait is what you told ")


def test_who_says_that_they_are_calling_at_the_first_word_is_not_asked_to_call():
    for facts in ({"chest_pain": "yes"}, {"asks_for_ambulance": "yes"}):
        call = Call()
        call.say("ask:calling", facts=facts)
        assert call.speech.startswith("Stay on the phone with 911, and do what they say.")
        assert call.speech.endswith("Are you still on the phone with 911?")
        assert "Call 911" not in call.speech


def test_a_call_that_may_be_another_days_is_asked_about_before_it_counts(talk):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("ask:calling", words="he called 911")
    assert talk.speech == "I want to be sure. Do you need an ambulance?"
    assert talk.say("deny").floor == 0
    talk.say("ask:calling", words="he called 911")
    assert "ambulance" not in talk.speech


def test_a_plea_beside_a_sign_is_no_sign_of_its_own():
    call = Call(chest_pain="yes", asks_for_ambulance="yes")
    assert "That's because pain or pressure in the chest can be your heart." in call.speech
    assert "ambulance" not in call.say("refuse_care")


def test_a_call_goes_on_the_same_after_a_save_at_every_turn():
    from cramp_triage.dialogue.session import dump, load

    call = Call(chest_pain="yes")
    for acts in (("refuse_care",), ("count_aloud",), ("ask:calling",), ("deny",), ("jest",)):
        call.session = load(PROTOCOL, dump(call.session))
        call.say(*acts)
        assert not call.reply.ended


ON_THE_WAY = {"site": "thigh", "ongoing_now": "yes", "missed_dialysis": "yes", "weakness": "yes"}


@pytest.mark.parametrize(
    ("acts", "answer"),
    [
        (("ask_relief",), "Rest the way you breathe best."),
        (("ask:meanwhile",), "Rest the way you breathe best."),
        (("ask_relief", "question"), "Rest the way you breathe best."),
        (("ask:drink",), "Nothing to eat or drink now"),
        (("ask:massage",), "Leave it still."),
        (("ask:driving",), "Somebody else drives, not you."),
        (("ask:stand",), "Then don't try to walk there. Call 911 now."),
        (("ask:no_way_there",), "Then don't try to walk there. Call 911 now."),
    ],
)
def test_on_the_way_to_an_emergency_room_the_first_aid_answers(acts, answer):
    call = Call(**ON_THE_WAY)
    assert call.reply.level == HIGHEST - 1
    assert answer in call.say(*acts)
    assert "pharmacist" not in call.speech
    assert not call.reply.ended


def test_help_that_arrives_is_handed_over_to_in_every_danger(danger):
    call = Call(**danger)
    call.say("ask:calling")
    assert call.say("arrived") == "Good. Tell them what you told me."
    assert (call.reply.ended, call.reply.level) == (True, HIGHEST)


def test_help_that_arrives_on_the_way_to_an_emergency_room_ends_it_as_kindly():
    call = Call(**ON_THE_WAY)
    assert call.say("arrived", "deny") == "Good. Tell them what you told me."
    assert call.reply.ended


@pytest.mark.parametrize("more", ["question", "ask:drink", "count_aloud", "ask_relief"])
def test_who_asks_while_help_arrives_is_answered_first(more):
    call = Call(chest_pain="yes")
    call.say("arrived", more)
    assert call.stands()


def test_a_danger_told_while_help_arrives_is_acted_on():
    call = Call(chest_pain="yes")
    call.say("arrived", facts={"breathless": "yes"})
    assert not call.reply.ended


def test_whoever_is_on_the_phone_and_unsure_is_not_told_to_call_again():
    call = Call(chest_pain="yes", site="chest", ongoing_now="yes")
    call.say("affirm", "ask:calling")
    for _ in range(6):
        call.say("unsure")
        assert "Call 911 now" not in call.speech
