from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.facts import bare_answer
from cramp_triage.protocol.model import load_protocol
from offline_voice.errors import ManifestError
from offline_voice.talk.evaluation import Entry, Heard, question_of, read_manifest
from offline_voice.talk.hearing_figures import by_condition, figures
from tests import ROOT

PROTOCOL = load_protocol()
FINDINGS = PROTOCOL.findings


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


def test_what_may_as_well_be_heard_counts_neither_way() -> None:
    foot, on = {"site": "foot"}, {"ongoing_now": "yes"}
    said = heard("a", said=foot, got=foot)
    entry = msgspec.structs.replace(said.entry, also_ok=on)
    for got, is_right in (
        (foot, True),
        (foot | on, True),
        (on, False),
        (foot | {"fever": "yes"}, False),
    ):
        one = msgspec.structs.replace(said, entry=entry, facts=got)
        assert one.is_right is is_right
        assert one.is_accepted_wrong is ("fever" in got)


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


def test_figures_in_all_are_told_by_engine_and_by_answer_word_too() -> None:
    yes, no = {"chest_pain": "yes"}, {"chest_pain": "no"}
    those = [
        heard("right", said=yes, got=yes),
        heard("checked", said=yes, got=yes, doubtful=True),
        heard("nothing", said=yes, got={}),
        heard("reversed", said=no, got=yes),
        heard("reversed but checked", said=no, got=yes, doubtful=True),
        heard("sentence", said=yes, got=yes),
    ]
    entries = [
        msgspec.structs.replace(h.entry, text="no") if h.entry.facts == no else h.entry
        for h in those
    ]
    entries[-1] = msgspec.structs.replace(entries[-1], text="yes it does hurt", engine="espeak")
    everything = by_condition(
        FINDINGS, [msgspec.structs.replace(h, entry=e) for h, e in zip(those, entries, strict=True)]
    )["all"]
    assert everything["danger_yes_from_no"] == ["reversed"]
    assert {name: row["n"] for name, row in everything["by_engine"].items()} == {"espeak": 1}
    assert everything["by_answer"] == {
        "yes": {"n": 3, "right": 2, "checked": 1, "asked_again": 1, "reversed": []},
        "no": {"n": 2, "right": 0, "checked": 0, "asked_again": 0, "reversed": ["reversed"]},
    }


def test_a_danger_that_counts_as_its_reverse_is_told_each_way_beside_how_many_there_were() -> None:
    yes, no = {"chest_pain": "yes"}, {"chest_pain": "no"}
    those = [
        heard("alarm", said=no, got=yes),
        heard("checked alarm", said=no, got=yes, doubtful=True),
        heard("silenced", said=yes, got=no),
        heard("not caught", said=yes, got={}),
        heard("harmless", said={"side": "left"}, got={"side": "right"}),
    ]
    row = figures(FINDINGS, those)
    assert (row["danger_yes_from_no"], row["danger_denied"]) == (["alarm"], 2)
    assert (row["danger_no_from_yes"], row["danger_said"]) == (["silenced"], 2)


def test_figures_in_all_are_told_by_voice_the_worst_heard_first() -> None:
    yes = {"chest_pain": "yes"}
    those = [
        heard("a", said=yes, got=yes),
        heard("b", said=yes, got=yes),
        heard("c", said=yes, got={}),
    ]
    voices = ["p01", "p02", "p02"]
    spoken = [
        msgspec.structs.replace(h, entry=msgspec.structs.replace(h.entry, voice=voice))
        for h, voice in zip(those, voices, strict=True)
    ]
    rows = by_condition(FINDINGS, spoken)["all"]["by_voice"]
    assert [(voice, row["n"], row["meaning_accuracy"]) for voice, row in rows.items()] == [
        ("p02", 2, 0.5),
        ("p01", 1, 1.0),
    ]


GUIDE = (ROOT / "docs/your-recordings.md").read_text(encoding="utf-8")


def guided(tmp_path: Path) -> list[Entry]:
    """The entries of the manifest in the guide."""
    text = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[1]
    for name in re.findall(r"p01-\d\d\.wav", text):
        (tmp_path / name).write_bytes(b"RIFF")
    (tmp_path / "manifest.yaml").write_text(text)
    return read_manifest(tmp_path, FINDINGS)


def test_what_the_guide_has_people_say_means_what_its_manifest_says(tmp_path: Path) -> None:
    entries, lexicon = guided(tmp_path), load_lexicon()
    assert len(entries) == 24
    for entry in entries:
        asked = question_of(entry.asked, PROTOCOL)
        meant = understand(lexicon, entry.text, asked.asks, asked.expects)
        bare = bare_answer(FINDINGS, asked.asks, meant.acts, meant.facts, meant.left_open)
        got = {**bare, **meant.facts}
        assert {f: v for f, v in got.items() if entry.also_ok.get(f) != v} == entry.facts


def test_the_guide_names_each_line_as_its_manifest_does(tmp_path: Path) -> None:
    said = dict(re.findall(r"\| (\d\d) \| ([^|]+?) (?=\|)", GUIDE))
    for entry in guided(tmp_path)[:-1]:
        plain = re.sub(r"[^a-z' ]", "", said[entry.file[4:6]].lower())
        assert plain == entry.text


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
    with pytest.raises(ManifestError, match=r"manifest\.yaml: no such file"):
        read_manifest(tmp_path, FINDINGS)
