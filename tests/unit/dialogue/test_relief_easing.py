"""The cramp eases, or the stretch hurts more: the hold ends at once."""

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import step
from cramp_triage.messages.replies import Hold
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
HELD = sorted({site for s in PROTOCOL.relief if s.hold_s and s.round == 1 for site in s.sites})
HOLDING = {step.id for step in PROTOCOL.relief if step.hold_s}


def holds(talk):
    return any(isinstance(part, Hold) for part in talk.reply.parts)


@pytest.mark.parametrize("site", HELD)
@pytest.mark.parametrize("act", ["easing", "ask:hurts_more"])
def test_the_hold_ends_at_once_and_nothing_is_counted_any_more(talk, site, act):
    talk.tell(site=site, ongoing_now="yes")
    while not {given.id for given in talk.reply.relief} & HOLDING:
        talk.say("deny")
    question = talk.reply.question
    talk.say(act)
    assert talk.reply.question == question
    while "ongoing_now" not in talk.reply.asks:
        assert not holds(talk)
        talk.say("deny")
    assert not holds(talk)


@pytest.mark.parametrize(
    "text", ["it's letting go", "ah that's better", "it's easing up", "oh that's much better"]
)
def test_what_eases_is_heard_in_many_words(talk, text):
    talk.tell(site="calf", ongoing_now="yes")
    act = understand(load_lexicon(), text, talk.reply.asks).to_act(text)
    talk.session, talk.reply = step(PROTOCOL, talk.session, act)
    assert talk.speech.startswith("Good. Come out of the stretch slowly")


def test_once_it_still_cramps_the_next_round_is_held(talk):
    talk.tell(site="calf", ongoing_now="yes")
    talk.say("easing")
    talk.until("ongoing_now")
    talk.say("affirm", facts={"ongoing_now": "yes"})
    talk.until_heard("One more round.")
    assert talk.reply.facts["relieved_by_stretch"] == "yes"


def test_to_ease_twice_is_to_let_go(talk):
    talk.tell(site="calf", ongoing_now="yes")
    talk.say("easing")
    talk.until("ongoing_now")
    talk.say("easing", facts={"ongoing_now": "yes"})
    assert talk.speech.startswith("Good, it has let go.")
    talk.say("easing", facts={"ongoing_now": "yes"})
    assert talk.reply.facts["ongoing_now"] == "no"
    assert talk.speech.startswith("Good.")


def test_an_answer_beside_the_good_news_counts(talk):
    talk.tell(site="calf", ongoing_now="yes")
    talk.say("deny", "easing")
    assert talk.reply.facts["injury"] == "no"
    assert talk.speech.startswith("Good. Come out of the stretch slowly")
    assert talk.reply.question != "gate"


@pytest.mark.parametrize("over", ["easing", "gone"])
@pytest.mark.parametrize("site", ["calf", "hamstring", "foot"])
def test_what_comes_back_is_stretched_again_at_once(talk, site, over):
    talk.tell(site=site, ongoing_now="yes")
    talk.say("deny")
    talk.say(
        *(["easing"] if over == "easing" else []),
        facts={"ongoing_now": "no"} if over == "gone" else {},
    )
    talk.say("deny", facts={"ongoing_now": "yes"}, words="no, and here it comes again")
    spoken = render.speech(talk.protocol, talk.reply.parts)
    assert "One more round." in spoken
    assert talk.reply.facts.get("rounds_failed") != "yes"
