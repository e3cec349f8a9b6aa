from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import vosk

from offline_voice.errors import ModelError
from offline_voice.vosk_models.find import (
    MINI_MODEL,
    check_folder,
    find_model,
    how_it_hears,
    load_model,
    missing_words,
)
from offline_voice.vosk_models.registry import RELEASES


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINI_MODEL, tmp_path / "vosk-model-mini-en"))


def test_with_nothing_installed_the_mini_model_is_used_and_says_so() -> None:
    folder = find_model(None)
    assert folder.path == MINI_MODEL
    assert folder.is_demonstration
    assert folder.takes_lists


def test_the_named_folder_comes_before_the_environment(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOSK_MODEL_PATH", str(copied))
    assert find_model(None).path == copied
    assert find_model(MINI_MODEL).path == MINI_MODEL


def test_an_installed_model_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    place = tmp_path / "cramp-helper" / "models" / "vosk-model-own"
    shutil.copytree(MINI_MODEL, place)
    folder = find_model(None)
    assert folder.path == place
    assert not folder.is_demonstration


def test_how_well_it_hears_is_said_as_far_as_it_was_measured(copied: Path) -> None:
    assert '"no" it understood 9, of "left" or "right" 7' in how_it_hears(find_model(None))
    official = copied.rename(copied.with_name(RELEASES[0].name))
    assert "hears 90 of 100 words of books read aloud" in how_it_hears(find_model(official))
    own = official.rename(official.with_name("my-model"))
    assert how_it_hears(find_model(own)).startswith("my-model: how well it hears people is not kn")


def test_a_model_one_or_two_folders_down_is_found(copied: Path, tmp_path: Path) -> None:
    nested = tmp_path / "outer" / "inner"
    nested.mkdir(parents=True)
    copied.rename(nested / "model")
    assert check_folder(tmp_path / "outer", "--model").path == nested / "model"


def test_several_models_in_one_folder_are_not_guessed_among(copied: Path, tmp_path: Path) -> None:
    shutil.copytree(copied, tmp_path / "another")
    with pytest.raises(ModelError, match=r"several models .*name one of them"):
        check_folder(tmp_path, "--model")


def test_a_missing_folder_names_what_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "gone"))
    with pytest.raises(ModelError, match=r"gone: no such model folder \(VOSK_MODEL_PATH\)"):
        find_model(None)


def test_a_file_or_another_folder_is_no_model(tmp_path: Path) -> None:
    archive = tmp_path / "model.zip"
    archive.write_bytes(b"PK")
    with pytest.raises(ModelError, match=r"a file, not a model folder .* unpack it"):
        check_folder(archive, "--model")
    with pytest.raises(ModelError, match="not a Vosk model"):
        check_folder(tmp_path, "--model")


@pytest.mark.parametrize(
    "lost", ["am/final.mdl", "conf/mfcc.conf", "graph/Gr.fst", "graph/HCLr.fst", "graph/words.txt"]
)
def test_an_incomplete_model_names_the_file_it_lacks(copied: Path, lost: str) -> None:
    (copied / lost).unlink()
    with pytest.raises(ModelError) as told:
        check_folder(copied, "--model")
    assert str(told.value).startswith(f"{copied}: incomplete model")
    assert lost in str(told.value)
    assert "unpack it again" in str(told.value)


@pytest.mark.parametrize("damaged", ["am/final.mdl", "graph/Gr.fst", "graph/HCLr.fst"])
def test_a_damaged_model_is_told_in_one_line_and_nothing_native_is_written(
    copied: Path, damaged: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = copied / damaged
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    folder = check_folder(copied, "--model")
    with pytest.raises(ModelError, match="Vosk cannot load this model"):
        load_model(folder)
    assert capfd.readouterr() == ("", "")


def test_a_damaged_configuration_does_not_end_the_process(copied: Path) -> None:
    conf = copied / "conf" / "model.conf"
    conf.write_text("--min-active=200\n--max-act")
    with pytest.raises(ModelError, match=r"model\.conf: line 2 is damaged"):
        check_folder(copied, "--model")


def test_words_that_the_model_lacks_are_found() -> None:
    model = load_model(find_model(None))
    assert missing_words(model, ["calf", "zebra", "cramp", "aardvark"]) == ["aardvark", "zebra"]


def test_a_recogniser_broken_off_in_the_making_is_freed_without_a_word(
    capfd: pytest.CaptureFixture[str],
) -> None:
    load_model(check_folder(MINI_MODEL, "built in"))
    recogniser = vosk.KaldiRecognizer.__new__(vosk.KaldiRecognizer)
    del recogniser  # as after Ctrl-C: no handle yet; a complaint would be an unraisable exception
    assert capfd.readouterr() == ("", "")
