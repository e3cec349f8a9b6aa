"""Two witnesses: what either says alone, what both say, and what becomes of a contradiction."""

from __future__ import annotations

import logging

import pytest
from msgspec.structs import replace

from cramp_triage.dialogue.step import step
from cramp_triage.errors import WeightsError
from cramp_triage.messages.acts import UserAct
from cramp_triage.nlu import Lexicon, Span, Understanding, load_lexicon, understand, witnesses
from cramp_triage.nlu.reader.loaded import load_reader
from cramp_triage.nlu.witnesses import agree
from cramp_triage.protocol.facts import bare_answer, dangers
from cramp_triage.protocol.model import load_protocol

THANKS = Understanding(acts=("thanks",))
DANGERS = sorted(dangers(load_lexicon().findings))
QUIET = {"act:deny": 0.0}


def chances(lexicon: Lexicon, **said: float) -> dict[str, float]:
    """Of every fact of the reader: unlikely, but for what is given as fact__value."""
    known = {f"{fact}=unknown": 0.0 for fact in lexicon.findings}
    return QUIET | known | {name.replace("__", "="): chance for name, chance in said.items()}


def test_what_both_hear_is_taken(lexicon: Lexicon) -> None:
    heard = Understanding(facts={"chest_pain": "yes", "site": "calf"})
    both = agree(lexicon, heard, chances(lexicon, chest_pain__yes=0.9, site__calf=0.9), ())
    assert (both.facts, both.doubts) == (heard.facts, ())


def test_a_danger_that_only_the_rules_hear_is_asked(lexicon: Lexicon) -> None:
    for fact in dangers(lexicon.findings):
        grave = lexicon.findings[fact].danger
        heard = Understanding(facts={fact: grave})
        both = agree(lexicon, heard, chances(lexicon, **{f"{fact}__{grave}": 0.01}), ())
        assert (both.facts, both.doubts) == ({}, (fact,))


@pytest.mark.parametrize("act", ["question", "why", "not_for_us"])
def test_what_a_line_only_names_is_let_go(lexicon: Lexicon, act: str) -> None:
    heard = Understanding(facts={"chest_pain": "yes", "diabetes": "yes"})
    both = agree(lexicon, heard, chances(lexicon) | {f"act:{act}": 0.9}, ())
    assert (both.facts, both.doubts) == ({}, ())


def test_a_danger_that_is_plain_to_the_rules_is_asked_though_the_reader_hears_none(
    lexicon: Lexicon,
) -> None:
    heard = Understanding(facts={"chest_pain": "yes", "diabetes": "yes"})
    both = agree(lexicon, heard, chances(lexicon), ())
    assert (both.facts, both.doubts) == ({}, ("chest_pain",))
    among_others = agree(lexicon, replace(heard, leftovers=("got to do",)), chances(lexicon), ())
    assert (among_others.facts, among_others.doubts) == ({}, ())


def test_a_danger_that_only_the_reader_hears_is_taken_if_sure_else_asked(lexicon: Lexicon) -> None:
    for chance, facts, doubts in (
        (0.99, {"seizure": "yes"}, ()),
        (0.5, {}, ("seizure",)),
        (0.1, {}, ()),
    ):
        both = agree(lexicon, THANKS, chances(lexicon, seizure__yes=chance), ())
        assert (both.facts, both.doubts) == (facts, doubts)


def test_a_danger_in_a_line_that_is_strange_to_the_rules_is_asked_however_sure_the_reader(
    lexicon: Lexicon,
) -> None:
    for asked in ((), ("seizure",)):
        both = agree(lexicon, Understanding(), chances(lexicon, seizure__yes=0.99), asked)
        assert (both.facts, both.doubts) == ({}, ("seizure",))


@pytest.mark.parametrize(
    "text",
    ["one moment", "just a moment", "just a minute", "one minute", "in a minute", "wait a minute",
     "hold on a minute", "give me a minute", "in an hour", "two minutes"],
)  # fmt: skip
def test_a_length_of_time_alone_is_no_yes(lexicon: Lexicon, text: str) -> None:
    taken = [f for f in DANGERS if understand(lexicon, text, (f,)).facts.get(f) == "yes"]
    assert taken == []


