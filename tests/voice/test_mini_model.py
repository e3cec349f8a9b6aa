"""The demonstration model that is shipped has our words, and is what its sources say."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_voice.vosk_models.find import MINI_MODEL, check_folder, load_model, missing_words
from tools.mini_model import lexicon, pronouncing, vocabulary
from tools.mini_model.__main__ import FIX, faults, main, material
from tools.mini_model.building import NETWORK, SHIPPED, Settings, outdated
from tools.mini_model.graph import bigram_text
from tools.mini_model.kaldi_files import read_network, write_network
from tools.mini_model.lexicon import Word
from tools.mini_model.phones import with_accents


def test_the_model_has_every_word_that_we_listen_for() -> None:
    model = load_model(check_folder(MINI_MODEL, "built in"))
    assert missing_words(model, vocabulary.ours()) == [], FIX


def test_the_shipped_model_is_what_its_sources_say() -> None:
    assert faults() == [], FIX


def test_a_word_that_nobody_has_built_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "ours", lambda: {"calf", "aardvark"})
    monkeypatch.setattr("sys.argv", ["mini_model", "--check"])
    with pytest.raises(SystemExit, match="aardvark: the model does not have this word\nrun `make"):
        main()


def test_a_pronunciation_that_was_changed_and_not_built_is_noticed() -> None:
    words = lexicon.read()
    words["calf"].pronunciations = {("K", "AA", "F"): ""}
    assert outdated(material(words), Settings()) == ["lexicon"]


def test_a_setting_that_was_changed_and_not_built_is_noticed() -> None:
    assert outdated(material(lexicon.read()), Settings(margin=1.0)) == ["am/final.mdl"]


def test_another_margin_changes_nothing_else(tmp_path: Path) -> None:
    network = read_network(SHIPPED / NETWORK)
    write_network(tmp_path / "final.mdl", network, margin=1.0)
    write_network(tmp_path / "final.mdl", read_network(tmp_path / "final.mdl"), Settings().margin)
    assert (tmp_path / "final.mdl").read_bytes() == (SHIPPED / NETWORK).read_bytes()


def test_a_new_word_is_said_as_the_dictionary_says_or_else_by_rule() -> None:
    words: dict[str, Word] = {"yes": Word({("Y", "EH", "S"): ""})}
    assert pronouncing.add_missing(words, ["yes", "aardvark", "blorping"]) == [
        "aardvark",
        "blorping",
    ]
    assert words["aardvark"].pronunciations == {tuple("AA R D V AA R K".split()): "cmu"}
    assert words["blorping"].pronunciations == {tuple("B L AO R P IH NG".split()): "espeak-ng"}


def test_what_was_added_goes_when_nobody_listens_for_it_and_what_was_written_stays() -> None:
    words = lexicon.read()
    words["aardvark"] = Word({("AA", "R"): "cmu"})
    words["gnu"] = Word({("N", "UW"): ""})
    assert vocabulary.bring_up_to_date(words) == ([], ["aardvark"])
    assert "gnu" in words


def test_a_strange_word_loses_against_a_familiar_one_that_sounds_the_same() -> None:
    words = {
        "calf": Word({("K", "AE", "F"): ""}),
        "caff": Word({("K", "AE", "F"): ""}),
        "gnu": Word({("N", "UW"): ""}),
    }
    costs = {name: cost for name, (_, cost) in vocabulary.said(words).items()}
    assert 0 == costs["calf"] < costs["gnu"] < costs["caff"]


def test_british_speech_drops_its_r() -> None:
    assert with_accents([("HH", "AA", "R", "D"), ("IY", "Z", "IY", "ER")]) == [
        ("HH", "AA", "R", "D"),
        ("IY", "Z", "IY", "ER"),
        ("HH", "AA", "D"),
        ("IY", "Z", "IY", "AX"),
    ]


def test_a_word_in_no_sentence_is_heard_only_if_it_is_opened() -> None:
    ids = {"calf": 1, "gnu": 2, "emu": 3}
    arcs = [line.split() for line in bigram_text(["calf"], ["gnu"], ids).splitlines()]
    assert {int(arc[2]) for arc in arcs if len(arc) == 5} == {0, 1, 2}


@pytest.mark.parametrize(
    ("line", "complaint"), [("gnu N UX", "no phone UX"), ("gnu 1.5", "gnu has no phones")]
)
def test_a_wrong_line_of_the_lexicon_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "lexicon.txt"
    file.write_text(f"# ours\ncalf K AE F\n{line}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=f"lexicon.txt:3: {complaint}; phones are AA"):
        lexicon.read(file)
