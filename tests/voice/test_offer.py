"""Who would talk with the demonstration model at a terminal is offered the official one, once."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_voice.audio import devices
from offline_voice.cli import offer
from offline_voice.cli.main import main
from offline_voice.cli.offer import offer_model
from offline_voice.errors import ModelError
from offline_voice.settings import Settings
from offline_voice.vosk_models.find import MINI_MODEL, find_model, installed_models_folder
from tests.voice.model_site import MODEL, NAME, RELEASE, Site, served

Told = pytest.CaptureFixture[str]


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def site() -> Iterator[Site]:
    with served(MODEL) as site:
        yield site


@pytest.fixture
def settings(site: Site) -> Settings:
    return Settings(model_site=site.address)


@pytest.fixture(autouse=True)
def _microphone_and_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(offer, "RELEASES", (RELEASE,))
    monkeypatch.setattr(devices, "device_names", lambda _: ["Built-in Mic"])


def types(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """The person at the terminal types this."""
    monkeypatch.setattr(sys, "stdin", Typed(text))
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)


def test_a_yes_installs_it_and_shows_how_far_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    types(monkeypatch, "y\n")
    offer_model(None, settings)
    told = capsys.readouterr()
    size_mb = round(RELEASE.zip_bytes_max / 1_000_000)
    assert f"{NAME}, {size_mb} MB from {settings.model_site}\ninto " in told.out
    assert f"into {installed_models_folder()}." in told.out
    assert told.out.endswith(f"Checked and installed: {installed_models_folder() / NAME}\n")
    assert "MB" in told.err
    assert find_model(None).origin == "installed"


@pytest.mark.parametrize("answer", ["n\n", "\n", "what?\n", ""])
def test_anything_else_is_a_no_and_it_is_not_asked_again(
    site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Told, answer: str
) -> None:
    types(monkeypatch, answer)
    offer_model(None, settings)
    assert "Install it now? [y/N]" in capsys.readouterr().out
    types(monkeypatch, "y\n")
    offer_model(None, settings)
    assert capsys.readouterr().out == ""
    assert site.ranges == []


def test_where_a_no_cannot_be_kept_it_is_asked_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Told, tmp_path: Path
) -> None:
    (tmp_path / "data").touch()
    for _ in range(2):
        types(monkeypatch, "n\n")
        offer_model(None, settings)
        assert "Install it now? [y/N]" in capsys.readouterr().out


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_nobody_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Told, stream: str
) -> None:
    types(monkeypatch, "y\n")
    monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: False)
    offer_model(None, settings)
    assert capsys.readouterr().out == ""


def test_without_a_microphone_nobody_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    types(monkeypatch, "y\n")
    monkeypatch.setattr(devices, "device_names", lambda _: ["Monitor of Built-in Audio"])
    offer_model(None, settings)
    assert capsys.readouterr().out == ""


def test_who_has_named_a_model_is_not_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Told, tmp_path: Path
) -> None:
    types(monkeypatch, "y\n")
    offer_model(MINI_MODEL, settings)
    assert capsys.readouterr().out == ""
    with pytest.raises(ModelError, match="no such model folder"):
        offer_model(tmp_path / "gone", settings)


def test_without_a_network_it_says_so_within_five_seconds_and_the_talk_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    with served(MODEL) as gone:
        pass
    types(monkeypatch, "yes\n")
    began_s = time.monotonic()
    offer_model(None, Settings(model_site=gone.address))
    assert time.monotonic() - began_s < 5
    told = " ".join(capsys.readouterr().err.split())  # a terminal's lines are folded
    assert f"Not installed: {gone.address}/{NAME}.zip: the download failed" in told
    assert told.endswith("fetch the zip by hand and run `cramp-voice model install --file ZIP`")
    assert find_model(None).is_demonstration


@pytest.mark.parametrize(("options", "asks"), [((), True), (("--no-install",), False)])
def test_the_talk_begins_with_the_offer_unless_it_is_told_not_to(
    monkeypatch: pytest.MonkeyPatch, capsys: Told, options: tuple[str, ...], asks: bool
) -> None:
    types(monkeypatch, "n\n")
    monkeypatch.setattr("sys.argv", ["cramp-voice", *options, "--loudspeaker", "no such thing"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert ("Install it now?" in capsys.readouterr().out) is asks
