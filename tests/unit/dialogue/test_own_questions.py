"""What a caller asks is answered as far as the level and the moment let it."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Say
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
CALF = {"site": "calf", "ongoing_now": "yes"}
WAITS = [topic for topic, about in PROTOCOL.guidance.items() if about.waits]


def prompts(talk):
    return [part.prompt for part in talk.reply.parts if isinstance(part, Say)]


def swollen(talk):
    """A leg that must be seen today."""
    talk.tell(**CALF)
    talk.tell(injury="no", swelling="one", warm_red_skin="no", limb_cold_pale="no")
    assert talk.reply.level == 3


@pytest.mark.parametrize("topic", WAITS)
def test_what_moves_or_rubs_it_waits_for_who_must_look_at_it(talk, topic):
    swollen(talk)
    talk.say("question", f"ask:{topic}")
    known = any(
        one.when.truth(talk.reply.facts) is True for one in PROTOCOL.guidance[topic].instead
    )
    assert ("not_until_seen" in prompts(talk)) != known


@pytest.mark.parametrize("topic", WAITS)
def test_it_is_answered_where_nothing_is_grave(talk, topic):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("question", f"ask:{topic}")
    assert any(prompt.startswith(f"guidance.{topic}") for prompt in prompts(talk))


def test_where_to_go_is_what_the_level_says(talk):
    swollen(talk)
    talk.say("question", "ask:where_to_go")
    assert [p for p in prompts(talk) if p.startswith(("level", "also"))] == ["level.3", "also.3"]


def test_where_to_go_is_the_office_where_nothing_is_grave(talk):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("question", "ask:where_to_go")
    assert "guidance.where_to_go" in prompts(talk)


def test_how_long_to_hold_is_told_while_one_holds(talk):
    talk.tell(**CALF)
    talk.say("question", "ask:hold")
    assert "guidance.hold" in prompts(talk)


def test_how_to_stretch_is_told_where_nobody_holds(talk):
    talk.tell(site="calf", ongoing_now="no")
    talk.say("question", "ask:hold")
    assert any(prompt.startswith("guidance.stretch") for prompt in prompts(talk))


def test_why_they_should_go_is_the_reason_of_the_level(talk):
    swollen(talk)
    talk.say("question", "ask:why_advice")
    assert "why_advice" in prompts(talk)


def test_why_they_should_go_before_any_advice_is_why_we_ask(talk):
    talk.tell(**CALF)
    talk.say("ask:why_advice")
    assert prompts(talk)[0].startswith("why.")


def test_a_word_that_no_text_explains_brings_the_question_in_other_words(talk):
    talk.tell(**CALF)
    asks = talk.reply.asks
    talk.say("ask:meaning")
    assert prompts(talk) == ["ask", "you_can_say"]
    assert talk.reply.asks == asks


def test_pregnancy_is_no_topic_for_who_is_not_pregnant(talk):
    talk.tell(site="calf", ongoing_now="no", pregnant="no")
    talk.say("ask:pregnancy")
    assert "unknown_question" in prompts(talk)
    talk.tell(pregnant="yes")
    talk.say("ask:pregnancy")
    assert any(prompt.startswith("guidance.pregnancy") for prompt in prompts(talk))


def test_to_hear_it_again_is_to_hear_it_again_whatever_else_was_asked(talk):
    talk.tell(**CALF)
    before = talk.speech
    talk.say("repeat", "question")
    assert talk.speech == before


def test_a_level_told_early_is_taken_back_aloud(talk):
    swollen(talk)
    talk.tell(swelling="none")
    assert "level_lower" in prompts(talk)
    assert talk.reply.level is None


def test_a_lower_level_that_is_still_grave_is_told_in_its_place(talk):
    swollen(talk)
    talk.tell(dark_urine="yes")
    assert talk.reply.level == 4
    talk.tell(dark_urine="no")
    assert talk.reply.level == 3
    assert any(prompt.startswith("early.3") for prompt in prompts(talk))


def test_a_question_behind_a_yes_to_hear_it_again_keeps_the_call(talk):
    swollen(talk)
    while talk.reply.question != "again":
        talk.say("deny")
    talk.say("affirm", "question", "ask:exercise")
    assert not talk.reply.ended


def test_another_muscle_that_cramps_after_the_advice_is_helped(talk):
    talk.tell(site="calf", ongoing_now="no")
    while talk.reply.level is None:
        talk.say("deny")
    talk.tell(site="hand", ongoing_now="yes")
    assert talk.reply.level is None
    assert talk.reply.asks


def test_what_is_just_told_outdates_what_it_contradicts(talk):
    talk.tell(**CALF, over_10_min="yes", duration_min=240.0)
    talk.tell(duration_min=5.0)
    assert talk.reply.facts["over_10_min"] == "no"


def test_a_yes_that_tells_something_doubtful_is_no_yes_to_a_list(talk):
    talk.tell(**CALF)
    talk.until_asked("chest_pain")
    act = UserAct(acts=("affirm",), doubts=("warm_red_skin",), words="Yes. It's warm.")
    _, reply = step(PROTOCOL, talk.session, act)
    assert reply.level != 5


@pytest.mark.parametrize("told", ["no", "no, I told you no"])
def test_a_no_that_insists_answers_the_list(talk, told):
    talk.tell(**CALF)
    talk.until_asked("chest_pain")
    asks = talk.reply.asks
    talk.say("deny", "correct", words=told)
    assert all(talk.reply.facts.get(fact) == "no" for fact in asks)


def test_a_stretch_that_begins_is_told_once(talk):
    talk.say("question", "ask:hold", facts=CALF)
    assert talk.reply.relief
    assert not any(prompt.startswith("guidance.stretch") for prompt in prompts(talk))


@pytest.mark.parametrize("site", ["calf", "foot", "hand", "hamstring", "abdomen"])
def test_who_asks_what_helps_while_nothing_cramps_hears_what_to_do_next_time(talk, site):
    talk.tell(site=site, ongoing_now="no")
    asks = talk.reply.asks
    talk.say("ask_relief", "question")
    assert any(prompt.startswith("guidance.next_time") for prompt in prompts(talk))
    assert talk.reply.asks == asks
