from __future__ import annotations

import pytest

import tools.grammars.__main__ as phrase_lists
from cramp_triage.dialogue.step import start
from cramp_triage.messages.replies import OpenQuestion, Stakes
from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.interfaces import Hypotheses, Hypothesis
from offline_voice.listen.hypotheses import Sense
from offline_voice.listen.interpreter import Understander
from offline_voice.listen.phrase_lists import LISTS, PhraseBook
from offline_voice.vosk_models.find import find_model, load_model

PROTOCOL = load_protocol()
LEXICON = load_lexicon()
BREATH = OpenQuestion(("chest_pain", "breathless"), "yes_no", stakes="emergency")
CHEST = OpenQuestion(("chest_pain",), "yes_no", stakes="emergency")
CONFIRMED = OpenQuestion((), "yes_no", "confirm", "final")
LET_GO = OpenQuestion(("ongoing_now",), "yes_no", stakes="harmless")
WHERE = OpenQuestion(("site",), "value", stakes="emergency")


@pytest.fixture(scope="module")
def book() -> PhraseBook:
    model = load_model(find_model(None))
    return PhraseBook(lambda word: model.vosk_model_find_word(word) >= 0)


@pytest.fixture
def sense(book: PhraseBook):
    understander = Understander(PROTOCOL, LEXICON, book)

    def sense(
        asked: OpenQuestion, listed: str, unlisted: str, sure: float = 0.9, sure_open: float = 0.9
    ) -> Sense:
        passes = Hypotheses(Hypothesis(listed, sure), Hypothesis(unlisted, sure_open))
        return understander.sense(passes, asked)

    return sense


def test_passes_that_mean_the_same_are_believed(sense) -> None:
    heard = sense(BREATH, "no", "nope")
    assert heard.act.acts == ("deny",)
    assert not heard.act.doubtful


def test_a_no_that_one_pass_did_not_hear_is_marked_doubtful(sense) -> None:
    heard = sense(BREATH, "no pain in my chest", "now pain in my chest")
    assert heard.act.doubtful or heard.act.acts == ("no_match",)
    assert heard.act.facts.get("chest_pain") != "yes" or heard.act.doubtful


def test_a_yes_against_a_no_is_asked_again(sense) -> None:
    assert sense(CHEST, "yes", "no").act.acts == ("no_match",)


def test_the_pass_that_is_much_surer_is_followed_but_read_back(sense) -> None:
    heard = sense(LET_GO, "it let go", "it left go", sure=1.0, sure_open=0.7)
    assert heard.act.facts == {"ongoing_now": "no"}
    assert heard.act.doubtful
    assert heard.text == "it let go"


def test_a_danger_that_only_the_open_pass_heard_is_not_lost(sense) -> None:
    heard = sense(WHERE, "my during is dark brown", "my urine is dark brown")
    assert heard.act.facts == {"dark_urine": "yes"}
    assert heard.act.doubtful


def test_a_place_more_that_only_one_pass_heard_is_not_lost(sense) -> None:
    said = "a cramp in my left arm and it goes up to my jaw"
    heard = sense(WHERE, "a cramp in my left arm and [unk]", said)
    assert heard.act.facts["other_sites"] == ("jaw",)


@pytest.mark.parametrize(
    ("listed", "unlisted"),
    [
        ("[unk]", "the weather unbearable of the today"),
        ("[unk] [unk]", "my chest hurts"),
        ("", ""),
        ("phone to thirty seconds sun", "faster since thirsty statins and"),
        ("the last hundred forearm", "the training bath last forearm four"),
    ],
)
def test_speech_that_is_none_of_ours_yields_nothing(sense, listed: str, unlisted: str) -> None:
    heard = sense(WHERE, listed, unlisted)
    assert heard.act.acts == ("no_match",)
    assert heard.act.facts == {}


def test_words_that_neither_pass_is_sure_of_yield_nothing(sense) -> None:
    assert sense(LET_GO, "it is gone", "it is gone", 0.6, 0.7).act.acts == ("no_match",)


def test_silence_is_no_answer(book: PhraseBook) -> None:
    heard = Understander(PROTOCOL, LEXICON, book).sense(None, BREATH)
    assert heard.act.acts == ("no_input",)


def test_a_model_without_lists_is_heard_openly_and_a_weak_answer_is_doubtful(
    book: PhraseBook,
) -> None:
    understander = Understander(PROTOCOL, LEXICON, book)
    for confidence, doubtful in ((0.9, False), (0.7, True), (0.5, True)):
        heard = understander.sense(Hypotheses(None, Hypothesis("no", confidence)), BREATH)
        assert heard.act.acts == ("deny",)
        assert heard.act.doubtful is doubtful


