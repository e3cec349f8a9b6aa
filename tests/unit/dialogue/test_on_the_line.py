"""Once somebody is on the phone with 911: nobody asks that again, and what is said fits."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import NO_INPUT, UserAct
from cramp_triage.messages.replies import Say
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import HIGHEST, load_protocol

PROTOCOL = load_protocol()
CHEST = "my calf cramped and now my chest hurts and i can't breathe"
STROKE = "my husband has a leg cramp, his face is drooping and he can't talk right"
BASES = (CHEST, STROKE)
ON_THE_LINE = (
    "Yes, still on",
    "Yeah, still on.",
    "we're still on",
    "Yes, he's on with them",
    "yes, they're coming",
    "yes somebody's calling",
    "my boss is on with 911",
    "I'm on with the dispatcher",
    "still on with them",
    "I'm still on the phone with her",
    "she's got them on the line",
    "the foreman has them on his cell",
    "yes, on speaker",
)
ASKS = (
    "Yes, still on. What do I do till they come?",
    "yes, still on. can I have some water?",
    "Yeah he's on with them. should I lie down?",
    "yes. what do I do now?",
    "yes they're on the line, how long will they take?",
)
CALLING = ("Is somebody calling 911 now?", "Are you still on the phone with 911?")
NO_CALL = ("yes I'm driving her to the hospital", "okay what do I do", "no, what do I do")
DROPPED = ("they hung up", "we got cut off", "the line went dead", "the call dropped")


class Call:
    """A typed call at the emergency."""

    def __init__(self, lexicon: Lexicon, *lines: str) -> None:
        self.lexicon = lexicon
        self.session, self.reply = start(PROTOCOL)
        for line in lines:
            self.say(line)
        assert self.reply.level == HIGHEST, lines

    def say(self, line: str) -> str:
        heard = understand(self.lexicon, line, self.reply.asks, self.reply.expects)
        self.session, self.reply = step(PROTOCOL, self.session, heard.to_act(line))
        return render.speech(PROTOCOL, self.reply.parts)


def question(spoken: str) -> str:
    return spoken.rpartition(". ")[2]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("line", ON_THE_LINE)
def test_who_is_on_the_line_is_not_asked_whether_they_are(
    lexicon: Lexicon, base: str, line: str
) -> None:
    call = Call(lexicon, base)
    heard = [call.say(line) for line in (line, "what do I do till they come?", "Yes, still on")]
    heard.append(call.say("can I drink something?"))
    assert not call.reply.ended
    for spoken in heard:
        assert spoken.endswith("?"), heard
        assert not spoken.endswith(CALLING[0]), heard
        assert "Call 911" not in spoken.replace("No. Call 911:", "")
    assert sum(spoken.endswith(CALLING[1]) for spoken in heard) <= 1
    assert not any(spoken.endswith(CALLING[1]) for spoken in heard[1:]), heard
    assert all(question(one) != question(after) for one, after in pairwise(heard)), heard


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("line", ASKS)
def test_a_yes_with_a_question_is_heard_as_a_call_and_answered(
    lexicon: Lexicon, base: str, line: str
) -> None:
    call = Call(lexicon, base)
    for _ in range(2):
        spoken = call.say(line)
        said = [part.prompt for part in call.reply.parts if isinstance(part, Say)]
        assert any(prompt.startswith("first_aid.") for prompt in said), spoken
        assert "I don't know that one" not in spoken
        assert not spoken.endswith(CALLING), spoken
        assert not call.reply.ended


@pytest.mark.parametrize(
    "line",
    [
        "She's dialling. I've my aspirin here, shall I take one of those?",
        "they're coming, can I have some water?",
        "my son is calling them, should he drive me instead?",
        "I'm on with them, what do I tell them?",
    ],
)
def test_what_is_asked_while_a_call_is_told_of_is_answered(lexicon: Lexicon, line: str) -> None:
    call = Call(lexicon, CHEST)
    spoken = call.say(line)
    said = [part.prompt for part in call.reply.parts if isinstance(part, Say)]
    assert any(p.startswith("first_aid.") and "calling" not in p for p in said), spoken
    assert not spoken.endswith(CALLING[0])
    assert "unlock the door" in call.say("yes, still on")
    assert "unlock the door" not in call.say("still on")


@pytest.mark.parametrize("line", NO_CALL)
def test_what_tells_of_no_call_leaves_the_question_open(lexicon: Lexicon, line: str) -> None:
    assert Call(lexicon, CHEST).say(line).endswith("Is somebody calling 911 now?")


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("line", ["okay", "ok", "alright", "okay thanks", "stop"])
def test_an_okay_or_a_stop_ends_it(lexicon: Lexicon, base: str, line: str) -> None:
    call = Call(lexicon, base, "they're coming")
    assert "Stay on the phone with 911" in call.say(line)
    assert call.reply.ended


@pytest.mark.parametrize("before", [(), ("can I have some water?",), ("yes, still on. what now?",)])
@pytest.mark.parametrize("yes", ["yes", "yeah", "yes we are"])
def test_a_yes_ends_it_whichever_question_is_open(
    lexicon: Lexicon, before: tuple[str, ...], yes: str
) -> None:
    call = Call(lexicon, CHEST, "they're coming", *before)
    call.say(yes)
    assert call.reply.ended


@pytest.mark.parametrize("line", ["Yes, still on", "yes somebody's calling", "yes, on speaker"])
def test_what_was_just_told_is_not_asked(lexicon: Lexicon, line: str) -> None:
    assert not Call(lexicon, CHEST).say(line).endswith(CALLING)


@pytest.mark.parametrize("first", ["no", "nope", "no thanks", ""])
@pytest.mark.parametrize("second", ["no", ""])
def test_the_second_no_or_silence_ends_it_though_the_question_is_another(
    lexicon: Lexicon, first: str, second: str
) -> None:
    call = Call(lexicon, CHEST, "they're coming")
    for line in (first, second):
        assert not call.reply.ended
        if line:
            call.say(line)
        else:
            call.session, call.reply = step(PROTOCOL, call.session, UserAct((NO_INPUT,)))
    assert call.reply.ended


@pytest.mark.parametrize("line", DROPPED)
def test_a_line_that_dropped_is_called_back(lexicon: Lexicon, line: str) -> None:
    call = Call(lexicon, CHEST, "they're coming")
    assert "call 911 back" in call.say(line)
    assert not call.reply.ended


def test_whoever_goes_on_saying_that_they_are_on_is_let_go_within_forty_turns(
    lexicon: Lexicon,
) -> None:
    call = Call(lexicon, CHEST)
    while not call.reply.ended:
        call.say("yes, still on")
        assert call.reply.turn <= 40


AT_HOME = (CHEST, STROKE, "I've got a charley horse and my jaw and chest hurt")
AWAY = (
    "I got a leg cramp in the pool, I'm in the water and my chest hurts",
    "my calf cramped while I'm driving, I'm driving right now and my chest hurts",
    "one of my guys, roofer, cramps in both legs, been out in the heat, he's confused",
    "I was working out at the gym, cramp in my leg, now my chest hurts",
    "my friend got a calf cramp while running and now he can't breathe",
)
ALONE = ("nobody's here, I'm alone", "I'm all alone here", "I live alone")


@pytest.mark.parametrize("base", AT_HOME)
def test_whoever_may_be_at_home_unlocks_the_door(lexicon: Lexicon, base: str) -> None:
    assert "t home, unlock the door and put a light on." in Call(lexicon, base).say(
        "they're coming"
    )


@pytest.mark.parametrize("base", AWAY)
def test_nobody_unlocks_a_door_who_is_at_none(lexicon: Lexicon, base: str) -> None:
    spoken = Call(lexicon, base).say("yes, they're coming")
    assert "Stay on the line with 911" in spoken
    assert "medicines" in spoken
    assert "door" not in spoken
    assert "light on" not in spoken


@pytest.mark.parametrize("base", [CHEST, *AWAY[:2]])
@pytest.mark.parametrize("line", ALONE)
def test_whoever_is_alone_is_not_told_to_have_somebody_stay(
    lexicon: Lexicon, base: str, line: str
) -> None:
    call = Call(lexicon, base)
    spoken = [call.say(line) for line in (line, "yes they're coming", "what do I do now?")]
    assert not any("omebody stay" in one or "with you" in one for one in spoken), spoken


def test_whoever_is_alone_from_the_first_word_is_not_told_to_tell_somebody(
    lexicon: Lexicon,
) -> None:
    call = Call(lexicon, "I'm alone, my calf cramped and now my chest hurts")
    assert "with you" not in render.speech(PROTOCOL, call.reply.parts)
    assert "with you" not in call.say("no")


@pytest.mark.parametrize("besides", [(), ("ask:door",), ("thanks", "repeat")])
def test_a_goodbye_of_whoever_has_called_ends_it_with_the_last_instruction(talk, besides):
    talk.tell(site="calf", chest_pain="yes")
    talk.say("affirm", "ask:calling", words="yes, it's ringing")
    assert not talk.reply.ended
    talk.say("goodbye", *besides, words="the door is open, thank you, bye")
    assert talk.reply.ended
    assert "911" in talk.speech


def test_a_goodbye_before_anybody_called_hears_the_number_again(talk):
    talk.tell(site="calf", chest_pain="yes")
    talk.say("goodbye", words="bye")
    assert "911" in talk.speech


def test_while_911_stands_no_guess_is_read_back(talk):
    talk.tell(site="calf", chest_pain="yes")
    act = UserAct(doubts=("coughing_blood",), words="his lips are pink")
    talk.session, talk.reply = step(talk.protocol, talk.session, act)
    assert "Is that right" not in talk.speech
