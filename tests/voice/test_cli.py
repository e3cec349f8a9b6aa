from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import miniaudio
import numpy as np
import pytest

from benchmarks.measure import untraced
from offline_voice.cli.main import main
from offline_voice.talk.assembly import DEMO
from offline_voice.vosk_models.find import DEMONSTRATION_NOTICE, MINI_MODEL
from tests import RECORDINGS
from tests.voice.model_site import served
from tests.voice.sounds import tone

EMERGENCY = RECORDINGS / "arm-and-jaw"
OPENING_FIELDS = {
    "turn",
    "speech",
    "reprompt",
    "asks",
    "expects",
    "heard",
    "facts",
    "level",
    "floor",
    "mode",
    "reasons",
    "relief",
    "ended",
    "text",
    "confidence",
    "endpoint_ms",
    "compute_ms",
}


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["cramp-voice", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return Ran(int(left.value.code or 0), *capfd.readouterr())

    return run


def test_a_replay_names_the_emergency_number_of_the_place(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('locale = "en-GB"\n')
    monkeypatch.setenv("CRAMP_VOICE_CONFIG", str(config))
    ran = run("replay", EMERGENCY)
    assert ran.status == 0
    assert "call 999" in ran.out
    assert "911" not in ran.out


def test_the_night_time_cramp_is_led_to_its_harmless_end(run: Run) -> None:
    ran = run("replay", "--json", RECORDINGS / "night-calf-cramp")
    turns = ran.objects
    assert ran.status == 0
    assert set(turns[0]) == OPENING_FIELDS
    assert turns[0]["turn"] == 0
    assert turns[0]["text"] == ""
    assert [t["turn"] for t in turns] == list(range(len(turns)))
    assert len(turns) == 1 + len(list((RECORDINGS / "night-calf-cramp").glob("*.flac")))
    assert "stretch" in {step["kind"] for step in turns[1]["relief"]}
    assert turns[-1]["level"] == 0, "new questions? python -m tools.audio.make_recordings --lead"
    assert turns[-1]["mode"] == "home"
    assert turns[-1]["ended"] is True
    assert turns[-1]["facts"]["site"] == "calf"
    assert turns[-1]["facts"]["chest_pain"] == "no"


def test_the_delays_are_told_in_their_budget(run: Run) -> None:
    turns = run("replay", "--json", RECORDINGS / "night-calf-cramp").objects[1:]
    assert all(250 <= turn["endpoint_ms"] <= 1800 for turn in turns)
    assert all(0 < turn["confidence"] <= 1 for turn in turns)
    assert all(0 <= turn["compute_ms"] < 5000 for turn in turns)


def test_pain_in_arm_and_jaw_is_sent_to_911(run: Run) -> None:
    turns = run("replay", "--json", EMERGENCY).objects
    first = next(turn for turn in turns if turn["level"] == 5)
    assert "911" in first["speech"]
    assert first["asks"] == []
    assert first["ended"] is False
    assert turns[-1]["level"] == 5


def test_the_conversation_stops_where_the_recordings_end(run: Run) -> None:
    ran = run("replay", "--json", RECORDINGS / "ow-my-left-calf.f4.flac")
    assert ran.status == 0
    assert [turn["text"] for turn in ran.objects] == ["", "oh my left calf"]
    assert ran.objects[-1]["ended"] is False


def test_an_empty_room_is_silence_not_an_answer(run: Run, write_wav: Callable[..., Path]) -> None:
    ran = run("replay", "--json", write_wav("silence.wav", np.zeros(16_000, np.int16)))
    assert ran.objects[1]["heard"]["acts"] == ["no_input"]
    assert ran.objects[1]["facts"] == {}


def test_both_voices_and_a_transcript_are_left(run: Run, tmp_path: Path) -> None:
    ran = run("replay", "--out", tmp_path, EMERGENCY)
    assert ran.status == 0
    with wave.open(str(tmp_path / "arm-and-jaw.wav")) as file:
        assert file.getnframes() / file.getframerate() > 15
    transcript = (tmp_path / "arm-and-jaw.txt").read_text()
    assert transcript.startswith("[0:00] Cramp Helper: Cramp helper.")
    assert "You: " in transcript
    for line in ran.out.splitlines():
        assert line in transcript


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--save", "file/kept.json"), "there is no folder file; make it, or name another"),
        (("replay", "--save", "gone/kept.json", EMERGENCY), "there is no folder gone; make it"),
        (("replay", "--save", "folder", EMERGENCY), "folder: is a folder; name a new file in it"),
        (("replay", "--out", "file", EMERGENCY), "file: file exists; name another folder with"),
        (("replay", "--out", "file/new", EMERGENCY), "not a directory; name another folder with"),
        (("replay", "--out", "/proc/new", EMERGENCY), "name another folder with --out"),
        (("replay", "--out", "folder", EMERGENCY), "folder: is a folder; name another folder"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[Any], told: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder" / "arm-and-jaw.wav").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("cramp-voice: ")
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_a_disk_that_fills_up_costs_the_recording_not_the_conversation(
    tmp_path: Path,
) -> None:
    def disk_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = "import offline_voice.cli.main as m; m.main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "replay", "--json", "--out", tmp_path / "out", EMERGENCY],
        capture_output=True,
        text=True,
        env=untraced(),
        preexec_fn=disk_full,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[-1])["level"] == 5
    lost, *more = [line for line in done.stderr.splitlines() if line != DEMONSTRATION_NOTICE]
    assert lost.startswith(f"Not written: {tmp_path / 'out' / 'arm-and-jaw.wav'}: file too large;")
    assert more == []
    assert "You: " in (tmp_path / "out" / "arm-and-jaw.txt").read_text()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["arm-and-jaw.txt"]


def test_without_microphone_the_bundled_cramp_is_replayed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    monkeypatch.chdir(tmp_path)
    ran = run()
    assert ran.status == 0
    assert ran.out.startswith("Not talking (no loudspeaker): replaying a recorded")
    assert "take care of this at home" in ran.out
    assert ran.err.splitlines() == [DEMONSTRATION_NOTICE]
    assert (tmp_path / "out/night-calf-cramp.wav").stat().st_size > 100_000
    assert "You: " in (tmp_path / "out/night-calf-cramp.txt").read_text()


def test_the_demonstration_is_the_tests_own_conversation() -> None:
    names = sorted(path.name for path in DEMO.glob("*.flac"))
    tested = RECORDINGS / "night-calf-cramp"
    assert names == sorted(path.name for path in tested.glob("*.flac"))
    assert all((DEMO / name).read_bytes() == (tested / name).read_bytes() for name in names)


@pytest.mark.parametrize("command", [["replay"], ["replay", "--json"]])
@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.wav", b"", "the file is empty"),
        ("notes.wav", b"not sound at all", "not a WAV, FLAC, MP3 or Ogg recording"),
        ("gone.wav", None, "no such recording"),
    ],
)
def test_a_bad_recording_is_one_line_and_nothing_else(
    run: Run, tmp_path: Path, command: list[str], name: str, data: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    ran = run(*command, RECORDINGS / "ow-my-left-calf.f4.flac", path)
    assert ran.status == 1
    assert ran.out == ""
    assert ran.err.startswith(f"cramp-voice: {path}: {says}")
    assert ran.err.count("\n") == 1


def test_a_cut_recording_is_one_line(run: Run, write_wav: Callable[..., Path]) -> None:
    path = write_wav("cut.wav", tone(1.0))
    path.write_bytes(path.read_bytes()[:9000])
    ran = run("replay", path)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"cramp-voice: {path}: cut short, 27 % of its sound is there")