@pytest.mark.parametrize(
    "said",
    [
        "no i am not going to the store tomorrow",
        "the doctor said no and then i told him about the game",
    ],
)
@pytest.mark.parametrize("sure", [0.7, 1.0])
def test_a_model_without_lists_takes_no_talk_in_the_room_for_an_answer(
    understander, said: str, sure: float
) -> None:
    heard = understander.sense(Hypotheses(None, Hypothesis(said, sure)), CHEST)
    assert heard.act.acts == ("no_match",) or heard.act.doubtful


@pytest.mark.parametrize(
    ("text", "asked", "bare"),
    [
        ("no", BREATH, True),
        ("i don't know", BREATH, True),
        ("it let go", LET_GO, True),
        ("stop", BREATH, True),
        ("no my calf is cramping again", BREATH, False),
        ("[unk]", BREATH, False),
        ("", BREATH, False),
        ("my calf", WHERE, False),
    ],
)
def test_only_a_complete_short_answer_ends_a_turn_early(
    book: PhraseBook, text: str, asked: OpenQuestion, bare: bool
) -> None:
    assert Understander(PROTOCOL, LEXICON, book).question(asked).is_bare(text) is bare


def test_every_list_can_hear_answers_commands_and_every_danger(book: PhraseBook) -> None:
    for question in PROTOCOL.questions.values():
        phrases = book.phrases(question.asks, question.expects)
        words = {word for phrase in phrases for word in phrase.split()}
        assert {"yes", "no", "stop", "repeat", "help", "why"} <= words
        assert {"chest", "breathe", "fainted", "drooping", "numb", "fever", "urine"} <= words


def test_no_list_holds_a_word_that_the_model_would_drop(book: PhraseBook) -> None:
    model = load_model(find_model(None))
    phrases = book.phrases(("site",), "value")
    assert all(model.vosk_model_find_word(w) >= 0 for phrase in phrases for w in phrase.split())
    assert 1000 < len(phrases) < 30_000


@pytest.mark.searches
@pytest.mark.slow
def test_the_lists_are_what_the_lexicon_gives() -> None:
    assert LISTS.read_text(encoding="utf-8") == phrase_lists.build(), "run `make data`"


def test_a_model_that_lacks_words_gets_the_phrases_without_them() -> None:
    book = PhraseBook(lambda word: word in {"yes", "no", "my", "chest", "hurts"})
    assert {"yes", "no", "chest"} <= {*book.phrases(("chest_pain",), "yes_no")}
    assert {w for p in book.phrases(("site",), "value") for w in p.split()} <= {
        *("yes", "no", "my", "chest", "hurts")
    }
    assert {"yes", "no"} <= {*book.closed(("chest_pain",), "yes_no")}
    assert "nope" not in book.closed(("chest_pain",), "yes_no")


def usual(
    understander: Understander, asked: OpenQuestion, closed: str, unlisted: str, sure: float = 0.9
) -> Sense:
    passes = Hypotheses(None, Hypothesis(unlisted, 0.9), Hypothesis(closed, sure))
    return understander.sense(passes, asked)


@pytest.fixture
def understander(book: PhraseBook) -> Understander:
    return Understander(PROTOCOL, LEXICON, book)


def test_a_usual_answer_is_believed_though_the_open_pass_heard_no_word_of_it(understander) -> None:
    heard = usual(understander, LET_GO, "no", "now")
    assert heard.act.acts == ("deny",)
    assert not heard.act.doubtful


@pytest.mark.parametrize("open_pass", ["now", "tour", ""])
@pytest.mark.parametrize("said", ["no", "yes"])
def test_about_a_danger_the_open_pass_must_have_heard_it_too(
    understander, said: str, open_pass: str
) -> None:
    for asked in (CHEST, BREATH, CONFIRMED):
        heard = usual(understander, asked, said, open_pass)
        assert heard.act.acts == ("deny" if said == "no" else "affirm",)
        assert heard.act.doubtful


def test_a_usual_answer_is_asked_again_or_doubtful_where_the_open_pass_heard_its_reverse(
    understander,
) -> None:
    assert usual(understander, CHEST, "no", "yes").act.acts == ("no_match",)
    assert usual(understander, CHEST, "yes", "no").act.doubtful
    assert usual(understander, LET_GO, "no", "yes").act.doubtful


def test_a_usual_answer_that_is_hardly_heard_is_doubtful_or_none(understander) -> None:
    assert usual(understander, CHEST, "no", "no", sure=0.6).act.doubtful
    assert usual(understander, CHEST, "no", "no", sure=0.3).act.acts == ("no_match",)


