from __future__ import annotations

from pathlib import Path

import pytest

from cramp_triage.protocol.model import load_protocol
from offline_voice.errors import ManifestError
from offline_voice.talk.evaluation import Entry, Heard, by_condition, figures, read_manifest

FINDINGS = load_protocol().findings


def heard(
    file: str,
    *,
    said: dict[str, str],
    got: dict[str, str],
    doubtful: bool = False,
    text: str = "yes",
    wrong_words: int = 0,
    condition: str = "clean",
) -> Heard:
    entry = Entry(file, "chest_pain", "yes", said, condition, "f4")
    return Heard(entry, text, got, doubtful, wrong_words, 600, 20, 1)


def test_the_figures_count_what_they_say() -> None:
    rows = figures(
        FINDINGS,
        [
            heard("right", said={"chest_pain": "yes"}, got={"chest_pain": "yes"}),
            heard("missed", said={"chest_pain": "yes"}, got={}, wrong_words=1),
            heard("reversed", said={"chest_pain": "yes"}, got={"chest_pain": "no"}),
            heard("made-up", said={}, got={"fever": "yes"}),
        ],
    )
    assert rows["n"] == 4
    assert rows["word_accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert rows["meaning_accuracy"] == 0.25
    assert rows["missed_danger"] == ["missed", "reversed"]
    assert rows["false_danger"] == ["made-up"]
    assert rows["polarity_errors"] == ["reversed"]
    assert rows["endpoint_ms"] == {"p50": 600, "p95": 600}


def test_a_doubtful_no_is_read_back_and_so_is_no_error() -> None:
    rows = figures(
        FINDINGS, [heard("a", said={"chest_pain": "yes"}, got={"chest_pain": "no"}, doubtful=True)]
    )
    assert rows["read_back"] == 1.0
    assert rows["missed_danger"] == rows["polarity_errors"] == []


def test_a_doubtful_danger_that_nobody_said_is_asked_once_more_and_so_is_no_error() -> None:
    made_up = heard("b", said={}, got={"fever": "yes"}, doubtful=True)
    reversed_ = heard("c", said={"fever": "no"}, got={"fever": "yes"}, doubtful=True)
    rows = figures(FINDINGS, [made_up, reversed_])
    assert rows["read_back"] == 1.0
    assert rows["false_danger"] == rows["polarity_errors"] == []


def test_a_danger_of_which_nothing_was_heard_is_missed_however_doubtful_the_rest() -> None:
    rows = figures(
        FINDINGS, [heard("d", said={"fever": "yes"}, got={"site": "calf"}, doubtful=True)]
    )
    assert rows["missed_danger"] == ["d"]


def test_figures_are_told_by_condition_and_in_all() -> None:
    table = by_condition(
        FINDINGS,
        [heard("a", said={}, got={}), heard("b", said={}, got={}, condition="oov", text="")],
    )
    assert list(table) == ["clean", "oov", "all"]
    assert [row["n"] for row in table.values()] == [1, 1, 2]
    assert table["oov"]["word_accuracy"] is None
    assert table["oov"]["endpoint_ms"] is None


def manifest(folder: Path, text: str) -> Path:
    (folder / "a.wav").write_bytes(b"RIFF")
    (folder / "manifest.yaml").write_text(text)
    return folder


GOOD = "- {file: a.wav, asked: fever, text: no, facts: {fever: no}, condition: clean, voice: me}"


def test_yaml_booleans_in_facts_are_the_words_yes_and_no(tmp_path: Path) -> None:
    quoted = GOOD.replace("text: no", 'text: "no"')
    (entry,) = read_manifest(manifest(tmp_path, quoted), FINDINGS)
    assert entry.facts == {"fever": "no"}
    assert entry.text == "no"


def test_booleans_written_by_another_program_are_understood(tmp_path: Path) -> None:
    written = GOOD.replace("fever: no", "fever: true")
    (entry,) = read_manifest(manifest(tmp_path, written), FINDINGS)
    assert entry.facts == {"fever": "yes"}


def test_a_bare_no_as_the_text_is_the_word_no(tmp_path: Path) -> None:
    (entry,) = read_manifest(manifest(tmp_path, GOOD), FINDINGS)
    assert entry.text == "no"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("facts: {fever: no}", "facts: {feever: no}"), "entry 1: unknown fact 'feever'"),
        (("facts: {fever: no}", "facts: {fever: hot}"), "entry 1: fact 'fever' cannot be 'hot'"),
        (("asked: fever", "asked: feever"), "entry 1: asked: no fact 'feever'"),
        (("file: a.wav", "file: b.wav"), "entry 1: no file b.wav"),
        (("condition: clean, ", ""), "entry 1: Object missing required field `condition`"),
        (("- {", "{"), "must be a list of recordings"),
        (("voice: me}", "voice: me"), "cannot be read"),
    ],
)
def test_a_bad_manifest_names_the_entry_and_the_fault(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    folder = manifest(tmp_path, GOOD.replace(*change))
    with pytest.raises(ManifestError) as told:
        read_manifest(folder, FINDINGS)
    assert str(told.value).startswith(f"{folder / 'manifest.yaml'}: {says}")
    assert "\n" not in str(told.value)


def test_a_folder_without_a_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"manifest\.yaml: there is none"):
        read_manifest(tmp_path, FINDINGS)
