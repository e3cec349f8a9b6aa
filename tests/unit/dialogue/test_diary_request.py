"""The diary in conversation: nothing before the first yes, short answers, one way to forget."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.diary_hook import carry_out, with_diary
from cramp_triage.dialogue.session import dump, load
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.diary_note import Digest, Last
from cramp_triage.nlu import load_lexicon, understand
from tests.conftest import Talk

CALF = {"site": "calf", "side": "left", "ongoing_now": "no", "context": "night"}
LEXICON = load_lexicon()


class Diarist(Talk):
    """A person whose voice keeps a diary, speaking in words."""

    def __init__(self, protocol, diary, *, saved=False):
        super().__init__(protocol)
        self.session, self.reply = start(protocol, diary, saved=saved)
        self.notes = []

    def words(self, text):
        heard = understand(LEXICON, text, asked=self.reply.asks, expects=self.reply.expects)
        self.session, self.reply = step(self.protocol, self.session, heard.to_act(text))
        self._note()
        return self.speech

    def say(self, *acts, **rest):
        reply = super().say(*acts, **rest)
        self._note()
        return reply

    def _note(self):
        if self.reply.note:
            self.notes.append(self.reply.note)

    def deny_until(self, question):
        for _ in range(40):
            if self.reply.question == question or self.reply.ended:
                break
            self.say("deny")
        return self


def heard_badly(person, text):
    heard = understand(LEXICON, text, asked=person.reply.asks, expects=person.reply.expects)
    person.session, person.reply = step(
        person.protocol, person.session, heard.to_act(text, doubtful=True)
    )
    person._note()
    return person.speech


@pytest.fixture
def diarist(protocol):
    return lambda **digest: Diarist(protocol, Digest(**digest))


def at_the_offer(person):
    person.tell(**CALF)
    return person.deny_until("diary")


def test_without_a_diary_nothing_is_offered_and_nothing_noted(talk):
    talk.tell(**CALF)
    while not talk.reply.ended:
        assert "diary" not in talk.speech
        assert talk.reply.note == ""
        talk.say("deny")


@pytest.mark.parametrize("words", ["how many this week", "forget everything", "delete the last one",
                                   "note it in my diary"])  # fmt: skip
def test_without_a_diary_a_request_is_answered_and_the_question_stays(protocol, words):
    person = Diarist(protocol, None)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    asks = person.reply.asks
    assert person.words(words).startswith("I keep nothing once we stop talking.")
    assert (person.reply.asks, person.notes) == (asks, [])


@pytest.mark.parametrize("words", ["how many this week", "forget everything"])
@pytest.mark.parametrize("before", [(), ("start over",)])
def test_who_keeps_the_talk_in_a_file_is_never_told_that_nothing_is_kept(protocol, words, before):
    person = Diarist(protocol, None, saved=True)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    for said in before:
        person.words(said)
    assert person.words(words).startswith("I keep this talk in the file you asked for")
    assert "nothing once" not in person.speech


def test_forgetting_names_the_file_that_only_its_owner_can_delete(protocol):
    person = Diarist(protocol, Digest(agreed=True, total=2), saved=True)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    person.words("forget everything")
    assert "Only you can delete it." in person.words("yes")
    assert person.notes == ["forget"]


@pytest.mark.parametrize(
    ("diary", "words", "prompt"),
    [
        ({"readable": False}, "how many this week", "diary_unreadable"),
        ({"open": False}, "note it in my diary", "diary_closed"),
    ],
)
def test_a_diary_that_cannot_be_used_says_so_and_the_question_stays(
    protocol, diarist, diary, words, prompt
):
    person = diarist(**diary)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    asks = person.reply.asks
    assert person.words(words).startswith(protocol.prompts[prompt])
    assert (person.reply.asks, person.notes) == (asks, [])


def test_the_first_yes_is_asked_for_after_the_advice_and_only_once(diarist):
    person = at_the_offer(diarist())
    assert person.reply.level is not None
    assert person.speech == "Shall I note this in your diary?"
    assert person.notes == []
    assert person.words("yes please") == "I've noted it in your diary. Good night."
    assert (person.reply.ended, person.notes) == (True, ["save"])


@pytest.mark.parametrize("answer", ["no", "stop", "don't note it", ""])
def test_no_stop_and_silence_end_it_with_nothing_noted(diarist, answer):
    person = at_the_offer(diarist())
    person.words(answer) if answer else person.say("no_input")
    assert (person.reply.ended, person.notes) == (True, [])


def test_note_it_is_a_yes_to_the_offer(diarist):
    person = at_the_offer(diarist())
    assert person.words("yes, note it in my diary").startswith("I've noted it")
    assert person.reply.ended


def test_whoever_wants_all_that_is_offered_is_offered_the_diary_last(diarist):
    person = diarist()
    person.tell(**CALF)
    person.until()
    assert person.reply.level is not None
    said = []
    while not person.reply.ended and "Shall I note" not in person.speech:
        said.append(person.speech)
        person.say("affirm")
    assert person.speech.endswith("Shall I note this in your diary?")
    assert said


def test_a_wish_to_note_waits_for_the_place(diarist):
    person = diarist(agreed=True, total=1)
    said = person.words("note it in my diary")
    assert said.startswith("I'll note it once you've told me where it cramps.")
    assert person.notes == []
    person.tell(**CALF)
    assert person.words("note it in my diary").startswith("I've noted it in your diary.")
    assert person.notes == ["save"]


def test_who_has_agreed_is_told_and_not_asked(diarist):
    person = diarist(agreed=True, total=1)
    person.tell(**CALF)
    said = []
    while not person.reply.ended:
        person.say("deny")
        said.append(person.speech)
    assert sum("I've noted it in your diary." in text for text in said) == 1
    assert not any("Shall I note" in text for text in said)
    assert set(person.notes) == {"save"}


def test_what_was_noted_can_be_taken_back_and_is_not_noted_again(diarist):
    person = diarist(agreed=True, total=1)
    person.tell(**CALF)
    person.until()
    assert person.notes
    assert person.words("delete the last one").startswith("Okay, I've deleted the last one.")
    assert person.reply.expects == "yes_no"
    person.deny_until("")
    assert person.notes == ["save", "delete_last"]


def test_dont_note_it_keeps_this_one_out_and_leaves_the_others(diarist):
    person = diarist(agreed=True, total=5)
    person.tell(**CALF)
    assert person.words("don't note this").startswith("Okay, I won't note it.")
    person.deny_until("")
    assert (person.reply.ended, person.notes) == (True, [])


@pytest.mark.parametrize(
    "facts",
    [
        {"caller_is_patient": "no"},
        {"is_adult": "no"},
        {"chest_pain": "yes"},
        {"site": "unknown"},
    ],
)
def test_not_noted_for_another_person_a_child_at_911_or_with_no_place(diarist, facts):
    person = diarist(agreed=True, total=1)
    person.tell(**{**CALF, **facts})
    while not person.reply.ended:
        person.say("affirm" if person.reply.level == 5 else "deny")
    assert person.notes == []


def test_a_stop_half_way_notes_for_who_has_agreed(diarist):
    person = diarist(agreed=True, total=1)
    person.tell(**CALF)
    assert "I've noted it in your diary." in person.words("stop")
    assert person.notes == ["save"]


def test_nobody_who_must_go_now_is_asked_about_a_diary(diarist):
    person = diarist()
    person.tell(site="calf", ongoing_now="yes", dark_urine="yes", hard_exercise="yes")
    while not person.reply.ended:
        assert person.reply.question != "diary"
        person.say("deny")
    assert person.reply.level == 4


@pytest.mark.parametrize(
    ("digest", "answer"),
    [
        ({}, "Your diary has no cramp in the past seven days."),
        ({"week": 1, "total": 4, "nights": 1}, "Your diary has one cramp in the past seven days."),
        (
            {"week": 4, "total": 4, "nights": 3},
            "Your diary has 4 cramps in the past seven days. They came on 3 nights.",
        ),
    ],
)
def test_how_many_this_week_is_answered_and_the_question_asked_again(diarist, digest, answer):
    person = diarist(**digest)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    question, asks = person.reply.question, person.reply.asks
    said = person.words("How many this week?")
    assert said.startswith(answer)
    assert (person.reply.question, person.reply.asks) == (question, asks)
    assert said.endswith("?")


@pytest.mark.parametrize(
    ("last", "answer"),
    [
        (None, "There's nothing in your diary yet."),
        (Last(0), "Your last one was earlier today."),
        (Last(1, "calf", "left", ("calf_pull_toes",)),
         "Your last one was yesterday, in your left calf. What helped was stretching it."),
        (Last(1, "calf", tried=("into_shade", "calf_pull_toes", "calf_stand")),
         "Your last one was yesterday, in your calf. You tried changing position."),
        (Last(1, "calf", tried=("sip_in_heat", "calf_pull_toes")),
         "Your last one was yesterday, in your calf. You tried stretching it."),
        (Last(9, "upper_arm", helped=("hot milk",)),
         "Your last one was 9 days ago, in your upper arm. What helped was hot milk."),
    ],
)  # fmt: skip
def test_what_did_i_do_last_time_reports_and_advises_nothing(diarist, last, answer):
    person = diarist(total=1 if last else 0, last=last)
    assert person.words("What did I do last time?").startswith(answer)
    assert person.reply.relief == ()


def test_forgetting_is_asked_once_and_a_no_keeps_it(diarist):
    person = diarist(agreed=True, total=3)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    asks = person.reply.asks
    assert person.words("forget everything") == "Shall I delete your whole diary for good?"
    assert person.words("no").startswith("Okay, I'll keep it.")
    assert (person.reply.asks, person.notes) == (asks, [])
    person.words("delete my diary")
    assert person.words("yes").startswith("Okay, I've deleted all that I kept of you.")
    assert (person.reply.asks, person.notes) == (asks, ["forget"])
    person.session = with_diary(person.session, Digest())
    person.deny_until("")
    assert person.notes == ["forget"]


def test_a_no_to_forgetting_clears_no_danger(diarist):
    person = diarist(total=3)
    person.tell(**{**CALF, "ongoing_now": "yes"})
    before = person.reply.facts
    person.words("forget me")
    assert person.reply.asks == ()
    assert person.say("deny").facts == before


def test_a_danger_word_beside_a_request_is_answered_first(diarist):
    person = diarist(total=3)
    person.tell(**CALF)
    assert "Call 911" in person.words("my chest hurts, how many this week")
    assert person.reply.level == 5


def test_silence_at_forgetting_asks_again_then_ends_and_forgets_nothing(diarist):
    person = diarist(total=3)
    person.tell(**CALF)
    person.words("forget everything")
    person.say("no_input")
    assert "Shall I delete your whole diary for good?" in person.speech
    person.say("no_input")
    assert (person.reply.ended, person.notes) == (True, [])


def test_a_consent_half_heard_is_asked_again_and_is_none(diarist):
    person = at_the_offer(diarist())
    assert heard_badly(person, "yes").endswith("Shall I note this in your diary?")
    assert heard_badly(person, "yes") == "Take care."
    assert (person.reply.ended, person.notes) == (True, [])


@pytest.mark.parametrize("final", [False, True])
def test_nothing_is_deleted_on_a_word_half_heard(diarist, final):
    person = diarist(total=3)
    person.tell(**CALF)
    if final:
        person.deny_until("diary")
    heard_badly(person, "delete the last one")
    assert person.notes == []
    person.words("forget everything")
    assert heard_badly(person, "yes").endswith("Shall I delete your whole diary for good?")
    assert person.notes == []
    person.words("yes")
    assert person.notes == ["forget"]


OFTEN = {"agreed": True, "total": 3, "week": 3, "nights": 3, "frequency": "several_weekly"}


def test_the_diary_tells_how_often_if_the_person_agrees(diarist):
    person = diarist(**OFTEN)
    person.tell(**CALF)
    person.deny_until("diary_nights")
    assert person.speech.endswith("Your diary shows 3 nights this week. Is that right?")
    assert person.reply.asks == ()
    person.words("yes that's right")
    assert person.reply.facts["frequency"] == "several_weekly"
    assert "how_often" not in [e.id for e in person.session.log if e.kind == "ask"]


@pytest.mark.parametrize("answer", ["no", "I don't know"])
def test_what_the_diary_shows_is_nothing_without_a_yes(diarist, answer):
    person = diarist(**OFTEN)
    person.tell(**CALF)
    person.deny_until("diary_nights")
    person.words(answer)
    assert "frequency" not in person.reply.facts
    assert person.reply.question == "how_often"


def test_how_often_said_in_words_counts_at_once(diarist):
    person = diarist(**{**OFTEN, "nights": 0})
    person.tell(**CALF)
    person.deny_until("diary_days")
    assert person.speech.endswith("Your diary shows 3 cramps this week. Is that right?")
    person.words("no, every night")
    assert person.reply.facts["frequency"] == "nightly"


def test_a_cramp_now_and_then_is_asked_as_ever(diarist):
    person = diarist(agreed=True, total=1, week=1, frequency="monthly")
    person.tell(**CALF)
    person.deny_until("how_often")
    assert person.reply.asks == ("frequency",)


def test_a_reply_whose_note_failed_says_so(protocol, diarist):
    person = at_the_offer(diarist())
    person.say("affirm")
    _, reply = carry_out(person.session, person.reply, lambda note, session: None)
    said = render.speech(protocol, reply.parts)
    assert said == "Sorry, I couldn't note it in your diary. Good night."
    assert reply.note == ""


def test_a_session_with_a_diary_comes_back_the_same(protocol, diarist):
    person = diarist(**OFTEN, last=Last(1, "calf"))
    person.words("forget everything")
    assert load(protocol, dump(person.session)) == person.session


def test_starting_over_keeps_the_diary(diarist):
    person = diarist(**OFTEN)
    person.say("restart")
    assert person.words("how many this week").startswith("Your diary has 3 cramps")