def test_a_usual_answer_is_none_where_a_danger_or_much_more_was_said(understander) -> None:
    assert usual(understander, LET_GO, "no", "no my chest hurts").act.acts == ("no_match",)
    spoken = "knowing that the trains leave at noon"
    assert usual(understander, LET_GO, "no", spoken).act.acts == ("no_match",)


def noisy(understander: Understander, asked: OpenQuestion, closed: str, unlisted: str) -> Sense:
    passes = Hypotheses(Hypothesis("", 0.0), Hypothesis(unlisted, 0.6), Hypothesis(closed, 0.9))
    return understander.sense(passes, asked)


def test_a_usual_answer_between_other_sounds_is_read_back(understander) -> None:
    heard = noisy(understander, CHEST, "[unk] yes [unk]", "a yes there")
    assert heard.act.acts == ("affirm",)
    assert heard.act.doubtful
    assert heard.text == "yes"


@pytest.mark.parametrize("cry", ["oh", "ah", "are", "oh oh", "ouch", "ah are oh", "uh", "ooh"])
@pytest.mark.parametrize("nearest", ["no", "nah", "nope"])
def test_a_cry_is_no_no(understander, nearest: str, cry: str) -> None:
    for asked in (CHEST, BREATH, LET_GO, CONFIRMED):
        assert usual(understander, asked, nearest, cry).act.acts == ("no_match",)


HELD_UP = ["yes", "yeah", "yes i do", "yeah it is", "yes i am", "yes it does"]
NOT_HELD_UP = ["yep", "yup", "sure", "i am", "i do", "it is", "a little", "definitely", "i did"]


@pytest.mark.parametrize("said", [*HELD_UP, *NOT_HELD_UP])
def test_a_danger_counts_at_once_only_by_words_that_hold_up_on_people(
    understander, said: str
) -> None:
    for asked in (CHEST, BREATH):
        heard = usual(understander, asked, said, said)
        assert "affirm" in heard.act.acts
        assert heard.act.doubtful is (said in NOT_HELD_UP)
    assert not usual(understander, LET_GO, said, said).act.doubtful


@pytest.mark.parametrize(
    ("said", "open_pass"), [("yup", "up"), ("sure", "four"), ("sure", "zero"), ("yep", "bed")]
)
def test_a_yes_that_people_are_misheard_for_is_none_unless_both_passes_heard_it(
    understander, said: str, open_pass: str
) -> None:
    for asked in (CHEST, BREATH, CONFIRMED):
        assert usual(understander, asked, said, open_pass).act.acts == ("no_match",)
    assert usual(understander, LET_GO, said, open_pass).act.acts == ("affirm",)


def test_nobody_answers_on(sense) -> None:
    assert sense(CHEST, "on", "on", 1.0, 1.0).act.acts == ("no_match",)


@pytest.mark.parametrize(
    ("listed", "unlisted"),
    [
        ("i can't raise", "i can't raise"),
        ("i can't please", "i can't be"),
        ("my calf is cramping and i can't be", "my calf is cramping and i can't big"),
    ],
)
def test_what_both_passes_take_for_nearly_breathe_is_read_back_as_that(
    sense, listed: str, unlisted: str
) -> None:
    for asked in (WHERE, LET_GO):
        heard = sense(asked, listed, unlisted)
        assert heard.act.facts["breathless"] == "yes"
        assert heard.act.doubtful
        assert heard.text.endswith("i can't breathe")


def test_what_is_hardly_heard_is_not_taken_for_breathing(sense) -> None:
    heard = sense(WHERE, "oh i can't raise", "i can't be", 0.78, 0.78)
    assert heard.act.acts == ("no_match",)
    assert not heard.act.doubtful


@pytest.mark.parametrize(
    ("listed", "unlisted"),
    [
        ("i can't raise", "i can't hear"),
        ("i can't hear", "i can't hear"),
        ("i can't really", "i can't really"),
        ("can't raise my arm", "can't raise my arm"),
        ("raise", "raise"),
        ("", "i can't raise"),
    ],
)
def test_what_else_cannot_be_done_is_not_taken_for_breathing(
    sense, listed: str, unlisted: str
) -> None:
    assert "breathless" not in sense(WHERE, listed, unlisted).act.facts