def test_a_model_folder_that_is_missing_or_incomplete_is_one_line(run: Run, tmp_path: Path) -> None:
    recording = RECORDINGS / "ow-my-left-calf.f4.flac"
    ran = run("replay", "--model", tmp_path / "gone", recording)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"cramp-voice: {tmp_path / 'gone'}: no such model folder (--model)")
    assert ran.err.count("\n") == 1
    copied = tmp_path / "model"
    shutil.copytree(MINI_MODEL, copied)
    (copied / "graph/HCLr.fst").unlink()
    ran = run("replay", "--model", copied, recording)
    assert (ran.status, ran.out) == (1, "")
    assert "it lacks graph/HCLr.fst; unpack it again" in ran.err
    assert ran.err.count("\n") == 1


def test_a_nested_model_is_found_and_used(run: Run, tmp_path: Path) -> None:
    shutil.copytree(MINI_MODEL, tmp_path / "download" / "my-model")
    ran = run("replay", "--json", "--model", tmp_path, RECORDINGS / "ow-my-left-calf.f4.flac")
    assert ran.status == 0
    assert ran.err == ""  # a model of one's own is no demonstration
    assert ran.objects[1]["facts"]["site"] == "calf"


def test_the_model_commands_tell_what_is_used(run: Run) -> None:
    assert run("model", "path").out.strip() == str(MINI_MODEL)
    assert "* vosk-model-mini-en  (built in)" in run("model", "list").out
    checked = run("model", "check").out
    assert "loads (built in)" in checked
    assert DEMONSTRATION_NOTICE in checked
    assert "words we listen for" in checked


def test_models_to_install_are_listed_and_a_wrong_one_is_one_line(run: Run, tmp_path: Path) -> None:
    listed = run("model", "list").out
    assert "vosk-model-small-en-us-0.15  (not installed)" in listed
    assert "vosk-model-en-us-0.22-lgraph  (not installed)" in listed
    wrong = tmp_path / "carried.zip"
    wrong.write_bytes(b"PK")
    for arguments, says in (
        (["german"], "german: no such model; choose among vosk-model-small-en-us-0.15, vosk"),
        (["small", "--file", wrong], f"{wrong}: not vosk-model-small-en-us-0.15, its checksum"),
    ):
        ran = run("model", "install", *arguments)
        assert ran.status == 1
        assert ran.err.startswith(f"cramp-voice: {says}")
        assert ran.err.count("\n") == 1