def test_yes_against_no_of_a_danger_is_asked_whoever_says_which(lexicon: Lexicon) -> None:
    for rules, reader in (("yes", "no"), ("no", "yes")):
        heard = Understanding(facts={"fainted": rules})
        said = chances(lexicon, **{f"fainted__{reader}": 0.95, f"fainted__{rules}": 0.01})
        both = agree(lexicon, heard, said, ("fainted",))
        assert (both.facts, both.doubts) == ({}, ("fainted",))


@pytest.mark.parametrize("danger", DANGERS)
def test_a_no_with_a_likely_yes_behind_it_is_asked(lexicon: Lexicon, danger: str) -> None:
    yes, no = lexicon.findings[danger].danger, lexicon.findings[danger].deny
    heard = Understanding(acts=("deny",), facts={danger: no})
    for likely, facts, doubts in ((0.4, {}, (danger,)), (0.1, {danger: no}, ())):
        said = chances(lexicon, **{f"{danger}__{no}": 0.5, f"{danger}__{yes}": likely})
        both = agree(lexicon, heard, said, (danger,))
        assert (both.facts, both.doubts) == (facts, doubts)


def test_a_bare_no_that_the_reader_hears_narrowly_leaves_the_rest_open(lexicon: Lexicon) -> None:
    asked = ("injury", "warm_red_skin", "numbness")
    heard = Understanding(acts=("deny",), facts={"injury": "no"})
    both = agree(lexicon, heard, chances(lexicon, injury__no=0.9), asked)
    assert both.facts == {"injury": "no"}
    assert both.left_open == ("warm_red_skin", "numbness")


def test_a_number_counts_unless_the_reader_says_that_none_is_told(lexicon: Lexicon) -> None:
    heard = Understanding(facts={"age_years": 67})
    assert agree(lexicon, heard, chances(lexicon, age_years__said=0.5), ()).facts == heard.facts
    assert agree(lexicon, heard, chances(lexicon), ()).facts == {}


def test_what_a_line_does_is_heard_by_either(lexicon: Lexicon) -> None:
    heard = Understanding(acts=("deny",))
    said = chances(lexicon) | {"act:question": 0.9, "act:wait": 0.2}
    assert agree(lexicon, heard, said, ()).acts == ("deny", "question")


