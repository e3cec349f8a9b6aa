"""What a person wants apart from answering: repeat, help, why, slower, their own question."""

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import SEE_TODAY, assess
from tests.conftest import opened

PROTOCOL = load_protocol()
CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_repeat_says_the_same_again(talk):
    talk.tell(**CALF)
    before = talk.speech
    talk.say("repeat")
    assert talk.speech == before
    assert talk.reply.asks == ("injury", "swelling", "warm_red_skin", "limb_cold_pale")


def test_help_says_what_can_be_said_to_this_question(talk):
    talk.say("help")
    assert "calf, foot, thigh" in talk.speech
    talk.tell(**CALF)
    talk.say("help")
    assert "You can say yes, no, or I don't know." in talk.speech


def test_why_gives_the_reason_and_asks_again(talk):
    talk.tell(**CALF)
    talk.until("diuretic", "statin", "new_medicine", "takes_quinine")
    talk.say("why")
    assert talk.speech.startswith("Because ")
    assert talk.speech.endswith("?")


def test_slower_is_remembered(talk):
    talk.tell(**CALF)
    assert talk.say("slower").slower
    assert talk.say("deny").slower


def test_refusing_before_anything_is_known_still_gets_the_questions(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("refuse_care")
    assert talk.reply.asks == asks


def test_quinine_is_refused_and_the_question_stays_open(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("ask:quinine", facts={"asks_for_quinine": "yes"})
    assert "can't recommend quinine" in talk.speech
    assert set(asks) & set(talk.reply.asks) or talk.reply.asks == ("takes_quinine",)


def test_why_before_anything_is_known_says_why_the_place_matters(talk):
    talk.say("why")
    assert talk.speech.startswith("Because each muscle is stretched in its own way")
    assert talk.speech.endswith(" Where?")


def test_why_at_the_hold_says_why_it_should_let_go(talk):
    talk.tell(**CALF)
    talk.until("ongoing_now")
    talk.say("why")
    assert "a cramp that won't let go should be seen" in talk.speech


def test_why_asked_twice_says_what_all_questions_are_for(talk):
    talk.say("why")
    talk.say("why")
    assert talk.speech.startswith("Because it helps me tell how soon a doctor should see you.")


def test_why_after_harmless_advice_says_that_nothing_pointed_to_danger(talk):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("why")
    assert talk.speech.startswith("I heard no danger sign in what you told me.")


def test_why_after_serious_advice_gives_the_reason_once_more(talk):
    talk.to_the_advice({**CALF, "swelling": "one"}, frequency="monthly")
    talk.say("why")
    assert "clot" in talk.speech


SORE_ON_A_STATIN = {"site": "calf", "ongoing_now": "no", "statin": "yes"}


def test_how_bad_is_it_waits_for_the_questions(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("ask_level")
    assert talk.speech.startswith("I'll tell you in a moment.")
    assert talk.reply.asks == asks


def test_how_bad_is_it_after_the_advice_is_answered_in_the_same_words(talk):
    talk.to_the_advice(SORE_ON_A_STATIN | {"pain_between_cramps": "yes"}, frequency="monthly")
    level = "Be seen in person today. At night, the morning is soon enough"
    assert level in talk.speech
    talk.say("ask_level")
    assert talk.speech.startswith(level)


@pytest.mark.parametrize(
    ("danger", "level"),
    [
        ({"swelling": "one"}, "Be seen in person today"),
        ({"dark_urine": "yes"}, "Go to an emergency"),
    ],
)
def test_a_danger_told_with_how_bad_is_it_is_answered_with_the_new_level_alone(talk, danger, level):
    talk.to_the_advice(CALF, frequency="monthly")
    talk.say("ask_level", facts=danger)
    assert talk.speech.startswith(level)
    assert "at home" not in talk.speech


def test_how_bad_is_it_stays_as_advised_where_less_is_left_of_what_was_told(talk):
    talk.to_the_advice({**CALF, "swelling": "one"}, frequency="monthly")
    act = UserAct(("ask_level",), retracts=("swelling",))
    talk.session, talk.reply = step(talk.protocol, talk.session, act)
    assert "Be seen in person today, within about four hours if you can." in talk.speech


def spoken(reply: Reply) -> list[str]:
    """What each part of a reply says."""
    return [render.speech(PROTOCOL, [part]) for part in reply.parts]


def words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize("question", PROTOCOL.questions)
def test_why_is_answered_for_each_question_and_the_question_comes_back_in_fewer_words(question):
    session = opened(PROTOCOL, question)
    first = spoken(step(PROTOCOL, session, UserAct(("no_match",)))[1])[1]
    session, reply = step(PROTOCOL, session, UserAct(("why",)))
    why, back = spoken(reply)
    assert why == PROTOCOL.questions[question].why.say.format(limb="leg")
    assert back.endswith("?")
    assert words(back) < words(PROTOCOL.questions[question].text)
    assert back != first
    assert reply.asks == PROTOCOL.questions[question].asks
    again = spoken(step(PROTOCOL, session, UserAct(("why",)))[1])
    assert not {why, back} & {*again}


LISTS = [id_ for id_, question in PROTOCOL.questions.items() if len(question.asks) > 1]
BESIDE = [
    *(("question",), ("wait",), ("ask_human",), ("ask_machine",), ("ask_length",), ("ask_cause",)),
    *(("ask_level",), ("thanks",)),
    *((f"ask:{topic}",) for topic in PROTOCOL.guidance),
]


@pytest.mark.parametrize("acts", BESIDE, ids=lambda acts: acts[0])
@pytest.mark.parametrize("place", ["question", "hold", "closing"])
def test_what_is_asked_at_any_time_is_answered_first_and_counts_as_no_miss(talk, acts, place):
    if place == "closing":
        talk.to_the_advice(CALF, frequency="monthly")
    else:
        talk.tell(**CALF) if place == "hold" else talk.tell(site="calf", ongoing_now="no")
    before, question = spoken(talk.reply), talk.reply.question
    if place == "closing" and acts == ("thanks",):
        return  # which closes
    talk.say(*acts)
    *answer, back = spoken(talk.reply)
    assert answer
    assert "Sorry" not in answer[0]
    assert (talk.reply.question, talk.reply.ended) == (question, False)
    assert back.endswith("?")
    assert words(back) < words(before[-1])
    assert fold(talk.session.log).asked.misses == 0


@pytest.mark.searches
@pytest.mark.parametrize("question", PROTOCOL.questions)
def test_neither_waiting_nor_that_s_all_ends_the_call(question):
    asks, session = PROTOCOL.questions[question].asks, opened(PROTOCOL, question)
    for text in ("that's all", "that's it", "hold on", "wait", "wait a minute"):
        act = understand(load_lexicon(), text, asks).to_act(text)
        reply = step(PROTOCOL, session, act)[1]
        assert not reply.ended, text
        assert "Sorry" not in render.speech(PROTOCOL, reply.parts), text


@pytest.mark.parametrize(
    "text",
    [
        "should i stop the pills",
        "can i stop taking my tablets",
        "when can i stop the stretch",
        "can i go back to bed",
        "should i cancel my appointment",
        "it just won't stop",
    ],
)
def test_to_speak_of_stopping_is_no_wish_to_stop(text):
    assert "stop" not in understand(load_lexicon(), text).acts


@pytest.mark.parametrize(
    "text", ["stop", "goodbye", "cancel", "leave me alone", "please stop", "stop asking"]
)
def test_a_plain_wish_to_stop_is_one(text):
    assert understand(load_lexicon(), text).acts == ("stop",)


@pytest.mark.parametrize(
    "text",
    [
        "can my dog catch this",
        "is it contagious",
        "will it leave a scar",
        "can I keep my rings on",
    ],
)
def test_a_question_that_no_text_answers_gets_an_honest_answer(talk, text):
    talk.tell(**CALF)
    act = understand(load_lexicon(), text, talk.reply.asks).to_act(text)
    talk.session, talk.reply = step(PROTOCOL, talk.session, act)
    assert talk.speech.startswith(("I don't know that one.", PROTOCOL.guidance["cause"].text))


def test_what_is_asked_behind_a_no_is_answered_and_the_no_counts(talk):
    talk.tell(**CALF)
    talk.say("deny", "ask:driving")
    assert talk.speech.startswith(PROTOCOL.guidance["driving"].text)
    assert talk.reply.facts["injury"] == "no"


def test_a_wait_tells_no_length(talk):
    talk.tell(**CALF)
    talk.say("wait", facts={"duration_min": 1})
    assert talk.speech.startswith("Take your time.")
    assert "duration_min" not in talk.reply.facts


@pytest.mark.parametrize("obstacle", ["reach", "stand", "hurts_more"])
def test_an_obstacle_is_met_with_another_way_while_a_stretch_is_held(talk, obstacle):
    talk.tell(**CALF)
    talk.say(f"ask:{obstacle}")
    assert talk.speech.startswith(PROTOCOL.guidance[obstacle].text)


def test_an_obstacle_where_nothing_is_held_asks_nothing_of_the_body(talk):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("ask:reach")
    assert talk.speech.startswith("Then leave it.")


COMPOUND = {
    (question.id, fact)
    for question in PROTOCOL.questions.values()
    for fact in question.asks
    if len(question.asks) > 1 and question.expects == "yes_no"
}


def is_grave(known, facts):
    """Whether one of these facts alone is for a doctor today, given what is known."""
    told = ({**known, fact: PROTOCOL.findings[fact].affirm} for fact in facts)
    return any(assess(PROTOCOL, one).floor >= SEE_TODAY for one in told)


@pytest.mark.parametrize(("question", "fact"), sorted(COMPOUND))
def test_a_narrow_no_leaves_a_danger_in_the_rest_open_and_clears_a_harmless_rest(question, fact):
    act = UserAct(("deny",), {fact: PROTOCOL.findings[fact].deny})
    reply = step(PROTOCOL, opened(PROTOCOL, question), act)[1]
    assert reply.facts[fact] == PROTOCOL.findings[fact].deny
    rest = {f for f in PROTOCOL.questions[question].asks if f != fact}
    known = {f: v for f, v in reply.facts.items() if f not in rest}
    left = rest - reply.facts.keys()
    clears = {f for f in rest if PROTOCOL.findings[f].deny}
    assert left == (rest if is_grave(known, rest) else rest - clears)


def test_whoever_goes_through_a_list_is_asked_for_the_rest_each_time(talk):
    talk.tell(**CALF)
    talk.say("deny", facts={"injury": "no"})
    assert talk.reply.asks == ("swelling", "warm_red_skin", "limb_cold_pale")
    talk.say("deny", facts={"swelling": "none"})
    assert talk.reply.asks == ("warm_red_skin", "limb_cold_pale")
    talk.say("deny", facts={"fever": "no"})
    assert (talk.reply.facts["warm_red_skin"], talk.reply.facts["limb_cold_pale"]) == ("no", "no")


@pytest.mark.parametrize(("question", "fact"), sorted(COMPOUND))
def test_a_no_that_takes_something_back_answers_no_part_of_the_open_question(question, fact):
    asks = PROTOCOL.questions[question].asks
    session = opened(PROTOCOL, question, **{fact: PROTOCOL.findings[fact].affirm})
    told = {fact: PROTOCOL.findings[fact].deny}
    act = UserAct(("correct", "deny"), told, words="no sorry it isn't")
    reply = step(PROTOCOL, session, act)[1]
    before = {f: v for f, v in fold(session.log).facts.items() if f != fact}
    new = {f for f in asks if f != fact and f in reply.facts and f not in before}
    assert not {f for f in new if reply.facts[f] == PROTOCOL.findings[f].deny}


def test_the_rest_is_asked_again_by_itself_and_shorter(talk):
    talk.tell(**CALF)
    before = spoken(talk.reply)[-1]
    talk.say("deny", facts={"injury": "no"})
    assert talk.reply.asks == ("swelling", "warm_red_skin", "limb_cold_pale")
    assert words(spoken(talk.reply)[-1]) < words(before)


def test_that_s_all_behind_an_answer_closes_the_list(talk):
    talk.tell(**CALF)
    talk.until("diuretic", "statin", "new_medicine", "takes_quinine")
    talk.say("done", facts={"statin": "yes"})
    assert (talk.reply.facts["diuretic"], talk.reply.facts["takes_quinine"]) == ("no", "no")


def test_that_s_all_alone_is_made_sure_of(talk):
    talk.tell(**CALF)
    talk.say("done")
    assert (talk.speech, "injury" in talk.reply.facts) == ("Was that a yes or a no?", False)
    assert talk.say("deny").facts["injury"] == "no"


def test_that_s_all_is_no_answer_to_where_it_is(talk):
    talk.say("done")
    assert spoken(talk.reply)[0] == "Okay."
    assert (talk.reply.question, talk.reply.ended) == ("where", False)


@pytest.mark.parametrize("question", LISTS)
def test_what_is_told_again_is_heard_and_the_question_comes_back_in_fewer_words(question):
    asks = PROTOCOL.questions[question].asks
    session = opened(PROTOCOL, question, site="calf", ongoing_now="yes")
    act = UserAct(facts={"ongoing_now": "yes"}, words="it's not letting go")
    reply = step(PROTOCOL, session, act)[1]
    assert spoken(reply)[0] == "Okay."
    assert (reply.question, reply.asks) == (question, asks)
    assert words(spoken(reply)[-1]) < words(PROTOCOL.questions[question].text)


def test_what_is_told_again_and_again_is_not_asked_for_ever(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    for _ in range(3):
        talk.tell(**CALF)
    assert talk.reply.asks != asks
    assert talk.reply.facts["swelling"] == "unknown"


@pytest.mark.parametrize("question", LISTS)
def test_a_no_of_which_we_doubt_to_what_is_asked_about_once(question):
    asks = PROTOCOL.questions[question].asks
    session = opened(PROTOCOL, question)
    act = UserAct(("deny",), left_open=asks, words="no it don't")
    session, reply = step(PROTOCOL, session, act)
    if reply.question == question:
        assert "Sorry" not in render.speech(PROTOCOL, reply.parts)
        assert words(spoken(reply)[-1]) < words(PROTOCOL.questions[question].text)
        reply = step(PROTOCOL, session, act)[1]
    assert {*asks} <= reply.facts.keys()


SOOTHING = [topic for topic, one in PROTOCOL.guidance.items() if one.soothes]


@pytest.mark.parametrize("topic", SOOTHING)
def test_nobody_is_soothed_once_a_doctor_must_look_at_it(talk, topic):
    talk.tell(**CALF, swelling="one")
    talk.say(f"ask:{topic}")
    assert PROTOCOL.guidance[topic].text not in talk.speech
    assert talk.speech.startswith("That's because one leg that's swollen")


def test_a_level_that_was_said_early_is_said_again_when_asked_for(talk):
    talk.tell(**CALF, swelling="one")
    talk.say("ask_level")
    assert "within about four hours" in talk.speech
    assert "in a moment" not in talk.speech


def test_why_we_ask_is_no_question_about_the_cause(talk):
    talk.tell(**CALF)
    talk.say("ask_cause", "ask:cause", "question", "why")
    assert spoken(talk.reply)[0] == PROTOCOL.questions["gate"].why.say.format(limb="leg")


def test_a_greeting_is_met_with_the_whole_question(talk):
    question = talk.speech[-len("Where's the cramp?") :]
    talk.say("greeting")
    assert talk.speech == f"Hi. {question}"


def test_a_why_behind_an_answer_is_of_the_question_answered_and_the_next_one_comes(talk):
    talk.tell(**CALF)
    seen = []
    while not talk.reply.ended and talk.reply.level is None and len(seen) < 30:
        question, asks, expects = talk.reply.question, talk.reply.asks, talk.reply.expects
        own = f"why.{question}"
        talk.say("deny", "why")
        if question not in PROTOCOL.questions or question in seen or expects != "yes_no":
            continue
        seen.append(question)
        said = {part.prompt for part in talk.reply.parts if hasattr(part, "prompt")}
        assert {own, "why_plain", "why_advice", "why_home"} & said, question
        assert all(talk.reply.facts.get(fact) for fact in asks), "the answer counts"
        assert talk.reply.ended or talk.reply.asks != asks
    assert {"gate", "breath"} < {*seen}
    assert len(seen) > 4


@pytest.mark.parametrize("beside", [{"diarrhea": "no"}, {"pain": "moderate"}])
def test_a_danger_that_a_why_left_unanswered_is_asked_again(talk, beside):
    talk.tell(**CALF)
    talk.until_asked("chest_pain")
    asks = talk.reply.asks
    talk.say("why", facts=beside)
    assert talk.speech.startswith("Because ")
    assert talk.reply.asks == asks


def test_the_promise_of_a_level_is_kept_by_the_reply_that_makes_it_or_a_question_follows(talk):
    later = PROTOCOL.prompts["ask_level_later"]
    talk.tell(**CALF)
    for _ in range(30):
        level = talk.reply.level
        talk.say("deny", "ask_level")
        if later in talk.speech:
            assert "?" in talk.speech.split(later)[1]
            assert talk.reply.level == level
        if talk.reply.ended:
            break
    assert talk.reply.level is not None


@pytest.mark.parametrize("danger", [{"swelling": "one"}, {"dark_urine": "yes"}])
def test_whoever_must_be_seen_is_never_sent_to_a_pharmacist(talk, danger):
    talk.tell(**CALF)
    talk.say("question")
    assert "pharmacist" in talk.speech
    talk.tell(**danger)
    assert talk.reply.level >= SEE_TODAY
    talk.say("question")
    assert "Ask when you're seen." in talk.speech
    assert "pharmacist" not in talk.speech


@pytest.mark.parametrize("question", LISTS)
def test_a_question_beside_an_answer_gets_an_honest_word_before_the_next(question):
    asks = PROTOCOL.questions[question].asks
    session = opened(PROTOCOL, question, site="calf", ongoing_now="yes")
    harmless = {fact: PROTOCOL.findings[fact].deny for fact in asks}
    reply = step(PROTOCOL, session, UserAct(acts=("deny", "question"), facts=harmless))[1]
    said = spoken(reply)
    assert said[0].startswith("I don't know that one.")
    assert said[-1].endswith(("?", "."))


def test_what_is_asked_as_the_advice_comes_is_answered_by_it(talk):
    talk.tell(site="calf", side="left", ongoing_now="no")
    while not talk.reply.ended and talk.reply.level is None:
        talk.say("deny", "question")
    assert talk.reply.level == 0
    assert "I don't know that one" not in talk.speech


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"site": "calf"}, "toes pulled up"),
        ({"site": "groin"}, "soles of your feet together"),
        ({"site": "hamstring"}, "lean forward"),
        ({"site": "quadriceps"}, "heel toward your bottom"),
        ({"site": "thigh"}, "For the inside"),
        ({"site": "hand"}, "ease the fingers straight back"),
        ({"site": "neck"}, "don't force anything"),
        ({"site": "forearm"}, "until it pulls but doesn't hurt"),
        ({"site": "calf", "injury": "yes"}, "No stretching for now"),
        ({"site": "groin", "joint_replacement": "yes"}, "No stretching of the hip"),
        ({"site": "hand", "neck_surgery_recent": "yes"}, "No stretching for now"),
    ],
)
def test_a_stretch_that_is_asked_for_is_this_muscles_unless_something_forbids_it(talk, told, words):
    talk.tell(ongoing_now="no", **told)
    talk.say("question", "ask:stretch")
    assert words in talk.speech