def test_the_site_of_the_models_may_be_another_and_a_name_is_no_site(run: Run) -> None:
    with served(b"") as site:
        site.faults = ["status:404"]
        ran = run("model", "install", "small", "--site", site.address)
    assert ran.status == 1
    assert f"{site.address}/vosk-model-small-en-us-0.15.zip: the site answered 404" in ran.err
    assert run("model", "install", "--site", "example.org").status == 2


def judged(folder: Path) -> Path:
    """The folder with a recording and its manifest."""
    name = "ow-my-left-calf.f4.flac"
    shutil.copy(RECORDINGS / name, folder)
    (folder / "manifest.yaml").write_text(
        f"- {{file: {name}, asked: null, text: ow my left calf,"
        " facts: {site: calf, side: left}, condition: clean, voice: f4}\n"
    )
    return folder


def test_the_evaluation_can_be_read_by_a_person(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    ran = run("evaluate", judged(tmp_path))
    assert ran.status == 0
    assert "100.0 %" in ran.out
    assert "missed danger: none (of 0)" in ran.out
    assert ran.err.splitlines() == [DEMONSTRATION_NOTICE]  # no bar where no terminal is


def test_on_a_terminal_an_evaluation_shows_how_many_are_done_and_the_time_left(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ran = run("evaluate", "--json", judged(tmp_path))
    assert ran.objects[0]["all"]["n"] == 1
    assert "1/1" in ran.err
    assert re.search(r"\d:\d\d:\d\d", ran.err)


@pytest.mark.parametrize("options", [[], ["--wakes"]])
def test_bad_recordings_are_told_before_the_others_are_heard(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    def load(*_: object) -> None:
        raise AssertionError("nothing is to be heard")

    monkeypatch.setattr("offline_voice.talk.assembly.open_ears", load)
    folder = judged(tmp_path)
    entry = (folder / "manifest.yaml").read_text()
    for name in ("x.wav", "y.wav"):
        (folder / name).write_bytes(b"RIFF")
        entry += entry.splitlines()[0].replace("ow-my-left-calf.f4.flac", name) + "\n"
    (folder / "manifest.yaml").write_text(entry)
    ran = run("evaluate", *options, folder)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"cramp-voice: {folder / 'x.wav'}: not a WAV, FLAC, MP3 or Ogg")
    assert ran.err.endswith("(and 1 more cannot be read)\n")


def test_what_wakes_it_is_counted_in_a_folder_without_a_manifest(run: Run, tmp_path: Path) -> None:
    shutil.copy(RECORDINGS / "oov_tell-a-funny-joke.max.flac", tmp_path)
    (found,) = run("evaluate", "--wakes", "--json", tmp_path).objects
    assert found == {"recordings": 1, "hours": found["hours"], "wakes": []}
    assert 0 < found["hours"] < 0.01
    assert "woken 0 times" in run("evaluate", "--wakes", tmp_path).out


def test_an_evaluation_folder_without_a_manifest_is_one_line(run: Run, tmp_path: Path) -> None:
    ran = run("evaluate", tmp_path)
    assert ran.status == 1
    assert ran.err.startswith(f"cramp-voice: {tmp_path / 'manifest.yaml'}: no such file")
    assert ran.err.count("\n") == 1


def test_the_configuration_is_printed_with_every_key_explained(run: Run, tmp_path: Path) -> None:
    ran = run("config")
    assert ran.status == 0
    assert "config.toml (not there yet: save this text as that file)" in ran.out.splitlines()[0]
    assert "# rate_wpm = 165" in ran.out
    file = tmp_path / "mine.toml"
    file.write_text(ran.out + "\n")
    assert run("--config", file, "config").out.splitlines()[1:] == ran.out.splitlines()[1:]


def test_a_mistake_in_the_configuration_is_one_line_whatever_is_run(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("rate = 1\n")
    for command in ([], ["config"], ["model", "path"], ["replay", RECORDINGS / "help.paul.flac"]):
        ran = run("--config", file, *command)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith(f"cramp-voice: {file}: line 1: unknown key rate; did you mean")
        assert ran.err.count("\n") == 1


def test_the_model_of_the_configuration_is_used(run: Run, tmp_path: Path) -> None:
    shutil.copytree(MINI_MODEL, tmp_path / "own")
    file = tmp_path / "mine.toml"
    file.write_text(f"model = '{tmp_path / 'own'}'\n")
    assert run("--config", file, "model", "path").out.strip() == str(tmp_path / "own")


def test_a_command_line_that_makes_no_sense_is_told(run: Run) -> None:
    ran = run("replay")
    assert ran.status == 2
    assert "Traceback" not in ran.err


def test_a_conversation_that_is_kept_becomes_a_report(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    said = run("replay", "--save", kept, EMERGENCY)
    assert said.status == 0
    assert f"kept in {kept}" in said.err
    assert kept.stat().st_mode & 0o077 == 0
    assert "jaw" in run("report", kept, "--format", "md").out
    assert "already exists" in run("replay", "--save", kept, EMERGENCY).err
