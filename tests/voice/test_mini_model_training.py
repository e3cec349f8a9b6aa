"""What can be told of the demonstration model's training without torch, scipy or a synthesiser."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile

from tools.audio.synthetic_voices import FLITE, VOICES
from tools.mini_model import corpus, lexicon
from tools.mini_model.building import NETWORK, SHIPPED
from tools.mini_model.kaldi_files import Layer, Network, read_network, write_network
from tools.mini_model.phones import INDEX, OUTPUTS, first_output
from tools.mini_model.training import __main__ as training
from tools.mini_model.training import chunks, evaluate, needs, verify
from tools.mini_model.training.labelled import align, frames, labels
from tools.mini_model.training.learning import weights
from tools.mini_model.training.spoken import espeak, natural, people, voices

README = corpus.HERE / "README.md"


def test_what_training_lacks_is_told_in_one_line_with_the_fix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "_there", lambda name: name not in {"torch", "scipy", "flite"})
    monkeypatch.setattr("sys.argv", ["training", "--work", "nowhere"])
    with pytest.raises(SystemExit) as told:
        training.main()
    assert str(told.value) == (
        "missing: torch, scipy, flite; run: .venv/bin/pip install "
        "torch==2.13.0 scipy==1.17.1 && apt-get install flite"
    )


@pytest.mark.parametrize("command", [verify, evaluate])
def test_what_measuring_lacks_is_told_as_well(
    monkeypatch: pytest.MonkeyPatch, command: ModuleType
) -> None:
    monkeypatch.setattr(needs, "_there", lambda name: name != "scipy")
    monkeypatch.setattr("sys.argv", ["measure"])
    with pytest.raises(SystemExit, match=r"^missing: scipy; run: \.venv/bin/pip install .*$"):
        command.main()


def test_the_readme_names_all_that_training_needs() -> None:
    text = README.read_text(encoding="utf-8").replace("\\\n   ", "")
    for command, packages in ((needs.PIP, needs.PACKAGES), (needs.APT, needs.DEBIAN)):
        assert command in text
        for package in " ".join(packages.values()).split():
            assert package in text
    file = Path(needs.__file__).with_name("requirements.txt").read_text(encoding="utf-8")
    for package in " ".join([*needs.PACKAGES.values(), *needs.NATURAL.values()]).split():
        assert f"\n{package}\n" in file


def test_a_worker_that_gives_up_ends_the_run() -> None:
    with pytest.raises(SystemExit, match="flite is not installed"):
        list(chunks.make(sys.exit, ["flite is not installed"], 1))


def test_a_step_without_the_one_before_says_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="speech is empty; delete the work folder"):
        chunks.paths(tmp_path / "speech")


def test_no_voice_of_the_recordings_took_part_in_training() -> None:
    trained = {f"{a}+{v}" for a in voices.ESPEAK_ACCENTS for v in voices.ESPEAK_VARIANTS}
    trained |= {*voices.ESPEAK_ACCENTS, *voices.FLITE_VOICES}
    assert trained.isdisjoint(way.voice for way in VOICES.values())
    held_out = {way.voice.partition("+")[2] for way in VOICES.values() if way.by != FLITE}
    assert held_out <= set(voices.ESPEAK_VARIANTS_HELD_OUT)


def test_no_natural_voice_that_judges_took_part_in_training() -> None:
    assert set(natural.JUDGES).isdisjoint([*natural.ENGLISH, *natural.ACCENTED])
    assert len(natural.ENGLISH) + len(natural.ACCENTED) >= 40


def test_natural_voices_say_what_callers_say_in_words_of_the_model() -> None:
    lines, known = natural.callers_lines(), lexicon.read().keys()
    assert len(lines) > 20_000
    assert all(known >= set(line.split()) for line in lines)


def test_people_who_judge_or_are_tested_do_not_train(tmp_path: Path) -> None:
    silence = np.zeros(1600, np.int16)
    names = {
        "yes/0000000a_nohash_0.flac": True,  # 10: trains
        "no/0000000b_nohash_2.flac": True,
        "unknown/bed_0000000d_nohash_0.wav.flac": True,
        "yes/0000000c_nohash_0.flac": False,  # 12: judges
        "no/24ad3ebe_nohash_0.flac": False,  # in the tests
        "no/notes.flac": False,
    }
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        soundfile.write(path, silence, 16_000)
    trained = [(row.text, row.voice) for row in people.recorded(tmp_path, judging=False)]
    assert trained == [
        ("no", "person:0000000b"),
        ("bed", "person:0000000d"),
        ("yes", "person:0000000a"),
    ]
    (judge,) = people.recorded(tmp_path, judging=True)
    assert judge.voice == "person:0000000c"


def test_without_recordings_of_people_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="has no WORD/SPEAKER_nohash_N"):
        list(people.recorded(tmp_path, judging=False))


def test_without_natural_voices_the_way_to_them_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKORO_VOICES", "nowhere")
    with pytest.raises(SystemExit, match="npm pack kokoro-js"):
        natural.voices_folder()


def test_espeak_tells_the_sounds_of_a_text() -> None:
    assert espeak.ipa("no chest pain", "gmw/en-US").count(" ") == 2
    with pytest.raises(SystemExit, match="has no voice"):
        espeak.ipa("no", "nobody")


def test_voices_are_drawn_from_their_own_side() -> None:
    rng = random.Random(0)
    trained = {voices.for_training(rng).voice.partition("+")[2] for _ in range(500)}
    measured = {voices.held_out(rng).voice.partition("+")[2] for _ in range(500)}
    assert measured == set(voices.ESPEAK_VARIANTS_HELD_OUT)
    assert not trained & measured


def test_what_is_measured_with_was_not_learnt_and_can_be_heard() -> None:
    measured = evaluate.load_phrases()
    assert set(measured.phrases).isdisjoint(corpus.load().phrases)
    assert {word for phrase in measured.phrases for word in phrase.split()} <= lexicon.read().keys()


def test_every_sound_of_espeak_is_made_of_our_phones() -> None:
    assert {phone for phones in espeak.PHONES_OF.values() for phone in phones} <= INDEX.keys()


def test_a_sound_that_is_two_phones_is_shared_out_and_a_strange_one_tells_nothing() -> None:
    assert espeak.segments([("h", 0.0), ("'i@3", 0.1)], 0.3) == [
        ("HH", 0.1),
        ("IH", pytest.approx(0.2)),
        ("R", pytest.approx(0.3)),
    ]
    assert espeak.segments([("h", 0.0), ("!", 0.1)], 0.3) is None


def test_labels_tell_the_first_frame_of_a_phone_from_the_rest() -> None:
    found = labels.labels([("N", 0.06), ("OW", 0.12)], 7, lead_s=0.03)
    silence, n, ow = (first_output(phone) for phone in ("SIL", "N", "OW"))
    assert found.tolist() == [silence, n, n + 1, ow, ow + 1, silence, silence + 1]
    assert labels.phone_runs(found.tolist()) == [INDEX[p] for p in ("SIL", "N", "OW", "SIL")]


def test_a_phone_too_short_for_a_frame_takes_one_from_its_neighbour() -> None:
    found = labels.labels([("N", 0.06), ("T", 0.061), ("OW", 0.2)], 8)
    assert first_output("T") in found


def test_words_are_found_in_time_in_the_accent_that_fits() -> None:
    said = ["SIL", "K", "K", "AA", "AA", "AA", "F", "SIL"]
    scores = np.full((len(said), OUTPUTS), -9.0, np.float32)
    for frame, phone in enumerate(said):
        scores[frame, [first_output(phone), first_output(phone) + 1]] = 0.0
    aligned = align.align(scores, [[("K", "AE", "F"), ("K", "AA", "F")]])
    assert aligned is not None
    ends_s = dict(aligned[0])
    assert [phone for phone, _ in aligned[0]] == ["SIL", "K", "AA", "F", "SIL"]
    assert ends_s["AA"] == pytest.approx(6 * frames.OUTPUT_S, abs=0.003)


def test_a_word_longer_than_its_sound_is_not_aligned() -> None:
    assert align.align(np.zeros((2, OUTPUTS), np.float32), [[("K", "AE", "F")]]) is None


def test_a_word_that_nobody_can_say_is_left_out() -> None:
    assert align.ways_to_say("calf blorping") is None


def test_the_shipped_weights_have_the_layers_that_training_makes() -> None:
    layers = read_network(SHIPPED / NETWORK).layers
    assert [(layer.offsets, layer.residual) for layer in layers] == list(frames.LAYERS)


def test_what_training_writes_is_read_again_to_a_step(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)

    def affine(units: int, inputs: int) -> tuple[np.ndarray, np.ndarray]:
        made = rng.normal(size=(units, inputs)), rng.normal(size=units)
        return made[0].astype(np.float32), made[1].astype(np.float32)

    network = Network(
        [Layer((-1, 0, 2), *affine(8, 120), residual=False), Layer((0,), *affine(8, 8), True)],
        affine(OUTPUTS, 8),
        (rng.normal(size=8), -0.3),
    )
    once, twice = tmp_path / "once.mdl", tmp_path / "twice.mdl"
    write_network(once, network, margin=1.7)
    read = read_network(once)
    write_network(twice, read, margin=1.7)
    assert twice.read_bytes() == once.read_bytes()
    assert [(layer.offsets, layer.residual) for layer in read.layers] == [
        ((-1, 0, 2), False),
        ((0,), True),
    ]
    pairs = [
        *((new[1:3], old[1:3]) for new, old in zip(read.layers, network.layers, strict=True)),
        (read.output, network.output),
        (read.garbage, network.garbage),
    ]
    for (weight, bias), (old_weight, old_bias) in pairs:
        step = np.ptp(old_weight) / 65_535
        assert np.abs(weight - old_weight).max() < 0.51 * step
        assert bias == pytest.approx(old_bias)


@pytest.mark.parametrize("count", [1, 2, 3, 50])
def test_the_network_tells_probabilities_every_30_ms(count: int) -> None:
    features = np.random.default_rng(0).normal(size=(count, frames.MFCCS))
    found = weights.scores(read_network(SHIPPED / NETWORK), features)
    assert found.shape == (frames.count(features), OUTPUTS)
    assert np.exp(found).sum(1) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(("heard", "wrong"), [("a b c", 0), ("a c", 1), ("", 3), ("x b c d", 2)])
def test_word_errors_are_counted(heard: str, wrong: int) -> None:
    assert evaluate.edits("a b c".split(), heard.split()) == wrong