def test_what_is_not_known_twice_is_said_in_other_words(talk):
    talk.tell(**CALF)
    talk.say("deny", "question")
    first = spoken(talk.reply)[0]
    talk.say("deny", "question")
    second = spoken(talk.reply)[0]
    assert ("pharmacist" in first, "pharmacist" in second) == (True, True)
    assert first != second


def test_who_asks_for_help_in_a_hold_is_not_told_that_it_is_unknown(talk):
    talk.tell(**CALF)
    talk.say("question", "ask_relief")
    assert "I don't know that one" not in talk.speech


@pytest.mark.parametrize("site", ["calf", "foot", "hamstring"])
def test_the_stretch_is_said_again_as_long_as_it_is_held(talk, site):
    first = talk.tell(site=site, ongoing_now="yes").parts[0]
    talk.say("deny")
    asks = talk.reply.asks
    talk.say("ask:quinine")
    assert first in talk.say("step_again").parts
    assert talk.reply.asks == asks


def test_once_it_let_go_the_stretch_is_said_as_one_for_later(talk):
    first = talk.tell(**CALF).parts[0]
    talk.tell(ongoing_now="no")
    talk.say("step_again")
    assert first not in talk.reply.parts
    assert "Leg straight, toes pulled up" in talk.speech


def test_at_911_nobody_is_told_the_stretch_again(talk):
    talk.tell(**CALF)
    talk.tell(chest_pain="yes", breathless="yes")
    talk.say("step_again")
    assert "No stretching now" in talk.speech


