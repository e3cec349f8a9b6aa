from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from cramp_triage.dialogue import render
from cramp_triage.messages.replies import Say
from cramp_triage.protocol.model import load_protocol
from offline_voice.errors import SettingsError
from offline_voice.settings import (
    QuietHours,
    Settings,
    at_place,
    default_settings_path,
    read_settings,
    settings_path,
    template,
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def test_without_a_file_everything_has_its_default() -> None:
    assert read_settings() == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(config: Path) -> None:
    config.write_text('rate_wpm = 140\nwake = false\n[quiet_hours]\nfrom = "21:30"\n')
    expected = Settings(rate_wpm=140, wake=False, quiet_hours=QuietHours(begin="21:30"))
    assert read_settings(config) == expected


def test_the_named_file_comes_before_the_environment_and_that_before_the_platform(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings_path(None) == default_settings_path()
    monkeypatch.setenv("CRAMP_VOICE_CONFIG", "/elsewhere.toml")
    assert settings_path(None) == Path("/elsewhere.toml")
    assert settings_path(config) == config


def test_a_file_that_was_named_must_exist(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"mine\.toml: no such configuration; `cramp-voice con"):
        read_settings(config)
    monkeypatch.setenv("CRAMP_VOICE_CONFIG", str(config))
    with pytest.raises(SettingsError, match="no such configuration"):
        read_settings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("volum = 3", "line 1: unknown key volum; did you mean volume_percent?"),
        ("\n[quiet_hours]\nfrm = 1", "line 3: unknown key quiet_hours.frm; did you mean from?"),
        ("zzz = 1", "line 1: unknown key zzz; the keys are model, voice,"),
        ("# x\nrate_wpm = 500", "line 2: rate_wpm: expected a whole number <= 300; Speed of"),
        ('wake = "no"', "line 1: wake: expected true or false, got text in quotes; Wait for"),
        ('quiet_hours = {from = "25:00"}', "line 1: quiet_hours.from: that does not fit; From"),
        ("quiet_hours = 3", "line 1: quiet_hours: expected a table, got a whole number; `cramp-v"),
        ('wake_phrase = "Computer"', "line 1: wake_phrase: that does not fit; Two to five words"),
        ('model_site = "ftp://x"', "line 1: model_site: that does not fit; Where models are"),
        ("emergency_number = 112", "line 1: emergency_number: expected text in quotes, got a who"),
        ('\nlocale = "fr-FR"', "line 2: locale: there is no 'fr-FR'; choose among en-AU, en-CA,"),
        ("voice = robot", "not TOML: Invalid value (at line 1, column 9); text needs quotes"),
    ],
)
def test_a_mistake_is_one_line_that_names_file_line_key_and_fix(
    config: Path, text: str, says: str
) -> None:
    config.write_text(text)
    with pytest.raises(SettingsError) as told:
        read_settings(config)
    assert str(told.value).startswith(f"{config}: {says}")
    assert "\n" not in str(told.value)


def test_a_file_from_a_plain_editor_is_read(config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbfwake = false\r\n")
    assert read_settings(config).wake is False


def test_a_file_that_is_no_text_is_told(config: Path) -> None:
    config.write_bytes(b'voice = "\xff"')
    with pytest.raises(SettingsError, match="not UTF-8 text; save it as UTF-8"):
        read_settings(config)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(config.parent)


def test_the_template_says_every_key_and_reads_back_as_the_same_settings(config: Path) -> None:
    config.write_text(template(Settings()))
    assert read_settings(config) == Settings()
    changed = Settings(
        model='a "quoted" folder\\x',
        locale="en-GB",
        hold_scale=0.5,
        quiet_hours=QuietHours(begin="00:00", end="00:00", volume_factor=0.5),
    )
    config.write_text(template(changed))
    assert read_settings(config) == changed
    keys = [line for line in template(Settings()).splitlines() if " = " in line]
    assert len(keys) == len(Settings.__struct_fields__) - 1 + len(QuietHours.__struct_fields__)
    assert "en-AU, en-CA, en-GB" in template(Settings())


@pytest.mark.parametrize(
    ("begin", "end", "now", "quiet"),
    [
        ("22:00", "07:00", time(2, 0), True),
        ("22:00", "07:00", time(22, 0), True),
        ("22:00", "07:00", time(7, 0), False),
        ("22:00", "07:00", time(12, 0), False),
        ("01:00", "05:00", time(2, 0), True),
        ("01:00", "05:00", time(0, 30), False),
        ("00:00", "00:00", time(0, 0), False),
    ],
)
def test_quiet_hours_pass_midnight(begin: str, end: str, now: time, quiet: bool) -> None:
    assert QuietHours(begin=begin, end=end).cover(now) is quiet


@pytest.mark.parametrize(
    ("settings", "number"),
    [
        (Settings(), "911"),
        (Settings(locale="en-GB"), "999"),
        (Settings(locale="en-GB", emergency_number="112"), "112"),
    ],
)
def test_the_emergency_number_is_the_place_s(settings: Settings, number: str) -> None:
    protocol = at_place(load_protocol(), settings)
    assert number in render.say(protocol, Say("careful_911"))


def test_the_platform_s_place_is_used() -> None:
    path = default_settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("diary = false")
    try:
        assert read_settings().diary is False
    finally:
        path.unlink()