def test_without_its_weights_every_danger_is_asked_and_it_is_told_once(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> None:
        raise WeightsError("reader.npz: cannot be read (gone); install cramp-helper again")

    monkeypatch.setattr("cramp_triage.nlu.reader.weights.load_weights", missing)
    load_reader.cache_clear()
    try:
        with caplog.at_level(logging.WARNING, logger=witnesses.__name__):
            for _ in range(2):
                heard = understand(lexicon, "my chest hurts and my left calf is cramping")
                assert heard.doubts == ("chest_pain",)
                assert heard.facts["site"] == "calf"
    finally:
        load_reader.cache_clear()
    assert [record.getMessage() for record in caplog.records] == [
        "reader.npz: cannot be read (gone); install cramp-helper again; "
        "until then every danger is asked once more"
    ]


JUST = """
no none of that i'm just sweating a bit from the pain
no i'm just in pain
none of that just pain
no nothing like that i'm only cranky because of the pain
no i'm just lying here waiting for it to stop
no none of those i'm just hot from the blankets
nope just breathing hard from the pain
no i'm only sore
no i'm just shaking it out
no it's just the cramp talking
no it's only tight in my calf
""".strip().splitlines()


@pytest.mark.parametrize("text", JUST)
def test_what_stands_behind_no_just_is_no_danger_before_it_was_asked(
    lexicon: Lexicon, text: str
) -> None:
    heard = understand(lexicon, text, ("chest_pain", "breathless", "fainted", "nausea"), "yes_no")
    assert "yes" not in {heard.facts.get(f) for f in ("chest_pain", "breathless", "fainted")}


def test_a_danger_that_was_asked_for_a_doubt_counts_when_it_is_said_again(talk) -> None:
    talk.say(facts={"site": "arm", "ongoing_now": "yes"})
    unsure = UserAct(doubts=("chest_pain",), words="kind of a squeezing")
    talk.session, talk.reply = step(talk.protocol, talk.session, unsure)
    assert talk.reply.asks == ("chest_pain",)
    talk.session, talk.reply = step(talk.protocol, talk.session, unsure)
    assert talk.reply.level == 5


@pytest.mark.parametrize("danger", DANGERS)
def test_a_danger_doubted_again_in_a_line_that_denies_is_neither_taken_nor_cleared(
    talk, danger: str
) -> None:
    talk.say(facts={"site": "calf", "ongoing_now": "yes"})
    unsure = UserAct(doubts=(danger,), words="sort of")
    talk.session, talk.reply = step(talk.protocol, talk.session, unsure)
    assert talk.reply.asks == (danger,)
    denied = UserAct(doubts=(danger,), denied=(danger,), words="no, sort of")
    talk.session, talk.reply = step(talk.protocol, talk.session, denied)
    assert talk.reply.facts.get(danger) == "unknown"


@pytest.mark.parametrize("danger", DANGERS)
def test_a_doubt_that_is_rather_a_no_says_so(lexicon: Lexicon, danger: str) -> None:
    no, yes = f"{danger}={lexicon.findings[danger].deny}", f"{danger}=yes"
    heard = Understanding(facts={danger: "yes"})
    for chance, denied in ((0.65, (danger,)), (0.0, ())):
        both = agree(lexicon, heard, chances(lexicon) | {yes: 0.1, no: chance}, (danger,))
        assert (both.doubts, both.denied) == ((danger,), denied)


def test_what_the_reader_hears_gone_is_not_going_on_unless_that_is_told(lexicon: Lexicon) -> None:
    gone = chances(lexicon) | {"act:gone": 0.7, "ongoing_now=yes": 0.9}
    assert agree(lexicon, Understanding(facts={"pain": "mild"}), gone, ()).facts["ongoing_now"] == (
        "yes"
    )
    gone |= {"ongoing_now=yes": 0.1}
    assert agree(lexicon, Understanding(acts=("thanks",)), gone, ()).facts["ongoing_now"] == "no"
    easing = agree(lexicon, Understanding(acts=("easing",)), gone, ())
    assert (easing.acts, easing.facts) == (("easing",), {})


def test_to_ask_for_help_with_a_cramp_is_no_cry_for_help(lexicon: Lexicon) -> None:
    heard = Understanding(acts=("ask_relief",), facts={"site": "calf"})
    cries = chances(lexicon, site__calf=0.9) | {"act:emergency_plea": 0.99}
    assert agree(lexicon, heard, cries, ()).acts == ("ask_relief",)
    grave = replace(heard, facts={"chest_pain": "yes"})
    for chance in (0.01, 0.9):
        told = agree(lexicon, grave, cries | {"chest_pain=yes": chance}, ())
        assert told.acts == ("ask_relief", "emergency_plea")
    assert agree(lexicon, Understanding(), cries, ()).acts == ("emergency_plea",)


COUNTED = {"duration_min", "over_10_min"}  # of "a minute", which the dialogue lets go
STEERS = [
    *("it's easing", "it's easing off", "it's letting go", "ah that's better"),
    "hang on a minute",
]


@pytest.mark.searches
@pytest.mark.parametrize("text", STEERS)
def test_what_only_steers_the_call_answers_no_question(lexicon: Lexicon, text: str) -> None:
    """The reader knows the question, and would make an answer to it of any words."""
    asked = [q.asks for q in load_protocol().questions.values() if q.expects == "yes_no"]
    for asks in asked:
        told = understand(lexicon, text, asks).facts
        assert told.keys() <= {"ongoing_now", "relieved_by_stretch", "getting_worse", *COUNTED}
        assert told.get("ongoing_now") != "no"


SIGNS = {
    "chest_pain": "chest pain",
    "breathless": "trouble breathing",
    "fainted": "i passed out",
    "dark_urine": "dark pee",
    "fever": "fever",
    "face_droop": "my face is drooping",
    "limb_cold_pale": "my leg is cold and white",
    "warm_red_skin": "it is hot and red",
    "trouble_swallowing": "can't swallow",
    "saddle_numbness": "numb between the legs",
    "coughing_blood": "coughing up blood",
}


@pytest.mark.parametrize("fact", SIGNS)
@pytest.mark.parametrize("asks", ["{}, what should i do", "{}. what do i do?", "yes {} what now"])
def test_a_danger_with_a_cry_for_what_to_do_is_not_only_named(
    lexicon: Lexicon, fact: str, asks: str
) -> None:
    for asked in ((), (fact,)):
        heard = understand(lexicon, asks.format(SIGNS[fact]), asked)
        assert heard.facts.get(fact) == "yes" or fact in heard.doubts


@pytest.mark.parametrize("fact", DANGERS)
@pytest.mark.parametrize("line", ["yeah i can walk on it", "yes i'm limping a bit, i can walk"])
def test_a_yes_with_another_sign_may_be_of_that_one(lexicon: Lexicon, line: str, fact: str) -> None:
    heard = understand(lexicon, line, (fact,))
    assert heard.facts.get(fact) != lexicon.findings[fact].danger


@pytest.mark.parametrize("fact", DANGERS)
def test_a_bare_yes_to_a_danger_is_a_yes(lexicon: Lexicon, fact: str) -> None:
    for line in ("yes", "yeah", "yes it is", "yes, since an hour ago"):
        heard = understand(lexicon, line, (fact,))
        bare = bare_answer(lexicon.findings, (fact,), heard.acts, heard.facts, heard.left_open)
        assert {**heard.facts, **bare}.get(fact) == lexicon.findings[fact].danger


def named(lexicon: Lexicon, fact: str, words: str, no: float, yes: float) -> Understanding:
    """What is made of a danger that these words name, by how likely the reader thinks its no."""
    grave, deny = lexicon.findings[fact].danger, lexicon.findings[fact].deny
    span = Span(0, len(words), words, f"{fact}={grave}")
    heard = Understanding(facts={fact: grave or ""}, spans=(span,))
    said = chances(lexicon, **{f"{fact}__{deny}": no, f"{fact}__{grave}": yes})
    return agree(lexicon, heard, said, (fact,))


DENIABLE = [fact for fact in DANGERS if load_lexicon().findings[fact].deny]


@pytest.mark.parametrize("fact", DENIABLE)
def test_one_word_is_no_danger_against_a_sure_no(lexicon: Lexicon, fact: str) -> None:
    both = named(lexicon, fact, "chest", no=0.99, yes=0.0)
    assert both.facts[fact] == lexicon.findings[fact].deny
    assert both.doubts == ()


@pytest.mark.parametrize(
    ("words", "no", "yes"),
    [("chest pain at night", 0.99, 0.0), ("chest", 0.9, 0.0), ("chest", 0.99, 0.02)],
)
@pytest.mark.parametrize("fact", DENIABLE)
def test_more_words_or_less_of_a_no_are_asked_about(
    lexicon: Lexicon, fact: str, words: str, no: float, yes: float
) -> None:
    assert named(lexicon, fact, words, no, yes).doubts == (fact,)


LISTS = {
    ("face_droop", "speech_trouble"): ("no, my face and speech are fine", "face good, talk good"),
    ("jaw_stiff", "trouble_swallowing"): ("jaw, speech and swallowing are all normal",),
    ("chest_pain", "breathless"): ("chest is sound, lungs are sound",),
}


@pytest.mark.parametrize(("asked", "line"), [(a, line) for a in LISTS for line in LISTS[a]])
def test_a_list_of_what_is_well_is_heard(
    lexicon: Lexicon, asked: tuple[str, ...], line: str
) -> None:
    heard = understand(lexicon, line, asked, "yes_no")
    assert {heard.facts.get(fact) for fact in asked} == {"no"}
    assert heard.doubts == ()