def test_how_bad_is_it_is_never_put_off_twice_in_the_same_words(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    first = talk.say("ask_level").parts
    again = talk.say("ask_level").parts
    assert [part for part in first if part in again] == []
    assert talk.reply.asks == asks


def test_how_bad_is_it_says_what_it_comes_to_so_far(talk):
    talk.tell(**CALF)
    talk.tell(frequency="nightly", disturbs_sleep="yes")
    asks = talk.reply.asks
    talk.say("ask_level")
    assert talk.speech.startswith("From what you've told me so far")
    assert PROTOCOL.prompts["level.1"] in talk.speech
    assert talk.reply.asks == asks
    assert talk.reply.level is None


def test_who_asks_about_another_place_hears_what_helps_there(talk):
    talk.tell(site="hand", ongoing_now="no")
    talk.say("ask:next_time", facts={"site": "calf"}, words="and when it grabs my calf at three?")
    assert "pull the toes up toward the shin" in talk.speech


@pytest.mark.parametrize(("site", "word"), [("neck", "turn and look"), ("hand", "that hand")])
def test_whether_to_drive_is_said_of_what_cramps(talk, site, word):
    talk.tell(site=site, ongoing_now="no")
    talk.say("ask:driving")
    assert word in talk.speech
    assert "the leg" not in talk.speech


def test_are_you_sure_is_answered_with_the_reason(talk):
    talk.to_the_advice({"site": "calf", "ongoing_now": "no", "swelling": "one"})
    assert talk.reply.level >= 3
    talk.say("ask:doubted", "ask_machine", "question")
    assert "computer program" not in talk.speech
    assert "clot" in talk.speech


def test_what_helps_while_nothing_cramps_is_said_to_be_for_later(talk):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("ask_relief")
    assert talk.speech.startswith("If it comes back: At once, straighten the leg")


@pytest.mark.parametrize("illness", ["liver_disease", "kidney_disease", "blood_thinner"])
def test_a_painkiller_is_for_the_doctor_where_it_can_harm(talk, illness):
    talk.tell(site="calf", ongoing_now="no", **{illness: "yes"})
    talk.say("ask:painkiller")
    assert "many aren't safe for you" in talk.speech


def test_whoever_must_be_seen_hears_of_no_stretch_for_later(talk):
    talk.tell(site="calf", ongoing_now="no", swelling="one")
    talk.say("ask_relief")
    assert "If it comes back" not in talk.speech


@pytest.mark.parametrize(
    ("acts", "told"),
    [(("done",), {"sore_after": "yes"}), (("done", "question", "ask:exercise"), {})],
)
def test_that_s_all_behind_something_else_is_no_doubtful_no(talk, acts, told):
    talk.tell(site="calf", ongoing_now="no")
    asks = talk.reply.asks
    talk.say(*acts, facts=told, words="a bit sore, that's all")
    assert "Was that a yes or a no" not in talk.speech
    assert talk.reply.asks == asks


@pytest.mark.parametrize(
    ("known", "begins"),
    [
        ({"swelling": "one"}, PROTOCOL.guidance["instead_of_going"].text),
        ({}, PROTOCOL.prompts["ask_level_later"]),
    ],
)
def test_nobody_is_told_to_be_seen_who_need_not_be(talk, known, begins):
    talk.tell(**CALF, **known)
    talk.say("ask:instead_of_going")
    assert talk.speech.startswith(begins)


def test_once_home_is_told_nothing_has_to_replace_a_visit(talk):
    talk.tell(**CALF)
    for _ in range(30):
        if talk.reply.level is not None:
            break
        talk.say("deny")
    assert talk.reply.level < SEE_TODAY
    talk.say("ask:instead_of_going")
    assert PROTOCOL.guidance["instead_of_going"].text not in talk.speech


@pytest.mark.parametrize(
    ("topic", "known", "said"),
    [
        ("baby", {"site": "neck"}, "I can't tell that from here."),
        ("prop_up", {"site": "calf", "pad_known": "yes"}, "Leave it level for now"),
        ("travel", {"site": "calf", "swelling": "one"}, "Not before you've been seen."),
        ("shoes", {"site": "hand"}, "I don't think your shoes matter"),
    ],
)
def test_an_answer_minds_what_was_told(talk, topic, known, said):
    talk.tell(ongoing_now="no", **known)
    talk.say(f"ask:{topic}")
    assert said in talk.speech
