"""One way for every voice to do what a reply says is noted."""

from cramp_triage.dialogue import render
from cramp_triage.dialogue.diary_hook import carry_out
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.diary_note import Digest


def asked_to_note(protocol):
    session, _ = start(protocol, Digest(agreed=True))
    session, _ = step(protocol, session, UserAct(facts={"site": "calf", "ongoing_now": "no"}))
    return step(protocol, session, UserAct(acts=("diary_save",)))


def test_what_was_noted_is_known_to_the_next_answer(protocol):
    session, reply = asked_to_note(protocol)
    notes = []
    after, said = carry_out(session, reply, lambda note, _: notes.append(note) or Digest(True, 1))
    assert notes == ["save"]
    assert after.diary == Digest(True, 1)
    assert said == reply


def test_what_could_not_be_noted_is_told_so_then_and_when_it_is_repeated(protocol):
    session, reply = carry_out(*asked_to_note(protocol), lambda note, session: None)
    assert reply.note == ""
    assert render.speech(protocol, reply.parts).startswith("Sorry, I couldn't note it")
    _, again = step(protocol, session, UserAct(acts=("repeat",)))
    assert again.parts == reply.parts


def test_a_reply_that_wants_nothing_noted_leaves_the_diary_alone(protocol):
    session, reply = start(protocol, Digest())
    assert carry_out(session, reply, lambda note, session: 1 / 0) == (session, reply)