@pytest.mark.parametrize("said", ["right", "on", "of course", "chest pain", "fainted", "it does"])
def test_a_word_or_two_send_nobody_to_a_doctor_unchecked(sense, said: str) -> None:
    for asked in (CHEST, WHERE, LET_GO):
        heard = sense(asked, said, said, 1.0, 1.0)
        danger = "affirm" in heard.act.acts and asked is CHEST
        danger = danger or "yes" in {heard.act.facts.get(f) for f in ("chest_pain", "fainted")}
        assert heard.act.doubtful or not danger
    assert not sense(WHERE, "my chest hurts", "my chest hurts").act.doubtful


NEGATED = {
    "fever": ["no fever", "i don't have a fever", "never had a fever"],
    "swelling": ["no swelling", "it's not swollen", "it isn't swollen"],
    "chest_pain": ["no chest pain", "i don't have chest pain", "my chest doesn't hurt"],
    "breathless": ["i'm not short of breath", "i can breathe fine", "no trouble breathing"],
    "fainted": ["i did not pass out", "i didn't faint"],
    "numbness": ["it's not numb", "no numbness"],
}
AMONG = ["{} brightwork", "pottery {}", "{} tulips garden", "brightwork {} tulips", "{} platform"]


@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize(("fact", "said"), [(f, text) for f in NEGATED for text in NEGATED[f]])
def test_a_negated_word_in_a_misheard_sentence_says_no_more_than_itself(
    sense, fact: str, said: str, among: str
) -> None:
    others = [f for f in NEGATED if f != fact]
    asked = OpenQuestion((fact, *others[:2]), "yes_no", stakes="emergency")
    heard = sense(asked, among.format(said), among.format(said), 1.0, 1.0)
    assert heard.act.facts.keys() <= {fact}
    assert not {*heard.act.acts} & {"affirm", "deny", "unsure"}
    assert heard.act.doubtful or not heard.act.facts


@pytest.mark.parametrize("said", ["brightwork no", "no pottery tulips here", "then no platform"])
def test_a_bare_no_among_strange_words_is_checked(sense, said: str) -> None:
    heard = sense(BREATH, said, said, 1.0, 1.0)
    assert heard.act.doubtful or heard.act.acts == ("no_match",)


def test_between_other_sounds_the_open_pass_must_have_heard_it_too(understander) -> None:
    others = "sorry honey go back to sleep"
    assert noisy(understander, LET_GO, "[unk] go back [unk]", others).act.acts == ("no_match",)
    assert noisy(understander, CHEST, "[unk] yes", "the lesser").act.acts == ("no_match",)
    assert noisy(understander, CHEST, "yes [unk] no", "yes and no").act.acts == ("no_match",)
    assert noisy(understander, LET_GO, "no [unk]", "no my chest hurts").act.acts == ("no_match",)


@pytest.mark.parametrize(
    ("stakes", "early", "late"),
    [
        ("harmless", True, False),
        ("today", False, False),
        ("emergency", False, True),
        ("final", False, True),
    ],
)
def test_the_more_hangs_on_an_answer_the_longer_it_is_waited_for(
    understander, stakes: Stakes, early: bool, late: bool
) -> None:
    question = understander.question(OpenQuestion(("ongoing_now",), "yes_no", stakes=stakes))
    assert question.can_be_taken_back is early
    assert question.danger is late


def test_a_reply_tells_the_voice_what_hangs_on_its_question(understander) -> None:
    _, reply = start(PROTOCOL)
    assert understander.open_question(reply).stakes == reply.stakes


def test_what_both_passes_hear_in_much_noise_is_nothing_or_read_back(sense) -> None:
    both = "my left calf is swollen"
    assert sense(WHERE, both, both, sure=0.6, sure_open=0.7).act.acts == ("no_match",)
    assert sense(WHERE, both, both, sure=0.8, sure_open=0.8).act.doubtful
    assert not sense(WHERE, both, both, sure=0.95, sure_open=0.9).act.doubtful


@pytest.mark.parametrize(
    ("asked", "text", "whole"),
    [
        (WHERE, "it's my left calf", True),
        (WHERE, "calf", True),
        (LET_GO, "it's still cramping", True),
        (OpenQuestion(("side",), "value"), "the left", True),
        (WHERE, "my left", False),
        (WHERE, "it started last night", False),  # not what was asked: a story
        (WHERE, "my calf and i have chest pain", False),  # a danger: there may be more of it
        (CHEST, "yes i have chest pain", False),
        (WHERE, "my calf [unk]", False),
        (OpenQuestion((), "open"), "my left calf is cramping", False),
        (WHERE, "", False),
    ],
)
def test_a_sentence_that_answers_ends_a_turn_sooner(
    book: PhraseBook, asked: OpenQuestion, text: str, whole: bool
) -> None:
    assert Understander(PROTOCOL, LEXICON, book).question(asked).is_whole(text) is whole
