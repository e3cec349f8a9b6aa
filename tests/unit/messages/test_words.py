"""Words are kept whole, and where some are left out it shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cramp_triage.messages.words import CUT, clipped

sentences = st.lists(st.text("abcdefgh-ß5", min_size=1, max_size=30), max_size=40).map(" ".join)


@given(sentences, st.integers(31, 300))
def test_no_word_is_cut_in_two_and_what_is_left_out_is_marked(said, room):
    shown = clipped(said, room)
    assert len(shown) <= room
    if len(said) <= room:
        assert shown == said
        return
    assert shown.endswith(CUT)
    kept = shown.removesuffix(CUT).split()
    assert kept == said.split()[: len(kept)]


def test_one_word_longer_than_the_room_is_cut_in_itself():
    assert clipped("x" * 50, 10) == "x" * 9 + CUT
