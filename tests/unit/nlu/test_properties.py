from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cramp_triage.nlu import load_lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import normal_value

LEXICON = load_lexicon()
WORDS = sorted(
    {word for word in LEXICON.symbols if word.isalpha()}
    | LEXICON.skips
    | {"no", "not", "never", "but", "and", "i", "it", "is", "15", "hundred", "half", ",", ".", "…"}
)
ASKED = st.lists(st.sampled_from(sorted(LEXICON.findings)), max_size=4, unique=True)
TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.text(alphabet="\u0130\u00df\u0301'\u2019.,0123456789 a", max_size=80),
)


@settings(deadline=None, max_examples=150)
@given(text=TEXT, asked=ASKED, expects=st.sampled_from(["open", "yes_no", "value", "ack"]))
def test_any_text_is_understood_without_an_error(text: str, asked: list[str], expects: str) -> None:
    heard = hear(LEXICON, text, asked, expects)
    for fact, value in heard.facts.items():
        assert normal_value(LEXICON.findings, fact, value) == value
    for span in heard.spans:
        assert text[span.start : span.end] == span.text
    assert set(heard.retracts) <= set(LEXICON.findings)


@settings(deadline=None, max_examples=10)
@given(text=st.text(min_size=1, max_size=40))
def test_the_longest_text_too(text: str) -> None:
    hear(LEXICON, (text * 10_000)[:10_000], ["swelling"])
